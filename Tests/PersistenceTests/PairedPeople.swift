import Community
import Persistence
import Scheduling

extension Store {
    /// Adds people who may be paired, each with places for `capacity`.
    func addPairable(_ ids: String..., capacity: Int = 2, at now: Instant = TestedStore.now) async throws {
        let people = ids.map { Member(id: MemberID($0), capacity: capacity, consents: [.pairing]) }
        _ = try await importRoster(people, doNotPair: [], at: now)
    }
}
