import Matching
import TestSupport

/// Who goes with whom, at sizes from one program to far beyond.
enum MatchBench: Bench {
    static let name = "match"
    static let summary =
        "assignment of full and sparse matrices, stable matching, one program; SciPy and lapx beside it"

    /// What `Peers/assignment.py` prints for each peer.
    private struct PeerAnswer: Decodable {
        let peer: String
        /// The least CPU of its rounds.
        let seconds: Double
        let total: Int64
    }

    private struct Costs {
        let title: String
        let range: ClosedRange<Int64>
    }

    private static let costs = [
        Costs(title: "uniform", range: 0...999_999), Costs(title: "narrow-range", range: 0...99),
        Costs(title: "near-tie", range: 1_000_000...1_000_003),
    ]

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        var random = BenchRandom(state: 7)
        var figures: [Figure] = []
        for count in [1_000, 4_000] {
            for costs in costs { figures += try dense(count, costs, request, &random) }
        }
        figures += try sparse(request, &random)
        figures += try stable(request, &random)
        figures.append(try program(request, &random))
        return figures
    }

    private static func dense(
        _ count: Int, _ costs: Costs, _ request: BenchRequest, _ random: inout BenchRandom
    ) throws -> [Figure] {
        let entries = (0..<count * count).map { _ in Int64.random(in: costs.range, using: &random) }
        let rounds = request.rounds ?? (count > 1_000 ? 5 : 15)
        var columns: [Int?] = []
        let seconds = try least(rounds) {
            columns = try DenseAssignmentProblem(rowCount: count, columnCount: count, costs: entries).solve().columns
        }
        let total = columns.enumerated().reduce(Int64(0)) { sum, pair in
            sum + (pair.element.map { entries[pair.offset * count + $0] } ?? 0)
        }
        let figure = Figure(
            bench: name, metric: "matrix, \(count) x \(count), \(costs.title)", value: seconds * 1_000, unit: "ms",
            conditions:
                "whole costs from \(costs.range.lowerBound) to \(costs.range.upperBound), least CPU of \(rounds)")
        return try compared(figure, "dense", entries, count, rounds, total, request)
    }

    private static func sparse(_ request: BenchRequest, _ random: inout BenchRandom) throws -> [Figure] {
        let count = 20_000
        // One candidate of each row comes from a shuffle, so that everybody can be placed.
        let sure = Array(0..<count).shuffled(using: &random)
        let candidates = sure.map { column in
            var columns: Set<Int> = [column]
            while columns.count < 20 { columns.insert(Int.random(in: 0..<count, using: &random)) }
            return columns.sorted().map {
                AssignmentCandidate(column: $0, score: -Int64.random(in: 1...999_999, using: &random))
            }
        }
        let rounds = request.rounds ?? 3
        var answer: Assignment?
        let seconds = try least(rounds) {
            answer = try AssignmentProblem(capacities: Array(repeating: 1, count: count), candidates: candidates)
                .solve()
        }
        let edges = candidates.enumerated().flatMap { row, list in
            list.flatMap { [Int64(row), Int64($0.column), -$0.score] }
        }
        let figure = Figure(
            bench: name, metric: "sparse, 20,000 x 20,000", value: seconds * 1_000, unit: "ms",
            conditions: "20 candidates each, whole costs from 1 to 999999, least CPU of \(rounds)")
        return try compared(figure, "sparse", edges, count, rounds, -(answer?.totalScore ?? 0), request)
    }

    private static func stable(_ request: BenchRequest, _ random: inout BenchRandom) throws -> [Figure] {
        let (count, mentors, places) = (100_000, 5_000, 20)
        let newcomers = (0..<count).map { _ in
            var list: [Int] = []
            while list.count < 10 {
                let mentor = Int.random(in: 0..<mentors, using: &random)
                if !list.contains(mentor) { list.append(mentor) }
            }
            return list
        }
        var lists: [[Int]] = Array(repeating: [], count: mentors)
        for (newcomer, list) in newcomers.enumerated() { for mentor in list { lists[mentor].append(newcomer) } }
        lists = lists.map { $0.shuffled(using: &random) }
        let capacities = Array(repeating: places, count: mentors)
        let rounds = request.rounds ?? 5
        var problem: StableProblem?
        var matchings: [[Int?]] = [[], []]
        let reading = try least(rounds) {
            problem = try StableProblem(capacities: capacities, newcomers: newcomers, mentors: lists)
        }
        guard let problem else { throw BenchFailure("there is no problem to solve") }
        let first = least(rounds) { matchings[0] = problem.newcomerProposing() }
        let second = least(rounds) { matchings[1] = problem.mentorProposing() }
        for matching in matchings where try !problem.blockingPairs(of: matching).isEmpty {
            throw BenchFailure("a matching that should be stable has blocking pairs")
        }
        return zip(["newcomers", "mentors"], [first, second]).map { side, seconds in
            Figure(
                bench: name, metric: "stable, 100,000 newcomers, \(side) propose", value: (reading + seconds) * 1_000,
                unit: "ms",
                conditions: "5000 mentors with 20 places, lists of 10; checking the lists \(Int(reading * 1_000)) ms "
                    + "of it; least CPU of \(rounds)")
        }
    }

    /// As many people as one program has, each newcomer with seven of ten mentors permitted.
    private static func program(_ request: BenchRequest, _ random: inout BenchRandom) throws -> Figure {
        let capacities = (0..<60).map { _ in Int.random(in: 1...5, using: &random) }
        let candidates = (0..<200).map { _ in
            (0..<60).filter { _ in Int.random(in: 0..<10, using: &random) < 7 }.map {
                AssignmentCandidate(column: $0, score: Int64.random(in: 0...100, using: &random))
            }
        }
        let rounds = request.rounds ?? 25
        let seconds = try least(rounds) {
            _ = try AssignmentProblem(capacities: capacities, candidates: candidates).solve(.all)
        }
        return Figure(
            bench: name, metric: "one program, 200 newcomers and 60 mentors", value: seconds * 1_000, unit: "ms",
            conditions: "every level, 1 to 5 places, seven of ten pairs permitted, least CPU of \(rounds)")
    }

    private static func compared(
        _ figure: Figure, _ kind: String, _ numbers: [Int64], _ count: Int, _ rounds: Int, _ total: Int64,
        _ request: BenchRequest
    ) throws -> [Figure] {
        guard request.isComparing else { return [figure] }
        let folder = try TemporaryFolder()
        try folder.write(bytes: numbers.withUnsafeBytes { Array($0) }, to: "numbers")
        let answers = try Peer.answer(
            of: "assignment.py", [kind, folder.path + "/numbers", "\(count)", "\(rounds)"], as: [PeerAnswer].self)
        return try answers.map { answer in
            guard answer.total == total else {
                throw BenchFailure("\(answer.peer) found a total of \(answer.total), ours is \(total)")
            }
            return Figure(
                bench: figure.bench, metric: figure.metric, value: figure.value, unit: figure.unit,
                conditions: figure.conditions, peer: answer.peer, ratio: answer.seconds * 1_000 / figure.value)
        }
    }

    /// The least CPU of several rounds, in seconds: what other work on the machine does not change.
    private static func least(_ rounds: Int, _ work: () throws -> Void) rethrows -> Double {
        var least = Double.infinity
        for _ in 0..<rounds {
            let before = ProcessTime.microseconds
            try work()
            least = min(least, (ProcessTime.microseconds - before) / 1e6)
        }
        return least
    }
}

/// Random numbers that repeat for a seed.
struct BenchRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
