import Community
import Messages
import Persistence
import Scheduling
import TestSupport
import Testing

/// What came back after it was taken, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreReturnTests {
    private let now = TestedStore.now
    private let letters = ContactPoint(channel: "email", address: "ana@example.org")

    /// A store with one person, to whom `message1` was sent by mail.
    private func store(_ driver: TestedDriver) async throws -> Store {
        let store = try await TestedStore(driver).open()
        let ana = Member(id: MemberID("ana"), preferredName: "Ana", contact: letters)
        _ = try await store.importRoster([ana], doNotPair: [], at: now)
        try await store.addMessage(.sample(1, at: now, member: MemberID("ana")))
        let lease = Lease(owner: "one", until: now + .seconds(30))
        for claim in try await store.claimMessages(limit: 5, now: now, lease: lease) {
            let payload = FreshPayload(id: claim.message.id, epoch: claim.epoch, to: letters, bytes: [1])
            _ = try await store.keepPayloads([payload])
            _ = try await store.record([
                DeliveryRecord(id: claim.message.id, epoch: claim.epoch, event: .delivered, reason: nil, at: now)
            ])
        }
        return store
    }

    @Test(arguments: TestedDriver.allCases, [MessageReturn.Kind.gone, .complaint, .unsubscribed])
    func `an address that is gone is closed once, with the reason`(
        driver: TestedDriver, kind: MessageReturn.Kind
    ) async throws {
        let store = try await store(driver)
        let returned = MessageReturn(kind: kind, reason: "there is no such mailbox")
        let ana = MemberID("ana")
        #expect(try await store.takeReturn(returned, of: "message1", at: now) == .noted(ana, isClosed: true))
        #expect(try await store.takeReturn(returned, of: "message1", at: now + .minutes(1)) == .known)
        let mark = ContactHealth(
            contact: letters, state: kind == .gone ? .bounced : .stopped, since: now, reason: "there is no such mailbox"
        )
        #expect(try await store.person(ana)?.health == [mark])
        #expect(try await store.returns(of: "message1").map(\.kind) == [kind.rawValue])
        // The same roster does not open it; another address does, unless the person wants nothing by that channel.
        var member = Member(id: ana, preferredName: "Ana", contact: letters)
        _ = try await store.importRoster([member], doNotPair: [], at: now)
        #expect(try await store.person(ana)?.health == [mark])
        let other = ContactPoint(channel: "email", address: "ana@other.example")
        member.contact = other
        _ = try await store.importRoster([member], doNotPair: [], at: now)
        let moved = ContactHealth(contact: other, state: .stopped, since: now, reason: "there is no such mailbox")
        #expect(try await store.person(ana)?.health == (kind == .gone ? [] : [moved]))
    }

    @Test(arguments: TestedDriver.allCases)
    func `what may work another time is noted and closes nothing`(driver: TestedDriver) async throws {
        let store = try await store(driver)
        let returned = MessageReturn(kind: .soft, reason: "the mailbox is full")
        #expect(
            try await store.takeReturn(returned, of: "message1", at: now) == .noted(MemberID("ana"), isClosed: false))
        #expect(try await store.person(MemberID("ana"))?.health == [])
        #expect(try await store.returns(of: "message1").map(\.reason) == ["the mailbox is full"])
        #expect(try await store.takeReturn(returned, of: "message9", at: now) == .unknown)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a report about an address that they have left closes nothing`(driver: TestedDriver) async throws {
        let store = try await store(driver)
        let moved = Member(
            id: MemberID("ana"), preferredName: "Ana",
            contact: ContactPoint(channel: "email", address: "ana@new.example"))
        _ = try await store.importRoster([moved], doNotPair: [], at: now)
        let returned = MessageReturn(kind: .gone, reason: "gone")
        #expect(
            try await store.takeReturn(returned, of: "message1", at: now) == .noted(MemberID("ana"), isClosed: false))
        #expect(try await store.person(MemberID("ana"))?.health == [])
    }

    @Test(arguments: TestedDriver.allCases)
    func `who stopped a channel can want it again, and stop it again`(driver: TestedDriver) async throws {
        let store = try await store(driver)
        let stop = MessageReturn(kind: .unsubscribed, reason: "asked there for no more messages")
        for _ in 0..<2 {
            #expect(
                try await store.takeReturn(stop, of: "message1", at: now) == .noted(MemberID("ana"), isClosed: true))
            #expect(try await store.reopenContact(ofMessage: "message1", at: now))
            let health = try #require(try await store.person(MemberID("ana"))?.health[letters])
            // They asked for it there themself.
            #expect(health.state == .active && health.verifiedAt == now)
        }
    }

    @Test(arguments: TestedDriver.allCases, [MessageReturn.Kind.complaint, .unsubscribed])
    func `what the person stopped nobody else opens, and a bounce does not hide it`(
        driver: TestedDriver, kind: MessageReturn.Kind
    ) async throws {
        let store = try await store(driver)
        let ana = MemberID("ana")
        _ = try await store.takeReturn(MessageReturn(kind: kind, reason: "no more"), of: "message1", at: now)
        #expect(try await store.retryBounced(ana, at: now + .minutes(1)).isEmpty)
        let gone = MessageReturn(kind: .gone, reason: "gone")
        #expect(try await store.takeReturn(gone, of: "message1", at: now) == .noted(ana, isClosed: false))
        #expect(try await store.person(ana)?.health[letters]?.state == .stopped)
    }

    @Test(arguments: TestedDriver.allCases, [MessageReturn.Kind.complaint, .unsubscribed])
    func `what the person stops where nothing arrived any more stays stopped when staff try it again`(
        driver: TestedDriver, kind: MessageReturn.Kind
    ) async throws {
        let store = try await store(driver)
        let ana = MemberID("ana")
        _ = try await store.takeReturn(MessageReturn(kind: .gone, reason: "gone"), of: "message1", at: now)
        let stop = MessageReturn(kind: kind, reason: "no more")
        let later = now + .minutes(1)
        #expect(try await store.takeReturn(stop, of: "message1", at: later) == .noted(ana, isClosed: true))
        #expect(try await store.takeReturn(stop, of: "message1", at: later) == .known)
        #expect(try await store.retryBounced(ana, at: later).isEmpty)
        #expect(
            try await store.person(ana)?.health
                == [ContactHealth(contact: letters, state: .stopped, since: later, reason: "no more")])
    }

    @Test(arguments: TestedDriver.allCases, [MessageReturn.Kind.gone])
    func `what comes back once more closes what staff have opened meanwhile`(
        driver: TestedDriver, kind: MessageReturn.Kind
    ) async throws {
        let store = try await store(driver)
        let ana = MemberID("ana")
        let first = MessageReturn(kind: kind, reason: "first")
        #expect(try await store.takeReturn(first, of: "message1", at: now) == .noted(ana, isClosed: true))
        #expect(try await store.retryBounced(ana, at: now + .minutes(1)).map(\.contact) == [letters])
        let later = now + .minutes(2)
        let again = MessageReturn(kind: kind, reason: "again")
        #expect(try await store.takeReturn(again, of: "message1", at: later) == .noted(ana, isClosed: true))
        #expect(
            try await store.person(ana)?.health
                == [ContactHealth(contact: letters, state: .bounced, since: later, reason: "again")])
        let kept = try await store.returns(of: "message1")
        #expect(kept.map(\.reason) == ["again"] && kept.map(\.at) == [later])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a mail stops its channel as long as it is known, also when its words are kept no longer`(
        driver: TestedDriver
    ) async throws {
        let store = try await store(driver)
        let later = now + .days(60)
        let pruned = try await store.prune(
            .bodies, before: later, from: PruneCursor(), limit: 100, under: nil, at: later)
        #expect(pruned.removed == 1)
        let message = try await store.message("message1")
        #expect(message?.payload == nil && message?.values == [:] && message?.sentTo == letters)
        let stop = MessageReturn(kind: .unsubscribed, reason: "asked there for no more messages")
        #expect(
            try await store.takeReturn(stop, of: "message1", at: later) == .noted(MemberID("ana"), isClosed: true))
        #expect(try await store.person(MemberID("ana"))?.health.map(\.contact) == [letters])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a mail stops its channel also while its bytes are made anew`(driver: TestedDriver) async throws {
        let store = try await store(driver)
        try await store.addMessage(.sample(2, at: now, run: "other", member: MemberID("ana")))
        let stop = MessageReturn(kind: .unsubscribed, reason: "asked there for no more messages")
        let gone = MessageReturn(kind: .gone, reason: "gone")
        #expect(try await store.takeReturn(gone, of: "message2", at: now) == .noted(MemberID("ana"), isClosed: false))
        #expect(try await store.takeReturn(stop, of: "message2", at: now) == .noted(MemberID("ana"), isClosed: true))
    }

    @Test(arguments: TestedDriver.allCases)
    func `an address that is theirs no more is not opened again`(driver: TestedDriver) async throws {
        let store = try await store(driver)
        let moved = Member(
            id: MemberID("ana"), preferredName: "Ana",
            contact: ContactPoint(channel: "email", address: "ana@new.example"))
        _ = try await store.importRoster([moved], doNotPair: [], at: now)
        #expect(try await store.reopenContact(ofMessage: "message1", at: now) == false)
        #expect(try await store.reopenContact(ofMessage: "message9", at: now) == false)
    }
}
