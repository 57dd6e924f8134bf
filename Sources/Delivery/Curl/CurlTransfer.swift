import CCurl
import Glibc

/// One transfer's memory: what libcurl's callbacks read and write, and who waits for the end.
///
/// Used on the driver's thread alone from the moment it is added to the multi handle.
final class CurlTransfer {
    enum Kind {
        case http(HTTPRequest, CheckedContinuation<Result<HTTPResponse, TransportError>, Never>)
        case mail(MailSubmission, CheckedContinuation<Result<SMTPResult, TransportError>, Never>)
    }

    static let longestBody = 65_536

    let kind: Kind
    let policy: EgressPolicy
    let host: String
    /// The bytes to send; kept here so that they outlive the transfer.
    let upload: [UInt8]
    var sent = 0
    var body: [UInt8] = []
    var headerLines: [String] = []
    var refusedAddress: String?
    var isTooLarge = false
    /// Whether all headers of an answer have come.
    var isAnswered = false
    var lists: [UnsafeMutablePointer<curl_slist>] = []
    /// For a mail: the handle that carries it, and what is known of the connections to relays.
    var mailing: (easy: OpaquePointer, connections: MailConnections)?
    /// Whether the relay takes no such address, so that nothing was said to it.
    var lacksUTF8 = false

    init(kind: Kind, policy: EgressPolicy, host: String, upload: [UInt8]) {
        self.kind = kind
        self.policy = policy
        self.host = host
        self.upload = upload
    }

    func succeed(status: Int) {
        switch kind {
        case .http(_, let continuation):
            continuation.resume(
                returning: .success(HTTPResponse(status: status, headers: parsedHeaders, body: body)))
        case .mail(let mail, let continuation):
            continuation.resume(returning: .success(SMTPResult(replies: replies, waited: mail.waited)))
        }
    }

    func fail(_ error: TransportError) {
        switch kind {
        case .http(_, let continuation): continuation.resume(returning: .failure(error))
        case .mail(_, let continuation): continuation.resume(returning: .failure(error))
        }
    }

    /// The lines of the last header block.
    private var parsedHeaders: [HTTPHeader] {
        var headers: [HTTPHeader] = []
        for line in headerLines {
            if line.hasPrefix("HTTP/") {
                headers = []
            } else if let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
                headers.append(HTTPHeader(String(line[..<colon]), String(value)))
            }
        }
        return headers
    }

    /// The last line of each reply: `250 ok`, after any `250-…`.
    var replies: [SMTPReply] {
        headerLines.compactMap { line in
            guard let code = Int(line.prefix(3)), line.dropFirst(3).first != "-" else { return nil }
            return SMTPReply(code: code, text: String(line.dropFirst(4)))
        }
    }

    /// What the end of the transfer means.
    func error(for code: CURLcode) -> TransportError {
        if let refusedAddress { return .refusedAddress(host: host, address: refusedAddress) }
        if isTooLarge { return .answerTooLarge(host: host) }
        if lacksUTF8 { return .noUTF8(host: host) }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .cannotResolve(host: host)
        case CURLE_COULDNT_CONNECT: return .cannotConnect(host: host)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            return .tls(host: host, reason: "its certificate or protocol is not acceptable")
        case CURLE_USE_SSL_FAILED: return .tls(host: host, reason: "it does not offer STARTTLS")
        case CURLE_SSL_CACERT_BADFILE:
            return .tls(host: host, reason: "the file of trusted certificates cannot be read")
        case CURLE_LOGIN_DENIED: return signInError
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            return .invalid("the address is not one of http, https or smtp")
        default: break
        }
        if isAllSent { return .ambiguous(host: host) }
        if case .mail = kind {
            // The last word was the question for a password.
            if replies.last?.code == 334 { return .signIn(host: host, said: nil) }
            return relayError
        }
        return .interrupted(host: host)
    }

    /// Whether the other side may have taken it: everything was sent, and no answer says what became of it.
    var isAllSent: Bool {
        guard sent >= upload.count else { return false }
        switch kind {
        case .http: return sent > 0
        case .mail: return replies.last?.code == 354
        }
    }
}
