/// What is done to a part of a message that has arrived.
public enum Revision: Hashable, Sendable {
    /// It says this from now on: what `compose` made.
    case replace([UInt8])
    /// It is there no longer.
    case takeBack

    var isTakingBack: Bool { self == .takeBack }
}
