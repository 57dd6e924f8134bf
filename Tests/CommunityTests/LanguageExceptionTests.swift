import Community
import Testing

@Suite struct LanguageExceptionTests {
    private func found(_ text: String, exceptions: [LanguageException] = []) throws -> [String] {
        try LanguageLinter(table: LanguageFiles.table(), exceptions: exceptions).findings(in: text).map {
            "\($0.line):\($0.column):\($0.length) \($0.level.rawValue) \($0.term)"
        }
    }

    @Test(arguments: [
        "# language: ignore addict because a play's title\nThe Addict\naddicts",
        "The addict\n// language: ignore Addict because a title",
        "<!-- language: ignore addict because of it -->\naddict",
        "  # language: ignore drug user because a quotation\ndrug-users",
        "# language: ignore drug users because a quotation\nDrug users",
    ])
    func `a remark in a comment spares its term in the whole text`(text: String) throws {
        #expect(try found(text) == [])
    }

    @Test(arguments: [
        ("# language: ignore addict\naddict", "1:3:23 error language: ignore|2:1:6 error addict"),
        ("# language: ignore addict because\naddict", "1:3:31 error language: ignore|2:1:6 error addict"),
        ("# language: ignore because why\nx", "1:3:28 error language: ignore"),
        ("# language: ignore adict because a title", "1:3:38 warning language: ignore"),
        ("# language: ignore junkie because a title\naddict", "2:1:6 error addict"),
        ("language: ignore addict because it is no comment", "1:18:6 error addict"),
        ("# language: English addict", "1:21:6 error addict"),
    ])
    func `a remark needs a comment, a term of the table and a reason`(text: String, expected: String) throws {
        #expect(try found(text).joined(separator: "|") == expected)
    }

    @Test func `recorded exceptions hold for their files, with a reason`() throws {
        let exceptions = try LanguageExceptions(
            parsing: """
                # why these stand
                file	term	reason
                Config/messages/a.yaml	addict	a play's title
                Jobs/	sober	the house's name
                *	drug-free	a law's title
                """)
        func terms(_ file: String) -> [String] { exceptions.applying(to: file).map(\.term) }
        #expect(terms("Config/messages/a.yaml") == ["addict", "drug-free"])
        #expect(terms("Jobs/b.yaml") == ["sober", "drug-free"])
        #expect(terms("JobsX/b.yaml") == ["drug-free"] && terms("Config/messages/a.yaml.old") == ["drug-free"])
        let held = exceptions.applying(to: "Jobs/b.yaml")
        #expect(try found("sober, drug free, addict", exceptions: held) == ["1:19:6 error addict"])
    }

    @Test func `an exception without a reason, a term or a file has a place`() throws {
        let text = "file\tterm\treason\na.yaml\taddict\n\tx\ty\na\t\ty\na\n"
        let error = #expect(throws: LanguageTableError.self) { try LanguageExceptions(parsing: text) }
        #expect(
            error?.description == """
                2:14: error: expected a reason, found nothing
                3:1: error: expected a file, found nothing
                4:3: error: expected a term, found nothing
                5:1: error: expected 3 columns with a tab between them, found 1
                """)
    }
}
