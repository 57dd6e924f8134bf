import Scheduling

/// An entry for readers' calendars, as a message's file describes it.
///
/// A calendar shows it to whoever looks at the screen: its title is the message's subject, which is read outside anyway.
public struct EventTemplate: Hashable, Sendable {
    public let uid: TemplateText
    public let start: TemplateText
    public let end: TemplateText
    public let location: TemplateText?
    /// A whole number that grows with each change; nil for 0.
    public let sequence: TemplateText?
    /// Anything but nothing, `no`, `false` and `0` takes the entry back.
    public let cancelled: TemplateText?

    public init(
        uid: TemplateText, start: TemplateText, end: TemplateText, location: TemplateText? = nil,
        sequence: TemplateText? = nil, cancelled: TemplateText? = nil
    ) {
        self.uid = uid
        self.start = start
        self.end = end
        self.location = location
        self.sequence = sequence
        self.cancelled = cancelled
    }

    /// Every text with places to fill, by its key in the file.
    public var templates: [(key: String, text: TemplateText)] {
        [
            ("uid", uid), ("start", start), ("end", end), ("location", location), ("sequence", sequence),
            ("cancelled", cancelled),
        ].compactMap { pair in pair.1.map { (pair.0, $0) } }
    }

    /// Why there is no entry with these values, as a phrase; nil when there is one.
    func fault(in values: [String: String]) -> String? {
        var times: [Instant] = []
        for (key, text) in [("start", start), ("end", end)] {
            let written = text.renderPlain(values)
            guard let time = Instant(iso8601: written) else {
                return
                    "needs a time such as 2026-11-21T18:00:00Z for its event's '\(key)', found '\(written.prefix(40))'"
            }
            times.append(time)
        }
        if times[1] < times[0] { return "has an event that ends before it starts" }
        if FieldValues.isBlank(uid.renderPlain(values)) { return "needs a 'uid' for its event, which is empty" }
        return nil
    }

    /// The entry; nil when `fault` says why not.
    func event(_ values: [String: String], summary: String) -> MessageEvent? {
        guard fault(in: values) == nil, let start = Instant(iso8601: start.renderPlain(values)),
            let end = Instant(iso8601: end.renderPlain(values))
        else { return nil }
        let cancelled = FieldValues.clean(cancelled?.renderPlain(values) ?? "").lowercased()
        let location = FieldValues.clean(location?.renderPlain(values) ?? "")
        return MessageEvent(
            uid: uid.renderPlain(values), sequence: sequence.flatMap { Int($0.renderPlain(values)) } ?? 0,
            isCancelled: !["", "no", "false", "0"].contains(cancelled), start: start, end: end, summary: summary,
            location: location.isEmpty ? nil : location)
    }
}
