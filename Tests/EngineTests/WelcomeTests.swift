import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// A newcomer's first fourteen days.
@Suite(.timeLimit(.minutes(5))) struct WelcomeTests {
    /// Somebody who joined on the program's Thursday, in Lisbon.
    private func program(at start: String = "2026-11-19T09:00:00Z") async throws -> InventedProgram {
        let program = try await InventedProgram(at: start)
        let wanda = Member(
            id: MemberID("wanda"), preferredName: "Wanda", languages: ["pl"], roles: [.member, .newcomer],
            joinedOn: CivilDate(iso8601: "2026-11-19"), contact: ContactPoint(channel: "screen", address: "wanda"),
            consents: [.reminders])
        // Everybody else has been here for long.
        var others = try await program.store.people(after: "", limit: 100)
        for index in others.indices { others[index].joinedOn = CivilDate(iso8601: "2025-01-01") }
        _ = try await program.store.importRoster(others + [wanda], doNotPair: [], at: program.clock.now())
        _ = try await program.engine.tick()
        return program
    }

    /// Runs all that is due hour by hour for `days`; what `member` was sent, with the hour in Lisbon.
    private func sent(
        _ program: InventedProgram, to member: String, days: Int64,
        react: (OutboxMessage) async throws -> Void = { _ in }
    ) async throws -> [String] {
        let start = program.clock.now()
        var found: [String] = []
        for hour in 1...(days * 24) {
            program.clock.move(to: (start + .hours(hour) + .seconds(1)).iso8601)
            _ = try await program.engine.tick()
            for run in try await program.engine.runDue() where run.job.rawValue.hasPrefix("welcome") {
                for sent in try await program.store.messages(ofRun: run.id, to: MemberID(member)) {
                    guard let message = try await program.store.message(sent.id) else { continue }
                    let civil = program.engine.programZone.civil(at: message.createdAt)
                    found.append("\(civil.date) \(civil.time) \(message.message)")
                    try await react(message)
                }
            }
        }
        return found
    }

    @Test func `S3-18: a buddy is offered within a day of joining, and no day leans on the one before`() async throws {
        let program = try await program()
        let sent = try await sent(program, to: "wanda", days: 16)
        #expect(
            sent.map { $0.split(separator: " ").last ?? "" } == [
                "welcome.day-0", "welcome.day-1", "welcome.day-3", "welcome.day-7", "welcome.day-14",
            ])
        #expect(
            sent.map { $0.prefix(10) } == ["2026-11-19", "2026-11-20", "2026-11-22", "2026-11-26", "2026-12-03"])
    }

    @Test(
        arguments: [
            // On the day itself, after its welcome went out: the buddy is offered within a day all the same.
            ("2026-11-19T18:00:00Z", ["2026-11-20 day-1", "2026-11-21 day-0", "2026-11-22 day-3", "2026-11-26 day-7"]),
            // On the Saturday afternoon, before a day that has a message of its own.
            ("2026-11-21T15:00:00Z", ["2026-11-22 day-3", "2026-11-23 day-0", "2026-11-26 day-7"]),
            ("2026-11-23T15:00:00Z", ["2026-11-24 day-0", "2026-11-26 day-7"]),
        ])
    func `who was entered late is welcomed on the next free morning, and misses nothing else`(
        entered: String, first: [String]
    ) async throws {
        let program = try await program(at: entered)
        let sent = try await sent(program, to: "wanda", days: 16)
        #expect(
            sent.map { $0.prefix(10) + " " + ($0.split(separator: ".").last ?? "") } == first + ["2026-12-03 day-14"])
    }

    @Test func `who comes back is welcomed once more`() async throws {
        let program = try await program()
        #expect(try await sent(program, to: "wanda", days: 1).map { $0.suffix(5) } == ["day-0"])
        program.clock.move(to: "2026-11-25T15:00:00Z")
        _ = try await program.engine.tick()
        var wanda = try #require(try await program.store.person(MemberID("wanda")))
        wanda.joinedOn = CivilDate(iso8601: "2026-11-24")
        _ = try await program.store.importRoster([wanda], doNotPair: [], at: program.clock.now())
        let again = try await sent(program, to: "wanda", days: 4)
        #expect(again.map { $0.prefix(10) + " " + $0.suffix(5) } == ["2026-11-26 day-0", "2026-11-27 day-3"])
    }

    @Test func `who was entered after their first days is not welcomed any more`() async throws {
        let program = try await program(at: "2026-12-04T09:00:00Z")
        #expect(try await sent(program, to: "wanda", days: 3).isEmpty)
    }

    /// What the facilitator was told of Wanda.
    private func notes(_ program: InventedProgram, days: Int64) async throws -> [[String: String]] {
        var notes: [[String: String]] = []
        _ = try await sent(program, to: "zeca", days: days) { notes.append($0.values) }
        return notes.filter { $0["newcomers_count"] != nil }
    }

    @Test func `who answered nothing in a week is greeted in person, and no message says who`() async throws {
        let program = try await program()
        #expect(try await notes(program, days: 7).isEmpty)
        let notes = try await notes(program, days: 3)
        #expect(notes.map { $0["newcomers_count"] } == ["1"])
        #expect(!notes.contains { $0.values.contains { $0.lowercased().contains("wanda") } })
    }

    @Test(arguments: [AskReply.Choice.answer, .skip])
    func `who answered anything, a skip too, is left to it`(choice: AskReply.Choice) async throws {
        let program = try await program()
        _ = try await sent(program, to: "wanda", days: 3) { message in
            guard let ask = message.ask, message.message == MessageID("welcome.day-1") else { return }
            let reply = AskReply(choice: choice, answers: choice == .answer ? ["buddy": "yes"] : [:])
            _ = try await program.engine.take(reply, toAsk: ask)
        }
        let wishes = try await program.engine.reachOut().filter { $0.wish == .call }
        #expect(wishes.map(\.member.id.rawValue) == (choice == .answer ? ["wanda"] : []))
        #expect(try await notes(program, days: 7).isEmpty)
    }

    @Test func `nobody who joined long ago is welcomed by an import`() async throws {
        let program = try await program()
        #expect(try await sent(program, to: "joana", days: 3).isEmpty)
    }
}
