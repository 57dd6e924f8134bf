/// One code point of a text that is being read, with where its author wrote it.
///
/// Code points, not characters: a mark that stands for a value must stay apart from a combining mark behind it.
struct TextMark: Hashable, Sendable {
    let scalar: Unicode.Scalar
    /// Characters from the start of the author's text.
    let origin: Int

    init(_ scalar: Unicode.Scalar, origin: Int) {
        self.scalar = scalar
        self.origin = origin
    }
}

/// Code points that stand for values while a text is read: those of the last private-use plane, which no text may hold.
///
/// To the reader of markup each is a letter like any other, so that no value whatsoever changes how a text is built.
enum ValueMark {
    static let range: ClosedRange<UInt32> = 0x10_0000...0x10_FFFD
    /// The first byte of each in UTF-8, and of nothing else that is allowed.
    static let firstByte: UInt8 = 0xF4

    /// The mark of the field at a place in a list of names.
    static func scalar(at index: Int) -> Unicode.Scalar {
        Unicode.Scalar(range.lowerBound + UInt32(truncatingIfNeeded: index) % 0xFFF0) ?? "\u{100000}"
    }

    /// The place of the field that a code point stands for; nil for any other code point.
    static func index(of scalar: Unicode.Scalar) -> Int? {
        range.contains(scalar.value) ? Int(scalar.value - range.lowerBound) : nil
    }
}
