import Scheduling

/// The messages that a dispatcher holds: which go next, and which wait for a place.
///
/// Endpoints take turns, and each has only so many places, so that a slow one fills its own and no others. One that has
/// failed several times in a row rests for a while: what waits for it is given back.
struct SendWindow {
    private struct Lane {
        var waiting: [Sending] = []
        var underWay = 0
        var failures = 0
        var restsUntil: Instant?
    }

    private let places: Int
    private let placesPerEndpoint: Int
    private let failuresBeforeRest: Int
    private let rest: Duration
    private var lanes: [String: Lane] = [:]
    /// Endpoints in the order of their turns.
    private var turns: [String] = []
    private(set) var underWay = 0
    private(set) var waiting = 0

    init(places: Int, placesPerEndpoint: Int, failuresBeforeRest: Int, rest: Duration) {
        self.places = places
        self.placesPerEndpoint = placesPerEndpoint
        self.failuresBeforeRest = failuresBeforeRest
        self.rest = rest
    }

    /// How many more messages may be claimed: what is held beyond the places would only wait.
    var room: Int { max(0, places - underWay - waiting) }

    /// Takes a message in; false when its endpoint rests, and the message is the caller's to give back.
    mutating func add(_ sending: Sending, now: Instant) -> Bool {
        let endpoint = sending.channel.endpoint
        if let until = lanes[endpoint]?.restsUntil, now < until { return false }
        if lanes[endpoint] == nil { turns.append(endpoint) }
        lanes[endpoint, default: Lane()].waiting.append(sending)
        waiting += 1
        return true
    }

    /// The next message that has a place, which is under way from now on; nil when none has.
    mutating func next() -> Sending? {
        guard underWay < places else { return nil }
        for (turn, endpoint) in turns.enumerated() {
            guard var lane = lanes[endpoint], !lane.waiting.isEmpty, lane.underWay < placesPerEndpoint else { continue }
            let sending = lane.waiting.removeFirst()
            lane.underWay += 1
            lanes[endpoint] = lane
            turns.append(turns.remove(at: turn))
            underWay += 1
            waiting -= 1
            return sending
        }
        return nil
    }

    /// Notes how a message under way has ended.
    ///
    /// Returns What is given back because its endpoint rests from now on.
    mutating func end(_ sending: Sending, reached: Bool, now: Instant) -> [Sending] {
        let endpoint = sending.channel.endpoint
        guard var lane = lanes[endpoint] else { return [] }
        underWay -= 1
        lane.underWay -= 1
        lane.failures = reached ? 0 : lane.failures + 1
        var givenBack: [Sending] = []
        if lane.failures >= failuresBeforeRest {
            lane.restsUntil = now + rest
            swap(&givenBack, &lane.waiting)
        }
        waiting -= givenBack.count
        lanes[endpoint] = lane
        return givenBack
    }

    /// Everything that waits, which is the caller's to give back.
    mutating func drain() -> [Sending] {
        let all = turns.flatMap { lanes[$0]?.waiting ?? [] }
        for endpoint in turns { lanes[endpoint]?.waiting = [] }
        waiting = 0
        return all
    }
}
