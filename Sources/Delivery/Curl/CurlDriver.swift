import Dispatch
import Foundation

/// Sends requests and mails over libcurl: one multi handle, one thread that owns it, a mailbox in, continuations out.
///
/// libcurl's handles belong to one thread, so everything goes through the mailbox; the thread waits on epoll(7), which costs the
/// same for ten connections and for thousands. One driver serves one egress policy, because libcurl does not keep connections
/// of different policies apart. Handles are used again with what is set on them; connections, names and TLS sessions are
/// kept by the multi handle. What has no place yet waits in Swift, where no time limit runs. A transfer ends exactly once,
/// whatever comes first: its answer, its time limit, the cancellation of the task that waits, or the end of the driver.
public final class CurlDriver: Transport, Sendable {
    private let inbox = CurlInbox()
    private let ended = DispatchSemaphore(value: 0)

    /// `caFile`: A file with the certificates to trust instead of the system's.
    public convenience init(policy: EgressPolicy, limits: CurlLimits = CurlLimits(), caFile: String? = nil) {
        self.init(policy: policy, limits: limits, caFile: caFile) { policy.permits($0, host: $1) }
    }

    /// `guards`: What is asked in the place of the policy, whether a transfer to a host may use an address.
    init(
        policy: EgressPolicy, limits: CurlLimits, caFile: String?,
        guards: @Sendable @escaping (IPAddress, String) -> Bool
    ) {
        let thread = Thread { [ended, inbox] in
            if let loop = CurlLoop(inbox: inbox, policy: policy, limits: limits, caFile: caFile, guards: guards) {
                loop.run()
            } else {
                for letter in inbox.close() {
                    if case .start(let transfer) = letter { transfer.finish(.failure(.stopped)) }
                }
            }
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
            guard header.isOneLine else { throw .invalid("the header '\(header.name)' holds a control character") }
        }
        let transfer = CurlTransfer(kind: .http(request), upload: request.body)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.waiter = .http(continuation)
                inbox.post(.start(transfer))
            }
        } onCancel: {
            inbox.post(.cancel(transfer))
        }
        return try result.get()
    }

    public func submit(_ mail: MailSubmission) async throws(TransportError) -> SMTPResult {
        let transfer = CurlTransfer(kind: .mail(mail), upload: mail.bytes)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.waiter = .mail(continuation)
                inbox.post(.start(transfer))
            }
        } onCancel: {
            inbox.post(.cancel(transfer))
        }
        return try result.get()
    }

    /// Ends what is under way and what waits with `stopped` (or `ambiguous`, where all was sent), and takes nothing more.
    public func stop() { inbox.post(.stop) }

    /// The host of an address for messages, as libcurl's own parser reads it.
    public static func host(of url: String) -> String { CurlEndpoint(url)?.host ?? "" }
}
