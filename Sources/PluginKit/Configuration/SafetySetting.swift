public import Community
public import Scheduling

/// Who looks in when an answer asks for a person, when, and whom else somebody can turn to.
public struct SafetySetting: SettingsGroup {
    @Setting("The country whose block of Config/crisis.yaml is shown, such as PT.")
    public var country: String? = nil

    @Setting("Who is told, one after the other, until somebody takes it on; after the last it begins again.")
    public var ladder: [RungSetting] = []

    @Setting("When somebody reads what comes in, on the program's clock; outside of it the pages say so.")
    public var coverage: [CoverageSetting] = []

    @Setting(
        "A training of people.csv, such as de_escalation: who on call holds it is told first; left out, all alike.")
    public var training: String? = nil

    @Setting(
        "Your own card for such a talk, by an https link or a file beside Config/: safety show names it, and nothing sends it."
    )
    public var card: String? = nil

    public init() {}

    /// Who is told at `now`, with who is on duty then and what they should be trained in.
    public func rungs(at now: Instant, in zone: ZoneRules) -> SafetyLadder {
        SafetyLadder(
            rungs: ladder.map { SafetyLadder.Rung(people: $0.who, wait: $0.wait) },
            onDuty: hours.onDuty(at: now, in: zone),
            training: training.map { SafetyLadder.Needed($0, on: zone.civil(at: now).date) })
    }

    public var hours: Coverage {
        Coverage(
            windows: coverage.map {
                Coverage.Window(days: Set($0.days), from: $0.from, to: $0.to, people: $0.who)
            })
    }

    public func validate() throws(BrokenRule) {
        guard country != nil || ladder.isEmpty else {
            throw BrokenRule(
                "country", "expected a country, as whoever is flagged is shown whom to turn to",
                hint: "add a line such as country: PT, with its block in Config/crisis.yaml")
        }
        guard country != nil || coverage.allSatisfy(\.who.isEmpty) else {
            throw BrokenRule(
                "country", "expected a country, as whoever is flagged is shown whom to turn to",
                hint: "add a line such as country: PT, with its block in Config/crisis.yaml")
        }
        if let training, training.isEmpty || training.contains(where: { $0.isWhitespace || $0 == "|" }) {
            throw BrokenRule("training", "expected one word as in the column 'trainings', found '\(training)'")
        }
        if let card, card.isEmpty || card.contains(where: \.isWhitespace) || card.hasPrefix("http:") {
            throw BrokenRule("card", "expected an https link or the path of a file, found '\(card)'")
        }
    }
}

/// One rung of the ladder.
public struct RungSetting: SettingsGroup {
    @Setting("People by their ids, told together: counselors or staff.")
    public var who: [MemberID]

    @Setting("How long they have before the next are told.")
    public var wait: Duration = .seconds(900)

    public init() {}

    public func validate() throws(BrokenRule) {
        guard !who.isEmpty else { throw BrokenRule("who", "expected at least one person") }
        guard wait >= .seconds(60), wait <= SafetyLadder.longestWait else {
            throw BrokenRule(
                "wait", "expected 1m to \(SafetyLadder.longestWait.yamlText), found '\(wait.yamlText)'")
        }
    }
}

/// A part of the week in which somebody reads.
public struct CoverageSetting: SettingsGroup {
    @Setting("The days on which it begins.")
    public var days: [Weekday] = Weekday.allCases

    @Setting("From this time of day.")
    public var from: LocalTime

    @Setting("Until this one, on the next day when it is earlier.")
    public var to: LocalTime

    @Setting(
        "Who is on duty then, by their ids: counselors or staff, told before the ladder. Left out, its first rung is.")
    public var who: [MemberID] = []

    public init() {}

    public func validate() throws(BrokenRule) {
        guard !days.isEmpty else { throw BrokenRule("days", "expected at least one day") }
    }
}
