public import Community
public import Messages
import Scheduling

/// Everything that the files of a program say, checked: what the engine works from.
///
/// An immutable value. A changed file makes a new catalog; a broken one makes none, and the last good one stays in use.
public struct ProgramCatalog: Sendable {
    public let configuration: ProgramConfiguration
    /// By id, in alphabetical order.
    public let jobs: [Job]
    public let messages: [MessageID: MessageTemplate]
    public let questionnaires: [QuestionnaireID: Questionnaire]
    /// By the file's name without its ending.
    public let calendars: [String: ProgramCalendar]
    /// Whom to turn to right now.
    public let crisis: CrisisTable
    /// Words in a free answer upon which a person looks in.
    public let attention: AttentionWords
    /// What people read before they agree to a purpose.
    public let consents: ConsentForms
    /// What the files say about the program's way of working.
    public let practice: ProgramPractice
    /// `Config/milieu.yaml` as it was written, for telling where a setting stands; nil where no file was read.
    public let written: SettingNode?

    public init(
        configuration: ProgramConfiguration, jobs: [Job], messages: [MessageID: MessageTemplate],
        questionnaires: [QuestionnaireID: Questionnaire], calendars: [String: ProgramCalendar] = [:],
        crisis: CrisisTable = CrisisTable(countries: [:]), attention: AttentionWords = AttentionWords([]),
        cadences: ReviewCadences = ReviewCadences(), consents: ConsentForms = ConsentForms(),
        written: SettingNode? = nil
    ) {
        self.configuration = configuration
        self.jobs = jobs.sorted { $0.id < $1.id }
        self.messages = messages
        self.questionnaires = questionnaires
        self.calendars = calendars
        self.crisis = crisis
        self.attention = attention
        self.consents = consents
        self.written = written
        practice = ProgramPractice(
            style: configuration.programStyle, setting: configuration.setting?.name, cadences: cadences,
            closedWeekdays: Set(configuration.closed.weekdays),
            closedDays: configuration.closed.calendars.compactMap { calendars[$0.name]?.days })
    }

    /// Where one item of a list in `safety` stands, or else the list: `Config/milieu.yaml:58:7`; the key where nobody wrote it.
    public func safetyPlace(_ key: String, item: Int? = nil) -> String {
        guard let node = written?["safety"]?[key] else {
            return written?["safety"]?.place.description ?? "safety.\(key)"
        }
        if let item, case .list(let items) = node.content, items.indices.contains(item) {
            return items[item].place.description
        }
        return node.place.description
    }

    public func job(_ id: JobID) -> Job? { jobs.first { $0.id == id } }
}

/// One job with what identifies the text that it was read from.
///
/// A class, as it never changes and every run carries it: a copy of all its settings for each was a tenth of a run's time.
public final class Job: Sendable {
    public let id: JobID
    public let definition: JobDefinition
    /// As a person would type it, such as `Jobs/nightly-check-in.yaml`.
    public let file: String
    /// The file's text: a run keeps the one that it started with.
    public let source: String
    /// A digest of `source`.
    public let revision: String

    public init(id: JobID, definition: JobDefinition, file: String, source: String) {
        self.id = id
        self.definition = definition
        self.file = file
        self.source = source
        revision = Digest.hex(of: source)
    }
}
