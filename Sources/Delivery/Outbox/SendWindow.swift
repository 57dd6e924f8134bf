import Community
import Messages
import Scheduling

/// The messages that a dispatcher holds: which go next, and which wait for a place.
///
/// Channels take turns, and each has only so many places and so much room, so that a slow one fills its own and no
/// others'. Channels of one endpoint share its places, and those of one host its connections: what has a place is never
/// kept waiting by the driver, where nobody would ask again whether it may go.
struct SendWindow {
    private struct Lane {
        /// The channel that stands for its endpoint.
        var unit = ""
        var host = ""
        var waiting: [Sending] = []
        /// The first of them that still waits.
        var head = 0
        var underWay = 0
        var places = 1
        /// When the next message may go to each person, where the platform has a pace for one.
        var nextTo: [String: Instant] = [:]

        var waits: Int { waiting.count - head }

        mutating func pop() -> Sending {
            defer {
                head += 1
                if head == waiting.count {
                    waiting.removeAll(keepingCapacity: true)
                    head = 0
                }
            }
            return waiting[head]
        }

        mutating func drain() -> [Sending] {
            defer {
                waiting = []
                head = 0
            }
            return Array(waiting[head...])
        }
    }

    private let places: Int
    private let placesPerHost: Int
    private var lanes: [String: Lane] = [:]
    /// Channels in the order of their turns.
    private var turns: [String] = []
    /// How many are under way by each endpoint, where channels share one.
    private var byUnit: [String: Int] = [:]
    private var byHost: [String: Int] = [:]
    private(set) var underWay = 0
    private(set) var waiting = 0

    init(places: Int, placesPerHost: Int = CurlLimits.defaultPlacesPerEndpoint) {
        self.places = places
        self.placesPerHost = placesPerHost
    }

    var isEmpty: Bool { underWay == 0 && waiting == 0 }

    /// How many messages of one channel are held.
    func held(of channel: String) -> Int { lanes[channel].map { $0.waits + $0.underWay } ?? 0 }

    /// Takes a message in.
    ///
    /// - Returns: When it may go, where the platform's pace for this person has it wait; it is the caller's to give back
    ///   then.
    mutating func add(_ sending: Sending, now: Instant) -> Instant? {
        let name = sending.contact.channel
        if lanes[name] == nil { turns.append(name) }
        var lane = lanes.removeValue(forKey: name) ?? Lane()
        defer { lanes[name] = lane }
        if lane.waits == 0, lane.underWay == 0 {
            // As the files say it now; not while something is counted by the names from before.
            lane.unit = sending.unit
            lane.host = String(sending.channel.endpoint.prefix { $0 != " " })
            lane.places = type(of: sending.channel).places
        }
        if let pace = sending.channel.paces.first(where: { $0.scope == .recipient }) {
            let person = sending.claim.message.member.rawValue
            if let next = lane.nextTo[person], next > now { return next }
            if lane.nextTo.count > 4_096 { lane.nextTo = lane.nextTo.filter { $0.value > now } }
            lane.nextTo[person] = now + pace.spacing
        }
        lane.waiting.append(sending)
        waiting += 1
        return nil
    }

    /// The next message that has a place, which is under way from now on; nil when none has.
    mutating func next() -> Sending? {
        guard underWay < places, waiting > 0 else { return nil }
        for (turn, name) in turns.enumerated() {
            guard let lane = lanes[name], lane.waits > 0, byUnit[lane.unit, default: 0] < lane.places,
                byHost[lane.host, default: 0] < placesPerHost, let sending = lanes[name]?.pop()
            else { continue }
            count(lane, name, by: 1)
            if turn < turns.count - 1 { turns.append(turns.remove(at: turn)) }
            waiting -= 1
            return sending
        }
        return nil
    }

    /// Notes that a message under way has ended.
    mutating func end(_ sending: Sending) {
        let name = sending.contact.channel
        if let lane = lanes[name] { count(lane, name, by: -1) }
    }

    private mutating func count(_ lane: Lane, _ name: String, by change: Int) {
        lanes[name]?.underWay += change
        byUnit[lane.unit, default: 0] += change
        byHost[lane.host, default: 0] += change
        underWay += change
    }

    /// What waits for one endpoint, by the channel that stands for it; it is the caller's to give back.
    mutating func drain(_ unit: String) -> [Sending] {
        lanes.filter { $0.value.unit == unit }.keys.sorted().flatMap { drain(channel: $0) }
    }

    private mutating func drain(channel: String) -> [Sending] {
        let all = lanes[channel]?.drain() ?? []
        waiting -= all.count
        return all
    }

    /// Everything that waits, which is the caller's to give back.
    mutating func drain() -> [Sending] { turns.flatMap { drain(channel: $0) } }
}
