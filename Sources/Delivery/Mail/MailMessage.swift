public import Scheduling

/// One mail as bytes: RFC 5322 headers, text and HTML as alternatives in quoted-printable UTF-8.
///
/// The same values give the same bytes: the boundary comes from the Message-ID, and the date is the message's own, so a
/// second attempt repeats the first to the byte.
public struct MailMessage: Sendable {
    public let fromName: String
    public let from: MailAddress
    public let to: MailAddress
    public let subject: String
    public let text: String
    public let html: String
    /// Without the angle brackets.
    public let messageID: String
    public let date: Instant
    /// Further headers, each already safe as ASCII.
    public let headers: [HTTPHeader]

    public init(
        fromName: String, from: MailAddress, to: MailAddress, subject: String, text: String, html: String,
        messageID: String, date: Instant, headers: [HTTPHeader] = []
    ) {
        self.fromName = fromName
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.messageID = messageID
        self.date = date
        self.headers = headers
    }

    /// - Throws: `MailHeaderError` when a header could be taken for two; nothing is sent then.
    public func bytes() throws(MailHeaderError) -> [UInt8] {
        let boundary = "=_" + messageID.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(60)
        var lines = [
            "From: \(HeaderWords.encoded(fromName, after: 6)) <\(from.text)>",
            "To: <\(to.text)>",
            "Subject: \(HeaderWords.encoded(subject, after: 9))",
            "Date: \(Self.dateText(date))",
            "Message-ID: <\(messageID)>",
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: All",
        ]
        lines += headers.map { "\($0.name): \($0.value)" }
        lines += ["MIME-Version: 1.0", "Content-Type: multipart/alternative; boundary=\"\(boundary)\""]
        for line in lines { try Self.check(line) }
        for (type, body) in [("plain", text), ("html", html)] {
            lines += [
                "", "--\(boundary)", "Content-Type: text/\(type); charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable", "", QuotedPrintable.encoded(body),
            ]
        }
        lines += ["--\(boundary)--", ""]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    private static func check(_ header: String) throws(MailHeaderError) {
        let name = header.prefix { $0 != ":" }
        guard !name.isEmpty, name.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw MailHeaderError(name: String(name))
        }
        for line in header.split(separator: "\r\n", omittingEmptySubsequences: false).enumerated() {
            let isFolded = line.offset == 0 || line.element.first == " " || line.element.first == "\t"
            guard isFolded, line.element.utf8.count <= 998,
                line.element.utf8.allSatisfy({ ($0 >= 32 && $0 < 127) || $0 == 9 || $0 >= 128 })
            else { throw MailHeaderError(name: String(name)) }
        }
    }

    private static func dateText(_ instant: Instant) -> String {
        let civil = ZoneRules.utc.civil(at: instant)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let time = civil.time
        return
            "\(civil.date.weekday.name.prefix(3)), \(civil.date.day) \(months[civil.date.month - 1]) \(civil.date.year) "
            + "\(two(time.hour)):\(two(time.minute)):\(two(time.second)) +0000"
    }
}

/// A header that could be taken for two, by its name.
public struct MailHeaderError: Error, Hashable, CustomStringConvertible {
    public let name: String
    public var description: String { "the header '\(name)' holds a line break or a control character" }
}
