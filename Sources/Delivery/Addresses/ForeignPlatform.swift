/// Platforms that other senders reach and this program does not, by the schemes of their addresses.
enum ForeignPlatform {
    /// The platform's name; nil for a scheme that nobody uses.
    static func name(of scheme: String) -> String? { names[scheme] }

    /// Schemes are Apprise's and shoutrrr's.
    private static let names: [String: String] = {
        let table: [(String, [String])] = [
            ("Pushover", ["pover", "pushover"]), ("Twilio", ["twilio"]), ("Signal", ["signal", "signals"]),
            ("Rocket.Chat", ["rocket", "rockets", "rocketchat"]), ("Google Chat", ["gchat", "googlechat", "hangouts"]),
            ("Zulip", ["zulip"]), ("Gotify", ["gotify", "gotifys"]), ("WhatsApp", ["whatsapp"]),
            ("Webex", ["webex", "wxteams"]), ("Apprise's own server", ["apprise", "apprises"]),
            ("forms", ["form", "forms"]), ("XML", ["xml", "xmls"]), ("MQTT", ["mqtt", "mqtts"]),
            ("AMQP", ["amqp", "amqps"]), ("IRC", ["irc", "ircs"]), ("XMPP", ["xmpp", "xmpps"]),
            ("Pushbullet", ["pbul", "pushbullet"]), ("IFTTT", ["ifttt"]), ("Join", ["join"]),
            ("Opsgenie", ["opsgenie"]), ("PagerDuty", ["pagerduty"]), ("Bark", ["bark", "barks"]),
            ("Lark", ["lark"]), ("Feishu", ["feishu"]), ("WeCom", ["wecom", "wecombot", "wechat"]),
            ("Notifiarr", ["notifiarr"]), ("logs", ["logger", "syslog", "rsyslog"]), ("Amazon SES", ["ses"]),
            ("Amazon SNS", ["sns"]), ("Mailgun", ["mailgun"]), ("SendGrid", ["sendgrid"]),
            ("SparkPost", ["sparkpost"]), ("Postmark", ["postmark"]), ("Office 365", ["azure", "o365"]),
            ("Vonage", ["vonage", "nexmo"]), ("MessageBird", ["msgbird"]), ("Sinch", ["sinch"]), ("Plivo", ["plivo"]),
            ("ClickSend", ["clicksend"]), ("Threema", ["threema"]), ("LINE", ["line"]), ("Viber", ["viber"]),
            ("Prowl", ["prowl"]), ("Pushsafer", ["psafer", "psafers"]), ("Home Assistant", ["hassio", "hassios"]),
            ("Nextcloud", ["ncloud", "nclouds", "nctalk", "nctalks"]), ("Mastodon", ["mastodon", "mastodons", "toot"]),
            ("Bluesky", ["bsky", "bluesky"]), ("Reddit", ["reddit"]), ("X", ["twitter", "tweet", "x"]),
            ("DingTalk", ["dingtalk", "dingding"]), ("Synology Chat", ["synology", "synologys"]),
            ("Revolt", ["revolt"]), ("Guilded", ["guilded"]), ("Ryver", ["ryver"]), ("Twist", ["twist"]),
            ("Flock", ["flock"]), ("RingCentral", ["ringc"]), ("Zoom", ["zoom"]), ("Splunk", ["splunk", "victorops"]),
            ("LaMetric", ["lametric", "lametrics"]), ("FCM", ["fcm"]), ("OneSignal", ["onesignal"]),
            ("SimplePush", ["spush", "simplepush"]), ("Discourse", ["discourse"]), ("Telegram by phone", ["tg"]),
        ]
        var names: [String: String] = [:]
        for (name, schemes) in table { for scheme in schemes { names[scheme] = name } }
        return names
    }()
}
