import Messages
import Scheduling
import Testing

@testable import Delivery

@Suite struct RetryScheduleTests {
    @Test(arguments: [
        (DeliveryClass.interactive, 5), (.email, 7),
    ])
    func `a class tries so many times more, and then no more`(kind: DeliveryClass, retries: Int) {
        let waits = (1...20).map { RetrySchedule.delay(afterAttempt: $0, as: kind, of: "m", atLeast: nil) }
        #expect(waits.prefix { $0 != nil }.count == retries)
        #expect(waits.dropFirst(retries).allSatisfy { $0 == nil })
    }

    @Test func `a reminder is tried every six hours until it has lost its meaning`() throws {
        for attempt in [6, 7, 50] {
            let wait = try #require(RetrySchedule.delay(afterAttempt: attempt, as: .reminder, of: "m", atLeast: nil))
            #expect(wait >= .seconds(21_600 * 0.8) && wait <= .seconds(21_600 * 1.2))
        }
    }

    @Test func `waits vary by a fifth either way, and are the same each time`() throws {
        let waits = try (0..<500).map {
            try #require(RetrySchedule.delay(afterAttempt: 2, as: .reminder, of: "m\($0)", atLeast: nil))
        }
        #expect(waits.allSatisfy { $0 >= .seconds(48) && $0 <= .seconds(72) })
        let (low, high) = (waits.filter { $0 < .seconds(54) }.count, waits.filter { $0 > .seconds(66) }.count)
        #expect(low > 80 && high > 80)
        #expect(waits[7] == RetrySchedule.delay(afterAttempt: 2, as: .reminder, of: "m7", atLeast: nil))
    }

    @Test func `what the other side asks for is the least, up to a day`() {
        #expect(RetrySchedule.delay(afterAttempt: 1, as: .reminder, of: "m", atLeast: .hours(3)) == .hours(3))
        #expect(RetrySchedule.delay(afterAttempt: 1, as: .reminder, of: "m", atLeast: .days(9)) == .days(1))
        #expect(RetrySchedule.throttle(asked: .zero) == .seconds(1))
        #expect(RetrySchedule.throttle(asked: .days(2)) == .days(1))
    }
}
