import Community
import Definitions
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// A job for one cohort, and everybody else.
@Suite(.timeLimit(.minutes(5))) struct CohortScopeTests {
    private static let message = """
        description: A word.
        fields:
          sender.name: { required: true, example: "Riverside" }
        en:
          outside: { subject: "Something for you" }
          inside: |
            Hello from {{sender.name}}
        """

    /// People in some cohorts at some times, pairs among them, and a job for `autumn` whose step decides anything about
    /// anybody, whatever audience it is given.
    private struct World {
        let program: ScriptedProgram
        let people: [Member]
        let inside: Set<MemberID>

        init(seed: UInt64, plugin: String) async throws {
            var random = SplitMix64(seed: seed)
            let today = CivilDate(daysSince1970: 20_776)
            var people: [Member] = []
            for number in 0..<24 {
                var member = Member(
                    id: MemberID("p\(number)"), timeZone: number % 3 == 0 ? "Pacific/Auckland" : nil,
                    roles: [.member, .mentor], capacity: 4,
                    contact: ContactPoint(channel: "screen", address: "p\(number)"),
                    consents: [.reminders, .pairing])
                let start = today.adding(days: Int.random(in: -3...3, using: &random))
                let end = start.adding(days: Int.random(in: 0...3, using: &random))
                switch Int.random(in: 0..<5, using: &random) {
                case 0: member.cohorts = []
                case 1: member.cohorts = [CohortStay("autumn")]
                case 2: member.cohorts = [CohortStay("autumn", from: start, until: end), CohortStay("choir")]
                case 3: member.cohorts = [CohortStay("choir", from: start)]
                default: member.cohorts = [CohortStay("autumn", until: end), CohortStay("autumn 2")]
                }
                people.append(member)
            }
            let everybody = people.map(\.id)
            let pairs = (0..<8).map { _ in
                (everybody[Int.random(in: 0..<12, using: &random)], everybody[Int.random(in: 12..<24, using: &random)])
            }
            let deeds = SplitMix64(seed: seed &+ 1)
            program = try await ScriptedProgram(
                "  - uses: \(plugin)\n    with: { script: SCRIPT }", job: "audience: { cohort: autumn }",
                messages: ["word": "id: word\n" + Self.text]
            ) { context in
                var deeds = deeds
                let until = context.now + .days(1)
                var plan = Plan()
                for (index, pair) in pairs.enumerated() where plugin == "scripted.decide" {
                    plan.effects.append(.advance(PairingID("s\(index)"), .withdraw))
                    plan.effects.append(
                        .propose(
                            PairingProposal(
                                id: PairingID("n\(index)"), newcomer: pair.1, mentor: pair.0, reasons: ["both sing"])))
                }
                for member in everybody {
                    if Bool.random(using: &deeds) {
                        plan.effects.append(.send(MessageDraft(MessageID("word"), to: member, expiresAt: until)))
                    } else {
                        plan.effects.append(
                            .ask(
                                AskDraft(.care, message: MessageDraft(MessageID("word"), to: member, expiresAt: until)))
                        )
                    }
                    // A rest takes back what nobody was asked about yet, also of others.
                    if plugin == "scripted.send" { plan.effects.append(.rest(member)) }
                }
                return plan
            }
            _ = try await program.store.importRoster(people, doNotPair: [], at: program.clock.now())
            let script = PairingScript(store: program.store)
            for (index, pair) in pairs.enumerated() {
                try await script.propose(PairingID("s\(index)"), pair.0, pair.1, at: program.clock.now())
            }
            let now = program.clock.now()
            let zones = ZoneDatabase()
            self.people = people
            inside = Set(
                try people.filter { member in
                    let zone = try zones.rules(named: member.timeZone ?? "Europe/Lisbon")
                    return member.belongs(to: "autumn", on: zone.civil(at: now).date)
                }.map(\.id))
        }

        private static let text = CohortScopeTests.message
    }

    @Test(arguments: 0..<12 as Range<UInt64>, ["scripted.send", "scripted.decide"])
    func `S0-1: a job for one cohort touches nobody outside of it, whatever its plugin decides`(
        seed: UInt64, plugin: String
    ) async throws {
        let world = try await World(seed: seed, plugin: plugin)
        let program = world.program
        let before = try await program.store.pairings(in: [.proposed])
        try await program.start()
        while !(try await program.engine.runDue()).isEmpty {}
        let messages = try await program.store.messages(limit: 900)
        let touched = Set(messages.map(\.member))
        #expect(touched.isSubset(of: world.inside), "seed \(seed): \(touched.subtracting(world.inside))")
        // It is for its people: nothing else kept them from a message.
        #expect(touched == world.inside, "seed \(seed)")
        for member in world.people where !world.inside.contains(member.id) {
            #expect(try await program.store.openAsks(of: member.id, at: program.clock.now()).isEmpty)
        }
        let rests = try await program.store.mentorRests()
        #expect(Set(rests.keys).isSubset(of: world.inside), "seed \(seed)")
        for pair in try await program.store.pairings() where plugin == "scripted.decide" {
            let isOurs = world.inside.isSuperset(of: [pair.newcomer, pair.mentor])
            if let old = before.first(where: { $0.id == pair.id }) {
                #expect(isOurs || pair.state == old.state, "seed \(seed): \(pair.id)")
            } else {
                #expect(isOurs, "seed \(seed): \(pair.id)")
            }
        }
    }

    @Test func `S0-1: who left the cohort between the plan and the sending is not written to`() async throws {
        let program = try await InventedProgram(at: "2026-11-19T19:59:00Z") { path, text in
            path == "Jobs/nightly-check-in.yaml"
                ? text.replacing("  program: riverside\n", with: "  program: riverside\n  cohort: autumn\n")
                    .replacing("timezone: member", with: "timezone: Europe/Lisbon") : text
        }
        try await program.live()
        program.clock.move(to: "2026-11-19T20:00:05Z")
        _ = try await program.engine.tick()
        while !(try await program.engine.runDue()).isEmpty {}
        let ana = MemberID("ana")
        var people = try await program.store.people(after: "", limit: 100)
        let autumn = Set(people.filter { $0.cohorts.map(\.cohort) == ["autumn"] }.map(\.id))
        let asked = Set(
            try await program.store.messages(limit: 900).filter { $0.job == "nightly-check-in" }.map(\.member))
        #expect(asked.contains(ana) && asked.isSubset(of: autumn))
        for index in people.indices where people[index].id == ana {
            people[index].cohorts = [CohortStay("autumn", until: CivilDate(iso8601: "2026-11-18"))]
        }
        _ = try await program.store.importRoster(people, doNotPair: [], at: program.clock.now())
        #expect(!(try await program.deliver()).map(\.member).contains(ana))
        let message = try #require(
            try await program.store.messages(limit: 900).first { $0.member == ana && $0.job == "nightly-check-in" })
        #expect(message.reason == "does not belong to the cohort now that the job is for")
        let job = try #require(program.engine.catalog.job(JobID("nightly-check-in")))
        let mei = try #require(people.first { $0.id == MemberID("mei") })
        #expect(try await program.engine.why(job, member: mei, day: nil).refusal?.gate == "cohort")
    }

    @Test func `S0-1: a job for one cohort proposes, and knows, no mentor of another`() async throws {
        let program = try await InventedProgram(at: "2026-11-19T12:00:00Z") { path, text in
            switch path {
            case "Jobs/newcomer-pairing.yaml":
                text.replacing("audience:\n", with: "audience:\n  cohort: autumn\n")
            case "Config/people.csv":
                text.replacing(
                    "\njoana,Joana,pt en,Europe/Lisbon,member mentor,,",
                    with: "\njoana,Joana,pt en,Europe/Lisbon,member mentor,autumn,")
            default: text
            }
        }
        let job = try #require(program.engine.catalog.job(JobID("newcomer-pairing")))
        let report = try await program.engine.plan(job)
        let proposals = report.parts.flatMap(\.proposals)
        #expect(!proposals.isEmpty && proposals.allSatisfy { $0.mentor == MemberID("joana") })
    }

    @Test func `S0-1: what nobody can read as a cohort is said with its place`() throws {
        let reading = try RosterReader(zones: ZoneDatabase(), channels: nil).reading(
            "id,cohorts\nana,autumn 2026-12-01..2026-09-01\nbo,choir|autumn 2026-09-21..\n", file: "p.csv")
        #expect(reading.faults.first?.place.description == "p.csv:2:5")
        #expect(
            reading.faults.map(\.message) == [
                "cohorts: expected a cohort and its days, found 'autumn 2026-12-01..2026-09-01'"
            ])
        #expect(
            reading.members.map(\.cohorts) == [["autumn 2026-09-21..", "choir"].compactMap { CohortStay(text: $0) }])
    }
}
