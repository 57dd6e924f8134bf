import TestSupport

/// Runs a second that are claimed, planned and completed for good, by the real engine, with nothing to decide.
enum RunBench: Bench {
    static let name = "run"
    static let summary = "claiming, running and completing 100,000 empty runs on SQLite and on PostgreSQL"

    /// What `Peers/*_runs.py` print.
    private struct PeerAnswer: Decodable {
        /// With its version.
        let peer: String
        let count: Int
        let seconds: Double
        let settings: String
    }

    /// One round of somebody's.
    private struct Round {
        var peer: String?
        let rate: Double
        let conditions: String
    }

    /// The rounds of each, in the order of their first ones.
    private struct Rounds {
        private(set) var titles: [String] = []
        private var rounds: [String: [Round]] = [:]

        mutating func add(_ round: Round, to title: String) {
            if rounds[title] == nil { titles.append(title) }
            rounds[title, default: []].append(round)
        }

        func middle(of title: String) -> Round? {
            let sorted = rounds[title, default: []].sorted { $0.rate < $1.rate }
            return sorted.isEmpty ? nil : sorted[sorted.count / 2]
        }
    }

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        let count = request.count ?? 100_000
        let rounds = request.rounds ?? 3
        var (ours, peers) = (Rounds(), Rounds())
        // In turns, so that what else the machine does meets all of them.
        for _ in 0..<rounds {
            if request.covers("sqlite") {
                ours.add(
                    round(try await BurnDown(place: .sqlite(), count: count).run()), to: "SQLite, one engine")
            }
            if request.isComparing, request.covers("sqlite") {
                let folder = try TemporaryFolder()
                peers.add(
                    try ask("huey_runs.py", at: "\(folder.path)/peer.db", 20_000, in: folder.path), to: "SQLite")
            }
            guard request.covers("postgresql") else { continue }
            for (engines, title) in [(1, "one engine"), (2, "two engines in one process")] {
                let result = try await DurablePlace.withServer { server in
                    try await BurnDown(place: .postgresql(on: server), count: count, engines: engines).run()
                }
                ours.add(round(result), to: "PostgreSQL, \(title)")
            }
            guard request.isComparing else { continue }
            // Slower peers have fewer jobs, as rates are compared; never so few that their start would count.
            for (script, jobs) in [("pgqueuer_runs.py", 50_000), ("procrastinate_runs.py", 5_000)] {
                let answer = try await DurablePlace.withServer {
                    try ask(script, at: $0.url(), jobs, in: $0.folder)
                }
                peers.add(answer, to: "PostgreSQL, \(script)")
            }
        }
        return ours.titles.flatMap { figures($0, ours, peers, "\(count) runs, median of \(rounds)") }
    }

    /// One figure, or one for each peer on the same kind of store.
    private static func figures(_ title: String, _ ours: Rounds, _ peers: Rounds, _ work: String) -> [Figure] {
        guard let own = ours.middle(of: title) else { return [] }
        let plain = Figure(
            bench: name, metric: title, value: own.rate, unit: "runs/s",
            conditions: "\(work), the engine's own batches; \(own.conditions)")
        let kind = title.prefix { $0 != "," }
        let compared = peers.titles.filter { $0.hasPrefix(kind) }.compactMap { peers.middle(of: $0) }.map { peer in
            Figure(
                bench: name, metric: title, value: own.rate, unit: plain.unit,
                conditions: "\(plain.conditions); peer: \(Int(peer.rate)) jobs/s, \(peer.conditions)",
                peer: peer.peer, ratio: own.rate / peer.rate)
        }
        return compared.isEmpty ? [plain] : compared
    }

    private static func round(_ result: BurnDown.Result) -> Round {
        Round(rate: result.rate, conditions: result.conditions)
    }

    private static func ask(
        _ script: String, at address: String, _ count: Int, in folder: String
    ) throws -> Round {
        let rate = Int(try SyncRate.measure(in: folder))
        let answer = try Peer.answer(of: script, [address, "\(count)"], as: PeerAnswer.self)
        return Round(
            peer: answer.peer, rate: Double(answer.count) / answer.seconds,
            conditions: "\(answer.count) jobs, \(answer.settings), \(rate) fdatasync/s")
    }
}
