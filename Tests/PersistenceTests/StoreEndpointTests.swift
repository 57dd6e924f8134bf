import Community
import Messages
import Persistence
import Scheduling
import TestSupport
import Testing

/// How endpoints stand, by the channels that share them, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreEndpointTests {
    private let now = TestedStore.now
    private var lease: Lease { Lease(owner: "one", until: now + .minutes(10)) }

    private func message(
        _ id: String, to member: String, by channel: String = "email", thread: String = "", expires: Duration = .days(1)
    ) -> OutboxMessage {
        OutboxMessage(
            id: id, run: "r", job: "j", step: "s", part: id, member: MemberID(member), channel: channel,
            message: MessageID("m"), values: [:], ask: nil, purpose: .checkIn, thread: thread, dueAt: now,
            expiresAt: now + expires, createdAt: now)
    }

    private func ids(_ claim: MessageClaim) -> [String] { claim.messages.map(\.message.id) }

    @Test(arguments: TestedDriver.allCases)
    func `channels of one endpoint share its pace, its pauses and its one trial`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        for number in 0..<3 {
            try await store.addMessage(message("a\(number)", to: "p\(number)", by: "one"))
            try await store.addMessage(message("b\(number)", to: "q\(number)", by: "two"))
        }
        let pace = [Pace(.channel, 4, per: .seconds(2))]
        let request = ClaimRequest(
            other: 9, paces: ["one": pace, "two": pace], units: ["one": "one", "two": "one"])
        var standing = ChannelStanding(channel: "one")
        standing.pausedUntil = now + .seconds(30)
        standing.trips = 1
        _ = try await store.record([], standings: [standing])
        #expect(try await store.claimMessages(request, now: now, lease: lease).messages.isEmpty)
        let probe = try await store.claimMessages(request, now: now + .seconds(30), lease: lease)
        #expect(probe.messages.count == 1 && probe.probed == ["one"])
        try await store.enableChannel("one")
        let paced = try await store.claimMessages(request, now: now + .seconds(32), lease: lease)
        #expect(paced.messages.count == 4)
    }

    @Test(arguments: TestedDriver.allCases)
    func `what would be too late after a pause is taken where there is another way`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        let point = ContactPoint(channel: "email", address: "x")
        let other = ContactPoint(channel: "phones", address: "1")
        let people = [
            Member(id: MemberID("ana"), contact: point, fallbacks: [other]), Member(id: MemberID("bo"), contact: point),
        ]
        _ = try await store.importRoster(people, doNotPair: [], at: now)
        var standing = ChannelStanding(channel: "email")
        standing.pausedUntil = now + .days(1)
        _ = try await store.record([], standings: [standing])
        for person in ["ana", "bo"] { try await store.addMessage(message("late-\(person)", to: person)) }
        try await store.addMessage(message("later", to: "ana", thread: "t", expires: .days(2)))
        #expect(ids(try await store.claimMessages(ClaimRequest(other: 9), now: now, lease: lease)) == ["late-ana"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `what was found before a person enabled a channel disables it no more`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        var standing = ChannelStanding(channel: "email")
        standing.disabledAt = now
        standing.reason = "410"
        _ = try await store.record([], standings: [standing])
        try await store.enableChannel("email")
        // A node that has not heard of it records an answer that was under way.
        _ = try await store.record([], standings: [standing])
        var enabled = try #require(try await store.channelStandings()["email"])
        #expect(!enabled.isDisabled && enabled.generation == 1)
        enabled.disabledAt = now
        _ = try await store.record([], standings: [enabled])
        #expect(try await store.channelStandings()["email"]?.isDisabled == true)
    }
}
