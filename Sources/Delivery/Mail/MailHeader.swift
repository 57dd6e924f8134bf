/// One header field: its name, and its value as it stands in the mail, folded where it is long.
public struct MailHeader: Hashable, Sendable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    var line: String { "\(name): \(value)" }

    /// Whether a text would end a header's line or cut it short: CR, LF or NUL.
    static func breaks(_ text: String) -> Bool { text.utf8.contains { $0 == 13 || $0 == 10 || $0 == 0 } }

    /// Whether the value stays one field: every end of a line in it is a fold.
    var isWhole: Bool {
        let plain = value.replacing("\r\n ", with: " ").replacing("\r\n\t", with: " ")
        return !Self.breaks(plain) && !Self.breaks(name)
    }

    /// The last look at a header block before it leaves: every line is a field or the fold of one, of at most 998 bytes,
    /// and no end of a line stands alone (RFC 5322 section 2.1.1 and 2.2).
    ///
    /// - Throws: `MailHeaderError` with the name of the field in which something else was found.
    static func check(_ block: [UInt8]) throws(MailHeaderError) {
        var name = ""
        var start = 0
        while start < block.count {
            guard let end = block[start...].firstIndex(of: 13) else { throw MailHeaderError(name: name) }
            let line = block[start..<end]
            let isFold = line.first == 32 || line.first == 9
            if !isFold { name = String(decoding: line.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self) }
            let isEnded = end + 1 < block.count && block[end + 1] == 10
            let isClean = line.allSatisfy { $0 >= 32 && $0 != 127 || $0 == 9 }
            let hasName = !name.isEmpty && name.utf8.allSatisfy { (33...126).contains($0) }
            let hasText = line.contains { $0 != 32 && $0 != 9 }
            guard isEnded, isClean, hasName, hasText, line.count <= 998,
                isFold ? start > 0 : line.dropFirst(name.utf8.count).first == UInt8(ascii: ":")
            else { throw MailHeaderError(name: name) }
            start = end + 2
        }
    }
}

/// A header without which no mail goes: one that could be taken for two, or that cannot be made; by its name.
public struct MailHeaderError: Error, Hashable, CustomStringConvertible {
    public let name: String
    var fault = "holds a line break or a control character"

    public var description: String { "the header '\(name)' \(fault)" }
}
