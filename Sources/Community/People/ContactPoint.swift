/// Where one person is reached: a channel of `Config/milieu.yaml` and the address that it understands.
///
/// An e-mail channel wants an e-mail address; a webhook wants whatever its platform calls the person.
public struct ContactPoint: Hashable, Codable, Sendable {
    public let channel: String
    public let address: String

    public init(channel: String, address: String) {
        self.channel = channel
        self.address = address
    }
}
