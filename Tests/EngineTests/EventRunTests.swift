import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Events that come close together.
@Suite struct EventRunTests {
    private func member(_ id: String) -> Member {
        Member(
            id: MemberID(id), preferredName: id, languages: ["en"], timeZone: "Europe/Lisbon",
            joinedOn: CivilDate(iso8601: "2026-11-19"),
            contact: ContactPoint(channel: "screen", address: id), consents: [.reminders])
    }

    @Test func `what happens in the millisecond of a look at the clock is taken up by the next one`() async throws {
        let program = try await InventedProgram()
        try program.folder.write(
            "name: X\non:\n  event:\n    - { name: member.joined }\nsteps:\n  - uses: reminder.send\n    with: { message: group.today }\n",
            to: "Jobs/x.yaml")
        let engine = try await InventedProgram.engine(in: program.folder, clock: program.clock)
        _ = try await engine.tick()
        _ = try await engine.runDue()
        var sent: Set<String> = []
        program.clock.advance(by: .seconds(2))
        for ids in [["zoe"], ["zoe", "zita"]] {
            _ = try await engine.store.importRoster(ids.map(member), doNotPair: [], at: program.clock.now())
            _ = try await engine.tick()
        }
        program.clock.advance(by: .milliseconds(1))
        _ = try await engine.tick()
        _ = try await engine.runDue()
        for run in try await engine.store.runs(limit: 50, job: JobID("x")) {
            sent.formUnion(try await engine.store.messages(run: run.id, limit: 50).map(\.member.rawValue))
        }
        #expect(sent.isSuperset(of: ["zoe", "zita"]))
    }
}
