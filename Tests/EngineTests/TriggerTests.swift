import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Each kind of trigger from its file to the runs.
@Suite struct TriggerTests {
    /// The shipped program with one job more, called `x`, that is started by `on`.
    private func program(
        _ on: String, more: String = "", at time: String = "2026-11-19T12:00:00Z", calendars: [String: String] = [:]
    ) async throws -> InventedProgram {
        let program = try await InventedProgram(at: time)
        try program.folder.write(
            "name: X\non:\n\(on)\n\(more)\nsteps:\n  - uses: reminder.send\n    with: { message: group.today }\n",
            to: "Jobs/x.yaml")
        for (name, text) in calendars { try program.folder.write(text, to: "Config/calendars/\(name)") }
        return program
    }

    private func engine(_ program: InventedProgram) async throws -> ProgramEngine {
        try await InventedProgram.engine(in: program.folder, clock: program.clock)
    }

    private func runs(_ program: InventedProgram, at times: [String]) async throws -> [RunRecord] {
        let engine = try await engine(program)
        _ = try await engine.tick()
        for time in times {
            program.clock.move(to: time)
            _ = try await engine.tick()
        }
        return try await engine.store.runs(limit: 50, job: JobID("x")).sorted { $0.nominal < $1.nominal }
    }

    @Test func `a grid goes on from its anchor, whenever somebody looks`() async throws {
        let program = try await program("  every:\n    - { interval: 90m, anchor: 2026-11-19 }")
        let runs = try await runs(program, at: ["2026-11-19T13:30:20Z", "2026-11-19T15:00:59Z"])
        #expect(runs.map(\.nominal.iso8601) == ["2026-11-19T13:30:00Z", "2026-11-19T15:00:00Z"])
    }

    @Test func `every second Tuesday at 18:00 on each person's own clock`() async throws {
        let program = try await program(
            "  interval:\n    - { every: 2, unit: week, weekdays: [tue], at: \"18:00\", anchor: 2026-11-24, timezone: member }",
            more: "concurrency: { overlap: allow }"
        )
        let runs = try await runs(
            program,
            at: [
                "2026-11-24T16:00:10Z", "2026-11-24T17:00:10Z", "2026-11-24T18:00:10Z", "2026-11-24T21:00:10Z",
                "2026-12-01T18:00:10Z", "2026-12-08T18:00:10Z",
            ])
        let lisbon = runs.filter { $0.zone == "Europe/Lisbon" && $0.state == .ready }
        #expect(lisbon.map(\.nominal.iso8601) == ["2026-11-24T18:00:00Z", "2026-12-08T18:00:00Z"])
        #expect(Set(runs.map(\.zone)).count == 4)
    }

    private static let groups = """
        BEGIN:VCALENDAR
        BEGIN:VEVENT
        UID:tuesday-group
        DTSTART;TZID=Europe/Lisbon:20261124T180000
        RRULE:FREQ=WEEKLY;COUNT=3
        EXDATE;TZID=Europe/Lisbon:20261201T180000
        SUMMARY:Group
        END:VEVENT
        END:VCALENDAR

        """

    @Test func `two hours before each event of a calendar, but not before one that is off`() async throws {
        let program = try await program(
            "  calendar:\n    - { calendar: groups, offset: -2h }", calendars: ["groups.ics": Self.groups])
        let runs = try await runs(
            program, at: ["2026-11-24T16:00:10Z", "2026-12-01T16:00:10Z", "2026-12-08T16:00:10Z"])
        #expect(runs.map(\.nominal.iso8601) == ["2026-11-24T16:00:00Z", "2026-12-08T16:00:00Z"])
    }

    @Test func `a calendar's event fills in what a message says of it, on each reader's clock`() async throws {
        let calendar = Self.groups.replacing(
            "SUMMARY:Group",
            with: "SUMMARY:Group\nLOCATION:Room 1\\, upstairs\nDTEND;TZID=Europe/Lisbon:20261124T193000")
        let program = try await program(
            "  calendar:\n    - { calendar: groups, offset: -2h }", calendars: ["groups.ics": calendar])
        try program.folder.write(
            """
            id: group.invite
            description: The group, for a calendar.
            event:
              uid: "{{event.uid}}"
              start: "{{event.start}}"
              end: "{{event.end}}"
              location: "{{event.location}}"
            fields:
              event.uid: { required: true, example: group-1 }
              event.start: { required: true, example: 2026-11-21T18:00:00Z }
              event.end: { required: true, example: 2026-11-21T19:00:00Z }
              event.location: { required: true, example: Room 1 }
              time: { required: true, example: "18:00" }
            en:
              outside: { subject: "At {{time}}" }
              inside: See you there.
            """, to: "Config/messages/group.invite.yaml")
        try program.folder.write(
            "name: X\non:\n  manual: {}\n  calendar:\n    - { calendar: groups, offset: -2h }\nsteps:\n"
                + "  - uses: reminder.send\n    with: { message: group.invite }\n", to: "Jobs/x.yaml")
        let engine = try await engine(program)
        _ = try await engine.tick()
        program.clock.move(to: "2026-12-08T16:00:10Z")
        _ = try await engine.tick()
        _ = try await engine.runDue()
        let messages = try await engine.store.messages(limit: 100).filter { $0.message == MessageID("group.invite") }
        let ana = try #require(messages.first { $0.member == MemberID("ana") })
        #expect(
            ana.values == [
                "event.uid": "tuesday-group-2026-12-08", "event.start": "2026-12-08T18:00:00Z",
                "event.end": "2026-12-08T19:30:00Z", "event.location": "Room 1, upstairs", "time": "18:00",
            ])
        #expect(messages.first { $0.member == MemberID("farah") }?.values["time"] == "20:00")
        // Started by hand it has no event, and nobody gets a message without one.
        let job = try #require(engine.catalog.jobs.first { $0.id == JobID("x") })
        let before = try await engine.store.messages(limit: 200).count
        _ = try await engine.start(job, inputs: [:])
        _ = try await engine.runDue()
        #expect(try await engine.store.messages(limit: 200).count == before)
    }

    @Test func `nothing runs on the days of an excluded calendar`() async throws {
        let program = try await program(
            "  schedule:\n    - { cron: \"0 14 * * *\", exclude: [holidays], starts: 2026-11-20, ends: 2026-11-23 }",
            calendars: ["holidays.txt": "2026-11-21  # a day off\n"])
        let runs = try await runs(
            program, at: (19...24).map { "2026-11-\($0)T14:00:10Z" })
        #expect(runs.map(\.nominal.iso8601) == ["2026-11-20T14:00:00Z", "2026-11-22T14:00:00Z"])
    }

    @Test func `an event starts a run for the person it happened to`() async throws {
        let program = try await program("  event:\n    - { name: member.joined }")
        let engine = try await engine(program)
        _ = try await engine.tick()
        _ = try await engine.runDue()
        let now = program.clock.now()
        let before = try await engine.store.runs(limit: 50, job: JobID("x")).count
        let newcomer = Member(
            id: MemberID("zoe"), preferredName: "Zoé", languages: ["en"], timeZone: "Europe/Lisbon",
            joinedOn: CivilDate(iso8601: "2026-11-19"), contact: ContactPoint(channel: "screen", address: "zoe"),
            consents: [.reminders])
        _ = try await engine.store.importRoster([newcomer], doNotPair: [], at: now)
        program.clock.advance(by: .seconds(2))
        #expect(try await engine.tick().started.map(\.cause) == [.event])
        #expect(try await engine.tick().started.isEmpty)
        _ = try await engine.runDue()
        let run = try #require(try await engine.store.runs(limit: 50, job: JobID("x")).first { $0.cause == .event })
        let sent = try await engine.store.messages(run: run.id, limit: 50).map(\.member.rawValue)
        let all = try await engine.store.runs(limit: 50, job: JobID("x")).count
        #expect(all == before + 1)
        #expect(sent == ["zoe"])
    }

    @Test func `several expressions together, and H for the job's own minute`() async throws {
        let on = """
              schedule:
                - { any_of: ["0 14 * * *", "0 14,15 * * *"] }
                - { all_of: ["0 16 * * *", "* * * * thu"] }
                - { cron: "H 17 19 11 *" }
            """
        let program = try await program(on, more: "concurrency: { overlap: allow }")
        let own = try CronExpression(parsing: "H 17 19 11 *", hashing: "x")
        let minute = try #require(
            own.next(after: program.clock.now(), in: program.engine.zones.rules(named: "Europe/Lisbon")))
        let runs = try await runs(
            program,
            at: [
                "2026-11-19T14:00:10Z", "2026-11-19T15:00:10Z", "2026-11-19T16:00:10Z", "2026-11-19T17:59:59Z",
                "2026-11-20T13:00:00Z",
            ])
        #expect(
            runs.map(\.nominal.iso8601) == [
                "2026-11-19T14:00:00Z", "2026-11-19T15:00:00Z", "2026-11-19T16:00:00Z", minute.instant.iso8601,
            ])
        #expect(runs.allSatisfy { $0.state == .ready })
    }

    @Test func `two kinds of events at once both start their runs`() async throws {
        let program = try await program("  event:\n    - { name: member.joined }\n    - { name: pairing.accepted }")
        let engine = try await engine(program)
        _ = try await engine.tick()
        try await SQLiteDatabase(path: program.folder.path + "/milieu.db").write { connection in
            for (name, person) in [("member.joined", "ana"), ("pairing.accepted", "rui")] {
                try connection.execute(
                    "INSERT INTO event (run_id, step_id, name, person_id, happened_at) VALUES ('', 't', $1, $2, 0)",
                    [.text(name), .text(person)])
            }
        }
        program.clock.advance(by: .seconds(5))
        let started = try await engine.tick().started.filter { $0.job == JobID("x") }
        #expect(started.map(\.trigger) == ["event[0]", "event[1]"])
    }

    @Test func `replacing leaves the run of the same time alone`() async throws {
        let program = try await program(
            "  schedule:\n    - { cron: \"0 13 * * *\" }\n    - { cron: \"0 */1 * * *\" }",
            more: "concurrency: { overlap: replace }")
        let runs = try await runs(program, at: ["2026-11-19T13:00:10Z"])
        #expect(runs.map(\.state) == [.ready])
    }

    @Test func `a trigger that is taken out and put back makes up for nothing`() async throws {
        let program = try await program("  schedule:\n    - { cron: \"0 14 * * *\" }", more: "catch_up: 5h")
        let first = try await engine(program)
        _ = try await first.tick()
        let text = try #require(first.catalog.job(JobID("x"))?.source)
        try program.folder.write(text.replacing("0 14", with: "0 23"), to: "Jobs/x.yaml")
        program.clock.move(to: "2026-11-19T13:00:00Z")
        _ = try await engine(program).tick()
        try program.folder.write(text, to: "Jobs/x.yaml")
        program.clock.move(to: "2026-11-19T15:00:00Z")
        #expect(try await engine(program).tick().started.filter { $0.job == JobID("x") }.isEmpty)
    }

    @Test func `next and why know of a pause`() async throws {
        let program = try await program("  schedule:\n    - { cron: \"0 14 * * *\" }")
        let engine = try await engine(program)
        let job = try #require(engine.catalog.job(JobID("x")))
        let until = program.clock.now() + .days(3)
        try await engine.store.pause(job.id, until: until, at: program.clock.now())
        #expect(
            try await engine.upcoming(job, count: 1, after: program.clock.now()).map(\.instant.iso8601) == [
                "2026-11-22T14:00:00Z"
            ])
        let ana = try #require(try await engine.store.person(MemberID("ana")))
        #expect(try await engine.why(job, member: ana, day: nil).refusal?.gate == "job")
    }

    @Test func `a pause lets its times go for good, and says so`() async throws {
        let program = try await program("  schedule:\n    - { cron: \"0 14 * * *\" }", more: "catch_up: 5d")
        let engine = try await engine(program)
        _ = try await engine.tick()
        try await engine.store.pause(JobID("x"), until: nil, at: program.clock.now())
        program.clock.move(to: "2026-11-20T14:00:10Z")
        let paused = try await engine.tick().skipped.filter { $0.job == JobID("x") }
        #expect(paused.map(\.reason) == ["paused", "paused"])
        #expect(try await engine.store.resume(JobID("x"), at: program.clock.now()))
        #expect(try await engine.store.resume(JobID("x"), at: program.clock.now()) == false)
        program.clock.move(to: "2026-11-21T14:00:10Z")
        #expect(
            try await engine.tick().started.filter { $0.job == JobID("x") }.map(\.nominal.iso8601) == [
                "2026-11-21T14:00:00Z"
            ])
    }

    @Test func `a run by a backfill comes once, also where the time was skipped`() async throws {
        let program = try await program("  schedule:\n    - { cron: \"0 14 * * *\" }")
        let engine = try await engine(program)
        _ = try await engine.tick()
        program.clock.move(to: "2026-11-22T20:00:00Z")
        #expect(try await engine.tick().skipped.filter { $0.job == JobID("x") }.isEmpty == false)
        let job = try #require(engine.catalog.job(JobID("x")))
        let from = try #require(Instant(iso8601: "2026-11-20T00:00:00Z"))
        let to = try #require(Instant(iso8601: "2026-11-22T00:00:00Z"))
        #expect(try await engine.backfill(job, from: from, to: to, isTrial: true).count == 2)
        let added = try await engine.backfill(job, from: from, to: to, isTrial: false)
        #expect(added.map(\.nominal.iso8601) == ["2026-11-20T14:00:00Z", "2026-11-21T14:00:00Z"])
        #expect(try await engine.backfill(job, from: from, to: to, isTrial: false).isEmpty)
    }

    @Test func `a later run replaces one that is not finished`() async throws {
        let program = try await program(
            "  schedule:\n    - { cron: \"0 * * * *\" }", more: "concurrency: { overlap: replace }")
        let runs = try await runs(program, at: ["2026-11-19T13:00:10Z", "2026-11-19T14:00:10Z"])
        #expect(runs.map(\.state) == [.cancelled, .ready])
        #expect(runs.first?.reason == "a later run replaced it")
    }

    @Test func `catching up takes the earliest, or all, when a job says so`() async throws {
        for (setting, expected) in [
            ("catch_up: 5h", ["16"]), ("catch_up: 5h\ncatch_up_runs: earliest", ["12"]),
            ("catch_up: 5h\ncatch_up_runs: all\ncatch_up_at_most: 3", ["14", "15", "16"]), ("catch_up: none", []),
        ] {
            let program = try await program(
                "  schedule:\n    - { cron: \"30 * * * *\" }", more: setting + "\nconcurrency: { overlap: allow }")
            let runs = try await runs(program, at: ["2026-11-19T17:10:00Z"])
            let ready = runs.filter { $0.state == .ready }.map { String($0.nominal.iso8601.dropFirst(11).prefix(2)) }
            #expect(ready == expected, "\(setting)")
        }
    }
}
