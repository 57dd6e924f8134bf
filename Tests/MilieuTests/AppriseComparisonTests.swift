import Foundation
import TestSupport
import Testing

/// Our requests beside those that Apprise makes of the same addresses, in the environment that `Config/setup.sh --tests`
/// makes.
@Suite struct AppriseComparisonTests {
    private struct Request: Decodable {
        let method: String
        let url: String
        let headers: [String: String]
        let body: String

        /// Destinations in one order, as each sender has its own.
        var order: String {
            ["channel", "chat_id", "topic"].compactMap(field).joined() + (headers["To"] ?? "")
        }

        /// A field of a JSON body as text.
        func field(_ name: String) -> String? {
            let object = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
            return object?[name].map { "\($0)" }
        }

        /// The address without what each sender may choose: the version of an API, a transaction's name, a port that is
        /// the scheme's own.
        var place: String {
            var text = url.replacing(":443/", with: "/").replacing("/api/v10/", with: "/api/")
            if let transaction = text.range(of: "/m.room.message/") {
                text = String(text[..<transaction.upperBound])
            }
            if text.contains("discord.com/") { text = String(text.prefix { $0 != "?" }) }
            return text.hasSuffix("/") ? String(text.dropLast()) : text
        }
    }

    private struct Notified: Decodable {
        let port: Int
        let sent: Bool
        let requests: [Request]
    }

    /// Each platform in each form that Apprise reads too; tokens have the lengths that it asks for.
    private static let urls = [
        "json://127.0.0.1:PORT/a/b?-key=kept", "json://ana:quiet%2F@127.0.0.1:PORT/a",
        "mailtos://ana:quiet@example.org/bob+x@example.test", "mailtos://ana:qu%2Fiet@gmail.com",
        "mailto://localhost:2525/bob@example.test?from=hello@example.org",
        "mailto://ana:quiet@yahoo.com",
        "mailtos://ana:quiet@example.org?smtp=mail.example.test&mode=ssl&to=bob@example.test,cleo@example.test",
        // Those below are posted to a platform.
        "mmost://127.0.0.1:PORT/Kept1quiet", "mmost://127.0.0.1:PORT/folder/Kept1quiet?channel=town",
        "mmosts://chat.example.org/Kept1quiet?to=a,b",
        "https://mattermost.example.org/hooks/Kept1quiet",
        "ntfys://push.example.org/one/two", "ntfy://riverside", "https://ntfy.sh/riverside",
        "apprise+ntfy://127.0.0.1:PORT/one",
        "apprise+ntfy://ana:qui%25%26%2F%40%23%3A%3Fet@127.0.0.1:PORT/one",
        "apprise+ntfy://tk_quiet@127.0.0.1:PORT/one",
        "matrix://syt_quiet@127.0.0.1:PORT/!a:x?discovery=no&version=3&e2ee=no",
        "slack://T0000/B0000/example", "slack://T0000/B0000/example?mode=gov-hook",
        "https://hooks.slack.com/services/T0000/B0000/example",
        "https://hooks.slack.com/triggers/T0000/100/example",
        "slack://xoxb-1234-1234-example/#general",
        "slack://xoxb-1234-1234-example/#general/+C0123456789",
        "discord://100200300/Kept_quiet-1", "discord://100200300/Kept_quiet-1?thread=42",
        "https://discord.com/api/webhooks/100200300/Kept_quiet-1", "tgram://1000:Kept-quiet_1/-100200",
        "tgram://1000:Kept-quiet_1/-100200:7", "tgram://1000:Kept-quiet_1/@news",
        "workflows://prod.example.org:443/643736353/Keptquiet1",
        "workflows://prod.example.org/643736353/Keptquiet1?pa=yes&route=12",
        "https://prod.example.org:443/workflows/643736353/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=Keptquiet1",
    ]

    /// What Apprise sends for each of the URLs.
    private func notified() async throws -> [Notified] {
        // It knows no prefix: what stands before the scheme is for us.
        let urls = Self.urls.map { $0.replacing("apprise+", with: "") }
        let lines = try await TestsEnvironment.run(
            Repository.root + "/Tests/DeliveryTests/Fixtures/apprise_requests.py",
            ["Hello", "Good evening"] + urls)
        return try lines.filter { $0.hasPrefix("{") }.map {
            try JSONDecoder().decode(Notified.self, from: Data($0.utf8))
        }
    }

    @Test(.timeLimit(.minutes(5))) func `our requests go where Apprise's go, with the same words`() async throws {
        let folder = try ProgramFolder()
        let all = try await notified()
        #expect(all.count == Self.urls.count)
        for (template, notified) in zip(Self.urls, all) {
            let url = template.replacing("PORT", with: String(notified.port))
            // Apprise asks some platforms who it is before it sends.
            let theirs = notified.requests.filter { $0.body.contains("Good evening") }.sorted {
                $0.order < $1.order
            }
            #expect(notified.sent && !theirs.isEmpty, "\(template)")
            let ended = try await folder.run(
                "channels", "preview", url, "--title", "Hello", "--body", "Good evening", "--json")
            #expect(ended.status == 0, "\(template): \(ended.err)")
            let ours = try JSONDecoder().decode([Request].self, from: Data(ended.out.utf8)).sorted {
                $0.order < $1.order
            }
            #expect(ours.map(\.place) == theirs.map(\.place), "\(template)")
            #expect(ours.map(\.method) == theirs.map(\.method), "\(template)")
            for (our, their) in zip(ours, theirs) {
                #expect(our.headers["To"] == their.headers["To"], "\(template)")
                #expect(our.body.contains("Good evening"), "\(template): \(our.body)")
                #expect((our.headers["Subject"] ?? our.body).contains("Hello"), "\(template): \(our.body)")
                for name in ["channel", "chat_id", "message_thread_id", "topic"] {
                    #expect(our.field(name) == their.field(name), "\(template): \(name)")
                }
                let signIn = our.headers.first { $0.key.lowercased() == "authorization" }?.value
                #expect(signIn == their.headers["authorization"], "\(template)")
            }
        }
    }
}
