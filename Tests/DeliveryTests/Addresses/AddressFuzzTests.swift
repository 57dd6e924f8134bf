import Delivery
import PluginKit
import Testing

/// Whatever is given as an address: nothing crashes, and no secret is said.
@Suite struct AddressFuzzTests {
    private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")

    /// Everything that may be shown about an address.
    private func told(_ url: String) -> String {
        do {
            let readings = try ChannelAddresses.readings(url)
            let ambiguous: String
            do {
                _ = try ChannelAddresses.reader.read(url)
                ambiguous = ""
            } catch {
                ambiguous = error.description
            }
            return ambiguous + readings.map { "\($0.summary) \($0.address.notes) \($0.address.settings)" }.joined()
                + ChannelAddressReader.masked(url)
        } catch {
            return error.description + ChannelAddressReader.masked(url)
        }
    }

    private func secret(_ random: inout SplitMix64) -> String {
        "q" + String((0..<19).map { _ in Self.letters.randomElement(using: &random) ?? "x" })
    }

    /// A piece of the secret that a text holds, of eight characters; nil when it holds none.
    private func leak(of secret: String, in text: String) -> String? {
        let characters = Array(secret)
        return (0...(characters.count - 8)).map { String(characters[$0..<$0 + 8]) }.first { text.contains($0) }
    }

    private static let tokens = [
        "slack://T0000/B0000/{S}", "slack://xoxb-{S}/#general", "slack://hook:T0000-B0000-{S}@webhook",
        "slack://xoxb:1-{S}@C1", "https://hooks.slack.com/services/T0000/B0000/{S}", "discord://100/{S}",
        "discord://{S}@100", "discord://{S}@100/json", "https://discord.com/api/webhooks/100/{S}?thread_id=1",
        "workflows://example.org/abc/{S}", "mmosts://example.org/{S}?channel=town", "mattermost://example.org/{S}/town",
        "tgram://1000:{S}/42", "telegram://1000:{S}@telegram?chats=1",
        "https://api.telegram.org/bot1000:{S}/x?chat_id=1",
        "matrixs://{S}@example.org/!a:x", "matrix://:{S}@example.org/?rooms=!a:x", "matrix://:{S}@example.org",
        "ntfys://tk_{S}@example.org/one", "ntfy://:tk_{S}@example.org/one", "ntfy://example.org/one?token={S}",
        "jsons://example.org/{S}", "jsons://example.org/a?-key={S}", "generic://example.org/a?key={S}",
        "generic+https://example.org/{S}", "https://example.org/hooks/{S}?a={S}", "https://hc-ping.com/{S}",
        "teams://?host=https://example.org/workflows/a/triggers/manual/paths/invoke?sig={S}",
    ]
    private static let passwords = [
        "mailtos://ana:{S}@example.org/bob@example.org", "mailto://ana:{S}@gmail.com?to=bob@example.org",
        "mailtos://mail.example.org?user=ana&pass={S}&from=a@example.org",
        "smtp://ana:{S}@example.org:587/?from=a@example.org&to=b@example.org", "ntfys://ana:{S}@example.org/one",
        "ntfy://ana:{S}@example.org/one", "jsons://ana:{S}@example.org/a", "matrixs://ana:{S}@example.org/!a:x",
    ]

    @Test(arguments: tokens + passwords) func `an address is told about without its secret`(template: String) {
        var random = SplitMix64(seedText: template)
        for _ in 0..<20 {
            let secret = secret(&random)
            let url = template.replacing("{S}", with: secret)
            #expect(leak(of: secret, in: told(url)) == nil, "\(template)")
        }
    }

    @Test(arguments: passwords) func `a password that was not encoded is not told either`(template: String) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<300 {
            var secret = Array(secret(&random))
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 1..<secret.count, using: &random)
                secret.insert("%&/@#:?=+ ".randomElement(using: &random) ?? "/", at: place)
            }
            let text = String(secret)
            // After an '@' the rest is a host with a path: what stands there says nothing of a password.
            if let at = text.firstIndex(of: "@"), text[at...].contains(where: { "/?#".contains($0) }) { continue }
            let url = template.replacing("{S}", with: text)
            for piece in text.split(whereSeparator: { "%&/@#:?=+ ".contains($0) }) where piece.count >= 8 {
                #expect(leak(of: String(piece), in: told(url)) == nil, "seed \(seed): \(template)")
            }
        }
    }

    @Test func `random bytes never crash`() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        let schemes = [
            "slack", "discord", "mailtos", "tgram", "ntfy", "matrix", "jsons", "https", "teams", "workflows", "smtp",
            "x",
        ]
        var faults = 0
        for round in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            var text = String(decoding: bytes, as: UTF8.self)
            if round % 2 == 0 { text = (schemes.randomElement(using: &random) ?? "x") + "://" + text }
            if round % 3 == 0 {
                text += "@/:?#%&=".map { _ in "@/:?#%&=+!*[]".randomElement(using: &random).map(String.init) ?? "" }
                    .joined()
            }
            do throws(ChannelAddressError) {
                _ = try ChannelAddresses.readings(text)
            } catch {
                faults += 1
                if error.column > text.count + 1 || error.column < 1 {
                    Issue.record("seed \(seed): \(error.column) of \(text.count)")
                }
            }
        }
        #expect(faults > 10_000, "seed \(seed)")
    }

    @Test func `addresses with a character changed never crash`() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        var read = 0
        for _ in 0..<20_000 {
            var url = Array((Self.tokens + Self.passwords).randomElement(using: &random) ?? "")
            for _ in 0..<Int.random(in: 0...3, using: &random) where !url.isEmpty {
                let place = Int.random(in: 0..<url.count, using: &random)
                if Bool.random(using: &random) {
                    url.remove(at: place)
                } else {
                    url.insert("@/:?#%&=+ \u{0}é👍[]".randomElement(using: &random) ?? "x", at: place)
                }
            }
            if (try? ChannelAddresses.readings(String(url))) != nil { read += 1 }
        }
        #expect(read > 100, "seed \(seed)")
    }
}
