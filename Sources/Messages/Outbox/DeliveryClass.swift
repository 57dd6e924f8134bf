/// How urgently a message is tried again when it did not arrive.
public enum DeliveryClass: String, CaseIterable, Codable, Sendable {
    /// Somebody waits for it now: a fresh link that they asked for.
    case interactive
    /// It loses its meaning by a time of its own, which ends its attempts.
    case reminder
    /// By e-mail, where a relay may turn the first attempt away on purpose (greylisting, RFC 6647).
    case email
}
