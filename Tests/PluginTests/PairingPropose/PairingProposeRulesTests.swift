import Community
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Who may go with whom: each rule on a pair who fit in everything else.
@Suite struct PairingProposeRulesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let settings: String
        let reason: String?
        let change: @Sendable (inout PairOfTwo) -> Void

        init(
            _ name: String, _ reason: String?, settings: String = "limit: 10",
            change: @Sendable @escaping (inout PairOfTwo) -> Void
        ) {
            (self.name, self.reason, self.settings, self.change) = (name, reason, settings, change)
        }

        var testDescription: String { name }
    }

    private static let now = Instant(iso8601: "2026-11-23T09:00:00Z") ?? Instant(milliseconds: 0)
    private static let nobody = "no mentor is available at the moment"
    private static let noPlace = "no mentor who fits has a place for them at the moment"

    static let cases: [Case] = [
        Case("nothing changed", nil) { _ in },
        Case("the mentor did not agree", nobody) { $0.joana.consents = [] },
        Case("the mentor stopped", nobody) { $0.joana.hasStopped = true },
        Case("the mentor pauses", nobody) { $0.joana.pausedUntil = now + .days(1) },
        Case("a pause that is over", nil) { $0.joana.pausedUntil = now - .days(1) },
        Case("the mentor rests until tomorrow", nobody) {
            $0.joana.pairing.coolDownUntil = CivilDate(iso8601: "2026-11-24")
        },
        Case("the rest ends today", nil) { $0.joana.pairing.coolDownUntil = CivilDate(iso8601: "2026-11-23") },
        Case("the mentor rests for their own sake", nobody) { $0.isResting = true },
        Case("another pair of the mentor's ended", nobody, settings: "mentors: { rest: 14d }") {
            $0.history.ended = [MemberPair(MemberID("joana"), MemberID("bo")): now - .days(13)]
        },
        Case("another pair of the mentor's ended long ago", nil, settings: "mentors: { rest: 14d }") {
            $0.history.ended = [MemberPair(MemberID("joana"), MemberID("bo")): now - .days(14)]
        },
        Case("no place", noPlace) { $0.taken = 2 },
        Case("a training that holds", nil, settings: "mentors: { trainings: [orientation] }") { _ in },
        Case(
            "a training that ran out", "no mentor who is available has the trainings that are asked for",
            settings: "mentors: { trainings: [orientation] }"
        ) { $0.joana.pairing.trainings = [Training("orientation", validTo: CivilDate(iso8601: "2026-11-22"))] },
        Case(
            "no training", "no mentor who is available has the trainings that are asked for",
            settings: "mentors: { trainings: [orientation, first_aid] }"
        ) { _ in },
        Case(
            "here for too short a time", "no mentor who is available has been here long enough",
            settings: "mentors: { tenure: 180d }"
        ) { $0.joana.pairing.tenureStart = CivilDate(iso8601: "2026-06-01") },
        Case("nobody has said since when", nil, settings: "mentors: { tenure: 180d, ahead: 90d }") {
            $0.joana.joinedOn = nil
        },
        Case(
            "hardly ahead of the newcomer", "the one mentor who is left has not been here enough longer",
            settings: "mentors: { ahead: 90d }"
        ) { $0.joana.pairing.tenureStart = CivilDate(iso8601: "2026-09-01") },
        Case("no language in common", "no mentor who is available speaks Portuguese or English") {
            $0.joana.languages = ["pl"]
        },
        Case("a language of another country", nil) { $0.joana.languages = ["pt-br"] },
        Case("the mentor named no language", nil) { $0.joana.languages = [] },
        Case("no way to meet", "the one mentor who is left does not meet in person or by phone") {
            $0.joana.pairing.modes = [.text, .video]
        },
        Case("the mentor has not said how to meet", nil) { $0.joana.pairing.modes = [] },
        Case("a need that is not met", "the one mentor who is left cannot offer what a meeting needs") {
            $0.ana.pairing.accessNeeds = ["step_free"]
            $0.joana.pairing.accessOffers = ["captions"]
        },
        Case("a need of the mentor's", "the one mentor who is left cannot offer what a meeting needs") {
            $0.joana.pairing.accessNeeds = ["step_free"]
            $0.ana.pairing.accessOffers = ["captions"]
        },
        Case("nobody has said what a meeting can have", nil) { $0.ana.pairing.accessNeeds = ["step_free"] },
        Case(
            "too little time", "the one mentor who is left does not share 300 minutes a week with them",
            settings: "shared_time: 5h"
        ) { _ in },
        Case("just enough time", nil, settings: "shared_time: 4h") { _ in },
        Case("the same hours in another zone", "the one mentor who is left does not share 60 minutes a week with them")
        { $0.joana.timeZone = "America/Sao_Paulo" },
        Case("a do-not-pair", noPlace) { $0.history.doNotPair = [MemberPair(MemberID("joana"), MemberID("ana"))] },
        Case("a tie outside", noPlace) {
            $0.ana.pairing.relations = ["family:silva"]
            $0.joana.pairing.relations = ["family:silva", "employment:bakery"]
        },
        Case("a no in the cool-down", noPlace) {
            $0.history.saidNo = [MemberPair(MemberID("ana"), MemberID("joana")): now - .days(89)]
        },
        Case("a no that is long ago", nil) {
            $0.history.saidNo = [MemberPair(MemberID("ana"), MemberID("joana")): now - .days(90)]
        },
        Case("the pair ended in the cool-down", noPlace) {
            $0.history.ended = [MemberPair(MemberID("ana"), MemberID("joana")): now - .days(10)]
        },
        Case("the pair ended long ago", nil) {
            $0.history.ended = [MemberPair(MemberID("ana"), MemberID("joana")): now - .days(100)]
        },
        Case("a topic to avoid, unshared", nil) {
            $0.ana.pairing.avoidTags = ["parenting"]
            $0.joana.pairing.sharesTags = false
        },
    ]

    @Test(arguments: cases) func `S3-4, S3-17, S4-14: one rule at a time decides, and says so`(_ one: Case) async throws
    {
        var pair = PairOfTwo()
        one.change(&pair)
        let plan = try await pair.plan(one.settings)
        #expect(plan.proposals.map(\.mentor.rawValue) == (one.reason == nil ? ["joana"] : []))
        let reason = plan.reasonsWithout[MemberID("ana")].map { $0.prefix { $0 != ";" } }
        #expect(reason.map(String.init) == one.reason)
    }

    @Test(arguments: ["consent", "stop", "pause", "rest", "under way"])
    func `a newcomer who is not to be asked is in no round`(why: String) async throws {
        var pair = PairOfTwo()
        switch why {
        case "consent": pair.ana.consents = []
        case "stop": pair.ana.hasStopped = true
        case "pause": pair.ana.pausedUntil = Self.now + .days(1)
        case "rest": pair.ana.pairing.coolDownUntil = CivilDate(iso8601: "2026-12-01")
        default: pair.history.underWay = [pair.ana.id]
        }
        #expect(try await pair.plan().effects.isEmpty)
    }

    @Test func `S1-20: nobody is proposed to themselves`() async throws {
        var pair = PairOfTwo()
        pair.joana = pair.ana
        pair.joana.capacity = 2
        #expect(try await pair.plan().proposals.isEmpty)
    }

    @Test func `the reasons are plain words`() async throws {
        let plan = try await PairOfTwo().plan()
        #expect(
            plan.proposals.first?.reasons == [
                "both speak Portuguese", "both free Tuesday and Thursday evenings", "both like gardening",
                "both like to meet by phone", "the mentor has been here for 2 years",
            ])
        #expect(plan.proposals.first?.explanation?.common == ["parenting"])
        #expect(plan.proposals.first?.explanation?.uncertain == [])
    }

    @Test func `what was left open is told as a question`() async throws {
        var pair = PairOfTwo()
        pair.joana.pairing.availability = []
        pair.joana.languages = []
        pair.ana.languages = []
        pair.ana.pairing.accessNeeds = ["step_free"]
        #expect(
            try await pair.plan().proposals.first?.explanation?.uncertain == [
                "the mentor has not said when they are free", "neither has said which languages they speak",
                "the mentor has not said whether a meeting can be: step free",
            ])
    }
}
