import CCurl
import Glibc

/// The driver's thread: adds what the mailbox brings, lets libcurl work, and wakes whoever waits for what has ended.
final class CurlLoop {
    private let inbox: Inbox
    private var multi: UnsafeMutableRawPointer?
    private var running: [UInt64: (easy: OpaquePointer, transfer: CurlTransfer)] = [:]
    private var ids: [OpaquePointer: UInt64] = [:]
    private var idle: [OpaquePointer] = []
    private let mailConnections = MailConnections()
    private var isStopping = false

    /// Once in the process, before any handle; a lazily made global is made once, whoever comes first.
    private static let isReady: Bool = {
        signal(SIGPIPE, SIG_IGN)
        return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    }()

    init(inbox: Inbox) { self.inbox = inbox }

    func run() {
        guard Self.isReady, let multi = curl_multi_init() else { return refuseAll() }
        self.multi = multi
        milieu_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, 256)
        inbox.open(multi)
        while !isStopping {
            for letter in inbox.take() { handle(letter) }
            var active: Int32 = 0
            curl_multi_perform(multi, &active)
            collect()
            // A second at most, whatever happens to a wake-up.
            if !isStopping { curl_multi_poll(multi, nil, 0, 1_000, nil) }
        }
        refuseAll()
        for easy in idle { curl_easy_cleanup(UnsafeMutableRawPointer(easy)) }
        curl_multi_cleanup(multi)
    }

    private func refuseAll() {
        for letter in inbox.close() {
            if case .start(_, let parcel) = letter { parcel.transfer.fail(.stopped) }
        }
        for id in running.keys { cutOff(id, .stopped) }
    }

    private func cutOff(_ id: UInt64, _ error: TransportError) {
        guard let transfer = end(id) else { return }
        transfer.fail(transfer.isAllSent ? .ambiguous(host: transfer.host) : error)
    }

    private func handle(_ letter: Inbox.Letter) {
        switch letter {
        case .stop: isStopping = true
        case .cancel(let id): cutOff(id, .cancelled)
        case .start(let id, let parcel): start(id, parcel.transfer)
        }
    }

    private func start(_ id: UInt64, _ transfer: CurlTransfer) {
        guard let multi, let easy = idle.popLast() ?? curl_easy_init().map(OpaquePointer.init) else {
            return transfer.fail(.stopped)
        }
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        CurlSetup.common(easy, transfer, context: context)
        switch transfer.kind {
        case .http(let request, _): CurlSetup.http(easy, request, transfer)
        case .mail(let mail, _):
            transfer.mailing = (easy, mailConnections)
            CurlSetup.mail(easy, mail, transfer)
        }
        running[id] = (easy, transfer)
        ids[easy] = id
        curl_multi_add_handle(multi, UnsafeMutableRawPointer(easy))
    }

    private func collect() {
        guard let multi else { return }
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            let code = message.pointee.data.result
            guard let id = ids[OpaquePointer(handle)] else { continue }
            var status = 0
            milieu_getinfo_long(handle, CURLINFO_RESPONSE_CODE, &status)
            guard let transfer = end(id) else { continue }
            if isComplete(transfer, code: code, status: status) {
                transfer.succeed(status: status)
            } else {
                transfer.fail(transfer.error(for: code))
            }
        }
    }

    /// What an HTTP server said counts even when its body is too long, too short or late: the status has come.
    ///
    /// A mail is taken when a 250 came after the 354: a code alone may be left over from the reply before.
    private func isComplete(_ transfer: CurlTransfer, code: CURLcode, status: Int) -> Bool {
        guard case .mail = transfer.kind else {
            return code == CURLE_OK || transfer.isAnswered && status >= 200 && transfer.refusedAddress == nil
        }
        guard code == CURLE_OK else { return false }
        return SMTPTranscript(transfer.replies).isTaken
    }

    /// Takes a transfer off the multi handle; nil when it has ended already.
    private func end(_ id: UInt64) -> CurlTransfer? {
        guard let (easy, transfer) = running.removeValue(forKey: id) else { return nil }
        let handle = UnsafeMutableRawPointer(easy)
        if let multi { curl_multi_remove_handle(multi, handle) }
        ids[easy] = nil
        for list in transfer.lists { curl_slist_free_all(list) }
        curl_easy_reset(handle)
        if idle.count < 256 { idle.append(easy) } else { curl_easy_cleanup(handle) }
        return transfer
    }
}
