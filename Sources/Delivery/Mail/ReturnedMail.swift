public import Messages

/// What a mail that came back tells: a delivery report (RFC 3464), or a complaint (RFC 5965).
public enum ReturnedMail {
    /// What it means for the message that it tells of; nil for a mail that is no report, such as a person's answer or an
    /// absence note, and for a report of success.
    public static func meaning(of bytes: [UInt8]) -> MessageReturn? {
        let parts = ReceivedMail(bytes).allParts
        if let report = parts.first(where: { $0.type == "message/feedback-report" }) { return complaint(report) }
        let statusTypes = ["message/delivery-status", "message/global-delivery-status"]
        guard let report = parts.first(where: { statusTypes.contains($0.type) }) else { return nil }
        // One recipient a mail: the worst that is said is said about them.
        let found = report.fieldBlocks.compactMap(recipient)
        return found.first { $0.kind == .gone } ?? found.first
    }

    private static func complaint(_ report: ReceivedMail) -> MessageReturn? {
        let type = report.fieldBlocks.lazy.compactMap { field("feedback-type", of: $0) }.first ?? "abuse"
        // "not-spam" says the opposite; all others are unhappy about the mail.
        guard type.lowercased() != "not-spam" else { return nil }
        return MessageReturn(
            kind: .complaint, reason: "the mail was reported as unwanted (\(RelayWords.shown(type)))")
    }

    private static func recipient(_ fields: [MailHeader]) -> MessageReturn? {
        guard let action = field("action", of: fields)?.lowercased(), ["failed", "delayed"].contains(action) else {
            return nil
        }
        let diagnostic = field("diagnostic-code", of: fields).map { text in
            text.hasPrefix("smtp;") ? String(text.dropFirst(5)).drop { $0 == " " } : text[...]
        }
        let status = status(field("status", of: fields) ?? "", diagnostic)
        let said = RelayWords.shown(diagnostic.map(String.init) ?? field("status", of: fields) ?? "no reason")
        if action == "failed", let status, status.isNoMailbox {
            return MessageReturn(kind: .gone, reason: "the mail came back: there is no such mailbox; \(said)")
        }
        let why =
            status?.isFullMailbox == true
            ? "the mailbox is full" : action == "delayed" ? "it is delayed" : "it was not delivered"
        return MessageReturn(kind: .soft, reason: "the mail came back: \(why); \(said)")
    }

    /// The report's own status, or that of the words it cites where its own says nothing: `5.0.0`.
    private static func status(_ text: String, _ diagnostic: Substring?) -> EnhancedStatus? {
        let own = EnhancedStatus(text)
        guard own.map({ $0.subject == 0 && $0.detail == 0 }) ?? true, let diagnostic else { return own }
        let words = diagnostic.split { $0 == " " || $0 == "-" }
        return words.prefix(3).lazy.compactMap { EnhancedStatus($0) }.first ?? own
    }

    private static func field(_ name: String, of fields: [MailHeader]) -> String? {
        fields.first { $0.name.lowercased() == name }?.value
    }
}
