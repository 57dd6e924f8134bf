extension LanguageTable {
    private static let columns = ["term", "sense", "level", "alternatives", "source", "note"]
    private static let levels = ["error", "warning", "hint", "name"]

    /// Reads a table's text.
    ///
    /// All faults are collected, each with its line and column: a row with too few columns, a term or a neighbour word
    /// that is none, an unknown level or clause, nothing to say instead, no source, and a variant that stands twice in one
    /// sense.
    public init(parsing text: String) throws(LanguageTableError) {
        let sheet = LanguageSheet(parsing: text, columns: Self.columns, needed: 3)
        var faults = sheet.faults
        var terms: [LanguageTerm] = []
        var names: [LanguagePattern] = []
        var seen: [Seen: Int] = [:]
        for row in sheet.rows {
            do throws(LanguageCellFault) {
                var variants: [String] = []
                var patterns: [LanguagePattern] = []
                for variant in row[0].parts(by: ";") {
                    let found = try LanguagePattern.all(of: variant)
                    let sense = row[1].text.split(separator: ";").first.map(String.init) ?? ""
                    let key = Seen(spelling: LanguageWordScanner.spelling(of: found[0].spelling), sense: sense)
                    if let line = seen[key] {
                        throw LanguageCellFault(
                            variant.fault("'\(found[0].spelling)' stands in line \(line) already, in the same sense"))
                    }
                    seen[key] = variant.line
                    variants.append(found[0].spelling)
                    patterns += found
                }
                let sense = try LanguageSense(parsing: row[1])
                if row[2].text == "name" {
                    names += patterns
                    continue
                }
                guard let level = LanguageLevel(rawValue: row[2].text) else {
                    throw LanguageCellFault(
                        row[2].fault(
                            "expected one of \(Self.levels.joined(separator: ", ")), found '\(row[2].text)'"))
                }
                let alternatives = row[3].parts(by: ";")
                if let empty = alternatives.first(where: \.text.isEmpty) {
                    throw LanguageCellFault(empty.fault("expected what may be said instead, found nothing"))
                }
                guard !row[4].text.isEmpty else {
                    throw LanguageCellFault(row[4].fault("expected a source, found nothing"))
                }
                terms.append(
                    LanguageTerm(
                        variants: variants, sense: sense, level: level, alternatives: alternatives.map(\.text),
                        source: row[4].text, note: row[5].text, patterns: patterns))
            } catch {
                faults.append(error.fault)
            }
        }
        guard faults.isEmpty else {
            throw LanguageTableError(faults: faults.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
        }
        self.init(terms: terms, names: names)
    }

    /// What may stand in a table once.
    private struct Seen: Hashable {
        let spelling: String
        let sense: String
    }
}
