import Delivery
import TestSupport

/// What a transfer under way takes of this process's memory.
enum InFlightBench: Bench {
    static let name = "memory"
    static let summary = "memory of a transfer in flight, at 1,000 and at 4,000"

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        var figures: [Figure] = []
        // Libraries are paged in by the first transfers of a process, however many follow.
        _ = try await measure(16)
        for count in [1_000, 4_000] {
            let bytes = try await measure(count)
            figures.append(
                Figure(
                    bench: name, metric: "\(count) in flight", value: bytes / 1_024, unit: "KiB each",
                    conditions:
                        "growth of VmRSS of the whole process from none to all of them, after a few others; posts of 200 bytes"
                ))
        }
        return figures
    }

    private static func measure(_ count: Int) async throws -> Double {
        // The answers never come: the requests are given up when the figure is there.
        let server = try SlowServer(delay: .seconds(600), endpoints: 1, told: count)
        let driver = CurlDriver(
            policy: EgressPolicy(allowed: ["127.0.0.0/8"]),
            limits: CurlLimits(places: count, placesPerEndpoint: count))
        let request = HTTPRequest(
            url: "http://\(SlowServer.address(0)):\(server.port)/",
            headers: [HTTPHeader("content-type", "application/json")], body: [UInt8](repeating: 120, count: 200),
            timeout: .seconds(120))
        let before = try ProcessMemory.megabytes("VmRSS")
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count { group.addTask { _ = try await driver.perform(request) } }
            server.waitUntilFull()
            let after = try ProcessMemory.megabytes("VmRSS")
            group.cancelAll()
            while let result = await group.nextResult() {
                guard case .failure = result else { throw BenchFailure("a transfer that was given up has an answer") }
            }
            return (after - before) * 1_048_576 / Double(count)
        }
    }
}
