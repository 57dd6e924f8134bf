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

/// The links in members' messages over a real socket, as people, thieves, scanners and previews open them.
@Suite(.timeLimit(.minutes(5))) struct LinkTests {
    private struct Answer: Sendable {
        let status: Int
        let text: String
        let headers: [String: String]
    }

    /// The pages of one program for as long as a test asks for them.
    private struct Pages: Sendable {
        let program: InventedProgram
        let links: LinkSigner
        let port: Int

        func callAsFunction(_ method: String, _ path: String, _ form: String = "") async throws -> Answer {
            let driver = CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.1"]))
            let response = try await driver.perform(
                HTTPRequest(
                    method: method, url: "http://127.0.0.1:\(port)\(path)",
                    headers: [HTTPHeader("content-type", "application/x-www-form-urlencoded")], body: Array(form.utf8),
                    timeout: .seconds(20)))
            return Answer(
                status: response.status, text: String(decoding: response.body, as: UTF8.self),
                headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { "\($0), \($1)" })
        }

        func path(to member: String) async throws -> (path: String, ask: String) {
            guard let ask = try await program.openAsk(of: member), let token = links.token(for: ask.id) else {
                throw PlanFailure("nothing is asked", retry: .cannotHelp)
            }
            return ("/a/\(token)", ask.id)
        }
    }

    private static let key: [UInt8] = Array(repeating: 7, count: 32)

    private func serve(
        over other: (@Sendable (InventedProgram) async throws -> ProgramEngine)? = nil,
        _ body: @Sendable @escaping (Pages) async throws -> Void
    ) async throws {
        let program = try await InventedProgram(at: "2026-11-19T19:59:00Z")
        try await program.live()
        program.clock.move(to: "2026-11-19T20:00:05Z")
        try await program.live()
        let links = LinkSigner(key: Self.key)
        let stops = LinkSigner(key: Self.key, for: .unsubscribing)
        let app = ConsoleApp(
            desk: try await other?(program) ?? program.engine, askID: links.id(from:),
            linkDay: links.day(of:), messageID: stops.id(from:), clock: program.clock, host: "127.0.0.1", port: 0)
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await app.run { found.yield($0) } }
            defer { group.cancelAll() }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else { throw PlanFailure("no port", retry: .cannotHelp) }
            try await body(Pages(program: program, links: links, port: port))
        }
    }

    @Test
    func `S0-10: an expired link says so kindly, offers a fresh one once an hour, and still takes an answer as late`()
        async throws
    {
        try await serve { pages in
            let (path, ask) = try await pages.path(to: "ana")
            pages.program.clock.move(to: "2026-11-20T14:00:00Z")
            let page = try await pages("GET", path)
            #expect(page.status == 200 && page.text.contains("action=\"\(path)/fresh-link\""))
            #expect(page.text.contains("O tempo para esta já passou"), "\(page.text)")
            for _ in 0..<3 { #expect(try await pages("POST", "\(path)/fresh-link").status == 200) }
            let arrived = try await pages.program.deliver().filter { $0.member.rawValue == "ana" }
            #expect(arrived.count == 1 && arrived[0].ask == ask && arrived[0].deliveryClass == .interactive)
            #expect(try await pages("POST", path, "choice=answer&q.connection=6").status == 200)
            #expect(try await pages.program.store.ask(ask)?.state == .late)
            #expect(try await pages.program.store.answers(toAsk: ask).map(\.value) == ["6"])
        }
    }

    @Test func `an old link shows nothing of anybody, and leads to a fresh one, to fewer messages and to help`()
        async throws
    {
        try await serve { pages in
            let (path, ask) = try await pages.path(to: "ana")
            _ = try await pages("POST", path, "choice=answer&q.connection=3&q.high=sun")
            // Thirteen days after its window it still shows itself, and a day later no more.
            pages.program.clock.move(to: "2026-12-03T12:00:00Z")
            #expect(try await pages("GET", path).text.contains("name=\"q.connection\""))
            pages.program.clock.move(to: "2026-12-04T12:00:06Z")
            let old = try await pages("GET", path)
            for suffix in ["", "/preferences", "/consents", "/concern"] {
                let page = try await pages("GET", path + suffix)
                #expect(page.status == 200 && page.text == old.text, "\(suffix)")
                #expect(page.text.contains("Este link é antigo") && page.text.contains("\(path)/fresh-link"))
                #expect(page.text.contains("value=\"stop\"") && page.text.contains("\(path)/harm"))
                for word in ["Ana", "q.", "back.", "está guardada", "checked", "Joana"] {
                    #expect(!page.text.contains(word), "\(word)")
                }
            }
            #expect(try await pages("GET", "\(path)/harm").text.contains("name=\"harm\""))
            // A page that was open all the while loses nobody's words, and shows nothing for them.
            let sent = try await pages("POST", path, "choice=answer&q.low=rain")
            #expect(sent.status == 200 && !sent.text.contains("<svg"))
            #expect(try await pages.program.store.answers(toAsk: ask).count == 3)
            #expect(try await pages("POST", path, "choice=answer&q.connection=99").status == 409)
            #expect(try await pages("POST", path).text.contains("Este link é antigo"))
            for form in ["wish=start", "frequency=nightly", "channel=phones", ""] {
                #expect(try await pages("POST", "\(path)/preferences", form).status == 422, "\(form)")
            }
            #expect(try await pages("POST", "\(path)/consents", "consent.check_in=give").status == 409)
            #expect(try await pages("POST", "\(path)/preferences", "wish=stop").text.contains("Ficou guardado"))
            #expect(try await pages.program.store.person(MemberID("ana"))?.hasStopped == true)
            #expect(try await pages("POST", "\(path)/harm", "harm=yes").status == 200)
            #expect(try await pages.program.store.safetyFlags().count == 1)
        }
    }

    @Test(arguments: ["skip", "later+1h"])
    func `danger words that were not sent bring whom to turn to, and the page says that nobody read them`(
        choice: String
    ) async throws {
        try await serve { pages in
            let (path, ask) = try await pages.path(to: "ana")
            let page = try await pages("POST", path, "choice=\(choice)&q.low=quero+morrer")
            #expect(page.status == 200 && page.text.contains("112"))
            #expect(page.text.contains("não foi enviado") && !page.text.contains("Ficou guardado"))
            #expect(page.text.contains("\(path)/harm"))
            #expect(try await pages.program.store.answers(toAsk: ask).isEmpty)
            #expect(try await pages.program.store.safetyFlags().isEmpty)
        }
    }

    @Test func `a fresh link shows the page for its own days, and makes no older link young again`() async throws {
        try await serve { pages in
            let (path, ask) = try await pages.path(to: "ana")
            pages.program.clock.move(to: "2026-12-10T12:00:00Z")
            #expect(try await pages("POST", "\(path)/fresh-link").status == 200)
            let sent = try #require(try await pages.program.deliver().first { $0.ask == ask })
            let token = try #require(pages.links.token(for: ask, at: sent.createdAt))
            #expect(try await pages("GET", "/a/\(token)").text.contains("name=\"q.connection\""))
            #expect(try await pages("GET", "/a/\(token)/preferences").text.contains("name=\"frequency\""))
            #expect(!(try await pages("GET", path).text.contains("name=\"q.connection\"")))
            pages.program.clock.move(to: "2026-12-24T00:00:00Z")
            #expect(!(try await pages("GET", "/a/\(token)").text.contains("name=\"q.connection\"")))
        }
    }

    @Test func `forged, truncated, lengthened and borrowed links are one page that says nothing`() async throws {
        try await serve { pages in
            let (path, ask) = try await pages.path(to: "ana")
            let token = String(path.dropFirst(3))
            let flipped = String(token.dropLast(2)) + (token.hasSuffix("AA") ? "BA" : "AA")
            let foreign = LinkSigner(key: Array(repeating: 8, count: 32)).token(for: ask) ?? ""
            let stop = LinkSigner(key: Self.key, for: .unsubscribing).token(for: ask) ?? ""
            let unknown = pages.links.token(for: String(repeating: "ab", count: 16)) ?? ""
            let wrong = try await pages("GET", "/a/x")
            #expect(wrong.status == 404 && wrong.text.contains("open it from the message once more"))
            let swapped = String(token.map { $0.isUppercase ? Character($0.lowercased()) : Character($0.uppercased()) })
            for other in [
                flipped, foreign, stop, unknown, swapped, token + "A", String(token.dropLast()),
                String(token.prefix(20)),
                ask, "%00", "..%2F..%2Fetc", String(repeating: "A", count: 43), String(repeating: "A", count: 4_000),
            ] {
                for suffix in ["", "/preferences", "/harm"] {
                    let answer = try await pages("GET", "/a/\(other)\(suffix)")
                    #expect(answer.status == 404 && answer.text == wrong.text, "\(other)\(suffix)")
                    let posted = try await pages("POST", "/a/\(other)\(suffix)", "choice=skip&wish=stop&harm=yes")
                    #expect(posted.status == 404 && posted.text == wrong.text, "\(other)\(suffix)")
                }
                #expect(try await pages("POST", "/a/\(other)/fresh-link").status == 404)
            }
            #expect(try await pages("GET", "/u/\(token)").status == 404)
            #expect(try await pages.program.store.ask(ask)?.state == .open)
            #expect(try await pages.program.store.safetyFlags().isEmpty)
            #expect(try await pages.program.store.person(MemberID("ana"))?.hasStopped == false)
        }
    }

    @Test func `a link that was used shows the page again, and a later answer takes the place of the one before`()
        async throws
    {
        try await serve { pages in
            let (path, ask) = try await pages.path(to: "ana")
            #expect(try await pages("POST", path, "choice=answer&q.connection=3&q.high=sun").status == 200)
            let again = try await pages("GET", path)
            // What was answered is on no page: somebody else may hold the phone now.
            #expect(again.status == 200 && !again.text.contains("sun") && !again.text.contains("checked"))
            #expect(try await pages("POST", path, "choice=answer&q.connection=8").status == 200)
            #expect(try await pages.program.store.answers(toAsk: ask).map(\.value) == ["8", "sun"])
        }
    }

    @Test(arguments: ["GET", "HEAD"])
    func `opening changes nothing, and no header, title or preview tells of anybody`(method: String) async throws {
        try await serve { pages in
            let (path, ask) = try await pages.path(to: "ana")
            let before = try await pages.program.store.person(MemberID("ana"))
            let count = try await pages.program.store.messages(limit: 500).count
            for suffix in ["", "/preferences", "/harm"] {
                for query in ["", "?choice=answer&q.connection=1", "?wish=stop", "?harm=yes"] {
                    let answer = try await pages(method, path + suffix + query)
                    #expect(answer.status == 200 && (method == "GET" || answer.text.isEmpty))
                    for (name, value) in [
                        ("referrer-policy", "no-referrer"), ("cache-control", "no-store"),
                        ("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("x-robots-tag", "noindex"),
                        (
                            "content-security-policy",
                            "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
                        ),
                    ] { #expect(answer.headers[name] == value, "\(name)") }
                    for name in ["set-cookie", "server", "etag", "location", "link"] {
                        #expect(answer.headers[name] == nil, "\(name)")
                    }
                    #expect(!answer.headers.values.contains { $0.contains("ana") || $0.contains("Ana") })
                    guard method == "GET" else { continue }
                    #expect(answer.text.contains("<title>Riverside</title>"))
                    for word in ["og:", "twitter:", "name=\"description\"", "<script", "http://", "https://", "<img"] {
                        #expect(!answer.text.contains(word), "\(word)")
                    }
                }
            }
            #expect(try await pages.program.store.ask(ask)?.state == .open)
            #expect(try await pages.program.store.person(MemberID("ana")) == before)
            #expect(try await pages.program.store.messages(limit: 500).count == count)
            #expect(try await pages.program.store.safetyFlags().isEmpty)
            // The fresh link is a button, and a button is no link.
            #expect(try await pages(method, "\(path)/fresh-link").status == 404)
        }
    }

    @Test(arguments: [
        ("", "choice=&q.connection=7"), ("", "q.connection=7"), ("", "choice=answer"), ("", "choice=decline"),
        ("", "choice=answer&q.unknown=7"), ("", "choice=later"), ("", "choice=ANSWER&q.connection=7"),
        ("/preferences", ""), ("/preferences", "wish="), ("/preferences", "wish=all"), ("/harm", ""),
        ("/harm", "words=help"), ("/harm", "harm=on"), ("", "choice=answer&q.connection=%zz"),
        ("", "choice=answer&q.connection=11"),
    ])
    func `a form without a choice that somebody made acts on nothing`(suffix: String, form: String) async throws {
        try await serve { pages in
            let (path, ask) = try await pages.path(to: "ana")
            let before = try await pages.program.store.person(MemberID("ana"))
            let answer = try await pages("POST", path + suffix, form)
            #expect(answer.status == 422 && answer.text.contains("role=\"alert\""))
            #expect(try await pages.program.store.ask(ask)?.state == .open)
            #expect(try await pages.program.store.answers(toAsk: ask).isEmpty)
            #expect(try await pages.program.store.person(MemberID("ana")) == before)
            #expect(try await pages.program.store.safetyFlags().isEmpty)
        }
    }

    @Test func `of two phones that answer at once neither undoes the other, and both are thanked`() async throws {
        try await serve { pages in
            let (path, ask) = try await pages.path(to: "ana")
            let forms = ["choice=answer&q.connection=3&q.high=sun", "choice=answer&q.connection=8&q.confidence=5"]
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for form in forms + forms { group.addTask { try await pages("POST", path, form).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == [200, 200, 200, 200])
            let kept = try await pages.program.store.answers(toAsk: ask).map { "\($0.question)=\($0.value)" }
            #expect(kept.contains("high=sun") && kept.contains("confidence=5") && kept.count == 3)
        }
    }

    @Test func `a page shows the questions that were asked, whatever the file says by now`() async throws {
        let edited: @Sendable (InventedProgram) async throws -> ProgramEngine = { program in
            try program.folder.write(
                "title: T\nquestions:\n  - { id: connection, text: Other words, kind: text, visibility: group }\n",
                to: "Config/questionnaires/evening.yaml")
            return try await InventedProgram.engine(in: program.folder, clock: program.clock, owner: "edited")
        }
        try await serve(over: edited) { pages in
            let (path, ask) = try await pages.path(to: "ana")
            let page = try await pages("GET", path)
            #expect(!page.text.contains("Other words") && page.text.contains("Como correu o dia?"))
            #expect(try await pages("POST", path, "choice=answer&q.connection=rain").status == 422)
            #expect(try await pages("POST", path, "choice=answer&q.connection=7").status == 200)
            #expect(try await pages.program.store.answers(toAsk: ask).map(\.visibility) == [.careTeam])
        }
    }
}
