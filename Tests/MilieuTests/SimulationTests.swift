import Community
import Definitions
import Engine
import Foundation
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

@testable import milieu

/// The promises to people over a month ahead of time: the shipped program keeps them, and a program that does not is told.
@Suite(.timeLimit(.minutes(20))) struct SimulationTests {
    private static let start = Instant(seconds: 1_795_046_400)

    /// A program on a clock of the test's, with its people and somebody's goal.
    private struct Planned {
        let folder: ProgramFolder
        let clock: TurnedClock
        let workplace: Workplace

        /// `edit`: Of the files named by their paths.
        init(_ edit: (_ path: String, _ text: String) -> String = { $1 }) async throws {
            folder = try ProgramFolder()
            let root = folder.folder.path
            for name in ["Jobs", "Config/messages"].flatMap({ InventedProgram.files(in: $0) }) + ["Config/milieu.yaml"]
            {
                let text = try String(contentsOfFile: "\(root)/\(name)", encoding: .utf8)
                let edited = edit(name, text)
                if edited != text { try folder.folder.write(edited, to: name) }
            }
            clock = TurnedClock(SimulationTests.start)
            workplace = try await Workplace.open(
                root: root, environment: [:], clock: clock, durability: .untilTheProcessEnds)
            let roster = try DemoRoster.read("\(root)/Config/people.csv", engine: workplace.engine)
            _ = try await workplace.store.importRoster(
                roster.members, doNotPair: roster.doNotPair, at: SimulationTests.start)
            // Tiago has not agreed to hear of goals: nobody asks him about this one.
            for (name, words) in [("george", "sing — \u{e9}t"), ("tiago", "Voltar ao rio")] {
                try await workplace.store.addGoal(
                    Goal(
                        id: GoalID("g-\(name)"), member: MemberID(name), ownWords: words,
                        setAt: SimulationTests.start - .days(31)))
            }
        }

        /// Plants a fault in the store.
        func plant(_ sql: String) async throws {
            try await SQLiteDatabase(path: folder.store).write { try $0.script(sql) }
        }

        func month(days: Int64, seed: String = "1", declining: MemberID? = nil) async throws -> SimulatedMonth {
            let table = try LanguageTable(parsing: try Repository.text("Config/language.tsv"))
            let root = folder.folder.path
            var simulation = try await Simulation(
                workplace: workplace, clock: clock, until: SimulationTests.start + .days(days), seed: seed,
                findings: { id in
                    let text = try? String(contentsOfFile: "\(root)/Config/messages/\(id).yaml", encoding: .utf8)
                    return LanguageLinter(table: table).findings(in: text ?? "")
                }, declining: declining)
            return try await simulation.run { _ in }
        }
    }

    /// All jobs on, in one style.
    private static func whole(_ style: ProgramStyle) -> (_ path: String, _ text: String) -> String {
        { path, text in
            path.hasPrefix("Jobs/")
                ? text.replacing("enabled: false", with: "enabled: true")
                : text.replacing("program_style: blended", with: "program_style: \(style.rawValue)")
        }
    }

    @Test(arguments: zip(ProgramStyle.allCases, ["6", "8", "9"]))
    func `a month with every shipped job switched on breaks no promise, in every style`(
        style: ProgramStyle, seed: String
    ) async throws {
        let month = try await Planned(Self.whole(style)).month(days: 30, seed: seed)
        #expect(month.broken == [], "style \(style.rawValue), seed \(seed)")
        #expect(month.checked > 500 && month.failed == 0, "seed \(seed)")
        let jobs = Set(month.perPerson.values.flatMap(\.keys))
        #expect(
            jobs.isSuperset(of: [
                "community-digest", "group-reminder", "newcomer-pairing", "nightly-check-in", "nightly-digest",
                "welcome",
            ]), "\(jobs)")
        // Both said yes to some pair, and it went on from there.
        #expect(["introduced", "met", "active"].contains { month.pairs[$0] != nil }, "\(month.pairs)")
    }

    @Test(arguments: ["1", "2"])
    func `S1-23: whoever declines all that is asked gets all that others get, and nobody else gets less`(
        seed: String
    ) async throws {
        let george = MemberID("george")
        let usual = try await Planned().month(days: 10, seed: seed)
        let declining = try await Planned().month(days: 10, seed: seed, declining: george)
        #expect(usual.perPerson[george]?["nightly-check-in"] ?? 0 >= 7, "seed \(seed)")
        for (member, sent) in usual.perPerson {
            // What staff are told of what waits is about what waits, and no job tells them at once of who wishes for a call.
            func besides(_ sent: [String: Int]) -> [String: Int] {
                sent.filter { $0.key != "nightly-digest" && !$0.key.isEmpty }
            }
            let other = declining.perPerson[member] ?? [:]
            for (job, count) in besides(sent) where member != george {
                #expect(other[job] == count, "\(member), \(job), seed \(seed)")
            }
            if member == george {
                for (job, count) in sent { #expect(other[job] ?? 0 >= count, "\(job), seed \(seed)") }
            }
        }
        #expect(declining.broken == [])
    }

    // MARK: - Planted faults

    @Test func `a word of blame in a message is reported with its line`() async throws {
        // Loading refuses such a text: it is written behind the back of what is loaded.
        let planned = try await Planned()
        let path = "Config/messages/check-in.evening.yaml"
        let text = try String(contentsOfFile: "\(planned.folder.folder.path)/\(path)", encoding: .utf8)
        try planned.folder.folder.write(
            text.replacing("how was today?", with: "you haven't answered. How was today?"), to: path)
        let month = try await planned.month(days: 1)
        #expect(month.broken.count == 1)
        #expect(
            month.broken.first?.hasPrefix("message check-in.evening, line 12: 'you haven't'") == true, "\(month.broken)"
        )
    }

    @Test(arguments: [
        (
            "CREATE TRIGGER t AFTER INSERT ON answer BEGIN UPDATE goal SET own_words = own_words || '!'; END",
            "goal g-george: its owner's words were changed"
        ),
        (
            "CREATE TRIGGER t AFTER INSERT ON message BEGIN UPDATE goal SET state = 'achieved'; END",
            "goal g-tiago: it went from active to achieved without its owner"
        ),
        (
            "CREATE TRIGGER t AFTER INSERT ON message BEGIN DELETE FROM goal WHERE id = 'g-tiago'; END",
            "goal g-tiago: it is gone"
        ),
        (
            "CREATE TRIGGER t AFTER INSERT ON run BEGIN UPDATE safety_flag SET state = 'closed', next_at = NULL; END",
            "it ended without anybody"
        ),
    ])
    func `what touches what people hold is reported`(sql: String, fault: String) async throws {
        let planned = try await Planned()
        try await planned.workplace.store.raise(
            [SafetySignal(.harm)], about: MemberID("ana"), ask: nil,
            ladder: planned.workplace.engine.ladder, at: Self.start)
        try await planned.plant(sql)
        let month = try await planned.month(days: 2)
        #expect(month.broken.contains { $0.hasSuffix(fault) }, "\(month.broken)")
    }

    @Test func `without a fault the same two days are clean, and the flag still waits`() async throws {
        let planned = try await Planned()
        try await planned.workplace.store.raise(
            [SafetySignal(.harm)], about: MemberID("ana"), ask: nil,
            ladder: planned.workplace.engine.ladder, at: Self.start)
        #expect(try await planned.month(days: 2).broken == [])
        #expect(try await planned.workplace.store.safetyFlags().first?.state == .notified)
    }

    /// Somebody in Lisbon who joined long ago, at a quarter past ten.
    private static let ana = Member(
        id: MemberID("ana"), preferredName: "Ana", joinedOn: CivilDate(iso8601: "2026-01-01"),
        consents: [.checkIn, .reminders])

    private static func message(_ at: Instant, purpose: Purpose? = .checkIn, values: [String: String] = [:])
        -> OutboxMessage
    {
        OutboxMessage(
            id: "m\(at.milliseconds)", run: "r", job: "j", step: "s", member: ana.id, channel: "screen",
            message: MessageID("check-in.evening"), values: values, ask: "a", purpose: purpose, dueAt: at,
            expiresAt: at + .hours(16), createdAt: at)
    }

    @Test func `each promise about a message is told when it is broken, and only then`() async throws {
        let configuration = try await Planned().workplace.engine.catalog.configuration
        let at = Self.start + .hours(10)
        func broken(
            _ change: (inout Member) -> Void = { _ in }, at times: [Instant], values: [String: String] = [:]
        ) -> [String] {
            var invariants = Invariants(configuration: configuration)
            var member = Self.ana
            change(&member)
            for time in times {
                invariants.check(
                    SentMessage(message: Self.message(time, values: values), member: member, at: time), zone: .utc)
            }
            return invariants.broken
        }
        #expect(broken(at: [at, at + .hours(2)]) == [])
        #expect(broken({ $0.hasStopped = true }, at: [at]).first?.hasSuffix("they asked to hear nothing more") == true)
        #expect(broken({ $0.pausedUntil = at + .days(1) }, at: [at]).first?.hasSuffix("they are paused") == true)
        #expect(broken({ $0.consents = [] }, at: [at]).first?.hasSuffix("they have not agreed to check_in") == true)
        #expect(broken(at: [at + .hours(13)]).first?.hasSuffix("in their quiet hours 21:00-08:00") == true)
        #expect(broken(at: [at, at + .hours(1), at + .hours(2)]).first?.hasSuffix("more than 2 in a day") == true)
        let joined = CivilDate(iso8601: "2026-11-10")
        #expect(
            broken({ $0.joinedOn = joined }, at: [at, at + .hours(2)]).first?.hasSuffix(
                "and the second message of 2026-11-19")
                == true)
        #expect(broken({ $0.joinedOn = joined }, at: [at, at + .days(1)]) == [])
        #expect(
            broken(at: [at], values: ["note": "high: \(PeopleModel.ownWords)"]).first?.hasSuffix(
                "never leave in a message") == true)
        var week: [Instant] = []
        for day in Int64(0)..<7 { week += [at + .days(day), at + .days(day) + .hours(1)] }
        #expect(broken(at: week) == [])
        let more = broken(at: week + [at + .days(6) + .hours(2)])
        #expect(more.contains { $0.contains("15. message in seven days, of 14") })
    }
}
