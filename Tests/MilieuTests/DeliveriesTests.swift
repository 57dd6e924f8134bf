import Community
import Foundation
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

@testable import Delivery
@testable import milieu

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
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
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
        let explained = try await program.run("deliveries", "explain", "m1", "--as", "maria")
        #expect(explained.out.contains("stopped: no message goes to members while Config/STOP is there"))
        #expect(explained.out.contains("now: it would be cancelled (its run is kept no longer)"))
        #expect(explained.out.contains("To let it go: milieu deliveries cancel m1"))
        try FileManager.default.removeItem(atPath: program.folder.path + "/Config/STOP")
        #expect(try await program.run("run", "--due").status == 0)
        #expect(try await store.message("m1")?.reason == "its run is kept no longer")
    }

    @Test func `a message is found by the reference that staff were given, however it is typed`() async throws {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        let workplace = try await Workplace.open(root: program.folder.path, environment: [:])
        let now = workplace.clock.now()
        let references = workplace.references
        // As a plan names rows: of one moment, one after the other.
        func id(_ number: Int) -> String {
            let place = String(number, radix: 16)
            return "019a9b7c1d0" + String(repeating: "0", count: 5 - place.count) + place
                + Digest.hex(of: place).prefix(16)
        }
        var seen: [String: String] = [:]
        var alike: [String] = []
        for number in 0..<400_000 where alike.isEmpty {
            let reference = references.reference(of: id(number))
            if let other = seen[reference] { alike = [other, id(number)] }
            seen[reference] = id(number)
        }
        #expect(alike.count == 2)
        let own = [id(1), id(2)]
        #expect(references.reference(of: own[0]) != references.reference(of: own[1]))
        for id in Set(own + alike) {
            try await workplace.store.addMessage(message(id, to: "maria", purpose: nil, run: "", at: now))
        }
        for id in own where !alike.contains(id) {
            let reference = references.reference(of: id)
            for typed in [reference, reference.lowercased().replacing("0", with: "o").replacing("1", with: "l")] {
                let shown = try await program.run("deliveries", "show", typed, "--as", "maria")
                #expect(shown.status == 0 && shown.out.hasPrefix("\(id): outbox.channel-disabled to maria"), "\(shown)")
            }
            let explained = try await program.run("deliveries", "explain", reference)
            #expect(explained.out.contains("milieu deliveries cancel \(id)"), "\(explained)")
        }
        let both = try await program.run("deliveries", "show", references.reference(of: alike[0]))
        #expect(both.status == 1 && both.err.contains("2 messages have the reference"))
        #expect(alike.allSatisfy { both.err.contains("\($0)  outbox.channel-disabled, ") })
        let unknown = try await program.run("deliveries", "explain", "7F3A")
        #expect(unknown.status == 1 && unknown.err.contains("no message '7F3A'; see milieu deliveries list"))
    }

    @Test func `what is not sent again or let go says which, and why`() async throws {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        let now = Instant(seconds: Int64(Date().timeIntervalSince1970))
        let store = try await program.open()
        try await store.addMessage(message("m1", to: "maria", purpose: nil, run: "", at: now))
        #expect(try await program.run("run", "--due").status == 0)
        let again = try await program.run("deliveries", "retry", "m1", "nosuch")
        #expect(again.status == 1 && again.out == "0 of 2 are due again\n")
        #expect(again.err.contains("error: m1: it arrived\n"), "\(again.err)")
        #expect(again.err.contains("error: no message 'nosuch'; see milieu deliveries list"))
        #expect(!again.err.contains("next:"))
        let gone = try await program.run("deliveries", "cancel", "m1", "nosuch")
        #expect(gone.status == 1 && gone.err.contains("error: m1: it arrived, and"), "\(gone.err)")
        #expect(gone.err.contains("no message 'nosuch'"))
        for limit in [["--limit", "-5"], ["--limit=-5"], ["--limit", "0"]] {
            let listed = try await program.run(["deliveries", "list"] + limit)
            #expect(listed.status == 64 && listed.err.contains("--limit: expected 1 or more"), "\(listed.err)")
        }
    }

    @Test func `a disabled channel is shown with what it keeps, and released by a person`() async throws {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
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
