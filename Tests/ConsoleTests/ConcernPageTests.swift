import Community
import Console
import Delivery
import Engine
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What did not sit well, from one person's page to the other's, on the real pages of the shipped program.
@Suite(.timeLimit(.minutes(5))) struct ConcernPageTests {
    private func request(
        _ program: InventedProgram, _ path: String, _ form: String? = nil
    ) async throws -> (status: Int, text: String) {
        let app = ConsoleApp(
            desk: program.engine, askID: { $0 }, messageID: { _ in nil }, clock: program.clock, host: "127.0.0.1",
            port: 0)
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await app.run { found.yield($0) } }
            defer { group.cancelAll() }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else { throw PlanFailure("no port", retry: .cannotHelp) }
            let driver = CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.1"]))
            let response = try await driver.perform(
                HTTPRequest(
                    method: form == nil ? "GET" : "POST", url: "http://127.0.0.1:\(port)\(path)",
                    headers: [HTTPHeader("content-type", "application/x-www-form-urlencoded")],
                    body: Array((form ?? "").utf8), timeout: .seconds(20)))
            return (response.status, String(decoding: response.body, as: UTF8.self))
        }
    }

    @Test func `S0-18, S0-19, S0-20: from the door beside the one for harm to the page of whom it concerns`()
        async throws
    {
        let program = try await InventedProgram(at: "2026-11-19T19:59:00Z")
        let george = MemberID("george")
        for other in ["george", "rui"] {
            try await program.store.noteContact(
                MemberPair(MemberID("ana"), MemberID(other)), at: program.clock.now() - .days(1))
        }
        try await program.live()
        program.clock.move(to: "2026-11-19T20:00:05Z")
        try await program.live()
        let ask = try #require(try await program.openAsk(of: "ana")).id
        let page = try await request(program, "/a/\(ask)")
        #expect(page.text.contains("/a/\(ask)/concern") && page.text.contains("/a/\(ask)/harm"))
        let form = try await request(program, "/a/\(ask)/concern")
        // Portuguese, as Ana reads it; whom she is not to be paired with is not offered.
        #expect(form.status == 200 && form.text.contains("Que necessidade é que isto satisfez?"))
        #expect(form.text.contains("peer george") && !form.text.contains("peer rui") && !form.text.contains("checked"))
        #expect(form.text.contains("48 h") && !form.text.lowercased().contains("problem"))
        let sent = try await request(
            program, "/a/\(ask)/concern", "first=peer+george&happened=The+%3Cb%3Elibrary&need=quiet")
        #expect(sent.status == 200 && sent.text.contains("Ficou guardado"))
        let concern = try #require(try await program.store.concerns(of: george, at: program.clock.now()).first)
        #expect(concern.words.happened == "The <b>library" && concern.heldUntil == program.clock.now() + .hours(48))
        #expect(sent.text.contains("name=\"concern.\(concern.id)\" value=\"settle\""))

        try await program.live()
        let asks = try await program.store.openAsks(of: george, at: program.clock.now())
        let read = try #require(asks.first { $0.kind == .concern }).id
        let told = try await request(program, "/a/\(read)")
        #expect(
            told.text.contains("Ana would like you to read this first") && told.text.contains("The &lt;b&gt;library"))
        #expect(told.text.contains("What need did this meet?") && told.text.contains("<dd dir=\"auto\">quiet</dd>"))
        #expect(told.text.contains("/a/\(read)/harm") && !told.text.contains("What support would help?"))
        #expect(try await request(program, "/a/\(read)", "choice=answer").status == 200)
        #expect(try await program.store.concern(concern.id)?.writtenState == .heard)

        let settled = try await request(program, "/a/\(ask)/concern", "concern.\(concern.id)=settle")
        #expect(settled.status == 200 && !settled.text.contains("concern.\(concern.id)"))
        let after = try await request(program, "/a/\(read)")
        #expect(after.text.contains("settled or taken back") && !after.text.contains("library"))
        #expect(try await request(program, "/a/\(read)", "choice=answer").text.contains("nothing was changed"))
        // Nobody settles what somebody else raised, by whatever form.
        let own = try await request(program, "/a/\(ask)/concern", "first=team&happened=noise")
        #expect(own.status == 200)
        let second = try #require(try await program.store.concernsWithStaff(at: program.clock.now()).first)
        #expect(try await request(program, "/a/\(read)/concern", "concern.\(second.id)=withdraw").status == 422)
        #expect(try await program.store.concern(second.id)?.words.happened == "noise")
    }
}
