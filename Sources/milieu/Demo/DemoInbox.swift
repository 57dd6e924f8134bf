import Delivery
import Foundation
import Synchronization

/// What arrived at the demo's receivers.
final class DemoInbox: Screen {
    private struct State {
        var fresh: [String] = []
        /// Links to pages, each once, in order, and those of them that nobody has opened yet.
        var links: Set<String> = []
        var unopened: [String] = []
        var webhooks = 0
        var mails = 0
        var screens = 0
        var wrong = 0
    }

    private let state = Mutex(State())

    var webhookCount: Int { state.withLock { $0.webhooks } }
    var mailCount: Int { state.withLock { $0.mails } }
    var screenCount: Int { state.withLock { $0.screens } }
    var wrongSignatures: Int { state.withLock { $0.wrong } }

    /// What arrived since the last time, in order.
    func take() -> [String] {
        state.withLock { state in
            defer { state.fresh = [] }
            return state.fresh
        }
    }

    /// The links to pages that messages carried since the last time, in order.
    func takeLinks() -> [String] {
        state.withLock { state in
            defer { state.unopened = [] }
            return state.unopened
        }
    }

    /// Keeps the links of a text that arrived.
    private static func keepLinks(of text: String, in state: inout State) {
        for match in text.matches(of: /http:\/\/127\.0\.0\.1:[0-9]+\/a\/[A-Za-z0-9_.-]+/) {
            let link = String(match.output)
            if state.links.insert(link).inserted { state.unopened.append(link) }
        }
    }

    private struct Body: Decodable {
        struct Fields: Decodable {
            let to: String
            let text: String
            let link: String?
        }
        let data: Fields
    }

    func add(webhook request: ReceivedRequest, isGenuine: Bool) {
        let body = try? JSONDecoder().decode(Body.self, from: Data(request.body))
        state.withLock { state in
            state.webhooks += 1
            if !isGenuine { state.wrong += 1 }
            guard let body else { return }
            state.fresh.append("phone  \(body.data.to): \(Self.firstLine(body.data.text))")
            Self.keepLinks(of: body.data.link ?? "", in: &state)
        }
    }

    func add(mail: ReceivedMail) {
        let subject = mail.lines.first { $0.hasPrefix("Subject: ") }.map { String($0.dropFirst(9)) } ?? ""
        let to = mail.recipients.first?.prefix { $0 != "@" } ?? ""
        state.withLock { state in
            state.mails += 1
            state.fresh.append("e-mail \(to): \(Self.decoded(subject))")
            // Quoted-printable (RFC 2045, 6.7), as far as a link has it: soft ends of lines, and its own "=".
            let text = mail.lines.joined(separator: "\n").replacing("=\n", with: "").replacing("=3D", with: "=")
            Self.keepLinks(of: text, in: &state)
        }
    }

    func show(_ text: String) -> Bool {
        state.withLock { state in
            state.screens += 1
            let line = text.split(separator: "\n").first.map(String.init) ?? text
            Self.keepLinks(of: text, in: &state)
            state.fresh.append("screen \(line.drop { $0 == " " }.replacing("to ", with: "", maxReplacements: 1))")
        }
        return true
    }

    private static func firstLine(_ text: String) -> String { text.split(separator: "\n").first.map(String.init) ?? "" }

    /// The encoded words of a subject as text.
    private static func decoded(_ subject: String) -> String {
        guard subject.hasPrefix("=?utf-8?B?"), let data = Data(base64Encoded: String(subject.dropFirst(10).dropLast(2)))
        else { return subject }
        return String(decoding: data, as: UTF8.self)
    }
}
