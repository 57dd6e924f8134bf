/// What a relay's replies mean for one mail, by the enhanced code first (RFC 3463), then the code (RFC 5321 section 4.2).
enum SMTPClassification {
    /// The verdict on all the replies of one session; what came before the relay asked for the text counts only when it
    /// never did, as a relay may refuse one greeting or way to sign in and take another.
    static func verdict(for all: [SMTPReply]) -> Verdict {
        let afterText = all.lastIndex { $0.code == 354 }.map { all[($0 + 1)...] } ?? []
        let replies = afterText.isEmpty ? all : Array(afterText)
        guard let reply = replies.last(where: { $0.code >= 400 }) ?? replies.last else {
            return .retry(after: nil, reason: "the relay said nothing")
        }
        let said = "the relay said \(reply.code) \(reply.text)"
        let enhanced = reply.text.split(separator: " ").first.map(String.init) ?? ""
        switch reply.code {
        case 200..<400: return .delivered(receipt: reply.text)
        case 421: return .retry(after: .seconds(300), reason: said)
        case 450, 451: return .retry(after: .seconds(300), reason: said)
        case 400..<500: return .retry(after: nil, reason: said)
        case 530, 534, 535, 538: return .channelBroken(reason: "\(said); check 'username' and 'password'")
        case _ where enhanced.hasPrefix("5.1."): return .recipientGone(reason: said)
        case _ where enhanced.hasPrefix("5.2.2"): return .retry(after: .seconds(3_600), reason: said)
        case 550 where enhanced.isEmpty || !enhanced.hasPrefix("5."): return .recipientGone(reason: said)
        case 554 where all.count == 1: return .channelBroken(reason: said)
        default: return .refused(reason: said)
        }
    }
}
