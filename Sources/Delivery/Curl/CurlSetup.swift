import CCurl
import Glibc
import PluginKit
import Scheduling

/// Sets the options of an easy handle.
///
/// Each line closes a door that libcurl leaves open by default, or bounds a wait.
enum CurlSetup {
    /// The file of the authorities that are trusted: Debian's, or the one that libcurl was built for.
    ///
    /// With a CA *path* set beside it, libcurl 7.88 skips its cache and parses the bundle for every new connection, 15
    /// ms of CPU each; so the path is cleared.
    static let caBundle: String = {
        let debian = "/etc/ssl/certs/ca-certificates.crt"
        guard access(debian, R_OK) != 0, let built = curl_version_info(CURLversion(rawValue: 0))?.pointee.cainfo else {
            return debian
        }
        return String(cString: built)
    }()

    /// What every transfer goes by.
    static func common(_ handle: CurlHandle, _ limits: CurlLimits, caFile: String?) {
        let easy = handle.easy
        let context = Unmanaged.passUnretained(handle).toOpaque()
        milieu_setopt_pointer(easy, CURLOPT_PRIVATE, context)
        milieu_setopt_long(easy, CURLOPT_NOSIGNAL, 1)
        // Without it the end of a transfer waits for the thread that looks up its name, and everybody else with it.
        milieu_setopt_long(easy, CURLOPT_QUICK_EXIT, 1)
        milieu_setopt_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(limits.connecting.milliseconds))
        milieu_setopt_long(easy, CURLOPT_DNS_CACHE_TIMEOUT, Int(limits.names.components.seconds))
        // Never a proxy from the environment, nor an exception from one: the address check would see the proxy's address.
        milieu_setopt_text(easy, CURLOPT_PROXY, "")
        milieu_setopt_text(easy, CURLOPT_NOPROXY, "")
        milieu_setopt_long(easy, CURLOPT_NETRC, 0)
        milieu_setopt_text(easy, CURLOPT_CAINFO, caFile ?? caBundle)
        milieu_setopt_text(easy, CURLOPT_CAPATH, nil)
        milieu_setopt_long(easy, CURLOPT_SSL_VERIFYPEER, 1)
        milieu_setopt_long(easy, CURLOPT_SSL_VERIFYHOST, 2)
        milieu_setopt_long(easy, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        milieu_setopt_long(easy, CURLOPT_MAXAGE_CONN, 60)
        milieu_setopt_long(easy, CURLOPT_MAXLIFETIME_CONN, 600)
        milieu_setopt_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
        // Answers are short: libcurl's smallest buffer, not the usual 16 KiB, holds thousands of transfers in less memory.
        milieu_setopt_long(easy, CURLOPT_BUFFERSIZE, 1_024)
        milieu_setopt_data_callback(easy, CURLOPT_WRITEFUNCTION, CurlCallbacks.write)
        milieu_setopt_pointer(easy, CURLOPT_WRITEDATA, context)
        milieu_setopt_data_callback(easy, CURLOPT_HEADERFUNCTION, CurlCallbacks.header)
        milieu_setopt_pointer(easy, CURLOPT_HEADERDATA, context)
        milieu_setopt_data_callback(easy, CURLOPT_READFUNCTION, CurlCallbacks.read)
        milieu_setopt_pointer(easy, CURLOPT_READDATA, context)
        milieu_setopt_seek_callback(easy, CURLOPT_SEEKFUNCTION, CurlCallbacks.seek)
        milieu_setopt_pointer(easy, CURLOPT_SEEKDATA, context)
        milieu_setopt_socket_callback(easy, CURLOPT_OPENSOCKETFUNCTION, CurlCallbacks.open)
        milieu_setopt_pointer(easy, CURLOPT_OPENSOCKETDATA, context)
        // A connection outlives the handle that opened it, so its end is told to the loop.
        milieu_setopt_close_callback(easy, CURLOPT_CLOSESOCKETFUNCTION, CurlCallbacks.close)
        milieu_setopt_pointer(easy, CURLOPT_CLOSESOCKETDATA, Unmanaged.passUnretained(handle.loop).toOpaque())
        milieu_setopt_prereq_callback(easy, CURLOPT_PREREQFUNCTION, CurlCallbacks.beforeRequest)
        milieu_setopt_pointer(easy, CURLOPT_PREREQDATA, context)
    }

    /// What every request goes by; the handle keeps it from one to the next.
    static func http(_ handle: CurlHandle) {
        let easy = handle.easy
        milieu_setopt_text(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        milieu_setopt_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        milieu_setopt_long(easy, CURLOPT_MAXREDIRS, 0)
        milieu_setopt_text(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https")
        milieu_setopt_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        milieu_setopt_long(easy, CURLOPT_HTTP09_ALLOWED, 0)
        milieu_setopt_long(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        // What a proxy answers is not what the platform answers.
        milieu_setopt_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        milieu_setopt_long(easy, CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
        milieu_setopt_text(easy, CURLOPT_USERAGENT, "milieu")
    }

    /// Where a relay is, without the name that we greet it with.
    static func url(of relay: MailRelay) -> String {
        "\(relay.security == .implicit ? "smtps" : "smtp")://\(relay.host):\(relay.port)"
    }

    /// How long one mail may take in all: ten minutes, or ten times what the relay may take for a reply, of which the last
    /// one alone may take half.
    static func longest(at relay: MailRelay) -> Duration { max(.minutes(10), relay.timeout * 10) }

    static func mail(_ easy: UnsafeMutableRawPointer, _ mail: MailSubmission, _ transfer: CurlTransfer) {
        let relay = mail.relay
        milieu_setopt_text(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        milieu_setopt_text(easy, CURLOPT_URL, "\(url(of: relay))/\(relay.helloName)")
        // "TRY" would go on in clear text when somebody strips the offer of STARTTLS.
        milieu_setopt_long(
            easy, CURLOPT_USE_SSL,
            Int(relay.security == .starttls ? CURLUSESSL_ALL.rawValue : CURLUSESSL_NONE.rawValue))
        if let caFile = relay.caFile { milieu_setopt_text(easy, CURLOPT_CAINFO, caFile) }
        switch relay.signIn {
        case .none, .oauth: break
        case .password(let user, let password):
            milieu_setopt_text(easy, CURLOPT_USERNAME, user)
            milieu_setopt_text(easy, CURLOPT_PASSWORD, password.reveal())
        case .bearer(let user, let token):
            milieu_setopt_text(easy, CURLOPT_USERNAME, user)
            milieu_setopt_text(easy, CURLOPT_XOAUTH2_BEARER, token.reveal())
        }
        // Saves a round trip where the relay allows it.
        milieu_setopt_long(easy, CURLOPT_SASL_IR, 1)
        milieu_setopt_text(easy, CURLOPT_MAIL_FROM, "<\(mail.sender.wire)>")
        if let list = curl_slist_append(nil, "<\(mail.recipient.wire)>") {
            transfer.lists.append(list)
            milieu_setopt_list(easy, CURLOPT_MAIL_RCPT, list)
        }
        milieu_setopt_long(easy, CURLOPT_UPLOAD, 1)
        milieu_setopt_offset(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(mail.bytes.count))
        milieu_setopt_long(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, Int(relay.timeout.components.seconds)))
        milieu_setopt_long(easy, CURLOPT_TIMEOUT_MS, Int(longest(at: relay).components.seconds) * 1_000)
    }
}
