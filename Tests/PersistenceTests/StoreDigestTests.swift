import Community
import Messages
import Persistence
import Scheduling
import TestSupport
import Testing

/// What may have arrived, what goes with what, and what becomes of them when one is let go, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreDigestTests {
    private let now = TestedStore.now
    private let to = ContactPoint(channel: "email", address: "x")

    private func lease(_ until: Duration = .minutes(10)) -> Lease { Lease(owner: "one", until: now + until) }

    private func message(
        _ id: String, part: String? = nil, purpose: Purpose? = .checkIn, replaces: String? = nil,
        after: Duration = .zero, expires: Duration = .days(1)
    ) -> OutboxMessage {
        OutboxMessage(
            id: id, run: "r", job: "j", step: "s", part: part ?? id, member: MemberID("ana"), channel: "email",
            message: MessageID("m"), values: [:], ask: nil, purpose: purpose, replaces: replaces, dueAt: now,
            expiresAt: now + expires, createdAt: now + after, quietUntil: now)
    }

    private func claim(_ store: Store, after: Duration = .zero) async throws -> [ClaimedMessage] {
        try await store.claimMessages(
            ClaimRequest(other: 9), now: now + after, lease: lease(after + .minutes(10))
        ).messages
    }

    private func record(
        _ claim: ClaimedMessage?, _ event: DeliveryState.Event, in store: Store, due: Duration = .zero
    ) async throws {
        guard let claim else { return }
        var record = DeliveryRecord(
            id: claim.message.id, epoch: claim.epoch, event: event, dueAt: now + due, reason: "x", at: now)
        record.isDigest = true
        record.mayHaveArrived = claim.isAmbiguous
        _ = try await store.record([record])
    }

    /// `a`, with which the others go, after an attempt without an answer.
    private func unanswered(_ store: Store, _ messages: [OutboxMessage]) async throws {
        for message in messages { try await store.addMessage(message) }
        let claims = try await claim(store)
        let lost = try await store.keepPayloads([
            FreshPayload(
                id: "a", epoch: 1, to: to, bytes: [7],
                bundled: claims.filter { $0.message.id != "a" }.map { MessageHold(id: $0.message.id, epoch: $0.epoch) })
        ])
        guard lost.isEmpty else { return }
        try await record(claims.first, .unanswered, in: store, due: .hours(1))
    }

    @Test(arguments: TestedDriver.allCases)
    func `what may have arrived stays so, until a person decides`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addMessage(message("a"))
        let first = try await claim(store)
        #expect(first.map(\.isAmbiguous) == [false])
        _ = try await store.keepPayloads([FreshPayload(id: "a", epoch: 1, to: to, bytes: [7])])
        // Its dispatcher is gone; the next one cannot ask its gate, and gives it back.
        let second = try await claim(store, after: .minutes(11))
        #expect(second.map(\.isAmbiguous) == [true])
        try await record(second.first, .hold, in: store, due: .minutes(12))
        let third = try await claim(store, after: .minutes(12))
        #expect(third.map(\.isAmbiguous) == [true])
        try await record(third.first, .ambiguous, in: store)
        #expect(try await store.replay(["a"], at: now) == ["a"])
        #expect(try await claim(store, after: .minutes(13)).map(\.isAmbiguous) == [false])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a digest of which nobody knows stays whole while it waits`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await unanswered(store, [message("a"), message("b")])
        var hours: Int64 = 1
        for event in [DeliveryState.Event.hold, .failedForNow] {
            let again = try await claim(store, after: .hours(hours))
            #expect(again.map(\.message.payload) == [[7]] && again.map(\.isAmbiguous) == [true])
            #expect(again.first?.bundled.map(\.message.id) == ["b"])
            hours += 1
            try await record(again.first, event, in: store, due: .hours(hours))
            #expect(try await store.message("b")?.state == .bundled)
        }
        let last = try await claim(store, after: .hours(hours))
        try await record(last.first, .delivered, in: store)
        #expect(try await store.countMessages() == [.delivered: 2])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a digest that surely did not arrive is taken apart while it waits`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        for id in ["a", "b"] { try await store.addMessage(message(id)) }
        let claims = try await claim(store)
        _ = try await store.keepPayloads([
            FreshPayload(id: "a", epoch: 1, to: to, bytes: [7], bundled: [MessageHold(id: "b", epoch: 1)])
        ])
        try await record(claims.first, .hold, in: store)
        #expect(try await store.countMessages() == [.deferred: 1, .queued: 1])
        let apart = try await claim(store)
        #expect(apart.count == 2 && apart.allSatisfy { $0.message.payload == nil && $0.bundled.isEmpty })
    }

    @Test(arguments: TestedDriver.allCases)
    func `whoever lets a message go frees what went with it`(driver: TestedDriver) async throws {
        for way in 0..<4 {
            let place = try await TestedStore(driver)
            let store = try await place.open()
            try await unanswered(
                store, [message("a", part: "pair", replaces: "key"), message("b", purpose: nil, after: .seconds(1))])
            switch way {
            case 0: #expect(try await store.cancelMessages(["a"], because: "x", at: now) == ["a"])
            case 1: try await store.setStopped(MemberID("ana"), true, at: now)
            case 2: try await store.addMessage(message("c", replaces: "key", after: .seconds(2)))
            default:
                try await place.database().write { [now] in
                    try $0.execute(
                        """
                        INSERT INTO pairing (id, newcomer, mentor, state, reasons, explanation, proposed_at, changed_at)
                        VALUES ('pair', 'ana', 'rui', 'accepted', '', '', $1, $1)
                        """, [.integer(now.milliseconds)])
                }
                _ = try await store.end(PairingID("pair"), by: "maria", isForSafety: false, at: now)
            }
            #expect(try await store.message("a")?.state == .cancelled, "way \(way)")
            let free = try #require(try await store.message("b"))
            // Under its own id it would come a second time.
            #expect(free.state == .held && free.digest == nil, "way \(way)")
        }
    }

    @Test(arguments: TestedDriver.allCases)
    func `a part is let go unless it is on its way, and leaves outdated bytes`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await unanswered(store, ["a", "b", "c"].map { message($0) })
        let again = try await claim(store, after: .hours(1))
        #expect(again.first?.hasOutdatedBytes == false)
        #expect(try await store.cancelMessages(["b"], because: "x", at: now) == [])
        try await record(again.first, .hold, in: store, due: .hours(2))
        #expect(try await store.cancelMessages(["b"], because: "x", at: now) == ["b"])
        let later = try #require(try await claim(store, after: .hours(2)).first)
        #expect(later.hasOutdatedBytes && later.bundled.map(\.message.id) == ["c"])
        let made = FreshPayload(
            id: "a", epoch: later.epoch, to: to, bytes: [8], isRemade: true,
            dropped: [DroppedPart(id: "c", reason: "it was answered already", isExpired: false, at: now)],
            mayHaveArrived: true)
        #expect(try await store.keepPayloads([made]) == [])
        #expect(try await store.message("c")?.reason == "it was answered already")
        #expect(try await store.message("c")?.state == .cancelled)
        try await record(later, .hold, in: store, due: .hours(3))
        let last = try #require(try await claim(store, after: .hours(3)).first)
        #expect(!last.hasOutdatedBytes && last.bundled.isEmpty && last.isAmbiguous && last.message.payload == [8])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a held digest is tried again as one, whichever of it is named`(driver: TestedDriver) async throws {
        for names in [["a"], ["b"], ["a", "b"], ["b", "a"]] {
            let store = try await TestedStore(driver).open()
            try await unanswered(store, [message("a"), message("b")])
            let again = try await claim(store, after: .hours(1))
            try await record(again.first, .ambiguous, in: store)
            #expect(try await store.countMessages() == [.held: 2])
            #expect(try await store.replay(names, at: now) == names)
            #expect(try await store.countMessages() == [.queued: 1, .bundled: 1])
            let last = try await claim(store, after: .hours(1))
            #expect(last.map(\.message.id) == ["a"] && last.first?.bundled.map(\.message.id) == ["b"])
            try await record(last.first, .delivered, in: store)
            #expect(try await store.countMessages() == [.delivered: 2])
        }
    }

    @Test(arguments: TestedDriver.allCases)
    func `what goes another way takes along what may have arrived with it`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await unanswered(store, [message("a"), message("b")])
        let claims = try await claim(store, after: .hours(1))
        let again = try #require(claims.first)
        var record = DeliveryRecord(
            id: "a", epoch: again.epoch, event: .reroute, dueAt: now + .hours(1), reason: "x", at: now)
        record.isDigest = true
        record.mayHaveArrived = true
        record.via = "phones"
        record.tried = [to]
        _ = try await store.record([record])
        for id in ["a", "b"] {
            let message = try #require(try await store.message(id))
            #expect(message.state == .queued && message.via == "phones" && message.tried == [to])
        }
    }

    @Test(arguments: TestedDriver.allCases)
    func `parts of a message that has ended are found and freed`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let store = try await place.open()
        try await unanswered(store, [message("a"), message("b")])
        let database = try place.database()
        try await database.write { try $0.execute("UPDATE message SET state = 'dead' WHERE id = 'a'", []) }
        try await store.endMessageLeases(of: "one", at: now)
        #expect(try await store.message("b")?.state == .held)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a newer message takes the place of one that is held`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addMessage(message("a", replaces: "key"))
        let claims = try await claim(store)
        var held = DeliveryRecord(id: "a", epoch: 1, event: .block, reason: "disabled", at: now)
        held.heldFor = "email"
        #expect(claims.count == 1)
        _ = try await store.record([held])
        try await store.addMessage(message("b", replaces: "key", after: .seconds(1)))
        #expect(try await store.message("a")?.state == .cancelled)
        #expect(try await store.enableChannel("email") == 0)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a person's retry begins with all attempts, and not for what is too late`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addMessage(message("a"))
        try await store.addMessage(message("b", after: .seconds(1), expires: .hours(1)))
        let claims = try await claim(store)
        for claim in claims { try await record(claim, .refused, in: store) }
        #expect(try await store.replay(["a", "b"], at: now + .hours(1)) == ["a"])
        let again = try #require(try await claim(store, after: .hours(2)).first)
        #expect(again.message.attempts == 2 && again.message.attemptsElsewhere == 1)
        try await record(again, .expire, in: store)
        #expect(try await store.replay(["a"], at: now + .hours(2)) == [])
        // What was held for a decision is decided with it.
        try await store.addMessage(message("c", after: .seconds(2)))
        let held = try await claim(store, after: .hours(2))
        try await record(held.first, .ambiguous, in: store)
        #expect(try await store.replay(["c"], at: now + .days(2)) == [])
        #expect(try await store.message("c")?.state == .expired)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a second look sees people as they are, and not what others hold`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        _ = try await store.importRoster([Member(id: MemberID("ana"), contact: to)], doNotPair: [], at: now)
        for id in ["a", "b"] { try await store.addMessage(message(id)) }
        let claims = try await claim(store)
        try await store.setStopped(MemberID("ana"), true, at: now)
        let again = try await store.lookAgain(at: claims)
        #expect(again.map(\.message.id) == ["a", "b"] && again.allSatisfy { $0.member?.hasStopped == true })
        // Others take them over when their leases are over.
        let others = try await claim(store, after: .minutes(11))
        #expect(others.count == 2)
        #expect(try await store.lookAgain(at: claims).isEmpty)
        let isKept = try await store.keepProgress(MessageHold(id: "a", epoch: 1), partsSent: 1, receipt: nil)
        #expect(!isKept)
    }
}
