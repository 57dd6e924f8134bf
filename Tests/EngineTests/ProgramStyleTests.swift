import Community
import Engine
import Foundation
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What a program's style changes, and what it never does.
@Suite(.timeLimit(.minutes(10))) struct ProgramStyleTests {
    private static func program(
        _ style: ProgramStyle, instruments: String = "instruments: []\n"
    ) async throws -> InventedProgram {
        try await InventedProgram(at: "2026-11-19T09:00:00Z") { path, text in
            switch path {
            case "Config/milieu.yaml":
                text.replacing("program_style: blended", with: "program_style: \(style.rawValue)")
                    .replacing("instruments: []\n", with: instruments)
            case "Config/questionnaires/evening.yaml":
                text.replacing("    kind: text\n    visibility: mentor\n", with: "    kind: text\n")
            default: text
            }
        }
    }

    @Test(arguments: ProgramStyle.allCases)
    func
        `S0-8: a style changes how often goals are looked at, and an answer is the member's own where no file says else`(
            style: ProgramStyle
        ) async throws
    {
        let program = try await Self.program(style)
        let evening = try #require(program.engine.catalog.questionnaires[QuestionnaireID("evening")])
        let open = evening.questions.filter { ["high", "low"].contains($0.id) }
        #expect(open.count == 2 && open.allSatisfy { $0.visibility == .me })
        // What a file says stays what it says.
        #expect(evening.questions.first { $0.id == "connection" }?.visibility == .careTeam)
        let day = try #require(CivilDate(iso8601: "2026-11-19"))
        #expect(
            program.engine.catalog.practice.reviewInterval(on: day)
                == ReviewInterval(everyDays: style.defaults.reviewDays))
    }

    @Test(arguments: ProgramStyle.allCases)
    func `S0-6: clinical instruments are off unless the file or a style switches them on`(
        style: ProgramStyle
    ) async throws {
        for (line, isOn) in [
            ("instruments: []\n", false), ("instruments: [who-5]\n", false), ("instruments: [phq-9]\n", true),
            ("", style == .milieu),
        ] {
            let program = try await Self.program(style, instruments: line)
            #expect(program.engine.catalog.configuration.offers(QuestionnaireID("phq-9")) == isOn, "\(line)")
        }
    }

    /// What one seeded month of one style came to for everybody but one person, and for that person.
    private struct Month: Equatable {
        var others: [String] = []
        var own: [String] = []
        var words: [String] = []
    }

    /// What the person in question does about every ask, and the others by a seed.
    private enum Manner: CaseIterable { case answers, declines, keepsSilent }

    /// Six days of the program, half an hour at a time, in which Ana has one manner and the others each their own.
    private static func month(_ style: ProgramStyle, _ manner: Manner, seed: UInt64) async throws -> Month {
        let program = try await program(style)
        let ana = MemberID("ana")
        let words = "walk, \"slowly\" – e\u{301}t \(seed)"
        try await program.store.addGoal(
            Goal(
                id: GoalID("g-ana"), member: ana, ownWords: words, setAt: program.clock.now() - .days(31)))
        _ = try await program.engine.tick()
        var month = Month()
        var known: Set<String> = []
        let start = program.clock.now()
        // Half hours, as jobs that write to the same people have times of their own within an hour.
        for half in stride(from: Int64(1), through: 6 * 48, by: 1) {
            program.clock.move(to: (start + .minutes(30 * half) + .seconds(1)).iso8601)
            _ = try await program.engine.tick()
            for run in try await program.engine.runDue() {
                for message in try await program.store.messages(run: run.id, limit: 500)
                where known.insert(message.id).inserted {
                    // Pairs are between two people, so they are told apart elsewhere.
                    guard run.job != JobID("newcomer-pairing") else { continue }
                    let line = "\(message.createdAt) \(message.member) \(message.message)"
                    if message.member == ana { month.own.append(line) } else { month.others.append(line) }
                    guard let ask = message.ask, let page = try await program.engine.page(forAsk: ask) else { continue }
                    var random = SplitMix64(seedText: "\(seed)|\(message.member)|\(half)")
                    let mood = message.member == ana ? manner : Manner.allCases.randomElement(using: &random)
                    if let reply = Self.reply(mood ?? .keepsSilent, to: page) {
                        _ = try await program.engine.take(reply, toAsk: ask)
                    }
                }
            }
        }
        month.others.sort()
        month.own.sort()
        month.words = try await program.store.goals(of: ana, in: GoalState.allCases).map(\.ownWords)
        return month
    }

    private static func reply(_ manner: Manner, to page: AskPage) -> AskReply? {
        switch manner {
        case .keepsSilent: nil
        case .declines: AskReply(choice: page.ask.kind == .pairing ? .decline : .skip)
        case .answers:
            AskReply(
                choice: .answer,
                answers: Dictionary(
                    (page.questionnaire?.questions ?? []).filter { $0.kind == .text }.map { ($0.id, "…") }
                ) { first, _ in first })
        }
    }

    @Test(arguments: ProgramStyle.allCases, [UInt64(1), 2])
    func `S1-23, S3-11: declining, skipping or keeping silent changes nothing else, in every style`(
        style: ProgramStyle, seed: UInt64
    ) async throws {
        let answers = try await Self.month(style, .answers, seed: seed)
        let declines = try await Self.month(style, .declines, seed: seed)
        let silent = try await Self.month(style, .keepsSilent, seed: seed)
        #expect(!answers.own.isEmpty && !answers.others.isEmpty, "seed \(seed)")
        // Whatever Ana does, everybody else gets the same, but for the note to greet a newcomer in person.
        func withoutNote(_ lines: [String]) -> [String] { lines.filter { !$0.hasSuffix("welcome.greet-staff") } }
        #expect(withoutNote(answers.others) == withoutNote(declines.others), "seed \(seed)")
        #expect(withoutNote(answers.others) == withoutNote(silent.others), "seed \(seed)")
        // A decline and an answer bring her the same, and silence about check-ins takes nothing else away.
        #expect(answers.own == declines.own, "seed \(seed)")
        func besides(_ lines: [String]) -> [String] { lines.filter { !$0.contains(" check-in.") } }
        #expect(besides(silent.own) == besides(declines.own), "seed \(seed)")
        // Her own words are as she wrote them.
        let words = "walk, \"slowly\" – e\u{301}t \(seed)"
        for month in [answers, declines, silent] {
            #expect(month.words.map { Array($0.utf8) } == [Array(words.utf8)], "seed \(seed)")
        }
    }

    @Test(arguments: ProgramStyle.allCases)
    func `S0-16: the program's own texts are checked in every style alike`(style: ProgramStyle) async throws {
        let program = try await Self.program(style)
        let text = try String(contentsOfFile: "\(Repository.root)/Config/language.tsv", encoding: .utf8)
        let linter = LanguageLinter(table: try LanguageTable(parsing: text))
        #expect(!program.engine.catalog.messages.isEmpty)
        for id in program.engine.catalog.messages.keys {
            let path = "\(program.folder.path)/Config/messages/\(id).yaml"
            let found = linter.findings(in: try String(contentsOfFile: path, encoding: .utf8))
            #expect(found.filter { $0.level == .error } == [], "\(id)")
        }
    }
}
