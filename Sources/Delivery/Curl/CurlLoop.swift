import CCurl
import Dispatch
import Glibc
import PluginKit

/// The driver's thread: begins what the mailbox brings as places become free, lets libcurl work on the sockets where
/// something happens, and wakes whoever waits for what has ended.
final class CurlLoop {
    let sockets: CurlSockets
    private let inbox: CurlInbox
    private let policy: EgressPolicy
    private let limits: CurlLimits
    private let caFile: String?
    private let guards: @Sendable (IPAddress, String) -> Bool
    private let multi: UnsafeMutableRawPointer
    private var lanes: CurlLanes
    private var letters: [CurlInbox.Letter] = []
    /// Every handle, in use or idle, so that none is lost.
    private var handles: [ObjectIdentifier: CurlHandle] = [:]
    private var idle: [CurlHandle] = []
    private var idleForMail: [CurlHandle] = []
    /// Whose request was begun last.
    private var lastBegun: CurlHandle?
    /// Told at the end of a turn, when libcurl has done its part.
    private var finished: [CurlEnding] = []
    private let mailConnections = MailConnections()
    private var isStopping = false

    private static let mostIdle = 256
    /// Whatever happens to a wake-up.
    private static let longestSleep = 1_000

    /// Once in the process, before any handle; a lazily made global is made once, whoever comes first.
    private static let isReady: Bool = {
        signal(SIGPIPE, SIG_IGN)
        return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    }()

    init?(
        inbox: CurlInbox, policy: EgressPolicy, limits: CurlLimits, caFile: String?,
        guards: @Sendable @escaping (IPAddress, String) -> Bool
    ) {
        guard Self.isReady, let sockets = CurlSockets(bell: inbox.bell), let multi = curl_multi_init() else {
            return nil
        }
        var limits = limits
        limits.places = min(limits.places, Self.descriptors(for: limits.places))
        self.sockets = sockets
        self.inbox = inbox
        self.policy = policy
        self.limits = limits
        self.caFile = caFile
        self.guards = guards
        self.multi = multi
        lanes = CurlLanes(limits: limits, policy: policy)
        milieu_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, limits.places)
        milieu_multi_setopt_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
        milieu_multi_setopt_watch_callback(multi, CURLMOPT_SOCKETFUNCTION, CurlCallbacks.watch)
        milieu_multi_setopt_pointer(multi, CURLMOPT_SOCKETDATA, Unmanaged.passUnretained(self).toOpaque())
    }

    /// How many connections may be open: half of what the process may open, which is raised where the system lets us.
    private static func descriptors(for places: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return places }
        let wanted = min(rlim_t(places) * 2 + 256, limit.rlim_max)
        if limit.rlim_cur < wanted {
            limit.rlim_cur = wanted
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        return max(16, Int(min(limit.rlim_cur / 2, 1 << 20)))
    }

    func run() {
        while !isStopping {
            inbox.take(into: &letters)
            for letter in letters { handle(letter) }
            while let transfer = lanes.next() { begin(transfer) }
            var timer = nextTimer()
            if timer == 0 {
                act(CURL_SOCKET_TIMEOUT, 0)
                collect()
                timer = nextTimer()
            }
            let mayRest = finished.isEmpty && timer != 0 && !isStopping && inbox.fallAsleep()
            let rest = timer < 0 ? Self.longestSleep : min(timer, Self.longestSleep)
            sockets.wait(milliseconds: mayRest ? Int32(rest) : 0) { act($0, $1) }
            collect()
            tell()
        }
        for letter in inbox.close() {
            if case .start(let transfer) = letter { transfer.finish(.failure(.stopped)) }
        }
        for transfer in lanes.drain() { transfer.finish(.failure(.stopped)) }
        for transfer in handles.values.compactMap(\.transfer) { cutOff(transfer, .stopped) }
        for handle in handles.values { handle.close() }
        curl_multi_cleanup(multi)
    }

    /// Wakes whoever waits for what has ended.
    ///
    /// Each wakes a thread that sleeps, which on a busy core runs at once and sleeps again before the next: so many are told by
    /// one of those threads.
    private func tell() {
        guard finished.count > 1 else {
            finished.popLast()?.tell()
            return
        }
        let batch = finished
        finished = []
        finished.reserveCapacity(batch.count)
        DispatchQueue.global().async { for ending in batch { ending.tell() } }
    }

    /// In milliseconds, by libcurl's own clock; -1 when it waits for nothing but sockets.
    private func nextTimer() -> Int {
        var milliseconds = 0
        curl_multi_timeout(multi, &milliseconds)
        return milliseconds
    }

    private func act(_ descriptor: Int32, _ what: Int32) {
        var running: Int32 = 0
        curl_multi_socket_action(multi, descriptor, what, &running)
    }

    private func handle(_ letter: CurlInbox.Letter) {
        switch letter {
        case .stop: isStopping = true
        case .cancel(let transfer): cutOff(transfer, .cancelled)
        case .start(let transfer): start(transfer)
        }
    }

    private func start(_ transfer: CurlTransfer) {
        guard !transfer.isCancelled else { return transfer.finish(.failure(.cancelled)) }
        do throws(TransportError) {
            let lane =
                switch transfer.kind {
                case .http(let request): try lanes.lane(for: request.url, schemes: ["https", "http"])
                case .mail(let mail): try lanes.lane(for: CurlSetup.url(of: mail.relay), schemes: ["smtps", "smtp"])
                }
            lanes.add(transfer, to: lane)
        } catch {
            transfer.finish(.failure(error))
        }
    }

    private func begin(_ transfer: CurlTransfer) {
        let handle: CurlHandle
        switch transfer.kind {
        case .http(let request):
            guard let free = idle.popLast() ?? newHandle(isForMail: false) else { return giveUp(transfer) }
            handle = free
            handle.prepare(
                request, isDirect: transfer.lane?.isDirect ?? true, proxy: policy.proxy?.reveal(), stall: limits.stall)
        case .mail(let mail):
            guard let free = idleForMail.popLast() ?? newHandle(isForMail: true) else { return giveUp(transfer) }
            handle = free
            CurlSetup.common(handle, limits, caFile: caFile)
            transfer.mailing = (handle.easy, mailConnections)
            CurlSetup.mail(handle.easy, mail, transfer)
        }
        transfer.state = .running
        transfer.handle = handle
        handle.transfer = transfer
        curl_multi_add_handle(multi, handle.easy)
    }

    private func giveUp(_ transfer: CurlTransfer) {
        lanes.end(transfer)
        transfer.finish(.failure(.stopped))
    }

    private func newHandle(isForMail: Bool) -> CurlHandle? {
        guard let handle = CurlHandle(loop: self, isForMail: isForMail) else { return nil }
        handles[ObjectIdentifier(handle)] = handle
        if !isForMail {
            CurlSetup.common(handle, limits, caFile: caFile)
            CurlSetup.http(handle)
        }
        return handle
    }

    private func collect() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            let code = message.pointee.data.result
            guard let handle = handle(of: easy), let transfer = handle.transfer else { continue }
            let status = handle.status
            if transfer.isComplete(endedWell: code == CURLE_OK, status: status) {
                if let ending = transfer.end(with: transfer.success(status: status)) { finished.append(ending) }
            } else {
                handle.note(in: transfer)
                let error = transfer.error(for: code, at: handle.stage(after: code))
                if let ending = transfer.end(with: .failure(error)) { finished.append(ending) }
            }
            end(transfer, handle)
        }
    }

    private func handle(of easy: UnsafeMutableRawPointer) -> CurlHandle? {
        var context: UnsafeMutableRawPointer?
        milieu_getinfo_pointer(easy, CURLINFO_PRIVATE, &context)
        return context.map { Unmanaged<CurlHandle>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Ends a transfer that somebody no longer waits for, or nobody may.
    private func cutOff(_ transfer: CurlTransfer, _ error: TransportError) {
        switch transfer.state {
        case .new: transfer.isCancelled = true
        case .waiting: transfer.finish(.failure(error))
        case .running:
            guard let handle = transfer.handle else { return }
            handle.note(in: transfer)
            end(transfer, handle)
            if case .mail = transfer.kind, transfer.isComplete(endedWell: false, status: 0) {
                return transfer.finish(transfer.success(status: 250))
            }
            transfer.finish(.failure(transfer.isAllSent ? .ambiguous(host: transfer.host) : error))
        case .ended: break
        }
    }

    /// Takes a transfer off the multi handle.
    private func end(_ transfer: CurlTransfer, _ handle: CurlHandle) {
        curl_multi_remove_handle(multi, handle.easy)
        lanes.end(transfer)
        transfer.handle = nil
        transfer.mailing = nil
        handle.rest()
        for list in transfer.lists { curl_slist_free_all(list) }
        transfer.lists = []
        if handle.isForMail { curl_easy_reset(handle.easy) }
        if handle.isForMail, idleForMail.count < Self.mostIdle {
            idleForMail.append(handle)
        } else if !handle.isForMail, idle.count < Self.mostIdle {
            idle.append(handle)
        } else {
            handles[ObjectIdentifier(handle)] = nil
            if lastBegun === handle { lastBegun = nil }
            handle.close()
        }
    }
}

/// What the callbacks ask and tell.
extension CurlLoop {
    /// Whether a transfer may use an address; the proxy is one that somebody chose.
    func permits(_ address: IPAddress, _ transfer: CurlTransfer) -> Bool {
        guard let lane = transfer.lane, lane.isDirect else { return true }
        return guards(address, lane.endpoint.host)
    }

    /// Whether a request may be begun now: a second time when it was lost on a kept connection that the other side had closed
    /// before all of it came there, and never a third time.
    ///
    /// libcurl would begin anew up to five times, whatever the other side may have taken.
    func begins(_ handle: CurlHandle, _ transfer: CurlTransfer) -> Bool {
        transfer.attempts += 1
        if transfer.attempts > 1 {
            guard handle.isEndLost else {
                transfer.refusedRepeat = .mayHaveArrived
                return false
            }
            guard transfer.attempts == 2 else {
                transfer.refusedRepeat = .lostAgain
                return false
            }
        }
        handle.descriptor = -1
        handle.isEndLost = false
        lastBegun = handle
        return true
    }

    func watch(_ easy: UnsafeMutableRawPointer?, _ descriptor: Int32, _ what: Int32) {
        guard what != CURL_POLL_REMOVE else {
            sockets.watch(descriptor, what, for: nil)
            return
        }
        let handle = easy.flatMap { self.handle(of: $0) }
        let isConnection = sockets.watch(descriptor, what, for: handle)
        handle?.descriptor = descriptor
        // Until it is there, libcurl waits to write.
        if isConnection, what & CURL_POLL_IN != 0 { handle?.isConnected = true }
    }

    /// Notes whether the end of a request is lost with its connection.
    func closing(_ descriptor: Int32) {
        var handle = sockets.closing(descriptor)
        if handle?.descriptor != descriptor {
            // Closed before libcurl ever waited on it: it is the request that was begun this moment.
            handle = lastBegun?.descriptor == -1 ? lastBegun : nil
        }
        handle?.isEndLost = milieu_bytes_unacknowledged(descriptor) > 0
    }
}
