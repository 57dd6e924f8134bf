import Messages
import Scheduling
import Testing

@testable import Delivery

@Suite struct CircuitBreakerTests {
    private let start = Instant(seconds: 1_795_000_000)

    @Test func `of ten attempts half without an answer open it for thirty seconds`() {
        var breaker = CircuitBreaker(channel: "phones")
        for number in 0..<9 { _ = breaker.note(number % 2 == 0 ? .silent("no answer") : .answered, at: start) }
        #expect(breaker.standing.isOpen(at: start))
        let hasChanged = breaker.note(.silent("no answer"), at: start)
        #expect(hasChanged)
        #expect(breaker.standing.pausedUntil == start + .seconds(30))
        #expect(breaker.standing.reason == "no answer")
        #expect(breaker.standing.isOpen(at: start + .seconds(30)))
    }

    @Test func `nine failures, or less than half, leave it closed`() {
        var few = CircuitBreaker(channel: "phones")
        for _ in 0..<9 { _ = few.note(.silent("x"), at: start) }
        #expect(few.standing.trips == 0)
        var seldom = CircuitBreaker(channel: "phones")
        for number in 0..<40 { _ = seldom.note(number % 5 > 2 ? .silent("x") : .answered, at: start) }
        #expect(seldom.standing.trips == 0)
    }

    @Test func `failures count for five minutes`() {
        var breaker = CircuitBreaker(channel: "phones")
        for number in 0..<20 { _ = breaker.note(.silent("x"), at: start + .minutes(Int64(number))) }
        #expect(breaker.standing.trips == 0)
    }

    @Test func `one message tries, and each failure doubles the pause up to fifteen minutes`() {
        var breaker = CircuitBreaker(channel: "phones")
        for _ in 0..<10 { _ = breaker.note(.silent("x"), at: start) }
        var now = start
        var pauses: [Int64] = []
        for _ in 0..<7 {
            let until = breaker.standing.pausedUntil ?? now
            pauses.append((until - now).components.seconds)
            now = until
            breaker.probe()
            _ = breaker.note(.silent("x"), at: now)
        }
        #expect(pauses == [30, 60, 120, 240, 480, 900, 900])
        breaker.probe()
        let hasChanged = breaker.note(.answered, at: now + .minutes(16))
        #expect(hasChanged && breaker.standing == ChannelStanding(channel: "phones"))
    }

    @Test func `who will not take five messages in a row does not want us`() {
        var breaker = CircuitBreaker(channel: "letters")
        for number in 0..<20 { _ = breaker.note(number % 5 == 4 ? .answered : .unwelcome("no"), at: start) }
        #expect(!breaker.standing.isDisabled && breaker.standing.trips == 0)
        for _ in 0..<4 { _ = breaker.note(.unwelcome("no relaying"), at: start) }
        #expect(!breaker.standing.isDisabled)
        let hasChanged = breaker.note(.unwelcome("no relaying"), at: start)
        #expect(hasChanged && breaker.standing.disabledAt == start && breaker.standing.reason == "no relaying")
        // Enabled by a person, it starts anew.
        breaker.adopt(ChannelStanding(channel: "letters"))
        _ = breaker.note(.unwelcome("no relaying"), at: start)
        #expect(!breaker.standing.isDisabled)
    }

    @Test func `what was under way when it opened changes nothing`() {
        var breaker = CircuitBreaker(channel: "phones")
        for _ in 0..<10 { _ = breaker.note(.silent("x"), at: start) }
        let open = breaker.standing
        _ = breaker.note(.silent("x"), at: start + .seconds(1))
        #expect(breaker.standing == open)
    }

    @Test func `five days of nothing but failures disable it, an answer in between does not`() {
        var breaker = CircuitBreaker(channel: "phones")
        var lucky = breaker
        for hour in 0...120 {
            let now = start + .hours(Int64(hour))
            _ = breaker.note(.silent("no answer"), at: now)
            _ = lucky.note(hour == 60 ? .answered : .silent("no answer"), at: now)
        }
        #expect(breaker.standing.disabledAt == start + .days(5))
        #expect(breaker.standing.reason == "no attempt has had an answer for five days: no answer")
        #expect(!lucky.standing.isDisabled)
    }

    @Test func `a platform that is gone disables it at once, until the store says otherwise`() {
        var breaker = CircuitBreaker(channel: "phones")
        let hasChanged = breaker.note(.broken("the platform answered 410"), at: start)
        #expect(hasChanged && breaker.standing.isDisabled && !breaker.standing.isOpen(at: start + .days(9)))
        breaker.adopt(ChannelStanding(channel: "phones"))
        #expect(breaker.standing.isOpen(at: start))
    }

    @Test func `what the other side asks for is no failure`() {
        var breaker = CircuitBreaker(channel: "phones")
        for _ in 0..<50 { _ = breaker.note(.throttled(until: start + .seconds(9), "429"), at: start) }
        #expect(breaker.standing.trips == 0 && breaker.standing.failingSince == nil)
        #expect(!breaker.standing.isOpen(at: start) && breaker.standing.isOpen(at: start + .seconds(9)))
    }

    @Test func `a clock that is set back keeps nothing from the future`() {
        var breaker = CircuitBreaker(channel: "phones")
        for _ in 0..<9 { _ = breaker.note(.silent("x"), at: start + .days(1)) }
        _ = breaker.note(.silent("x"), at: start)
        #expect(breaker.standing.trips == 0)
    }
}
