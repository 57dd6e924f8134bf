import CCurl
import PluginKit
import Scheduling

/// Sets the options of an easy handle.
///
/// Each line closes a door that libcurl leaves open by default, or bounds a wait.
enum CurlSetup {
    /// Debian's bundle.
    ///
    /// With a CA *path* set beside it, libcurl 7.88 skips its cache and parses the bundle for every new connection, 15
    /// ms of CPU each; so the path is cleared.
    static let caBundle = "/etc/ssl/certs/ca-certificates.crt"

    static func common(_ easy: OpaquePointer, _ transfer: CurlTransfer, context: UnsafeMutableRawPointer) {
        let easy = UnsafeMutableRawPointer(easy)
        milieu_setopt_long(easy, CURLOPT_NOSIGNAL, 1)
        milieu_setopt_long(easy, CURLOPT_CONNECTTIMEOUT_MS, 10_000)
        // Never a proxy from the environment: the address check would see the proxy's address.
        milieu_setopt_text(easy, CURLOPT_PROXY, "")
        milieu_setopt_long(easy, CURLOPT_NETRC, 0)
        milieu_setopt_text(easy, CURLOPT_CAINFO, caBundle)
        milieu_setopt_text(easy, CURLOPT_CAPATH, nil)
        milieu_setopt_long(easy, CURLOPT_SSL_VERIFYPEER, 1)
        milieu_setopt_long(easy, CURLOPT_SSL_VERIFYHOST, 2)
        milieu_setopt_long(easy, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        milieu_setopt_long(easy, CURLOPT_MAXAGE_CONN, 60)
        milieu_setopt_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
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
        milieu_setopt_prereq_callback(easy, CURLOPT_PREREQFUNCTION, CurlCallbacks.beforeRequest)
        milieu_setopt_pointer(easy, CURLOPT_PREREQDATA, context)
        milieu_setopt_pointer(easy, CURLOPT_PRIVATE, context)
    }

    static func http(_ easy: OpaquePointer, _ request: HTTPRequest, _ transfer: CurlTransfer) {
        let easy = UnsafeMutableRawPointer(easy)
        milieu_setopt_text(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        milieu_setopt_text(easy, CURLOPT_URL, request.url)
        milieu_setopt_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        milieu_setopt_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        milieu_setopt_long(easy, CURLOPT_HTTP09_ALLOWED, 0)
        milieu_setopt_long(easy, CURLOPT_TIMEOUT_MS, Int(request.timeout.milliseconds))
        milieu_setopt_text(easy, CURLOPT_USERAGENT, "milieu")
        if request.method != "GET" {
            milieu_setopt_long(easy, CURLOPT_POST, 1)
            milieu_setopt_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
        }
        if request.method != "GET", request.method != "POST" {
            milieu_setopt_text(easy, CURLOPT_CUSTOMREQUEST, request.method)
        }
        // "Expect: 100-continue" would make larger posts wait a second for servers that never answer it.
        var list = curl_slist_append(nil, "Expect:")
        for header in request.headers { list = curl_slist_append(list, "\(header.name): \(header.value)") }
        if let list {
            transfer.lists.append(list)
            milieu_setopt_list(easy, CURLOPT_HTTPHEADER, list)
        }
    }

    static func mail(_ easy: OpaquePointer, _ mail: MailSubmission, _ transfer: CurlTransfer) {
        let easy = UnsafeMutableRawPointer(easy)
        let relay = mail.relay
        let scheme = relay.security == .implicit ? "smtps" : "smtp"
        milieu_setopt_text(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        milieu_setopt_text(easy, CURLOPT_URL, "\(scheme)://\(relay.host):\(relay.port)/\(relay.helloName)")
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
        milieu_setopt_long(easy, CURLOPT_TIMEOUT_MS, 600_000)
    }
}
