import Community
import Definitions
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Somebody who has said nothing about themselves, from the roster to a pair.
@Suite(.timeLimit(.minutes(5))) struct BlankFieldTests {
    private let blank = MemberID("blank")
    private let filled = MemberID("filled")
    private let joana = MemberID("joana")

    /// What the program itself has to know of somebody to write to them and to look for a pair.
    private static let given = [
        "joined_on": "2026-11-12", "channel": "screen", "consents": "check_in reminders goals pairing",
    ]
    /// Every other cell, with nothing in it that Joana shares beyond what lets the two meet at all.
    private static let own = [
        "preferred_name": "Fila", "languages": "en pt", "time_zone": "Europe/Lisbon", "roles": "member",
        "staff_kind": "", "stage": "active", "cohorts": "autumn 2026-09-21..", "interests": "astronomy",
        "capacity": "0", "fallback": "screen other", "quiet_start": "22:00", "quiet_end": "07:00",
        "consent_on": "2026-11-05", "do_not_pair": "", "paused_until": "", "stopped": "no",
        "availability": "tue 18:00-19:00", "modes": "phone", "access_needs": "", "access_offers": "step_free",
        "trainings": "", "tenure_start": "2026-11-05", "tags": "grief", "share_tags": "yes", "avoid_tags": "",
        "pathway": "work", "wishes": "rui", "relations": "", "cool_down_until": "",
    ]

    /// The shipped program with those two on its list, read by the real import.
    private func program(at time: String) async throws -> InventedProgram {
        try await InventedProgram(at: time) { path, text in
            guard path == "Config/people.csv" else { return text }
            let header = text.split(separator: "\n").first.map(String.init) ?? ""
            let rows = [(blank, [:]), (filled, Self.own)].map { id, own in
                header.split(separator: ",").map { column in
                    switch String(column) {
                    case "id", "address": id.rawValue
                    case let name: Self.given[name] ?? own[name] ?? ""
                    }
                }.joined(separator: ",")
            }
            return text + rows.joined(separator: "\n") + "\n"
        }
    }

    /// How a round that is for these two alone sees them.
    private func explanation(_ program: InventedProgram, _ newcomer: MemberID) async throws -> PairingExplanation? {
        guard let job = program.engine.catalog.job(JobID("newcomer-pairing")) else { return nil }
        let report = try await program.engine.plan(
            job, for: .instant(program.clock.now()),
            inputs: ["newcomer": newcomer.rawValue, "mentor": joana.rawValue])
        return report.parts.flatMap(\.proposals).first { $0.newcomer == newcomer }?.explanation
    }

    @Test func `S4-8: whoever left every cell about themselves empty is imported, greeted, asked and answers`()
        async throws
    {
        let program = try await program(at: "2026-11-19T19:59:00Z")
        let member = try #require(try await program.store.person(blank))
        #expect(
            RosterCells.cells(of: member, zone: .utc).map(\.column).allSatisfy {
                Self.given[$0] != nil || ["id", "address", "roles", "capacity", "consent_on"].contains($0)
            })
        try await program.live()
        program.clock.move(to: "2026-11-19T20:00:05Z")
        let arrived = try await program.live().filter { $0.job == "nightly-check-in" }
        #expect(Set(arrived.map(\.member)).isSuperset(of: [blank, filled]))
        let message = try #require(arrived.first { $0.member == blank })
        let template = try #require(program.engine.catalog.messages[message.message])
        let values = MessageValues.all(
            given: message.values, for: member, configuration: program.engine.catalog.configuration, hasLink: true)
        for language in program.engine.catalog.configuration.languages {
            let text = try #require(template.render(values, languages: [language], fallbacks: [])).text
            #expect(!text.contains("{{") && !text.contains(" ,") && !text.contains(" ،"), "\(text)")
        }
        let ask = try #require(message.ask)
        #expect(
            try await program.engine.take(AskReply(choice: .answer, answers: ["connection": "6"]), toAsk: ask)
                != .closed(.unknown))
        #expect(try await program.store.ask(ask)?.state == .answered)
    }

    @Test func `S4-8: no criterion gives a blank field less than the middle, nor than a filled one without a match`()
        async throws
    {
        let program = try await program(at: "2026-11-23T09:00:00Z")
        let empty = try #require(try await explanation(program, blank))
        let full = try #require(try await explanation(program, filled))
        #expect(empty.criteria.map(\.name).sorted() == full.criteria.map(\.name).sorted())
        for criterion in empty.criteria where criterion.isBlank {
            #expect(criterion.points == 50, "\(criterion.line)")
            let other = try #require(full.criteria.first { $0.name == criterion.name })
            // What somebody filled in and does not share is never worth more than saying nothing.
            #expect(other.points <= 50 || other.name == "language" || other.name == "difference", "\(other.line)")
        }
        // All that is about themselves is blank, and what counts for everybody is the same for both.
        #expect(
            Set(empty.criteria.filter(\.isBlank).map(\.name)).isSuperset(of: [
                "shared_experience", "interests", "shared_time", "language", "pathway", "wishes",
            ]))
        for name in ["waiting", "mentor_load"] {
            #expect(
                empty.criteria.first { $0.name == name }?.points == full.criteria.first { $0.name == name }?.points)
        }
        #expect(empty.fit >= full.fit - 5, "\(empty.lines { $0.rawValue }) \(full.lines { $0.rawValue })")
    }

    @Test func `S4-8: whoever left every cell about themselves empty is proposed, asked, accompanied and introduced`()
        async throws
    {
        let program = try await program(at: "2026-11-23T09:00:00Z")
        let job = try #require(program.engine.catalog.job(JobID("newcomer-pairing")))
        _ = try await program.engine.start(job, inputs: ["newcomer": blank.rawValue])
        _ = try await program.engine.runDue()
        let pair = try #require(try await program.store.pairings(in: [.proposed]).first { $0.newcomer == blank })
        _ = try await program.engine.decide(pair.id, .approve, by: MemberID("maria"))
        _ = try await program.engine.runDue()
        for person in [blank, pair.mentor] {
            let ask = try #require(
                try await program.store.openAsks(of: person, at: program.clock.now()).first { $0.kind == .pairing })
            #expect(
                try await program.engine.take(AskReply(choice: .answer), toAsk: ask.id) == .kept(ReplyReceipt()))
            _ = try await program.engine.runDue()
        }
        try await program.live()
        #expect(try await program.store.pairings([pair.id]).first?.state == .introduced)
        let told = try await program.store.messages(limit: 200).filter {
            $0.message == MessageID("pairing.introduction")
        }
        #expect(Set(told.map(\.member)) == [blank, pair.mentor])
    }
}
