import Community
import Messages
import Scheduling

extension Dispatcher {
    /// What a verdict says about its channel.
    func outcome(of verdict: Verdict, at now: Instant) -> CircuitBreaker.Outcome {
        switch verdict {
        case .delivered, .degrade, .refused, .full, .moved, .recipientGone: .answered
        case .unwelcome(let reason): .unwelcome(reason)
        case .retry(_, let reason), .ambiguous(let reason): .silent(reason)
        case .throttled(let wait, let reason, _):
            .throttled(until: now + RetrySchedule.throttle(asked: wait), reason)
        case .channelBroken(let reason): .broken(reason)
        }
    }

    /// What becomes of a message by the verdict on its last attempt.
    ///
    /// `standing`: How its channel stands now, this verdict included.
    func record(_ end: SendingEnd, _ standing: ChannelStanding) -> DeliveryRecord {
        let sending = end.sending
        let message = sending.claim.message
        let now = clock.now()
        func record(_ event: DeliveryState.Event, _ reason: String?, dueAt: Instant? = nil) -> DeliveryRecord {
            var record = DeliveryRecord(
                id: message.id, epoch: sending.claim.epoch, event: event, dueAt: dueAt, reason: reason, at: now)
            record.mark(sending, partsSent: end.partsSent)
            return record
        }
        func elsewhere(_ reason: String, gone: Bool = false) -> DeliveryRecord {
            var found = self.elsewhere(sending.claim, from: sending.contact, reason)
            found.mark(sending, partsSent: end.partsSent)
            if found.event == .reroute { found.partsSent = 0 }
            if gone {
                found.gone = ContactHealth(contact: sending.contact, state: .bounced, since: now, reason: reason)
            }
            return found
        }
        func later(_ event: DeliveryState.Event, _ reason: String, _ wait: Duration) -> DeliveryRecord {
            let hasOther = nextContact(after: sending.contact, for: sending.claim, nil) != nil
            // It would come too late by this way, and there is another.
            if now + wait >= message.expiresAt, hasOther { return elsewhere(reason) }
            return record(event, reason, dueAt: now + wait)
        }
        func again(_ event: DeliveryState.Event, _ reason: String, after asked: Duration? = nil) -> DeliveryRecord {
            let kind =
                message.deliveryClass == .interactive
                ? .interactive : type(of: sending.channel).retries ?? message.deliveryClass
            let attempt = message.attempts - message.attemptsElsewhere
            let wait = RetrySchedule.delay(afterAttempt: attempt, as: kind, of: message.id, atLeast: asked)
            guard let wait else { return elsewhere("\(reason), after \(attempt) attempts") }
            return later(event, reason, wait)
        }
        switch end.verdict ?? .retry(after: nil, reason: end.reason ?? "") {
        case .delivered:
            var found = record(.delivered, nil)
            found.receipt = end.receipt
            found.superseded = sending.earlier.map { earlier in
                let note =
                    sending.isTakingBack ? "it was taken back" : "it was changed to what message \(message.id) says"
                return (earlier.id, "\(note); who had read it before has read it")
            }
            return found
        case .full(let reason):
            let attempt = message.attempts - message.attemptsElsewhere
            var found = later(.failedForNow, reason, RetrySchedule.untilRoom(afterAttempt: attempt, of: message.id))
            if found.event == .failedForNow {
                found.fullSince = now
                found.usesAttempt = false
            }
            return found
        case .moved(let address, let reason):
            let from = ContactPoint(
                channel: sending.contact.channel,
                address: sending.envelope.address.isEmpty
                    ? sending.channel.ownDestination ?? "" : sending.envelope.address)
            guard from.address != address, !from.address.isEmpty else { return elsewhere(reason) }
            var found = record(.failedForNow, "\(reason); it goes there", dueAt: now)
            found.moved = MovedAddress(from: from, to: address)
            return found
        case .unwelcome(let reason) where !standing.isDisabled: return elsewhere(reason)
        case .refused(let reason), .degrade(let reason): return elsewhere(reason)
        case .recipientGone(let reason): return elsewhere(reason, gone: true)
        case .throttled(let wait, let reason, _):
            let until = now + RetrySchedule.throttle(asked: wait)
            // It would come too late by this way, and there may be another.
            if until >= message.expiresAt, nextContact(after: sending.contact, for: sending.claim, nil) != nil {
                var found = elsewhere(reason)
                found.usesAttempt = false
                return found
            }
            return record(.hold, reason, dueAt: until)
        case .channelBroken(let reason), .unwelcome(let reason):
            let other = nextContact(after: sending.contact, for: sending.claim, nil)
            if other != nil {
                var found = elsewhere(reason)
                found.usesAttempt = false
                return found
            }
            var found = record(.block, Self.blocked(standing))
            found.heldFor = standing.channel
            return found
        case .ambiguous(let reason):
            return sending.channel.resendsWhenAmbiguous || end.wasRevision
                ? again(.unanswered, reason) : record(.ambiguous, reason)
        case .retry(let after, let reason): return again(.failedForNow, reason, after: after)
        }
    }

    /// A message that cannot go by `contact`: by the person's next contact point, or not at all.
    func elsewhere(_ claim: ClaimedMessage, from contact: ContactPoint, _ reason: String) -> DeliveryRecord {
        let message = claim.message
        let now = clock.now()
        // What is taken back is where it is.
        let other = message.takesBack == nil ? nextContact(after: contact, for: claim, nil) : nil
        let isOver = other == nil || now >= message.expiresAt
        var found = DeliveryRecord(
            id: message.id, epoch: claim.epoch, event: isOver ? .refused : .reroute,
            reason: isOver ? reason : other.map { "\(reason); it goes by \($0.channel)" } ?? reason, at: now)
        if found.event == .reroute {
            found.via = other?.channel
            found.tried = message.tried + [contact]
            found.dueAt = now
        }
        return found
    }

    /// The person's contact point after `contact`; nil when there is none that can be used.
    ///
    /// `names`: The channels there are; nil to take any, as the next claim asks again.
    /// `unusable`: Channels whose endpoint is disabled.
    func nextContact(
        after contact: ContactPoint, for claim: ClaimedMessage, _ names: Set<String>?,
        unusable: (String) -> Bool = { _ in false }
    ) -> ContactPoint? {
        let all = names ?? Set(claim.member?.contacts.map(\.channel) ?? [])
        return claim.member?.contacts(among: all, at: clock.now()).first { point in
            point != contact && !claim.message.tried.contains(point) && !unusable(point.channel)
        }
    }

    /// What the gates say of a message that waited for its place; nil when it goes.
    ///
    /// `claim`: The same message with its person as they stand now.
    /// `decisions`: Of the message and then of those that go with it.
    func secondThoughts(
        _ sending: Sending, _ claim: ClaimedMessage, _ decisions: ArraySlice<SendDecision>
    ) -> DeliveryRecord? {
        let now = clock.now()
        let message = claim.message
        func ended(_ event: DeliveryState.Event, _ reason: String, until: Instant? = nil) -> DeliveryRecord {
            var record = givenBack(sending, after: .zero, reason, as: event)
            record.dueAt = until
            if let until, until > now { record.quietUntil = until }
            return record
        }
        if now >= message.expiresAt { return ended(.expire, "it had lost its meaning") }
        if let reason = withheld(claim) { return givenBack(sending, after: Self.lookAgain, reason) }
        switch decisions.first {
        case .cancel(let reason): return ended(.cancel, reason)
        case .hold(let until, let reason): return ended(.hold, reason, until: until)
        case .send, nil: break
        }
        let hasLost = zip(claim.bundled, decisions.dropFirst()).contains { part, decision in
            if case .send = decision { return now >= part.message.expiresAt }
            return true
        }
        if hasLost { return givenBack(sending, after: .zero, "a message that it goes with does not go now") }
        let open: Set = sending.channel.isForStaff ? [sending.contact.channel] : []
        // What is taken back is where it is.
        guard
            sending.isTakingBack
                || claim.contact(among: [sending.contact.channel], open: open, at: now)
                    == sending.contact
        else {
            return givenBack(sending, after: .zero, "its reader is not reached there any more")
        }
        return nil
    }

    /// Why a disabled channel keeps a message, and what to do.
    static func blocked(_ standing: ChannelStanding) -> String {
        "the channel '\(standing.channel)' is disabled: \(standing.reason ?? "no reason is known"); mend it, then: "
            + "milieu deliveries release --channel \(standing.channel)"
    }

    /// A message whose channel was paused or disabled after it was claimed.
    func keptBack(_ sending: Sending, by standing: ChannelStanding) -> DeliveryRecord {
        let now = clock.now()
        if standing.isDisabled {
            // Claimed again it goes another way, or is held.
            return givenBack(sending, after: .zero, Self.blocked(standing))
        }
        let until = max(standing.pausedUntil ?? now, now)
        if until >= sending.claim.message.expiresAt,
            let other = nextContact(after: sending.contact, for: sending.claim, nil)
        {
            var record = givenBack(
                sending, after: .zero,
                "\(sending.contact.channel) is left alone for too long; it goes by \(other.channel)", as: .reroute)
            record.via = other.channel
            record.tried = sending.claim.message.tried + [sending.contact]
            return record
        }
        // What is too late by then is looked at again: the pause may end before its time.
        return givenBack(
            sending, after: until < sending.claim.message.expiresAt ? until - now : Self.lookAgain,
            "\(sending.contact.channel) is left alone for a while: \(standing.reason ?? "")")
    }

    func givenBack(
        _ sending: Sending, after wait: Duration, _ reason: String, as event: DeliveryState.Event = .hold
    ) -> DeliveryRecord {
        var record = givenBack(sending.claim, after: wait, reason, as: event)
        record.mark(sending, partsSent: sending.first)
        return record
    }

    /// A message that was not begun goes back without having used up an attempt.
    func givenBack(
        _ claim: ClaimedMessage, after wait: Duration, _ reason: String, as event: DeliveryState.Event = .hold
    ) -> DeliveryRecord {
        let now = clock.now()
        var record = DeliveryRecord(
            id: claim.message.id, epoch: claim.epoch, event: event, dueAt: now + wait, reason: reason, at: now)
        record.usesAttempt = false
        record.mayHaveArrived = claim.isAmbiguous || claim.message.partsSent > 0
        return record
    }
}

extension DeliveryRecord {
    /// Notes what went with the message, and how far it came.
    mutating func mark(_ sending: Sending, partsSent: Int) {
        isDigest = sending.isDigest
        mayHaveArrived = sending.claim.isAmbiguous || partsSent > 0
        self.partsSent = partsSent
    }
}
