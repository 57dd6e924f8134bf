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

/// A message that may go, in words.
struct WordedMessage: Sendable {
    let claim: ClaimedMessage
    let contact: ContactPoint
    /// The contact's address by its name of today.
    let destination: ContactPoint
    let channel: any Channel
    let rendered: RenderedMessage

    /// What it changes where that is; nil when it goes as it is.
    var changed: SentMessage? {
        guard channel.canRevise, let earlier = claim.earlier, earlier.contact == destination, !earlier.receipts.isEmpty
        else { return nil }
        return earlier
    }

    /// Whether it may go as a line of another message: nothing that only its reader may know of, nothing loud, nothing
    /// that carries more than words; and nothing to staff, whose chats get a reference to each message.
    var mayBeBundled: Bool {
        claim.message.quietUntil != nil && changed == nil && claim.message.deliveryClass != .interactive
            && !channel.isForStaff
            && rendered.traits.sensitivity != .private && rendered.traits.event == nil
            && [.low, .normal].contains(rendered.traits.urgency)
    }
}

/// What the messages of one claim are made with.
struct ClaimContext: Sendable {
    let material: DispatchMaterial
    let standings: [String: ChannelStanding]
    /// What platforms call addresses now.
    let moves: [ContactPoint: String]
    /// When the gates were asked.
    let decidedAt: Instant
}

extension Dispatcher {
    /// Makes the bytes of claimed messages, or says why they do not go.
    ///
    /// `decisions`: Of each message and then of those that go with it.
    func prepare(
        _ claim: MessageClaim, _ decisions: [SendDecision], _ material: DispatchMaterial, decidedAt: Instant
    ) -> Preparation {
        let context = ClaimContext(
            material: material, standings: claim.standings, moves: claim.moves, decidedAt: decidedAt)
        var prepared = Preparation()
        var worded: [WordedMessage] = []
        worded.reserveCapacity(claim.messages.count)
        let names = Set(material.channels.keys)
        let forMembers = Set(material.channels.filter { !$0.value.isForStaff }.keys)
        var place = 0
        for message in claim.messages {
            let next = place + 1 + message.bundled.count
            guard next <= decisions.count else { break }
            defer { place = next }
            let isStaff = forMembers.count < names.count && Role.areOfStaff(message.member?.roles ?? [])
            if let words = prepare(
                message, decisions[place..<next], isStaff ? names : forMembers, context, into: &prepared)
            {
                worded.append(words)
            }
        }
        // Messages whose bytes are known go first, unless an earlier one of their thread is here; none of their thread goes
        // beside them.
        var busy: [Way: Set<String>] = [:]
        let known = prepared.sendings
        prepared.sendings = []
        let waiting = Dictionary(grouping: worded.lazy.map(\.claim.message).filter { !$0.thread.isEmpty }, by: \.member)
        for sending in known.sorted(by: { Self.precedes($0.claim.message, $1.claim.message) }) {
            let message = sending.claim.message
            let way = Way(member: message.member, contact: sending.contact)
            let isFirst = !(waiting[message.member] ?? []).contains {
                $0.thread == message.thread && Self.precedes($0, message)
            }
            if isFirst, busy[way, default: []].insert(message.thread).inserted {
                prepared.sendings.append(sending)
            } else {
                prepared.records.append(givenBack(sending, after: .zero, Self.waitsItsTurn))
            }
        }
        for (way, group) in groups(of: worded) { compose(group, busy[way] ?? [], context, into: &prepared) }
        return prepared
    }

    private static func precedes(_ one: OutboxMessage, _ other: OutboxMessage) -> Bool {
        (one.createdAt, one.id) < (other.createdAt, other.id)
    }

    private static let waitsItsTurn = "it goes when the one before has gone"

    /// From here to one person.
    private struct Way: Hashable {
        let member: MemberID
        let contact: ContactPoint
    }

    /// Those to one person by one way together, in the order of the claim.
    private func groups(of worded: [WordedMessage]) -> [(Way, [WordedMessage])] {
        var places: [Way: Int] = [:]
        places.reserveCapacity(worded.count)
        var groups: [(Way, [WordedMessage])] = []
        groups.reserveCapacity(worded.count)
        for words in worded {
            let way = Way(member: words.claim.message.member, contact: words.contact)
            if let place = places[way] {
                groups[place].1.append(words)
            } else {
                places[way] = groups.count
                groups.append((way, [words]))
            }
        }
        return groups
    }

    /// One claimed message in words; nil when it does not go, or its bytes are known.
    private func prepare(
        _ claim: ClaimedMessage, _ decisions: ArraySlice<SendDecision>, _ names: Set<String>, _ context: ClaimContext,
        into prepared: inout Preparation
    ) -> WordedMessage? {
        let message = claim.message
        let material = context.material
        let now = clock.now()
        func done(_ event: DeliveryState.Event, _ reason: String?, change: (inout DeliveryRecord) -> Void = { _ in })
            -> WordedMessage?
        {
            var record = DeliveryRecord(id: message.id, epoch: claim.epoch, event: event, reason: reason, at: now)
            record.usesAttempt = false
            record.isDigest = message.digest == message.id
            record.mayHaveArrived = claim.isAmbiguous || message.partsSent > 0
            change(&record)
            prepared.records.append(record)
            return nil
        }
        // Before anything that would set it aside: what may have arrived already must not go out as if it were new.
        if claim.isAmbiguous,
            !(material.channels[message.sentTo?.channel ?? message.via]?.resendsWhenAmbiguous ?? false)
        {
            return done(.ambiguous, "an earlier attempt was cut off, and nobody knows whether it arrived")
        }
        guard now < message.expiresAt else {
            let last =
                message.attempts > 1 || message.fullSince != nil
                ? message.reason.map { "; the last attempt: \($0)" } : nil
            return done(.expire, "it had lost its meaning\(last ?? "")")
        }
        if let reason = withheld(claim) { return done(.hold, reason) { $0.dueAt = now + Self.lookAgain } }
        let values: [String: String]
        switch decisions.first {
        case .cancel(let reason): return done(.cancel, reason)
        case .send(let given): values = given
        case .hold, nil: values = [:]
        }
        // What goes together waits for the last of them.
        let holds = decisions.compactMap { decision -> (until: Instant, reason: String)? in
            if case .hold(let until, let reason) = decision { (until, reason) } else { nil }
        }
        if let hold = holds.max(by: { $0.until < $1.until }) {
            return done(.hold, hold.reason) {
                $0.dueAt = hold.until
                $0.quietUntil = hold.until
            }
        }
        if message.takesBack != nil {
            guard let sending = withdrawal(claim, context) else {
                return done(.refused, "there is nothing that can be taken back")
            }
            if let standing = material.standing(of: sending.contact.channel, in: context.standings), standing.isDisabled
            {
                return done(.block, Self.blocked(standing)) { $0.heldFor = standing.channel }
            }
            prepared.sendings.append(sending)
            return nil
        }
        let open = Set(material.channels.filter { $0.value.isForStaff }.keys)
        guard let contact = claim.contact(among: names, open: open, at: now),
            let channel = material.channels[contact.channel]
        else {
            return done(
                message.tried.isEmpty && claim.member?.health.allSatisfy { $0.isOpen(at: now) } ?? true
                    ? .cancel : .refused,
                message.tried.isEmpty
                    ? Self.unreachable(claim, material, at: now)
                    : "it failed at every contact point of theirs: \(message.reason ?? "")")
        }
        if let standing = material.standing(of: contact.channel, in: context.standings), !standing.isOpen(at: now) {
            let isTooLong = standing.pausedUntil.map { $0 >= message.expiresAt } ?? false
            let other = nextContact(after: contact, for: claim, names) {
                material.standing(of: $0, in: context.standings)?.isDisabled ?? false
            }
            if standing.isDisabled || isTooLong, let other {
                let why = standing.isDisabled ? "disabled" : "left alone for too long"
                return done(.reroute, "\(contact.channel) is \(why); it goes by \(other.channel)") {
                    $0.tried = message.tried + [contact]
                    $0.via = other.channel
                    $0.dueAt = now
                }
            }
            if standing.isDisabled {
                return done(.block, Self.blocked(standing)) { $0.heldFor = standing.channel }
            }
        }
        // The claim has counted it to another channel, whose room and pace are not this one's.
        if contact.channel != message.via {
            return done(.hold, "it goes by \(contact.channel) now") {
                $0.dueAt = now
                $0.via = contact.channel
            }
        }
        let isDigest = message.digest == message.id
        let destination = Self.destination(of: contact, by: channel, context.moves)
        if let parts = message.payload.flatMap(PayloadParts.parts), message.sentTo == destination {
            if isDigest, remake(claim, decisions, contact, channel, context, into: &prepared) { return nil }
            let words = { @Sendable () -> WordedMessage? in
                isDigest ? nil : worded(claim, values, contact, channel, context)
            }
            prepared.sendings.append(
                Sending(
                    claim: claim, contact: contact, channel: channel, envelope: envelope(of: claim, to: destination),
                    parts: parts, first: min(message.partsSent, max(0, parts.count - 1)), isDigest: isDigest,
                    decidedAt: context.decidedAt, unit: material.units[contact.channel],
                    plain: { words().flatMap { composed($0, .plain) } },
                    earlier: claim.earlier == nil ? nil : words()?.changed,
                    marked: { words().flatMap { composed(marked($0)) } }))
            return nil
        }
        if isDigest {
            return done(.hold, "it goes elsewhere now, and those that went with it go on their own") {
                $0.dueAt = now
                // Not there.
                $0.mayHaveArrived = false
            }
        }
        guard let words = worded(claim, values, contact, channel, context) else {
            return done(.refused, "there is no message '\(message.message)'")
        }
        // Where it cannot take the place of what has arrived, it says what it is.
        return claim.earlier == nil || words.changed != nil ? words : marked(words)
    }

    /// Makes the bytes of what goes to one person by one way: those that waited for the same moment as one message, and of
    /// the others one a thread; the rest is given back until that has ended.
    ///
    /// `busy`: The threads of which one goes already.
    private func compose(
        _ group: [WordedMessage], _ busy: Set<String>, _ context: ClaimContext, into prepared: inout Preparation
    ) {
        var threads = busy
        let group = group.sorted { Self.precedes($0.claim.message, $1.claim.message) }
        var rest = group
        if let quiet = group.first(where: \.mayBeBundled)?.claim.message.quietUntil {
            var closed = busy
            let together = group.filter { words in
                let message = words.claim.message
                if words.mayBeBundled, message.quietUntil == quiet, !closed.contains(message.thread) { return true }
                // Nothing of its thread overtakes it.
                if !message.thread.isEmpty { closed.insert(message.thread) }
                return false
            }
            if together.count > 1, let leader = together.first {
                let ids = Set(together.map(\.claim.message.id))
                let others = together.dropFirst().map(\.claim)
                let isTogether =
                    compose(
                        digest(of: together, for: leader.claim.with(others), leader.contact, leader.channel, context),
                        bundled: others.map { MessageHold(id: $0.message.id, epoch: $0.epoch) }, context,
                        into: &prepared) == nil
                if isTogether {
                    rest.removeAll { ids.contains($0.claim.message.id) }
                    threads.formUnion(together.map(\.claim.message.thread))
                }
            }
        }
        for words in rest {
            if threads.insert(words.claim.message.thread).inserted {
                if let error = compose(words, bundled: [], context, into: &prepared) {
                    var record = elsewhere(words.claim, from: words.contact, error.description)
                    record.usesAttempt = false
                    record.mayHaveArrived = words.claim.isAmbiguous
                    prepared.records.append(record)
                }
            } else {
                prepared.records.append(givenBack(words.claim, after: .zero, Self.waitsItsTurn))
            }
        }
    }

    /// Makes the bytes of one message; tells why there are none.
    ///
    /// `dropped`: Of a digest that is made anew, the parts that it had before.
    func compose(
        _ words: WordedMessage, bundled: [MessageHold], remadeWithout dropped: [DroppedPart]? = nil,
        _ context: ClaimContext, into prepared: inout Preparation
    ) -> ChannelError? {
        let claim = words.claim
        let envelope = envelope(of: claim, to: words.destination)
        let isDigest = !bundled.isEmpty || dropped != nil
        do throws(ChannelError) {
            let parts = try words.channel.compose(words.channel.shown(words.rendered), for: envelope)
            prepared.fresh.append(
                FreshPayload(
                    id: claim.message.id, epoch: claim.epoch, to: words.destination,
                    bytes: PayloadParts.joined(parts),
                    fallbackLanguage: words.rendered.isFallback ? words.rendered.language : nil, bundled: bundled,
                    isRemade: dropped != nil, dropped: dropped ?? [],
                    mayHaveArrived: dropped != nil && claim.isAmbiguous))
            prepared.sendings.append(
                Sending(
                    claim: claim, contact: words.contact, channel: words.channel, envelope: envelope, parts: parts,
                    isDigest: isDigest, decidedAt: context.decidedAt,
                    unit: context.material.units[words.contact.channel], plain: { composed(words, .plain) },
                    earlier: isDigest ? nil : words.changed, marked: { composed(marked(words)) }))
            return nil
        } catch {
            return error
        }
    }
}
