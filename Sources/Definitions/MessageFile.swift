import Messages
import PluginKit

/// The keys of a message file beside its languages, and those of each language's block.
struct MessageFile: SettingsGroup {
    @Setting("The message's name; the file's name when left out.")
    var id: String? = nil

    @Setting("What it is for, in a sentence.")
    var description: String? = nil

    @Setting("What changes from reader to reader.")
    var fields: NamedSettings<Field> = NamedSettings()

    @Setting("How loud it may be.")
    var urgency: MessageTraits.Urgency = .normal

    @Setting("Who may read it; of a private one, platforms that show a message unopened get the outside alone.")
    var sensitivity: MessageTraits.Sensitivity = .members

    @Setting("Messages with the same text here stand together where a platform can do that; may hold {{field}}.")
    var thread: String? = nil

    @Setting("A later message with the same text here takes this one's place; may hold {{field}}.")
    var replaces: String? = nil

    @Setting("Let it go when it is still unsent this long after it was decided on, or earlier when its job says so.")
    var expiresAfter: Duration? = nil

    @Setting("An entry for readers' calendars; its title is the subject.")
    var event: Event? = nil

    init() {}

    func validate() throws(BrokenRule) {
        if let expiresAfter, expiresAfter < .seconds(60) {
            throw BrokenRule("expires_after", "expected at least 1m, found '\(expiresAfter.yamlText)'")
        }
    }

    struct Field: SettingsGroup {
        @Setting("A person without a value for it is left out, and the reason is shown.")
        var required: Bool = false

        @Setting("A value to show in previews.")
        var example: String? = nil

        init() {}
    }

    struct Event: SettingsGroup {
        @Setting("The same for every message about it: {{event.uid}} in a job that a calendar starts.")
        var uid: String

        @Setting(
            "When it begins: {{event.start}} in a job that a calendar starts, or any time such as 2026-11-21T18:00:00Z."
        )
        var start: String

        @Setting("When it ends, likewise: {{event.end}}.")
        var end: String

        @Setting("Where it is, such as {{event.location}}; others may read it in a calendar.")
        var location: String? = nil

        @Setting("A whole number that grows with each change.")
        var sequence: String? = nil

        @Setting("Takes the entry back when it is filled with yes.")
        var cancelled: String? = nil

        init() {}
    }

    /// One language.
    struct Texts: SettingsGroup {
        @Setting("What can be read on a lock screen.")
        var outside: Outside

        @Setting(
            "What is read after opening: paragraphs, lists, **strong** words and links, with {{field}} for what changes."
        )
        var inside: String

        @Setting("Links to show as buttons, at most five.")
        var actions: [Action] = []

        @Setting("The words that go with a number, by its field and by category; {{field.phrase}} shows them.")
        var plurals: NamedSettings<NamedSettings<String>> = NamedSettings()

        init() {}

        func validate() throws(BrokenRule) {
            guard actions.count <= 5 else {
                throw BrokenRule("actions", "expected at most five, found \(actions.count)")
            }
        }
    }

    struct Outside: SettingsGroup {
        @Setting("One neutral line.")
        var subject: String

        @Setting("A second neutral line, where a platform shows one.")
        var preview: String? = nil

        init() {}
    }

    struct Action: SettingsGroup {
        @Setting("A word or two, without fields.")
        var label: String

        @Setting("An address that starts with https://, or {{link}}.")
        var url: String

        init() {}
    }
}
