import Community
import Console
import Delivery
import Engine
import Persistence
import Scheduling
import TestSupport
import Testing

/// A check-in answered on the real page of the shipped program, over a real socket.
@Suite(.timeLimit(.minutes(5))) struct CheckInPageTests {
    /// Words that nothing which the program itself says may have.
    private static let banned = ["diagnos", "depressed", "suicidal", "high risk", "low risk"]

    private func program(at time: String = "2026-11-19T19:59:00Z") async throws -> InventedProgram {
        let program = try await InventedProgram(at: time) { path, text in
            switch path {
            case "Jobs/nightly-check-in.yaml":
                text.replacing("questionnaire: evening", with: "questionnaire: phq-9\n      outside_coverage: a test")
            case "Config/milieu.yaml": text.replacing("instruments: []", with: "instruments: [phq-9]")
            default: text
            }
        }
        try await program.live()
        program.clock.move(to: "2026-11-19T20:00:05Z")
        try await program.live()
        return program
    }

    private func request(
        _ program: InventedProgram, _ method: String, _ path: String, _ form: String = ""
    ) async throws -> (status: Int, text: String)? {
        let app = ConsoleApp(
            desk: program.engine, askID: { $0 }, messageID: { _ in nil }, clock: program.clock, host: "127.0.0.1",
            port: 0)
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await app.run { found.yield($0) } }
            defer { group.cancelAll() }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else { return nil }
            let driver = CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.1"]))
            let response = try await driver.perform(
                HTTPRequest(
                    method: method, url: "http://127.0.0.1:\(port)\(path)",
                    headers: [HTTPHeader("content-type", "application/x-www-form-urlencoded")], body: Array(form.utf8),
                    timeout: .seconds(20)))
            return (response.status, String(decoding: response.body, as: UTF8.self))
        }
    }

    @Test func `S2-15: out of hours the page says that nobody reads, and always whose questions they are`() async throws
    {
        let program = try await program()
        let ask = try #require(try await program.openAsk(of: "ana")).id
        let page = try #require(try await request(program, "GET", "/a/\(ask)"))
        #expect(page.status == 200)
        #expect(page.text.contains("ninguém da equipa está a ler") && page.text.contains("Spitzer"))
        #expect(page.text.contains("better off dead") && !page.text.contains("checked"))
        #expect(page.text.contains("value=\"later 3h\"") && page.text.contains("/a/\(ask)/harm"))
        program.clock.move(to: "2026-11-20T10:00:00Z")
        let covered = try #require(try await request(program, "GET", "/a/\(ask)"))
        #expect(!covered.text.contains("ninguém da equipa está a ler"))
    }

    @Test func `an item that asks for a person is answered with whom to turn to, and with no word about anybody`()
        async throws
    {
        let program = try await program()
        let ask = try #require(try await program.openAsk(of: "ana")).id
        let answer = try #require(
            try await request(program, "POST", "/a/\(ask)", "choice=answer&q.thoughts=several_days&q.down=not_at_all"))
        #expect(answer.status == 200)
        #expect(answer.text.contains("808 24 24 24") && answer.text.contains("Pedimos a alguém daqui"))
        for word in Self.banned { #expect(!answer.text.lowercased().contains(word), "\(word)") }
        #expect(try await program.store.safetyFlags().map(\.state) == [.notified])
    }

    @Test func `S2-6: whom to turn to is on the page too when another answer could not be read`() async throws {
        let program = try await program()
        let ask = try #require(try await program.openAsk(of: "ana")).id
        let answer = try #require(
            try await request(program, "POST", "/a/\(ask)", "choice=answer&q.thoughts=several_days&q.down=rain"))
        #expect(answer.status == 422 && answer.text.contains("name=\"q.thoughts\""))
        #expect(answer.text.contains("808 24 24 24") && answer.text.contains("Pedimos a alguém daqui"))
        #expect(try await program.store.safetyFlags().map(\.state) == [.notified])
        let plain = try #require(try await request(program, "POST", "/a/\(ask)", "choice=answer&q.down=rain"))
        #expect(plain.status == 422 && !plain.text.contains("Pedimos a alguém daqui"))
    }

    @Test func `S1-7: nothing at all is a choice of its own, and the page thanks for it`() async throws {
        let program = try await program()
        let ask = try #require(try await program.openAsk(of: "ana")).id
        let answer = try #require(try await request(program, "POST", "/a/\(ask)", "choice=skip"))
        #expect(answer.status == 200 && answer.text.contains("Ficou guardado"))
        #expect(try await program.openAsk(of: "ana") == nil)
        #expect(try await program.store.safetyFlags().isEmpty)
    }

    @Test func `the page says that an answer is kept, never what it is, and takes it back on a choice`() async throws {
        let program = try await InventedProgram(at: "2026-11-19T19:59:00Z")
        try await program.live()
        program.clock.move(to: "2026-11-19T20:00:05Z")
        try await program.live()
        let ask = try #require(try await program.openAsk(of: "ana")).id
        let before = try #require(try await request(program, "GET", "/a/\(ask)"))
        #expect(!before.text.contains("name=\"back.") && !before.text.contains("está guardada aqui"))
        _ = try await request(program, "POST", "/a/\(ask)", "choice=answer&q.high=zanzibar&q.connection=3")
        let after = try #require(try await request(program, "GET", "/a/\(ask)"))
        #expect(after.text.contains("name=\"back.high\"") && after.text.contains("name=\"back.connection\""))
        #expect(!after.text.contains("name=\"back.low\""))
        #expect(after.text.contains("Uma resposta sua está guardada aqui."))
        #expect(!after.text.contains("zanzibar") && !after.text.contains("checked"))
        _ = try await request(program, "POST", "/a/\(ask)", "choice=answer&back.high=yes&back.low=yes")
        #expect(try await program.store.answers(toAsk: ask).map(\.question) == ["connection"])
        // Other words in its place are not taken back with it.
        let both = "choice=answer&back.connection=yes&q.connection=8"
        _ = try await request(program, "POST", "/a/\(ask)", both)
        #expect(try await program.store.answers(toAsk: ask).map(\.value) == ["8"])
    }

    @Test func `S0-7: their own course is on the page that thanks them, as a picture and as a table`() async throws {
        let program = try await InventedProgram(at: "2026-11-19T19:59:00Z")
        try await program.live()
        var last: (status: Int, text: String)?
        for (day, value) in [("19", "3"), ("20", "6")] {
            program.clock.move(to: "2026-11-\(day)T20:00:05Z")
            try await program.live()
            let ask = try #require(try await program.openAsk(of: "ana")).id
            last = try await request(program, "POST", "/a/\(ask)", "choice=answer&q.connection=\(value)")
        }
        let page = try #require(last?.text)
        #expect(page.contains("O seu próprio percurso") && page.contains("<summary>3, 6</summary>"))
        #expect(page.contains("<td>2026-11-19</td><td>3</td>") && page.contains("points=\"10,52 290,34\""))
    }
}
