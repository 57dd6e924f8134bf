import Community
import Testing

/// S0-16, S1-17: terms over the line ends of a text that an editor has wrapped.
@Suite struct LanguageWrappedTests {
    private func found(_ text: String) throws -> [String] {
        try LanguageLinter(table: LanguageFiles.table()).findings(in: text).map {
            "\($0.line):\($0.column):\($0.length) \($0.level.rawValue.prefix(1)) \($0.text)"
        }
    }

    @Test(arguments: [
        ("they are mentally\nill; drug\nabuse", "1:10:8 e mentally ill|2:6:4 e drug abuse"),
        ("they are mentally\r\n    ill", "1:10:8 e mentally ill"), ("mentally   \rill", "1:1:8 e mentally ill"),
        ("- one who is mentally\n  ill", "1:14:8 e mentally ill"), ("text: mentally\n  ill", "1:7:8 e mentally ill"),
        ("you\nneed\nto come", "1:1:3 e you need to"), ("a former\naddict's day", "1:3:6 e former addict"),
        ("**drug**\nabuse", "1:3:4 e drug abuse"), ("Her urine\nwas clean", "2:5:5 e clean"),
    ])
    func `a line end is a blank where a sentence goes on`(text: String, expected: String) throws {
        #expect(try found(text).joined(separator: "|") == expected)
    }

    @Test(arguments: [
        "drug\n\nfree", "drug\n  \nfree", "drug\n- free", "drug\n* free", "drug\n2. free", "drug\n# free",
        "# drug\nfree", "drug\n// free", "drug\n<!-- free -->", "drug\nfree: x", "drug\n\"free\": x", "drug\n| free",
        "drug.\nFree", "drug,\nfree", "drug\n---\nfree", "drug\n```\nfree",
        "drug\n# language: ignore sober because x\nfree",
        "drug: |\n  free", "drug: >-\n  free", "drug:\n  free", "urine: |\n  It is clean", "Alcoholics\nAnonymous",
        "Narcotics\n  Anonymous meets",
    ])
    func `nothing hangs together over anything else, and a name is one over a line end`(text: String) throws {
        #expect(try found(text) == [])
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `a wrapped text has the findings of the same text on one line`(end: String) throws {
        let words = "The committee on drug abuse met the mentally ill and you need to be clean and sober by then".split(
            separator: " ")
        let whole = try found(words.joined(separator: " ")).map { $0.drop { $0 != " " } }
        for width in 1...words.count {
            let lines = stride(from: 0, to: words.count, by: width).map {
                words[$0..<min($0 + width, words.count)].joined(separator: " ")
            }
            #expect(try found(lines.joined(separator: end)).map { $0.drop { $0 != " " } } == whole, "\(width)")
        }
        #expect(whole.count >= 4)
    }

    @Test func `a byte order mark hides no remark and counts for no column`() throws {
        let remark = "\u{FEFF}# language: ignore addict because a play's title\nThe addict"
        #expect(try found(remark) == [] && found("\u{FEFF}addict") == ["1:1:6 e addict"])
    }
}
