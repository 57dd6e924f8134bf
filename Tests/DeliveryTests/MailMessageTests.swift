import Foundation
import Messages
import PluginKit
import Scheduling
import Testing

@testable import Delivery

/// What a mail is made of, byte by byte and as other people's libraries read it.
@Suite struct MailMessageTests {
    private static func mail(_ subject: String, _ text: String = "x", _ headers: [MailHeader] = []) throws
        -> MailMessage
    {
        let address = try MailAddress("ana@riverside.example")
        return MailMessage(
            fromName: "Riverside", from: address, to: address, subject: subject, text: text, html: "<p>x</p>",
            messageID: "1@riverside.example", date: Instant(seconds: 1_795_032_000), headers: headers)
    }

    @Test func `the same message is the same mail, to the byte`() throws {
        let bytes = try Self.mail("Como foi o dia?", "Olá = ok\nfim ").bytes()
        #expect(
            String(decoding: bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false) == [
                "From: Riverside <ana@riverside.example>", "To: <ana@riverside.example>", "Subject: Como foi o dia?",
                "Date: Wed, 18 Nov 2026 20:00:00 +0000", "Message-ID: <1@riverside.example>",
                "Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All", "MIME-Version: 1.0",
                "Content-Type: multipart/alternative;", " boundary=\"=_a1riversideexample\"", "",
                "--=_a1riversideexample", "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable", "", "Ol=C3=A1 =3D ok", "fim=20",
                "--=_a1riversideexample", "Content-Type: text/html; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable", "", "<p>x</p>", "--=_a1riversideexample--", "",
            ])
    }

    @Test(arguments: ["a\r\nBcc: all@riverside.example", "a\nb", "a\rb", "a\u{0}b"])
    func `a line break in a subject, a name or a header is refused, not mended`(text: String) throws {
        let error = #expect(throws: ChannelError.self) {
            try MailFixture.channel().compose(MailFixture.message(subject: text), for: MailFixture.envelope())
        }
        #expect(
            error?.description
                == "this message cannot be a mail: the header 'Subject' holds a line break or a control character")
        #expect(throws: MailHeaderError(name: "X-Note")) {
            try Self.mail("ok", "x", [MailHeader("X-Note", text)]).bytes()
        }
        let address = try MailAddress("ana@riverside.example")
        let named = MailMessage(
            fromName: text, from: address, to: address, subject: "x", text: "x", html: "x", messageID: "1@x",
            date: Instant(seconds: 0))
        #expect(throws: MailHeaderError(name: "From")) { try named.bytes() }
    }

    @Test(arguments: [
        "Subject: a\r\n\r\nb: c\r\n", "Subject a\r\n", " a\r\n", "A: b\nC: d\r\n", "A: b\rC: d\r\n", "A: b",
        "A: b\r\n \r\n",
        "A: \(String(repeating: "x", count: 996))\r\n", ": a\r\n", "A b: c\r\n",
    ])
    func `a header block that could be read in two ways does not leave`(block: String) {
        #expect(throws: MailHeaderError.self) { try MailHeader.check(Array(block.utf8)) }
    }

    @Test func `a person's address with a line break is refused with a reason, and never said`() throws {
        let channel = try MailFixture.channel()
        let error = #expect(throws: ChannelError.self) {
            try channel.compose(
                MailFixture.message(), for: MailFixture.envelope(to: "ana@x.example\r\nRCPT TO:<bo@x.example>"))
        }
        #expect(
            error?.description
                == "the person's e-mail address cannot be used: it holds a line break or another control character")
    }

    @Test func `headers say what kind of mail it is, and no more`() throws {
        var traits = MessageTraits(urgency: .critical, thread: "goal-42")
        let channel = try MailFixture.channel {
            $0.replyTo = "team@riverside.example"
            $0.bounces = "bounce@riverside.example"
        }
        func lines() throws -> [String] {
            let bytes = try #require(
                try channel.compose(MailFixture.message(traits: traits), for: MailFixture.envelope()).first)
            return String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        }
        let link = try #require(MailFixture.marks.unsubscribeLink(for: MailFixture.id))
        let found = try lines()
        #expect(found.contains("Reply-To: <team@riverside.example>"))
        #expect(found.contains("List-Unsubscribe: <\(link)>") && link.hasPrefix("https://riverside.example/u/"))
        #expect(found.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"))
        #expect(found.contains("List-Id: <messages.riverside.example>"))
        #expect(found.contains("Importance: high"))
        let root = try #require(found.first { $0.hasPrefix("References: <t.") }).dropFirst("References: ".count)
        #expect(found.contains("In-Reply-To: \(root)") && !root.contains("goal"))
        traits.urgency = .high
        traits.thread = "goal-43"
        let other = try lines()
        #expect(!other.contains { $0.hasPrefix("Importance") || $0.hasPrefix("X-Priority") })
        #expect(!other.contains("References: \(root)"))
    }

    @Test func `without https there is no one-click, and without a program's key no link`() throws {
        func text(_ marks: MailMarks?) throws -> String {
            let channel = try EmailChannel(
                settings: MailFixture.channelSettings, program: ProgramIdentity(label: "Riverside", marks: marks))
            let parts = try channel.compose(MailFixture.message(), for: MailFixture.envelope())
            return String(decoding: parts.joined(), as: UTF8.self)
        }
        let local = try text(MailMarks(key: Array(repeating: 7, count: 32), publicURL: "http://127.0.0.1:8080"))
        #expect(local.contains("List-Unsubscribe: <http://127.0.0.1:8080/u/") && !local.contains("One-Click"))
        #expect(try !text(nil).contains("List-Unsubscribe"))
    }

    @Test(.timeLimit(.minutes(5))) func `an invitation is read by a calendar, and called off`() async throws {
        let reader = try MailReader()
        let start = try #require(Instant(iso8601: "2026-11-24T18:30:00Z"))
        for isCancelled in [false, true] {
            let event = MessageEvent(
                uid: "group-7@riverside.example", sequence: isCancelled ? 2 : 1, isCancelled: isCancelled, start: start,
                end: start + .minutes(90),
                summary: "Círculo; ambiente, \\ \"calmo\" " + String(repeating: "ź", count: 60),
                location: "Rua do Rio 3\n2.º andar")
            let channel = try EmailChannel(
                settings: MailFixture.channelSettings,
                program: ProgramIdentity(label: "River \"side\" ^ café", marks: MailFixture.marks))
            let mail = try #require(
                try channel.compose(
                    MailFixture.message(traits: MessageTraits(event: event)),
                    for: MailFixture.envelope(to: "ana%maria@riverside.example")
                ).first)
            let answer = try await reader.read(mail)
            #expect(answer.defects == [])
            #expect(
                answer.types == [
                    "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar",
                    "application/ics",
                ])
            let method = isCancelled ? "CANCEL" : "REQUEST"
            #expect(answer.events.count == 2)
            for (found, partMethod) in zip(answer.events, [method, ""]) {
                #expect(
                    found
                        == MailReader.Event(
                            method: method, partMethod: partMethod, uid: event.uid, sequence: event.sequence,
                            summary: event.summary, location: event.location ?? "", start: "2026-11-24T18:30:00+00:00",
                            end: "2026-11-24T20:00:00+00:00", status: isCancelled ? "CANCELLED" : "CONFIRMED",
                            organizer: "mailto:hello@riverside.example", organizerName: "River \"side\" ^ café",
                            attendee: "mailto:ana%25maria@riverside.example", longest: found.longest))
                #expect(found.longest <= 75)
            }
        }
    }

    /// Characters of many scripts, and those that some part of a mail gives a meaning to.
    private static let alphabet: [Character] = Array(
        "abcXYZ 019 .=_?\"<>@,;:\\()[]\t-'&%$#!~^`{|}/+*"
            + "ąčéßøİıŁ Ελληνικά кириллица עברית العربية हिन्दी ไทย 中文字 かな 한국어 𝔘𝔫 😀 👨‍👩‍👧‍👦 e\u{301}\u{302} \u{200D}\u{202E}\u{2028}\u{85}"
    )

    private static func text(_ random: inout SplitMix64, lines: Bool) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...(lines ? 400 : 120), using: &random) {
            let place = Int.random(in: 0..<(alphabet.count + (lines ? 12 : 0)), using: &random)
            if place < alphabet.count {
                text.append(alphabet[place])
            } else {
                text += ["\n", "\r\n", "\n.\n", " \n"][place % 4]
            }
        }
        return text
    }

    @Test(.timeLimit(.minutes(5)), arguments: [20_261_121 as UInt64, UInt64.random(in: .min ... .max)])
    func `whatever people write is read back as they wrote it`(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let reader = try MailReader()
        for round in 0..<40 {
            let (subject, name) = (Self.text(&random, lines: false), Self.text(&random, lines: false))
            let (text, html) = (Self.text(&random, lines: true), Self.text(&random, lines: true))
            let channel = try EmailChannel(
                settings: MailFixture.channelSettings, program: ProgramIdentity(label: name, marks: MailFixture.marks))
            let parts = try channel.compose(
                MailFixture.message(subject: subject, text: text, html: html), for: MailFixture.envelope())
            let mail = try #require(parts.first)
            let answer = try await reader.read(mail)
            let note = Comment(rawValue: "seed \(seed), round \(round)")
            #expect(answer.isASCII && answer.isClean && answer.longest <= 78, note)
            #expect(answer.defects == [], note)
            #expect(Self.words(answer.subject) == Self.words(subject), note)
            #expect(Self.words(answer.fromName) == Self.words(name), note)
            #expect(answer.from == "hello@riverside.example" && answer.to == ["ana@riverside.example"], note)
            #expect(Self.lines(answer.plain) == Self.lines(text), note)
            #expect(Self.lines(answer.html) == Self.lines(html), note)
        }
    }

    /// Blanks at the ends of a header are nobody's words: readers trim them.
    private static func words(_ text: String) -> [UInt8] {
        Array(text.trimmingCharacters(in: .whitespaces).utf8)
    }

    /// The ends of lines are the platform's own, and so is the last of them.
    private static func lines(_ text: String) -> [[UInt8]] {
        var lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").split(
            separator: "\n", omittingEmptySubsequences: false)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { Array($0.utf8) }
    }
}
