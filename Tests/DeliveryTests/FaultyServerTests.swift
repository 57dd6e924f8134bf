import Foundation
import Messages
import PluginKit
import Scheduling
import TestSupport
import Testing

@testable import Delivery

/// What every kind of bad server comes to: one row for each.
@Suite struct FaultyServerTests {
    private static let script = Repository.root + "/Tests/DeliveryTests/Fixtures/faulty_server.py"
    private static let ambiguous = Verdict.ambiguous(
        reason: "127.0.0.1 did not answer after everything was sent")

    struct Row: CustomTestStringConvertible, Sendable {
        let path: String
        let verdict: Verdict
        var testDescription: String { path }

        init(_ path: String, _ verdict: Verdict) {
            self.path = path
            self.verdict = verdict
        }
    }

    static let rows = [
        Row("/fine", .delivered(receipt: nil)),
        Row("/hangs-up", .delivered(receipt: nil)),
        // The answer has come, whatever becomes of its body.
        Row("/slow-body", .delivered(receipt: nil)),
        Row("/half-body", .delivered(receipt: nil)),
        Row("/more-than-said", .delivered(receipt: nil)),
        Row("/broken-chunk", .delivered(receipt: nil)),
        Row("/reset-in-body", .delivered(receipt: nil)),
        Row("/endless-body", .delivered(receipt: nil)),
        Row("/bomb", .delivered(receipt: nil)),
        Row("/continue", .delivered(receipt: nil)),
        // Everything was sent, and nobody knows.
        Row("/slow-headers", ambiguous),
        Row("/silent", ambiguous),
        Row("/reset-in-headers", ambiguous),
        Row("/reset", ambiguous),
        Row("/nothing", ambiguous),
        Row("/garbage", ambiguous),
        Row("/no-status-line", ambiguous),
        Row("/only-continue", ambiguous),
        Row("/huge-headers", .ambiguous(reason: "127.0.0.1 answered with more headers than are read")),
        Row("/endless-headers", .ambiguous(reason: "127.0.0.1 answered with more headers than are read")),
        Row("/storm", .throttled(for: .seconds(7), reason: "the platform answered 429")),
        Row(
            "/redirect",
            .retry(after: nil, reason: "the platform answered 302: it leads elsewhere, where no message follows")),
        Row(
            "/redirect-to-file",
            .retry(after: nil, reason: "the platform answered 307: it leads elsewhere, where no message follows")),
        Row("/error", .retry(after: nil, reason: "the platform answered 503")),
        Row("/elsewhere", .retry(after: nil, reason: "the platform answered 404")),
    ]

    /// Those that take longer than anybody waits; all others answer, or hang up, by themselves.
    private static let slow: Set = ["/slow-body", "/slow-headers", "/silent", "/endless-body"]

    private let driver = CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.1"]))

    private func request(_ url: String, body: Int = 200, timeout: Duration = .seconds(1)) -> HTTPRequest {
        HTTPRequest(
            url: url, headers: [HTTPHeader("content-type", "application/json")],
            body: [UInt8](repeating: 120, count: body), timeout: timeout)
    }

    /// What the webhook channel makes of it.
    private func verdict(_ request: HTTPRequest, over driver: CurlDriver) async throws -> Verdict {
        let outcome = await driver.carry(.request(request), screen: NoScreen())
        return try ChannelSamples.channel("webhook").classify(outcome, at: Instant(seconds: 0))
    }

    @Test(.timeLimit(.minutes(5)), arguments: rows)
    func `every fault has its verdict, and is asked once`(row: Row) async throws {
        let server = try ScriptedServer(script: Self.script, arguments: ["http"])
        let url = "http://127.0.0.1:\(server.port)"
        let patience: Duration = Self.slow.contains(row.path) ? .seconds(1) : .seconds(20)
        #expect(try await verdict(request(url + row.path, timeout: patience), over: driver) == row.verdict)
        // The next request is answered well, and the server has seen no other in between.
        #expect(
            try await verdict(request(url + "/fine", timeout: .seconds(20)), over: driver) == .delivered(receipt: nil))
        #expect(await server.nextLine() == "POST \(row.path)")
        #expect(await server.nextLine() == "POST /fine")
    }

    @Test(.timeLimit(.minutes(5))) func `of an endless answer 64 KiB are kept, and of cookies nothing`() async throws {
        let server = try ScriptedServer(script: Self.script, arguments: ["http"])
        let url = "http://127.0.0.1:\(server.port)"
        let answer = try await driver.perform(request(url + "/endless-body", timeout: .seconds(20)))
        #expect(answer.status == 200 && answer.body.count == 65_536)
        _ = try await driver.perform(request(url + "/cookie", timeout: .seconds(20)))
        _ = try await driver.perform(request(url + "/fine", timeout: .seconds(20)))
        #expect(
            await [server.nextLine(), server.nextLine(), server.nextLine()] == [
                "POST /endless-body", "POST /cookie", "POST /fine",
            ])
    }

    @Test(.timeLimit(.minutes(5))) func `an answer that comes before the body is sent counts`() async throws {
        let server = try ScriptedServer(script: Self.script, arguments: ["http"])
        let answer = try await driver.perform(
            request("http://127.0.0.1:\(server.port)/early", body: 32 << 20, timeout: .seconds(20)))
        #expect(answer.status == 413)
    }

    @Test(.timeLimit(.minutes(5))) func `a long body goes out at once, without asking first`() async throws {
        let server = try ScriptedServer(script: Self.script, arguments: ["http"])
        let answer = try await driver.perform(
            request("http://127.0.0.1:\(server.port)/fine", body: 3 << 20, timeout: .seconds(20)))
        #expect(answer.status == 204)
    }

    @Test(.timeLimit(.minutes(5))) func `who closes after accepting gets it again, or it is told that nobody knows`()
        async throws
    {
        let server = try ScriptedServer(script: Self.script, arguments: ["closes"])
        for _ in 0..<20 {
            let found = try await verdict(
                request("http://127.0.0.1:\(server.port)/", timeout: .seconds(20)), over: driver)
            let lost = Verdict.retry(
                after: nil, reason: "the connection to 127.0.0.1 broke before everything was sent")
            #expect(found == lost || found == Self.ambiguous)
        }
    }

    @Test(.timeLimit(.minutes(5))) func `a connection that never comes about is told as one`() async throws {
        // Nobody takes connections from this queue, and it is full.
        let listener = try FullListener()
        let driver = CurlDriver(
            policy: EgressPolicy(allowed: ["127.0.0.1"]), limits: CurlLimits(connecting: .milliseconds(300)))
        #expect(
            try await verdict(request("http://127.0.0.1:\(listener.port)/", timeout: .seconds(20)), over: driver)
                == .retry(after: nil, reason: "no connection to 127.0.0.1"))
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            ("expired", "its certificate has expired"), ("own", "its certificate is signed by itself"),
            ("name", "its certificate is for another name"), ("stranger", "nobody whom this machine trusts"),
        ])
    func `a certificate that is not good is told apart`(kind: String, words: String) async throws {
        let folder = try TemporaryFolder()
        try TestCertificates.make(in: folder)
        let served = kind == "own" ? "own" : kind == "stranger" ? "signed" : kind
        let server = try ScriptedServer(
            script: Self.script, arguments: ["tls", folder.path + "/\(served).crt", folder.path + "/\(served).key"])
        let trusted = ["expired", "name"].contains(kind) ? folder.path + "/\(kind).crt" : nil
        let driver = CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.1"]), caFile: trusted)
        let found = try await verdict(
            request("https://127.0.0.1:\(server.port)/fine?key=hush", timeout: .seconds(20)), over: driver)
        guard case .retry(nil, let reason) = found else {
            Issue.record("\(found)")
            return
        }
        #expect(reason.hasPrefix("no secure connection to 127.0.0.1: \(words)"))
        #expect(!reason.contains("hush") && !reason.contains("fine"))
    }

    @Test(.timeLimit(.minutes(5))) func `a server that speaks no TLS is told as one, and so is one that says nothing`()
        async throws
    {
        let nginx = try LocalNginx()
        let plain = try await verdict(request("https://127.0.0.1:\(nginx.port)/", timeout: .seconds(20)), over: driver)
        #expect("\(plain)".contains("no secure connection to 127.0.0.1: it does not speak TLS 1.2"))
        let silent = try ScriptedServer(script: Self.script, arguments: ["http"])
        let hasty = CurlDriver(
            policy: EgressPolicy(allowed: ["127.0.0.1"]), limits: CurlLimits(connecting: .milliseconds(500)))
        let late = try await verdict(request("https://127.0.0.1:\(silent.port)/", timeout: .seconds(20)), over: hasty)
        #expect("\(late)".contains("no secure connection to 127.0.0.1: it did not come about in time"))
    }
}
