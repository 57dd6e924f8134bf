import BuiltinPlugins
import Community
import Definitions
import Delivery
import PluginKit
import Scheduling
import TestSupport
import Testing

/// The shipped instruments: their scores at the edges of every band, with missing answers, and their terms.
@Suite struct InstrumentPackTests {
    private static func load(_ edit: (String, String) -> String = { $1 }) throws -> ProgramLoader.Result {
        let folder = try TemporaryFolder()
        for name in ["Config/milieu.yaml", "Config/crisis.yaml"] + InventedProgram.files(in: "Config/questionnaires") {
            try folder.write(edit(name, try Repository.text(name)), to: name)
        }
        return ProgramLoader(
            root: folder.path, environment: [:], registry: try PluginRegistry(builtinPlugins),
            channelKinds: channelKinds, zones: ZoneDatabase()
        ).load()
    }

    private static func pack(_ id: String) throws -> Questionnaire {
        let result = try load()
        guard let pack = result.catalog?.questionnaires[QuestionnaireID(id)] else {
            throw Diagnostics(result.diagnostics)
        }
        return pack
    }

    /// Answers whose values sum up to `sum`, with the last `skipped` questions left empty.
    private static func answers(_ pack: Questionnaire, sum: Int, skipped: Int) -> [String: String] {
        var answers: [String: String] = [:]
        let asked = pack.questions.dropLast(skipped)
        var left = sum - asked.reduce(0) { $0 + ($1.values?.lowerBound ?? 0) }
        for question in asked {
            guard case .choice(let choices) = question.kind, let values = question.values else { continue }
            let value = values.lowerBound + min(left, values.upperBound - values.lowerBound)
            left -= value - values.lowerBound
            answers[question.id] = choices.first { $0.value == value }?.id
        }
        return left == 0 ? answers : [:]
    }

    @Test(
        arguments: [
            ("phq-2", "phq-2", 0, 0, 0, "below_3"), ("phq-2", "phq-2", 2, 0, 2, "below_3"),
            ("phq-2", "phq-2", 3, 0, 3, "from_3"), ("phq-2", "phq-2", 6, 0, 6, "from_3"),
            ("phq-2", "phq-2", 3, 1, nil, nil),
            ("phq-9", "phq-9", 0, 0, 0, "minimal"), ("phq-9", "phq-9", 4, 0, 4, "minimal"),
            ("phq-9", "phq-9", 5, 0, 5, "mild"), ("phq-9", "phq-9", 9, 0, 9, "mild"),
            ("phq-9", "phq-9", 10, 0, 10, "moderate"), ("phq-9", "phq-9", 14, 0, 14, "moderate"),
            ("phq-9", "phq-9", 15, 0, 15, "moderately_severe"), ("phq-9", "phq-9", 19, 0, 19, "moderately_severe"),
            ("phq-9", "phq-9", 20, 0, 20, "severe"), ("phq-9", "phq-9", 27, 0, 27, "severe"),
            // 8 answers: 12 × 9 ÷ 8 = 13.5; 7 answers: 7 × 9 ÷ 7 = 9; 6 answers are too few.
            ("phq-9", "phq-9", 12, 1, 14, "moderate"), ("phq-9", "phq-9", 7, 2, 9, "mild"),
            ("phq-9", "phq-9", 7, 3, nil, nil), ("phq-9", "phq-9", 0, 9, nil, nil),
            ("phq-8", "phq-8", 19, 0, 19, "moderately_severe"), ("phq-8", "phq-8", 20, 0, 20, "severe"),
            ("phq-8", "phq-8", 24, 0, 24, "severe"), ("phq-8", "phq-8", 9, 0, 9, "mild"),
            ("phq-8", "phq-8", 10, 0, 10, "moderate"),
            ("gad-2", "gad-2", 2, 0, 2, "below_3"), ("gad-2", "gad-2", 3, 0, 3, "from_3"),
            ("gad-7", "gad-7", 4, 0, 4, "minimal"), ("gad-7", "gad-7", 5, 0, 5, "mild"),
            ("gad-7", "gad-7", 9, 0, 9, "mild"), ("gad-7", "gad-7", 10, 0, 10, "moderate"),
            ("gad-7", "gad-7", 14, 0, 14, "moderate"), ("gad-7", "gad-7", 15, 0, 15, "severe"),
            ("gad-7", "gad-7", 21, 0, 21, "severe"), ("gad-7", "gad-7", 10, 2, 14, "moderate"),
            ("k6", "k6-0-4", 0, 0, 0, "lower"), ("k6", "k6-0-4", 4, 0, 4, "lower"), ("k6", "k6-0-4", 5, 0, 5, "middle"),
            ("k6", "k6-0-4", 12, 0, 12, "middle"), ("k6", "k6-0-4", 13, 0, 13, "upper"),
            ("k6", "k6-0-4", 24, 0, 24, "upper"), ("k6", "k6-0-4", 12, 1, nil, nil),
            ("k10", "k10-1-5", 10, 0, 10, "low"), ("k10", "k10-1-5", 15, 0, 15, "low"),
            ("k10", "k10-1-5", 16, 0, 16, "moderate"), ("k10", "k10-1-5", 21, 0, 21, "moderate"),
            ("k10", "k10-1-5", 22, 0, 22, "high"), ("k10", "k10-1-5", 29, 0, 29, "high"),
            ("k10", "k10-1-5", 30, 0, 30, "very_high"), ("k10", "k10-1-5", 50, 0, 50, "very_high"),
            ("k10", "k10-0-4", 10, 0, 0, nil), ("k10", "k10-0-4", 50, 0, 40, nil),
            ("barc-10", "barc-10", 10, 0, 10, "below_47"), ("barc-10", "barc-10", 46, 0, 46, "below_47"),
            ("barc-10", "barc-10", 47, 0, 47, "from_47"), ("barc-10", "barc-10", 60, 0, 60, "from_47"),
            // Four times the raw sum; (raw − 5) × 4 is a known mistake.
            ("who-5", "who-5", 0, 0, 0, "to_28"), ("who-5", "who-5", 7, 0, 28, "to_28"),
            ("who-5", "who-5", 8, 0, 32, "to_50"), ("who-5", "who-5", 12, 0, 48, "to_50"),
            ("who-5", "who-5", 13, 0, 52, "from_51"), ("who-5", "who-5", 25, 0, 100, "from_51"),
            ("who-5", "who-5", 12, 1, nil, nil),
        ] as [(String, String, Int, Int, Int?, String?)])
    func `a pack scores as its makers say`(
        id: String, variant: String, sum: Int, skipped: Int, value: Int?, band: String?
    ) throws {
        let pack = try Self.pack(id)
        let score = pack.scores(of: Self.answers(pack, sum: sum, skipped: skipped)).first { $0.variant == variant }
        #expect(score?.value == value)
        #expect(score?.band == band)
        #expect(score.map(\.missing) == value.map { _ in skipped })
    }

    @Test(arguments: [
        ("phq-8", 9, []), ("phq-8", 10, ["from_10"]), ("phq-9", 27, ["from_10"]), ("gad-7", 10, ["from_10"]),
    ])
    func `a cut-off stands beside the bands`(id: String, sum: Int, marks: [String]) throws {
        let pack = try Self.pack(id)
        #expect(pack.scores(of: Self.answers(pack, sum: sum, skipped: 0)).first?.marks == marks)
    }

    @Test func `the ninth question of the PHQ-9 asks for a person whatever the sum is, and the PHQ-8 has none`() throws
    {
        let pack = try Self.pack("phq-9")
        for (answer, isTouched) in [
            ("not_at_all", false), ("several_days", true), ("more_than_half", true), ("nearly_every_day", true),
        ] {
            #expect(pack.touchedSafetyItems(by: ["thoughts": answer]).isEmpty == !isTouched)
        }
        #expect(try Self.pack("phq-8").safetyItems.isEmpty)
    }

    @Test func `a PHQ-9 without its ninth question is told to be called what it is`() throws {
        let result = try Self.load { name, text in
            guard name == "Config/questionnaires/phq-9.yaml" else { return text }
            return text.replacing(", thoughts]", with: "]").replacing(
                "  - { question: thoughts, at_least: 1 }", with: ""
            )
            .replacing("safety:\n", with: "").replacing("to: 27", with: "to: 24")
        }
        #expect(
            result.diagnostics.contains {
                $0.message.contains("this is a PHQ-8") && $0.hint?.contains("phq-8.yaml") == true
            })
    }

    @Test
    func `S0-6: the evening asks connection and confidence first, and no instrument is on unless somebody says so`()
        throws
    {
        let catalog = try #require(try Self.load().catalog)
        #expect(catalog.configuration.instruments == [])
        let evening = try #require(catalog.questionnaires[QuestionnaireID("evening")])
        #expect(evening.questions.prefix(2).map(\.id) == ["connection", "confidence"])
        #expect(evening.instrument == nil && evening.safetyItems.isEmpty)
        for pack in catalog.questionnaires.values where pack.instrument != nil {
            let result = try Self.load { $1 }
            #expect(result.catalog?.configuration.offers(pack.id) == false)
        }
    }

    @Test(arguments: [("phq-9", true), ("phq-9", false), ("who-5", false)])
    func `S0-6: a job that asks an instrument which is off is refused at its line`(id: String, isOn: Bool) throws {
        let folder = try TemporaryFolder()
        for name in ["Config/milieu.yaml", "Config/crisis.yaml", "Config/messages/check-in.evening.yaml"]
            + InventedProgram.files(in: "Config/questionnaires")
        {
            let text = try Repository.text(name)
            try folder.write(
                isOn ? text.replacing("instruments: []", with: "instruments: [\(id)]") : text, to: name)
        }
        try folder.write(
            "name: W\nsteps:\n  - uses: check-in.ask\n    with: { questionnaire: \(id), message: check-in.evening }\n",
            to: "Jobs/weekly.yaml")
        let result = ProgramLoader(
            root: folder.path, environment: [:], registry: try PluginRegistry(builtinPlugins),
            channelKinds: channelKinds, zones: ZoneDatabase()
        ).load()
        let off = result.diagnostics.filter { $0.rule == "switched-off" }
        #expect(off.map(\.place.line) == (isOn ? [] : [4]))
        #expect(off.allSatisfy { $0.place.file == "Jobs/weekly.yaml" && $0.message.contains("'\(id)' is off") })
    }

    @Test func `an instrument that is not there is named where it is switched on`() throws {
        let result = try Self.load { name, text in
            name == "Config/milieu.yaml" ? text.replacing("instruments: []", with: "instruments: [phq9]") : text
        }
        let fault = try #require(result.diagnostics.first { $0.rule == "unknown-reference" })
        #expect(fault.message.contains("did you mean 'phq-9'?") && fault.place.file == "Config/milieu.yaml")
        #expect(fault.place.line > 1)
    }

    @Test func `every pack names its terms, and no band says what anybody has or is`() throws {
        let catalog = try #require(try Self.load().catalog)
        let packs = catalog.questionnaires.values.filter { $0.instrument != nil }
        #expect(packs.count == 9)
        for instrument in packs.compactMap(\.instrument) {
            #expect(!instrument.licence.isEmpty && !instrument.attribution.isEmpty)
            let texts = instrument.scores.flatMap { $0.bands + $0.marks }.flatMap { [$0.id] + $0.text.texts.values }
            for word in ["diagnos", "depress", "suicid", "high risk", "low risk", "disorder"] {
                #expect(!texts.contains { $0.lowercased().contains(word) }, "\(word)")
            }
        }
    }
}
