/// What goes to one endpoint: how much is under way, and what waits for its turn.
///
/// Transfers wait here and never inside of libcurl, where the time limit of one would run while it waits.
final class CurlLane {
    let endpoint: CurlEndpoint
    /// Whether it is reached without the proxy.
    let isDirect: Bool
    var underWay = 0
    /// Whether it stands in the queue of lanes that may begin something.
    var isQueued = false
    private var waiting = TakingQueue<CurlTransfer>()

    init(endpoint: CurlEndpoint, isDirect: Bool) {
        self.endpoint = endpoint
        self.isDirect = isDirect
    }

    func add(_ transfer: CurlTransfer) { waiting.append(transfer) }

    /// The first that waits and has not been cancelled.
    func next() -> CurlTransfer? {
        while let transfer = waiting.take() {
            if transfer.state == .waiting { return transfer }
        }
        return nil
    }

    /// Everything that waits, which nobody will begin.
    func drain() -> [CurlTransfer] {
        var all: [CurlTransfer] = []
        while let transfer = next() { all.append(transfer) }
        return all
    }

    var hasWaiting: Bool { !waiting.isEmpty }
    var isIdle: Bool { underWay == 0 && !hasWaiting }
}
