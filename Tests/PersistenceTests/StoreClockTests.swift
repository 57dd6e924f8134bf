import Persistence
import Scheduling
import TestSupport
import Testing

/// The clock that all nodes of a store share.
@Suite(.timeLimit(.minutes(5))) struct StoreClockTests {
    private let elapsed = TestMonotonicClock()

    @Test(arguments: [TestedDriver.postgresql, .pooled], [Duration.hours(1), .hours(-1)])
    func `over a server it is the server's, however the machine's is set`(
        driver: TestedDriver, wrong: Duration
    ) async throws {
        let database = try await TestedStore(driver).database()
        let own = TestClock("2026-01-01T00:00:00Z")
        let before = try #require(try await database.serverTime())
        own.advance(by: before - own.now() + wrong)
        let clock = StoreClock(of: database, own: own, elapsed: elapsed)
        #expect(clock.now() == own.now())
        try await clock.look()
        let now = clock.now()
        let after = try #require(try await database.serverTime())
        #expect(before <= now && now <= after)
        // From one look to the next it goes on by elapsed time, whatever becomes of the machine's clock.
        own.advance(by: .days(1))
        elapsed.advance(by: .seconds(5))
        #expect(clock.now() == now + .seconds(5))
        try await clock.look()
        #expect(clock.now() < now + .seconds(5) + (try #require(try await database.serverTime()) - before))
    }

    @Test func `over a file it is the machine's`() async throws {
        let own = TestClock("2026-11-19T12:00:00Z")
        let clock = StoreClock(of: try await TestedStore(.sqlite).database(), own: own, elapsed: elapsed)
        try await clock.look()
        #expect(clock.now() == own.now())
        own.move(to: "2026-11-19T11:00:00Z")
        elapsed.advance(by: .seconds(5))
        #expect(clock.now() == own.now())
    }

    @Test func `a look that fails leaves it as it was`() async throws {
        let server = try PostgreSQLServer()
        let clock = StoreClock(
            of: try PostgreSQLDatabase(url: server.url(query: "connections=1")), own: TestClock("2026-01-01T00:00:00Z"),
            elapsed: elapsed)
        try await clock.look()
        let looked = clock.now()
        try server.stop()
        await #expect(throws: StoreError.self) { try await clock.look() }
        elapsed.advance(by: .seconds(7))
        #expect(clock.now() == looked + .seconds(7))
    }
}
