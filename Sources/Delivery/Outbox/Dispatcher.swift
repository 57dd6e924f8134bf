import Community
import Messages
public import Scheduling

/// Empties the outbox of what is due: asks the gate, makes the bytes, sends, and writes down what became of it.
///
/// Messages go out side by side, as many as their channels have places for, and each frees its place as it ends, so that a
/// slow channel delays nobody else. What has ended is written as soon as the write before it is done: one write for all
/// that ended meanwhile. Delivery is at-least-once: what was sent and not recorded comes back as ambiguous after its lease.
/// When the task is cancelled nothing more is begun, what is under way is finished and recorded, and what waited is given
/// back. `DispatchLoop` is one such run; here is what it works with.
public struct Dispatcher: Sendable {
    let outbox: any Outbox
    let gate: any SendGate
    let transport: any Transport
    let screen: any Screen
    let clock: any WallClock
    let link: @Sendable (_ ask: String, _ madeAt: Instant) -> String
    let material: @Sendable () throws -> DispatchMaterial
    /// Why members' messages are stopped now; nil while they are not.
    let stopReason: @Sendable () -> String?
    /// Ends when claims are to be renewed.
    let heartbeat: @Sendable () async -> Void
    let rest: @Sendable (Duration) async -> Void
    /// Called at the named places of the protocol, where a test may end the process.
    let failpoint: @Sendable (DeliveryFailpoint) -> Void

    static let places = 512
    /// How many messages of a channel that the files do not name are claimed at once, to be let go.
    static let roomForOthers = 256
    /// After how long a message that cannot go for no reason of its own is looked at again.
    static let lookAgain: Duration = .minutes(1)
    /// For how long what the gates say counts; then they are asked again.
    static let decisionHolds: Duration = .seconds(1)
    /// How often claims are renewed; their lease is much longer.
    static let renewal: Duration = .seconds(60)
    /// Waits as long, by the machine's clock.
    public static let untilRenewal: @Sendable () async -> Void = { try? await Task.sleep(for: renewal) }

    /// Makes one.
    ///
    /// `link`: Where the link of an ask leads, by when the message was made that it goes out with.
    /// `stopReason`: Why members' messages are stopped now, nil while they are not; asked before each one goes.
    /// `heartbeat`: Waits until claims are to be renewed, or its task is cancelled.
    /// `rest`: Waits until a platform takes more; only where it is that its pace alone keeps something back.
    /// `failpoint`: For tests.
    /// `material`: Asked before every claim, so that changed files count for the next message.
    public init(
        outbox: any Outbox, gate: any SendGate, transport: any Transport, screen: any Screen,
        clock: any WallClock,
        link: @Sendable @escaping (String, Instant) -> String,
        stopReason: @Sendable @escaping () -> String? = { nil },
        heartbeat: @Sendable @escaping () async -> Void = Dispatcher.untilRenewal,
        rest: @Sendable @escaping (Duration) async -> Void = { try? await Task.sleep(for: $0) },
        failpoint: @Sendable @escaping (DeliveryFailpoint) -> Void = { _ in },
        material: @Sendable @escaping () throws -> DispatchMaterial
    ) {
        self.outbox = outbox
        self.gate = gate
        self.transport = transport
        self.screen = screen
        self.clock = clock
        self.link = link
        self.stopReason = stopReason
        self.heartbeat = heartbeat
        self.rest = rest
        self.failpoint = failpoint
        self.material = material
    }

    /// Works until nothing is due or the task is cancelled.
    ///
    /// What a platform's pace keeps back is waited for; what is paused, or due later, is not.
    ///
    /// `onProgress`: Called after every write with the sums so far.
    @discardableResult
    public func deliverDue(
        onProgress: @Sendable (DeliveryTally) -> Void = { _ in }
    ) async throws -> DeliveryTally {
        var loop = DispatchLoop(self, pause: nil)
        return try await loop.run(onProgress: onProgress)
    }

    /// Works until the task is cancelled, and looks for more after each `pause`.
    ///
    /// `onProgress`: Called after every write with what that write told.
    public func serve(
        pause: @Sendable @escaping () async -> Void, onProgress: @Sendable (DeliveryTally) -> Void
    ) async throws {
        var loop = DispatchLoop(self, pause: pause)
        _ = try await loop.run(onProgress: onProgress)
    }

    /// Sends the parts that have not arrived yet, one after another, up to the first that does not arrive.
    func send(_ sending: Sending) async -> SendingEnd {
        let end = await uncancelled { await self.sendParts(sending) }
        failpoint(.afterSend)
        return end
    }

    private func sendParts(_ sending: Sending) async -> SendingEnd {
        var verdict = Verdict.refused(reason: "there is nothing to send")
        var parts = sending.parts
        var envelope = sending.envelope
        // What the platform calls the parts that these take the place of, and those that have arrived.
        var old = sending.earlier?.receipts ?? []
        var receipts = sending.receipts
        var sent = sending.first
        var wasRevision = false
        func end(_ verdict: Verdict?, _ reason: String? = nil) -> SendingEnd {
            SendingEnd(
                sending: sending, verdict: verdict, reason: reason, partsSent: min(sent, sending.parts.count),
                receipt: receipts.isEmpty ? nil : receipts.joined(separator: "\n"), wasRevision: wasRevision)
        }
        while sent < max(parts.count, old.count) {
            if let reason = withheld(sending.claim) { return end(nil, reason) }
            let part = sent < parts.count ? parts[sent] : nil
            let revision = sent < old.count ? part.map { .replace($0) } ?? Revision.takeBack : nil
            wasRevision = revision != nil
            verdict = await attempt(part ?? [], revision, old: wasRevision ? old[sent] : "", sent, envelope, sending)
            if case .degrade = verdict, envelope.style == .rich, let plain = sending.plain() {
                // Once, from the same part on: the parts are divided alike.
                parts = plain
                envelope.style = .plain
                continue
            }
            if wasRevision, verdict.isNo, !sending.isTakingBack {
                // What cannot be changed any more is said anew; what is left over of it stays.
                old = Array(old.prefix(sent))
                if part != nil, let marked = sending.marked() { parts = marked }
                if part == nil { verdict = .delivered(receipt: nil) }
                continue
            }
            guard case .delivered(let receipt) = verdict else { break }
            if part != nil, let name = wasRevision ? old[sent] : receipt { receipts.append(name) }
            sent += 1
            guard sent < parts.count else { continue }
            do {
                let isKept = try await outbox.keepProgress(sending.hold, partsSent: sent, receipt: end(nil).receipt)
                guard isKept else { return end(nil, "another node has taken it over") }
            } catch {
                return end(nil, "the store reported: \(error)")
            }
        }
        return end(verdict)
    }

    /// One attempt to send a part, or to change or take back the one that the platform calls `old`.
    private func attempt(
        _ part: [UInt8], _ revision: Revision?, old: String, _ index: Int, _ envelope: Envelope, _ sending: Sending
    ) async -> Verdict {
        do throws(ChannelError) {
            let channel = sending.channel
            guard let revision else {
                let outgoing = try channel.outgoing(part, index: index, for: envelope, at: clock.now())
                return channel.classify(await transport.carry(outgoing, screen: screen), at: clock.now())
            }
            let outgoing = try channel.outgoing(revision, of: old, index: index, for: envelope)
            return channel.classify(await transport.carry(outgoing, screen: screen), of: revision, at: clock.now())
        } catch {
            return .refused(reason: error.description)
        }
    }

    /// Why a message stays here because members' messages are stopped; nil when it goes.
    func withheld(_ claim: ClaimedMessage) -> String? {
        if claim.message.purpose == nil, claim.member?.isStaff ?? false { return nil }
        return stopReason()
    }

    /// Claims what there is room for, and makes it ready to go.
    func claim(_ request: ClaimRequest, _ material: DispatchMaterial) async -> DispatchLoop.Happening {
        await uncancelled {
            var claim = MessageClaim()
            do {
                let now = clock.now()
                claim = try await outbox.claim(request, now: now)
                if !claim.messages.isEmpty { failpoint(.afterMessageClaim) }
                let decisions = try await gate.decide(claim.messages.withParts)
                var prepared = prepare(claim, decisions, material, decidedAt: now)
                let lost = try await outbox.keepPayloads(prepared.fresh)
                if !lost.isEmpty { prepared.sendings.removeAll { lost.contains($0.claim.message.id) } }
                if !prepared.fresh.isEmpty { failpoint(.afterPayload) }
                for standing in claim.standings.values where standing.wantsNotice(at: clock.now()) {
                    try await outbox.tellStaff(ofDisabled: standing.channel, now: clock.now())
                }
                return .claimed(claim, prepared)
            } catch {
                return .unclaimed(
                    claim.messages.map { message in
                        var record = givenBack(message, after: Self.lookAgain, "it could not be prepared: \(error)")
                        record.isDigest = message.message.digest == message.message.id
                        return record
                    }, error)
            }
        }
    }

    /// Asks the gates again about messages whose place has come after a while.
    func askAgain(about sendings: [Sending]) async -> DispatchLoop.Happening {
        await uncancelled {
            do {
                let claims = try await outbox.lookAgain(at: sendings.map(\.claim))
                let decisions = try await gate.decide(claims.withParts)
                var place = 0
                var found: [String: (ClaimedMessage, ArraySlice<SendDecision>)] = [:]
                for claim in claims {
                    let next = place + 1 + claim.bundled.count
                    found[claim.message.id] = (claim, decisions[place..<next])
                    place = next
                }
                return .asked(
                    sendings.map { sending in
                        guard let (claim, decisions) = found[sending.claim.message.id] else {
                            return SecondLook(
                                sending: sending,
                                record: givenBack(sending, after: .zero, "another node has taken it over"))
                        }
                        return SecondLook(sending: sending, record: secondThoughts(sending, claim, decisions))
                    })
            } catch {
                return .unasked(sendings, error)
            }
        }
    }

    /// Writes what has ended.
    func write(_ news: DispatchNews) async -> DispatchLoop.Happening {
        await uncancelled {
            do {
                var tally = DeliveryTally()
                for record in news.records { tally.count(record.event) }
                tally.stale = try await outbox.record(
                    news.records, standings: Array(news.standings.values), pauses: news.pauses)
                failpoint(.afterRecord)
                return .recorded(tally)
            } catch {
                return .unwritten(news, error)
            }
        }
    }
}

/// What is to be written down.
struct DispatchNews: Sendable {
    var records: [DeliveryRecord] = []
    /// Those that have changed, by channel.
    var standings: [String: ChannelStanding] = [:]
    var pauses: [RecipientPause] = []

    var isEmpty: Bool { records.isEmpty && standings.isEmpty && pauses.isEmpty }
}

extension [ClaimedMessage] {
    /// Each with the messages that go as parts of it behind it.
    var withParts: [ClaimedMessage] {
        allSatisfy(\.bundled.isEmpty) ? self : flatMap { [$0] + $0.bundled }
    }
}

/// Runs `body` to its end even when the task around it is cancelled: a message half sent helps nobody.
func uncancelled<Value: Sendable>(_ body: @Sendable @escaping () async -> Value) async -> Value {
    await Task { await body() }.value
}
