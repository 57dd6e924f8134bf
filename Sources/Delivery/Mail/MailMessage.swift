import Messages
public import Scheduling

/// One mail as bytes: RFC 5322 headers, and by RFC 2046 its text and page as alternatives, with an invitation among them
/// and beside them when there is one.
///
///     multipart/mixed                            only with an invitation
///       multipart/alternative
///         text/plain, text/html                  quoted-printable
///         text/calendar; method=REQUEST          base64: what most mail programs act on
///       application/ics, as an attachment        base64: for the others
///
/// The same values give the same bytes: boundaries come from the Message-ID, and the date is the message's own, so that a
/// second attempt repeats the first to the byte, signature included. All of it is 7-bit, except for an address that is not.
public struct MailMessage: Sendable {
    public let fromName: String
    public let from: MailAddress
    public let to: MailAddress
    public let subject: String
    public let text: String
    public let html: String
    /// A BCP 47 tag for `Content-Language`; nil for none.
    public var language: String?
    /// Without the angle brackets.
    public let messageID: String
    public let date: Instant
    /// Further headers, each already folded and ASCII.
    public let headers: [MailHeader]
    var invitation: CalendarInvitation?

    public init(
        fromName: String, from: MailAddress, to: MailAddress, subject: String, text: String, html: String,
        messageID: String, date: Instant, headers: [MailHeader] = []
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

    /// The whole mail; signed, when there is a key.
    ///
    /// - Throws: `MailHeaderError` when a header could be taken for two, or the key cannot sign; nothing is sent then.
    public func bytes(signedBy signer: DKIMSigner? = nil) throws(MailHeaderError) -> [UInt8] {
        for (name, raw) in [("From", fromName), ("Subject", subject), ("Message-ID", messageID)]
        where MailHeader.breaks(raw) {
            throw MailHeaderError(name: name)
        }
        let root = try content()
        var fields = [
            MailHeader("From", address(fromName, from)), MailHeader("To", address("", to)),
            MailHeader("Subject", HeaderWords.text(subject, after: 9)), MailHeader("Date", Self.dateText(date)),
            MailHeader("Message-ID", "<\(messageID)>"), MailHeader("Auto-Submitted", "auto-generated"),
            MailHeader("X-Auto-Response-Suppress", "All"),
        ]
        fields += headers
        if let language { fields.append(MailHeader("Content-Language", language)) }
        fields.append(MailHeader("MIME-Version", "1.0"))
        fields += root.headers
        if let signer {
            let signature = try signer.header(for: fields, body: root.body, at: date)
            fields.insert(signature, at: 0)
        }
        if let broken = fields.first(where: { !$0.isWhole }) { throw MailHeaderError(name: broken.name) }
        let block = Array(fields.map { $0.line + "\r\n" }.joined().utf8)
        try MailHeader.check(block)
        return block + [13, 10] + root.body
    }

    /// A part with its own headers.
    private struct Part {
        let headers: [MailHeader]
        /// Ends with CRLF.
        let body: [UInt8]

        init(_ type: String, encoding: String, _ body: [UInt8], _ further: [MailHeader] = []) {
            headers =
                [MailHeader("Content-Type", type), MailHeader("Content-Transfer-Encoding", encoding)] + further
            self.body = body + [13, 10]
        }

        /// `boundary`: Begins with `=_`, which neither quoted-printable nor base64 can contain.
        init(multipart kind: String, boundary: String, _ parts: [Part]) {
            headers = [MailHeader("Content-Type", "multipart/\(kind);\r\n boundary=\"\(boundary)\"")]
            var body: [UInt8] = []
            for part in parts {
                let block = part.headers.map { $0.line + "\r\n" }.joined()
                // The CRLF before a boundary belongs to it.
                body += "--\(boundary)\r\n\(block)\r\n".utf8
                body += part.body
            }
            self.body = body + "--\(boundary)--\r\n".utf8
        }
    }

    private func content() throws(MailHeaderError) -> Part {
        let mark = messageID.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(60)
        var alternatives = [
            Part("text/plain; charset=utf-8", encoding: "quoted-printable", QuotedPrintable.encoded(text)),
            Part("text/html; charset=utf-8", encoding: "quoted-printable", QuotedPrintable.encoded(html)),
        ]
        guard let invitation else { return Part(multipart: "alternative", boundary: "=_a\(mark)", alternatives) }
        let calendar = Base64Lines.encoded(try invitation.bytes())
        alternatives.append(
            Part("text/calendar; charset=utf-8; method=\(invitation.method)", encoding: "base64", calendar))
        let name = invitation.event.isCancelled ? "cancelled.ics" : "invite.ics"
        return Part(
            multipart: "mixed", boundary: "=_m\(mark)",
            [
                Part(multipart: "alternative", boundary: "=_a\(mark)", alternatives),
                Part(
                    "application/ics; name=\"\(name)\"", encoding: "base64", calendar,
                    [MailHeader("Content-Disposition", "attachment; filename=\"\(name)\"")]),
            ])
    }

    private func address(_ name: String, _ address: MailAddress) -> String {
        guard !name.isEmpty else { return "<\(address.wire)>" }
        let phrase = HeaderWords.phrase(name, after: 6)
        let last = phrase.split(separator: "\r\n").last?.utf8.count ?? 0
        let fits = last + address.wire.utf8.count + 9 <= 78
        return "\(phrase)\(fits ? " " : "\r\n ")<\(address.wire)>"
    }

    /// RFC 5322 section 3.3, always in UTC.
    static func dateText(_ instant: Instant) -> String {
        let civil = ZoneRules.utc.civil(at: instant)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let time = civil.time
        return
            "\(civil.date.weekday.name.prefix(3)), \(civil.date.day) \(months[civil.date.month - 1]) \(civil.date.year) "
            + "\(two(time.hour)):\(two(time.minute)):\(two(time.second)) +0000"
    }
}
