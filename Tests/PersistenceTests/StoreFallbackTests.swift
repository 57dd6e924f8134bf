import Community
import Messages
import Persistence
import Scheduling
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct StoreFallbackTests {
    private let now = TestedStore.now

    @Test(arguments: TestedDriver.allCases)
    func `messages in none of their reader's languages are counted by language`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        for number in 0..<4 { try await store.addMessage(.sample(number, at: now)) }
        let lease = Lease(owner: "one", until: now + .seconds(30))
        let claims = try await store.claimMessages(limit: 4, now: now, lease: lease)
        let languages = ["en", "en", "pt", nil]
        let to = ContactPoint(channel: "email", address: "ana@example.org")
        _ = try await store.keepPayloads(
            zip(claims, languages).map { claim, language in
                FreshPayload(
                    id: claim.message.id, epoch: claim.epoch, to: to, bytes: [1], fallbackLanguage: language)
            })
        let counts = try await store.countFallbacks()
        #expect(counts.map(\.language) == ["en", "pt"] && counts.map(\.count) == [2, 1])
        #expect(try await store.fallbackLanguage(ofMessage: claims[2].message.id) == "pt")
        #expect(try await store.fallbackLanguage(ofMessage: claims[3].message.id) == nil)
        #expect(try await store.fallbackLanguage(ofMessage: "none") == nil)
    }
}
