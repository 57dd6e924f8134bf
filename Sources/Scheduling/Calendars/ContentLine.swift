/// A property of a calendar: `DTSTART;TZID=Europe/Lisbon:20260302T180000` (RFC 5545 section 3.1).
struct ContentLine {
    let source: LogicalLine
    /// In capitals.
    let name: String
    let parameters: [Parameter]
    /// The value as written, escapes and all.
    let value: CalendarText

    /// A parameter of a property.
    struct Parameter {
        /// In capitals.
        let name: String
        /// Without quotes.
        let value: String
        /// Its first byte in the line.
        let offset: Int
    }

    init(_ source: LogicalLine) throws(CalendarFault) {
        self.source = source
        let bytes = source.bytes
        var position = 0
        func word() -> String {
            let start = position
            while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self).uppercased()
        }
        name = word()
        guard !name.isEmpty else {
            throw source.fault(at: 0, "a line must begin with a property's name, such as DTSTART")
        }
        var parameters: [Parameter] = []
        while position < bytes.count, bytes[position] == UInt8(ascii: ";") {
            position += 1
            let key = word()
            guard !key.isEmpty, position < bytes.count, bytes[position] == UInt8(ascii: "=") else {
                throw source.fault(at: position, "a parameter is written as ;NAME=value")
            }
            position += 1
            let start = position
            var isQuoted = false
            while position < bytes.count {
                let byte = bytes[position]
                if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
                if !isQuoted, byte == UInt8(ascii: ";") || byte == UInt8(ascii: ":") { break }
                position += 1
            }
            guard !isQuoted else { throw source.fault(at: start, "the quotes of \(key) are not closed") }
            let text = bytes[start..<position].filter { $0 != UInt8(ascii: "\"") }
            parameters.append(
                Parameter(name: key, value: String(decoding: text, as: UTF8.self), offset: start))
        }
        guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
            throw source.fault(at: position, "a ':' must stand between \(name) and its value")
        }
        self.parameters = parameters
        value = CalendarText(line: source, range: (position + 1)..<bytes.count)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
    }

    func parameter(_ name: String) -> Parameter? { parameters.first { $0.name == name } }

    /// A fault at the property's name.
    func fault(_ message: String, hint: String? = nil) -> CalendarFault {
        source.fault(at: 0, message, hint: hint)
    }
}
