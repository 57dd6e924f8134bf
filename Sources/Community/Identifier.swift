/// A name for one thing of one kind, so that a member's id cannot be passed where a goal's is wanted.
///
/// The text is opaque to the program; what a person may write in a file is `a-z 0-9 . _ -`, at most 64 characters
/// (`isWellFormed`).
public protocol Identifier: RawRepresentable<String>, Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    init(rawValue: String)
}

extension Identifier {
    /// Names `rawValue`, which is not checked.
    public init(_ rawValue: String) { self.init(rawValue: rawValue) }

    public var description: String { rawValue }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// Whether a person may write this id in a file: 1 to 64 characters of `a-z A-Z 0-9 . _ -`, not starting with a dot.
    public var isWellFormed: Bool {
        let text = rawValue.utf8
        guard (1...64).contains(text.count), text.first != UInt8(ascii: ".") else { return false }
        return text.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }
}
