import CPostgres

/// One row of a result whose columns came as text.
struct PostgreSQLRow: SQLRow {
    let result: OpaquePointer
    let number: CInt

    func text(_ column: Int) -> String { optionalText(column) ?? "" }
    func integer(_ column: Int) -> Int64 { optionalInteger(column) ?? 0 }

    func optionalText(_ column: Int) -> String? {
        characters(column).map { String(decoding: $0, as: UTF8.self) }
    }

    func optionalInteger(_ column: Int) -> Int64? {
        guard let characters = characters(column) else { return nil }
        let isNegative = characters.first == UInt8(ascii: "-")
        var value: Int64 = 0
        for digit in isNegative ? characters.dropFirst() : characters[...] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { break }
            // Downwards, where the smallest number fits.
            value = value &* 10 &- Int64(digit - UInt8(ascii: "0"))
        }
        return isNegative ? value : 0 &- value
    }

    /// Bytes come as `\x` and two hexadecimal digits each (PostgreSQL 15, 8.4.1).
    func optionalBytes(_ column: Int) -> [UInt8]? {
        guard let characters = characters(column) else { return nil }
        guard characters.count >= 2, characters[0] == UInt8(ascii: "\\") else { return Array(characters) }
        return stride(from: 2, to: characters.count - 1, by: 2).map {
            Self.digit(characters[$0]) << 4 | Self.digit(characters[$0 + 1])
        }
    }

    private static func digit(_ character: UInt8) -> UInt8 {
        character >= UInt8(ascii: "a") ? character - UInt8(ascii: "a") + 10 : character - UInt8(ascii: "0")
    }

    private func characters(_ column: Int) -> UnsafeBufferPointer<UInt8>? {
        guard PQgetisnull(result, number, CInt(column)) == 0, let start = PQgetvalue(result, number, CInt(column))
        else { return nil }
        let raw = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, number, CInt(column))))
        return raw.bindMemory(to: UInt8.self)
    }
}
