/// A request as the demo's messaging platform got it.
struct ReceivedRequest: Sendable {
    /// By lower-case name.
    let headers: [String: String]
    let body: [UInt8]
}

/// A mail as the demo's relay got it.
struct ReceivedMail: Sendable {
    let recipients: [String]
    let lines: [String]
}

/// The other end of the demo's webhooks: HTTP/1.1 with `Content-Length`, on loopback.
struct WebhookReceiver: Sendable {
    let listener: LoopbackListener

    /// `answer`: Gets each request and returns the status to answer.
    init(answer: @Sendable @escaping (ReceivedRequest) -> Int) throws {
        listener = try LoopbackListener { connection in
            while let request = connection.line(), !request.isEmpty {
                var headers: [String: String] = [:]
                while let line = connection.line(), !line.isEmpty {
                    guard let colon = line.firstIndex(of: ":") else { return }
                    headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
                }
                let length = headers["content-length"].flatMap(Int.init) ?? 0
                guard (0...1_000_000).contains(length), let body = connection.bytes(length) else { return }
                let status = answer(ReceivedRequest(headers: headers, body: body))
                connection.write("HTTP/1.1 \(status) -\r\ncontent-length: 0\r\n\r\n")
            }
        }
    }
}

/// The other end of the demo's e-mail: enough of SMTP (RFC 5321) for a client that minds its manners, on loopback.
struct MailReceiver: Sendable {
    let listener: LoopbackListener

    init(take: @Sendable @escaping (ReceivedMail) -> Void) throws {
        listener = try LoopbackListener { connection in
            connection.write("220 demo ready\r\n")
            var recipients: [String] = []
            while let line = connection.line() {
                let verb = line.prefix(4).uppercased()
                switch verb {
                case "EHLO", "HELO": connection.write("250 demo\r\n")
                case "MAIL", "RSET":
                    recipients = []
                    connection.write("250 2.0.0 ok\r\n")
                case "RCPT":
                    recipients.append(String(line.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" }))
                    connection.write("250 2.1.5 ok\r\n")
                case "DATA":
                    connection.write("354 go on\r\n")
                    var lines: [String] = []
                    while let line = connection.line(), line != "." {
                        lines.append(line.hasPrefix("..") ? String(line.dropFirst()) : line)
                    }
                    take(ReceivedMail(recipients: recipients, lines: lines))
                    connection.write("250 2.0.0 taken\r\n")
                case "QUIT":
                    connection.write("221 bye\r\n")
                    return
                default: connection.write("250 ok\r\n")
                }
            }
        }
    }
}
