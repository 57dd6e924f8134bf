/// How much a driver does at a time, and how long it waits.
public struct CurlLimits: Sendable {
    /// Transfers under way, each on a connection of its own; fewer where the process may not open so many files.
    public var places: Int
    /// Of these to one scheme, host and port.
    public var placesPerEndpoint: Int
    /// For the name, the connection, and the secure connection.
    public var connecting: Duration
    /// After so long without a byte in either direction a request is given up, however long it may take in all.
    public var stall: Duration
    /// For how long an address that was found for a name is used again.
    var names: Duration = .seconds(60)

    /// How many connections to one endpoint a dispatcher counts with.
    public static let defaultPlacesPerEndpoint = 64

    public init(
        places: Int = 1_024, placesPerEndpoint: Int = CurlLimits.defaultPlacesPerEndpoint,
        connecting: Duration = .seconds(10),
        stall: Duration = .seconds(60)
    ) {
        self.places = places
        self.placesPerEndpoint = placesPerEndpoint
        self.connecting = connecting
        self.stall = stall
    }
}
