import Community
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Who is told of a flag when not everybody can be reached, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreSafetyReachTests {
    private let now = TestedStore.now
    private let ana = MemberID("ana")
    private let reach = ContactReach(channels: ["email", "screen", "team"], staffChannels: ["team"])

    private func ladder(_ rungs: [[String]]) -> SafetyLadder {
        SafetyLadder(
            rungs: rungs.map { .init(people: $0.map { MemberID($0) }, wait: .seconds(900)) }, reach: reach)
    }

    private func mail(_ id: String) -> ContactPoint { ContactPoint(channel: "email", address: "\(id)@example.org") }

    private func person(_ id: String, _ roles: Set<Role>) -> Member {
        Member(id: MemberID(id), roles: roles, contact: mail(id))
    }

    private func store(_ driver: TestedDriver, _ staff: [String]) async throws -> Store {
        let store = try await TestedStore(driver).open()
        let people = [person("ana", [.member])] + staff.map { person($0, [.counselor]) }
        _ = try await store.importRoster(people, doNotPair: [], at: now)
        return store
    }

    private func told(_ store: Store, _ flag: SafetyFlag) async throws -> [String] {
        try await store.safetyHistory(of: flag.id).steps.filter { $0.event == .notify }.map(\.who)
    }

    /// Lets what became of the alerts that are due happen.
    private func end(_ store: Store, _ event: DeliveryState.Event, at: Instant, who: String? = nil) async throws {
        let lease = Lease(owner: "d", until: at + .seconds(60))
        let claims = try await store.claimMessages(limit: 10, now: at, lease: lease)
        _ = try await store.record(
            claims.map { claim in
                let isTheirs = who.map { claim.message.member == MemberID($0) } ?? true
                return DeliveryRecord(
                    id: claim.message.id, epoch: claim.epoch, event: isTheirs ? event : .delivered, reason: nil, at: at)
            })
    }

    @Test(arguments: TestedDriver.allCases, [ContactState.Event.bounce, .stop])
    func `somebody whose only address reaches them no more is passed over, and told by nobody's count`(
        driver: TestedDriver, event: ContactState.Event
    ) async throws {
        let store = try await store(driver, ["maria", "samir"])
        _ = try await store.setContact(mail("maria"), of: MemberID("maria"), event, at: now)
        try await store.raise(
            [SafetySignal(.harm)], about: ana, ask: nil, ladder: ladder([["maria"], ["samir"]]), at: now)
        let flag = try #require(try await store.safetyFlag(of: ana))
        #expect(try await told(store, flag) == ["samir"])
        _ = try await store.climb(ladder([["maria"], ["samir"]]), at: now + .seconds(900))
        #expect(try await told(store, flag) == ["samir", "samir"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `where nobody of the ladder can be reached, whoever else may follow up is told at once`(
        driver: TestedDriver
    ) async throws {
        let store = try await store(driver, ["maria", "samir"])
        _ = try await store.setContact(mail("maria"), of: MemberID("maria"), .bounce, at: now)
        try await store.raise([SafetySignal(.harm)], about: ana, ask: nil, ladder: ladder([["maria"]]), at: now)
        let flag = try #require(try await store.safetyFlag(of: ana))
        #expect(try await told(store, flag) == ["samir"] && flag.state == .notified)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a channel that the program has not, or that is disabled, reaches nobody`(driver: TestedDriver) async throws {
        let store = try await store(driver, ["maria"])
        let other = SafetyLadder(
            rungs: [.init(people: [MemberID("maria")], wait: .seconds(900))], reach: ContactReach(channels: ["screen"]))
        try await store.raise([SafetySignal(.harm)], about: ana, ask: nil, ladder: other, at: now)
        let flag = try #require(try await store.safetyFlag(of: ana))
        #expect(flag.state == .open && flag.nextAt == now + SafetyLadder.lookAgain)
        #expect(try await told(store, flag) == [""])
        var standing = ChannelStanding(channel: "email")
        standing.disabledAt = now
        _ = try await store.record([], standings: [standing])
        #expect(try await store.disabledChannels() == ["email"])
        _ = try await store.climb(ladder([["maria"]]), at: now + .seconds(900))
        #expect(try await told(store, flag) == ["", ""])
        // A staff channel needs no address, and leads to staff alone.
        var maria = person("maria", [.counselor])
        maria.fallbacks = [ContactPoint(channel: "team", address: "")]
        _ = try await store.importRoster([maria], doNotPair: [], at: now)
        _ = try await store.climb(ladder([["maria"]]), at: now + .seconds(1_800))
        #expect(try await told(store, flag) == ["", "", "maria"])
        #expect(try await store.messages(limit: 9).map(\.channel) == ["team"])
        maria.roles = [.counselor, .member]
        #expect(!maria.isAbleToFollowUp(on: ana, at: now, by: reach.without(["email"])))
    }

    @Test(arguments: TestedDriver.allCases, [DeliveryState.Event.refused, .cancel, .expire, .ambiguous])
    func `an alert that does not arrive has the next one told at once, and nobody twice in the same quarter of an hour`(
        driver: TestedDriver, event: DeliveryState.Event
    ) async throws {
        let store = try await store(driver, ["maria", "samir"])
        let ladder = ladder([["maria"]])
        try await store.raise([SafetySignal(.harm)], about: ana, ask: nil, ladder: ladder, at: now)
        let flag = try #require(try await store.safetyFlag(of: ana))
        #expect(try await store.climb(ladder, at: now + .seconds(60)).climbed.isEmpty)
        try await end(store, event, at: now + .seconds(61))
        #expect(try await store.safetyFlag(of: ana)?.nextAt == now + .seconds(61))
        _ = try await store.climb(ladder, at: now + .seconds(61))
        #expect(try await told(store, flag) == ["maria", "samir"])
        try await end(store, event, at: now + .seconds(62))
        _ = try await store.climb(ladder, at: now + .seconds(62))
        // Nobody is left; it is tried again, and said of nobody that they were told.
        #expect(try await told(store, flag) == ["maria", "samir", ""])
        #expect(try await store.climb(ladder, at: now + .seconds(63)).next == now + .seconds(962))
        _ = try await store.climb(ladder, at: now + .seconds(962))
        #expect(try await told(store, flag) == ["maria", "samir", "", "maria"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `while one of those told together has it, nobody else is told before the time`(
        driver: TestedDriver
    ) async throws {
        let store = try await store(driver, ["maria", "samir", "sol"])
        let ladder = ladder([["maria", "samir"], ["sol"]])
        try await store.raise([SafetySignal(.harm)], about: ana, ask: nil, ladder: ladder, at: now)
        let flag = try #require(try await store.safetyFlag(of: ana))
        try await end(store, .refused, at: now + .seconds(1), who: "maria")
        #expect(try await store.safetyFlag(of: ana)?.nextAt == now + .seconds(900))
        // What has been taken on waits for nobody.
        _ = try await store.decide(
            onFlag: flag.id, .acknowledge, by: MemberID("samir"), note: nil, at: now + .seconds(2))
        let message = try #require(try await store.messages(limit: 9).first { $0.member == MemberID("samir") })
        let gone = MessageReturn(kind: .gone, reason: "there is no such mailbox")
        _ = try await store.takeReturn(gone, of: message.id, at: now + .seconds(3))
        #expect(try await store.safetyFlag(of: ana)?.nextAt == nil)
    }

    @Test(arguments: TestedDriver.allCases)
    func `an alert that comes back as undeliverable has the next one told at once`(driver: TestedDriver) async throws {
        let store = try await store(driver, ["maria", "samir"])
        let ladder = ladder([["maria"], ["samir"]])
        try await store.raise([SafetySignal(.harm)], about: ana, ask: nil, ladder: ladder, at: now)
        let flag = try #require(try await store.safetyFlag(of: ana))
        try await end(store, .delivered, at: now)
        #expect(try await store.safetyFlag(of: ana)?.nextAt == now + .seconds(900))
        let message = try #require(try await store.messages(limit: 9).first)
        for kind in [MessageReturn.Kind.soft, .gone] {
            let returned = MessageReturn(kind: kind, reason: "there is no such mailbox")
            _ = try await store.takeReturn(returned, of: message.id, at: now + .seconds(30))
            let next = try await store.safetyFlag(of: ana)?.nextAt
            #expect(next == now + .seconds(kind == .gone ? 30 : 900))
        }
        _ = try await store.climb(ladder, at: now + .seconds(30))
        #expect(try await told(store, flag) == ["maria", "samir"])
    }
}
