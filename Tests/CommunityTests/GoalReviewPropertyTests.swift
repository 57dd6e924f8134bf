import Community
import Scheduling
import Testing

/// A person's reviews over two years, from a seed that a failure prints.
@Suite struct GoalReviewPropertyTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            return z ^ (z >> 27)
        }
    }

    /// What happened on one day.
    private struct Contact {
        let day: CivilDate
        let call: GoalReviewPlan.Call
        /// Invitations since anything was done with the goals.
        let untouched: Int
        let wasOpen: Bool
    }

    private static func isOpen(_ day: CivilDate) -> Bool { day.weekday != .sunday && day.day != 25 }

    /// Two years, in which the person now and then answers, skips, or does something with a goal.
    private static func contacts(seed: UInt64) throws -> (contacts: [Contact], every: Int) {
        var random = Generator(state: seed)
        let start = try #require(CivilDate(iso8601: "2026-01-01"))
        let every = Int.random(in: 1...90, using: &random)
        let interval = ReviewInterval(initialDays: Int.random(in: 1...30, using: &random), everyDays: every)
        let window = Int.random(in: 1...14, using: &random)
        let liveliness = Int.random(in: 0...60, using: &random)
        var touched = start
        var history = GoalReviewHistory()
        var openUntil: CivilDate?
        var contacts: [Contact] = []
        for offset in 0..<730 {
            let day = start.adding(days: offset)
            if let end = openUntil, day >= end { openUntil = nil }
            history.isOpen = openUntil != nil
            let goal = ReviewedGoal(startedOn: start, touchedOn: touched, reviewOn: nil)
            let call = GoalReviewPlan.call([goal], history, on: day, every: interval, isOpen: isOpen)
            if call == .review || call == .offer {
                contacts.append(
                    Contact(
                        day: day, call: call, untouched: history.invitedOn.count { $0 > touched },
                        wasOpen: history.isOpen))
                history.invitedOn.append(day)
                openUntil = day.adding(days: window)
            }
            guard Int.random(in: 0..<2_000, using: &random) < liveliness else { continue }
            touched = day
            if openUntil != nil, Bool.random(using: &random) {
                history.lastHeldOn = day
                openUntil = nil
            }
        }
        return (contacts, every)
    }

    @Test(arguments: [UInt64](1...300))
    func `S0-9: never two in flight, never sooner than the cadence, never a third time without an offer`(
        seed: UInt64
    ) throws {
        let (contacts, every) = try Self.contacts(seed: seed)
        #expect(!contacts.isEmpty, "seed \(seed)")
        for contact in contacts {
            #expect(!contact.wasOpen, "seed \(seed)")
            #expect(
                (contact.call == .review) == (contact.untouched < GoalReviewPlan.cyclesBeforeOffer), "seed \(seed)")
            #expect(contact.untouched <= GoalReviewPlan.cyclesBeforeOffer, "seed \(seed)")
        }
        for (earlier, later) in zip(contacts, contacts.dropFirst()) {
            // A closed day comes two days sooner at the most: a Sunday before or after a 25th.
            #expect(later.day.daysSince1970 - earlier.day.daysSince1970 >= every - 2, "seed \(seed)")
        }
    }

    @Test(arguments: [UInt64](1...300))
    func `what is due is offered on an open day, no later and no more than two days before`(seed: UInt64) throws {
        var random = Generator(state: seed)
        let day = CivilDate(daysSince1970: Int.random(in: 0...40_000, using: &random))
        let offered = GoalReviewPlan.offered(for: day, isOpen: Self.isOpen)
        #expect(Self.isOpen(offered) && offered <= day, "seed \(seed)")
        #expect(day.daysSince1970 - offered.daysSince1970 <= 2, "seed \(seed)")
        #expect(GoalReviewPlan.offered(for: offered, isOpen: Self.isOpen) == offered, "seed \(seed)")
    }
}
