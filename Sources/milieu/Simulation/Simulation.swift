import Community
import Delivery
import Engine
import Foundation
import Messages
import Persistence
import PluginKit
import Scheduling

/// Runs a whole program on a made-up clock against a copy of its store: all jobs, plugins and gates are the real ones,
/// people answer by a seeded model, and nothing is sent.
struct Simulation {
    private let engine: ProgramEngine
    private let clock: TurnedClock
    private let dispatcher: Dispatcher
    private let ledger: SentLedger
    private let people: PeopleModel
    private let end: Instant
    private var month = SimulatedMonth()
    private var invariants: Invariants
    private var replies: [(at: Instant, ask: String, choice: AskReply.Choice)] = []
    private var finished: Set<String> = []
    private var failed: Set<String> = []
    private let held: HeldThings
    private var reviewed: Set<MemberID> = []
    private var raised: Set<String> = []

    /// Makes one over a copy of a store.
    ///
    /// `findings`: What the program's table of terms says of a message's file.
    /// `declining`: Somebody who declines whatever they are asked, besides pairs.
    init(
        workplace: Workplace, clock: TurnedClock, until end: Instant, seed: String,
        findings: @Sendable @escaping (MessageID) -> [LanguageFinding] = { _ in [] }, declining: MemberID? = nil
    ) async throws {
        engine = workplace.engine
        self.clock = clock
        self.end = end
        people = PeopleModel(seed: seed, declining: declining)
        held = try await HeldThings(of: workplace.store)
        let ledger = SentLedger(engine: workplace.engine, clock: clock)
        self.ledger = ledger
        let catalog = workplace.engine.catalog
        invariants = Invariants(
            configuration: catalog.configuration, templates: catalog.messages, findings: findings)
        dispatcher = Dispatcher(
            outbox: StoreOutbox(store: workplace.store, owner: "simulation"), gate: ledger, transport: NoTransport(),
            screen: NoScreen(), clock: clock, link: { ask, _ in "https://simulated.invalid/\(ask)" }
        ) { [engine] in
            let configuration = engine.catalog.configuration
            let names = configuration.channels.entries.map(\.name)
            return DispatchMaterial(
                channels: Dictionary(names.map { ($0, QuietChannel()) }) { first, _ in first },
                templates: engine.catalog.messages, languages: configuration.languages)
        }
    }

    /// Turns the clock from event to event until the end.
    mutating func run(onProgress: (Instant) -> Void) async throws -> SimulatedMonth {
        var next = try await engine.tick().next
        while !Task.isCancelled {
            let candidates = [
                next, try await engine.store.nextRunDue(), try await engine.store.nextMessageDue(),
                replies.first?.at, try await nextDecision()?.at,
            ]
            let soonest = candidates.compactMap(\.self).min().map { max($0, clock.now() + .milliseconds(1)) }
            guard let soonest, soonest <= end else { break }
            clock.move(to: soonest)
            onProgress(soonest)
            try await takeReplies()
            try await takeDecisions()
            let tick = try await engine.tick()
            next = tick.next
            month.skipped += tick.skipped.count
            note(tick.ended)
            note(try await engine.runDue(oneAtATime: true))
            month.delivery.add(try await dispatcher.deliverDue())
            for sent in ledger.take() { note(sent) }
            for flag in try await engine.store.safetyFlags() { raised.insert(flag.id) }
        }
        invariants.add(try await held.faults(in: engine.store, reviewed: reviewed, raised: raised))
        for pair in try await engine.store.pairings() { month.pairs[pair.state.rawValue, default: 0] += 1 }
        for run in finished {
            for left in try await engine.store.leftOut(ofRun: run) { month.leftOut[left.gate, default: 0] += 1 }
        }
        month.checked = invariants.checked
        month.broken = invariants.broken
        return month
    }

    private mutating func note(_ runs: [RunRecord]) {
        let today = engine.programZone.civil(at: clock.now()).date
        for run in runs {
            if run.state == .failed { failed.insert(run.id) }
            guard finished.insert(run.id).inserted else { continue }
            month.runs += 1
            month.add(today, run.job.rawValue) { $0.runs += 1 }
        }
        month.failed = failed.count
    }

    private mutating func note(_ sent: SentMessage) {
        invariants.check(sent, zone: engine.zone(ofMemberIn: sent.member.timeZone))
        month.add(engine.programZone.civil(at: sent.at).date, sent.message.job) { $0.sent += 1 }
        month.perPerson[sent.member.id, default: [:]][sent.message.job, default: 0] += 1
        guard let answer = people.answer(to: sent), let ask = sent.message.ask else { return }
        let place = replies.firstIndex { $0.at > answer.at } ?? replies.endIndex
        replies.insert((answer.at, ask, answer.choice), at: place)
    }

    private mutating func takeReplies() async throws {
        while let reply = replies.first, reply.at <= clock.now() {
            replies.removeFirst()
            guard let page = try await engine.page(forAsk: reply.ask) else { continue }
            if page.ask.kind == .goalReview { reviewed.insert(page.ask.member) }
            let outcome = try await engine.take(people.reply(reply.choice, to: page), toAsk: reply.ask)
            switch outcome {
            case .kept(let receipt): month.answers[receipt.isLate ? "kept as late" : "kept", default: 0] += 1
            case .closed: month.answers["too late to matter", default: 0] += 1
            case .unreadable: month.answers["unreadable", default: 0] += 1
            }
        }
    }

    private func nextDecision() async throws -> (at: Instant, pair: Pairing, event: PairingState.Event)? {
        try await engine.store.pairings(in: [.proposed]).map { pair in
            let (at, event) = people.decision(on: pair)
            return (at, pair, event)
        }.min { ($0.at, $0.pair.id) < ($1.at, $1.pair.id) }
    }

    private mutating func takeDecisions() async throws {
        while let next = try await nextDecision(), next.at <= clock.now() {
            _ = try await engine.decide(next.pair.id, next.event, by: MemberID("simulated counselor"))
            month.decisions[next.event.rawValue, default: 0] += 1
        }
    }
}
