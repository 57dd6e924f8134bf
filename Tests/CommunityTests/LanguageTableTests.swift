import Community
import Testing

@Suite struct LanguageTableTests {
    private static let header = "term\tsense\tlevel\talternatives\tsource\tnote\n"

    @Test(arguments: [
        ("addict\t\twrong\tx\ts\t", "2:9: error: expected one of error, warning, hint, name, found 'wrong'"),
        ("addict\terror", "2:1: error: expected 6 columns with a tab between them, found 2"),
        ("\t\terror\tx\ts\t", "2:1: error: expected a term, found nothing"),
        ("a; ;b\t\terror\tx\ts\t", "2:4: error: expected a term, found nothing"),
        ("a; b!c\t\terror\tx\ts", "2:4: error: expected a word, with * or + behind it when it has forms, found 'b!c'"),
        ("a b*c\t\terror\tx\ts", "2:3: error: expected a word, with * or + behind it when it has forms, found 'b*c'"),
        ("a -b\t\terror\tx\ts", "2:3: error: expected a word, with * or + behind it when it has forms, found ''"),
        (
            "a\tx; beside b\terror\tx\ts",
            "2:6: error: expected near, before or after and neighbour words, found 'beside b'"
        ),
        ("a\tx; not\terror\tx\ts", "2:6: error: expected near, before or after and neighbour words, found 'not'"),
        (
            "a\tx; near b, ,c\terror\tx\ts",
            "2:14: error: expected a word, with * or + behind it when it has forms, found ''"
        ),
        ("a\t; near b\terror\tx\ts", "2:3: error: expected a name of the sense before its neighbour words"),
        ("a\tx\terror\t\ts", "2:11: error: expected what may be said instead, found nothing"),
        ("a\tx\terror\ty; \ts", "2:13: error: expected what may be said instead, found nothing"),
        ("a\tx\terror\ty\t\t", "2:13: error: expected a source, found nothing"),
        ("a\t\thint\ty\ts\nb; A\t\thint\ty\ts", "3:4: error: 'A' stands in line 2 already, in the same sense"),
    ])
    func `a fault of a row has a place`(row: String, expected: String) {
        let error = #expect(throws: LanguageTableError.self) { try LanguageTable(parsing: Self.header + row) }
        #expect(error?.description == expected)
    }

    @Test(arguments: [
        ("", "1:1: error: expected a first line with term, sense, level, alternatives, source, note, found nothing"),
        (
            "# only\n",
            "1:1: error: expected a first line with term, sense, level, alternatives, source, note, found nothing"
        ),
        ("term\tlevel\tsense\talternatives\tsource\tnote", "1:6: error: expected the column 'sense', found 'level'"),
        ("\n\nterm\tsense", "3:1: error: expected 6 columns, found 2"),
    ])
    func `the first line names the columns`(text: String, expected: String) {
        let error = #expect(throws: LanguageTableError.self) { try LanguageTable(parsing: text) }
        #expect(error?.description == expected)
    }

    @Test func `all faults are told at once, in the order of their lines`() {
        let text = Self.header + "a\t\tx\ty\ts\nb\nc\t\thint\t\ts\n"
        let error = #expect(throws: LanguageTableError.self) { try LanguageTable(parsing: text) }
        #expect(error?.faults.map { [$0.line, $0.column] } == [[2, 4], [3, 1], [4, 9]])
    }

    @Test func `line ends, a mark of byte order and comments do not matter`() throws {
        let text = "\u{FEFF}# why\r\n" + Self.header + "\r\n  one* two ; three\tin one; near x\thint\tb ; c\ts\tn\r\n"
        let table = try LanguageTable(parsing: text)
        let term = try #require(table.terms.first)
        #expect(term.variants == ["one two", "three"] && term.alternatives == ["b", "c"] && term.suggestion == "b; c")
        #expect(term.sense.name == "in one" && term.level == .hint && term.source == "s" && term.note == "n")
        #expect(table.knows("ones-Two") && table.knows("three") && !table.knows("two") && !table.knows(""))
    }

    @Test func `of the same words the gravest row counts whose sense holds`() throws {
        let rows = "a\tone\thint\tx\ts\na\ttwo; near b\terror\ty\ts\na c\t\twarning\tz\ts\na c d\t\tname\t\t\t\n"
        let linter = LanguageLinter(table: try LanguageTable(parsing: Self.header + rows))
        #expect(linter.findings(in: "a. b a. a c. a c d").map(\.suggestion) == ["x", "y", "z"])
        let named = try LanguageTable(parsing: Self.header + "a b\tx\terror\ty\ts\na b\ta proper name\tname\n")
        #expect(LanguageLinter(table: named).findings(in: "an a b, a-b") == [])
        #expect(LanguageLevel.hint < .warning && LanguageLevel.warning < .error)
    }

    @Test func `neighbours are sought within five words and within the sentence`() throws {
        let rows =
            "a\tnear it; near b\thint\tx\ts\nc\tat it; before b\thint\tx\ts\nd\tat it; after b; not before e\thint\tx\ts\n"
        let linter = LanguageLinter(table: try LanguageTable(parsing: Self.header + rows))
        func count(_ text: String) -> Int { linter.findings(in: text).count }
        #expect(count("a 1 2 3 4 b") == 1 && count("a 1 2 3 4 5 b") == 0 && count("b, 2 a") == 1)
        #expect(count("a! b") == 0 && count("b? a") == 0 && count("a\nb") == 1 && count("a\n\nb") == 0)
        #expect(count("c b") == 1 && count("c, b") == 1 && count("b c") == 0 && count("c 1 b") == 0)
        #expect(count("b d") == 1 && count("d b") == 0 && count("b d e") == 0)
    }

    @Test func `the shipped tables are complete`() throws {
        let table = try LanguageFiles.table()
        #expect(table.terms.count >= 75 && table.names.count >= 15)
        #expect(Set(table.terms.map(\.level)) == Set(LanguageLevel.allCases))
        for name in table.names { #expect(LanguageLinter(table: table).findings(in: name) == [], "\(name)") }
    }

    @Test func `nothing that the table suggests is itself found as an error`() throws {
        let linter = LanguageLinter(table: try LanguageFiles.table())
        for term in try LanguageFiles.table().terms {
            let found = linter.findings(in: term.suggestion).filter { $0.level == .error }
            #expect(found == [], "\(term.variants)")
        }
    }

    @Test func `every term without a sense is found standing alone`() throws {
        let linter = LanguageLinter(table: try LanguageFiles.table())
        for term in try LanguageFiles.table().terms where term.sense.name.isEmpty {
            for variant in term.variants {
                let found = linter.findings(in: "— \(variant) —")
                #expect(found.first?.length == variant.count, "\(variant)")
            }
        }
    }
}
