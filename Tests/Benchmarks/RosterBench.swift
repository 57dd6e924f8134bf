import Community
import Definitions
import Foundation
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport

/// A spreadsheet of people on its way into the store, and one of them after two years of weekly check-ins.
enum RosterBench: Bench {
    static let name = "roster"
    static let summary = "a roster of 200,000 rows read, compared and taken in on SQLite; a timeline of two years"

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        try await taking(request.count ?? 200_000) + timeline()
    }

    private static let columns = [
        "id", "preferred_name", "languages", "time_zone", "roles", "joined_on", "interests", "channel", "address",
        "quiet_start", "quiet_end", "consents", "tags", "wishes",
    ]

    private static func row(_ number: Int) -> String {
        let zone = ["Europe/Lisbon", "Europe/Warsaw", "Africa/Cairo"][number % 3]
        return
            "p\(1_000_000 + number);\"Zoë \"\"\(number)\"\"\";pt en;\(zone);member;\(number % 28 + 1).3.2026;gardening|music;"
            + "letters;p\(number)@example.org;21:00;08:00;check_in reminders;grief;\r\n"
    }

    private static func taking(_ count: Int) async throws -> [Figure] {
        let folder = try TemporaryFolder()
        let text = columns.joined(separator: ";") + "\r\n" + (0..<count).map(row).joined()
        guard text.utf8.count < 64 << 20 else { throw BenchFailure("so many rows are more than a roster may have") }
        try folder.write(text, to: "people.csv")
        let path = folder.path + "/people.csv"
        let reader = RosterReader(zones: ZoneDatabase(), channels: ["letters"])
        var reading = try reader.reading("id\n", file: "empty")
        try ProcessMemory.forgetPeak()
        let seconds = try await Stopwatch.seconds { reading = try reader.reading(path: path) }
        let memory = try ProcessMemory.megabytes("VmHWM")
        guard reading.members.count == count, reading.faults.isEmpty else {
            throw BenchFailure("\(reading.members.count) of \(count) rows were read")
        }
        let members = reading.members
        let place = try DurablePlace.sqlite()
        let store = try await place.open()
        let now = BenchClock().now()
        let gone = ErasedPeople { $0.rawValue }
        func take(isTrial: Bool) async throws -> Double {
            try await Stopwatch.seconds {
                _ = try await store.namesakes(of: members.map(\.id))
                _ = try await store.importRoster(members, doNotPair: [], at: now, isTrial: isTrial, erased: gone)
            }
        }
        let shown = try await take(isTrial: true)
        let taken = try await take(isTrial: false)
        let again = try await take(isTrial: true)
        let conditions = "\(count) rows of \(columns.count) columns, \(text.utf8.count >> 20) MiB"
        func figure(_ metric: String, _ seconds: Double, _ conditions: String) -> Figure {
            Figure(
                bench: name, metric: metric, value: Double(count) / seconds, unit: "rows/s", conditions: conditions)
        }
        let stored = "\(conditions); \(try await place.conditions())"
        return [
            figure("read and checked", seconds, conditions), figure("compared, all new", shown, stored),
            figure("taken in, one transaction", taken, stored), figure("compared, nothing new", again, stored),
            Figure(
                bench: name, metric: "peak memory of reading", value: memory, unit: "MB",
                conditions: "\(conditions); VmHWM of the whole process, which holds the text as well"),
        ]
    }

    /// 1,000 people, a check-in for each of them every week, and every fourth left out of another job.
    private static func timeline() async throws -> [Figure] {
        let place = try DurablePlace.sqlite()
        let store = try await place.open()
        let start = BenchClock().now() - .days(7 * 104)
        let people = (0..<1_000).map { MemberID("p\(1_000 + $0)") }
        _ = try await store.importRoster(people.map { Member(id: $0) }, doNotPair: [], at: start)
        for week in 0..<104 {
            let at = start + .days(Int64(7 * week))
            try await store.addRun(
                RunRecord(
                    id: "r\(1_000 + week)", job: JobID("weekly"), jobRevision: "1", cause: .manual, trigger: "t",
                    nominal: at, zone: "", state: .ready, dueAt: at, group: "", createdAt: at))
            let lease = Lease(owner: "bench", until: at + .minutes(5))
            guard let run = try await store.claimRun(now: at, lease: lease) else { throw BenchFailure("no run") }
            var commit = StepCommit(
                run: run.id, epoch: run.epoch, step: "ask",
                progress: RunProgress(
                    state: .succeeded, stepIndex: 1, dueAt: at, stepEnd: .done, now: at, leaseUntil: lease.until))
            commit.asks = people.map {
                Ask(
                    id: "a\(week)-\($0)", kind: .checkIn, member: $0, subject: nil,
                    questionnaire: QuestionnaireID("evening"), askedAt: at, expiresAt: at + .hours(16))
            }
            commit.messages = people.map {
                OutboxMessage(
                    id: "m\(week)-\($0)", run: run.id, job: "weekly", step: "ask", member: $0, channel: "screen",
                    message: MessageID("check-in.evening"), values: [:], ask: "a\(week)-\($0)", purpose: .checkIn,
                    dueAt: at, expiresAt: at + .hours(16), createdAt: at)
            }
            commit.leftOut = people.enumerated().filter { $0.offset % 4 == 0 }.map {
                LeftOut(member: $0.element, gate: "paused", reason: "paused")
            }
            try await store.commit(commit)
            var reply = ReplyRecord()
            reply.answers = ["connection", "confidence", "high", "low"].map {
                AnswerRecord(question: $0, value: "7", visibility: .careTeam)
            }
            _ = try await store.keepReply(reply, toAsk: "a\(week)-\(people[500])", .answer, at: at + .hours(1))
        }
        var times: [Double] = []
        var count = 0
        for _ in 0..<21 {
            times.append(
                try await Stopwatch.seconds { count = try await store.timeline(of: people[500], since: start).count })
        }
        return [
            Figure(
                bench: name, metric: "a timeline, median of 21", value: times.sorted()[10] * 1_000, unit: "ms",
                conditions: "\(count) entries, two years of weekly check-ins of 1,000 people")
        ]
    }
}
