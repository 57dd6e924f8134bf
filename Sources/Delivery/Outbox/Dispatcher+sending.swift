import Messages
import Scheduling

extension Dispatcher {
    /// Sends a batch side by side and returns what became of each, in the order of their ends.
    ///
    /// One lane for each endpoint, so that a slow one fills its own places and no others.
    func send(_ sendings: [Sending]) async -> [DeliveryRecord] {
        let lanes = Dictionary(grouping: sendings) { $0.channel.endpoint }.values
        let width = max(1, min(Self.perEndpoint, Self.inFlight / max(1, lanes.count)))
        return await withTaskGroup(of: [DeliveryRecord].self) { group in
            for lane in lanes { group.addTask { await sendLane(lane, width: width) } }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func sendLane(_ sendings: [Sending], width: Int) async -> [DeliveryRecord] {
        await withTaskGroup(of: (Sending, Verdict).self) { group in
            var records: [DeliveryRecord] = []
            var failures = 0
            var next = sendings.startIndex
            func startOne() {
                let sending = sendings[next]
                next += 1
                group.addTask {
                    let verdict = await sending.channel.send(
                        sending.payload, for: sending.envelope, at: clock.now(), over: transport)
                    return (sending, verdict)
                }
            }
            while next < min(width, sendings.count) { startOne() }
            while let (sending, verdict) = await group.next() {
                if case .retry = verdict { failures += 1 } else { failures = 0 }
                records.append(record(verdict, for: sending))
                guard next < sendings.count else { continue }
                if failures >= Self.failuresBeforeRest || Task.isCancelled {
                    let reason =
                        Task.isCancelled ? "the program was stopped" : "\(sending.channel.endpoint) does not answer"
                    records += sendings[next...].map { record(.retry(after: nil, reason: reason), for: $0) }
                    next = sendings.endIndex
                } else {
                    startOne()
                }
            }
            return records
        }
    }
}
