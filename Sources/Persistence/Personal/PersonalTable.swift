/// What one table of the schema may hold about people, and what becomes of it.
///
/// `PersonalTables.all` has one for every table. Export, erasure and a test over the real schema go by that list and by
/// nothing else: a new table or column is not overlooked, as the test fails until somebody has said what it holds.
struct PersonalTable: Sendable {
    let name: String
    /// Which rows are one person's, by `$1`; nil where none is.
    let theirs: String?
    /// Whether such rows go with the person; else they stay, as they are somebody else's too, and name a pseudonym.
    let isRemoved: Bool
    /// What its rows are, in plain words, for telling what goes.
    let words: String
    /// Every column of text or bytes, by what it holds.
    let columns: [String: Content]
    let told: Told

    /// What a column holds.
    enum Content: Hashable, Sendable {
        /// Words, versions and ids that the program made, or its files: nobody's.
        case plain
        /// About the person whose row it is: it goes with the row. In others' rows it is theirs, and stays.
        case own
        /// In a person's rows that stay: emptied with them. In others' rows: like `sentence`.
        case emptied
        /// An id: a pseudonym takes its place.
        case person
        /// Ids with blanks between.
        case people
        /// One of two people in no order; the table has both.
        case side
        /// A sentence of the program's that may name an id: it says "somebody" then.
        case sentence
        /// A text that tells rows apart and may name an id: a pseudonym takes its place.
        case key
        /// A JSON document in which ids stand as texts: a pseudonym takes their place.
        case document
        /// The values of a message's fields, among which may be somebody else's name.
        case values
        /// The id behind which a run's next page begins.
        case cursor
        /// The last consents of a person, each with who wrote it down: a pseudonym takes their place.
        case consents
        /// The cells of a pairing profile, which may wish for somebody.
        case profile
    }

    /// Where an export tells of its rows.
    enum Told: Sendable {
        case section(RecordSection)
        /// Within the section of another table.
        case within(String)
        /// Not at all, and why; the export says so in words that are the same for everybody.
        case withheld(String)
        /// There is nothing to tell.
        case nothing
    }

    init(
        _ name: String, _ words: String = "", theirs: String? = nil, stays: Bool = false, plain: String = "",
        own: String = "", told: Told = .nothing, _ others: [String: Content] = [:]
    ) {
        self.name = name
        self.theirs = theirs
        isRemoved = theirs != nil && !stays
        self.words = words
        self.told = told
        var columns = others
        for column in plain.split(separator: " ") { columns[String(column)] = .plain }
        for column in own.split(separator: " ") { columns[String(column)] = .own }
        self.columns = columns
    }

    /// The columns that hold `content`, in order.
    func columns(_ content: Content) -> [String] { columns.filter { $0.value == content }.keys.sorted() }
}
