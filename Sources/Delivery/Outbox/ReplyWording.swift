import Messages

/// The words of what is said to a reply, in the languages that the shipped program speaks: short, so that they go as one
/// text, kind, and about nothing but the reply.
enum ReplyWording {
    static func message(
        _ id: MessageID, _ values: [String: String], languages: [String]
    ) -> RenderedMessage? {
        guard let texts = texts(id, values) else { return nil }
        let (text, tag) = OutboxWords.pick(texts, languages)
        let help = values["help"] ?? ""
        let label = id == .replyHelp ? "\(values["label"] ?? ""): " : ""
        let words = id == .replySupport ? help : [label + text, help].filter { !$0.isEmpty }.joined(separator: " ")
        let (subject, _) = OutboxWords.pick(subjects, [tag])
        return OutboxWords.message(
            subject: subject, blocks: [words], language: tag,
            isFallback: !languages.isEmpty && tag != languages[0].prefix { $0 != "-" })
    }

    private static let subjects = [
        "en": "Your message", "pt": "A sua mensagem", "pl": "Twoja wiadomość", "ar": "رسالتك",
    ]

    private static func texts(_ id: MessageID, _ values: [String: String]) -> [String: String]? {
        switch id {
        case .replyStopped: stopped[values["scope"] ?? ""] ?? stopped["here"]
        case .replyStarted: started
        case .replyHelp: help
        case .replyUnread: unread(values["expected"] ?? "")
        case .replySupport: ["en": "", "pt": "", "pl": "", "ar": ""]
        default: nil
        }
    }

    private static let stopped: [String: [String: String]] = [
        "here": [
            "en": "You will get no more messages here. To stop everything, reply STOP ALL; to go on, START.",
            "pt": "Não receberá mais mensagens aqui. Para parar tudo, responda STOP ALL; para continuar, START.",
            "pl": "Nie będzie tu więcej wiadomości. Aby zatrzymać wszystkie, odpisz STOP ALL; aby wznowić, START.",
            "ar": "لن تصلك رسائل هنا بعد الآن. لإيقاف كل شيء أرسل STOP ALL، وللاستئناف START.",
        ],
        "everything": [
            "en": "You will get no more messages. Reply START whenever you like to go on.",
            "pt": "Não receberá mais mensagens. Responda START quando quiser continuar.",
            "pl": "Nie będzie więcej wiadomości. Odpisz START, kiedy zechcesz je wznowić.",
            "ar": "لن تصلك رسائل بعد الآن. أرسل START متى شئت الاستئناف.",
        ],
        "reminders": [
            "en": "You will get no more reminders. All else stays as it is.",
            "pt": "Não receberá mais lembretes. O resto fica como está.",
            "pl": "Nie będzie więcej przypomnień. Reszta pozostaje bez zmian.",
            "ar": "لن تصلك تذكيرات بعد الآن. يبقى كل شيء آخر كما هو.",
        ],
    ]

    private static let started = [
        "en": "Messages come here again. Reply STOP whenever you like.",
        "pt": "As mensagens voltam a chegar aqui. Responda STOP quando quiser.",
        "pl": "Wiadomości znów będą tu przychodzić. Odpisz STOP, kiedy zechcesz.",
        "ar": "ستصلك الرسائل هنا من جديد. أرسل STOP متى شئت.",
    ]

    private static let help = [
        "en": "Reply LATER, CALL ME, STOP or START.", "pt": "Responda MAIS TARDE, LIGUEM-ME, STOP ou START.",
        "pl": "Odpisz PÓŹNIEJ, ZADZWOŃ, STOP lub START.", "ar": "أرسل: لاحقًا، أو اتصل بي، أو STOP، أو START.",
    ]

    private static func unread(_ expected: String) -> [String: String] {
        // Answers by yes or no in the reader's own words.
        func offer(_ yesOrNo: String) -> String {
            expected.isEmpty ? "" : (expected == "yes/no" ? yesOrNo : expected) + ", "
        }
        return [
            "en":
                "Thank you. Somebody here will read your message. We understand: \(offer("YES, NO"))LATER, CALL ME, STOP.",
            "pt":
                "Obrigado. Alguém daqui vai ler a sua mensagem. Percebemos: \(offer("SIM, NÃO"))MAIS TARDE, LIGUEM-ME, STOP.",
            "pl":
                "Dziękujemy. Ktoś od nas przeczyta tę wiadomość. Rozumiemy: \(offer("TAK, NIE"))PÓŹNIEJ, ZADZWOŃ, STOP.",
            "ar": "شكرًا. سيقرأ أحدنا رسالتك. ما نفهمه: \(offer("نعم، لا"))لاحقًا، اتصل بي، STOP.",
        ]
    }
}
