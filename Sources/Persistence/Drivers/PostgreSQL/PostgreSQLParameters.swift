/// The arguments of a statement in the form in which libpq takes them.
///
/// A connection has one and fills it anew for each statement, so that the room is asked for once.
final class PostgreSQLParameters {
    private var bytes: [UInt8] = []
    /// Where each begins in `bytes`; negative for a null.
    private var starts: [Int] = []
    private var values: [UnsafePointer<CChar>?] = []
    private var lengths: [CInt] = []
    private var formats: [CInt] = []

    /// Takes the place of what was there before.
    ///
    /// - Throws: `PostgreSQLFailure` for a text with a NUL character, which the server has no place for.
    func fill(_ arguments: [SQLValue]) throws {
        bytes.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        for argument in arguments {
            let start = bytes.count
            var isBinary = false
            switch argument {
            case .null: break
            case .integer(let value): bytes.appendDecimal(value)
            case .text(var value):
                try value.withUTF8 { characters in
                    guard !characters.contains(0) else { throw PostgreSQLFailure.holdsNUL }
                    bytes.append(contentsOf: characters)
                }
            case .bytes(let value):
                bytes += value
                isBinary = true
            }
            starts.append(argument == .null ? -1 : start)
            lengths.append(CInt(bytes.count - start))
            formats.append(isBinary ? 1 : 0)
            // Texts end with a zero; it does no harm behind the others.
            bytes.append(0)
        }
    }

    /// Calls `body` with the number of arguments and the arrays, which are valid during the call alone.
    func withPointers<Result>(
        _ body: (CInt, [UnsafePointer<CChar>?], [CInt], [CInt]) -> Result
    ) -> Result {
        bytes.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                values.removeAll(keepingCapacity: true)
                for start in starts {
                    values.append(start < 0 ? nil : characters.baseAddress.map { $0 + start })
                }
                return body(CInt(starts.count), values, lengths, formats)
            }
        }
    }
}

extension [UInt8] {
    /// Adds the digits of `value`, as the server reads numbers.
    mutating func appendDecimal(_ value: Int64) {
        let start = count
        var rest = value.magnitude
        repeat {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        if value < 0 { append(UInt8(ascii: "-")) }
        self[start...].reverse()
    }
}
