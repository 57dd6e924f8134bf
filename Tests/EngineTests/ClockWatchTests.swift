import Scheduling
import TestSupport
import Testing

@testable import Engine

/// Noticing that the wall clock was set.
@Suite struct ClockWatchTests {
    private let wall = TestClock("2026-11-19T12:00:00Z")
    private let elapsed = TestMonotonicClock()

    /// What each look tells, after the clocks went on by so much.
    private func looks(_ steps: [(wall: Duration, elapsed: Duration)]) -> [Duration?] {
        var watch = ClockWatch()
        return steps.map { step in
            wall.advance(by: step.wall)
            elapsed.advance(by: step.elapsed)
            return watch.look(wall: wall.now(), elapsed: elapsed.elapsed())
        }
    }

    @Test func `the first look has nothing to go by`() {
        #expect(looks([(.days(400), .seconds(1))]) == [nil])
    }

    @Test func `a clock that goes on as time does was not set`() {
        #expect(looks([(.zero, .zero), (.seconds(2), .seconds(2)), (.days(3), .days(3))]) == [nil, nil, nil])
    }

    @Test func `a step is told once, by its length and its direction`() {
        #expect(
            looks([
                (.zero, .zero), (.seconds(3_602), .seconds(2)), (.seconds(2), .seconds(2)),
                (.seconds(-3_598), .seconds(2)), (.seconds(2), .seconds(2)),
            ]) == [nil, .hours(1), nil, .hours(-1), nil])
    }

    @Test func `what clocks do by themselves is no step`() {
        let tolerance = ClockWatch.tolerance
        #expect(
            looks([
                (.zero, .zero), (tolerance, .zero), (.zero - tolerance, .zero), (tolerance + .milliseconds(1), .zero),
                (.zero - tolerance - .milliseconds(1), .zero),
            ]) == [nil, nil, nil, tolerance + .milliseconds(1), .zero - tolerance - .milliseconds(1)])
    }

    @Test func `a machine that slept had its clock go on, and nobody set it`() {
        #expect(looks([(.zero, .zero), (.hours(9), .hours(9))]) == [nil, nil])
        #expect(looks([(.zero, .zero), (.hours(9), .zero)]) == [nil, .hours(9)])
    }
}
