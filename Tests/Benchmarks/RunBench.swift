import TestSupport

/// Runs a second that are claimed, planned and completed for good, by the real engine, with nothing to decide.
enum RunBench: Bench {
    static let name = "run"
    static let summary = "claiming, running and completing 100,000 empty runs on SQLite and on PostgreSQL"

    /// Of several rounds, each in an empty place, the one in the middle.
    private struct Middle<Answer> {
        let rate: Double
        let answer: Answer

        init(of rounds: Int, rate: (Answer) -> Double, _ measure: () async throws -> Answer) async throws {
            var answers: [Answer] = []
            for _ in 0..<rounds { answers.append(try await measure()) }
            answers.sort { rate($0) < rate($1) }
            answer = answers[answers.count / 2]
            self.rate = rate(answer)
        }
    }

    /// What `Peers/*_runs.py` print.
    private struct PeerAnswer: Decodable {
        /// With its version.
        let peer: String
        let count: Int
        let seconds: Double
        let settings: String

        var rate: Double { Double(count) / seconds }
    }

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        let count = request.count ?? 100_000
        let rounds = request.rounds ?? 3
        let sqlite = try await figure("SQLite, one engine", count, rounds) {
            try await BurnDown(place: .sqlite(), count: count).run()
        }
        var postgresql: [Figure] = []
        for (engines, title) in [(1, "one engine"), (2, "two engines in one process")] {
            postgresql.append(
                try await figure("PostgreSQL, \(title)", count, rounds) {
                    try await DurablePlace.withServer { server in
                        try await BurnDown(place: .postgresql(on: server), count: count, engines: engines).run()
                    }
                })
        }
        guard request.isComparing else { return [sqlite] + postgresql }
        let huey = try await Middle(of: rounds, rate: \PeerAnswer.rate) {
            let folder = try TemporaryFolder()
            return try answer(of: "huey_runs.py", at: "\(folder.path)/peer.db", min(count, 20_000))
        }
        var figures = [compared(sqlite, with: huey)]
        // Slower peers have fewer jobs: it is the rates that are compared.
        for (script, most) in [("pgqueuer_runs.py", 50_000), ("procrastinate_runs.py", 5_000)] {
            let peer = try await Middle(of: rounds, rate: \PeerAnswer.rate) {
                try await DurablePlace.withServer { try answer(of: script, at: $0.url(), min(count, most)) }
            }
            figures += postgresql.map { compared($0, with: peer) }
        }
        return figures
    }

    private static func figure(
        _ metric: String, _ count: Int, _ rounds: Int, _ measure: () async throws -> BurnDown.Result
    ) async throws -> Figure {
        let middle = try await Middle(of: rounds, rate: \BurnDown.Result.rate, measure)
        return Figure(
            bench: name, metric: metric, value: middle.rate, unit: "runs/s",
            conditions: "\(count) runs, median of \(rounds), the engine's own batches; \(middle.answer.conditions)")
    }

    private static func answer(of script: String, at address: String, _ count: Int) throws -> PeerAnswer {
        try Peer.answer(of: script, [address, "\(count)"], as: PeerAnswer.self)
    }

    private static func compared(_ figure: Figure, with peer: Middle<PeerAnswer>) -> Figure {
        Figure(
            bench: name, metric: figure.metric, value: figure.value, unit: figure.unit,
            conditions: figure.conditions
                + "; peer: \(Int(peer.rate)) jobs/s with \(peer.answer.count) jobs, \(peer.answer.settings)",
            peer: peer.answer.peer, ratio: figure.value / peer.rate)
    }
}
