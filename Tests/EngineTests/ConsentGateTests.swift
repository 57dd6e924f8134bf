import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// That a message rests on a consent when it is planned, and again at the moment of sending.
@Suite(.timeLimit(.minutes(5))) struct ConsentGateTests {
    /// The evening of the 19th, with everybody's consent to check-ins signed on `day`; ana's quiet hours hold hers.
    private func evening(signedOn day: String) async throws -> InventedProgram {
        let program = try await InventedProgram(at: "2026-11-19T19:59:00Z") { path, text in
            guard path == "Config/people.csv" else { return text }
            var lines = text.split(separator: "\n").map(String.init)
            for (index, line) in lines.enumerated() {
                let parts = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                let names = lines[0].split(separator: ",").map(String.init)
                guard index > 0, let from = names.firstIndex(of: "quiet_start") else { continue }
                var cells = parts
                if cells[0] == "ana" { (cells[from], cells[from + 1]) = ("19:00", "08:00") }
                lines[index] = cells.joined(separator: ",") + ",\(day)"
            }
            lines[0] += ",consent_on"
            return lines.joined(separator: "\n") + "\n"
        }
        try await program.live()
        program.clock.move(to: "2026-11-19T20:00:05Z")
        try await program.live()
        return program
    }

    private func held(_ program: InventedProgram) async throws -> OutboxMessage? {
        try await program.store.messages(limit: 200).first { $0.member == MemberID("ana") && $0.state == .deferred }
    }

    @Test func `a consent that ends between plan and send cancels the message, with the reason`() async throws {
        // It is asked for on the consent's last day, and would go on the next morning.
        let program = try await evening(signedOn: "2025-11-19")
        let message = try #require(try await held(program))
        #expect(message.purpose == .checkIn && message.dueAt.iso8601 == "2026-11-20T08:00:00Z")
        program.clock.move(to: "2026-11-20T08:00:05Z")
        #expect(!(try await program.deliver()).contains { $0.member == MemberID("ana") })
        let kept = try await program.store.message(message.id)
        #expect(kept?.state == .cancelled)
        #expect(kept?.reason == "the consent to check_in ended with 2026-11-19")
        // And from then on nothing is planned on it.
        program.clock.move(to: "2026-11-20T20:00:05Z")
        try await program.live()
        #expect(try await held(program) == nil)
        let job = try #require(program.engine.catalog.job(JobID("nightly-check-in")))
        let ana = try #require(try await program.store.person(MemberID("ana")))
        let why = try await program.engine.why(job, member: ana, day: nil)
        #expect(why.refusal?.reason == "does not hold: consents.check_in")
    }

    @Test func `a consent that is taken back between plan and send cancels the message, with the reason`() async throws
    {
        let program = try await evening(signedOn: "2026-11-01")
        let message = try #require(try await held(program))
        let ask = try #require(message.ask)
        #expect(try await program.engine.setConsent(byAsk: ask, to: .checkIn, isGiven: false))
        #expect(try await program.store.message(message.id)?.reason == "took back the consent to check_in")
        // The same gate at the moment of sending, for a message that was claimed already.
        let person = try await program.store.person(MemberID("ana"))
        let claim = ClaimedMessage(message: message, member: person, epoch: 1, isAmbiguous: false)
        program.clock.move(to: "2026-11-20T08:00:05Z")
        let verdict = try await program.engine.decideSending([claim]).first
        #expect(verdict == .cancel(reason: "took back the consent to check_in"))
        #expect(try await program.engine.setConsent(byAsk: ask, to: .checkIn, isGiven: true))
        let page = try #require(try await program.engine.consentPage(forAsk: ask))
        #expect(page.lines.map(\.purpose) == [.checkIn, .followUps, .goals, .pairing, .reminders])
        let line = try #require(page.lines.first)
        #expect(line.state == .given && line.consent?.how == .page && line.consent?.signedOn?.iso8601 == "2026-11-20")
        #expect(line.form?.version == "2026-11" && line.consent?.end.text == "2027-11-20")
    }

    @Test
    func `a no on the page is kept, to what was offered and to what nobody asked, and no list takes it for a yes`()
        async throws
    {
        let program = try await InventedProgram(at: "2026-11-19T19:59:00Z") { path, text in
            guard path == "Config/people.csv" else { return text }
            let lines = text.split(separator: "\n").map { line in
                line.hasPrefix("joana,")
                    ? String(line).replacing("check_in reminders goals pairing", with: "check_in") : String(line)
            }
            return lines.joined(separator: "\n") + "\n"
        }
        try await program.live()
        program.clock.move(to: "2026-11-19T20:00:05Z")
        try await program.live()
        let ask = try #require(try await program.openAsk(of: "joana")?.id)
        var joana = try #require(try await program.store.person(MemberID("joana")))
        #expect(joana.consents.latest.keys.map(\.rawValue) == ["check_in"])
        let offered = try await program.engine.setConsent(.goals, of: joana, nil, how: .paper, by: "maria")
        #expect(offered?.state == .offered)
        for _ in 0..<2 {
            for purpose in [Purpose.goals, .pairing] {
                #expect(try await program.engine.setConsent(byAsk: ask, to: purpose, isGiven: false))
            }
        }
        joana.consents = [.checkIn, .goals, .pairing]
        _ = try await program.store.importRoster(
            [joana], doNotPair: [], at: program.clock.now(),
            consents: RosterConsents(forms: program.engine.catalog.consents))
        let kept = try #require(try await program.store.person(joana.id)?.consents)
        #expect(kept.given == [.checkIn])
        #expect(kept[.goals]?.state == .declined && kept[.goals]?.notedBy == "joana")
        #expect(kept[.pairing]?.state == .declined && kept[.pairing]?.notedBy == "joana")
        // A yes of their own is another word.
        #expect(try await program.engine.setConsent(byAsk: ask, to: .pairing, isGiven: true))
        #expect(try await program.store.person(joana.id)?.consents.given == [.checkIn, .pairing])
    }

    @Test func `what somebody signed is shown to them, whatever others sign by now`() async throws {
        let program = try await evening(signedOn: "2026-11-01")
        let ask = try #require(try await program.openAsk(of: "joana"))
        let text = try Repository.text("Config/consents.yaml")
        try program.folder.write(
            text.replacing("\"2026-11\"", with: "\"2026-12\"").replacing("You, and nobody about you.", with: "Us."),
            to: "Config/consents.yaml")
        let edited = try await InventedProgram.engine(in: program.folder, clock: program.clock, owner: "edited")
        let line = try #require(try await edited.consentPage(forAsk: ask.id)?.lines.first)
        #expect(edited.catalog.consents.current(.checkIn)?.version == "2026-12")
        #expect(line.form?.version == "2026-11")
        #expect(line.form?.words[.discloser]?.text(for: []) == "You, and nobody about you.")
    }
}
