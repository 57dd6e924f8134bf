import Scheduling
import Testing

@testable import Engine

@Suite struct OrderedIDTests {
    @Test func `names are in the order of time, then of the plan`() throws {
        let start = try #require(Instant(iso8601: "2026-11-19T20:00:00Z"))
        var page = OrderedID(at: start)
        var later = OrderedID(at: start + .milliseconds(1))
        let ids = (0..<20).map { page.next(for: "row \($0)") } + [later.next(for: "row 0")]
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == 21)
        #expect(ids.allSatisfy { $0.count == 32 && $0.allSatisfy(\.isHexDigit) })
    }

    @Test func `the same plan gives the same names`() throws {
        let start = try #require(Instant(iso8601: "2026-11-19T20:00:00Z"))
        var first = OrderedID(at: start)
        var second = OrderedID(at: start)
        #expect(first.next(for: "row") == second.next(for: "row"))
        #expect(first.next(for: "row") != second.next(for: "another"))
    }
}
