import Community
import Messages
import Persistence
import Scheduling
import TestSupport
import Testing

/// What is kept of messages that have arrived, of addresses that moved and of full mailboxes, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreRevisionTests {
    private let now = TestedStore.now
    private let place = ContactPoint(channel: "chats", address: "1")

    private func message(
        _ id: String, after: Duration = .zero, replaces: String? = nil, thread: String = "", quiet: Bool = false,
        deliveryClass: DeliveryClass = .reminder
    ) -> OutboxMessage {
        OutboxMessage(
            id: id, run: "r", job: "j", step: "s", part: id, member: MemberID("ana"), channel: "chats",
            message: MessageID("m"), values: ["a": "b"], ask: nil, purpose: .reminders, deliveryClass: deliveryClass,
            thread: thread, replaces: replaces, dueAt: now + after, expiresAt: now + .days(1), createdAt: now + after,
            quietUntil: quiet ? now : nil)
    }

    private func claim(_ store: Store, at instant: Instant) async throws -> MessageClaim {
        try await store.claimMessages(
            ClaimRequest(other: 9), now: instant, lease: Lease(owner: "one", until: instant + .minutes(10)))
    }

    /// Sends what is due, which the platform calls `receipt`.
    @discardableResult
    private func send(_ store: Store, at instant: Instant, receipt: String?) async throws -> MessageClaim {
        let claim = try await claim(store, at: instant)
        for message in claim.messages {
            _ = try await store.keepPayloads([
                FreshPayload(id: message.message.id, epoch: message.epoch, to: place, bytes: [1])
            ])
            var record = DeliveryRecord(
                id: message.message.id, epoch: message.epoch, event: .delivered, reason: nil, at: instant)
            record.receipt = receipt
            _ = try await store.record([record])
        }
        return claim
    }

    @Test(arguments: TestedDriver.allCases)
    func `what is tried again is not overtaken by what quiet hours held back with it`(driver: TestedDriver)
        async throws
    {
        let store = try await TestedStore(driver).open()
        try await store.addMessage(message("a", thread: "goal", quiet: true))
        try await store.addMessage(message("b", after: .seconds(1), thread: "goal", quiet: true))
        let first = try await claim(store, at: now + .minutes(1))
        #expect(first.messages.map(\.message.id) == ["a", "b"])
        _ = try await store.record(
            first.messages.map {
                DeliveryRecord(
                    id: $0.message.id, epoch: $0.epoch, event: $0.message.id == "a" ? .failedForNow : .hold,
                    dueAt: now + ($0.message.id == "a" ? .hours(1) : .minutes(2)), reason: "x", at: now)
            })
        #expect(try await claim(store, at: now + .minutes(3)).messages.isEmpty)
        #expect(try await claim(store, at: now + .hours(1)).messages.map(\.message.id) == ["a"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a mailbox is full since its first such answer, until the message goes elsewhere or anew`(
        driver: TestedDriver
    ) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addMessage(message("a"))
        func end(_ event: DeliveryState.Event, at instant: Instant, full: Bool = false) async throws {
            let claim = try #require(try await claim(store, at: instant).messages.first)
            var record = DeliveryRecord(
                id: "a", epoch: claim.epoch, event: event, dueAt: instant, reason: "x", at: instant)
            if full { record.fullSince = instant }
            if event == .reroute { record.tried = [place] }
            _ = try await store.record([record])
        }
        try await end(.failedForNow, at: now, full: false)
        #expect(try await store.message("a")?.fullSince == nil)
        try await end(.failedForNow, at: now + .hours(1), full: true)
        try await end(.failedForNow, at: now + .hours(2), full: true)
        try await end(.failedForNow, at: now + .hours(3), full: false)
        #expect(try await store.message("a")?.fullSince == now + .hours(1))
        try await end(.reroute, at: now + .hours(4))
        #expect(try await store.message("a")?.fullSince == nil)
        try await end(.failedForNow, at: now + .hours(5), full: true)
        #expect(try await store.replay(["a"], at: now + .hours(6)) == ["a"])
        #expect(try await store.message("a")?.fullSince == nil)
    }

    @Test(arguments: TestedDriver.allCases)
    func `an address that moved is known to the next claim, and staff are told once`(driver: TestedDriver)
        async throws
    {
        let store = try await TestedStore(driver).open()
        let staff = Member(
            id: MemberID("otto"), roles: [.operator], contact: ContactPoint(channel: "screen", address: "otto"))
        _ = try await store.importRoster([staff], doNotPair: [], at: now)
        for (index, to) in ["2", "2", "3"].enumerated() {
            try await store.addMessage(message("m\(index)", after: .seconds(Int64(index))))
            let at = now + .seconds(Int64(index))
            let claim = try #require(
                try await claim(store, at: at).messages.first { $0.message.id == "m\(index)" })
            var record = DeliveryRecord(id: "m\(index)", epoch: claim.epoch, event: .refused, reason: "x", at: at)
            record.moved = MovedAddress(from: place, to: to)
            _ = try await store.record([record])
            let notices = try await store.messages(limit: 20).filter { $0.message == .addressMoved }
            #expect(notices.count == (to == "3" ? 2 : 1))
            #expect(try await self.claim(store, at: at).moves == [place: to])
        }
        // Back to its first name: no circle.
        try await store.addMessage(message("m9", after: .seconds(9)))
        let claim = try #require(
            try await claim(store, at: now + .seconds(9)).messages.first { $0.message.id == "m9" })
        var record = DeliveryRecord(id: "m9", epoch: claim.epoch, event: .refused, reason: "x", at: now)
        record.moved = MovedAddress(from: ContactPoint(channel: "chats", address: "3"), to: "1")
        _ = try await store.record([record])
        #expect(try await self.claim(store, at: now).moves == [ContactPoint(channel: "chats", address: "3"): "1"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `what a message takes the place of is found while it means something, and once`(driver: TestedDriver)
        async throws
    {
        let store = try await TestedStore(driver).open()
        try await store.addMessage(message("a", replaces: "circle"))
        try await store.addMessage(message("b", replaces: "other"))
        #expect(try await send(store, at: now, receipt: "7\n8").messages.allSatisfy { $0.earlier == nil })
        try await send(store, at: now, receipt: "9")
        try await store.addMessage(message("link", after: .hours(1), replaces: "circle", deliveryClass: .interactive))
        #expect(try await send(store, at: now + .hours(1), receipt: nil).messages.map(\.earlier) == [nil])
        try await store.addMessage(message("c", after: .hours(2), replaces: "circle"))
        let claim = try #require(try await claim(store, at: now + .hours(2)).messages.first)
        // A fresh link has no key of its own kind, and the last that arrived counts.
        #expect(claim.earlier?.contact == place && ["a", "link"].contains(claim.earlier?.id))
        var record = DeliveryRecord(id: "c", epoch: claim.epoch, event: .delivered, reason: nil, at: now + .hours(2))
        record.superseded = ("a", "it was changed")
        _ = try await store.record([record])
        let old = try #require(try await store.message("a"))
        #expect(old.state == .delivered && old.reason == "it was changed" && old.receipt == nil)
        // Two days later it means nothing any more.
        try await store.addMessage(message("d", after: .days(3), replaces: "circle"))
        #expect(try await self.claim(store, at: now + .days(3)).messages.first?.earlier == nil)
    }

    @Test(arguments: TestedDriver.allCases)
    func `what has arrived is taken back by a message of its own, and only what has a name`(driver: TestedDriver)
        async throws
    {
        let store = try await TestedStore(driver).open()
        try await store.addMessage(message("a"))
        #expect(try await !store.takeBack("a", at: now))
        try await send(store, at: now, receipt: nil)
        #expect(try await !store.takeBack("a", at: now))
        try await store.addMessage(message("b"))
        try await send(store, at: now, receipt: "7")
        #expect(try await store.takeBack("b", at: now + .hours(1)))
        #expect(try await store.takeBack("b", at: now + .hours(1)))
        let claim = try await claim(store, at: now + .hours(1))
        let withdrawal = try #require(claim.messages.first)
        #expect(claim.messages.count == 1 && withdrawal.message.message == .withdrawal)
        #expect(withdrawal.message.takesBack == "b" && withdrawal.message.purpose == nil)
        #expect(withdrawal.earlier == SentMessage(id: "b", contact: place, receipt: "7"))
        #expect(!withdrawal.isAmbiguous)
    }
}
