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
        /// What may be said of it in anybody's presence, such as a reference; empty for nothing but that it is there.
        public let words: String
    }

    /// The same in numbers.
    public var counts: NightCounts {
        var waiting: [String: [NightMatter: Int]] = [:]
        for entry in entries {
            let cohort = entry.matter.isAboutPeople ? entry.member?.cohort ?? "" : ""
            waiting[cohort, default: [:]][entry.matter, default: 0] += 1
        }
        return NightCounts(
            waiting: waiting, runs: figures.runs,
            messages: SmallCells(figures.messages.filter { $0.key == "delivered" }))
    }

    /// Those about the people of one cohort and of none, and those about nobody.
    public func entries(in cohort: String?) -> [Entry] {
        guard let cohort else { return entries }
        return entries.filter { entry in
            !entry.matter.isAboutPeople || entry.member?.cohort.map { $0 == cohort } ?? true
        }
    }
}

extension ProgramEngine {
    /// What waits now, and what was done from `start` up to `end`.
    public func nightReport(from start: Instant, to end: Instant) async throws -> NightReport {
        var entries: [NightReport.Entry] = []
        func add(_ matter: NightMatter, _ member: Member?, _ words: String = "") {
            entries.append(NightReport.Entry(matter: matter, member: member, words: words))
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
                    on: zone(ofMemberIn: member.timeZone).civil(at: now).date,
                    days: catalog.configuration.newcomerDays)
            }
            guard let last = page.last, page.count == 1_000 else { break }
            cursor = last.id.rawValue
        }
        return found.sorted { ($0.joinedOn?.daysSince1970 ?? 0, $0.id) < ($1.joinedOn?.daysSince1970 ?? 0, $1.id) }
    }

    /// Where nobody would see in time what comes in: a day without hours, and people of the ladder who cannot be told.
    private func coverageGaps(at now: Instant) async throws -> [(member: Member?, words: String)] {
        let safety = catalog.configuration.safety
        var gaps: [(member: Member?, words: String)] = []
        let today = programZone.civil(at: now).date
        let isRead = (0..<24).contains { hour in
            safety.hours.holds(at: programZone.firstInstant(of: today) + .hours(hour), in: programZone)
        }
        if !isRead { gaps.append((nil, "nobody reads what comes in on \(today)")) }
        let people = try await store.people(safety.rungs.people.sorted())
        // Whether they can be told is asked about nobody's flag.
        for id in safety.rungs.people.sorted()
        where people[id]?.isAbleToFollowUp(on: MemberID(""), at: now) != true {
            gaps.append((people[id], "cannot be told now, and is on the ladder"))
        }
        return gaps
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
