/// The exceptions of a program, as `Config/language-exceptions.tsv` has them.
///
/// The file has a tab between its columns (file, term, reason) and a first line that names them. A file is a path below
/// the program's folder, a folder with a slash at its end, or `*` for every file. A reason is required.
public struct LanguageExceptions: Sendable {
    /// Each exception with the files that it holds for.
    public let all: [(file: String, exception: LanguageException)]

    private static let columns = ["file", "term", "reason"]

    /// Reads the file's text, or tells all its faults with their places.
    public init(parsing text: String) throws(LanguageTableError) {
        let sheet = LanguageSheet(parsing: text, columns: Self.columns, needed: 2)
        var faults = sheet.faults
        var all: [(file: String, exception: LanguageException)] = []
        for row in sheet.rows {
            if let (cell, name) = zip(row, Self.columns).first(where: { $0.0.text.isEmpty }) {
                faults.append(cell.fault("expected a \(name), found nothing"))
                continue
            }
            all.append((row[0].text, LanguageException(term: row[1].text, reason: row[2].text)))
        }
        guard faults.isEmpty else {
            throw LanguageTableError(faults: faults.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
        }
        self.all = all
    }

    /// Those that hold for a file, named by its path below the program's folder.
    public func applying(to file: String) -> [LanguageException] {
        all.filter { $0.file == "*" || $0.file == file || $0.file.hasSuffix("/") && file.hasPrefix($0.file) }
            .map(\.exception)
    }
}
