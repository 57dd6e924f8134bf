/// Reads `application/x-www-form-urlencoded` bodies (WHATWG URL, section 5.1).
///
/// nil for one that is not UTF-8 or has more than 4,000 fields: a review has seven for each goal. A field that comes twice keeps its last value.
enum FormReader {
    static func fields(of body: [UInt8]) -> [String: String]? {
        var fields: [String: String] = [:]
        let pairs = body.split(separator: UInt8(ascii: "&"))
        guard pairs.count <= 4_000 else { return nil }
        for pair in pairs {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decoded(parts[0]), let value = parts.count == 2 ? decoded(parts[1]) : "" else {
                return nil
            }
            fields[name] = value
        }
        return fields
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
        var result: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.endIndex,
                let high = Character(UnicodeScalar(bytes[index + 1])).hexDigitValue,
                let low = Character(UnicodeScalar(bytes[index + 2])).hexDigitValue
            {
                result.append(UInt8(high << 4 | low))
                index += 3
            } else {
                result.append(byte == UInt8(ascii: "+") ? 32 : byte)
                index += 1
            }
        }
        return String(validating: result, as: UTF8.self)
    }
}
