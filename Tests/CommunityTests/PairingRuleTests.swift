import Community
import Scheduling
import Testing

@Suite struct PairingRuleTests {
    private let now = Instant(seconds: 1_795_000_000)

    private func member(_ id: String, capacity: Int = 1) -> Member {
        Member(id: MemberID(id), capacity: capacity, consents: [.pairing])
    }

    private func obstacle(
        _ newcomer: Member?, _ mentor: Member?, taken: Int = 0, isResting: Bool = false, mayMeet: Bool = true
    ) -> PairingObstacle? {
        .between(newcomer, mentor, at: now, takenPlaces: taken, isResting: isResting, mayMeet: mayMeet)
    }

    @Test func `a pair goes on when both are there, willing, and a place is free`() {
        #expect(obstacle(member("n"), member("m")) == nil)
        #expect(obstacle(member("n"), member("m"), taken: 1) == .noPlace)
        #expect(obstacle(member("n"), member("m"), isResting: true) == .mentorRests)
        #expect(obstacle(member("n"), member("m"), mayMeet: false) == .mustNotMeet)
        #expect(obstacle(nil, member("m")) == .gone(.newcomer))
    }

    @Test func `a pause, a stop or a consent that is gone on either side is an obstacle, and says whose`() {
        var paused = member("m")
        paused.pausedUntil = now + .hours(1)
        var stopped = member("n")
        stopped.hasStopped = true
        #expect(obstacle(member("n"), paused)?.reason == "the mentor paused messages")
        #expect(obstacle(stopped, member("m"))?.reason == "the newcomer asked to hear nothing more")
        #expect(obstacle(member("n"), Member(id: MemberID("m"), capacity: 1)) == .noConsent(.mentor))
        paused.pausedUntil = now
        #expect(obstacle(member("n"), paused) == nil)
    }

    @Test func `why two must not meet is not to be read`() {
        let words = PairingObstacle.mustNotMeet.reason
        #expect(!words.contains("safety") && !words.contains("wish") && !words.contains("pair"))
    }

    @Test(arguments: [
        (0, nil), (2, nil), (3, 3), (9, 3), (10, 10), (23, 10), (24, 24), (53, 24), (54, 54), (83, 54), (84, 84),
        (400, 384),
    ])
    func `follow-ups are due on days 3, 10 and 24 and then monthly, the last one only`(day: Int, due: Int?) {
        #expect(PairFollowUps(days: [3, 10, 24], every: 30).due(on: day) == due)
    }

    @Test func `S1-22: two low check-ins in 14 days are reason for a rest, and old ones are not`() {
        func isDue(_ days: [Int64], after rest: MentorRest? = nil) -> Bool {
            MentorRest.isDue(
                low: days.map { now - .days($0) }, times: 2, within: .days(14), at: now, after: rest)
        }
        #expect(isDue([0, 13]) && isDue([0, 14]))
        #expect(!isDue([]) && !isDue([1]) && !isDue([0, 15]))
        #expect(!isDue([0, 1], after: MentorRest(since: now - .days(3))))
        let lifted = MentorRest(since: now - .days(9), liftedAt: now - .days(2))
        #expect(!isDue([1, 5], after: lifted) && !isDue([0, 2], after: lifted) && isDue([0, 1], after: lifted))
    }

    @Test(arguments: PairingState.standing, PairWish.allCases)
    func `S3-16: a wish moves a standing pair as the table allows, or not at all`(state: PairingState, wish: PairWish)
        throws
    {
        for isFurther in [false, true] {
            guard let event = wish.event(in: state, isFurtherWord: isFurther) else { continue }
            #expect(try state.after(event).isStanding == (wish != .close))
        }
        #expect((wish.event(in: state, isFurtherWord: false) == .close) == (wish == .close))
    }

    @Test func `a pair is settled by the word of both, or a later one`() {
        #expect(PairWish.keep.event(in: .introduced, isFurtherWord: true) == .meet)
        #expect(PairWish.keep.event(in: .met, isFurtherWord: false) == nil)
        #expect(PairWish.adjust.event(in: .met, isFurtherWord: true) == .settle)
        #expect(PairWish.keep.event(in: .onHold, isFurtherWord: false) == .resume)
    }
}
