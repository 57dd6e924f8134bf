import CCurl
import Dispatch
import Foundation
import Synchronization

/// Sends requests and mails over libcurl: one multi handle, one thread that owns it, a mailbox in, continuations out.
///
/// libcurl's handles belong to one thread, and `curl_multi_wakeup` is the only call that others may make; so everything
/// else goes through the mailbox. `curl_multi_poll` was chosen over epoll for simplicity: what platforms accept is far
/// below what either can do. One driver serves one egress policy, because libcurl does not keep connections of different
/// policies apart. Easy handles are pooled; connections, names and TLS sessions are reused by the multi handle.
public final class CurlDriver: Transport, Sendable {
    private let policy: EgressPolicy
    private let inbox: Inbox
    private let ended = DispatchSemaphore(value: 0)

    public init(policy: EgressPolicy) {
        self.policy = policy
        let inbox = Inbox()
        self.inbox = inbox
        let thread = Thread { [ended] in
            CurlLoop(inbox: inbox).run()
            ended.signal()
        }
        thread.name = "curl"
        thread.start()
    }

    /// Waits until the thread has put everything away: a process that ends meanwhile would pull OpenSSL from under it.
    deinit {
        inbox.post(.stop)
        ended.wait()
    }

    public func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        for header in request.headers {
            guard (header.name + header.value).unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 }) else {
                throw .invalid("the header '\(header.name)' holds a control character")
            }
        }
        let host = Self.host(of: request.url)
        let id = inbox.nextID()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                inbox.post(
                    .start(
                        id,
                        Parcel(
                            CurlTransfer(
                                kind: .http(request, continuation), policy: policy, host: host, upload: request.body))))
            }
        } onCancel: {
            inbox.post(.cancel(id))
        }
        return try result.get()
    }

    public func submit(_ mail: MailSubmission) async throws(TransportError) -> SMTPResult {
        let id = inbox.nextID()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                inbox.post(
                    .start(
                        id,
                        Parcel(
                            CurlTransfer(
                                kind: .mail(mail, continuation), policy: policy, host: mail.relay.host,
                                upload: mail.bytes))))
            }
        } onCancel: {
            inbox.post(.cancel(id))
        }
        return try result.get()
    }

    /// The host of an address for messages, as libcurl's own parser reads it: no second parser, no second opinion.
    public static func host(of url: String) -> String {
        guard let handle = curl_url() else { return "" }
        defer { curl_url_cleanup(handle) }
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK,
            curl_url_get(handle, CURLUPART_HOST, &text, 0) == CURLUE_OK, let text
        else { return "" }
        defer { curl_free(text) }
        return String(cString: text).lowercased()
    }
}

/// Carries a transfer to the driver's thread.
///
/// Safe because whoever posts it keeps no reference.
struct Parcel: @unchecked Sendable {
    let transfer: CurlTransfer
    init(_ transfer: CurlTransfer) { self.transfer = transfer }
}

/// The mailbox between tasks and the driver's thread.
final class Inbox: Sendable {
    enum Letter: Sendable {
        case start(UInt64, Parcel)
        case cancel(UInt64)
        case stop
    }

    private struct State {
        var letters: [Letter] = []
        var lastID: UInt64 = 0
        var isClosed = false
        /// nil before the thread runs and after it ended.
        var multi: Address?
    }

    /// Safe because `curl_multi_wakeup` is the one call that any thread may make on it, under the lock that ends with it.
    private struct Address: @unchecked Sendable { let pointer: UnsafeMutableRawPointer }

    private let state = Mutex(State())

    func nextID() -> UInt64 {
        state.withLock {
            $0.lastID += 1
            return $0.lastID
        }
    }

    func open(_ multi: UnsafeMutableRawPointer) { state.withLock { $0.multi = Address(pointer: multi) } }

    func post(_ letter: Letter) {
        let refused: CurlTransfer? = state.withLock { state in
            if state.isClosed {
                if case .start(_, let parcel) = letter { return parcel.transfer }
                return nil
            }
            state.letters.append(letter)
            if state.letters.count == 1, let multi = state.multi { curl_multi_wakeup(multi.pointer) }
            return nil
        }
        refused?.fail(.stopped)
    }

    func take() -> [Letter] {
        state.withLock { state in
            defer { state.letters.removeAll(keepingCapacity: true) }
            return state.letters
        }
    }

    /// Takes no letter any more; those that came in are given back.
    func close() -> [Letter] {
        state.withLock { state in
            state.isClosed = true
            state.multi = nil
            defer { state.letters = [] }
            return state.letters
        }
    }
}
