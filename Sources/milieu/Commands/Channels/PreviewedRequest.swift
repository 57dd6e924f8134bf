import Delivery
import Foundation

/// What would be sent, as a person or a program can read it.
struct PreviewedRequest {
    let method: String
    let url: String
    let headers: [(name: String, value: String)]
    let body: String

    init(_ outgoing: Outgoing) {
        switch outgoing {
        case .request(let request):
            method = request.method
            url = request.url
            headers = request.headers.map { ($0.name, $0.value) }
            body = String(decoding: request.body, as: UTF8.self)
        case .mail(let mail):
            method = "SMTP"
            url = "\(mail.relay.security == .implicit ? "smtps" : "smtp")://\(mail.relay.host):\(mail.relay.port)"
            (headers, body) = Self.parts(of: String(decoding: mail.bytes, as: UTF8.self))
        case .show(let text):
            method = "SHOW"
            url = "screen:"
            headers = []
            body = text
        }
    }

    private init(method: String, url: String, headers: [(name: String, value: String)], body: String) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    func masked(by mask: SecretMask) -> PreviewedRequest {
        PreviewedRequest(
            method: method, url: mask.maskedAddress(url),
            headers: headers.map { ($0.name, mask.maskedHeader($0.name, $0.value)) }, body: mask.masked(body))
    }

    var document: JSONValue {
        var named: [(String, JSONValue)] = []
        for (name, value) in headers {
            // A header that stands twice is one with commas (RFC 9110 section 5.3).
            if let index = named.firstIndex(where: { $0.0.lowercased() == name.lowercased() }),
                case .string(let first) = named[index].1
            {
                named[index].1 = .string("\(first), \(value)")
            } else {
                named.append((name, .string(value)))
            }
        }
        return .object([
            ("method", .string(method)), ("url", .string(url)), ("headers", .object(named)), ("body", .string(body)),
        ])
    }

    var text: String {
        (["\(method) \(url)"] + headers.map { "\($0.name): \($0.value)" } + ["", body]).joined(separator: "\n")
    }

    /// Headers, unfolded, and what stands below them.
    private static func parts(of mail: String) -> (headers: [(name: String, value: String)], body: String) {
        let lines = mail.components(separatedBy: "\r\n")
        let end = lines.firstIndex(of: "") ?? lines.endIndex
        var headers: [(name: String, value: String)] = []
        for line in lines[..<end] {
            if line.first == " " || line.first == "\t", !headers.isEmpty {
                headers[headers.count - 1].value += line
            } else if let colon = line.firstIndex(of: ":") {
                headers.append((String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " })))
            }
        }
        return (headers, lines[min(end + 1, lines.endIndex)...].joined(separator: "\r\n"))
    }
}
