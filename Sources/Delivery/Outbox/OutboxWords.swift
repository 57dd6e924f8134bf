import Messages

/// The words of the messages that the outbox itself makes, in the languages that the shipped program speaks.
///
/// Without plurals, and nothing in them says what the program is about: they can be read on a lock screen.
enum OutboxWords {
    /// Several messages that waited as long, as one: their subjects, each with its link.
    ///
    /// `languages`: The reader's own.
    /// `fallbacks`: The program's, for a reader of none of ours.
    static func digest(
        of messages: [RenderedMessage], languages: [String], fallbacks: [String]
    ) -> RenderedMessage {
        let (words, tag) = pick(
            ["en": "Waiting for you", "pt": "À sua espera", "pl": "Czeka na Ciebie", "ar": "في انتظارك"],
            languages + fallbacks)
        let lines = messages.map { message in
            ([message.subject] + (message.link.map { [$0] } ?? [])).joined(separator: "\n")
        }
        return message(
            subject: "\(words): \(messages.count)", blocks: lines, language: tag,
            isFallback: !languages.isEmpty && !languages.contains { $0.prefix { $0 != "-" } == tag })
    }

    /// The same message, whose subject says that it takes the place of one that has arrived.
    static func update(_ message: RenderedMessage) -> RenderedMessage {
        let (word, _) = pick(
            ["en": "Update", "pt": "Atualização", "pl": "Aktualizacja", "ar": "تحديث"], [message.language])
        var message = message
        message.subject = "\(word): \(message.subject)"
        return message
    }

    /// A notice of the outbox's own, for staff; nil when there is no such one.
    static func notice(_ id: MessageID, _ values: [String: String], languages: [String]) -> RenderedMessage? {
        switch id {
        case .channelDisabled: channelDisabled(values)
        case .addressMoved: addressMoved(values)
        case .pairingNotice: pairingNotice(values)
        case .callNotice: callNotice
        case .safetyAttention: safetyAttention(values, languages: languages)
        case .replyStopped, .replyStarted, .replyHelp, .replyUnread, .replySupport:
            ReplyWording.message(id, values, languages: languages)
        default: nil
        }
    }

    private static func addressMoved(_ values: [String: String]) -> RenderedMessage {
        let (channel, old, new) = (values["channel"] ?? "", values["old"] ?? "", values["new"] ?? "")
        return message(
            subject: "A chat has another address",
            blocks: [
                "At the channel '\(channel)', \(old) is \(new) from now on. Messages for it go there already.",
                "Write \(new) where the old one stands: in people.csv, or as 'to' in Config/milieu.yaml.",
            ], language: "en", isFallback: false)
    }

    private static func channelDisabled(_ values: [String: String]) -> RenderedMessage {
        let channel = values["channel"] ?? ""
        return message(
            subject: "A channel needs attention",
            blocks: [
                "No message goes by the channel '\(channel)' any more: \(values["reason"] ?? "")",
                "What is for it waits. When it is mended: milieu deliveries release --channel \(channel)",
            ], language: "en", isFallback: false)
    }

    /// That somebody would be glad of a counselor's word about a pair: who and why is looked up, never sent.
    static func pairingNotice(_ values: [String: String]) -> RenderedMessage {
        message(
            subject: "Something waits for you",
            blocks: [
                "Somebody would be glad of a word with you.",
                "Look it up: milieu pairings \(values["see"] ?? "list") --as NAME",
            ], language: "en", isFallback: false)
    }

    /// That somebody would like somebody to be in touch: who it is is looked up, never sent.
    static var callNotice: RenderedMessage {
        message(
            subject: "Something waits for you",
            blocks: [
                "Somebody would like somebody to be in touch.", "Look it up: milieu members reach-out --as NAME",
            ], language: "en", isFallback: false)
    }

    /// That an answer asks for a person, for whoever is on the ladder: a reference, and nothing about anybody.
    static func safetyAttention(_ values: [String: String], languages: [String]) -> RenderedMessage {
        let reference = values["reference"] ?? ""
        let (words, tag) = pick(
            [
                "en": "A check-in needs your attention, ref", "pt": "Um check-in precisa da sua atenção, ref.",
                "pl": "Odpowiedź wymaga Twojej uwagi, nr", "ar": "هناك ردّ يحتاج إلى انتباهك، المرجع",
            ], languages)
        return message(
            subject: "\(words) \(reference)",
            blocks: ["\(words) \(reference)", "milieu safety acknowledge \(reference)"], language: tag,
            isFallback: !languages.isEmpty && tag != languages[0].prefix { $0 != "-" })
    }

    static func pick(_ texts: [String: String], _ languages: [String]) -> (String, String) {
        for language in languages {
            let base = String(language.prefix { $0 != "-" })
            if let text = texts[base] { return (text, base) }
        }
        return (texts["en"] ?? "", "en")
    }

    static func message(
        subject: String, blocks: [String], language: String, isFallback: Bool
    ) -> RenderedMessage {
        RenderedMessage(
            subject: subject, text: blocks.joined(separator: "\n\n"), link: nil, language: language,
            isFallback: isFallback)
    }
}
