import BuiltinPlugins
import Definitions
import Delivery
import Foundation
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Channels whose settings stand in an address.
@Suite struct ChannelAddressFileTests {
    private struct Loaded {
        let result: ProgramLoader.Result
        let channels: ChannelsResult
        let text: String

        func channel(_ name: String) -> [String: String] {
            let entries = result.catalog?.configuration.channels[name]?.node?.entries ?? []
            return Dictionary(uniqueKeysWithValues: entries.map { ($0.key, $0.value.text ?? "") })
        }
    }

    private func load(_ channels: String, environment: [String: String] = [:]) throws -> Loaded {
        let folder = try TemporaryFolder()
        for name in ["Jobs", "Config"] {
            try FileManager.default.copyItem(atPath: "\(Repository.root)/\(name)", toPath: "\(folder.path)/\(name)")
        }
        try folder.write(
            """
            program: riverside
            label: Riverside
            timezone: Europe/Lisbon
            help: Call 112.
            channels:
              screen: { kind: screen }

            """ + channels, to: "Config/milieu.yaml")
        let loader = ProgramLoader(
            root: folder.path, environment: environment.mapValues { $0.replacing("FOLDER", with: folder.path) },
            registry: try PluginRegistry(builtinPlugins), channelKinds: channelKinds,
            channelAddresses: ChannelAddresses.reader, zones: ZoneDatabase())
        let result = loader.load()
        let text = DiagnosticsRenderer(sources: result.sources).text(result.diagnostics)
        return Loaded(result: result, channels: loader.channels(), text: text)
    }

    @Test func `a URL in the place of a kind stands for its settings`() throws {
        let loaded = try load("  letters: { url: \"mailtos://ana:qu%2Fiet@example.org\", on_ambiguous: resend }\n")
        #expect(loaded.result.diagnostics == [])
        #expect(
            loaded.channel("letters") == [
                "kind": "email", "host": "example.org", "port": "587", "tls": "starttls", "username": "ana",
                "password": "qu/iet", "from": "ana@example.org", "on_ambiguous": "resend",
            ])
        let made = try makeChannels(
            try #require(loaded.result.catalog?.configuration.channels), program: ProgramIdentity(label: "Riverside"))
        #expect(made["letters"]?.endpoint.hasPrefix("example.org:587 (") == true)
    }

    @Test func `what is beside the URL is checked with it, and the environment goes before both`() throws {
        let secret = StandIn.secret
        let loaded = try load(
            "  hook:\n    url: jsons://example.org/a\n    timeout: 5s\n",
            environment: ["MILIEU_CHANNELS_HOOK_SECRET": secret, "MILIEU_CHANNELS_HOOK_TIMEOUT": "7s"])
        #expect(loaded.result.diagnostics == [])
        #expect(
            loaded.channel("hook") == [
                "kind": "webhook", "url": "https://example.org/a", "timeout": "7s", "secret": secret,
            ])
    }

    private enum StandIn {
        static let secret = "whsec_" + String(repeating: "A", count: 43) + "="
    }

    @Test func `the URL may come from the environment, or from a file that it names`() throws {
        let url = "mailtos://ana:quiet@example.org"
        let plain = try load("  letters:\n", environment: ["MILIEU_CHANNELS_LETTERS_URL": url])
        #expect(plain.result.diagnostics == [] && plain.channel("letters")["password"] == "quiet")
        let file = try load(
            "  letters: {}\n", environment: ["MILIEU_CHANNELS_LETTERS_URL_FILE": "FOLDER/Config/letters"])
        #expect(file.text.contains("the environment's MILIEU_CHANNELS_LETTERS_URL_FILE: error: the file that it names"))
        let wrong = try load("  letters:\n", environment: ["MILIEU_CHANNELS_LETTERS_URL": "mailtos://example.org:x"])
        #expect(
            wrong.text.contains(
                "the environment's MILIEU_CHANNELS_LETTERS_URL: error: channels.letters.url: at character 23: expected a port"
            ), "\(wrong.text)")
        let unknown = try load("", environment: ["MILIEU_CHANNELS_LETTERS_URL": url])
        #expect(
            unknown.text.contains("the environment's MILIEU_CHANNELS_LETTERS_URL: warning: no setting has this name"))
    }

    @Test(arguments: [
        (
            "  team: { url: \"mailtos://ana:qui/et@example.org\" }\n",
            "Config/milieu.yaml:7:31: error: channels.team.url: expected a port from 1 to 65535 [channel-url]"
        ),
        (
            "  team:\n    url: slakc://quiet\n",
            "Config/milieu.yaml:8:10: error: channels.team.url: unknown scheme 'slakc' [channel-url]"
        ),
        (
            "  team:\n    url: jsons://example.org/quiet?fromat=text\n",
            "Config/milieu.yaml:8:36: error: channels.team.url: unknown key 'fromat' [channel-url]"
        ),
        ("  team: { url: \"pover://quiet@quiet\" }\n", "there is no channel for Pushover"),
        ("  team: { url: [a] }\n", "channels.team.url: expected a URL such as slack://…"),
        ("  team: { uri: \"slack://quiet\" }\n", "channels.team: missing required setting 'kind'"),
        (
            "  team: { url: \"ntfy://push.example.org/one\" }\n",
            "can be read in 2 ways: as Apprise: kind ntfy, server http://push.example.org, to one; or as shoutrrr:"
        ),
        (
            "  team: { url: \"ntfy://push.example.org/one\" }\n",
            "= help: write apprise+ntfy://… or shoutrrr+ntfy://…"
        ),
        (
            "  team: { url: \"mailtos://ana:quiet@example.org\", from: b@example.org }\n",
            "channels.team.from: the URL says it already [channel-url]"
        ),
        (
            "  team: { url: \"smtp://mail.example.org/?from=a@b.test&usestarttls=no\" }\n",
            "channels.team.tls: 'none' is for a relay on this machine only"
        ),
        (
            "  team: { url: \"mailtos://ana:quiet@example.org\", on_ambigous: hold }\n",
            "channels.team.on_ambigous: unknown setting"
        ),
        ("  team: { url: \"tgram://1000:quiet/1/2\" }\n", "the URL names 2 destinations, a channel has one"),
    ])
    func `a wrong URL is told at its place, and the line is shown without the secret`(
        channels: String, expected: String
    ) throws {
        let loaded = try load(channels)
        #expect(loaded.result.catalog == nil)
        #expect(loaded.text.contains(expected), "\(loaded.text)")
        #expect(!loaded.text.contains("quiet") && !loaded.text.contains("et@"), "\(loaded.text)")
        let team = try #require(loaded.channels.channels.first { $0.name == "team" })
        #expect(team.fault != nil)
    }

    @Test func `a secret that stands in the file is shown on no line`() throws {
        let loaded = try load(
            "  hook: { kind: webhook, url: \"ftp://example.org/quiet\", secret: \"quiet2\", timeot: 3s }\n")
        #expect(loaded.text.contains("url: \"***********************\", secret: \"******\", timeot: **"))
        #expect(!loaded.text.contains("quiet"), "\(loaded.text)")
        let escaped = try load("  hook: { kind: webhook, url: \"https://example.org\\x2fquiet\", secret: \"a\" }\n")
        #expect(escaped.result.catalog == nil && !escaped.text.contains("quiet"), "\(escaped.text)")
    }

    @Test func `what a URL says beyond a channel's settings is a warning`() throws {
        let loaded = try load("  letters: { url: \"mailtos://ana:quiet@example.org/bob@example.org?format=html\" }\n")
        #expect(loaded.result.catalog != nil)
        #expect(
            loaded.result.diagnostics.map(\.message) == [
                "channels.letters.url: has no counterpart here: 'format'",
                "channels.letters.url: recipients in a URL are not taken over: each person has an address of their own",
            ])
    }

    @Test func `channels are listed whatever else is wrong`() throws {
        let loaded = try load("  a: { kind: webhook }\n  b: { url: \"mailtos://ana:quiet@example.org\" }\n")
        #expect(loaded.result.catalog == nil)
        #expect(loaded.channels.configuration?.label == "Riverside")
        #expect(loaded.channels.channels.map(\.name) == ["screen", "a", "b"])
        #expect(loaded.channels.channels.map { $0.fault == nil } == [true, false, true])
    }
}
