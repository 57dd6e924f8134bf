import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What comes again and again comes at the same time of everybody's own day, and says why it came.
@Suite(.timeLimit(.minutes(5))) struct SameTimeTests {
    /// Everything that is planned from one instant to another, turning the clock from time to time.
    private func planned(from start: String, to end: String) async throws -> (InventedProgram, [OutboxMessage]) {
        let program = try await InventedProgram(at: start)
        let end = try #require(Instant(iso8601: end))
        var next = try await program.engine.tick().next
        while let time = next, time <= end {
            program.clock.move(to: time.iso8601)
            _ = try await program.engine.tick()
            while !(try await program.engine.runDue()).isEmpty {}
            next = try await program.engine.tick().next
        }
        return (program, try await program.store.messages(limit: 5_000))
    }

    @Test(arguments: [
        ("2026-10-22T12:00:00Z", "2026-10-28T12:00:00Z"), ("2027-03-25T12:00:00Z", "2027-03-31T12:00:00Z"),
    ])
    func `S2-10: the evening comes at eight on everybody's own clock, also over the night when it changes`(
        start: String, end: String
    ) async throws {
        let (program, messages) = try await planned(from: start, to: end)
        for name in ["joana", "halina", "karim", "yara"] {
            let member = try #require(try await program.store.person(MemberID(name)))
            let zone = program.engine.zone(ofMemberIn: member.timeZone)
            let own = messages.filter { $0.member == member.id && $0.message == MessageID("check-in.evening") }
            let times = own.map { zone.civil(at: $0.dueAt) }
            #expect(times.count == 6, "\(name)")
            #expect(Set(times.map(\.date)).count == times.count)
            for time in times {
                #expect((20 * 3_600..<20 * 3_600 + 300).contains(time.time.secondsSinceMidnight), "\(name) \(time)")
            }
        }
        // And the group's reminder at four on the program's clock.
        let reminders = messages.filter { $0.message == MessageID("group.today") && $0.member == MemberID("joana") }
        #expect(
            reminders.map { program.engine.programZone.civil(at: $0.dueAt).time } == [try #require(LocalTime("16:00"))])
    }

    @Test func `S4-4: every message that a job sends can tell which job, for whom, and on what it rests`() async throws
    {
        let (program, messages) = try await planned(from: "2026-11-18T12:00:00Z", to: "2026-11-23T12:00:00Z")
        #expect(Set(messages.map(\.job)).count > 4)
        for message in messages {
            let origin = program.engine.origin(of: message)
            // What the program itself tells staff of their work, such as who waits for a pair, belongs to no job.
            guard !message.run.isEmpty else {
                #expect(origin.job == nil && origin.words.hasSuffix("which rests on no consent"))
                continue
            }
            #expect(origin.job == JobID(message.job) && program.engine.catalog.job(JobID(message.job)) != nil)
            #expect(!origin.rule.isEmpty)
            let member = try #require(try await program.store.person(message.member))
            switch origin.purpose {
            case let purpose?: #expect(origin.words.hasSuffix("rests on their consent to \(purpose.rawValue)"))
            case nil: #expect(member.isStaff && origin.words.hasSuffix("word to staff about their work"))
            }
        }
        let evening = try #require(messages.first { $0.message == MessageID("check-in.evening") })
        #expect(
            program.engine.origin(of: evening).words
                == "job 'nightly-check-in' (Nightly check-in), for member where consents.check_in and not paused; it rests "
                + "on their consent to check_in")
    }
}
