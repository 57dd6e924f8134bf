/// A thousand endpoints that each take 200 ms to answer, with one request at a time to each.
enum EndpointsBench: Bench {
    static let name = "endpoints"
    static let summary =
        "1,000 endpoints that answer after 200 ms, one request at a time to each, from the first connection on"

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        let endpoints = 1_000
        let count = request.count ?? 20_000
        let rounds = request.rounds ?? 3
        let delay = 0.2
        let server = try SlowServer(delay: .milliseconds(200), endpoints: endpoints)
        var answers: [TransferBench.Answer] = []
        for _ in 0..<rounds {
            answers.append(
                try TransferBench.ask(
                    [CommandLine.arguments[0], "post", "http://*:\(server.port)/", "\(endpoints)", "\(count)"]))
        }
        let middle = answers.sorted { $0.rate < $1.rate }[rounds / 2]
        let ideal = Double(endpoints) / delay
        return [
            Figure(
                bench: name, metric: "1,000 in flight", value: middle.rate, unit: "requests/s",
                conditions:
                    "\(count) requests with the ramp-up, median of \(rounds), client and server on a core each; "
                    + "\(Int(middle.microseconds)) us of CPU each",
                peer: "the ideal of \(Int(ideal)) requests/s", ratio: middle.rate / ideal)
        ]
    }
}
