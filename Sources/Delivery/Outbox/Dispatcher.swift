import Community
public import Messages
public import Scheduling

/// Empties the outbox of what is due: asks the gate, makes the bytes, sends, and writes down what became of it.
///
/// Messages of one batch go out side by side, at most `inFlight` in all and `perEndpoint` to one endpoint; an endpoint
/// that cannot be reached several times in a row is left alone for the rest of the batch, so that it delays nobody else.
/// Delivery is at-least-once: what was sent and not recorded comes back as ambiguous after its lease.
public struct Dispatcher: Sendable {
    let outbox: any Outbox
    let channels: [String: any Channel]
    let templates: [MessageID: MessageTemplate]
    let languages: [String]
    let link: @Sendable (_ ask: String) -> String
    let gate: any SendGate
    let transport: any Transport
    let clock: any WallClock

    static let batch = 200
    static let inFlight = 64
    static let perEndpoint = 8
    static let failuresBeforeRest = 5

    public init(
        outbox: any Outbox, channels: [String: any Channel], templates: [MessageID: MessageTemplate],
        languages: [String], link: @Sendable @escaping (String) -> String, gate: any SendGate,
        transport: any Transport, clock: any WallClock
    ) {
        self.outbox = outbox
        self.channels = channels
        self.templates = templates
        self.languages = languages
        self.link = link
        self.gate = gate
        self.transport = transport
        self.clock = clock
    }

    /// Works until nothing is due or the task is cancelled; what is in flight then is finished and recorded.
    ///
    /// `onProgress`: Called after every batch with the sums so far.
    public func deliverDue(onProgress: @Sendable (DeliveryTally) -> Void = { _ in }) async throws -> DeliveryTally {
        var tally = DeliveryTally()
        while !Task.isCancelled {
            let claims = try await outbox.claim(limit: Self.batch, now: clock.now())
            if claims.isEmpty { break }
            tally.add(try await deliver(claims))
            onProgress(tally)
        }
        return tally
    }

    private func deliver(_ claims: [ClaimedMessage]) async throws -> DeliveryTally {
        var records: [DeliveryRecord] = []
        var sendings: [Sending] = []
        var fresh: [(id: String, epoch: Int, bytes: [UInt8])] = []
        for (claim, decision) in zip(claims, try await gate.decide(claims)) {
            switch prepare(claim, decision) {
            case .done(let record): records.append(record)
            case .send(let sending, let isFresh):
                sendings.append(sending)
                if isFresh { fresh.append((claim.message.id, claim.epoch, sending.payload)) }
            }
        }
        try await outbox.keepPayloads(fresh)
        records += await send(sendings)
        var tally = DeliveryTally()
        for record in records { tally.count(record.event) }
        tally.stale = try await outbox.record(records)
        return tally
    }

    struct Sending: Sendable {
        let claim: ClaimedMessage
        let channel: any Channel
        let envelope: Envelope
        let payload: [UInt8]
    }

    private enum Preparation {
        case done(DeliveryRecord)
        case send(Sending, isFresh: Bool)
    }

    private func prepare(_ claim: ClaimedMessage, _ decision: SendDecision) -> Preparation {
        let message = claim.message
        let now = clock.now()
        func done(_ event: DeliveryState.Event, _ reason: String, dueAt: Instant? = nil) -> Preparation {
            .done(
                DeliveryRecord(id: message.id, epoch: claim.epoch, event: event, dueAt: dueAt, reason: reason, at: now))
        }
        guard now < message.expiresAt else { return done(.expire, "it had lost its meaning") }
        let values: [String: String]
        switch decision {
        case .hold(let until, let reason): return done(.hold, reason, dueAt: until)
        case .cancel(let reason): return done(.cancel, reason)
        case .send(let given): values = given
        }
        guard let channel = channels[message.channel], let member = claim.member, let contact = member.contact else {
            return done(.cancel, "no channel '\(message.channel)' in Config/milieu.yaml")
        }
        if claim.isAmbiguous, !channel.resendsWhenAmbiguous {
            return done(.ambiguous, "an earlier attempt was cut off, and nobody knows whether it arrived")
        }
        let envelope = Envelope(
            id: message.id, address: contact.address, message: message.message, createdAt: message.createdAt)
        if let payload = message.payload {
            return .send(Sending(claim: claim, channel: channel, envelope: envelope, payload: payload), isFresh: false)
        }
        var filled = values
        if let ask = message.ask { filled["link"] = link(ask) } else { filled["link"] = nil }
        guard
            let rendered = templates[message.message]?.render(filled, languages: member.languages, fallbacks: languages)
        else { return done(.refused, "there is no message '\(message.message)'") }
        do {
            let payload = try channel.compose(rendered, for: envelope)
            return .send(Sending(claim: claim, channel: channel, envelope: envelope, payload: payload), isFresh: true)
        } catch {
            return done(.refused, error.description)
        }
    }

    /// What becomes of a verdict.
    func record(_ verdict: Verdict, for sending: Sending) -> DeliveryRecord {
        let message = sending.claim.message
        let now = clock.now()
        func record(_ event: DeliveryState.Event, _ reason: String?, dueAt: Instant? = nil) -> DeliveryRecord {
            DeliveryRecord(
                id: message.id, epoch: sending.claim.epoch, event: event, dueAt: dueAt, reason: reason, at: now)
        }
        switch verdict {
        case .delivered(let receipt): return record(.delivered, receipt)
        case .refused(let reason), .recipientGone(let reason): return record(.refused, reason)
        case .throttled(let wait, let reason): return record(.hold, reason, dueAt: now + wait)
        case .channelBroken(let reason): return record(.failedForNow, reason, dueAt: now + .minutes(15))
        case .ambiguous(let reason):
            guard sending.channel.resendsWhenAmbiguous else { return record(.ambiguous, reason) }
            return record(.failedForNow, reason, dueAt: again(message, after: nil, now))
        case .retry(let after, let reason):
            return record(.failedForNow, reason, dueAt: again(message, after: after, now))
        }
    }

    private func again(_ message: OutboxMessage, after asked: Duration?, _ now: Instant) -> Instant {
        now + RetrySchedule.delay(afterAttempt: message.attempts, of: message.id, atLeast: asked)
    }
}
