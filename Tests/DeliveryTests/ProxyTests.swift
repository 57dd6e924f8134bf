import ChildProcesses
import Foundation
import PluginKit
import TestSupport
import Testing

@testable import Delivery

@Suite struct ProxyTests {
    private static let fixtures = Repository.root + "/Tests/DeliveryTests/Fixtures"

    private func request(_ url: String) -> HTTPRequest {
        HTTPRequest(
            url: url, headers: [HTTPHeader("authorization", "Bearer hush"), HTTPHeader("content-type", "text/plain")],
            body: [1], timeout: .seconds(20))
    }

    private func proxy(_ mode: String) throws -> (ScriptedServer, Secret) {
        let server = try ScriptedServer(script: Self.fixtures + "/connect_proxy.py", arguments: [mode])
        return (server, Secret("http://127.0.0.1:\(server.port)"))
    }

    @Test(.timeLimit(.minutes(5))) func `a secure request goes through a tunnel, and its headers are not the proxy's`()
        async throws
    {
        let (proxy, address) = try proxy("open")
        let nginx = try LocalNginx()
        // The name means nothing here: the proxy looks it up.
        let driver = CurlDriver(policy: EgressPolicy(proxy: address), caFile: nginx.certificate)
        let answer = try await driver.perform(request("https://localhost:\(nginx.tlsPort)/hook"))
        #expect(answer.status == 204)
        #expect(answer[header: "x-proxy"] == nil)
        #expect(
            proxy.line()
                == "CONNECT localhost:\(nginx.tlsPort) HTTP/1.1 with host proxy-connection user-agent")
    }

    @Test(.timeLimit(.minutes(5))) func `what is allowed by name is reached without it`() async throws {
        let (proxy, address) = try proxy("open")
        let nginx = try LocalNginx()
        let driver = CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.1"], proxy: address))
        #expect(try await driver.perform(request("http://127.0.0.1:\(nginx.port)/hook")).status == 204)
        #expect(try await driver.perform(request("http://chat.example.org/x")).status == 204)
        // The first that the proxy hears of is the second.
        #expect(await proxy.nextLine()?.hasPrefix("POST http://chat.example.org/x HTTP/1.1 with ") == true)
    }

    @Test(.timeLimit(.minutes(5)), arguments: ["169.254.169.254", "10.0.0.1", "[::1]", "2130706433"])
    func `an address inside is refused before the proxy hears of it`(host: String) async throws {
        let (proxy, address) = try proxy("open")
        let driver = CurlDriver(policy: EgressPolicy(proxy: address))
        let error = await #expect(throws: TransportError.self) {
            try await driver.perform(request("http://\(host)/latest"))
        }
        guard case .refusedAddress = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        _ = try await driver.perform(request("http://chat.example.org/x"))
        #expect(await proxy.nextLine()?.contains("chat.example.org") == true)
    }

    @Test(.timeLimit(.minutes(5))) func `a proxy that refuses us is told apart from the platform`() async throws {
        let (proxy, address) = try proxy("closed")
        let driver = CurlDriver(policy: EgressPolicy(proxy: address))
        let error = await #expect(throws: TransportError.self) {
            try await driver.perform(request("https://chat.example.org/key/hush"))
        }
        #expect(error == .cannotConnect(host: "chat.example.org by way of the proxy"))
        #expect(await proxy.nextLine()?.contains("hush") == false)
    }

    /// In a process of its own, as its environment is everybody's.
    @Test(.timeLimit(.minutes(5))) func `the environment names no proxy`() async throws {
        let nginx = try LocalNginx()
        let process = try ChildProcess(
            [Repository.root + "/.build/debug/milieu-bench", "post", "http://127.0.0.1:\(nginx.port)/hook", "2", "20"],
            // Nobody listens there.
            environment: Dictionary(
                uniqueKeysWithValues: ["http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"].map {
                    ($0, "http://127.0.0.1:1")
                }),
            errors: .inherited)
        #expect(await apart { process.wait() } == 0)
    }
}
