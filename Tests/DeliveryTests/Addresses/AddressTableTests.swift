import Delivery
import PluginKit
import Testing

/// Addresses as people have them, and what each says.
@Suite struct AddressTableTests {
    /// The settings with secrets in clear: `slack webhook=… to=#a,#b`.
    static func decoded(_ address: ChannelAddress) -> String {
        let settings = address.settings.map { field in
            switch field.value {
            case .plain(let text): "\(field.name)=\(text)"
            case .secret(let secret): "\(field.name)=\(secret.reveal())"
            }
        }
        let to = address.destinations.isEmpty ? [] : ["to=" + address.destinations.joined(separator: ",")]
        return ([address.kind] + settings + to).joined(separator: " ")
    }

    private func decoded(_ url: String) throws -> [String] {
        try ChannelAddresses.readings(url).map { Self.decoded($0.address) }
    }

    private static let slackHook = "slack webhook=https://hooks.slack.com/services/T0000/B0000/example"

    @Test(arguments: [
        ("slack://T0000/B0000/example", slackHook),
        ("slack://T0000/B0000/example/", slackHook),
        ("SLACK://T0000/B0000/example", slackHook),
        ("  slack://T0000/B0000/example\n", slackHook),
        ("slack://bot@T0000/B0000/example", slackHook),
        ("slack://T0000/B0000/example/#general", slackHook),
        ("slack://T0000/B0000/example?footer=no&image=no&format=markdown", slackHook),
        ("slack://?token=T0000/B0000/example", slackHook),
        ("slack://hook:T0000-B0000-example@webhook", slackHook),
        ("slack://hook:T0000-B0000-example@webhook?color=good&title=Hi", slackHook),
        ("apprise+slack://T0000/B0000/example", slackHook),
        ("shoutrrr+slack://T0000/B0000/example", slackHook),
        ("shoutrrr+slack://hook:T0000-B0000-example@webhook", slackHook),
        ("https://hooks.slack.com/services/T0000/B0000/example", slackHook),
        ("https://hooks.slack.com/services/T0000/B0000/example?ref=mail", slackHook),
        ("slack+https://hooks.slack.com/services/T0000/B0000/example", slackHook),
        (
            "slack://T0000/B0000/example?mode=gov-hook",
            "slack webhook=https://hooks.slack-gov.com/services/T0000/B0000/example"
        ),
        (
            "https://hooks.slack-gov.com/services/T0000/B0000/example",
            "slack webhook=https://hooks.slack-gov.com/services/T0000/B0000/example"
        ),
        (
            "slack://T0000/A0000/100/example?mode=workflow",
            "slack webhook=https://hooks.slack.com/workflows/T0000/A0000/100/example"
        ),
        (
            "slack://T0000/100/example?mode=trigger",
            "slack webhook=https://hooks.slack.com/triggers/T0000/100/example"
        ),
        (
            "https://hooks.slack.com/triggers/T0000/100/example",
            "slack webhook=https://hooks.slack.com/triggers/T0000/100/example"
        ),
        (
            "https://hooks.slack.com/workflows/T0000/A0000/100/example",
            "slack webhook=https://hooks.slack.com/workflows/T0000/A0000/100/example"
        ),
        ("slack://xoxb-100-example", "slack token=xoxb-100-example"),
        ("slack://xoxb-100-example/#general", "slack token=xoxb-100-example to=#general"),
        ("slack://xoxb-100-example/%23general", "slack token=xoxb-100-example to=#general"),
        ("slack://xoxb-100-example#general", "slack token=xoxb-100-example to=#general"),
        ("slack://xoxb-100-example/#general/@ana/+C0001", "slack token=xoxb-100-example to=#general,@ana,C0001"),
        ("slack://xoxb-100-example?to=#general,@ana", "slack token=xoxb-100-example to=#general,@ana"),
        ("slack://xoxb-100-example/C0001:1600000000.000100", "slack token=xoxb-100-example to=C0001"),
        ("slack://xoxe.xoxb-100-example/C0001", "slack token=xoxe.xoxb-100-example to=C0001"),
        ("slack://?token=xoxb-100-example&to=C0001", "slack token=xoxb-100-example to=C0001"),
        ("slack://xoxb:100-200-example@C0001", "slack token=xoxb-100-200-example to=C0001"),
        ("slack://xoxb-100-200-example@C0001?thread_ts=1.2", "slack token=xoxb-100-200-example to=C0001"),
        ("slack://xoxp-100-example/ayúda", "slack token=xoxp-100-example to=ayúda"),
    ])
    func `Slack`(url: String, expected: String) throws { #expect(try decoded(url) == [expected]) }

    private static let discord = "discord webhook=https://discord.com/api/webhooks/100200300/Kept_quiet-1"

    @Test(arguments: [
        ("discord://100200300/Kept_quiet-1", discord),
        ("discord://100200300/Kept_quiet-1/", discord),
        ("discord://bot@100200300/Kept_quiet-1", discord),
        ("discord://100200300/Kept_quiet-1?avatar=no&footer=yes&tts=no", discord),
        ("discord://Kept_quiet-1@100200300", discord),
        ("discord://Kept_quiet-1@100200300/", discord),
        ("discord://Kept_quiet-1@100200300?splitlines=no&color=0x50D9ff", discord),
        ("apprise+discord://100200300/Kept_quiet-1", discord),
        ("shoutrrr+discord://Kept_quiet-1@100200300/raw", discord),
        ("https://discord.com/api/webhooks/100200300/Kept_quiet-1", discord),
        ("https://discordapp.com/api/webhooks/100200300/Kept_quiet-1", discord),
        ("https://discord.com/api/v10/webhooks/100200300/Kept_quiet-1?wait=true", discord),
        ("https://canary.discord.com/api/webhooks/100200300/Kept_quiet-1", discord),
        ("discord://100200300/Kept_quiet-1?thread=42", discord + " thread=42"),
        ("discord://Kept_quiet-1@100200300?thread_id=42", discord + " thread=42"),
        ("https://discord.com/api/webhooks/100200300/Kept_quiet-1?thread_id=42", discord + " thread=42"),
    ])
    func `Discord`(url: String, expected: String) throws { #expect(try decoded(url) == [expected]) }

    private static let flow =
        "https://prod.example.org:443/workflows/abc/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=Kept-quiet_1"

    @Test(arguments: [
        ("workflows://prod.example.org:443/abc/Kept-quiet_1", flow),
        ("workflow://prod.example.org:443/abc/Kept-quiet_1/?wrap=yes&image=no", flow),
        ("workflows://prod.example.org:443/?id=abc&sig=Kept-quiet_1", flow),
        (
            "workflows://prod.example.org/abc/Kept-quiet_1?pa=yes",
            "https://prod.example.org/powerautomate/automations/direct/workflows/abc/triggers/manual/paths/invoke?api-version=2022-03-01-preview&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=Kept-quiet_1"
        ),
        (
            "workflows://prod.example.org/abc/Kept-quiet_1?pa=yes&route=12&ver=1",
            "https://prod.example.org/powerautomate/automations/direct/cu/12/workflows/abc/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=Kept-quiet_1"
        ),
        (flow, flow),
        ("teams+\(flow)", flow),
        (
            "https://x.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/abc/triggers/manual/paths/invoke?api-version=1&sig=Kept-quiet",
            "https://x.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/abc/triggers/manual/paths/invoke?api-version=1&sig=Kept-quiet"
        ),
        (
            "teams://?host=https%3A%2F%2Fprod.example.org%2Fworkflows%2Fabc%2Ftriggers%2Fmanual%2Fpaths%2Finvoke%3Fsig%3DKept-quiet",
            "https://prod.example.org/workflows/abc/triggers/manual/paths/invoke?sig=Kept-quiet"
        ),
        (
            "teams://?color=f00&host=https://prod.example.org/workflows/abc/triggers/manual/paths/invoke?sv=1.0&sig=Kept-quiet",
            "https://prod.example.org/workflows/abc/triggers/manual/paths/invoke?sv=1.0&sig=Kept-quiet"
        ),
    ])
    func `Teams`(url: String, expected: String) throws { #expect(try decoded(url) == ["teams webhook=\(expected)"]) }

    @Test(arguments: [
        ("mmosts://chat.example.org/Kept1quiet", "https://chat.example.org/hooks/Kept1quiet"),
        ("mmost://127.0.0.1:8065/Kept1quiet", "http://127.0.0.1:8065/hooks/Kept1quiet"),
        ("mmosts://CHAT.example.org/folder/Kept1quiet", "https://chat.example.org/folder/hooks/Kept1quiet"),
        ("mmosts://bot@chat.example.org:8443/Kept1quiet", "https://chat.example.org:8443/hooks/Kept1quiet"),
        (
            "mmosts://chat.example.org/Kept1quiet?channel=%23town-square",
            "https://chat.example.org/hooks/Kept1quiet to=town-square"
        ),
        ("mmosts://chat.example.org/Kept1quiet?to=a,@ana", "https://chat.example.org/hooks/Kept1quiet to=a,@ana"),
        ("mmosts://chat.example.org/Kept1quiet?mode=webhook", "https://chat.example.org/hooks/Kept1quiet"),
        ("mattermost://chat.example.org/Kept1quiet", "https://chat.example.org/hooks/Kept1quiet"),
        ("mattermost://bot@chat.example.org/Kept1quiet/town", "https://chat.example.org/hooks/Kept1quiet to=town"),
        ("mattermost://chat.example.org/Kept1quiet/@ana", "https://chat.example.org/hooks/Kept1quiet to=@ana"),
        ("mattermost://127.0.0.1:8065/Kept1quiet?disabletls=yes&icon=x", "http://127.0.0.1:8065/hooks/Kept1quiet"),
        ("https://mattermost.example.org/hooks/Kept1quiet", "https://mattermost.example.org/hooks/Kept1quiet"),
        ("mattermost+https://chat.example.org/hooks/Kept1quiet", "https://chat.example.org/hooks/Kept1quiet"),
        ("mmosts://[2001:db8::1]:8443/Kept1quiet", "https://[2001:db8::1]:8443/hooks/Kept1quiet"),
    ])
    func `Mattermost`(url: String, expected: String) throws {
        #expect(try decoded(url) == ["mattermost webhook=\(expected)"])
    }

    @Test(arguments: [
        ("tgram://1000:Kept-quiet_1", "token=1000:Kept-quiet_1"),
        ("tgram://1000%3AKept-quiet_1/42", "token=1000:Kept-quiet_1 to=42"),
        ("tgram://1000/Kept-quiet_1/42", "token=1000:Kept-quiet_1 to=42"),
        ("tgram://bot1000:Kept-quiet_1/42", "token=1000:Kept-quiet_1 to=42"),
        ("tgram://name@1000:Kept-quiet_1/42", "token=1000:Kept-quiet_1 to=42"),
        ("tgram://1000:Kept-quiet_1/-100200", "token=1000:Kept-quiet_1 to=-100200"),
        ("tgram://1000:Kept-quiet_1/@news/42", "token=1000:Kept-quiet_1 to=@news,42"),
        ("tgram://1000:Kept-quiet_1/news", "token=1000:Kept-quiet_1 to=@news"),
        ("tgram://1000:Kept-quiet_1/-100200:7", "token=1000:Kept-quiet_1 topic=7 to=-100200"),
        ("tgram://1000:Kept-quiet_1/-100200?topic=7", "token=1000:Kept-quiet_1 topic=7 to=-100200"),
        ("tgram://1000:Kept-quiet_1/?to=42&silent=yes&format=html", "token=1000:Kept-quiet_1 to=42"),
        ("telegram://1000:Kept-quiet_1@telegram?chats=@news,42", "token=1000:Kept-quiet_1 to=@news,42"),
        ("telegram://1000:Kept-quiet_1@telegram/?channels=42&preview=no", "token=1000:Kept-quiet_1 to=42"),
        ("telegram://1000:Kept-quiet_1@telegram?chats=-100200:7", "token=1000:Kept-quiet_1 topic=7 to=-100200"),
        ("https://api.telegram.org/bot1000:Kept-quiet_1/sendMessage?chat_id=42", "token=1000:Kept-quiet_1 to=42"),
        (
            "telegram+https://bots.example.org/bot1000:Kept-quiet_1/sendMessage",
            "token=1000:Kept-quiet_1 api=https://bots.example.org"
        ),
    ])
    func `Telegram`(url: String, expected: String) throws { #expect(try decoded(url) == ["telegram \(expected)"]) }

    @Test(arguments: [
        ("matrixs://syt_quiet@matrix.example.org", "https://matrix.example.org token=syt_quiet"),
        (
            "matrixs://syt_quiet@matrix.example.org/!room:example.org",
            "https://matrix.example.org token=syt_quiet to=!room:example.org"
        ),
        (
            "matrixs://syt_quiet@matrix.example.org:8448/%21room%3Aexample.org?msgtype=notice",
            "https://matrix.example.org:8448 token=syt_quiet to=!room:example.org"
        ),
        ("matrix://syt_quiet@127.0.0.1:8008/!room:x", "http://127.0.0.1:8008 token=syt_quiet to=!room:x"),
        (
            "matrixs://matrix.example.org/!room:x?token=syt_quiet",
            "https://matrix.example.org token=syt_quiet to=!room:x"
        ),
        (
            "matrixs://:syt_quiet@matrix.example.org/!a:x/!b:x",
            "https://matrix.example.org token=syt_quiet to=!a:x,!b:x"
        ),
        ("matrix://:syt_quiet@matrix.example.org/?rooms=!a:x", "https://matrix.example.org token=syt_quiet to=!a:x"),
        (
            "matrix://:syt_quiet@matrix.example.org?room=%21a:x&title=Hi",
            "https://matrix.example.org token=syt_quiet to=!a:x"
        ),
        (
            "matrix://:syt_quiet@127.0.0.1:8008/?rooms=!a:x&disableTLS=yes",
            "http://127.0.0.1:8008 token=syt_quiet to=!a:x"
        ),
        ("apprise+matrix://:syt_quiet@localhost", "http://localhost token=syt_quiet"),
        ("shoutrrr+matrix://:syt_quiet@localhost", "https://localhost token=syt_quiet"),
        ("matrixs://tok%2Fen%3D@matrix.example.org/!a:x", "https://matrix.example.org token=tok/en= to=!a:x"),
    ])
    func `Matrix`(url: String, expected: String) throws {
        #expect(try decoded(url) == ["matrix homeserver=\(expected)"])
    }

    @Test(arguments: [
        ("ntfy://riverside", "https://ntfy.sh to=riverside"),
        ("ntfys://riverside", "https://ntfy.sh to=riverside"),
        ("ntfy://ntfy.sh/riverside", "https://ntfy.sh to=riverside"),
        ("ntfys://ntfy.sh/riverside", "https://ntfy.sh to=riverside"),
        ("https://ntfy.sh/riverside", "https://ntfy.sh to=riverside"),
        ("https://ntfy.sh/one,two", "https://ntfy.sh to=one,two"),
        ("ntfys://push.example.org/one/two", "https://push.example.org to=one,two"),
        ("ntfys://push.example.org:8443/one?priority=high&xtags=a,b", "https://push.example.org:8443 to=one"),
        ("ntfys://push.example.org?to=one", "https://push.example.org to=one"),
        ("ntfys://ana:quiet@push.example.org/one", "https://push.example.org username=ana password=quiet to=one"),
        ("ntfys://tk_quiet@push.example.org/one", "https://push.example.org token=tk_quiet to=one"),
        ("ntfys://push.example.org/one?token=tk_quiet", "https://push.example.org token=tk_quiet to=one"),
        ("ntfys://quiet@push.example.org/one?auth=token", "https://push.example.org token=quiet to=one"),
        ("ntfy://127.0.0.1:2586/one?mode=private", "http://127.0.0.1:2586 to=one"),
        ("apprise+ntfy://127.0.0.1:2586/one", "http://127.0.0.1:2586 to=one"),
        ("shoutrrr+ntfy://push.example.org/one", "https://push.example.org to=one"),
        ("ntfy://push.example.org/one?scheme=https", "https://push.example.org to=one"),
        ("ntfy://push.example.org/one?scheme=http", "http://push.example.org to=one"),
        ("ntfy://push.example.org/one?disabletls=yes", "http://push.example.org to=one"),
        ("ntfy://:tk_quiet@push.example.org/one", "https://push.example.org token=tk_quiet to=one"),
        ("ntfy+https://push.example.org/one", "https://push.example.org to=one"),
        (
            "ntfys://ana:p%25%26%2F%40%23%3A%3F@push.example.org/one",
            "https://push.example.org username=ana password=p%&/@#:? to=one"
        ),
    ])
    func `ntfy`(url: String, expected: String) throws { #expect(try decoded(url) == ["ntfy server=\(expected)"]) }

    @Test(arguments: [
        (
            "mailtos://ana:quiet@example.org",
            "host=example.org port=587 tls=starttls username=ana password=quiet from=ana@example.org"
        ),
        (
            "mailtos://ana:quiet@gmail.com",
            "host=smtp.gmail.com port=587 tls=starttls username=ana@gmail.com password=quiet from=ana@gmail.com"
        ),
        (
            "mailto://ana:quiet@yahoo.com",
            "host=smtp.mail.yahoo.com port=465 tls=implicit username=ana@yahoo.com password=quiet from=ana@yahoo.com"
        ),
        (
            "mailtos://ana:quiet@example.org:2525/bob@example.test",
            "host=example.org port=2525 tls=starttls username=ana password=quiet from=ana@example.org to=bob@example.test"
        ),
        (
            "mailtos://ana:quiet@example.org?smtp=mail.example.test&mode=ssl&from=hello@example.org",
            "host=mail.example.test port=465 tls=implicit username=ana password=quiet from=hello@example.org"
        ),
        (
            "mailtos://ana+milieu:quiet@example.org/bob+goals@example.test?to=cleo+x@example.test",
            "host=example.org port=587 tls=starttls username=ana+milieu password=quiet from=ana+milieu@example.org to=bob+goals@example.test,cleo+x@example.test"
        ),
        (
            "mailtos://ana:p%25%26%2F%40%23%3A%3F+1@example.org",
            "host=example.org port=587 tls=starttls username=ana password=p%&/@#:?+1 from=ana@example.org"
        ),
        (
            "mailtos://ana:a@b:c@example.org",
            "host=example.org port=587 tls=starttls username=ana password=a@b:c from=ana@example.org"
        ),
        (
            "mailtos://ana%40example.org:quiet@mail.example.org",
            "host=mail.example.org port=587 tls=starttls username=ana@example.org password=quiet from=ana@example.org"
        ),
        (
            "mailtos://ana@example.org:quiet@mail.example.org",
            "host=mail.example.org port=587 tls=starttls username=ana@example.org password=quiet from=ana@example.org"
        ),
        (
            "mailtos://mail.example.org:465?user=ana&pass=quiet&from=hello@example.org&mode=ssl&name=Riverside",
            "host=mail.example.org port=465 tls=implicit username=ana password=quiet from=hello@example.org"
        ),
        ("mailto://localhost:2525?from=hello@example.org", "host=localhost port=2525 tls=none from=hello@example.org"),
        (
            "mailto://ana:quiet@example.org",
            "host=example.org port=587 tls=starttls username=ana password=quiet from=ana@example.org"
        ),
        (
            "mailto://127.0.0.1:2525/bob@example.test?from=Hello%20%3Chello@example.org%3E",
            "host=127.0.0.1 port=2525 tls=none from=hello@example.org to=bob@example.test"
        ),
        (
            "smtp://ana:quiet@mail.example.org:587/?fromaddress=hello@example.org&toaddresses=bob@example.test,cleo@example.test",
            "host=mail.example.org port=587 tls=starttls username=ana password=quiet from=hello@example.org to=bob@example.test,cleo@example.test"
        ),
        (
            "smtp://ana:quiet@mail.example.org:465/?from=hello@example.org&to=bob+x@example.test&auth=Plain",
            "host=mail.example.org port=465 tls=implicit username=ana password=quiet from=hello@example.org to=bob+x@example.test"
        ),
        (
            "smtp://mail.example.org/?from=hello@example.org&encryption=ImplicitTLS",
            "host=mail.example.org port=25 tls=implicit from=hello@example.org"
        ),
        (
            "smtp://127.0.0.1:2525/?fromaddress=hello@example.org&auth=None&usestarttls=no&subject=Hi",
            "host=127.0.0.1 port=2525 tls=none from=hello@example.org"
        ),
        (
            "smtp://mail.example.org/?from=hello@example.org&encryption=None",
            "host=mail.example.org port=25 tls=starttls from=hello@example.org"
        ),
        (
            "smtps://ana:quiet@mail.example.org?from=hello@example.org",
            "host=mail.example.org port=465 tls=implicit username=ana password=quiet from=hello@example.org"
        ),
    ])
    func `e-mail`(url: String, expected: String) throws { #expect(try decoded(url) == ["email \(expected)"]) }

    @Test(arguments: [
        ("json://127.0.0.1:8000/hook", "http://127.0.0.1:8000/hook"),
        ("jsons://example.org", "https://example.org"),
        ("jsons://example.org/a/b?format=text&verify=no", "https://example.org/a/b"),
        ("jsons://ana:p%40ss@example.org:8443/a", "https://ana:p%40ss@example.org:8443/a"),
        ("jsons://example.org/a?-key=quiet&-n=1&:title=subject", "https://example.org/a?key=quiet&n=1"),
        ("jsons://example.org/a?method=POST", "https://example.org/a"),
        ("generic://example.org/a?template=json&messagekey=text&key=quiet", "https://example.org/a?key=quiet"),
        ("generic://127.0.0.1:8000/a?disabletls=yes", "http://127.0.0.1:8000/a"),
        ("generic://example.org/a?_template=x&$source=milieu", "https://example.org/a?template=x"),
        ("generic+https://example.org/a?key=quiet%2B1", "https://example.org/a?key=quiet%2B1"),
        ("generic+http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
        ("generic+https://example.org/a?$extra=v&key=quiet&n", "https://example.org/a?key=quiet&n"),
        ("generic+https://example.org/a?$extra=v", "https://example.org/a"),
        ("shoutrrr+generic+https://example.org/a", "https://example.org/a"),
        ("https://example.org/hooks/milieu?key=quiet", "https://example.org/hooks/milieu?key=quiet"),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
        ("webhook+https://hc-ping.com/x", "https://hc-ping.com/x"),
        (
            "webhook+https://chat.example.org/hooks/abcdefghijklmnopqrstuvwxyz",
            "https://chat.example.org/hooks/abcdefghijklmnopqrstuvwxyz"
        ),
    ])
    func `webhooks`(url: String, expected: String) throws { #expect(try decoded(url) == ["webhook url=\(expected)"]) }

    @Test(arguments: [
        "https://hc-ping.com/00000000-0000-0000-0000-000000000000", "https://hc-ping.com/quiet-key/nightly",
        "healthchecks+https://checks.example.org/ping/00000000-0000-0000-0000-000000000000",
        "healthchecks+http://127.0.0.1:8000/ping/x",
    ])
    func `Healthchecks`(url: String) throws {
        let bare = url.replacing("healthchecks+", with: "")
        #expect(try decoded(url) == ["healthchecks url=\(bare)"])
    }
}
