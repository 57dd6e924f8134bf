import Delivery
import Foundation
import PluginKit
import Scheduling
import Synchronization
import TestSupport
import Testing

@testable import milieu

@Suite struct HealthWatchTests {
    /// Answers every ping alike and keeps it.
    private final class Pings: Transport {
        let answer: Result<HTTPResponse, TransportError>
        private let kept = Mutex<[HTTPRequest]>([])
        init(_ answer: Result<HTTPResponse, TransportError>) { self.answer = answer }
        var requests: [HTTPRequest] { kept.withLock { $0 } }

        func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
            kept.withLock { $0.append(request) }
            return try answer.get()
        }
        func submit(_ mail: MailSubmission) async throws(TransportError) -> SMTPResult { throw .stopped }
    }

    private func watch(_ pings: Pings) -> HealthWatch {
        HealthWatch(
            url: Secret("https://hc-ping.example/check-1"), transport: pings, clock: TestClock("2026-11-19T20:00:00Z"))
    }

    @Test func `a good night and a bad one go to different addresses`() async {
        let pings = Pings(.success(HTTPResponse(status: 200, body: Array("OK".utf8))))
        #expect(await watch(pings).ping(isFailure: false, "fine") == nil)
        #expect(await watch(pings).ping(isFailure: true, "not fine") == nil)
        #expect(
            pings.requests.map(\.url) == ["https://hc-ping.example/check-1", "https://hc-ping.example/check-1/fail"])
        #expect(pings.requests.map { String(decoding: $0.body, as: UTF8.self) } == ["fine", "not fine"])
    }

    @Test func `a ping that did not arrive is said, without its address`() async {
        let lost = Pings(.failure(.cannotConnect(host: "hc-ping.example")))
        #expect(await watch(lost).ping(isFailure: false, "") == "no connection to hc-ping.example")
        let unknown = Pings(.success(HTTPResponse(status: 200, body: Array("OK (not found)".utf8))))
        #expect(await watch(unknown).ping(isFailure: false, "") == "Healthchecks knows no such check")
    }

    @Test(.timeLimit(.minutes(5))) func `milieu run --due tells how it went`() async throws {
        let sink = try ScriptedServer(
            script: Repository.root + "/Tests/DeliveryTests/Fixtures/http_sink.py", arguments: ["whsec_AAAA", "404"])
        let program = try ProgramFolder()
        let settings = try String(contentsOfFile: program.folder.path + "/Config/milieu.yaml", encoding: .utf8)
        try program.folder.write(
            settings.replacing("allow: []", with: "allow: [\"127.0.0.1\"]")
                + "\nhealthchecks: http://127.0.0.1:\(sink.port)/ping/kept-quiet\n", to: "Config/milieu.yaml")
        let ended = try await program.run("run", "--due")
        #expect(ended.status == 0)
        #expect(sink.line()?.contains("\"path\": \"/ping/kept-quiet\"") == true)
        #expect(ended.err.contains("warning: Healthchecks was not told: Healthchecks answered 404"))
        #expect(!ended.err.contains("kept-quiet"))
    }
}
