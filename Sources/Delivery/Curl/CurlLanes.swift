/// Whose turn it is: at most so many transfers at a time, at most so many to one endpoint, and endpoints in turns.
struct CurlLanes {
    private let places: Int
    private let placesPerEndpoint: Int
    private let policy: EgressPolicy
    /// By what connections are kept for.
    private var lanes: [String: CurlLane] = [:]
    /// By the address of a request, so that each is taken apart once.
    private var known: [String: CurlLane] = [:]
    private var queue = TakingQueue<CurlLane>()
    private(set) var underWay = 0

    private static let mostKept = 4_096

    init(limits: CurlLimits, policy: EgressPolicy) {
        places = limits.places
        placesPerEndpoint = limits.placesPerEndpoint
        self.policy = policy
    }

    /// The lane of an address.
    ///
    /// - Throws: `invalid` for one that libcurl cannot read, or that has what belongs into settings.
    mutating func lane(for url: String, schemes: [String]) throws(TransportError) -> CurlLane {
        if let lane = known[url] { return lane }
        guard let endpoint = CurlEndpoint(url), schemes.contains(endpoint.scheme) else {
            throw .invalid("the address is not one of \(schemes.joined(separator: " or "))")
        }
        guard !endpoint.hasOddParts else {
            throw .invalid("the address of \(endpoint.host) has a user, a password or a zone in it, which is not used")
        }
        if known.count >= Self.mostKept { forgetIdle() }
        let isDirect =
            policy.proxy == nil || !endpoint.scheme.hasPrefix("http") || policy.allows(host: endpoint.host)
        let lane = lanes[endpoint.origin] ?? CurlLane(endpoint: endpoint, isDirect: isDirect)
        // The proxy looks up names, but an address is plain to see here.
        if !isDirect, let address = IPAddress(endpoint.host), !policy.permits(address, host: endpoint.host) {
            throw .refusedAddress(host: endpoint.host, address: address.text)
        }
        lanes[endpoint.origin] = lane
        known[url] = lane
        return lane
    }

    /// Takes a transfer in, whose turn comes when `next` says so.
    mutating func add(_ transfer: CurlTransfer, to lane: CurlLane) {
        transfer.state = .waiting
        transfer.lane = lane
        lane.add(transfer)
        enqueue(lane)
    }

    /// The next transfer that has a place, which is under way from now on; nil when none has.
    mutating func next() -> CurlTransfer? {
        while underWay < places, let lane = queue.take() {
            lane.isQueued = false
            guard lane.underWay < placesPerEndpoint, let transfer = lane.next() else { continue }
            lane.underWay += 1
            underWay += 1
            enqueue(lane)
            return transfer
        }
        return nil
    }

    mutating func end(_ transfer: CurlTransfer) {
        guard let lane = transfer.lane else { return }
        lane.underWay -= 1
        underWay -= 1
        enqueue(lane)
    }

    /// Everything that waits, which nobody will begin.
    mutating func drain() -> [CurlTransfer] { lanes.values.flatMap { $0.drain() } }

    private mutating func enqueue(_ lane: CurlLane) {
        guard !lane.isQueued, lane.hasWaiting, lane.underWay < placesPerEndpoint else { return }
        lane.isQueued = true
        queue.append(lane)
    }

    private mutating func forgetIdle() {
        known.removeAll()
        lanes = lanes.filter { !$0.value.isIdle }
    }
}
