import BuiltinPlugins
import Community
import Definitions
import Delivery
import Engine
import Foundation
import Messages
import Persistence
import PluginKit
import Scheduling

/// A program that has asked its people once a week for two years: what is slower then than on the first evening.
enum YearsBench: Bench {
    static let name = "years"
    static let summary = "100,000 people (--count 1000000) with two years of weekly check-ins on one SQLite file"

    private static let usual = 100_000
    private static let weeks = 104

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        let count = request.count ?? usual
        let clock = EveningClock()
        let roster = try roster(of: count)
        let bare = try await bareNight(roster, clock)

        let place = try DurablePlace.sqlite()
        var store = try await place.open()
        _ = try await store.importRoster(roster.members, doNotPair: [], at: clock.now())
        let filling = try Peer.answer(
            of: "two_years.py",
            [place.address, String(count), String(weeks), String(Int(clock.now().seconds) * 1_000)], as: Double.self)
        store = try await place.open()
        let planning = try await night(over: store, count, clock)
        let conditions =
            "\(count) people, \(weeks) weeks, \(try megabytes(of: place.address)) MB, filled in \(Int(filling)) s; "
            + "\(try await place.conditions())"
        let courses = try await courses(in: store, of: count, clock)
        return [
            Figure(
                bench: name, metric: "import", value: Double(count) / (roster.reading + bare.importing), unit: "rows/s",
                conditions: "a CSV file of \(count) people read, checked and put into an empty store in one go"),
            Figure(
                bench: name, metric: "night planned and committed", value: Double(count) / planning, unit: "people/s",
                conditions: conditions, peer: "the same engine without history, with a plugin that asks everybody",
                ratio: bare.planning / planning),
            Figure(
                bench: name, metric: "one's own course, median", value: courses.sorted()[courses.count / 2] * 1_000,
                unit: "ms", conditions: "200 people at random; \(conditions)"),
            Figure(
                bench: name, metric: "one's own course, worst of 200", value: (courses.max() ?? 0) * 1_000, unit: "ms",
                conditions: conditions),
        ]
    }

    /// A roster as it is read from a file, and the seconds that reading took.
    private struct ReadRoster {
        let members: [Member]
        let reading: Double
    }

    private static func roster(of count: Int) throws -> ReadRoster {
        var text = "id,preferred_name,languages,time_zone,channel,address,consents\n"
        for number in 0..<count {
            let zone = ["Europe/Lisbon", "Europe/Warsaw", "Africa/Cairo"][number % 3]
            text += "p\(1_000_000 + number),Person \(number),en,\(zone),screen,p\(number),check_in\n"
        }
        let reader = RosterReader(zones: ZoneDatabase(), channels: ["screen"])
        let clock = ContinuousClock()
        let start = clock.now
        let members = try reader.read(text, file: "people.csv").members
        return ReadRoster(members: members, reading: start.duration(to: clock.now) / .seconds(1))
    }

    /// The first evening of a program, planned by a plugin that looks at nothing.
    private static func bareNight(
        _ roster: ReadRoster, _ clock: EveningClock
    ) async throws -> (importing: Double, planning: Double) {
        let place = try DurablePlace.sqlite()
        let store = try await place.open()
        let importing = try await Stopwatch.seconds {
            _ = try await store.importRoster(roster.members, doNotPair: [], at: clock.now())
        }
        let program = try BenchProgram(
            using: AskEverybodyPlugin.self,
            audience: "audience:\n  roles: [member]\n  where: consents.check_in and not paused\n")
        let engine = program.engine(over: store, owner: "bare", clock: clock)
        _ = try await engine.start(program.job, inputs: [:])
        let planning = try await Stopwatch.seconds { try await engine.runDue() }
        try await check(store, planned: roster.members.count)
        return (importing, planning)
    }

    /// The seconds of a night of `nightly-check-in` of Jobs/.
    private static func night(over store: Store, _ count: Int, _ clock: EveningClock) async throws -> Double {
        let registry = try PluginRegistry(builtinPlugins)
        let zones = ZoneDatabase()
        let loaded = ProgramLoader(
            root: ".", environment: [:], registry: registry, channelKinds: channelKinds, zones: zones
        ).load()
        guard let catalog = loaded.catalog, let job = catalog.job(JobID("nightly-check-in")) else {
            throw Diagnostics(loaded.diagnostics)
        }
        let engine = ProgramEngine(
            store: store, registry: registry, catalog: catalog, zones: zones, clock: clock, elapsed: clock,
            owner: "bench", readJob: ProgramLoader.readJob)
        _ = try await engine.start(job, inputs: [:])
        let before = try await store.countMessages().values.reduce(0, +)
        let planning = try await Stopwatch.seconds { try await engine.runDue() }
        try await check(store, planned: before + count)
        return planning
    }

    private static func check(_ store: Store, planned: Int) async throws {
        let found = try await store.countMessages().values.reduce(0, +)
        guard found == planned else { throw BenchFailure("\(found) messages were planned, expected \(planned)") }
    }

    /// The seconds that it takes to read two years of one person's own answers, of 200 people.
    private static func courses(in store: Store, of count: Int, _ clock: EveningClock) async throws -> [Double] {
        var random = SplitMix64(seed: 7)
        var times: [Double] = []
        for _ in 0..<200 {
            let member = MemberID("p\(1_000_000 + Int.random(in: 0..<count, using: &random))")
            var answers: [DatedAnswer] = []
            times.append(
                try await Stopwatch.seconds {
                    answers = try await store.datedAnswers(
                        of: member, to: QuestionnaireID("evening"), since: Instant(seconds: 0))
                })
            guard answers.count >= weeks else { throw BenchFailure("\(member) has \(answers.count) answers") }
        }
        return times
    }

    private static func megabytes(of path: String) throws -> Int {
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        return (size ?? 0) >> 20
    }
}

/// Asks everybody the same, and looks at nothing before.
struct AskEverybodyPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "bench.ask", summary: "Asks everybody.", example: "uses: bench.ask", purpose: .checkIn, reads: [.contacts])

    struct Settings: SettingsGroup {}

    init(settings: Settings) {}

    func plan(_ context: StepContext) async throws -> Plan {
        Plan(
            context.audience.map { member in
                .ask(
                    AskDraft(
                        .checkIn, questionnaire: QuestionnaireID("evening"),
                        message: MessageDraft(
                            MessageID("check-in.evening"), to: member.id, expiresAt: context.nominalTime + .hours(16))))
            })
    }
}
