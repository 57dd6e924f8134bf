/// Why a transfer came to no answer.
///
/// No text of it holds a path, a query or a credential.
public enum TransportError: Error, Hashable, CustomStringConvertible {
    case invalid(String)
    case cannotResolve(host: String)
    case cannotConnect(host: String)
    case refusedAddress(host: String, address: String)
    /// The secure connection did not come about, and may another time.
    case tls(host: String, reason: String)
    /// The other side is not who it should be, or keeps nothing private: so it stays until somebody mends it.
    case untrusted(host: String, reason: String)
    /// `said`: The other side's own words, when it had any.
    case signIn(host: String, said: String?)
    /// The relay takes no address with letters beyond ASCII before the `@`.
    case noUTF8(host: String)
    /// The request was not sent in full: trying again repeats nothing.
    case interrupted(host: String)
    /// Everything was sent and no answer came: nobody knows what became of it.
    case ambiguous(host: String)
    case answerTooLarge(host: String)
    /// The relay's own words, with all its replies so far.
    case relay(SMTPResult)
    case cancelled
    case stopped

    public var description: String {
        switch self {
        case .invalid(let what): what
        case .cannotResolve(let host): "the name '\(host)' could not be found"
        case .cannotConnect(let host): "no connection to \(host)"
        case .refusedAddress(let host, let address):
            "\(host) leads to \(address), which is not a public address; allow it under 'egress' if it is meant"
        case .tls(let host, let reason), .untrusted(let host, let reason): "no secure connection to \(host): \(reason)"
        case .signIn(let host, let said):
            "\(host) refused the user name or password\(said.map { " (\($0))" } ?? "")"
        case .noUTF8(let host): "\(host) takes no address with letters other than a to z before the '@'"
        case .interrupted(let host): "the connection to \(host) broke before everything was sent"
        case .ambiguous(let host): "\(host) did not answer after everything was sent"
        case .answerTooLarge(let host): "\(host) answered with more headers than are read"
        case .relay(let result):
            result.replies.last.map { "the relay said \($0.code) \($0.text)" } ?? "the relay said nothing"
        case .cancelled: "cancelled"
        case .stopped: "the transfers were shut down"
        }
    }
}
