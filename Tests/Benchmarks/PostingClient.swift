import Delivery
import Foundation

/// Our own driver as one of the clients of the bench 'transfer': a process like each of the peers.
///
/// `milieu-bench post URL IN-FLIGHT COUNT [CA-FILE]` posts, and prints what `Peers/curl_loop.c` prints. With a URL that has
/// `*` for its host it posts to that many endpoints in turns, one request each.
enum PostingClient {
    private struct Report: Encodable {
        let peer: String
        let count: Int
        let seconds: Double
        let cpu: Double
    }

    static func run(_ arguments: some Sequence<String>) async throws {
        let words = Array(arguments)
        guard words.count >= 3, let places = Int(words[1]), let count = Int(words[2]) else {
            throw BenchFailure("post takes a URL and two numbers")
        }
        let driver = CurlDriver(
            policy: EgressPolicy(allowed: ["127.0.0.0/8"]),
            limits: CurlLimits(places: places, placesPerEndpoint: places), caFile: words.dropFirst(3).first)
        let isOne = !words[0].contains("*")
        let urls = isOne ? [words[0]] : (0..<places).map { words[0].replacing("*", with: SlowServer.address($0)) }
        // The ramp-up is part of what is measured where every endpoint is another.
        if isOne { try await post(max(places, count / 10), urls, places, over: driver) }
        let before = ProcessTime.microseconds
        let seconds = try await Stopwatch.seconds { try await post(count, urls, places, over: driver) }
        let report = Report(
            peer: "milieu", count: count, seconds: seconds, cpu: ProcessTime.microseconds - before)
        print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
    }

    private static func post(_ count: Int, _ urls: [String], _ places: Int, over driver: CurlDriver) async throws {
        let headers = [
            HTTPHeader("content-type", "application/json"),
            HTTPHeader("webhook-id", "msg_" + String(repeating: "0", count: 32)),
        ]
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: 200)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for place in 0..<places {
                let request = HTTPRequest(
                    url: urls[place % urls.count], headers: headers, body: body, timeout: .seconds(20))
                let share = count / places + (place < count % places ? 1 : 0)
                group.addTask {
                    for _ in 0..<share {
                        let answer = try await driver.perform(request)
                        guard answer.status == 204 else { throw BenchFailure("the server answered \(answer.status)") }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
