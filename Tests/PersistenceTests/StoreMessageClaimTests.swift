import Community
import Messages
import Persistence
import Scheduling
import TestSupport
import Testing

/// What may be claimed together, how channels stand, and what goes with what, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreMessageClaimTests {
    private let now = TestedStore.now
    private var lease: Lease { Lease(owner: "one", until: now + .minutes(10)) }

    private func message(
        _ id: String, to member: String = "ana", by channel: String = "email", thread: String = "",
        quiet: Bool = false, after: Duration = .zero, purpose: Purpose? = .checkIn, replaces: String? = nil
    ) -> OutboxMessage {
        OutboxMessage(
            id: id, run: "r", job: "j", step: "s", part: id, member: MemberID(member), channel: channel,
            message: MessageID("m"), values: [:], ask: nil, purpose: purpose, thread: thread, replaces: replaces,
            dueAt: now, expiresAt: now + .days(1), createdAt: now + after, quietUntil: quiet ? now : nil)
    }

    private func ids(_ claim: MessageClaim) -> [String] { claim.messages.map(\.message.id) }

    private func end(
        _ claim: MessageClaim, _ event: DeliveryState.Event, in store: Store, at instant: Instant? = nil
    ) async throws {
        _ = try await store.record(
            claim.messages.map {
                var record = DeliveryRecord(
                    id: $0.message.id, epoch: $0.epoch, event: event, dueAt: instant, reason: "x", at: now)
                record.isDigest = $0.message.digest == $0.message.id
                return record
            })
    }

    @Test(arguments: TestedDriver.allCases)
    func `one message to one person by one channel is on its way at a time`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        for id in ["a", "b", "c"] { try await store.addMessage(message(id)) }
        try await store.addMessage(message("d", to: "bo"))
        try await store.addMessage(message("e", by: "phones"))
        let first = try await store.claimMessages(ClaimRequest(other: 9), now: now, lease: lease)
        #expect(Set(ids(first)) == ["a", "d", "e"])
        #expect(try await store.claimMessages(ClaimRequest(other: 9), now: now, lease: lease).messages.isEmpty)
        try await end(first, .delivered, in: store)
        #expect(ids(try await store.claimMessages(ClaimRequest(other: 9), now: now, lease: lease)) == ["b"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `in a thread each waits for those before it, and a dead one keeps nobody waiting`(driver: TestedDriver)
        async throws
    {
        let store = try await TestedStore(driver).open()
        try await store.addMessage(message("b", thread: "goal", after: .seconds(1)))
        try await store.addMessage(message("a", thread: "goal"))
        try await store.addMessage(message("c", thread: "goal", after: .seconds(2)))
        let first = try await store.claimMessages(ClaimRequest(other: 9), now: now, lease: lease)
        #expect(ids(first) == ["a"])
        try await end(first, .failedForNow, in: store, at: now + .hours(1))
        #expect(try await store.claimMessages(ClaimRequest(other: 9), now: now, lease: lease).messages.isEmpty)
        let again = try await store.claimMessages(ClaimRequest(other: 9), now: now + .hours(1), lease: lease)
        #expect(ids(again) == ["a"])
        try await end(again, .refused, in: store)
        let next = try await store.claimMessages(ClaimRequest(other: 9), now: now + .hours(1), lease: lease)
        #expect(ids(next) == ["b"])
        try await end(next, .delivered, in: store)
        #expect(
            ids(try await store.claimMessages(ClaimRequest(other: 9), now: now + .hours(1), lease: lease)) == ["c"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `each channel has its own room, and more of it is told`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        for number in 0..<5 {
            try await store.addMessage(message("s\(number)", to: "s\(number)", by: "slow"))
            try await store.addMessage(message("q\(number)", to: "q\(number)", by: "quick"))
        }
        let request = ClaimRequest(rooms: ["slow": 2, "full": 0], other: 9)
        let claim = try await store.claimMessages(request, now: now, lease: lease)
        #expect(ids(claim).filter { $0.hasPrefix("s") }.count == 2 && ids(claim).count == 7)
        #expect(claim.more == ["slow"])
        let none = try await store.claimMessages(ClaimRequest(rooms: ["slow": 0], other: 9), now: now, lease: lease)
        #expect(none.messages.isEmpty)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a pace is kept for all nodes and over a restart`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let store = try await place.open()
        for number in 0..<9 { try await store.addMessage(message("m\(number)", to: "p\(number)")) }
        let request = ClaimRequest(other: 9, paces: ["email": [Pace(.channel, 4, per: .seconds(2))]])
        let first = try await store.claimMessages(request, now: now, lease: lease)
        #expect(first.messages.count == 4 && first.next == now + .milliseconds(500) && first.more.isEmpty)
        let other = try await place.open()
        let none = try await other.claimMessages(request, now: now, lease: lease)
        #expect(none.messages.isEmpty && none.next == now + .milliseconds(500))
        #expect(try await other.claimMessages(request, now: now + .seconds(1), lease: lease).messages.count == 2)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a paused channel waits, one message tries it then, and a disabled one is looked at`(driver: TestedDriver)
        async throws
    {
        let store = try await TestedStore(driver).open()
        for number in 0..<3 { try await store.addMessage(message("m\(number)", to: "p\(number)")) }
        var standing = ChannelStanding(channel: "email")
        standing.pausedUntil = now + .seconds(30)
        standing.trips = 1
        standing.reason = "no answer"
        _ = try await store.record([], standings: [standing])
        let paused = try await store.claimMessages(ClaimRequest(other: 9), now: now, lease: lease)
        #expect(paused.messages.isEmpty && paused.standings["email"] == standing)
        let probe = try await store.claimMessages(ClaimRequest(other: 9), now: now + .seconds(30), lease: lease)
        #expect(probe.messages.count == 1 && probe.probed == ["email"])
        // Another node does not try as well.
        let second = try await store.claimMessages(ClaimRequest(other: 9), now: now + .seconds(31), lease: lease)
        #expect(second.messages.isEmpty)
        standing.disabledAt = now
        _ = try await store.record([], standings: [standing])
        let disabled = try await store.claimMessages(ClaimRequest(other: 9), now: now + .seconds(32), lease: lease)
        #expect(disabled.messages.count == 2)
    }

    @Test(arguments: TestedDriver.allCases)
    func `what a disabled channel keeps is due in its old order when it is enabled`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        for number in 0..<3 { try await store.addMessage(message("m\(number)", to: "p\(number)")) }
        var standing = ChannelStanding(channel: "email")
        standing.disabledAt = now
        let claim = try await store.claimMessages(ClaimRequest(other: 9), now: now, lease: lease)
        _ = try await store.record(
            claim.messages.reversed().map {
                var record = DeliveryRecord(
                    id: $0.message.id, epoch: $0.epoch, event: .block, reason: "disabled", at: now)
                record.heldFor = "email"
                return record
            }, standings: [standing])
        #expect(try await store.countMessages() == [.held: 3])
        #expect(try await store.countHeld() == ["email": 3])
        #expect(try await store.message("m0")?.attempts == 0)
        #expect(try await store.enableChannel("email") == 3)
        #expect(try await store.channelStandings()["email"]?.isDisabled == false)
        let later = try await store.claimMessages(ClaimRequest(other: 9), now: now, lease: lease)
        #expect(ids(later) == ["m0", "m1", "m2"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `what waited for the same moment is claimed together, and ends together`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        for id in ["a", "b", "c"] { try await store.addMessage(message(id, thread: "t", quiet: true)) }
        let claim = try await store.claimMessages(ClaimRequest(other: 9), now: now, lease: lease)
        #expect(ids(claim) == ["a", "b", "c"])
        let lost = try await store.keepPayloads([bundle(claim)])
        #expect(lost.isEmpty)
        #expect(try await store.countMessages() == [.sending: 1, .bundled: 2])
        let record = DeliveryRecord(id: "a", epoch: 1, event: .delivered, reason: nil, at: now)
        #expect(try await store.record([asDigest(record)]) == 0)
        #expect(try await store.countMessages() == [.delivered: 3])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a digest that did not arrive is taken apart; one without an answer stays whole`(driver: TestedDriver)
        async throws
    {
        let store = try await TestedStore(driver).open()
        for id in ["a", "b"] { try await store.addMessage(message(id, quiet: true)) }
        let claim = try await store.claimMessages(ClaimRequest(other: 9), now: now, lease: lease)
        _ = try await store.keepPayloads([bundle(claim)])
        let unanswered = DeliveryRecord(
            id: "a", epoch: 1, event: .unanswered, dueAt: now + .hours(1), reason: "x", at: now)
        _ = try await store.record([asDigest(unanswered)])
        #expect(try await store.countMessages() == [.retrying: 1, .bundled: 1])
        let again = try await store.claimMessages(ClaimRequest(other: 9), now: now + .hours(1), lease: lease)
        #expect(ids(again) == ["a"] && again.messages.first?.message.payload == [7])
        // It goes elsewhere, where no attempt can have arrived.
        let failed = DeliveryRecord(id: "a", epoch: 2, event: .hold, dueAt: now + .hours(2), reason: "x", at: now)
        _ = try await store.record([asDigest(failed)])
        #expect(try await store.countMessages() == [.deferred: 1, .queued: 1])
        let apart = try await store.claimMessages(ClaimRequest(other: 9), now: now + .hours(2), lease: lease)
        #expect(Set(ids(apart)) == ["a", "b"])
        #expect(apart.messages.allSatisfy { $0.message.payload == nil && $0.message.digest == nil })
        #expect(apart.messages.map(\.message.attempts) == [2, 2])
    }

    private func bundle(_ claim: MessageClaim) -> FreshPayload {
        FreshPayload(
            id: "a", epoch: 1, to: ContactPoint(channel: "email", address: "x"), bytes: [7],
            bundled: claim.messages.dropFirst().map { MessageHold(id: $0.message.id, epoch: $0.epoch) })
    }

    private func asDigest(_ record: DeliveryRecord) -> DeliveryRecord {
        var record = record
        record.isDigest = true
        return record
    }

    @Test(arguments: TestedDriver.allCases)
    func `a throttle burns no attempt, and a claim that sent nothing is none`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addMessage(message("a"))
        for round in 1...3 {
            let claim = try await store.claimMessages(
                ClaimRequest(other: 9), now: now + .hours(Int64(round)), lease: lease)
            #expect(claim.messages.map(\.message.attempts) == [1] && claim.messages.map(\.epoch) == [round])
            try await end(claim, .hold, in: store, at: now + .hours(Int64(round)))
        }
        // Claimed, and its process dies before anything goes out: twice.
        for round in 1...2 {
            let claim = try await store.claimMessages(
                ClaimRequest(other: 9), now: now + .days(Int64(round)),
                lease: Lease(owner: "x", until: now + .days(Int64(round))))
            #expect(claim.messages.map(\.message.attempts) == [1])
            #expect(claim.messages.map(\.isAmbiguous) == [false])
        }
    }

    @Test(arguments: TestedDriver.allCases)
    func `a person who is throttled waits, and others do not`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        let until = now + .seconds(40)
        _ = try await store.record(
            [], pauses: [RecipientPause(channel: "email", member: MemberID("ana"), until: until)])
        try await store.addMessage(message("a"))
        try await store.addMessage(message("b", to: "bo"))
        #expect(ids(try await store.claimMessages(ClaimRequest(other: 9), now: now, lease: lease)) == ["b"])
        #expect(try await store.message("a")?.dueAt == until)
        #expect(ids(try await store.claimMessages(ClaimRequest(other: 9), now: until, lease: lease)) == ["a"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a contact point that is gone is noted with its person until they give another`(driver: TestedDriver)
        async throws
    {
        let store = try await TestedStore(driver).open()
        let first = ContactPoint(channel: "email", address: "old@example.org")
        let second = ContactPoint(channel: "phones", address: "4711")
        var ana = Member(id: MemberID("ana"), contact: first, fallbacks: [second])
        _ = try await store.importRoster([ana], doNotPair: [], at: now)
        try await store.addMessage(message("a"))
        let claim = try await store.claimMessages(ClaimRequest(other: 9), now: now, lease: lease)
        var record = DeliveryRecord(id: "a", epoch: 1, event: .reroute, dueAt: now, reason: "550 5.1.1", at: now)
        record.gone = ContactHealth(contact: first, state: .bounced, since: now, reason: "550 5.1.1")
        record.via = "phones"
        record.tried = [first]
        #expect(claim.messages.count == 1)
        #expect(try await store.record([record]) == 0)
        #expect(try await store.person(MemberID("ana"))?.contacts(among: ["email", "phones"], at: now) == [second])
        let again = try await store.claimMessages(ClaimRequest(rooms: ["email": 0], other: 9), now: now, lease: lease)
        #expect(again.messages.first?.contact(among: ["email", "phones"], at: now) == second)
        #expect(again.messages.map(\.message.attemptsElsewhere) == [1])
        // The same roster again changes nothing; another address is tried.
        #expect(try await store.importRoster([ana], doNotPair: [], at: now).unchanged == 1)
        ana.contact = ContactPoint(channel: "email", address: "new@example.org")
        _ = try await store.importRoster([ana], doNotPair: [], at: now)
        #expect(try await store.person(MemberID("ana"))?.health == [])
    }

    @Test(arguments: TestedDriver.allCases)
    func `staff are told of a disabled channel three times, a day apart, and by another`(driver: TestedDriver)
        async throws
    {
        let store = try await TestedStore(driver).open()
        let phone = ContactPoint(channel: "phones", address: "1")
        let letter = ContactPoint(channel: "letters", address: "otto@example.org")
        let people = [
            Member(id: MemberID("ana"), contact: letter),
            Member(id: MemberID("maria"), roles: [.counselor, .staff], contact: phone),
            Member(id: MemberID("otto"), roles: [.operator], contact: phone, fallbacks: [letter]),
        ]
        _ = try await store.importRoster(people, doNotPair: [], at: now)
        #expect(try await store.tellStaff(ofDisabled: "phones", at: now) == nil)
        var standing = ChannelStanding(channel: "phones")
        standing.disabledAt = now
        standing.reason = "410"
        _ = try await store.record([], standings: [standing])
        var told: [Int?] = []
        for hours in [0, 1, 24, 48, 72, 96] {
            told.append(
                try await store.tellStaff(
                    ofDisabled: "phones", at: now + .hours(Int64(hours))))
        }
        #expect(told == [1, nil, 1, 1, nil, nil])
        let messages = try await store.messages(limit: 9)
        #expect(messages.count == 3 && messages.allSatisfy { $0.member == MemberID("otto") && $0.via == "letters" })
        #expect(messages.allSatisfy { $0.tried == [phone] && $0.purpose == nil && $0.ignoresQuietHours })
    }

    @Test(arguments: TestedDriver.allCases)
    func `a newer message takes the place of an older one that waits`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addMessage(message("old", replaces: "check-in"))
        try await store.addMessage(message("other", to: "bo", replaces: "check-in"))
        try await store.addMessage(message("new", after: .seconds(1), replaces: "check-in"))
        #expect(try await store.message("old")?.state == .cancelled)
        #expect(try await store.message("old")?.reason == "a newer message took its place")
        #expect(try await store.message("other")?.state == .queued)
        #expect(try await store.message("new")?.state == .queued)
    }

    @Test(arguments: TestedDriver.allCases)
    func `while members' messages are stopped only staff's are claimed`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addMessage(message("a"))
        try await store.addMessage(message("b", to: "maria", purpose: nil))
        let stopped = ClaimRequest(other: 9, onlyStaff: true)
        #expect(ids(try await store.claimMessages(stopped, now: now, lease: lease)) == ["b"])
        #expect(ids(try await store.claimMessages(ClaimRequest(other: 9), now: now, lease: lease)) == ["a"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a message is withdrawn unless it has gone`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addMessage(message("a"))
        try await store.addMessage(message("b", to: "bo"))
        let claim = try await store.claimMessages(ClaimRequest(other: 1), now: now, lease: lease)
        #expect(ids(claim) == ["a"])
        #expect(try await store.cancelMessages(["a", "b", "c"], because: "moved", at: now) == ["b"])
        #expect(try await store.message("b")?.reason == "moved")
    }

    @Test(arguments: TestedDriver.allCases)
    func `the parts that have arrived are kept, and forgotten with new bytes`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addMessage(message("a"))
        let to = ContactPoint(channel: "email", address: "x")
        _ = try await store.claimMessages(ClaimRequest(other: 1), now: now, lease: lease)
        _ = try await store.keepPayloads([FreshPayload(id: "a", epoch: 1, to: to, bytes: [1])])
        let isKept = try await store.keepProgress(MessageHold(id: "a", epoch: 1), partsSent: 1, receipt: "7")
        #expect(isKept)
        var record = DeliveryRecord(id: "a", epoch: 1, event: .failedForNow, dueAt: now, reason: "x", at: now)
        record.partsSent = 2
        _ = try await store.record([record])
        let again = try await store.claimMessages(ClaimRequest(other: 1), now: now, lease: lease)
        #expect(again.messages.map(\.message.partsSent) == [2])
        #expect(try await store.keepPayloads([FreshPayload(id: "a", epoch: 1, to: to, bytes: [2])]) == ["a"])
        #expect(try await store.message("a")?.payload == [1])
        _ = try await store.keepPayloads([FreshPayload(id: "a", epoch: 2, to: to, bytes: [2])])
        #expect(try await store.message("a")?.partsSent == 0)
    }
}
