import Synchronization
import TestSupport
import Testing

@testable import Delivery

/// What happens on connections that are kept from one request to the next.
@Suite struct ConnectionReuseTests {
    private func request(_ port: Int) -> HTTPRequest {
        HTTPRequest(
            url: "http://127.0.0.1:\(port)/a/b?key=hush", headers: [], body: [UInt8](repeating: 120, count: 200),
            timeout: .seconds(20))
    }

    /// A driver that asks `guards` what it would ask a policy, before every socket and every request.
    private func driver(_ guards: @Sendable @escaping (IPAddress, String) -> Bool) -> CurlDriver {
        CurlDriver(policy: EgressPolicy(), limits: CurlLimits(), caFile: nil, guards: guards)
    }

    @Test(.timeLimit(.minutes(5))) func `the address is checked again on a connection that is used again`() async throws
    {
        let listener = try TestListener()
        // Twice for the first request, when its socket opens and before it is sent; from then on the answer is no.
        let asked = Mutex(0)
        let driver = driver { _, _ in
            asked.withLock { asked in
                asked += 1
                return asked <= 2
            }
        }
        async let first = driver.perform(request(listener.port))
        let connection = await listener.take()
        #expect(await connection.readRequest(body: 200))
        connection.answer()
        #expect(try await first.status == 204)
        let error = await #expect(throws: TransportError.self) { try await driver.perform(request(listener.port)) }
        #expect(error == .refusedAddress(host: "127.0.0.1", address: "127.0.0.1"))
        #expect(asked.withLock { $0 } == 3)
        // Nothing more came on the connection.
        #expect(await !connection.readRequest(body: 200))
    }

    @Test(.timeLimit(.minutes(5))) func `a request that was lost on a closed connection is sent once more`()
        async throws
    {
        let listener = try TestListener()
        let kept = Mutex<TestListener.Connection?>(nil)
        // Between libcurl's look at the connection and its sending, the other side hangs up.
        let driver = driver { _, _ in
            kept.withLock {
                $0?.hangUp()
                $0 = nil
            }
            return true
        }
        async let first = driver.perform(request(listener.port))
        let connection = await listener.take()
        #expect(await connection.readRequest(body: 200))
        connection.answer()
        #expect(try await first.status == 204)
        kept.withLock { $0 = connection }
        async let second = driver.perform(request(listener.port))
        let other = await listener.take()
        #expect(await other.readRequest(body: 200))
        other.answer()
        #expect(try await second.status == 204)
        #expect(kept.withLock { $0 } == nil)
    }

    @Test(.timeLimit(.minutes(5))) func `a request that may have arrived is not sent again by itself`() async throws {
        let listener = try TestListener()
        let driver = driver { _, _ in true }
        async let first = driver.perform(request(listener.port))
        let connection = await listener.take()
        #expect(await connection.readRequest(body: 200))
        connection.answer()
        #expect(try await first.status == 204)
        let again = request(listener.port)
        let second = Task { () async throws -> HTTPResponse in try await driver.perform(again) }
        // It has been read to its end when the connection closes without a word.
        #expect(await connection.readRequest(body: 200))
        connection.hangUp()
        let error = await #expect(throws: TransportError.self) { try await second.value }
        #expect(error == .ambiguous(host: "127.0.0.1"))
        // The connection that libcurl made for another try has nothing on it.
        driver.stop()
        #expect(await !listener.take().readRequest(body: 200))
    }

    @Test(.timeLimit(.minutes(5))) func `nginx keeps a connection, and a thousand requests need no more of them`()
        async throws
    {
        let server = try LocalNginx()
        let opened = Mutex(0)
        let checks = driver { _, _ in
            opened.withLock { $0 += 1 }
            return true
        }
        for number in 0..<1_000 {
            let answer = try await checks.perform(
                HTTPRequest(
                    url: "http://127.0.0.1:\(server.port)/hook", headers: [HTTPHeader("x-number", "\(number)")],
                    body: [1], timeout: .seconds(20)))
            guard answer.status == 204 else {
                Issue.record("nginx answered \(answer.status)")
                return
            }
        }
        // Each request was checked once, and the first twice.
        #expect(opened.withLock { $0 } == 1_001)
    }

    @Test(.timeLimit(.minutes(5))) func `nginx is reached over TLS, with its certificate checked`() async throws {
        let server = try LocalNginx()
        let url = "https://127.0.0.1:\(server.tlsPort)/hook"
        let request = HTTPRequest(url: url, headers: [], body: [1], timeout: .seconds(20))
        let trusting = CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.1"]), caFile: server.certificate)
        #expect(try await trusting.perform(request).status == 204)
        let error = await #expect(throws: TransportError.self) {
            try await CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.1"])).perform(request)
        }
        #expect(error == .untrusted(host: "127.0.0.1", reason: "its certificate is signed by itself"))
    }
}
