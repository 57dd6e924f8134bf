/// A page to print: one file, with nothing that has to be fetched.
public enum ReportPage {
    /// A heading with sentences, a table, or both.
    public struct Section: Hashable, Sendable {
        public let title: String
        public let lines: [String]
        public let header: [String]
        public let rows: [[String]]

        public init(title: String, lines: [String] = [], header: [String] = [], rows: [[String]] = []) {
            self.title = title
            self.lines = lines
            self.header = header
            self.rows = rows
        }
    }

    /// The document; texts are escaped, and equal sections give equal bytes.
    ///
    /// `title`: The program's neutral name: it is what can be read on a window.
    public static func html(title: String, language: String, sections: [Section]) -> String {
        let content = sections.flatMap { section -> [HTML] in
            var parts = [HTML.element("h2", [], [.text(section.title)])]
            parts += section.lines.map { HTML.element("p", [], [.text($0)]) }
            if !section.header.isEmpty {
                let head = HTML.element(
                    "thead", [],
                    [HTML.element("tr", [], section.header.map { HTML.element("th", [("scope", "col")], [.text($0)]) })]
                )
                let rows = section.rows.map { row in
                    HTML.element("tr", [], row.map { HTML.element("td", [("dir", "auto")], [.text($0)]) })
                }
                parts.append(
                    section.rows.isEmpty
                        ? HTML.element("p", [], [.text("Nobody.")])
                        : HTML.element("table", [], [head, HTML.element("tbody", [], rows)]))
            }
            return parts
        }
        return HTML.sheet(
            title: title, language: language, style: style, [HTML.element("h1", [], [.text(title)])] + content)
    }

    private static let style = """
        body{font:12pt/1.4 serif;margin:2cm auto;max-width:40rem;color:#000;background:#fff}\
        table{border-collapse:collapse;width:100%}\
        th,td{border-bottom:1px solid #999;padding:.2rem .6rem .2rem 0;text-align:start;vertical-align:top}\
        tr{break-inside:avoid}h2{break-after:avoid;font-size:14pt}
        """
}
