import Community
import Delivery
import Foundation
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

@testable import milieu

/// A mail that came back, from the pipe of a relay to the list that staff read.
@Suite struct BounceTests {
    @Test(.timeLimit(.minutes(5))) func `a report closes the address once, and says why`() async throws {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        let workplace = try await Workplace.open(root: program.folder.path, environment: [:])
        let message = try await sent(workplace)
        let address = try workplace.marks.returnAddress(for: message.id, at: MailAddress("bounce@riverside.example"))
        let report = """
            From: MAILER-DAEMON@relay.riverside.test
            To: \(address.wire)
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; relay.riverside.test

            Final-Recipient: rfc822; somebody@riverside.example
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 5.1.1 <somebody@riverside.example>: no such person
            --b--
            """
        try program.folder.write(report, to: "report.eml")
        let member = message.member.rawValue
        let sentence = "the mail came back: there is no such mailbox; 550 5.1.1 … no such person"
        let first = try await program.run("deliveries", "bounce", "report.eml")
        #expect(first.out == "\(message.id): \(member): \(sentence); nothing goes to this address again\n")
        let again = try await program.run("deliveries", "bounce", "report.eml", "--json")
        #expect(again.status == 0 && again.out.contains("\"outcome\": \"known\""))
        #expect(try await program.run("members", "list", "--as", "maria").out.contains(sentence))
        let why = try await program.run("why", "nightly-check-in", "--member", member, "--as", "maria")
        #expect(why.out.contains(sentence))
        #expect(try await program.run("deliveries", "show", message.id).out.contains("gone (\(sentence))"))
    }

    /// A message that was sent to a member where they are reached.
    private func sent(_ workplace: Workplace) async throws -> OutboxMessage {
        let now = workplace.clock.now()
        let people = try await workplace.store.people(after: "", limit: 30)
        let member = try #require(people.first { $0.contact != nil && $0.roles.contains(.member) && !$0.hasStopped })
        let contact = try #require(member.contact)
        try await workplace.store.addMessage(
            OutboxMessage(
                id: Digest.hex(of: "bounce"), run: "r", job: "nightly-check-in", step: "ask", member: member.id,
                channel: contact.channel, message: MessageID("check-in.evening"), values: [:], ask: nil,
                purpose: .checkIn, dueAt: now, expiresAt: now + .days(1), createdAt: now))
        let lease = Lease(owner: "test", until: now + .minutes(1))
        let claim = try #require(try await workplace.store.claimMessages(limit: 1, now: now, lease: lease).first)
        _ = try await workplace.store.keepPayloads([
            FreshPayload(id: claim.message.id, epoch: claim.epoch, to: contact, bytes: [1])
        ])
        let end = DeliveryRecord(id: claim.message.id, epoch: claim.epoch, event: .delivered, reason: nil, at: now)
        _ = try await workplace.store.record([end])
        return claim.message
    }

    @Test(.timeLimit(.minutes(5))) func `what is no report of ours changes nothing, and ends well for a relay`()
        async throws
    {
        let program = try ProgramFolder()
        try program.folder.write("From: ana@riverside.example\n\nHello!\n", to: "note.eml")
        let ended = try await program.run("deliveries", "bounce", "note.eml")
        #expect(ended.status == 0 && ended.out == "it answers no mail of this program; nothing was changed\n")
        let missing = try await program.run("deliveries", "bounce", "nowhere.eml")
        #expect(missing.status == 64 && missing.err.contains("nowhere.eml: cannot be read; give a file with one mail"))
        try program.folder.write("nonsense: [", to: "Config/milieu.yaml")
        #expect(try await program.run("deliveries", "bounce", "note.eml").status == 75)
    }
}
