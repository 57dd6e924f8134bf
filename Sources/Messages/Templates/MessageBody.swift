/// The inside of a message in one language: a template whose markup is read once, when the file is.
///
/// Which parts of it are shown depends on which fields have a value, so there is one tree for each combination of those
/// that it asks about; a mark stands in the place of each value. To fill it, values go into the tree's texts: they are
/// never markup, as no markup is read any more.
public struct MessageBody: Hashable, Sendable {
    public let template: TemplateText
    /// The names that parts depend on, and the trees by which of them have a value: bit 0 for the first.
    private let sections: [String]
    private let variables: [String]
    private let trees: [RichText]

    static let mostSections = 6

    /// Reads a text.
    ///
    /// - Throws: `TemplateError` at the first tag or piece of markup that a message may not hold.
    public init(parsing source: String) throws(TemplateError) {
        template = try TemplateText(parsing: source)
        sections = template.sections
        variables = template.variables
        guard sections.count <= Self.mostSections else {
            throw TemplateError(
                offset: 0, length: 1,
                message: "expected parts that depend on at most \(Self.mostSections) fields, found \(sections.count)")
        }
        let indices = Dictionary(uniqueKeysWithValues: variables.enumerated().map { ($1, $0) })
        let link = indices[FieldValues.linkName].map(ValueMark.scalar)
        var trees: [RichText] = []
        for combination in 0..<(1 << sections.count) {
            let present = Set(sections.enumerated().filter { combination & 1 << $0.offset != 0 }.map(\.element))
            let marks = template.marks(present: present) { ValueMark.scalar(at: indices[$0] ?? 0) }
            trees.append(try BlockParser.parse(marks, link: link))
        }
        self.trees = trees
    }

    /// The tree for one reader.
    func filled(with values: FieldValues) -> RichText {
        var combination = 0
        for (bit, name) in sections.enumerated() where values.isThere(name) { combination |= 1 << bit }
        let fillings = variables.map { name -> RichText.Filling in
            name == FieldValues.linkName
                ? values.link.map { .link($0) } ?? .text(values.text(name)) : .text(values.text(name))
        }
        return trees[combination].filled { fillings.indices.contains($0) ? fillings[$0] : .text("") }
    }

    public static func == (left: MessageBody, right: MessageBody) -> Bool { left.template == right.template }

    public func hash(into hasher: inout Hasher) { hasher.combine(template) }
}

extension RichText {
    /// Reads the part of CommonMark that messages may use.
    ///
    /// - Throws: `TemplateError` at a picture, at HTML, and at a link that leads to no address starting with https://.
    public init(parsing text: String) throws(TemplateError) {
        let marks = text.enumerated().flatMap { offset, character in
            character.unicodeScalars.filter { !ValueMark.range.contains($0.value) }.map { TextMark($0, origin: offset) }
        }
        self = try BlockParser.parse(marks, link: nil)
    }
}
