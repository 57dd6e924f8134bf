/// How what people write back by a channel is known to come from its platform: settings of every channel.
public struct AnswersSetting: SettingsGroup {
    @Setting(
        "Takes what people write back at /in/NAME, known by this secret; better given as MILIEU_CHANNELS_<NAME>_ANSWERS_SECRET_FILE."
    )
    public var answersSecret: Secret? = nil

    @Setting("The secret before this one, while it is being replaced: what is known by either is taken.")
    public var answersSecretPrevious: Secret? = nil

    public init() {}

    /// Their names in the file, the current secret's first.
    public static let names = ["answers_secret", "answers_secret_previous"]
}
