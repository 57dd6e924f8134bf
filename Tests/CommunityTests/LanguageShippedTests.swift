import Community
import Testing

@Suite struct LanguageShippedTests {
    @Test func `S0-16: nothing that the program says has a finding of level error`() throws {
        let linter = LanguageLinter(table: try LanguageFiles.table())
        let paths = try LanguageFiles.shipped()
        #expect(paths.count >= 18)
        for path in paths {
            let found = linter.findings(in: try LanguageFiles.text(path))
            #expect(found.filter { $0.level == .error } == [], "\(path)")
        }
    }

    @Test func `a term put into a shipped file would be found`() throws {
        let linter = LanguageLinter(table: try LanguageFiles.table())
        for path in try LanguageFiles.shipped() {
            let text = try LanguageFiles.text(path)
            let lines = text.count { $0 == "\n" }
            let found = linter.findings(in: text + "    text: Hi, addict!").filter { $0.level == .error }
            #expect(found.map { [$0.line, $0.column, $0.length] } == [[lines + 1, 15, 6]], "\(path)")
        }
    }
}
