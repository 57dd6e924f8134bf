import CResolver
import TestSupport
import Testing

@testable import Delivery

/// Names that answer differently from one time to the next, asked of a real name server by the C library's resolver.
///
/// 127.0.0.2 stands for an address of the internet: the policy allows it by its listing, and no other on this machine.
@Suite struct ResolverTests {
    private static let fixtures = Repository.root + "/Tests/DeliveryTests/Fixtures"
    private static let nameserver = Result {
        let server = try ScriptedServer(script: fixtures + "/dns_server.py")
        cresolver_use_port(UInt16(server.port))
        return server
    }

    private let policy = EgressPolicy(allowed: ["127.0.0.2"])
    private let outside: ScriptedServer
    private let inside: ScriptedServer

    /// Two servers on one port: one on the allowed address, and one on an address that nobody may reach.
    init() throws {
        _ = try Self.nameserver.get()
        let script = Self.fixtures + "/faulty_server.py"
        outside = try ScriptedServer(script: script, arguments: ["address", "127.0.0.2"])
        inside = try ScriptedServer(script: script, arguments: ["address", "127.0.0.3", "\(outside.port)"])
    }

    private func driver(names: Duration = .zero) -> CurlDriver {
        var limits = CurlLimits()
        limits.names = names
        limits.connecting = .seconds(60)
        return CurlDriver(policy: policy, limits: limits)
    }

    private func post(_ name: String, _ path: String, over driver: CurlDriver) async -> Result<Int, TransportError> {
        do throws(TransportError) {
            let answer = try await driver.perform(
                HTTPRequest(
                    url: "http://\(name):\(outside.port)\(path)", headers: [], body: [1], timeout: .seconds(60)))
            return .success(answer.status)
        } catch {
            return .failure(error)
        }
    }

    /// Whether the server inside has heard nothing: its next line is of a request that is meant for it.
    private func nothingWentInside() async -> Bool {
        let open = CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.3"]))
        _ = try? await open.perform(
            HTTPRequest(
                url: "http://127.0.0.3:\(inside.port)/fine", headers: [], body: [1], timeout: .seconds(60)))
        return await inside.nextLine() == "POST /fine"
    }

    @Test(.timeLimit(.minutes(5)))
    func `a name that leads inside the second time is refused, and the address told`() async throws {
        let (name, driver) = ("first-127-0-0-2.then-127-0-0-3.a.rebind.test", driver())
        #expect(await post(name, "/hangs-up", over: driver) == .success(204))
        #expect(
            await post(name, "/secret", over: driver) == .failure(.refusedAddress(host: name, address: "127.0.0.3")))
        #expect(await outside.nextLine() == "POST /hangs-up")
        #expect(await nothingWentInside())
    }

    @Test(.timeLimit(.minutes(5)))
    func `a second driver asks the name again, and refuses what it leads to then`() async throws {
        let name = "first-127-0-0-2.then-127-0-0-3.b.rebind.test"
        #expect(await post(name, "/fine", over: driver(names: .seconds(60))) == .success(204))
        let later = await post(name, "/secret", over: driver(names: .seconds(60)))
        #expect(later == .failure(.refusedAddress(host: name, address: "127.0.0.3")))
        #expect(await nothingWentInside())
    }

    @Test(.timeLimit(.minutes(5)))
    func `of two addresses of a name the one inside is not tried when the other does not answer`() async throws {
        // Nobody listens on 127.0.0.2 at this port, so that libcurl goes on to the other address.
        let (name, driver) = ("both-127-0-0-2-127-0-0-3.c.rebind.test", driver())
        let listener = try ScriptedServer(
            script: Self.fixtures + "/faulty_server.py", arguments: ["address", "127.0.0.3"])
        let error = await #expect(throws: TransportError.self) {
            try await driver.perform(
                HTTPRequest(url: "http://\(name):\(listener.port)/", headers: [], body: [1], timeout: .seconds(60)))
        }
        #expect(error == .refusedAddress(host: name, address: "127.0.0.3"))
    }

    @Test(.timeLimit(.minutes(5)))
    func `of two addresses the one outside is used when the first is refused`() async throws {
        #expect(await post("both-127-0-0-3-127-0-0-2.d.rebind.test", "/fine", over: driver()) == .success(204))
        #expect(await nothingWentInside())
    }

    @Test(.timeLimit(.minutes(5))) func `a name that does not exist is told`() async throws {
        #expect(
            await post("none.e.rebind.test", "/key/hush", over: driver())
                == .failure(.cannotResolve(host: "none.e.rebind.test")))
    }

    /// The look-up goes on in its thread for minutes; nobody waits for it.
    @Test(.timeLimit(.minutes(5)))
    func `a name that nobody answers holds up no other transfer, no cancellation and no end`() async throws {
        let driver = driver()
        let slow = Task { await post("never.f.rebind.test", "/", over: driver) }
        let server = try Self.nameserver.get()
        while let asked = await server.nextLine(), asked != "never.f.rebind.test" {}
        #expect(await post("both-127-0-0-2-127-0-0-2.g.rebind.test", "/fine", over: driver) == .success(204))
        slow.cancel()
        #expect(await slow.value == .failure(.cancelled))
        let other = Task { await post("never.h.rebind.test", "/", over: driver) }
        while let asked = await server.nextLine(), asked != "never.h.rebind.test" {}
        driver.stop()
        #expect(await other.value == .failure(.stopped))
    }
}
