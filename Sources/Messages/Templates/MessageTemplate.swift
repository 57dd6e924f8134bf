public import Scheduling

/// One message in all its languages, with the fields that it declares.
public struct MessageTemplate: Hashable, Sendable {
    public let id: MessageID
    public let description: String
    public let fields: [MessageField]
    /// What is the same in every language.
    public let frame: MessageFrame
    /// The texts by lower-case language tag; never empty.
    public let locales: [String: LocaleText]
    /// The fields that each reader must have a value for.
    public let requiredFields: [String]

    public init(
        id: MessageID, description: String, fields: [MessageField], frame: MessageFrame = MessageFrame(),
        locales: [String: LocaleText]
    ) {
        self.id = id
        self.description = description
        self.fields = fields
        self.frame = frame
        self.locales = locales
        requiredFields = fields.filter(\.isRequired).map(\.name)
    }

    /// Why a reader with these values cannot get the message, such as `needs 'link', which is empty`; nil when they can.
    public func fault(in values: [String: String]) -> String? {
        if let missing = requiredFields.first(where: { FieldValues.isBlank(values[$0]) }) {
            return "needs '\(missing)', which is empty"
        }
        return frame.event?.fault(in: values)
    }

    /// The text for the first of `languages` that there is; then the first of `fallbacks`; then the first by tag.
    ///
    /// `isFallback` is true when none of the person's own languages had a text; it is shown and counted, never silent.
    public func text(for languages: [String], fallbacks: [String]) -> (text: LocaleText, tag: String, isFallback: Bool)?
    {
        for language in languages {
            if let found = find(language) { return (found.0, found.1, false) }
        }
        for language in fallbacks {
            if let found = find(language) { return (found.0, found.1, true) }
        }
        return locales.min { $0.key < $1.key }.map { ($0.value, $0.key, true) }
    }

    private func find(_ language: String) -> (LocaleText, String)? {
        if let text = locales[language] { return (text, language) }
        let base = String(language.prefix { $0 != "-" })
        if let text = locales[base] { return (text, base) }
        // Somebody who reads Portuguese reads Brazilian Portuguese rather than English.
        let near = locales.keys.filter { $0.hasPrefix(base + "-") }.min()
        return near.flatMap { tag in locales[tag].map { ($0, tag) } }
    }
}

/// A field that a message uses, as its file declares it.
public struct MessageField: Hashable, Sendable {
    public let name: String
    /// A person without a value for a required field is left out, with the reason; nobody ever reads "Hi ,".
    public let isRequired: Bool
    public let example: String?

    public init(name: String, isRequired: Bool, example: String?) {
        self.name = name
        self.isRequired = isRequired
        self.example = example
    }

    /// What may be read on a lock screen: how somebody wishes to be called, the program's neutral name, a time, our link.
    public static let allowedOutside = ["member.preferred_name", "program.label", "time", "link"]
}

/// What a message asks of a platform, the same in every language.
public struct MessageFrame: Hashable, Sendable {
    public let urgency: MessageTraits.Urgency
    public let sensitivity: MessageTraits.Sensitivity
    public let thread: TemplateText?
    public let replaces: TemplateText?
    /// How long after it was made nobody needs it any more; nil for as long as its job says.
    public let expiresAfter: Duration?
    public let event: EventTemplate?

    public init(
        urgency: MessageTraits.Urgency = .normal, sensitivity: MessageTraits.Sensitivity = .members,
        thread: TemplateText? = nil, replaces: TemplateText? = nil, expiresAfter: Duration? = nil,
        event: EventTemplate? = nil
    ) {
        self.urgency = urgency
        self.sensitivity = sensitivity
        self.thread = thread
        self.replaces = replaces
        self.expiresAfter = expiresAfter
        self.event = event
    }

    /// When a message that is made at an instant and may wait until another has lost its meaning.
    public func expiry(madeAt: Instant, atTheLatest end: Instant) -> Instant {
        expiresAfter.map { min(end, madeAt + $0) } ?? end
    }
}

/// A message in one language.
public struct LocaleText: Hashable, Sendable {
    /// Read on a lock screen: neutral, one line.
    public let subject: TemplateText
    /// A second neutral line, where a platform shows one; nil when the author wrote none.
    public let preview: TemplateText?
    /// What is read after opening.
    public let text: MessageBody
    /// Buttons; their addresses are literal, or `{{link}}`.
    public let actions: [MessageAction]
    /// The words that go with a number, by the field that holds it.
    public let plurals: [String: PluralForms]

    public init(
        subject: TemplateText, preview: TemplateText? = nil, text: MessageBody, actions: [MessageAction] = [],
        plurals: [String: PluralForms] = [:]
    ) {
        self.subject = subject
        self.preview = preview
        self.text = text
        self.actions = actions
        self.plurals = plurals
    }

    /// All that has places to fill.
    public var templates: [TemplateText] { [subject, preview, text.template].compactMap(\.self) }
}
