import ChildProcesses
import Foundation
import TestSupport

/// Requests a second of our driver and of others, each a process on one core, to the same nginx on the other core.
enum TransferBench: Bench {
    static let name = "transfer"
    static let summary =
        "posts of 200 bytes to nginx, at 64 and 256 in flight, beside libcurl in C and three clients in Python"

    /// What every client prints.
    struct Answer: Decodable {
        /// With its version.
        let peer: String
        let count: Int
        let seconds: Double
        /// Microseconds.
        let cpu: Double

        var rate: Double { Double(count) / seconds }
        var microseconds: Double { cpu / Double(count) }
    }

    /// One client: its command, and the part of the requests that it gets, as rates are compared.
    private struct Client {
        let command: [String]
        let share: Double
        var extra: [String] = []
    }

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        let count = request.count ?? 100_000
        let rounds = request.rounds ?? 5
        let server = try LocalNginx(core: 1)
        let url = "http://127.0.0.1:\(server.port)/hook"
        var figures: [Figure] = []
        for places in [64, 256] {
            var answers: [String: [Answer]] = [:]
            var order: [String] = []
            // In turns, so that what else the machine does meets all of them.
            for _ in 0..<rounds {
                for client in try clients(request.isComparing) {
                    let own = max(places * 4, Int(Double(count) * client.share))
                    let answer = try ask(client.command + [url, "\(places)", "\(own)"] + client.extra)
                    if answers[answer.peer] == nil { order.append(answer.peer) }
                    answers[answer.peer, default: []].append(answer)
                }
            }
            figures += order.compactMap { peer in
                figure(peer, answers, "\(places) in flight", "\(count) requests, median of \(rounds)")
            }
        }
        return figures
    }

    private static func clients(_ isComparing: Bool) throws -> [Client] {
        let ours = Client(command: [CommandLine.arguments[0], "post"], share: 1)
        guard isComparing else { return [ours] }
        let loop = try CompiledPeer.path(of: "curl_loop.c")
        func script(_ name: String) -> [String] { [".build/bench-venv/bin/python", "Tests/Benchmarks/Peers/\(name)"] }
        return [
            Client(command: [loop], share: 1, extra: ["poll"]), ours,
            Client(command: [loop], share: 1, extra: ["epoll"]),
            Client(command: script("pycurl_posts.py"), share: 0.5),
            Client(command: script("aiohttp_posts.py"), share: 0.2),
            Client(command: script("aiohttp_posts.py"), share: 0.2, extra: ["uvloop"]),
            Client(command: script("apprise_posts.py"), share: 0.01),
        ]
    }

    static func ask(_ command: [String], core: Int = 0) throws -> Answer {
        let (status, output) = try ChildProcess.run(
            ["taskset", "-c", "\(core)"] + command, errors: .inherited)
        guard status == 0, let answer = try? JSONDecoder().decode(Answer.self, from: output) else {
            throw BenchFailure(
                "\(command.joined(separator: " ")) ended with \(status) and said: \(String(decoding: output, as: UTF8.self))"
            )
        }
        return answer
    }

    /// Ours has its own figure; beside it stands a peer's, with how many times as fast ours is.
    private static func figure(
        _ peer: String, _ answers: [String: [Answer]], _ metric: String, _ work: String
    ) -> Figure? {
        func middle(_ name: String) -> Answer? {
            let sorted = answers[name, default: []].sorted { $0.rate < $1.rate }
            return sorted.isEmpty ? nil : sorted[sorted.count / 2]
        }
        guard let own = middle("milieu"), let other = middle(peer) else { return nil }
        let conditions =
            "\(work); nginx on one core, each client on the other; \(rounded(own.microseconds)) us of CPU each"
        guard peer != "milieu" else {
            return Figure(bench: name, metric: metric, value: own.rate, unit: "requests/s", conditions: conditions)
        }
        // The middle of the rounds' own ratios: neighbours in time had the same machine.
        let ratios = zip(answers["milieu", default: []], answers[peer, default: []]).map { $0.rate / $1.rate }.sorted()
        return Figure(
            bench: name, metric: metric, value: own.rate, unit: "requests/s",
            conditions:
                "\(conditions); peer: \(Int(other.rate)) requests/s, \(rounded(other.microseconds)) us of CPU each",
            peer: other.peer, ratio: ratios[ratios.count / 2])
    }

    private static func rounded(_ value: Double) -> String {
        value.formatted(.number.precision(.fractionLength(1)))
    }
}
