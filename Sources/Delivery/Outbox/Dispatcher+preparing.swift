import Community
import Messages
import Scheduling

/// What a claim came to before anything is sent.
struct Preparation: Sendable {
    /// Messages that do not go out, with the reason.
    var records: [DeliveryRecord] = []
    var sendings: [Sending] = []
    /// New bytes, to be kept before they go.
    var fresh: [FreshPayload] = []
}

extension Dispatcher {
    /// Makes the bytes of claimed messages, or says why they do not go.
    func prepare(_ claims: [ClaimedMessage], _ decisions: [SendDecision]) throws -> Preparation {
        let material = try material()
        var prepared = Preparation()
        for (claim, decision) in zip(claims, decisions) { prepare(claim, decision, material, into: &prepared) }
        return prepared
    }

    private func prepare(
        _ claim: ClaimedMessage, _ decision: SendDecision, _ material: DispatchMaterial,
        into prepared: inout Preparation
    ) {
        let message = claim.message
        let now = clock.now()
        func done(_ event: DeliveryState.Event, _ reason: String, dueAt: Instant? = nil) {
            prepared.records.append(
                DeliveryRecord(id: message.id, epoch: claim.epoch, event: event, dueAt: dueAt, reason: reason, at: now))
        }
        guard let contact = claim.member?.contact, let channel = material.channels[contact.channel] else {
            return done(.cancel, "no channel '\(claim.member?.contact?.channel ?? "")' in Config/milieu.yaml")
        }
        // Before anything that would set it aside: what may have arrived already must not go out as if it were new.
        if claim.isAmbiguous, !channel.resendsWhenAmbiguous {
            return done(.ambiguous, "an earlier attempt was cut off, and nobody knows whether it arrived")
        }
        guard now < message.expiresAt else { return done(.expire, "it had lost its meaning") }
        let values: [String: String]
        switch decision {
        case .hold(let until, let reason): return done(.hold, reason, dueAt: until)
        case .cancel(let reason): return done(.cancel, reason)
        case .send(let given): values = given
        }
        if channel.isForStaff, !Role.areOfStaff(claim.member?.roles ?? []) {
            return done(.refused, "the channel '\(contact.channel)' is for staff, and this person is a member")
        }
        let envelope = Envelope(
            id: message.id, address: contact.address, message: message.message, createdAt: message.createdAt)
        var filled = values
        filled["link"] = message.ask.map(link)
        let languages = claim.member?.languages ?? []
        let render: @Sendable () -> RenderedMessage? = { [filled] in
            material.templates[message.message]?.render(
                filled, languages: languages, fallbacks: material.languages, expiresAt: message.expiresAt)
        }
        let plain: @Sendable () -> [[UInt8]]? = {
            var envelope = envelope
            envelope.style = .plain
            return render().flatMap { try? channel.compose($0, for: envelope) }
        }
        if let parts = message.payload.flatMap(PayloadParts.parts), message.sentTo == contact {
            prepared.sendings.append(
                Sending(claim: claim, channel: channel, envelope: envelope, parts: parts, plain: plain))
            return
        }
        guard let rendered = render() else { return done(.refused, "there is no message '\(message.message)'") }
        do {
            let parts = try channel.compose(rendered, for: envelope)
            prepared.fresh.append(
                FreshPayload(
                    id: message.id, epoch: claim.epoch, to: contact, bytes: PayloadParts.joined(parts),
                    fallbackLanguage: rendered.isFallback ? rendered.language : nil))
            prepared.sendings.append(
                Sending(claim: claim, channel: channel, envelope: envelope, parts: parts, plain: plain))
        } catch {
            done(.refused, error.description)
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
        func again(_ reason: String, after asked: Duration? = nil) -> DeliveryRecord {
            let delay = RetrySchedule.delay(afterAttempt: message.attempts, of: message.id, atLeast: asked)
            return record(.failedForNow, reason, dueAt: now + delay)
        }
        switch verdict {
        case .delivered(let receipt): return record(.delivered, receipt)
        case .refused(let reason), .recipientGone(let reason): return record(.refused, reason)
        case .degrade(let reason): return record(.refused, reason)
        case .throttled(let wait, let reason, _):
            return record(.hold, reason, dueAt: now + RetrySchedule.throttle(asked: wait, of: message.id))
        case .channelBroken(let reason): return again(reason, after: .minutes(15))
        case .ambiguous(let reason):
            return sending.channel.resendsWhenAmbiguous ? again(reason) : record(.ambiguous, reason)
        case .retry(let after, let reason): return again(reason, after: after)
        }
    }

    func givenBack(_ sending: Sending, after wait: Duration = Self.rest, _ reason: String? = nil) -> DeliveryRecord {
        givenBack(
            sending.claim, after: wait,
            reason ?? "\(sending.channel.endpoint) does not answer; it is tried again later")
    }

    /// A message that was not begun goes back without having used up an attempt.
    func givenBack(_ claim: ClaimedMessage, after wait: Duration, _ reason: String) -> DeliveryRecord {
        let now = clock.now()
        return DeliveryRecord(
            id: claim.message.id, epoch: claim.epoch, event: .hold, dueAt: now + wait, reason: reason, at: now)
    }
}
