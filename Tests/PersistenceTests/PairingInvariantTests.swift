import Community
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What stays true of pairs, whatever happens in whatever order; the seed is printed with a failure.
@Suite struct PairingInvariantTests {
    private static let people = (0..<5).map { MemberID("n\($0)") } + (0..<3).map { MemberID("m\($0)") }

    @Test(.timeLimit(.minutes(10)), arguments: [TestedDriver.sqlite, .postgresql])
    func `no place is promised twice, nobody meets whom they must not, and nothing is approved by itself`(
        driver: TestedDriver
    ) async throws {
        for seed in 0..<6 {
            var life = try await PairingLife(driver, seed: "pairs \(seed)")
            let broken = try await life.live(140)
            #expect(broken.isEmpty, "seed 'pairs \(seed)': \(broken.joined(separator: "; "))")
        }
    }

    /// Three mentors with one or two places each, five newcomers, two counselors, and everything that can happen.
    private struct PairingLife {
        private let store: Store
        private let script: PairingScript
        private var random: SplitMix64
        private var now = TestedStore.now
        private var count = 0
        /// What the counselors approved.
        private var approved: Set<PairingID> = []
        private var broken: [String] = []

        init(_ driver: TestedDriver, seed: String) async throws {
            store = try await TestedStore(driver).open()
            script = PairingScript(store: store)
            random = SplitMix64(seedText: seed)
            let members = people.map { id in
                Member(id: id, capacity: id == MemberID("m0") ? 1 : 2, consents: [.pairing])
            }
            _ = try await store.importRoster(members, doNotPair: [], at: now)
        }

        mutating func live(_ length: Int) async throws -> [String] {
            for _ in 0..<length {
                now = now + .minutes(Int64.random(in: 1...600, using: &random))
                let what = try await happen()
                try await check(after: what)
                if !broken.isEmpty { break }
            }
            return broken
        }

        private mutating func pick<Element>(_ list: [Element]) -> Element? { list.randomElement(using: &random) }

        /// One thing, and its name; what is refused changes nothing.
        private mutating func happen() async throws -> String {
            let pairs = try await store.pairings().sorted { $0.id < $1.id }
            let open = pairs.filter { $0.state.takesAPlace || $0.state == .closing }
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<7:
                guard let one = pick(Self.newcomers), let other = pick(Self.mentors) else { return "" }
                count += 1
                try await script.propose(PairingID("p\(count)"), one, other, at: now)
                return "propose p\(count) \(one) \(other)"
            case 7..<10:
                guard let pair = pick(open.filter { $0.state == .proposed }) else { return "" }
                let event = pick([PairingState.Event.approve, .approve, .decline]) ?? .approve
                let meaning = pick(PairingDecline.allCases) ?? .later
                let decided = try await store.decide(pair.id, event, meaning: meaning, by: "maria", at: now)
                if decided?.pairing.state == .approved { approved.insert(pair.id) }
                return "\(event) \(pair.id) \(meaning)"
            case 10..<16:
                guard let pair = pick(open.filter { $0.state != .proposed }),
                    let event = pick(PairingState.Event.allCases.filter { (try? pair.state.after($0)) != nil })
                else { return "" }
                if event == .end || event == .endForSafety {
                    let until = event == .end ? nil : now + .days(2)
                    _ = try await store.end(
                        pair.id, by: "maria", isForSafety: event == .endForSafety, until: until, at: now)
                } else {
                    try await script.advance(pair.id, event, at: now)
                }
                return "\(event) \(pair.id)"
            case 16:
                guard let person = pick(people) else { return "" }
                try await store.setPaused(person, until: now + .hours(30), at: now)
                return "pause \(person)"
            case 17:
                guard let person = pick(people) else { return "" }
                let stops = Bool.random(using: &random)
                try await store.setStopped(person, stops, at: now)
                return "\(stops ? "stop" : "start") \(person)"
            case 18:
                guard let mentor = pick(Self.mentors) else { return "" }
                let rests = Bool.random(using: &random)
                _ = try await store.setResting(mentor, rests, by: "maria", at: now)
                return "rest \(mentor) \(rests)"
            default:
                guard let one = pick(Self.newcomers), let other = pick(Self.mentors),
                    Int.random(in: 0..<6, using: &random) == 0
                else { return "" }
                _ = try await store.importRoster([], doNotPair: [MemberPair(one, other)], at: now)
                return "do not pair \(one) \(other)"
            }
        }

        private static let newcomers = Array(people.prefix(5))
        private static let mentors = Array(people.suffix(3))

        private mutating func check(after what: String) async throws {
            let pairs = try await store.pairings()
            let members = try await store.people(people)
            for mentor in Self.mentors {
                let taken = pairs.count { $0.mentor == mentor && $0.state.takesAPlace }
                let places = members[mentor]?.capacity ?? 0
                if taken > places { broken.append("\(what): \(mentor) has \(taken) of \(places) places taken") }
            }
            for newcomer in Self.newcomers
            where pairs.count(where: { $0.newcomer == newcomer && $0.state.takesAPlace }) > 1 {
                broken.append("\(what): \(newcomer) has two pairs")
            }
            let forbidden = try await store.doNotPair(at: now)
            let memory = try await store.pairHistory()
            for pair in pairs {
                let isEarly = PairingState.beforeYes.contains(pair.state)
                if isEarly, forbidden.contains(pair.pair) { broken.append("\(what): \(pair.id) must not meet") }
                if isEarly, memory[pair.pair]?.isNever == true { broken.append("\(what): \(pair.id) came back") }
                if pair.state != .proposed, pair.state != .declined, pair.state != .withdrawn,
                    pair.state != .endedForSafety, !approved.contains(pair.id)
                {
                    broken.append("\(what): \(pair.id) is \(pair.state) and nobody approved it")
                }
                for (person, side) in [(pair.newcomer, PairingSide.newcomer), (pair.mentor, .mentor)] where isEarly {
                    guard let member = members[person] else { continue }
                    if let obstacle = PairingObstacle.of(member, side, at: now) {
                        broken.append("\(what): \(pair.id) goes on although \(obstacle.reason)")
                    }
                }
                let steps = try await store.steps(ofPairing: pair.id)
                if steps.last?.state != pair.state || steps.first?.event != "propose" {
                    broken.append("\(what): the history of \(pair.id) says otherwise")
                }
            }
            let ended = pairs.filter { [.closed, .ended, .endedForSafety].contains($0.state) }
            for pair in ended where memory[MemberPair(pair.mentor, pair.newcomer)]?.endedAt == nil {
                broken.append("\(what): \(pair.id) is forgotten")
            }
        }
    }
}
