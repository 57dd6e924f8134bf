import Persistence
import TestSupport
import Testing

/// What a person reads when the server, the network or a certificate says no.
@Suite(.timeLimit(.minutes(5))) struct PostgreSQLRefusalTests {
    @Test func `a connection is encrypted, and only with the server that was meant`() async throws {
        let server = try PostgreSQLServer(isEncrypted: true)
        let port = try #require(server.port)
        func url(host: String = "db.milieu.test", _ query: String) -> String {
            "postgresql://milieu:\(PostgreSQLServer.password)@\(host):\(port)/postgres?hostaddr=127.0.0.1&\(query)"
        }
        let trusted = "sslmode=verify-full&sslrootcert=\(server.folder)/server.crt"
        let isEncrypted = try await PostgreSQLDatabase(url: url(trusted)).read { connection in
            try connection.rows("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", []) { $0.text(0) }
        }
        #expect(isEncrypted == ["t"])
        let sentences = [
            await Self.error(at: url("sslmode=verify-full&sslrootcert=\(server.folder)/other.crt")),
            await Self.error(at: url(host: "elsewhere.milieu.test", trusted)),
            await Self.error(at: url("sslmode=verify-full&sslrootcert=/nowhere/at/all.crt")),
        ]
        let reasons = [
            "certificate verify failed", #"does not match host name "elsewhere.milieu.test""#,
            #"root certificate file "/nowhere/at/all.crt" does not exist"#,
        ]
        for (sentence, reason) in zip(sentences, reasons) {
            let sentence = try #require(sentence)
            #expect(sentence.hasPrefix("there is no safe connection to 'postgresql://"), "\(sentence)")
            #expect(sentence.contains(reason), "\(sentence)")
            #expect(
                sentence.hasSuffix(
                    """
                    ; give the host by the name in the server's certificate, and the certificate of its authority as \
                    'sslrootcert=FILE'
                    """))
            #expect(!sentence.contains(PostgreSQLServer.password))
            #expect(!sentence.contains("\n"))
        }
    }

    @Test func `a host that nobody knows, and a port at which nobody is`() async throws {
        // Longer than the name of a host may be, so that no name service need be asked.
        let host = String(repeating: "h", count: 70)
        let unknown = try #require(await Self.error(at: "postgresql://milieu:hunter22@\(host)/a"))
        #expect(
            unknown.hasPrefix("the server of 'postgresql://\(host)/a' cannot be found: could not translate host name"))
        #expect(unknown.hasSuffix("; check the spelling of the host and this machine's name service"))
        // Port 1 is nobody's; a refusal comes at once.
        let closed = try #require(await Self.error(at: "postgresql://milieu:hunter22@127.0.0.1:1/a"))
        #expect(closed.contains("'postgresql://127.0.0.1:1/a' cannot be reached: "))
        #expect(closed.contains("Connection refused; check that it runs and that its address is right"))
        for sentence in [unknown, closed] { #expect(!sentence.contains("hunter22") && !sentence.contains("\n")) }
    }

    @Test func `a server that has no connection left`() async throws {
        let server = try PostgreSQLServer.shared.get()
        let name = try server.emptyDatabase()
        let owner = try PostgreSQLDatabase(url: server.url(database: name))
        try await owner.write { connection in
            try connection.script("CREATE ROLE \(name) LOGIN PASSWORD 'hunter22' CONNECTION LIMIT 1")
        }
        let address = "postgresql://\(name):hunter22@/\(name)?host=\(server.folder)"
        let first = try PostgreSQLDatabase(url: address + "&connections=1")
        _ = try await first.serverTime()
        let sentence = try #require(await Self.error(at: address))
        #expect(sentence.contains("takes no more connections: "))
        #expect(
            sentence.contains("lower 'connections' in the address, stop what else uses it, or raise 'max_connections'"))
        #expect(!sentence.contains("hunter22"))
        _ = try await first.serverTime()
    }

    @Test(arguments: ["connections=1", "connections=1&prepared=off"])
    func `every transaction has its limits of time`(query: String) async throws {
        let database = try PostgreSQLDatabase(url: PostgreSQLServer.shared.get().url(query: query))
        let limits = try await database.read { connection in
            try ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"].flatMap { name in
                try connection.rows("SHOW \(name)", []) { $0.text(0) }
            }
        }
        #expect(limits == ["1min", "5s", "1min"])
    }

    @Test func `a wait for a lock and a statement that takes too long end with a sentence`() async throws {
        let server = try PostgreSQLServer.shared.get()
        let holder = try PostgreSQLDatabase(url: server.url(query: "connections=1"))
        let database = try PostgreSQLDatabase(url: server.url(query: "connections=1"))
        try await holder.write { _ = try $0.rows("SELECT pg_advisory_lock(4712)", []) { $0.text(0) } }
        func error(_ limit: String) async -> String? {
            await #expect(throws: StoreError.self) {
                try await database.write { connection in
                    try connection.script("SET LOCAL lock_timeout = 0; SET LOCAL \(limit) = '20ms'")
                    _ = try connection.rows("SELECT pg_advisory_lock(4712)", []) { $0.text(0) }
                }
            }?.description
        }
        #expect(await error("lock_timeout")?.contains("is held by another process for too long") == true)
        #expect(await error("statement_timeout")?.contains("took longer than a minute for one statement") == true)
        // The connection is as good as before.
        #expect(try await database.serverTime() != nil)
    }

    /// What a first look at `url` fails with.
    private static func error(at url: String) async -> String? {
        do {
            _ = try await PostgreSQLDatabase(url: url).serverTime()
            return nil
        } catch {
            return "\(error)"
        }
    }
}
