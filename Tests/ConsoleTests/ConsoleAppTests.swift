import Community
import Delivery
import Dispatch
import Engine
import Glibc
import Messages
import PluginKit
import Scheduling
import Synchronization
import TestSupport
import Testing

@testable import Console

/// The members' pages over a real socket, with a desk that only notes what it is asked.
@Suite struct ConsoleAppTests {
    private func request(
        _ desk: NotingDesk, _ method: String, _ path: String, _ form: String = "", sign: String = "wrong"
    ) async throws -> (status: Int, text: String, headers: [HTTPHeader]) {
        let app = ConsoleApp(
            desk: desk, askID: { $0 == "token" ? "id" : nil },
            messageID: { $0 == "mail-token" ? "mail" : nil },
            postVerdict: { channel, header, body in
                guard header("x-sign") == "right" else { return .refused }
                switch String(decoding: body, as: UTF8.self) {
                case "rubbish": return .unreadable("from: expected the sender's address")
                case "hook": return .greeting("challenge")
                case "title": return .nothing
                case let text:
                    return .reply(ReceivedReply(channel: channel, id: "1", senders: ["ana"], text: text))
                }
            }, clock: TestClock("2026-11-19T20:00:00Z"),
            host: "127.0.0.1",
            port: 0)
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await app.run { found.yield($0) } }
            defer { group.cancelAll() }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            let driver = CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.1"]))
            let response = try await driver.perform(
                HTTPRequest(
                    method: method, url: "http://127.0.0.1:\(port)\(path)",
                    headers: [
                        HTTPHeader("content-type", "application/x-www-form-urlencoded"), HTTPHeader("x-sign", sign),
                    ], body: Array(form.utf8),
                    timeout: .seconds(20)))
            return (response.status, String(decoding: response.body, as: UTF8.self), response.headers)
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: Ask.Kind.allCases)
    func `a page is shown, escapes what people wrote, and decides nothing`(kind: Ask.Kind) async throws {
        let desk = NotingDesk(kind)
        let answer = try await request(desk, "GET", "/a/token")
        #expect(answer.status == 200)
        #expect(answer.text.contains("&lt;script&gt;Ana") && !answer.text.contains("<script>"))
        #expect(answer.text.contains("<title>Riverside</title>") && answer.text.contains("Call 112"))
        #expect(!answer.text.contains("checked") && answer.text.utf8.count < 10_240)
        #expect(answer.headers.contains { $0.name.lowercased() == "content-security-policy" })
        #expect(desk.notes.withLock { $0 } == [])
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            (Ask.Kind.pairing, "", 422, []), (.pairing, "choice=maybe", 422, []),
            (.pairing, "choice=answer", 200, ["answer"]),
            (.pairing, "choice=decline", 200, ["decline"]), (.checkIn, "choice=answer&q.low=", 422, []),
            (.checkIn, "choice=answer&q.low=rain", 200, ["answer"]), (.checkIn, "choice=skip", 200, ["skip"]),
            (.checkIn, "choice=answer&q.low=%ff%fe", 422, []), (.checkIn, "choice=later+1h", 200, ["later"]),
            (.checkIn, "choice=later", 422, []), (.checkIn, "choice=later+99h", 422, []),
            (.concern, "choice=answer", 200, ["answer"]), (.concern, "choice=skip", 422, []),
            (.concern, "choice=later+1h", 422, []), (.concern, "", 422, []),
            (.pairing, "choice=later+1h", 422, []), (.care, "choice=skip", 200, ["skip"]),
        ] as [(Ask.Kind, String, Int, [String])])
    func `a post acts on a choice that somebody made, and on nothing else`(
        kind: Ask.Kind, form: String, status: Int, notes: [String]
    ) async throws {
        let desk = NotingDesk(kind)
        #expect(try await request(desk, "POST", "/a/token", form).status == status)
        #expect(desk.notes.withLock { $0 } == notes)
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            ("wish=stop", ["stop"]), ("wish=pause", ["pause"]), ("wish=hide_trend", ["no trend"]),
            ("wish=show_trend", ["trend"]), ("", []), ("List-Unsubscribe=One-Click", []),
        ] as [(String, [String])])
    func `wishes are kept as they were chosen`(form: String, notes: [String]) async throws {
        let desk = NotingDesk(.checkIn)
        _ = try await request(desk, "POST", "/a/token/preferences", form)
        #expect(desk.notes.withLock { $0 } == notes)
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            ("GET", "", 200, []), ("POST", "", 422, []), ("POST", "words=help", 422, []),
            ("POST", "harm=yes", 200, ["harm: -"]), ("POST", "harm=yes&words=a+fight", 200, ["harm: a fight"]),
        ] as [(String, String, Int, [String])])
    func `S0-20: the door for harm takes a choice that somebody made, and says whom to turn to at once`(
        method: String, form: String, status: Int, notes: [String]
    ) async throws {
        let desk = NotingDesk(.checkIn)
        let answer = try await request(desk, method, "/a/token/harm", form)
        #expect(answer.status == status && !answer.text.contains("checked"))
        #expect(answer.text.contains("Call 112"))
        #expect(desk.notes.withLock { $0 } == notes)
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            ("GET", "", 200, []), ("POST", "", 422, []), ("POST", "happened=noise", 422, []),
            ("POST", "first=team", 422, []), ("POST", "first=team&happened=+", 422, []),
            ("POST", "first=group&happened=noise", 422, []), ("POST", "first=peer+rui&happened=noise", 422, []),
            ("POST", "first=team&need=rest", 200, ["team |rest||"]),
            ("POST", "first=peer+joana&happened=noise&repair=a+word", 200, ["peer joana noise||a word|"]),
            ("POST", "first=team&happened=again", 409, ["team again|||"]),
            ("POST", "concern.k-1=settle", 200, ["k-1 settle"]),
            ("POST", "concern.k-1=withdraw", 200, ["k-1 withdraw"]),
            ("POST", "concern.k-1=release", 200, ["k-1 release"]), ("POST", "concern.k-1=close", 422, []),
            ("POST", "concern.k-2=settle", 422, []),
        ] as [(String, String, Int, [String])])
    func `S0-19: the form asks what need it met, chooses nothing, and acts on a choice that somebody made`(
        method: String, form: String, status: Int, notes: [String]
    ) async throws {
        let desk = NotingDesk(.checkIn)
        let answer = try await request(desk, method, "/a/token/concern", form)
        #expect(answer.status == status)
        // Only their own choice that was not kept is still chosen.
        #expect(!answer.text.contains("checked") || [409, 422].contains(status) && form.contains("first="))
        #expect(answer.text.contains("What need did this meet?") && answer.text.contains("/a/token/harm"))
        #expect(
            answer.text.contains("Jo&lt;b&gt;") && answer.text.contains("a &lt;b&gt;") && answer.text.contains("48 h"))
        #expect(!answer.text.lowercased().contains("problem") && answer.text.contains("<title>Riverside</title>"))
        // What was not kept is still there to be sent again.
        #expect(status != 409 || answer.text.contains(">again</textarea>"))
        #expect(desk.notes.withLock { $0 } == notes)
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [(.goalMoved, true), (.elsewhere, true), (.over, false), (.settled, false)] as [(ClosedReply, Bool)])
    func `what could not be kept is there to be sent once more where it still can be`(
        closed: ClosedReply, isOpen: Bool
    ) async throws {
        let desk = NotingDesk(.checkIn, closed: closed)
        let answer = try await request(desk, "POST", "/a/token", "choice=answer&q.low=a+%3Cb%3E")
        #expect(answer.status == (isOpen ? 409 : 200))
        #expect(answer.text.contains("a &lt;b&gt;</textarea>") == isOpen)
        #expect(answer.text.contains(RefusalWords.english.reason(closed).replacing("'", with: "&#39;")))
        #expect(desk.confirmed.withLock { $0 } == 0)
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            ("/a/token/harm", "words=a+fight", ["a fight</textarea>"], 0),
            ("/a/token/concern", "happened=noise", ["noise</textarea>"], 0),
            ("/a/token/concern", "first=team", [], 1),
            ("/a/token/preferences", "time=23%3A00&wish=", ["value=\"23:00\""], 0),
        ] as [(String, String, [String], Int)])
    func `nobody has to write twice what was not kept, and nothing that they did not choose is chosen`(
        path: String, form: String, parts: [String], chosen: Int
    ) async throws {
        let answer = try await request(NotingDesk(.checkIn), "POST", path, form)
        #expect(answer.status == 422)
        for part in parts { #expect(answer.text.contains(part)) }
        #expect(answer.text.split(separator: " checked").count - 1 == chosen)
    }

    @Test(arguments: ["en", "pt", "pl", "ar"])
    func `what cannot be chosen is said in the reader's language`(language: String) throws {
        let words = RefusalWords.words(for: [language])
        #expect(words.language == language)
        let hours = QuietHours(from: try #require(LocalTime("21:00")), to: try #require(LocalTime("09:00")))
        let time = try #require(LocalTime("08:30"))
        #expect(words.reason(PreferenceRefusal.quiet(time, hours)).hasSuffix(" 21:00–09:00."))
        let refusals =
            [PreferenceRefusal.noMentor, .quiet(time, hours)]
            + PreferenceRefusal.Part.allCases.map { .unreadable(what: $0, found: "x", expected: "a y") }
        let sentences = refusals.map(words.reason)
        #expect(Set(sentences).count == sentences.count)
        let english = refusals.map(RefusalWords.english.reason)
        #expect(language == "en" || Set(sentences).isDisjoint(with: english))
        #expect(!sentences.contains { $0.contains("a y") })
    }

    @Test(.timeLimit(.minutes(5)), arguments: ["GET", "HEAD"])
    func `the page that stops a channel stops nothing by being opened`(method: String) async throws {
        let desk = NotingDesk(.checkIn)
        let answer = try await request(desk, method, "/u/mail-token")
        #expect(answer.status == 200)
        #expect(method == "HEAD" || answer.text.contains("Parar estes e-mails") && answer.text.contains("Ligue 112"))
        #expect(!answer.text.contains("checked"))
        #expect(desk.notes.withLock { $0 } == [])
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            ("List-Unsubscribe=One-Click", 200, ["mail stopped"]), ("wish=stop", 200, ["mail stopped"]),
            ("wish=start", 200, ["mail wanted"]), ("", 422, []), ("wish=maybe", 422, []),
            (
                "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n", 200,
                ["mail stopped"]
            ),
        ] as [(String, Int, [String])])
    func `a mail program's button stops the channel at once, and a form by its choice`(
        form: String, status: Int, notes: [String]
    ) async throws {
        let desk = NotingDesk(.checkIn)
        #expect(try await request(desk, "POST", "/u/mail-token", form).status == status)
        #expect(desk.notes.withLock { $0 } == notes)
    }

    @Test(.timeLimit(.minutes(5)), arguments: ["List-Unsubscribe=One-Click", "wish=start"])
    func `nobody is thanked for a wish that could not be kept`(form: String) async throws {
        let answer = try await request(NotingDesk(.checkIn, setsChannel: false), "POST", "/u/mail-token", form)
        #expect(answer.status == 410 && answer.text.contains("Isto já está resolvido, e nada mudou."))
        #expect(!answer.text.contains("Obrigado"))
    }

    @Test(.timeLimit(.minutes(5))) func `a link that stops nothing of ours is a kind page`() async throws {
        let desk = NotingDesk(.checkIn)
        #expect(try await request(desk, "POST", "/u/token", "List-Unsubscribe=One-Click").status == 404)
        #expect(desk.notes.withLock { $0 } == [])
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            ("7", 202, "", ["phones: 7"]), ("title", 202, "", []), ("hook", 200, "challenge", []),
            ("rubbish", 400, "from: expected the sender's address\n", []), ("break", 500, nil, ["phones: break"]),
        ] as [(String, Int, String?, [String])])
    func `what a platform passes on is taken without a word about anybody, and tried again after a fault of ours`(
        body: String, status: Int, words: String?, notes: [String]
    ) async throws {
        let desk = NotingDesk(.checkIn)
        let answer = try await request(desk, "POST", "/in/phones", body, sign: "right")
        #expect(answer.status == status)
        if let words { #expect(answer.text == words) } else { #expect(!answer.text.contains("store")) }
        #expect(desk.notes.withLock { $0 } == notes)
    }

    @Test(.timeLimit(.minutes(5)), arguments: ["phones", "nobody", "%00", "a%2Fb"])
    func `a wrong signature is 401 and nothing else, whatever it is posted to`(channel: String) async throws {
        let desk = NotingDesk(.checkIn)
        let answer = try await request(desk, "POST", "/in/\(channel)", "7")
        #expect(answer.status == 401 && answer.text.isEmpty)
        #expect(desk.notes.withLock { $0 } == [])
    }

    /// Sends bytes to a port of this machine, and gives what comes back first.
    private static func answer(to text: String, at port: Int) async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
                defer { close(descriptor) }
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_port = UInt16(port).bigEndian
                address.sin_addr.s_addr = inet_addr("127.0.0.1")
                let isOpen = withUnsafePointer(to: &address) { address in
                    address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                    }
                }
                var bytes = [UInt8](repeating: 0, count: 4_096)
                let sent = isOpen ? send(descriptor, text, text.utf8.count, 0) : -1
                let count = sent > 0 ? recv(descriptor, &bytes, bytes.count, 0) : 0
                continuation.resume(returning: String(decoding: bytes.prefix(max(0, count)), as: UTF8.self))
            }
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: ["/in/phones", "/a/token"])
    func `nobody is waited for who never sends the rest`(path: String) async throws {
        let desk = NotingDesk(.checkIn)
        let app = ConsoleApp(
            desk: desk, askID: { _ in "id" }, messageID: { _ in nil }, postVerdict: { _, _, _ in .nothing },
            clock: TestClock("2026-11-19T20:00:00Z"), host: "127.0.0.1", port: 0, patience: .milliseconds(50))
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await app.run { found.yield($0) } }
            defer { group.cancelAll() }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            let half = "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 90\r\n\r\nchoice=skip"
            let answer = await Self.answer(to: half, at: port)
            #expect(answer.hasPrefix(path == "/a/token" ? "HTTP/1.1 422" : "HTTP/1.1 408"), "\(answer.prefix(40))")
        }
        #expect(desk.notes.withLock { $0 } == [])
    }

    @Test(.timeLimit(.minutes(5)))
    func `more than anybody writes is refused before it is looked at`() async throws {
        let desk = NotingDesk(.checkIn)
        let long = String(repeating: "a", count: 70_000)
        #expect(try await request(desk, "POST", "/in/phones", long, sign: "right").status == 413)
        #expect(try await request(desk, "GET", "/in/phones", sign: "right").status == 404)
        #expect(desk.notes.withLock { $0 } == [])
    }

    @Test(.timeLimit(.minutes(5))) func `a wrong link is a kind page`() async throws {
        let answer = try await request(NotingDesk(.checkIn), "GET", "/a/wrong")
        #expect(answer.status == 404 && answer.text.contains("open it from the message once more"))
    }

    @Test func `the page of consents shows each element, chooses nothing, and acts on a choice alone`() async throws {
        let desk = NotingDesk(.checkIn)
        let shown = try await request(desk, "GET", "/a/token/consents")
        #expect(shown.status == 200 && shown.text.contains("To &lt;know&gt;") && !shown.text.contains("checked"))
        let nothing = try await request(desk, "POST", "/a/token/consents", "x=y")
        #expect(nothing.status == 422)
        #expect(desk.notes.withLock { $0 }.isEmpty)
        let yes = try await request(desk, "POST", "/a/token/consents", "consent.check_in=give")
        #expect(yes.status == 200 && yes.text.contains("Thank you"))
        _ = try await request(desk, "POST", "/a/token/consents", "consent.check_in=no&consent.goals=give")
        #expect(desk.notes.withLock { $0 } == ["check_in given", "check_in taken back"])
        #expect(try await request(desk, "GET", "/a/forged/consents").status == 404)
    }

    @Test(arguments: [
        ("frequency=weekly&time=09%3A30", 200, "- 09:30 weekly - - - -"),
        ("frequency=default&any_time=default", 200, "- default default - - - -"),
        ("channel=phones&language=pt&sender=mentor&signs=no", 200, "phones - - pt mentor no -"),
        ("pause_until=2026-12-01&way.letters=stop&way.phones=start", 200, "- - - - - - 2026-12-01 letters phones"),
        ("time=23%3A00", 422, "- 23:00 - - - - -"), ("time=&frequency=&x=y", 422, nil),
    ])
    func `S1-6: what is chosen on the page is theirs, what is left empty stays, and nothing is chosen for them`(
        form: String, status: Int, note: String?
    ) async throws {
        let desk = NotingDesk(.checkIn)
        let shown = try await request(desk, "GET", "/a/token/preferences")
        #expect(shown.status == 200 && !shown.text.contains("checked") && !shown.text.contains("selected"))
        #expect(shown.text.contains("letters: nothing here any more"))
        #expect(shown.text.contains("phones: welcome here again") && !shown.text.contains("ana@example.org"))
        #expect(desk.notes.withLock { $0 }.isEmpty)
        let sent = try await request(desk, "POST", "/a/token/preferences", form)
        #expect(sent.status == status)
        #expect(desk.notes.withLock { $0 } == [note].compactMap(\.self))
        // Only what they did themself shows that the address is theirs.
        #expect(desk.confirmed.withLock { $0 } == (status == 200 ? 1 : 0))
    }
}
