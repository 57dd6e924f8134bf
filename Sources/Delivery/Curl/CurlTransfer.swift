import CCurl
import Glibc

/// One transfer: what is sent, what has come back, and who waits for the end.
///
/// Made by the task that waits, and from its first letter on used by the driver's thread alone, which is what makes the
/// `@unchecked` true; another task may send the same reference along with a wish to cancel.
final class CurlTransfer: @unchecked Sendable {
    enum Kind {
        case http(HTTPRequest)
        case mail(MailSubmission)
    }

    /// Who is told, once.
    enum Waiter: Sendable {
        case http(CheckedContinuation<Result<HTTPResponse, TransportError>, Never>)
        case mail(CheckedContinuation<Result<SMTPResult, TransportError>, Never>)
    }

    /// What came of it.
    enum Outcome: Sendable {
        case answered(HTTPResponse)
        case relayed(SMTPResult)
        case failure(TransportError)
    }

    enum State {
        /// The driver has not heard of it, or of no more than that it is cancelled.
        case new
        case waiting
        case running
        case ended
    }

    enum RefusedRepeat {
        /// The other side's kernel had taken all of it, so that its program may have, too.
        case mayHaveArrived
        /// It was lost twice.
        case lostAgain
    }

    static let longestBody = 65_536
    static let longestHead = 65_536

    let kind: Kind
    /// The bytes to send; kept here so that they outlive the transfer.
    let upload: [UInt8]
    var state = State.new
    var isCancelled = false
    var waiter: Waiter?
    var lane: CurlLane?
    var handle: CurlHandle?

    /// Of the upload, what libcurl has taken.
    var sent = 0
    var body: [UInt8] = []
    /// The lines of an HTTP server's last header block, as they came.
    var head: [UInt8] = []
    /// A relay's replies.
    var headerLines: [String] = []
    var refusedAddress: IPAddress?
    var isTooLarge = false
    /// Whether all headers of an answer have come.
    var isAnswered = false
    /// How often the request was begun: a second time when the first was on a kept connection that had been closed.
    var attempts = 0
    /// Why it was not begun once more when libcurl would have.
    var refusedRepeat: RefusedRepeat?
    var lists: [UnsafeMutablePointer<curl_slist>] = []
    /// For a mail: the handle that carries it, and what is known of the connections to relays.
    var mailing: (easy: UnsafeMutableRawPointer, connections: MailConnections)?
    /// Whether the relay takes no such address, so that nothing was said to it.
    var lacksUTF8 = false

    init(kind: Kind, upload: [UInt8]) {
        self.kind = kind
        self.upload = upload
    }

    /// For messages: of the relay, or of the endpoint as soon as it is known.
    var host: String {
        if case .mail(let mail) = kind { return mail.relay.host }
        return lane?.endpoint.host ?? ""
    }

    /// Ends it: the first time with somebody to tell, and with nobody after that.
    func end(with outcome: Outcome) -> CurlEnding? {
        state = .ended
        defer { waiter = nil }
        return waiter.map { CurlEnding(waiter: $0, outcome: outcome) }
    }

    /// Tells whoever waits; nothing the second time.
    func finish(_ outcome: Outcome) { end(with: outcome)?.tell() }

    /// What the end of a transfer means that came to an answer.
    func success(status: Int) -> Outcome {
        switch kind {
        case .http: .answered(HTTPResponse(status: status, head: head, body: body))
        case .mail(let mail): .relayed(SMTPResult(replies: replies, waited: mail.waited))
        }
    }

    /// Whether it came to an answer, however libcurl calls its end.
    ///
    /// What an HTTP server said counts even when its body is too long, too short or late: the status has come. A mail is
    /// taken when a 250 came after the 354 and all of the text, also when the connection breaks at that moment: a code alone
    /// may be left over from the reply before.
    func isComplete(endedWell: Bool, status: Int) -> Bool {
        guard case .mail = kind else {
            return status >= 200 && (endedWell || isAnswered && refusedAddress == nil)
        }
        return (endedWell || sent >= upload.count) && SMTPTranscript(replies).isTaken
    }

    /// Takes a line of a header block; false when there is more than is read.
    func takeHead(_ line: UnsafeRawBufferPointer) -> Bool {
        // A block follows another after 100 (Continue); at the end of a chunked body a few lines may follow on their own.
        if line.starts(with: "HTTP/".utf8) { head.removeAll(keepingCapacity: true) }
        guard head.count + line.count <= Self.longestHead else {
            isTooLarge = true
            return false
        }
        if head.isEmpty { head.reserveCapacity(256) }
        head.append(contentsOf: line)
        isAnswered = line.count <= 2
        return true
    }

    /// The last line of each reply: `250 ok`, after any `250-…`.
    var replies: [SMTPReply] {
        headerLines.compactMap { line in
            guard let code = Int(line.prefix(3)), line.dropFirst(3).first != "-" else { return nil }
            return SMTPReply(code: code, text: String(line.dropFirst(4)))
        }
    }

    /// What the end of the transfer means.
    func error(for code: CURLcode, at stage: CurlStage) -> TransportError {
        if let refusedAddress { return .refusedAddress(host: host, address: refusedAddress.text) }
        if isTooLarge { return .answerTooLarge(host: host) }
        if lacksUTF8 { return .noUTF8(host: host) }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return .cannotResolve(host: host)
        case CURLE_COULDNT_RESOLVE_PROXY: return .cannotConnect(host: "the proxy on the way to \(host)")
        case CURLE_COULDNT_CONNECT, CURLE_PROXY: return .cannotConnect(host: host)
        case CURLE_SSL_CONNECT_ERROR:
            return .tls(host: host, reason: stage.verification ?? "it broke off, or they agree on no protocol")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            return .untrusted(host: host, reason: stage.verification ?? "its certificate is not acceptable")
        case CURLE_USE_SSL_FAILED: return .untrusted(host: host, reason: "it does not offer STARTTLS")
        case CURLE_SSL_CACERT_BADFILE:
            return .untrusted(host: host, reason: "the file of trusted certificates cannot be read")
        case CURLE_LOGIN_DENIED: return signInError
        case CURLE_URL_MALFORMAT: return .invalid("the address is not one of http, https or smtp")
        default: break
        }
        if isAllSent { return .ambiguous(host: host) }
        if case .mail = kind {
            // The last word was the question for a password.
            if replies.last?.code == 334 { return .signIn(host: host, said: nil) }
            return relayError
        }
        guard attempts == 0 else { return .interrupted(host: host) }
        switch stage.reached {
        case .name: return .cannotResolve(host: host)
        case .connection: return .cannotConnect(host: host)
        case .security: return .tls(host: host, reason: "it did not come about in time")
        case .proxy: return .cannotConnect(host: "\(host) by way of the proxy")
        case .request: return .interrupted(host: host)
        }
    }

    /// Whether the other side may have taken it: everything was sent, and no answer says what became of it.
    var isAllSent: Bool {
        switch kind {
        case .http:
            if let refusedRepeat {
                refusedRepeat == .mayHaveArrived
            } else {
                attempts > 0 && sent > 0 && sent >= upload.count
            }
        case .mail: sent >= upload.count && replies.last?.code == 354
        }
    }
}

/// The end of a transfer, for whoever waits for it.
struct CurlEnding: Sendable {
    let waiter: CurlTransfer.Waiter
    let outcome: CurlTransfer.Outcome

    /// Once only.
    func tell() {
        switch (waiter, outcome) {
        case (.http(let waiter), .answered(let response)): waiter.resume(returning: .success(response))
        case (.mail(let waiter), .relayed(let result)): waiter.resume(returning: .success(result))
        case (.http(let waiter), .failure(let error)): waiter.resume(returning: .failure(error))
        case (.mail(let waiter), .failure(let error)): waiter.resume(returning: .failure(error))
        case (.http(let waiter), .relayed): waiter.resume(returning: .failure(.stopped))
        case (.mail(let waiter), .answered): waiter.resume(returning: .failure(.stopped))
        }
    }
}

/// How far a transfer came, for the message about its end.
struct CurlStage {
    enum Reached { case name, connection, security, proxy, request }

    var reached = Reached.request
    /// What was wrong with a certificate.
    var verification: String?
}
