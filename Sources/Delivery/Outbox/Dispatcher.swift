import Messages
public import Scheduling

/// Empties the outbox of what is due: asks the gate, makes the bytes, sends, and writes down what became of it.
///
/// Messages go out side by side, at most `places` in all and `placesPerEndpoint` to one endpoint, and each frees its place
/// as it ends, so that a slow endpoint delays nobody else. What has ended is written as soon as the write before it is
/// done: one write for all that ended meanwhile. Delivery is at-least-once: what was sent and not recorded comes back as
/// ambiguous after its lease. When the task is cancelled nothing more is begun, what is under way is finished and
/// recorded, and what waited is given back.
public struct Dispatcher: Sendable {
    let outbox: any Outbox
    let gate: any SendGate
    let transport: any Transport
    let screen: any Screen
    let clock: any WallClock
    let link: @Sendable (_ ask: String) -> String
    let material: @Sendable () throws -> DispatchMaterial
    /// Called at the named places of the protocol, where a test may end the process.
    private let failpoint: @Sendable (DeliveryFailpoint) -> Void

    static let places = 128
    static let placesPerEndpoint = 16
    static let failuresBeforeRest = 5
    /// How long what is given back waits, so that a resting endpoint is not asked for at once.
    static let rest: Duration = .seconds(60)
    private static let renewal: Duration = .seconds(60)

    /// Makes one.
    ///
    /// `link`: Where the link of an ask leads.
    /// `failpoint`: For tests.
    /// `material`: Asked before every claim, so that changed files count for the next message.
    public init(
        outbox: any Outbox, gate: any SendGate, transport: any Transport, screen: any Screen,
        clock: any WallClock,
        link: @Sendable @escaping (String) -> String,
        failpoint: @Sendable @escaping (DeliveryFailpoint) -> Void = { _ in },
        material: @Sendable @escaping () throws -> DispatchMaterial
    ) {
        self.outbox = outbox
        self.gate = gate
        self.transport = transport
        self.screen = screen
        self.clock = clock
        self.link = link
        self.failpoint = failpoint
        self.material = material
    }

    /// Works until nothing is due or the task is cancelled.
    ///
    /// `onProgress`: Called after every write with the sums so far.
    @discardableResult
    public func deliverDue(
        onProgress: @Sendable (DeliveryTally) -> Void = { _ in }
    ) async throws -> DeliveryTally {
        try await work(pause: nil, onProgress: onProgress)
    }

    /// Works until the task is cancelled, and looks again after each `pause` when nothing is due.
    public func serve(
        pause: @Sendable @escaping () async -> Void, onProgress: @Sendable (DeliveryTally) -> Void
    ) async throws {
        try await work(pause: pause, onProgress: onProgress)
    }

    private enum Happening: Sendable {
        case claimed(Preparation, wasAll: Bool)
        case ended(Sending, Verdict)
        case recorded(DeliveryTally)
        /// The store did not take these.
        case unwritten([DeliveryRecord], any Error)
        /// Nothing could be claimed, or what was claimed goes back.
        case unclaimed([DeliveryRecord], any Error)
        case renewed
        case paused
    }

    @discardableResult
    private func work(
        pause: (@Sendable () async -> Void)?, onProgress: @Sendable (DeliveryTally) -> Void
    ) async throws -> DeliveryTally {
        var window = SendWindow(
            places: Self.places, placesPerEndpoint: Self.placesPerEndpoint,
            failuresBeforeRest: Self.failuresBeforeRest, rest: Self.rest)
        var unwritten: [DeliveryRecord] = []
        var held: [String: Int] = [:]
        var tally = DeliveryTally()
        var renewedAt = clock.now()
        var isClaiming = false
        var isWriting = false
        var isPausing = false
        var isDry = false
        var isRenewing = false
        var failure: (any Error)?
        var lastTry = false
        await withTaskGroup(of: Happening.self) { group in
            while true {
                if Task.isCancelled || failure != nil {
                    isDry = true
                    let reason = failure.map { "the store reported: \($0)" } ?? "the program was stopped"
                    unwritten += window.drain().map { givenBack($0, after: .zero, reason) }
                }
                while let sending = window.next() { group.addTask { await self.send(sending) } }
                // After a failure once more, when all that is under way has ended.
                let mayWrite = failure == nil || (window.underWay == 0 && !lastTry)
                if !isWriting, !unwritten.isEmpty, mayWrite {
                    isWriting = true
                    lastTry = failure != nil
                    let records = unwritten
                    unwritten = []
                    group.addTask { await self.write(records) }
                }
                // Half a window at a time: a claim is a durable write, whatever its size.
                if !isClaiming, !isDry, window.room >= Self.places / 2 {
                    isClaiming = true
                    let limit = window.room
                    group.addTask { await self.claim(limit: limit) }
                }
                if isDry, !isPausing, !Task.isCancelled, failure == nil, let pause {
                    isPausing = true
                    group.addTask {
                        await pause()
                        return .paused
                    }
                }
                guard let happening = await group.next() else { break }
                switch happening {
                case .claimed(let prepared, let wasAll):
                    isClaiming = false
                    isDry = wasAll
                    unwritten += prepared.records
                    for sending in prepared.sendings {
                        held[sending.claim.message.id] = sending.claim.epoch
                        if !window.add(sending, now: clock.now()) { unwritten.append(givenBack(sending)) }
                    }
                case .ended(let sending, let verdict):
                    unwritten.append(record(verdict, for: sending))
                    unwritten += window.end(sending, reached: verdict.isAnswer, now: clock.now()).map { givenBack($0) }
                case .recorded(let part):
                    isWriting = false
                    tally.add(part)
                    onProgress(pause == nil ? tally : part)
                case .unwritten(let records, let error):
                    isWriting = false
                    unwritten = records + unwritten
                    failure = error
                case .unclaimed(let records, let error):
                    isClaiming = false
                    unwritten += records
                    failure = error
                case .renewed: isRenewing = false
                case .paused:
                    isPausing = false
                    isDry = false
                }
                for record in unwritten { held[record.id] = nil }
                let now = clock.now()
                if !isRenewing, now >= renewedAt + Self.renewal, !held.isEmpty {
                    renewedAt = now
                    isRenewing = true
                    let claims = held.map { ($0.key, $0.value) }
                    group.addTask {
                        // Tried again in a minute; the lease is much longer.
                        try? await self.outbox.renew(claims, now: now)
                        return .renewed
                    }
                }
            }
        }
        if let failure { throw failure }
        return tally
    }

    /// Sends the parts one after another, up to the first that does not arrive.
    private func send(_ sending: Sending) async -> Happening {
        let verdict = await uncancelled {
            var verdict = Verdict.refused(reason: "there is nothing to send")
            var parts = sending.parts
            var envelope = sending.envelope
            var index = 0
            while index < parts.count {
                let now = clock.now()
                do throws(ChannelError) {
                    let outgoing = try sending.channel.outgoing(parts[index], index: index, for: envelope, at: now)
                    let outcome = await transport.carry(outgoing, screen: screen)
                    verdict = sending.channel.classify(outcome, at: clock.now())
                } catch {
                    verdict = .refused(reason: error.description)
                }
                if case .degrade = verdict, envelope.style == .rich, let plain = sending.plain() {
                    // Once, from the same part on: the parts are divided alike.
                    parts = plain
                    envelope.style = .plain
                    continue
                }
                guard case .delivered = verdict else { break }
                index += 1
            }
            return verdict
        }
        failpoint(.afterSend)
        return .ended(sending, verdict)
    }

    private func claim(limit: Int) async -> Happening {
        await uncancelled {
            var claims: [ClaimedMessage] = []
            do {
                claims = try await outbox.claim(limit: limit, now: clock.now())
                if !claims.isEmpty { failpoint(.afterMessageClaim) }
                let prepared = try prepare(claims, try await gate.decide(claims))
                try await outbox.keepPayloads(prepared.fresh)
                if !prepared.fresh.isEmpty { failpoint(.afterPayload) }
                return .claimed(prepared, wasAll: claims.count < limit)
            } catch {
                return .unclaimed(claims.map { givenBack($0, after: Self.rest, "it could not be prepared") }, error)
            }
        }
    }

    private func write(_ records: [DeliveryRecord]) async -> Happening {
        await uncancelled {
            do {
                var tally = DeliveryTally()
                for record in records { tally.count(record.event) }
                tally.stale = try await outbox.record(records)
                failpoint(.afterRecord)
                return .recorded(tally)
            } catch {
                return .unwritten(records, error)
            }
        }
    }
}

/// Runs `body` to its end even when the task around it is cancelled: a message half sent helps nobody.
private func uncancelled<Value: Sendable>(_ body: @Sendable @escaping () async -> Value) async -> Value {
    await Task { await body() }.value
}
