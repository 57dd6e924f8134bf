import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// A newcomer's first fourteen days, with every job that the program has.
@Suite(.timeLimit(.minutes(10))) struct GentleStartTests {
    private let wanda = MemberID("wanda")

    /// Somebody who joined on the program's Thursday, in Lisbon, and agreed to all that there is.
    private func program() async throws -> InventedProgram {
        let program = try await InventedProgram(at: "2026-11-19T09:00:00Z")
        let wanda = Member(
            id: wanda, preferredName: "Wanda", languages: ["pl"], roles: [.member, .newcomer],
            joinedOn: CivilDate(iso8601: "2026-11-19"), contact: ContactPoint(channel: "screen", address: "wanda"),
            consents: [.reminders, .checkIn, .goals, .pairing])
        _ = try await program.store.importRoster([wanda], doNotPair: [], at: program.clock.now())
        _ = try await program.engine.tick()
        return program
    }

    /// Lives for `days`, an hour at a time; what arrived for Wanda, by the day of her calendar.
    private func arrived(_ program: InventedProgram, days: Int64) async throws -> [CivilDate: [String]] {
        let start = program.clock.now()
        var found: [CivilDate: [String]] = [:]
        for hour in 1...(days * 24) {
            program.clock.move(to: (start + .hours(hour) + .seconds(1)).iso8601)
            for message in try await program.live() where message.member == wanda {
                let day = program.engine.programZone.civil(at: program.clock.now()).date
                found[day, default: []].append(message.message.rawValue)
            }
        }
        return found
    }

    @Test func `S3-3: in the first fourteen days one message a day at the most, and listening only is fine`()
        async throws
    {
        let program = try await program()
        let joined = try #require(CivilDate(iso8601: "2026-11-19"))
        let found = try await arrived(program, days: 17)
        let first = found.filter { Member(id: wanda, joinedOn: joined).isNewcomer(on: $0.key, days: 14) }
        #expect(first.values.allSatisfy { $0.count == 1 }, "\(found)")
        // A welcome day has its welcome and no question in the evening; the evening's come on other days.
        for (day, message) in [(0, "welcome.day-0"), (1, "welcome.day-1"), (7, "welcome.day-7")] {
            #expect(found[joined.adding(days: day)] == [message])
        }
        #expect(first.values.joined().contains("check-in.evening"))
        // She has answered nothing, and the welcome goes on as if she had.
        #expect(found[joined.adding(days: 14)] == ["welcome.day-14"])
    }

    @Test func `S3-3: what quiet hours hold until the morning is that day's message`() async throws {
        let program = try await program()
        program.clock.move(to: "2026-11-20T23:00:00Z")
        let evening = try #require(program.engine.catalog.job(JobID("nightly-check-in")))
        _ = try await program.engine.start(evening, inputs: [:])
        while !(try await program.engine.runDue()).isEmpty {}
        let held = try await program.store.messages(limit: 500).filter { $0.member == wanda }
        #expect(held.map(\.message.rawValue) == ["check-in.evening"] && held.first?.state == .deferred)
        let member = try #require(try await program.store.person(wanda))
        let why = try await program.engine.why(evening, member: member, day: nil)
        #expect(why.refusal?.gate == "first days")
        #expect(why.refusal?.reason == "is in their first days, and has a message of 2026-11-21 already")
    }

    @Test func `S3-3: no question that waits for a morning takes the day of the welcome`() async throws {
        let program = try await program()
        program.clock.move(to: "2026-11-19T23:00:00Z")
        let evening = try #require(program.engine.catalog.job(JobID("nightly-check-in")))
        _ = try await program.engine.start(evening, inputs: [:])
        while !(try await program.engine.runDue()).isEmpty {}
        #expect(!(try await program.store.messages(limit: 500)).contains { $0.member == wanda })
        let member = try #require(try await program.store.person(wanda))
        let why = try await program.engine.why(
            try #require(program.engine.catalog.job(JobID("welcome"))), member: member, day: nil)
        #expect(why.refusal == nil)
    }

    @Test func `S3-3: whoever chose a time in the morning has every welcome, and one message a day`() async throws {
        let program = try await program()
        try await program.store.setPreference(.time, of: wanda, to: "08:30")
        let joined = try #require(CivilDate(iso8601: "2026-11-19"))
        let found = try await arrived(program, days: 16)
        for day in [0, 1, 3, 7, 14] {
            #expect(found[joined.adding(days: day)] == ["welcome.day-\(day)"], "\(found)")
        }
        let first = found.filter { Member(id: wanda, joinedOn: joined).isNewcomer(on: $0.key, days: 14) }
        #expect(first.values.allSatisfy { $0.count == 1 })
        #expect(first.values.joined().contains("check-in.evening"))
    }

    @Test func `S3-3: a reminder of a question that waits is no second message of its day`() async throws {
        let program = try await InventedProgram(at: "2026-11-19T09:00:00Z") { path, text in
            path == "Jobs/nightly-check-in.yaml"
                ? text.replacing("answer_within: 16h", with: "answer_within: 16h\n      remind_after: 4h") : text
        }
        let member = Member(
            id: wanda, preferredName: "Wanda", languages: ["pt"], roles: [.member, .newcomer],
            joinedOn: CivilDate(iso8601: "2026-11-16"),
            contact: ContactPoint(channel: "screen", address: "wanda"), consents: [.checkIn])
        _ = try await program.store.importRoster([member], doNotPair: [], at: program.clock.now())
        try await program.store.setPreference(.time, of: wanda, to: "08:30")
        _ = try await program.engine.tick()
        program.clock.move(to: "2026-11-19T20:00:05Z")
        let evening = try #require(program.engine.catalog.job(JobID("nightly-check-in")))
        _ = try await program.engine.start(evening, inputs: [:])
        while !(try await program.engine.runDue()).isEmpty {}
        let made = try await program.store.messages(limit: 500).filter { $0.member == wanda }
        #expect(made.map(\.dueAt.iso8601) == ["2026-11-20T08:30:00Z"])
    }

    @Test(arguments: ["en", "pt"])
    func `S3-3: no text reproaches anybody with what they have not done`(language: String) async throws {
        let program = try await InventedProgram()
        let reproaches = ["you haven", "you have not", "you did not", "you didn", "não respondeu", "ainda não "]
        for (id, template) in program.engine.catalog.messages {
            let texts = try #require(template.locales[language], "\(id)").templates.map { $0.source.lowercased() }
            for word in reproaches { #expect(!texts.contains { $0.contains(word) }, "\(id): \(word)") }
        }
    }

    @Test(arguments: [(-1, false), (0, true), (13, true), (14, true), (15, false)])
    func `S3-3: the first days are counted from the day somebody joined`(days: Int, isOne: Bool) throws {
        let joined = try #require(CivilDate(iso8601: "2026-03-01"))
        let member = Member(id: wanda, joinedOn: joined)
        #expect(member.isNewcomer(on: joined.adding(days: days), days: 14) == isOne)
        #expect(!Member(id: wanda).isNewcomer(on: joined.adding(days: days), days: 14))
    }
}
