import Scheduling

/// The search for the next time of a cron expression, from starts all over eleven years.
enum CronBench: Bench {
    static let name = "cron"
    static let summary = "the next time of five common and of five rare cron expressions in Europe/Lisbon"

    private static let zone = "Europe/Lisbon"
    private static let common = ["0 20 * * *", "*/15 * * * *", "0 9 * * MON-FRI", "30 8 1 * *", "0 9,18 * * *"]
    private static let rare = ["0 0 29 2 *", "0 9 * * FRI#5", "0 9 LW * *", "0 9 13 * +FRI", "0 9 31 * *"]

    private static let count: Int64 = 20_000
    private static let peerCount: Int64 = 2_000
    /// 2026-01-01T00:00:00Z, in seconds.
    private static let first: Int64 = 1_767_225_600
    /// Up to 2037-01-01T00:00:00Z, in seconds.
    private static let span: Int64 = 347_155_200
    /// The golden part of the span: however many starts are taken, they lie evenly over it and over the day.
    private static let step: Int64 = 214_553_713

    /// What `Peers/cron.py` prints.
    private struct PeerAnswer: Decodable {
        /// With its version.
        let peer: String
        /// For one search of each expression that it reads.
        let seconds: [String: Double]
        /// The times that it found, in seconds since 1970, in the order of the starts.
        let times: [String: [Int64]]
    }

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        let ours = try await nanoseconds(of: common + rare)
        let peers = request.isComparing ? try ["croniter", "cronsim"].map(ask) : []
        var figures: [Figure] = []
        for (title, expressions) in [("common expressions", common), ("rare expressions", rare)] {
            let worst = expressions.max { ours[$0] ?? 0 < ours[$1] ?? 0 } ?? ""
            let plain = Figure(
                bench: name, metric: "next, \(title)", value: median(expressions.compactMap { ours[$0] }), unit: "ns",
                conditions: "median of \(expressions.joined(separator: " | ")) in \(zone), \(count) starts of "
                    + "2026 to 2036, median of 9 rounds; worst \(worst) with \(Int(ours[worst] ?? 0)) ns")
            figures +=
                peers.isEmpty ? [plain] : try peers.map { try compared(plain, with: $0, over: expressions, ours) }
        }
        return figures
    }

    /// One search for each expression.
    private static func nanoseconds(of expressions: [String]) async throws -> [String: Double] {
        let rules = try ZoneDatabase().rules(named: zone)
        let starts = starts
        var found: [String: Double] = [:]
        for text in expressions {
            let expression = try CronExpression(parsing: text)
            var rounds: [Double] = []
            for _ in 0..<9 {
                var missing = 0
                let seconds = await Stopwatch.seconds {
                    for start in starts {
                        guard let fire = expression.next(after: start, in: rules), fire.instant > start else {
                            missing += 1
                            continue
                        }
                    }
                }
                guard missing == 0 else { throw BenchFailure("\(text) had no next time from \(missing) starts") }
                rounds.append(seconds * 1e9 / Double(count))
            }
            found[text] = median(rounds)
        }
        return found
    }

    private static func ask(_ peer: String) throws -> PeerAnswer {
        let numbers = [peerCount, first, span, step].map { String($0) }
        return try Peer.answer(of: "cron.py", [peer, zone] + numbers + common + rare, as: PeerAnswer.self)
    }

    /// With the median of the ratios over the expressions that the peer reads, and how many of its answers are ours.
    private static func compared(
        _ figure: Figure, with answer: PeerAnswer, over expressions: [String], _ ours: [String: Double]
    ) throws -> Figure {
        let rules = try ZoneDatabase().rules(named: zone)
        var ratios: [Double] = []
        var (same, all) = (0, 0)
        for text in expressions {
            guard let seconds = answer.seconds[text], let times = answer.times[text], let own = ours[text] else {
                continue
            }
            ratios.append(seconds * 1e9 / own)
            let expression = try CronExpression(parsing: text)
            for (start, time) in zip(starts, times) {
                all += 1
                if expression.next(after: start, in: rules)?.instant == Instant(seconds: time) { same += 1 }
            }
        }
        guard !ratios.isEmpty else { throw BenchFailure("\(answer.peer) reads none of the expressions") }
        return Figure(
            bench: name, metric: figure.metric, value: figure.value, unit: figure.unit,
            conditions: figure.conditions + "; ratio: median over the \(ratios.count) that the peer reads, which finds "
                + "the same time from \(same) of \(all) starts",
            peer: answer.peer, ratio: median(ratios))
    }

    private static var starts: [Instant] { (0..<count).map { Instant(seconds: first + $0 * step % span) } }

    private static func median(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.sorted()[values.count / 2]
    }
}
