import Foundation

/// A mail from outside, taken apart as far as a report needs it: headers unfolded, and the parts within parts (RFC 2045,
/// RFC 2046).
///
/// It reads whatever comes: a line may end with LF alone, as a pipe gives it, a boundary may never close, and what is cut
/// off is as long as it is. Nothing is decoded that is not asked for; at most eight levels and 200 parts are looked into.
struct ReceivedMail {
    let headers: [MailHeader]
    let body: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { (headers, body) = Self.split(bytes) }

    init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    /// The first header of that name, in any case.
    subscript(name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }

    /// Such as `multipart/report`, in lower case; text for a part that does not say.
    var type: String {
        let value = self["content-type"] ?? "text/plain"
        return value.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
    }

    /// A parameter of the content type.
    func parameter(_ name: String) -> String? {
        guard let value = self["content-type"] else { return nil }
        for piece in value.split(separator: ";").dropFirst() {
            let pair = piece.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].trimmingCharacters(in: .whitespaces).lowercased() == name else { continue }
            return pair[1].trimmingCharacters(in: .whitespaces).trimmingCharacters(in: ["\""])
        }
        return nil
    }

    /// This part and all within it, from outside to inside.
    var allParts: [ReceivedMail] {
        var found: [ReceivedMail] = []
        collect(into: &found, depth: 0)
        return found
    }

    private func collect(into found: inout [ReceivedMail], depth: Int) {
        guard depth < 8, found.count < 200 else { return }
        found.append(self)
        guard type.hasPrefix("multipart/"), let boundary = parameter("boundary"), !boundary.isEmpty else { return }
        for part in Self.parts(of: body, between: Array("--\(boundary)".utf8)) {
            ReceivedMail(part).collect(into: &found, depth: depth + 1)
        }
    }

    /// The body as it was before it was encoded for the way.
    var content: [UInt8] {
        switch self["content-transfer-encoding"]?.trimmingCharacters(in: .whitespaces).lowercased() {
        case "base64": Data(base64Encoded: Data(body), options: .ignoreUnknownCharacters).map(Array.init) ?? []
        case "quoted-printable": Self.unquoted(body)
        default: Array(body)
        }
    }

    /// The blocks of fields, parted by empty lines, of a report.
    var fieldBlocks: [[MailHeader]] {
        var blocks: [[MailHeader]] = []
        var rest = content[...]
        while !rest.isEmpty {
            let (fields, after) = Self.split(rest)
            if !fields.isEmpty { blocks.append(fields) }
            rest = after
        }
        return blocks
    }

    private static func split(_ bytes: ArraySlice<UInt8>) -> ([MailHeader], ArraySlice<UInt8>) {
        var headers: [MailHeader] = []
        var rest = bytes
        while !rest.isEmpty {
            let line = rest.prefix { $0 != 10 }
            rest = rest[min(line.endIndex + 1, rest.endIndex)...]
            let text = String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
            if text.isEmpty { return (headers, rest) }
            if text.hasPrefix(" ") || text.hasPrefix("\t"), let last = headers.popLast() {
                headers.append(MailHeader(last.name, last.value + " " + text.trimmingCharacters(in: .whitespaces)))
            } else if let colon = text.firstIndex(of: ":") {
                let value = text[text.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                headers.append(MailHeader(String(text[..<colon]).trimmingCharacters(in: .whitespaces), value))
            }
        }
        return (headers, rest)
    }

    private static func parts(of body: ArraySlice<UInt8>, between mark: [UInt8]) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start: Int?
        var index = body.startIndex
        while index < body.endIndex {
            let line = body[index...].prefix { $0 != 10 }
            if line.starts(with: mark) {
                if let start { parts.append(body[start..<index]) }
                start = min(line.endIndex + 1, body.endIndex)
                if line.dropFirst(mark.count).starts(with: "--".utf8) { return parts }
            }
            index = line.endIndex + 1
        }
        if let start { parts.append(body[start...]) }
        return parts
    }

    private static func unquoted(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            guard byte == 61 else {
                out.append(byte)
                continue
            }
            let next = bytes[index...].prefix(2)
            if next.first == 10 {
                index += 1
            } else if next.elementsEqual([13, 10]) {
                index += 2
            } else if let code = UInt8(String(decoding: next, as: UTF8.self), radix: 16), next.count == 2 {
                out.append(code)
                index += 2
            } else {
                out.append(byte)
            }
        }
        return out
    }
}
