import Community
import Messages
import Persistence
import Scheduling
import TestSupport
import Testing

/// What holds for messages on every driver: claims, records and replays.
@Suite(.timeLimit(.minutes(5))) struct StoreOutboxTests {
    private let now = TestedStore.now

    @Test(arguments: TestedDriver.allCases)
    func `four workers claim and record 400 messages, each exactly once`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let store = try await place.open()
        for number in 0..<400 { try await store.addMessage(.sample(number, at: now)) }
        let taken = try await withThrowingTaskGroup(of: [String].self) { group in
            for worker in 0..<4 {
                group.addTask {
                    let lease = Lease(owner: "w\(worker)", until: now + .seconds(30))
                    var mine: [String] = []
                    while true {
                        let claimed = try await store.claimMessages(limit: 7, now: now, lease: lease)
                        if claimed.isEmpty { return mine }
                        mine += claimed.map(\.message.id)
                        let stale = try await store.record(
                            claimed.map {
                                DeliveryRecord(
                                    id: $0.message.id, epoch: $0.epoch, event: .delivered, reason: nil, at: now)
                            })
                        #expect(stale == 0)
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(taken.count == 400)
        #expect(Set(taken).count == 400)
        #expect(try await store.countMessages() == [.delivered: 400])
        #expect(try await store.attempts(of: "message7").map(\.event) == ["delivered"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `an attempt whose worker is gone is claimed again, as one that may have arrived`(driver: TestedDriver)
        async throws
    {
        let store = try await TestedStore(driver).open()
        try await store.addMessage(.sample(1, at: now))
        let lease = Lease(owner: "one", until: now + .seconds(30))
        let first = try #require(try await store.claimMessages(limit: 5, now: now, lease: lease).first)
        #expect(first.isAmbiguous == false)
        #expect(first.message.values == ["name": "Ana"])
        let bytes: [UInt8] = [0, 1, 92, 39, 255]
        let to = ContactPoint(channel: "email", address: "ana@example.org")
        _ = try await store.keepPayloads([FreshPayload(id: first.message.id, epoch: first.epoch, to: to, bytes: bytes)])
        try await store.renewMessages([MessageHold(id: first.message.id, epoch: first.epoch)], until: now + .minutes(1))
        #expect(try await store.claimMessages(limit: 5, now: now + .seconds(40), lease: lease).isEmpty)
        let again = try #require(
            try await store.claimMessages(
                limit: 5, now: now + .minutes(2), lease: Lease(owner: "two", until: now + .minutes(3))
            ).first)
        #expect(again.isAmbiguous)
        #expect(again.message.payload == bytes)
        #expect(again.message.sentTo == to)
        let late = DeliveryRecord(id: first.message.id, epoch: first.epoch, event: .delivered, reason: nil, at: now)
        #expect(try await store.record([late]) == 1)
        let held = DeliveryRecord(
            id: first.message.id, epoch: again.epoch, event: .ambiguous, reason: "it may have arrived", at: now)
        #expect(try await store.record([held]) == 0)
        #expect(try await store.message(first.message.id)?.state == .held)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a message that came to a bad end is due again when it is replayed`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addMessage(.sample(1, at: now))
        try await store.addMessage(.sample(2, at: now + .hours(1)))
        #expect(try await store.nextMessageDue() == now)
        let claim = try #require(
            try await store.claimMessages(limit: 5, now: now, lease: Lease(owner: "one", until: now + .seconds(30)))
                .first)
        let refused = DeliveryRecord(
            id: claim.message.id, epoch: claim.epoch, event: .refused, reason: "no such mailbox", at: now)
        #expect(try await store.record([refused]) == 0)
        #expect(try await store.messages(in: [.dead, .held], run: "r", limit: 5).map(\.reason) == ["no such mailbox"])
        #expect(try await store.replay(["message1", "message2", "none"], at: now) == ["message1"])
        #expect(try await store.message("message1")?.state == .queued)
        try await store.setStopped(MemberID("m1"), true, at: now)
        #expect(try await store.countMessages() == [.cancelled: 1, .queued: 1])
    }
}

extension OutboxMessage {
    /// The message `message<number>` of the run `r`, to `m<number>`.
    static func sample(
        _ number: Int, at instant: Instant, run: String = "r", member: MemberID? = nil
    ) -> OutboxMessage {
        OutboxMessage(
            id: "message\(number)", run: run, job: "nightly", step: "ask", member: member ?? MemberID("m\(number)"),
            channel: "email", message: MessageID("check-in.invite"), values: ["name": "Ana"], ask: "ask\(number)",
            purpose: .checkIn, dueAt: instant, expiresAt: instant + .days(1), createdAt: instant)
    }
}
