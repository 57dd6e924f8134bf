import PluginKit

/// The characters of an address, and how pieces of them are found and decoded.
struct AddressSource {
    private let characters: [Character]
    /// Without blanks around it.
    private(set) var range: Range<Int>

    init(_ characters: [Character]) {
        self.characters = characters
        range = 0..<characters.count
    }

    /// Leaves out blanks before and after: they come with what is copied.
    mutating func trim() {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, characters[start].isWhitespace { start += 1 }
        while start < end, characters[end - 1].isWhitespace { end -= 1 }
        range = start..<end
    }

    func checkCharacters() throws(ChannelAddressError) {
        for index in range {
            let isControl = characters[index].unicodeScalars.contains {
                $0.value < 32 || (127..<160).contains($0.value)
            }
            if isControl || characters[index].isWhitespace {
                throw ChannelAddressError(
                    column: index + 1, "a URL holds no blanks, line breaks or control characters",
                    hint: "a blank inside it is written %20")
            }
        }
    }

    /// The scheme, and what comes after `://`.
    func scheme() -> (scheme: Range<Int>, rest: Range<Int>)? {
        guard let colon = first(of: ":", in: range), colon + 2 < range.upperBound, colon > range.lowerBound,
            characters[colon + 1] == "/", characters[colon + 2] == "/",
            (range.lowerBound..<colon).allSatisfy({ index in
                characters[index].isASCII
                    && (characters[index].isLetter || characters[index].isNumber || "+.-".contains(characters[index]))
            })
        else { return nil }
        return (range.lowerBound..<colon, colon + 3..<range.upperBound)
    }

    func first(of any: String, in range: Range<Int>) -> Int? { range.first { any.contains(characters[$0]) } }
    func last(of any: String, in range: Range<Int>) -> Int? { range.last { any.contains(characters[$0]) } }

    func rawPiece(_ range: Range<Int>) -> AddressPiece {
        let raw = String(characters[range])
        return AddressPiece(raw: raw, text: raw, column: range.lowerBound + 1)
    }

    func piece(_ range: Range<Int>, lowercased: Bool = false) throws(ChannelAddressError) -> AddressPiece {
        let text = try decoded(range)
        return AddressPiece(
            raw: String(characters[range]), text: lowercased ? text.lowercased() : text, column: range.lowerBound + 1)
    }

    /// The pieces between separators, without empty ones.
    func pieces(in range: Range<Int>, at separator: Character) throws(ChannelAddressError) -> [AddressPiece] {
        var pieces: [AddressPiece] = []
        for part in split(range, at: separator) where !part.isEmpty { pieces.append(try piece(part)) }
        return pieces
    }

    func parameters(in range: Range<Int>) throws(ChannelAddressError) -> [AddressParameter] {
        var parameters: [AddressParameter] = []
        for part in split(range, at: "&") where !part.isEmpty {
            let equals = first(of: "=", in: part) ?? part.upperBound
            parameters.append(
                AddressParameter(
                    key: try piece(part.lowerBound..<equals),
                    value: try piece(min(equals + 1, part.upperBound)..<part.upperBound)))
        }
        return parameters
    }

    private func split(_ range: Range<Int>, at separator: Character) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = range.lowerBound
        for index in range where characters[index] == separator {
            parts.append(start..<index)
            start = index + 1
        }
        return parts + [start..<range.upperBound]
    }

    /// Decodes `%XX` as UTF-8 and nothing else: `+` stays a plus.
    private func decoded(_ range: Range<Int>) throws(ChannelAddressError) -> String {
        guard range.contains(where: { characters[$0] == "%" }) else { return String(characters[range]) }
        var bytes: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            guard characters[index] == "%" else {
                bytes += Array(String(characters[index]).utf8)
                index += 1
                continue
            }
            guard index + 2 < range.upperBound, let high = characters[index + 1].hexDigitValue,
                let low = characters[index + 2].hexDigitValue, characters[index + 1].isASCII,
                characters[index + 2].isASCII
            else {
                throw ChannelAddressError(
                    column: index + 1, "'%' is followed by two hexadecimal digits",
                    hint: "a '%' itself, as in a password, is written %25")
            }
            let byte = UInt8(high * 16 + low)
            guard byte >= 32, byte != 127 else {
                throw ChannelAddressError(
                    column: index + 1, length: 3, "line breaks and control characters are not allowed, also not encoded"
                )
            }
            bytes.append(byte)
            index += 3
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ChannelAddressError(
                column: range.lowerBound + 1, length: range.count, "what is encoded with '%' here is not UTF-8")
        }
        return text
    }
}
