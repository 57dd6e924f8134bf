public import Community
import Messages
public import Persistence
public import PluginKit
public import Scheduling

/// What waits for staff, and what the program did since an instant.
///
/// Names are in it: whoever shows it says to whom. A message is made from `counts`, which has none.
public struct NightReport: Sendable {
    public let from: Instant
    public let to: Instant
    public let entries: [Entry]
    public let figures: NightFigures

    /// One thing that waits.
    public struct Entry: Sendable {
        public let matter: NightMatter
        /// Whom it is about; nil where it is about nobody.
        public let member: Member?
        /// The cohorts to which they belong at the report's end.
        public let cohorts: Set<String>
        /// What may be said of it in anybody's presence, such as a reference; empty for nothing but that it is there.
        public let words: String
    }

    /// The same in numbers.
    public var counts: NightCounts {
        var waiting: [Set<String>: [NightMatter: Int]] = [:]
        for entry in entries {
            let cohorts = entry.matter.isAboutPeople ? entry.cohorts : []
            waiting[cohorts, default: [:]][entry.matter, default: 0] += 1
        }
        return NightCounts(
            waiting: waiting, runs: figures.runs,
            messages: SmallCells(figures.messages.filter { $0.key == "delivered" }))
    }

    /// Those about the people of these cohorts and of none, and those about nobody; all of them for nil.
    public func entries(in cohorts: Set<String>?) -> [Entry] {
        guard let cohorts else { return entries }
        return entries.filter { entry in
            !entry.matter.isAboutPeople || entry.cohorts.isEmpty || !entry.cohorts.isDisjoint(with: cohorts)
        }
    }
}

extension ProgramEngine {
    /// What waits now, and what was done from `start` up to `end`.
    public func nightReport(from start: Instant, to end: Instant) async throws -> NightReport {
        var entries: [NightReport.Entry] = []
        func add(_ matter: NightMatter, _ member: Member?, _ words: String = "") {
            let cohorts = member?.cohorts(on: programZone.civil(at: end).date) ?? []
            entries.append(NightReport.Entry(matter: matter, member: member, cohorts: cohorts, words: words))
        }
        func day(_ instant: Instant) -> String { programZone.civil(at: instant).date.iso8601 }
        let now = clock.now()
        for entry in try await reachOut() {
            let since = entry.quietSince.map { ["quiet since \(day($0))"] } ?? []
            let wish = entry.wish.map { [$0 == .call ? "wishes for a call" : "wishes for another way"] } ?? []
            let few = entry.hasFewPeers ? ["hardly anybody to talk to"] : []
            add(.reachOut, entry.member, (since + wish + few).joined(separator: ", "))
        }
        let reviews = try await store.openGoalReviews(at: now)
        let reviewers = try await store.people(Array(Set(reviews.map(\.member))))
        for review in reviews {
            add(.reviews, reviewers[review.member], "invited on \(day(review.askedAt))")
        }
        for member in try await newcomers(at: now) {
            add(.welcome, member, member.joinedOn.map { "joined on \($0)" } ?? "")
        }
        for waiting in try await newcomersWaiting() { add(.unpaired, waiting.newcomer, "since \(day(waiting.since))") }
        for pair in try await store.pairings(in: [.proposed]) {
            add(.decisions, nil, "\(pair.id), proposed on \(day(pair.proposedAt))")
        }
        for flag in try await store.safetyFlags() where flag.state.climbs {
            add(.safety, nil, "\(flag.reference), since \(programZone.civil(at: flag.openedAt))")
        }
        for reply in try await store.waitingReplies() {
            add(.replies, nil, "\(reply.reference), since \(programZone.civil(at: reply.receivedAt))")
        }
        for concern in try await store.concernsWithStaff(at: now) where concern.takenBy == nil {
            add(.concerns, nil, "\(concern.id), since \(day(min(now, concern.heldUntil)))")
        }
        for message in try await store.messages(in: [.held, .dead], limit: 1_000)
        where message.state == .held || message.finishedAt ?? message.createdAt >= start {
            add(.deliveries, nil, "\(message.message) \(message.id.prefix(12)): \(message.state.rawValue)")
        }
        for gap in try await coverageGaps(at: now) { add(.coverage, gap.member, gap.words) }
        for job in try await failingJobs(at: now) { add(.failing, nil, job.rawValue) }
        return NightReport(
            from: start, to: end, entries: entries, figures: try await store.nightFigures(from: start, to: end))
    }

    /// Who is in their first days, those who came first at the head.
    private func newcomers(at now: Instant) async throws -> [Member] {
        var found: [Member] = []
        var cursor = ""
        while true {
            let page = try await store.people(after: cursor, limit: 1_000)
            found += page.filter { member in
                member.isNewcomer(
                    on: today(of: member, at: now),
                    days: catalog.configuration.newcomerDays)
            }
            guard let last = page.last, page.count == 1_000 else { break }
            cursor = last.id.rawValue
        }
        return found.sorted { ($0.joinedOn?.daysSince1970 ?? 0, $0.id) < ($1.joinedOn?.daysSince1970 ?? 0, $1.id) }
    }

    /// Where nobody would see in time what comes in: a day without hours, people of the ladder or on duty who cannot be told,
    /// and nobody on call with the training that the program asks for; each with its hours and the setting to change.
    private func coverageGaps(at now: Instant) async throws -> [(member: Member?, words: String)] {
        let safety = catalog.configuration.safety
        var gaps: [(member: Member?, words: String)] = []
        let today = programZone.civil(at: now).date
        let isRead = (0..<24).contains { hour in
            safety.hours.holds(at: programZone.firstInstant(of: today) + .hours(hour), in: programZone)
        }
        if !isRead {
            gaps.append(
                (
                    nil,
                    "nobody reads what comes in on \(today.weekday.name) \(today), 00:00-24:00; "
                        + "hours are written at \(catalog.safetyPlace("coverage"))"
                ))
        }
        let ladder = self.ladder
        let reach = ladder.reach?.without(try await store.disabledChannels())
        let all = Set(safety.ladder.flatMap(\.who) + safety.coverage.flatMap(\.who)).sorted()
        let people = try await store.people(all)
        // Whether they can be told is asked about nobody's flag.
        for id in all where people[id]?.isAbleToFollowUp(on: MemberID(""), at: now, by: reach) != true {
            gaps.append((people[id], "cannot be told now: \(duties(of: id).joined(separator: "; "))"))
        }
        let call = ladder.onDuty.isEmpty ? ladder.rungs.first?.people ?? [] : ladder.onDuty
        if let training = ladder.training, !call.contains(where: { people[$0].map(training.isHeld) ?? false }) {
            gaps.append(
                (
                    nil,
                    "nobody on call now holds '\(training.name)', and they are told all the same; it is asked for at "
                        + catalog.safetyPlace("training")
                ))
        }
        return gaps
    }

    /// When somebody is told of a flag, and where that is written.
    private func duties(of id: MemberID) -> [String] {
        let safety = catalog.configuration.safety
        let rungs = safety.ladder.enumerated().filter { $0.element.who.contains(id) }.map { index, _ in
            "rung \(index + 1) of the ladder, at any hour (\(catalog.safetyPlace("ladder", item: index)))"
        }
        let windows = safety.coverage.enumerated().filter { $0.element.who.contains(id) }.map { index, window in
            "on duty \(window.days.map(\.shortName).joined(separator: " ")) \(window.from)-\(window.to) "
                + "(\(catalog.safetyPlace("coverage", item: index)))"
        }
        return windows + rungs
    }

    /// Jobs of which no run came to a good end on either of the last two days on which they ran.
    private func failingJobs(at now: Instant) async throws -> [JobID] {
        try await store.runEnds(since: now - .days(35)).filter { _, ends in
            var nights: [CivilDate: Bool] = [:]
            for end in ends {
                let day = programZone.civil(at: end.nominal).date
                nights[day] = (nights[day] ?? true) && end.state == .failed
            }
            let last = nights.sorted { $0.key < $1.key }.suffix(2)
            return last.count == 2 && last.allSatisfy(\.value)
        }.keys.sorted()
    }
}
