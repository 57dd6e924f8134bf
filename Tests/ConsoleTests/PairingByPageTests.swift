import Community
import Console
import Delivery
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Pairs whose people answer by the pages of signed links, over a real socket.
@Suite struct PairingByPageTests {
    /// Submits forms to the program's pages.
    private struct Pages: Sendable {
        let links: LinkSigner
        let port: Int

        func submit(_ form: String, to ask: String, method: String = "POST") async throws -> (status: Int, text: String)
        {
            guard let token = links.token(for: ask) else { throw PlanFailure("no token", retry: .cannotHelp) }
            let driver = CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.1"]))
            let response = try await driver.perform(
                HTTPRequest(
                    method: method, url: "http://127.0.0.1:\(port)/a/\(token)",
                    headers: [HTTPHeader("content-type", "application/x-www-form-urlencoded")], body: Array(form.utf8),
                    timeout: .seconds(20)))
            return (response.status, String(decoding: response.body, as: UTF8.self))
        }
    }

    /// Serves the pages of a program while `body` uses them.
    private func serve(_ program: InventedProgram, _ body: @Sendable @escaping (Pages) async throws -> Void)
        async throws
    {
        let links = LinkSigner(key: Array(repeating: 7, count: 32))
        let app = ConsoleApp(
            desk: program.engine, askID: links.id(from:), messageID: { _ in nil }, clock: program.clock,
            host: "127.0.0.1", port: 0)
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await app.run { found.yield($0) } }
            defer { group.cancelAll() }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else { throw PlanFailure("no port", retry: .cannotHelp) }
            try await body(Pages(links: links, port: port))
        }
    }

    private func work(_ program: InventedProgram) async throws {
        _ = try await program.engine.tick()
        _ = try await program.engine.runDue()
    }

    /// The open ask of a kind to somebody.
    private func ask(_ program: InventedProgram, _ member: MemberID, _ kind: Ask.Kind) async throws -> String? {
        for message in try await program.store.messages(limit: 200) where message.member == member {
            guard let id = message.ask, let ask = try await program.store.ask(id) else { continue }
            if ask.kind == kind, ask.state == .open { return id }
        }
        return nil
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [["newcomer": "ana"], [:]])
    func `the Monday round and one newcomer today lead to a pair that is asked how it goes`(
        inputs: [String: String]
    ) async throws {
        let program = try await InventedProgram(at: "2026-11-23T08:30:00Z")
        let ana = MemberID("ana")
        _ = try await program.engine.tick()
        program.clock.move(to: "2026-11-23T09:00:01Z")
        if inputs.isEmpty {
            try await work(program)
        } else {
            let job = try #require(program.engine.catalog.job(JobID("newcomer-pairing")))
            _ = try await program.engine.start(job, inputs: inputs)
            _ = try await program.engine.runDue()
        }
        let pairs = try await program.store.pairings(in: [.proposed])
        #expect(inputs.isEmpty == (pairs.count > 1))
        let pair = try #require(pairs.first { $0.newcomer == ana })
        _ = try await program.engine.decide(pair.id, .approve, by: MemberID("maria"))
        try await work(program)
        try await serve(program) { pages in
            for person in [ana, pair.mentor] {
                let id = try #require(try await ask(program, person, .pairing))
                // Opening it decides nothing, and neither does a form without a choice.
                #expect(try await pages.submit("", to: id, method: "GET").status == 200)
                #expect(try await pages.submit("", to: id).status == 422)
                #expect(try await pages.submit("choice=answer", to: id).status == 200)
                try await work(program)
            }
            try await work(program)
            #expect(try await program.store.pairings([pair.id]).first?.state == .introduced)
            program.clock.move(to: "2026-11-26T10:00:01Z")
            try await work(program)
            for person in [ana, pair.mentor] {
                let id = try #require(try await ask(program, person, .pairFollowUp))
                let page = try await pages.submit("", to: id, method: "GET")
                #expect(!page.text.contains("checked") && page.text.contains("value=\"close\""))
                #expect(page.text.contains("name=\"q.received\"") && page.text.contains("name=\"q.gave\""))
                #expect(try await pages.submit("choice=answer", to: id).status == 422)
                #expect(try await pages.submit("choice=answer&pair=keep&q.gave=an+ear", to: id).status == 200)
                #expect(try await program.store.answers(toAsk: id).map(\.value).sorted() == ["an ear", "keep"])
            }
            #expect(try await program.store.pairings([pair.id]).first?.state == .active)
            // A change of mind is welcome; the pair closes at once.
            let last = try #require(try await program.store.followUps(about: [pair.id]).first { $0.member == ana })
            #expect(try await pages.submit("choice=answer&pair=close", to: last.id).status == 200)
            #expect(try await program.store.pairings([pair.id]).first?.state == .closing)
            try await work(program)
            #expect(try await program.store.pairings([pair.id]).first?.state == .closed)
            let late = try await pages.submit("choice=answer&pair=keep", to: last.id)
            #expect(late.status == 200 && !late.text.contains("pedido de contacto"))
            // S2-6: nothing of it is kept but what cannot wait.
            let wish = try await pages.submit("choice=answer&q.pair_contact=yes&q.gave=quero+morrer", to: last.id)
            #expect(wish.status == 200 && wish.text.contains("O seu pedido de contacto ficou registado."))
            #expect(wish.text.contains("808 24 24 24") && !wish.text.contains("Pedimos a alguém daqui"))
            #expect(try await program.engine.reachOut().contains { $0.member.id == ana && $0.wish == .call })
            #expect(try await program.store.pairings([pair.id]).first?.state == .closed)
        }
    }
}
