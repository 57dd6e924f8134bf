/// The relays of providers whose domain stands in an address where their relay would.
///
/// Hosts, ports and security as each provider documents them for mail programs.
struct MailProvider: Sendable {
    let host: String
    let port: Int
    let tls: String
    /// Whether one signs in with the whole address.
    let takesWholeAddress: Bool

    private init(_ host: String, _ port: Int = 587, _ tls: String = "starttls", wholeAddress: Bool = true) {
        self.host = host
        self.port = port
        self.tls = tls
        takesWholeAddress = wholeAddress
    }

    /// The provider whose customers' addresses end in `domain`; nil for any other.
    static func of(_ domain: String) -> MailProvider? { byDomain[domain.lowercased()] }

    private static let byDomain: [String: MailProvider] = {
        var all: [String: MailProvider] = [
            "gmail.com": MailProvider("smtp.gmail.com"),
            "googlemail.com": MailProvider("smtp.gmail.com"),
            "outlook.com": MailProvider("smtp-mail.outlook.com"),
            "hotmail.com": MailProvider("smtp-mail.outlook.com"),
            "live.com": MailProvider("smtp-mail.outlook.com"),
            "office365.com": MailProvider("smtp.office365.com", wholeAddress: false),
            "yahoo.com": MailProvider("smtp.mail.yahoo.com", 465, "implicit"),
            "yahoo.ca": MailProvider("smtp.mail.yahoo.com", 465, "implicit"),
            "zoho.com": MailProvider("smtp.zoho.com"),
            "zohomail.com": MailProvider("smtp.zoho.com"),
            "sendgrid.com": MailProvider("smtp.sendgrid.net", 465, "implicit", wholeAddress: false),
            "sendgrid.net": MailProvider("smtp.sendgrid.net", 465, "implicit", wholeAddress: false),
            "163.com": MailProvider("smtp.163.com", 465, "implicit"),
            "qq.com": MailProvider("smtp.qq.com"),
            "foxmail.com": MailProvider("smtp.qq.com"),
            "comcast.net": MailProvider("smtp.comcast.net", 465, "implicit"),
        ]
        for ending in ["com", "net", "de", "at", "ch", "fr"] { all["gmx.\(ending)"] = MailProvider("mail.gmx.com") }
        for ending in ["com", "ru", "ua", "by", "kz", "uz", "fr"] {
            all["yandex.\(ending)"] = MailProvider("smtp.yandex.ru", 465, "implicit", wholeAddress: false)
        }
        for ending in ["com", "de", "es", "fm", "fr", "in", "jp", "net", "nl", "org", "se", "uk", "us"] {
            all["fastmail.\(ending)"] = MailProvider("smtp.fastmail.com", 465, "implicit")
        }
        return all
    }()
}
