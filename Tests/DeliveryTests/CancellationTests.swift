import Foundation
import TestSupport
import Testing

@testable import Delivery

/// Every transfer ends exactly once: Swift's checked continuations end the process at the second time, and a transfer that
/// never ends keeps its test from ending.
@Suite struct CancellationTests {
    private static let script = Repository.root + "/Tests/DeliveryTests/Fixtures/faulty_server.py"
    private static let policy = EgressPolicy(allowed: ["127.0.0.1"])

    private static func request(_ port: Int, _ path: String) -> HTTPRequest {
        HTTPRequest(
            url: "http://127.0.0.1:\(port)\(path)", headers: [HTTPHeader("content-type", "text/plain")],
            body: [UInt8](repeating: 120, count: 200), timeout: .seconds(240))
    }

    private static func outcome(_ request: HTTPRequest, over driver: CurlDriver) async -> String {
        do throws(TransportError) {
            return "\(try await driver.perform(request).status)"
        } catch {
            switch error {
            case .ambiguous: return "ambiguous"
            case .cancelled: return "cancelled"
            case .stopped: return "stopped"
            default: return "\(error)"
            }
        }
    }

    @Test(.timeLimit(.minutes(5))) func `a task that is cancelled already sends nothing`() async throws {
        let server = try ScriptedServer(script: Self.script, arguments: ["http"])
        let driver = CurlDriver(policy: Self.policy)
        let port = server.port
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await Self.outcome(Self.request(port, "/silent"), over: driver)
        }
        #expect(await task.value == "cancelled")
        #expect(await Self.outcome(Self.request(port, "/fine"), over: driver) == "204")
        #expect(await server.nextLine() == "POST /fine")
    }

    @Test(.timeLimit(.minutes(5))) func `what was sent in full and cancelled then may have arrived`() async throws {
        let server = try ScriptedServer(script: Self.script, arguments: ["http"])
        let driver = CurlDriver(policy: Self.policy)
        let port = server.port
        let task = Task { await Self.outcome(Self.request(port, "/silent"), over: driver) }
        #expect(await server.nextLine() == "POST /silent")
        task.cancel()
        #expect(await task.value == "ambiguous")
    }

    @Test(.timeLimit(.minutes(5))) func `what waits for a place is cancelled at once, and frees none`() async throws {
        let server = try ScriptedServer(script: Self.script, arguments: ["http"])
        let driver = CurlDriver(policy: Self.policy, limits: CurlLimits(places: 8, placesPerEndpoint: 1))
        let port = server.port
        let holder = Task { await Self.outcome(Self.request(port, "/silent"), over: driver) }
        #expect(await server.nextLine() == "POST /silent")
        let waiting = (0..<20).map { _ in Task { await Self.outcome(Self.request(port, "/error"), over: driver) } }
        let last = Task { await Self.outcome(Self.request(port, "/fine"), over: driver) }
        for task in waiting {
            task.cancel()
            #expect(await task.value == "cancelled")
        }
        holder.cancel()
        #expect(await holder.value == "ambiguous")
        #expect(await last.value == "204")
        #expect(await server.nextLine() == "POST /fine")
    }

    @Test(.timeLimit(.minutes(5))) func `an endpoint that is busy keeps no other waiting`() async throws {
        let busy = try ScriptedServer(script: Self.script, arguments: ["http"])
        let free = try ScriptedServer(script: Self.script, arguments: ["http"])
        let driver = CurlDriver(policy: Self.policy, limits: CurlLimits(places: 8, placesPerEndpoint: 4))
        let (busyPort, freePort) = (busy.port, free.port)
        let held = (0..<50).map { _ in Task { await Self.outcome(Self.request(busyPort, "/silent"), over: driver) } }
        #expect(await busy.nextLine() == "POST /silent")
        for _ in 0..<20 { #expect(await Self.outcome(Self.request(freePort, "/fine"), over: driver) == "204") }
        for task in held { task.cancel() }
        for task in held { #expect(["ambiguous", "cancelled"].contains(await task.value)) }
        #expect(await Self.outcome(Self.request(busyPort, "/fine"), over: driver) == "204")
    }

    @Test(.timeLimit(.minutes(5)), arguments: [1, 2, 3])
    func `thousands that are cancelled at any moment each end once, and the driver goes on`(round: Int) async throws {
        let seed = UInt64.random(in: 1...UInt64.max)
        print("seed \(seed)")
        var random = SplitMix(state: seed)
        let server = try LocalNginx()
        let driver = CurlDriver(policy: Self.policy, limits: CurlLimits(places: 64, placesPerEndpoint: 32))
        let url = "http://127.0.0.1:\(server.port)"
        let count = 3_000
        let outcomes = await withTaskGroup(of: String.self) { group in
            for _ in 0..<count {
                let path = random.next() % 4 == 0 ? "/close" : "/hook"
                let (isCancelled, spins) = (random.next() % 3 == 0, Int(random.next() % 200))
                group.addTask {
                    let request = HTTPRequest(url: url + path, headers: [], body: [1], timeout: .seconds(240))
                    let task = Task { await Self.outcome(request, over: driver) }
                    if isCancelled {
                        for _ in 0..<spins { await Task.yield() }
                        task.cancel()
                    }
                    return await task.value
                }
            }
            return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(outcomes.values.reduce(0, +) == count, "seed \(seed)")
        #expect(Set(outcomes.keys).isSubset(of: ["204", "cancelled", "ambiguous"]), "seed \(seed): \(outcomes)")
        // Every place is free again: as many as there are go through at once.
        let request = HTTPRequest(url: url + "/hook", headers: [], body: [1], timeout: .seconds(240))
        let after = await withTaskGroup(of: String.self) { group in
            for _ in 0..<200 { group.addTask { await Self.outcome(request, over: driver) } }
            return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(after == ["204": 200], "seed \(seed)")
    }

    @Test(.timeLimit(.minutes(5))) func `an end in the middle of everything ends everything once`() async throws {
        let server = try ScriptedServer(script: Self.script, arguments: ["http"])
        let driver = CurlDriver(policy: Self.policy, limits: CurlLimits(places: 16, placesPerEndpoint: 16))
        let port = server.port
        let tasks = (0..<200).map { _ in Task { await Self.outcome(Self.request(port, "/silent"), over: driver) } }
        for _ in 0..<16 { #expect(await server.nextLine() == "POST /silent") }
        driver.stop()
        var outcomes: [String: Int] = [:]
        for task in tasks { outcomes[await task.value, default: 0] += 1 }
        #expect(outcomes == ["ambiguous": 16, "stopped": 184])
        #expect(await Self.outcome(Self.request(port, "/fine"), over: driver) == "stopped")
    }

    @Test(.timeLimit(.minutes(5))) func `descriptors are given back`() async throws {
        func open() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
        let server = try LocalNginx()
        let url = "http://127.0.0.1:\(server.port)/hook"
        let before = try open()
        for _ in 0..<30 {
            let driver = CurlDriver(policy: Self.policy)
            let request = HTTPRequest(url: url, headers: [], body: [1], timeout: .seconds(20))
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { _ = try? await driver.perform(request) } }
            }
        }
        // Other tests run at the same time: what 30 drivers with 20 connections would leave is far more.
        #expect(try open() < before + 300)
    }

    /// Numbers that the same seed gives again (Steele, Lea and Flood, 2014).
    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}
