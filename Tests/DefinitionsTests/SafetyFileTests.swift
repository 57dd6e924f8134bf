import BuiltinPlugins
import Community
import Definitions
import Delivery
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What a program must say before its answers may ask for a person.
@Suite struct SafetyFileTests {
    private func load(_ edit: (String, String) -> String) throws -> ProgramLoader.Result {
        let folder = try TemporaryFolder()
        for name in [
            "Config/milieu.yaml", "Config/crisis.yaml", "Config/attention.yaml", "Config/questionnaires/phq-9.yaml",
        ] {
            let text = edit(name, try Repository.text(name))
            if !text.isEmpty { try folder.write(text, to: name) }
        }
        return ProgramLoader(
            root: folder.path, environment: [:], registry: try PluginRegistry(builtinPlugins),
            channelKinds: channelKinds, zones: ZoneDatabase()
        ).load()
    }

    @Test func `the shipped files say whom to turn to in each language, and who looks in`() throws {
        let catalog = try #require(try load { $1 }.catalog)
        for language in catalog.configuration.languages {
            #expect(catalog.crisis.words(in: "PT", for: [language])?.contains("112") == true)
        }
        #expect(catalog.attention.occur(in: "I want to end my life"))
        #expect(catalog.configuration.safety.ladder.count == 3)
    }

    @Test(
        arguments: [
            "I don't want to live", "I don\u{2019}t want to live any more", "i dont want to live",
            "I do not want to be alive", "nie chce zyc", "chcę odebrac sobie zycie", "nao quero viver", "اريد ان اموت",
            "وأريد أن أموت", "أفكر في الانتحار", "بدي انتحر",
        ])
    func `the shipped words raise attention in usual spellings`(text: String) throws {
        let catalog = try #require(try load { $1 }.catalog)
        #expect(catalog.attention.occur(in: text))
    }

    @Test(arguments: ["I want to live here", "quero viver aqui", "chcę żyć", "أريد أن أعيش هنا", "أريد أن أنام"])
    func `the shipped words leave everyday words alone`(text: String) throws {
        let catalog = try #require(try load { $1 }.catalog)
        #expect(!catalog.attention.occur(in: text))
    }

    @Test(
        arguments: [
            ("Config/crisis.yaml", "PT:", "FR:", "Config/crisis.yaml has no block 'PT'", 2),
            ("Config/crisis.yaml", "  ar: \"إذا", "  fr: \"إذا", "says nothing in ar for 'PT'", 2),
            (
                "Config/milieu.yaml", "languages: [en, pt, pl, ar]", "languages: [en, fr, de]",
                "says nothing in fr, de", 2
            ),
            ("Config/milieu.yaml", "country: PT", "# none", "expected a country", 2),
            ("Config/milieu.yaml", "wait: 15m", "wait: 2h", "expected 1m to 1h, found '2h'", 2),
            ("Config/milieu.yaml", "wait: 15m", "wait: 10s", "expected 1m to 1h, found '10s'", 2),
            ("Config/milieu.yaml", "who: [maria], wait", "who: [], wait", "expected at least one person", 2),
            ("Config/milieu.yaml", "country: PT", "country: PT\n  card: cards/none.md", "no file 'cards/none.md'", 2),
            ("Config/milieu.yaml", "country: PT", "country: PT\n  card: http://a.test/c", "expected an https link", 2),
            ("Config/milieu.yaml", "country: PT", "country: PT\n  training: in calm", "expected one word", 2),
        ])
    func `what is missing is an error at its place`(
        file: String, old: String, new: String, words: String, least: Int
    ) throws {
        let result = try load { name, text in name == file ? text.replacing(old, with: new) : text }
        #expect(result.catalog == nil)
        let faults = result.diagnostics.filter { $0.message.contains(words) }
        #expect(!faults.isEmpty, "\(result.diagnostics.map(\.message))")
        #expect(faults.allSatisfy { $0.place.file == "Config/milieu.yaml" && $0.place.line >= least })
    }

    @Test func `S2-7: hours may name who is on duty, and the safety block a training and a card`() throws {
        let result = try load { name, text in
            guard name == "Config/milieu.yaml" else { return text }
            return text.replacing("country: PT", with: "country: PT\n  training: calm\n  card: Config/crisis.yaml")
                .replacing("to: \"18:00\" }", with: "to: \"18:00\", who: [samir] }")
        }
        let safety = try #require(result.catalog, "\(result.diagnostics)").configuration.safety
        let friday = try #require(Instant(iso8601: "2026-11-20T10:00:00Z"))
        #expect(safety.rungs(at: friday, in: .utc).onDuty.map(\.rawValue) == ["samir"])
        #expect(safety.rungs(at: friday, in: .utc).training?.day == CivilDate(iso8601: "2026-11-20"))
        #expect(safety.rungs(at: friday + .days(1), in: .utc).onDuty.isEmpty && safety.card == "Config/crisis.yaml")
    }

    @Test func `an instrument that can ask for a person is not switched on where nobody is told`() throws {
        let safety = try #require(try Repository.text("Config/milieu.yaml").firstRange(of: "safety:\n"))
        let result = try load { name, text in
            guard name == "Config/milieu.yaml" else { return text }
            let end = text.firstRange(of: "# No message in this window")?.lowerBound ?? text.endIndex
            return String(text[..<safety.lowerBound] + text[end...]).replacing(
                "instruments: []", with: "instruments: [phq-9]")
        }
        #expect(
            result.diagnostics.contains { $0.rule == "safety" && $0.message.contains("'phq-9' can ask for a person") })
    }

    @Test(
        arguments: [
            ("0 10 * * 1", "", nil), ("0 20 * * 1", "", "nobody reads on Monday at 20:00"),
            ("0 20 * * 1", ", outside_coverage: they asked for it", nil),
            ("0 10 * * *", "", "nobody reads on Saturday at 10:00"),
            ("0 18 * * 5", "", "nobody reads on Friday at 18:00"), ("59 17 * * 5", "", nil),
        ] as [(String, String, String?)])
    func `S2-15: a question that can ask for a person is asked when somebody reads, or the reason is written down`(
        cron: String, reason: String, words: String?
    ) throws {
        let folder = try TemporaryFolder()
        for name in ["Config/milieu.yaml", "Config/crisis.yaml", "Config/messages/check-in.evening.yaml"]
            + InventedProgram.files(in: "Config/questionnaires")
        {
            let text = try Repository.text(name)
            try folder.write(text.replacing("instruments: []", with: "instruments: [phq-9]"), to: name)
        }
        try folder.write(
            """
            name: W
            on:
              schedule:
                - cron: "\(cron)"
            steps:
              - uses: check-in.ask
                with: { questionnaire: phq-9, message: check-in.evening\(reason) }

            """, to: "Jobs/weekly.yaml")
        let result = ProgramLoader(
            root: folder.path, environment: [:], registry: try PluginRegistry(builtinPlugins),
            channelKinds: channelKinds, zones: ZoneDatabase()
        ).load()
        #expect(result.diagnostics.map(\.rule) == (words == nil ? [] : ["coverage"]), "\(result.diagnostics)")
        #expect(result.diagnostics.allSatisfy { $0.message.contains(words ?? "\0") && $0.place.line == 4 })
    }

    @Test func `a program without any of it is as it was`() throws {
        let result = try load { name, text in
            guard name == "Config/milieu.yaml" else { return "" }
            let start = text.firstRange(of: "safety:\n")?.lowerBound ?? text.startIndex
            let end = text.firstRange(of: "# No message in this window")?.lowerBound ?? text.endIndex
            return String(text[..<start] + text[end...])
        }
        #expect(result.diagnostics == [])
    }
}
