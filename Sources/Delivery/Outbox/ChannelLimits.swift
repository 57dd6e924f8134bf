public import Messages

extension Channel {
    /// No limit is known.
    public static var paces: [Pace] { [] }
    /// What a small server answers side by side.
    public static var places: Int { 16 }
    /// By what the message is.
    public static var retries: DeliveryClass? { nil }

    /// How many messages a dispatcher may hold of it, those under way among them.
    ///
    /// What is held when a process is killed counts as ambiguous. Where that means that a person has to decide, no more is
    /// held than goes out at once.
    var capacity: Int { resendsWhenAmbiguous ? max(2_048, Self.places) : Self.places }
}

extension EmailChannel {
    /// A relay's connections are few, and each takes many mails.
    public static var places: Int { 8 }
    public static var retries: DeliveryClass? { .email }
}

extension WebhookChannel {
    /// A gateway is made for many at once.
    public static var places: Int { 256 }
}
