import Community
import Scheduling
import Testing

@Suite struct GoalReviewPlanTests {
    private static func day(_ text: String) throws -> CivilDate { try #require(CivilDate(iso8601: text)) }

    private static func goal(_ started: String, touched: String? = nil, own: String? = nil) throws -> ReviewedGoal {
        ReviewedGoal(
            startedOn: try day(started), touchedOn: try day(touched ?? started), reviewOn: try own.map { try day($0) })
    }

    private static func history(_ invited: [String], held: String? = nil, isOpen: Bool = false) throws
        -> GoalReviewHistory
    {
        GoalReviewHistory(
            invitedOn: try invited.map { try day($0) }, lastHeldOn: try held.map { try day($0) }, isOpen: isOpen)
    }

    private static let monthly = ReviewInterval(initialDays: 7, everyDays: 30)
    private static func isOpen(_ day: CivilDate) -> Bool { ![.saturday, .sunday].contains(day.weekday) }

    /// started, own day, invited, held: the day on which it is due.
    @Test(
        arguments: [
            ("2026-09-01", nil, [], nil, "2026-09-08"), ("2026-09-01", nil, ["2026-09-08"], nil, "2026-10-08"),
            ("2026-09-01", nil, ["2026-09-08"], "2026-09-20", "2026-10-20"),
            ("2026-09-01", "2026-12-24", ["2026-09-08"], "2026-09-20", "2026-12-24"),
            ("2026-09-01", "2026-09-12", ["2026-09-08", "2026-09-11"], nil, "2026-10-11"),
            // Begun after the last review: its own first look comes first.
            ("2026-11-01", nil, ["2026-09-08"], "2026-09-20", "2026-11-08"),
            // Over the end of a February and of a year.
            ("2028-01-25", nil, ["2028-02-01"], nil, "2028-03-02"),
            ("2026-12-20", nil, ["2026-12-27"], nil, "2027-01-26"),
        ] as [(String, String?, [String], String?, String)])
    func `a goal is due by its cadence, and by its owner's own day before that`(
        started: String, own: String?, invited: [String], held: String?, due: String
    ) throws {
        let found = GoalReviewPlan.dueDay(
            of: try Self.goal(started, own: own), try Self.history(invited, held: held), every: Self.monthly,
            isOpen: Self.isOpen)
        #expect(found.iso8601 == due)
    }

    @Test(arguments: [
        ("2026-11-20", "2026-11-20"), ("2026-11-21", "2026-11-20"), ("2026-11-22", "2026-11-20"),
        ("2026-11-23", "2026-11-23"),
    ])
    func `a day on which nobody is there is offered on the open day before it`(due: String, offered: String) throws {
        #expect(GoalReviewPlan.offered(for: try Self.day(due), isOpen: Self.isOpen).iso8601 == offered)
    }

    @Test func `where nobody ever is, the day itself is offered`() throws {
        let day = try Self.day("2026-11-20")
        #expect(GoalReviewPlan.offered(for: day) { _ in false } == day)
    }

    @Test func `a suggestion makes a review due on the next open day, and takes no other one's place`() throws {
        let resting = try Self.goal("2026-01-01")
        var history = GoalReviewHistory(hasUnseenSuggestion: true)
        #expect(try Self.call([], history, "2026-11-20") == .suggestion)
        #expect(try Self.call([], history, "2026-11-21") == .notYet(nil))
        #expect(try Self.call([resting], history, "2026-11-20") == .review)
        history.isOpen = true
        #expect(try Self.call([], history, "2026-11-20") == .isOpen)
        for (invited, call) in [
            (["2026-11-10"], .suggestion), (["2026-10-10", "2026-11-10"], .offer),
            (["2026-09-10", "2026-10-10", "2026-11-10"], .suggestion),
        ] as [([String], GoalReviewPlan.Call)] {
            history = try Self.history(invited)
            #expect(try Self.call([resting], history, "2026-11-20") != call)
            history.hasUnseenSuggestion = true
            #expect(try Self.call([resting], history, "2026-11-20") == call)
        }
    }

    private static func call(_ goals: [ReviewedGoal], _ history: GoalReviewHistory, _ today: String) throws
        -> GoalReviewPlan.Call
    {
        GoalReviewPlan.call(goals, history, on: try day(today), every: monthly, isOpen: isOpen)
    }

    @Test func `S0-9: what rested for two reviews is offered another way, and is then left in peace`() throws {
        let goal = try Self.goal("2026-01-01")
        var invited: [String] = []
        var calls: [GoalReviewPlan.Call] = []
        var day = try Self.day("2026-01-01")
        while day < (try Self.day("2026-12-31")) {
            let call = try Self.call([goal], try Self.history(invited), day.iso8601)
            if call == .review || call == .offer {
                calls.append(call)
                invited.append(day.iso8601)
            }
            day = day.adding(days: 1)
        }
        #expect(calls == [.review, .review, .offer])
        #expect(try Self.call([goal], try Self.history(invited), "2026-12-31") == .notYet(nil))
        // Touched again, it is looked at again.
        let touched = try Self.goal("2026-01-01", touched: "2026-12-01")
        #expect(try Self.call([touched], try Self.history(invited), "2026-12-31") == .review)
    }

    @Test func `never are two reviews in flight, and an own day comes after the offer too`() throws {
        let goal = try Self.goal("2026-01-01", own: "2026-06-01")
        let history = try Self.history(["2026-01-08", "2026-02-06", "2026-03-06"])
        #expect(try Self.call([goal], history, "2026-05-29") == .notYet(try Self.day("2026-06-01")))
        #expect(try Self.call([goal], history, "2026-06-01") == .review)
        var open = history
        open.isOpen = true
        #expect(try Self.call([goal], open, "2026-06-01") == .isOpen)
    }

    @Test func `one goal that is fresh makes a review of all`() throws {
        let old = try Self.goal("2026-01-01")
        let fresh = try Self.goal("2026-01-01", touched: "2026-03-01")
        let history = try Self.history(["2026-01-08", "2026-02-06"])
        #expect(try Self.call([old], history, "2026-03-10") == .offer)
        #expect(try Self.call([old, fresh], history, "2026-03-10") == .review)
        #expect(try Self.call([], history, "2026-03-10") == .notYet(nil))
    }

    @Test func `S2-3: a setting's cadence holds from its day on, and the style's where it says nothing`() throws {
        let cadences = ReviewCadences([
            ReviewCadence(
                setting: "outpatient", effectiveFrom: try Self.day("2026-01-01"), initialDays: 21, everyDays: 90,
                source: "a"),
            ReviewCadence(
                setting: "outpatient", effectiveFrom: try Self.day("2026-07-01"), initialDays: nil, everyDays: 60,
                source: "b"),
            ReviewCadence(
                setting: "iop", effectiveFrom: try Self.day("2026-01-01"), initialDays: 7, everyDays: nil, source: "c"),
        ])
        func interval(_ setting: String?, _ style: ProgramStyle, _ day: String) throws -> ReviewInterval {
            ProgramPractice(style: style, setting: setting, cadences: cadences)
                .reviewInterval(on: try Self.day(day))
        }
        #expect(try interval("outpatient", .milieu, "2025-12-31") == ReviewInterval(everyDays: 7))
        #expect(
            try interval("outpatient", .milieu, "2026-06-30") == ReviewInterval(initialDays: 21, everyDays: 90))
        #expect(try interval("outpatient", .peerSupport, "2026-07-01") == ReviewInterval(everyDays: 60))
        #expect(try interval("iop", .milieu, "2026-07-01") == ReviewInterval(initialDays: 7, everyDays: 7))
        #expect(try interval(nil, .peerSupport, "2026-07-01") == ReviewInterval(everyDays: 30))
    }

    @Test func `a program is closed on its weekdays and holidays`() throws {
        let practice = ProgramPractice(
            closedWeekdays: [.sunday],
            closedDays: [ExclusionCalendar(dates: [try Self.day("2026-12-25")])])
        let open = try ["2026-12-24", "2026-12-25", "2026-12-26", "2026-12-27"].map {
            practice.isOpen(try Self.day($0))
        }
        #expect(open == [true, false, true, false])
    }
}
