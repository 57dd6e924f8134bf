/// The arguments of a statement in the form in which libpq takes them.
struct PostgreSQLParameters {
    private var bytes: [UInt8] = []
    /// Where each begins in `bytes`; nil for a null.
    private var starts: [Int?] = []
    private var lengths: [CInt] = []
    private var formats: [CInt] = []

    /// - Throws: `PostgreSQLFailure` for a text with a NUL character, which the server has no place for.
    init(_ arguments: [SQLValue]) throws {
        starts.reserveCapacity(arguments.count)
        for argument in arguments {
            let start = bytes.count
            var isBinary = false
            switch argument {
            case .null: break
            case .integer(let value): bytes += String(value).utf8
            case .text(let value):
                bytes += value.utf8
                guard !bytes[start...].contains(0) else {
                    throw PostgreSQLFailure(
                        code: "22021", message: "a text holds a NUL character, which PostgreSQL cannot keep")
                }
            case .bytes(let value):
                bytes += value
                isBinary = true
            }
            starts.append(argument == .null ? nil : start)
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
                let values = starts.map { start in
                    start.flatMap { start in characters.baseAddress.map { $0 + start } }
                }
                return body(CInt(starts.count), values, lengths, formats)
            }
        }
    }
}
