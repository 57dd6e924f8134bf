import Community
import Messages
import Scheduling

/// One run of a dispatcher: holds what is claimed, under way and still to be written, and reacts to one happening after
/// another.
struct DispatchLoop {
    private let dispatcher: Dispatcher
    private let pause: (@Sendable () async -> Void)?
    private var window = SendWindow(places: Dispatcher.places)
    private var breakers: [String: CircuitBreaker] = [:]
    private var news = DispatchNews()
    /// Claims that are held, by the message's id.
    private var held: [String: Int] = [:]
    private var tally = DeliveryTally()
    private var renewedAt: Instant
    /// Channels by which more is due.
    private var more: Set<String> = []
    /// Whether there may be more by any channel.
    private var looksAgain = true
    /// Whether something was written since the last look: what waited for it may be due.
    private var hasWritten = false
    /// When a platform takes more.
    private var next: Instant?
    /// Channels that were heard of since the last claim began: what it says of them is older.
    private var heard: Set<String> = []
    private var isClaiming = false
    private var isWriting = false
    private var isPausing = false
    private var isResting = false
    private var isRenewing = false
    private var isAsking = false
    private var isTicking = false
    /// Messages that have a place, and about which the gates are to be asked again.
    private var doubted: [Sending] = []
    /// Messages that have a place, and may go.
    private var ready: [Sending] = []
    /// Whether claims were renewed since the program was told to stop.
    private var isLastRenewal = false
    private var failure: (any Error)?
    private var lastTry = false

    enum Happening: Sendable {
        case claimed(MessageClaim, Preparation)
        case ended(SendingEnd)
        case recorded(DeliveryTally)
        /// The store did not take these.
        case unwritten(DispatchNews, any Error)
        /// Nothing could be claimed, or what was claimed goes back.
        case unclaimed([DeliveryRecord], any Error)
        /// What the gates say of messages that waited for their place.
        case asked([SecondLook])
        /// Nobody could tell.
        case unasked([Sending], any Error)
        case renewed
        /// It is time to renew claims.
        case beat
        case paused
        case rested
    }

    init(_ dispatcher: Dispatcher, pause: (@Sendable () async -> Void)?) {
        self.dispatcher = dispatcher
        self.pause = pause
        renewedAt = dispatcher.clock.now()
    }

    mutating func run(onProgress: @Sendable (DeliveryTally) -> Void) async throws -> DeliveryTally {
        await withTaskGroup(of: Happening.self) { group in
            while true {
                if Task.isCancelled || failure != nil {
                    let reason = failure.map { "the store reported: \($0)" } ?? "the program was stopped"
                    let placed = doubted + ready
                    doubted = []
                    ready = []
                    for sending in placed { window.end(sending) }
                    giveBack(placed + window.drain(), after: .zero, reason)
                }
                begin(&group)
                // Nothing but the clock is waited for.
                if isTicking, isIdle { group.cancelAll() }
                guard let happening = await group.next() else { break }
                take(happening, onProgress)
            }
        }
        if let failure { throw failure }
        return tally
    }

    /// Begins whatever can be begun now.
    private mutating func begin(_ group: inout TaskGroup<Happening>) {
        let dispatcher = dispatcher
        if window.waiting > 0 || !ready.isEmpty {
            let now = dispatcher.clock.now()
            while let sending = window.next() {
                if sending.isStale(at: now) { doubted.append(sending) } else { ready.append(sending) }
            }
            for sending in ready { group.addTask { .ended(await dispatcher.send(sending)) } }
            ready.removeAll(keepingCapacity: true)
        }
        if !isAsking, !doubted.isEmpty {
            isAsking = true
            let sendings = doubted
            doubted = []
            group.addTask { await dispatcher.askAgain(about: sendings) }
        }
        // After a failure once more, when all that is under way has ended.
        let mayWrite = failure == nil || (window.underWay == 0 && !lastTry)
        if !isWriting, !news.isEmpty, mayWrite {
            isWriting = true
            lastTry = failure != nil
            let written = news
            news = DispatchNews()
            group.addTask { await dispatcher.write(written) }
        }
        beginRenewal(&group)
        guard !Task.isCancelled, failure == nil else { return }
        if hasWritten, window.isEmpty, more.isEmpty, !isWriting { looksAgain = true }
        if !isClaiming { beginClaim(&group) }
        if let pause, !isPausing {
            isPausing = true
            group.addTask {
                await pause()
                return .paused
            }
        }
        if let next, !isResting, !isClaiming {
            isResting = true
            self.next = nil
            let now = dispatcher.clock.now()
            group.addTask {
                if next > now { await dispatcher.rest(next - now) }
                return .rested
            }
        }
        if !isTicking, !held.isEmpty {
            isTicking = true
            group.addTask {
                await dispatcher.heartbeat()
                return .beat
            }
        }
    }

    /// Whether nothing is under way but the wait for the next renewal, after all was begun that could be.
    private var isIdle: Bool {
        window.isEmpty && !isWriting && !isClaiming && !isPausing && !isResting && !isRenewing && !isAsking
    }

    private mutating func beginClaim(_ group: inout TaskGroup<Happening>) {
        guard looksAgain || !more.isEmpty else { return }
        let dispatcher = dispatcher
        do {
            let material = try dispatcher.material()
            var request = ClaimRequest(
                other: Dispatcher.roomForOthers, units: material.units, onlyStaff: dispatcher.stopReason() != nil)
            var hasRoom = looksAgain
            for (name, channel) in material.channels {
                let room = max(0, channel.capacity - window.held(of: name))
                // Half of it at a time: a claim is a durable write, whatever its size.
                let isWorthIt = room * 2 >= channel.capacity
                request.rooms[name] = isWorthIt || looksAgain ? room : 0
                let paces = channel.paces
                if !paces.isEmpty { request.paces[name] = paces }
                if isWorthIt, more.contains(name) { hasRoom = true }
            }
            if more.contains(where: { material.channels[$0] == nil }) { hasRoom = true }
            guard hasRoom else { return }
            looksAgain = false
            hasWritten = false
            isClaiming = true
            heard = Set(news.standings.keys)
            more.subtract(request.rooms.filter { $0.value > 0 }.keys)
            more.formIntersection(material.channels.keys)
            group.addTask { [request] in await dispatcher.claim(request, material) }
        } catch {
            failure = error
        }
    }

    /// Claims that take long are kept, the last time when the program is told to stop, as nothing wakes it any more until
    /// they have ended; the lease is much longer than the time between.
    private mutating func beginRenewal(_ group: inout TaskGroup<Happening>) {
        guard !isRenewing, !held.isEmpty else { return }
        let dispatcher = dispatcher
        let now = dispatcher.clock.now()
        let isLast = Task.isCancelled && !isLastRenewal
        guard isLast || now >= renewedAt + Dispatcher.renewal else { return }
        if isLast { isLastRenewal = true }
        renewedAt = now
        isRenewing = true
        let claims = held.map { MessageHold(id: $0.key, epoch: $0.value) }
        group.addTask {
            // Tried again in a minute; the lease is much longer.
            try? await dispatcher.outbox.renew(claims, now: now)
            return .renewed
        }
    }

    private mutating func take(_ happening: Happening, _ onProgress: @Sendable (DeliveryTally) -> Void) {
        switch happening {
        case .claimed(let claim, let prepared):
            isClaiming = false
            more.formUnion(claim.more)
            next = [next, claim.next].compactMap(\.self).min()
            adopt(claim)
            for record in prepared.records { add(record) }
            for sending in prepared.sendings { admit(sending) }
        case .ended(let end):
            window.end(end.sending)
            note(end)
        case .recorded(let part):
            isWriting = false
            hasWritten = true
            tally.add(part)
            onProgress(pause == nil ? tally : part)
        case .unwritten(let back, let error):
            isWriting = false
            news.records = back.records + news.records
            news.standings.merge(back.standings) { newer, _ in newer }
            news.pauses = back.pauses + news.pauses
            failure = error
        case .unclaimed(let records, let error):
            isClaiming = false
            for record in records { add(record) }
            failure = error
        case .asked(let looks):
            isAsking = false
            for look in looks {
                guard let record = look.record else {
                    ready.append(look.sending)
                    continue
                }
                window.end(look.sending)
                add(record)
            }
        case .unasked(let sendings, let error):
            isAsking = false
            for sending in sendings { window.end(sending) }
            giveBack(sendings, after: Dispatcher.lookAgain, "it could not be asked whether it may go: \(error)")
            failure = error
        case .renewed: isRenewing = false
        case .beat: isTicking = false
        case .paused:
            isPausing = false
            looksAgain = true
        case .rested:
            isResting = false
            looksAgain = true
        }
    }

    private mutating func add(_ record: DeliveryRecord) {
        held[record.id] = nil
        news.records.append(record)
    }

    private mutating func giveBack(_ sendings: [Sending], after wait: Duration, _ reason: String) {
        for sending in sendings { add(dispatcher.givenBack(sending, after: wait, reason)) }
    }

    /// Takes over how channels stand, but for what is still to be written about them.
    private mutating func adopt(_ claim: MessageClaim) {
        for (name, standing) in claim.standings where !heard.contains(name) && !isWriting {
            breakers[name, default: CircuitBreaker(channel: name)].adopt(standing)
        }
        for name in claim.probed { breakers[name, default: CircuitBreaker(channel: name)].probe() }
    }

    /// Lets a message in that is ready, unless its channel has been paused since it was claimed.
    private mutating func admit(_ sending: Sending) {
        let now = dispatcher.clock.now()
        let name = sending.contact.channel
        if let breaker = breakers[sending.unit], !breaker.standing.isOpen(at: now), !breaker.isProbing {
            add(dispatcher.keptBack(sending, by: breaker.standing))
            return
        }
        held[sending.claim.message.id] = sending.claim.epoch
        if let next = window.add(sending, now: now) {
            add(dispatcher.givenBack(sending, after: next - now, "\(name) takes one message at a time for each person"))
            // The platform's pace alone keeps it back, and that is waited for.
            self.next = min(self.next ?? next, next)
        }
    }

    /// Writes down what became of a message, and what it says about its channel.
    private mutating func note(_ end: SendingEnd) {
        let now = dispatcher.clock.now()
        let name = end.sending.unit
        guard let verdict = end.verdict else {
            var record = dispatcher.givenBack(end.sending, after: .zero, end.reason ?? "")
            record.mark(end.sending, partsSent: end.partsSent)
            return add(record)
        }
        var breaker = breakers[name] ?? CircuitBreaker(channel: name)
        switch verdict {
        case .throttled(let wait, _, .recipient):
            let until = now + RetrySchedule.throttle(asked: wait)
            news.pauses.append(
                RecipientPause(
                    channel: end.sending.contact.channel, member: end.sending.claim.message.member, until: until))
            if breaker.note(.answered, at: now) { news.standings[name] = breaker.standing }
        default:
            if breaker.note(dispatcher.outcome(of: verdict, at: now), at: now) {
                news.standings[name] = breaker.standing
            }
        }
        breakers[name] = breaker
        if news.standings[name] != nil { heard.insert(name) }
        add(dispatcher.record(end, breaker.standing))
        if !breaker.standing.isOpen(at: now) {
            for sending in window.drain(name) { add(dispatcher.keptBack(sending, by: breaker.standing)) }
        }
    }
}
