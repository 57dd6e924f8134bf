import Delivery
import PluginKit
import Testing

/// Addresses that cannot be read, or that can be read in two ways.
@Suite struct AddressFaultTests {
    @Test(arguments: [
        ("", 1, "expected a URL with '://'"),
        ("xoxb-100-example", 1, "expected a URL with '://'"),
        ("mailto:ana@example.org", 1, "expected a URL with '://'"),
        ("slack//T0000/B0000/example", 1, "expected a URL with '://'"),
        ("slack://T0000/B0000/exa mple", 24, "a blank inside it is written %20"),
        ("slack://T0000", 9, "expected three tokens"),
        ("slack://T0000/B0000/exam_ple", 21, "expected a token of letters and digits"),
        ("slack://hook:T0000-B0000@webhook", 14, "expected three tokens with '-' between them"),
        ("slack://xoxb-100-example/#gen!eral", 26, "expected a channel such as #general"),
        ("slack://T0000/B0000/example?mode=hok", 34, "expected one of hook, gov-hook"),
        ("slack://T0000/B0000/example?foter=no", 29, "unknown key 'foter'; did you mean 'footer'?"),
        ("slack://T0000/B0000/example?blokcs=no", 29, "did you mean 'blocks'?"),
        ("discord://quiet/100200300", 11, "expected a webhook's id, which has digits only"),
        ("discord://100200300", 11, "expected a webhook's token"),
        ("discord://100200300/a/b", 23, "expected nothing after the token"),
        ("discord://100200300/quiet?thread=x", 34, "expected a thread's id"),
        ("https://discord.com/api/webhooks/x", 9, "it looks like https://discord.com/api/webhooks/ID/TOKEN"),
        ("workflows://example.org", 13, "expected a flow's id"),
        ("workflows://example.org/abc", 25, "expected the flow's signature"),
        ("teams://a@b/c/d/e?host=x.webhook.office.com", 11, "Office 365 connectors have ended"),
        ("https://x.webhook.office.com/webhookb2/a", 9, "Office 365 connectors have ended"),
        ("teams://?host=https://example.org/", 15, "expected the address of a Workflows flow"),
        ("mmosts://chat.example.org", 10, "expected a webhook's token after the host"),
        ("mmosts://chat.example.org/x?mode=bot", 34, "make an incoming webhook"),
        ("mmosts://chat.example.org:99999/x", 27, "expected a port from 1 to 65535"),
        ("mmosts://chat_ex*ample.org/x", 10, "expected a host's name or address"),
        ("mattermost://chat.example.org/x/a/b", 35, "expected nothing after the channel"),
        ("tgram://Kept-quiet/42", 9, "expected a bot's token"),
        ("tgram://1000:quiet/4:2:1", 20, "expected a topic's number"),
        ("tgram://1000:quiet/4:2/5:3", 20, "a topic belongs to one chat"),
        ("telegram://1000:quiet@somewhere", 23, "expected a bot's token and '@telegram'"),
        ("telegram://1000:quiet@telegram/42", 32, "chats are named by ?chats="),
        ("matrixs://matrix.example.org/!a:x", 11, "expected an access token before the host"),
        ("matrixs://ana:quiet@matrix.example.org/!a:x", 15, "take the token of the bot's session"),
        ("matrix://ana:quiet@matrix.example.org/?rooms=!a:x", 14, "take the token of the bot's session"),
        ("generic+https://example.org/a?@Authorization=quiet", 31, "a webhook carries no headers of your own"),
        ("matrixs://quiet@matrix.example.org/#room:x", 36, "write the room's id"),
        ("matrixs://quiet@matrix.example.org/room", 36, "expected a room's id, which starts with '!'"),
        ("matrixs://quiet@matrix.example.org/!a:x?mode=slack", 46, "bridges that take webhooks are not used here"),
        ("ntfys://push.example.org/to.pic", 26, "expected a topic of letters, digits"),
        ("ntfys://quiet@push.example.org/one", 9, "expected a name and a password, or a token"),
        ("ntfys://push.example.org/one?prioritty=5", 30, "did you mean 'priority'?"),
        ("mailtos://example.org", 21, "add ?from=hello@example.org"),
        ("mailtos://ana:qui/et@example.org", 15, "in a password '/' is written %2F"),
        ("mailtos://ana:qui?et@example.org", 15, "in a password '/' is written %2F"),
        ("mailtos://ana:qui%et@example.org", 18, "a '%' itself, as in a password, is written %25"),
        ("mailtos://ana:quiet@example.org/b%0Ab@example.org", 34, "line breaks and control characters are not allowed"),
        ("mailtos://ana:%ff%fe@example.org", 15, "not UTF-8"),
        ("mailtos://ana:quiet@example.org/bob", 33, "a recipient is no e-mail address: it has no '@'"),
        ("mailtos://ana:quiet@example.org?mode=tls", 38, "expected one of starttls, ssl, insecure"),
        ("mailtos://ana:quiet@example.org?pgp=sign", 37, "mails are not encrypted by PGP here"),
        ("smtp://ana:quiet@mail.example.org", 33, "add ?fromaddress=hello@example.org"),
        ("smtp://ana:quiet@mail.example.org/?from=a@b.test&auth=OAuth2", 55, "an OAuth2 token is given as a setting"),
        ("smtp://mail.example.org/?from=a@b.test&usestarttls=perhaps", 52, "expected yes or no"),
        ("jsons://example.org/a?method=PUT", 30, "expected POST"),
        ("jsons://example.org/a?+X-Key=quiet", 23, "a webhook carries no headers of your own"),
        ("generic://example.org/a?@Authorization=quiet", 25, "a webhook carries no headers of your own"),
        ("https://example.org/a#quiet", 1, "'#' and what follows is never sent"),
        ("https://:80/a", 9, "expected a host's name"),
        ("https://webhooks.t2bot.io/api/v1/matrix/hook/x", 9, "bridges that take webhooks are not used here"),
        ("mattermost+https://example.org/x", 20, "it looks like https://host/hooks/TOKEN"),
        ("mattermost+slack://T/B/x", 12, "expected https:// after the kind"),
        ("shoutrrr+tgram://1000:x", 10, "shoutrrr has no 'tgram://'"),
        ("slakc://T/B/x", 1, "did you mean 'slack://'?"),
        ("hc://x", 1, "unknown scheme 'hc'"),
    ])
    func `a wrong address is told with its place and what to write`(url: String, column: Int, words: String) {
        let error = #expect(throws: ChannelAddressError.self) { try ChannelAddresses.readings(url) }
        #expect(error?.column == column, "\(error?.description ?? "")")
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("pover://user@token", "Pushover"), ("twilio://sid:token@+1/+2", "Twilio"), ("signal://host/+1/+2", "Signal"),
        ("rockets://user:pass@host", "Rocket.Chat"), ("gchat://a/b/c", "Google Chat"), ("zulip://bot@org/x", "Zulip"),
        ("gotifys://host/x", "Gotify"), ("opsgenie://x", "Opsgenie"), ("forms://host", "forms"),
        ("shoutrrr+pushover://x@y", "Pushover"),
    ])
    func `a platform that there is no channel for is named, with those that there are`(url: String, name: String) {
        let error = #expect(throws: ChannelAddressError.self) { try ChannelAddresses.readings(url) }
        #expect(error?.message == "there is no channel for \(name)")
        #expect(
            error?.hint
                == "the channels are discord, email, healthchecks, matrix, mattermost, ntfy, slack, teams, telegram, webhook"
        )
    }

    @Test(arguments: [
        (
            "ntfy://push.example.org/one", ["apprise+", "shoutrrr+"],
            ["http://push.example.org", "https://push.example.org"]
        ),
        ("ntfy://ana:quiet@localhost/one", ["apprise+", "shoutrrr+"], ["http://localhost", "https://localhost"]),
        ("matrix://:quiet@localhost", ["apprise+", "shoutrrr+"], ["http://localhost", "https://localhost"]),
        ("discord://quiet@100200300/json", ["apprise+", "shoutrrr+"], ["webhook", "webhook"]),
        (
            "https://chat.example.org/hooks/abcdefghijklmnopqrstuvwxyz", ["mattermost+", "webhook+"],
            ["webhook", "url"]
        ),
        (
            "https://checks.example.org/ping/00000000-0000-0000-0000-000000000000", ["healthchecks+", "webhook+"],
            ["healthchecks", "webhook"]
        ),
    ])
    func `what two can mean is handed back as both, and a prefix decides`(
        url: String, prefixes: [String], words: [String]
    ) throws {
        let readings = try ChannelAddresses.readings(url)
        #expect(readings.map(\.prefix) == prefixes)
        for (reading, word) in zip(readings, words) {
            #expect(reading.summary.contains(word))
            #expect(!reading.summary.contains("quiet"))
            #expect(try ChannelAddresses.readings(reading.prefix + url) == [reading])
        }
        let error = #expect(throws: ChannelAddressError.self) { try ChannelAddresses.reader.read(url) }
        #expect(error?.message.hasPrefix("can be read in 2 ways: as ") == true)
        #expect(error?.hint?.contains("\(prefixes[1])\(ChannelAddresses.scheme(of: url))://…") == true)
    }

    @Test(arguments: [
        (
            "slack://bot@T0000/B0000/example/#a?footer=no&timestamp=no&verify=no",
            [
                "the bot's name is not taken over", "certificates are always checked, whatever 'verify' says",
                "has no counterpart here: 'footer', 'timestamp'",
                "a webhook posts where it was made for; a channel beside it is not taken over",
            ]
        ),
        (
            "mailto://ana:x@example.org?cc=bob@example.org",
            [
                "a mail goes to one person, so 'cc' and 'bcc' are not taken over",
                "Apprise would send without encryption; here the connection is encrypted (starttls)",
            ]
        ),
        (
            "generic://example.org/?template=json&$a=b",
            [
                "the body has Milieu's own shape, so fields ('$…') are not taken over",
                "the body has Milieu's own shape, so 'template' is not taken over",
            ]
        ),
        (
            "https://prod-1.logic.azure.com/workflows/a/triggers/manual/paths/invoke?sig=x",
            [
                "flows at logic.azure.com stopped on 30 November 2025; copy the flow's new address in Power Automate"
            ]
        ),
    ])
    func `what is left out is told`(url: String, notes: [String]) throws {
        #expect(try ChannelAddresses.readings(url)[0].address.notes == notes)
    }

    @Test func `a text that is too long is refused whole`() {
        let url = "jsons://example.org/" + String(repeating: "a", count: 9_000)
        let error = #expect(throws: ChannelAddressError.self) { try ChannelAddresses.readings(url) }
        #expect(error?.message == "a URL has at most 8192 characters, found 9020")
    }
}
