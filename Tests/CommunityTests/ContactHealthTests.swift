import Community
import Scheduling
import Testing

/// What is known of a contact point: its states, and who may change them.
@Suite struct ContactHealthTests {
    /// Each state, by each event in the order of its cases, for a contact that nobody has acted at.
    private static let table: [(ContactState, [ContactState?])] = [
        // verify, pause, resume, stop, start, bounce, retry
        (.unverified, [.active, .paused, nil, .stopped, .active, .bounced, nil]),
        (.active, [.active, .paused, nil, .stopped, .active, .bounced, nil]),
        (.paused, [.paused, .paused, .unverified, .stopped, .active, .bounced, nil]),
        (.stopped, [nil, nil, nil, .stopped, .active, nil, nil]),
        (.bounced, [.active, nil, nil, .stopped, .active, .bounced, .unverified]),
    ]

    @Test func `each event in each state has one outcome, and the table names them all`() {
        #expect(Set(Self.table.map(\.0)) == Set(ContactState.allCases))
        for (state, outcomes) in Self.table {
            #expect(outcomes.count == ContactState.Event.allCases.count)
            for (event, outcome) in zip(ContactState.Event.allCases, outcomes) {
                #expect((try? state.after(event, isVerified: false)) == outcome, "\(state) \(event)")
                // Where they have acted before, what opens is active again.
                let known = outcome == .unverified ? .active : outcome
                #expect((try? state.after(event, isVerified: true)) == known, "\(state) \(event), verified")
            }
        }
    }

    @Test func `what is stopped opens at the person's own wish alone`() {
        let open = ContactState.Event.allCases.filter { event in
            (try? ContactState.stopped.after(event, isVerified: true)).map { $0 != .stopped } ?? false
        }
        #expect(open == [.start])
    }

    private let letters = ContactPoint(channel: "letters", address: "ana@example.org")
    private let phones = ContactPoint(channel: "phones", address: "4711")

    @Test func `a pause ends by itself, and a stop and a bounce do not`() throws {
        let now = Instant(seconds: 1_795_000_000)
        var ana = Member(id: MemberID("ana"), contact: letters, fallbacks: [phones])
        func open(_ at: Instant) -> [String] {
            ana.contacts(among: ["letters", "phones"], at: at).map(\.channel)
        }
        #expect(open(now) == ["letters", "phones"])
        ana.health = try ana.health.after(.pause, at: letters, until: now + .days(2), now: now)
        #expect(open(now + .days(1)) == ["phones"] && open(now + .days(2)) == ["letters", "phones"])
        #expect(ana.obstacle(at: letters, now: now, in: .utc) == "paused 'letters' until 2026-11-20")
        ana.health = try ana.health.after(.stop, at: phones, reason: "asked there for no more messages", now: now)
        #expect(open(now + .days(900)) == ["letters"])
        ana.health = try ana.health.after(.bounce, at: letters, reason: "550 5.1.1", now: now)
        #expect(open(now + .days(900)) == [])
        #expect(
            ana.obstacle(at: letters, now: now, in: .utc) == "cannot be reached by 'letters' any more: 550 5.1.1")
    }

    @Test func `the first act there is remembered through everything that follows`() throws {
        let now = Instant(seconds: 1_795_000_000)
        var health: [ContactHealth] = []
        health = try health.after(.verify, at: letters, now: now)
        for event in [ContactState.Event.bounce, .retry, .pause, .resume, .stop, .start, .verify] {
            health = try health.after(event, at: letters, now: now + .days(1))
            #expect(health[letters]?.verifiedAt == now)
        }
        #expect(health.count == 1 && health[letters]?.state == .active)
    }

    @Test func `S1-6: what somebody chose goes before what the roster says, and only that`() {
        let ana = Member(
            id: MemberID("ana"), languages: ["pt", "en"], contact: letters, fallbacks: [phones])
        var choices = MemberChoices()
        #expect(ana.applying(choices) == ana)
        choices.language = "en"
        choices.channel = "phones"
        let chosen = ana.applying(choices)
        #expect(chosen.languages == ["en", "pt"] && chosen.contacts == [phones, letters])
        choices.channel = "gone"
        #expect(ana.applying(choices).contacts == [letters, phones])
    }

    @Test(arguments: [
        (AskFrequency.daily, 0, true), (.daily, 1, true), (.everySecondDay, 1, false), (.everySecondDay, 2, true),
        (.weekly, 6, false), (.weekly, 7, true), (.everySecondWeek, 13, false), (.everySecondWeek, 14, true),
        (.onRequest, 400, false),
    ])
    func `S1-6: how often somebody is asked is theirs to say`(frequency: AskFrequency, days: Int64, isDue: Bool) {
        let last = Instant(seconds: 1_795_000_000)
        // The last question came an hour late.
        #expect(frequency.isDue(at: last + .days(days) - .hours(1), lastAskedAt: last) == isDue)
        #expect(frequency.isDue(at: last, lastAskedAt: nil) == (frequency != .onRequest))
    }
}
