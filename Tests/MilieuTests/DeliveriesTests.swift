import Community
import Foundation
import Messages
import Persistence
import Scheduling
import TestSupport
import Testing

/// Messages and what stands in their way, as people see it at the command line.
@Suite(.timeLimit(.minutes(5))) struct DeliveriesTests {
    private func message(_ id: String, to member: String, purpose: Purpose?, run: String, at now: Instant)
        -> OutboxMessage
    {
        OutboxMessage(
            id: id, run: run, job: "j", step: "s", part: id, member: MemberID(member), channel: "screen",
            message: .channelDisabled, values: ["channel": "phones", "reason": "410"], ask: nil, purpose: purpose,
            ignoresQuietHours: true, dueAt: now, expiresAt: now + .days(1), createdAt: now)
    }

    @Test func `one file stops members' messages, not staff's, and all go on without it`() async throws {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv").status == 0)
        let now = Instant(seconds: Int64(Date().timeIntervalSince1970))
        let store = try await program.open()
        try await store.addMessage(message("m1", to: "ana", purpose: .reminders, run: "gone", at: now))
        try await store.addMessage(message("m2", to: "maria", purpose: nil, run: "", at: now))
        try program.folder.write("", to: "Config/STOP")
        let ran = try await program.run("run", "--due")
        #expect(ran.status == 0 && ran.out.contains("milieu deliveries release --channel phones"))
        #expect(try await store.message("m2")?.state == .delivered)
        #expect(try await store.message("m1")?.state == .queued)
        #expect(try await store.message("m1")?.attempts == 0)
        let status = try await program.run("status")
        #expect(status.out.contains("no message goes to members while Config/STOP is there"))
        #expect(status.err.contains("Remove the file to let all go on"))
        let explained = try await program.run("deliveries", "explain", "m1")
        #expect(explained.out.contains("stopped: no message goes to members while Config/STOP is there"))
        #expect(explained.out.contains("now: it would be cancelled (its run is kept no longer)"))
        #expect(explained.out.contains("To let it go: milieu deliveries cancel m1"))
        try FileManager.default.removeItem(atPath: program.folder.path + "/Config/STOP")
        #expect(try await program.run("run", "--due").status == 0)
        #expect(try await store.message("m1")?.reason == "its run is kept no longer")
    }

    @Test func `a disabled channel is shown with what it keeps, and released by a person`() async throws {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv").status == 0)
        let now = Instant(seconds: Int64(Date().timeIntervalSince1970))
        let store = try await program.open()
        try await store.addMessage(message("m1", to: "maria", purpose: nil, run: "", at: now))
        var standing = ChannelStanding(channel: "screen")
        standing.disabledAt = now
        standing.reason = "the platform answered 410"
        _ = try await store.record([], standings: [standing])
        #expect(try await program.run("run", "--due").status != 0)
        #expect(try await store.message("m1")?.state == .held)
        let status = try await program.run("status")
        #expect(status.out.contains("screen: DISABLED, keeps 1 (the platform answered 410)"))
        #expect(status.err.contains("no staff were told, as none is reached by another channel"))
        let explained = try await program.run("deliveries", "explain", "m1")
        #expect(
            explained.out.contains(
                "what to do: mend the channel 'screen', then: milieu deliveries release --channel screen"))
        let unknown = try await program.run("deliveries", "release", "--channel", "screem")
        #expect(unknown.status != 0 && unknown.err.contains("no channel 'screem'; there are: screen"))
        let released = try await program.run("deliveries", "release", "--channel", "screen")
        #expect(released.out.contains("screen is enabled; 1 messages are due again"))
        #expect(try await program.run("run", "--due").status == 0)
        #expect(try await store.message("m1")?.state == .delivered)
    }
}
