import Delivery
import TestSupport
import Testing

@testable import milieu

/// Hosts that can be reached, and what a mail relay says of itself.
@Suite(.timeLimit(.minutes(5))) struct HostProbeTests {
    /// Greets with the first argument, and answers EHLO with the second, byte by byte.
    private static let relay = #"""
        import socket, sys
        server = socket.create_server(("127.0.0.1", 0))
        print(server.getsockname()[1])
        peer, _ = server.accept()
        peer.sendall(sys.argv[1].encode() + b"\r\n")
        print(peer.recv(1000).decode().strip())
        for byte in sys.argv[2].replace("|", "\r\n").encode() + b"\r\n":
            peer.sendall(bytes([byte]))
        peer.recv(1000)
        """#

    private func look(_ greeting: String, _ offers: String, permits: Bool = true) async throws -> String {
        let folder = try TemporaryFolder()
        try folder.write(Self.relay, to: "relay.py")
        let server = try ScriptedServer(script: folder.path + "/relay.py", arguments: [greeting, offers])
        let probe = HostProbe(host: "127.0.0.1", port: server.port, limit: .seconds(20))
        return try await probe.look(mail: .starttls) { _ in permits }
    }

    @Test func `a relay is greeted and asked for STARTTLS`() async throws {
        let words = try await look("220 relay.example.org", "250-relay.example.org|250-SIZE 1000|250 STARTTLS")
        #expect(words.hasSuffix("is a mail relay with STARTTLS"))
    }

    @Test(arguments: [
        ("220 relay.example.org", "250-relay.example.org|250 SIZE 1000", "does not offer STARTTLS"),
        ("220 relay.example.org", "554 no", "refuses EHLO"), ("SSH-2.0-x", "", "does not greet as a mail relay"),
    ])
    func `what a relay lacks is said with what to do`(greeting: String, offers: String, words: String) async throws {
        let failure = await #expect(throws: HostProbe.Failure.self) { try await look(greeting, offers) }
        #expect(failure?.description.contains(words) == true)
    }

    @Test func `an address that messages may not go to is not connected to`() async throws {
        let failure = await #expect(throws: HostProbe.Failure.self) { try await look("", "", permits: false) }
        #expect(failure?.description.contains("127.0.0.1 is a private address; name it in 'egress.allow'") == true)
    }
}
