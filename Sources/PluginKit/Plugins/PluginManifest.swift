public import Community

/// What a plugin is, and what it may do; the engine holds it to this.
public struct PluginManifest: Sendable {
    /// `noun.verb`, such as `check-in.ask`.
    public let id: String
    /// One sentence that starts with a verb.
    public let summary: String
    /// A step that uses it, as YAML; a test decodes it.
    public let example: String
    public let scope: Scope
    /// The consent that its messages rest on; nil for a plugin that sends nothing to members.
    public let purpose: Purpose?
    public let reads: Set<FactKind>
    /// Events that it may emit.
    public let emits: Set<String>
    /// Names under which later steps find what it decided: `steps.ID.NAME`.
    ///
    /// Of a plugin that plans by pages they find what all pages say together, in the order of the pages: the lists of one
    /// name one behind the other, and sums where `counts` says so. A page that is planned again, because it waits, counts
    /// once. Of a plugin that plans for the whole group they find what its last plan says.
    public let outputs: [String]
    /// Those of `outputs` that are counts: one whole number each, such as `["12"]`.
    public let counts: Set<String>
    /// How many questions one of its questionnaires may have; nil for any number.
    public let mostQuestions: Int?

    public init(
        id: String, summary: String, example: String, scope: Scope = .page, purpose: Purpose? = nil,
        reads: Set<FactKind> = [], emits: Set<String> = [], outputs: [String] = [], counts: Set<String> = [],
        mostQuestions: Int? = nil
    ) {
        self.id = id
        self.summary = summary
        self.example = example
        self.scope = scope
        self.purpose = purpose
        self.reads = reads
        self.emits = emits
        self.outputs = outputs
        self.counts = counts
        self.mostQuestions = mostQuestions
    }

    /// How much of the audience one plan sees.
    public enum Scope: Hashable, Sendable {
        /// At most 1,000 people at a time, ordered by id; the engine commits page by page.
        case page
        /// Everybody at once, for what cannot be decided person by person.
        case group
    }

    /// The facts that a plugin can ask for.
    public enum FactKind: String, CaseIterable, Sendable {
        /// Answers that people let their care team read.
        case answers
        case asks
        case commitments
        case concerns
        case contacts
        /// How many of what there is, without anybody's name.
        case counts
        case decisions
        case goals
        case mentors
        case newcomers
        case pairings
    }
}
