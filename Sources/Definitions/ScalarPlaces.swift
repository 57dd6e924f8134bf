import PluginKit

/// Finds the place of a character inside a text of a file, as its author sees it.
struct ScalarPlaces {
    private let lines: [Substring]

    /// `source`: The file's text.
    init(source: String) { lines = source.split(omittingEmptySubsequences: false) { $0.isNewline } }

    /// The place of `length` characters from `offset` on in a scalar's text.
    ///
    /// The scalar as a whole where its text is not written as it reads: with escapes, or folded over several lines.
    func place(of offset: Int, length: Int, in node: SettingNode) -> SourcePlace {
        guard let text = node.text, lines.indices.contains(node.place.line - 1) else { return node.place }
        let start = lines[node.place.line - 1].dropFirst(node.place.column - 1)
        if start.first == "|" { return placeInBlock(of: offset, length, text, node, mark: start) ?? node.place }
        let quote = start.first == "\"" || start.first == "'" ? 1 : 0
        guard start.dropFirst(quote).hasPrefix(text) else { return node.place }
        return node.place.advanced(by: quote + offset, length: length)
    }

    /// Below the mark `|`, every line as far in as the first that is not empty.
    private func placeInBlock(
        of offset: Int, _ length: Int, _ text: String, _ node: SettingNode, mark: Substring
    ) -> SourcePlace? {
        let before = text.prefix(offset)
        let row = before.count(where: \.isNewline)
        let column = before.reversed().prefix { !$0.isNewline }.count
        let first = lines[node.place.line...].first { !$0.allSatisfy(\.isWhitespace) }
        guard let first, !mark.contains(where: \.isNumber) else { return nil }
        let indentation = first.prefix { $0 == " " }.count
        return SourcePlace(
            file: node.place.file, line: node.place.line + 1 + row, column: indentation + column + 1, length: length)
    }
}
