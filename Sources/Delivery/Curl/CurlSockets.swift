import CCurl
import Glibc

/// The sockets that libcurl wants to hear of, in an epoll(7) set.
///
/// What libcurl takes out of the set between two requests on a connection stays in it, as the next request asks for the same
/// again; only when something happens there meanwhile is it taken out. This is safe because every socket is opened and closed
/// by the driver's own callbacks, so that no number stands for another socket unnoticed.
final class CurlSockets {
    private struct Watch {
        /// What libcurl waits for.
        var wanted: UInt32 = 0
        /// What the set knows.
        var registered: UInt32 = 0
        /// Whether the driver's callback has opened it; libcurl has others for its resolver.
        var isOpenedHere = false
        /// Whose request waits there, or waited there last.
        var handle: CurlHandle?
    }

    private let set: Int32
    private var watches: [Watch] = []
    private var events = [epoll_event](repeating: epoll_event(), count: 256)
    private let bell: Int32

    init?(bell: Int32) {
        set = epoll_create1(Int32(EPOLL_CLOEXEC))
        self.bell = bell
        guard set >= 0 else { return nil }
        // Edges are enough for a bell, and need no reading.
        guard control(EPOLL_CTL_ADD, bell, EPOLLIN.rawValue | EPOLLET.rawValue) else {
            close(set)
            return nil
        }
    }

    deinit { close(set) }

    @discardableResult
    private func control(_ operation: Int32, _ descriptor: Int32, _ interest: UInt32) -> Bool {
        var event = epoll_event()
        event.events = interest
        event.data.fd = descriptor
        return epoll_ctl(set, operation, descriptor, &event) == 0
    }

    private func reserve(_ descriptor: Int32) {
        let missing = Int(descriptor) + 1 - watches.count
        if missing > 0 { watches.append(contentsOf: repeatElement(Watch(), count: missing + 64)) }
    }

    func opened(_ descriptor: Int32) {
        guard descriptor >= 0 else { return }
        reserve(descriptor)
        watches[Int(descriptor)] = Watch(isOpenedHere: true)
    }

    /// The handle whose request waited there.
    func closing(_ descriptor: Int32) -> CurlHandle? {
        guard descriptor >= 0, Int(descriptor) < watches.count else { return nil }
        defer { watches[Int(descriptor)] = Watch() }
        return watches[Int(descriptor)].handle
    }

    /// Notes what libcurl waits for from now on, in its own words (`CURL_POLL_…`); whether the driver's callback opened it.
    @discardableResult
    func watch(_ descriptor: Int32, _ what: Int32, for handle: CurlHandle?) -> Bool {
        guard descriptor >= 0 else { return false }
        reserve(descriptor)
        let index = Int(descriptor)
        guard what != CURL_POLL_REMOVE else {
            watches[index].wanted = 0
            if !watches[index].isOpenedHere { forget(descriptor) }
            return watches[index].isOpenedHere
        }
        var wanted: UInt32 = 0
        if what & CURL_POLL_IN != 0 { wanted |= EPOLLIN.rawValue }
        if what & CURL_POLL_OUT != 0 { wanted |= EPOLLOUT.rawValue }
        watches[index].wanted = wanted
        watches[index].handle = handle
        let isOpenedHere = watches[index].isOpenedHere
        guard watches[index].registered != wanted else { return isOpenedHere }
        let isKnown = watches[index].registered != 0
        if !control(isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, wanted) {
            control(isKnown ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, wanted)
        }
        watches[index].registered = wanted
        return isOpenedHere
    }

    private func forget(_ descriptor: Int32) {
        if watches[Int(descriptor)].registered != 0 { control(EPOLL_CTL_DEL, descriptor, 0) }
        watches[Int(descriptor)].registered = 0
    }

    /// Waits for something to happen, and calls `act` for each socket with what has (`CURL_CSELECT_…`).
    ///
    /// `milliseconds`: -1 for as long as it takes.
    func wait(milliseconds: Int32, _ act: (_ descriptor: Int32, _ what: Int32) -> Void) {
        let count = Int(epoll_wait(set, &events, Int32(events.count), milliseconds))
        guard count > 0 else { return }
        for index in 0..<count {
            let (descriptor, happened) = (events[index].data.fd, events[index].events)
            guard descriptor != bell, Int(descriptor) < watches.count else { continue }
            let watch = watches[Int(descriptor)]
            guard watch.wanted != 0 else {
                // Closed or spoken to by the other side while nobody uses it: libcurl sees that before it uses it again.
                forget(descriptor)
                continue
            }
            var what: Int32 = 0
            if happened & EPOLLIN.rawValue != 0 { what |= CURL_CSELECT_IN }
            if happened & EPOLLOUT.rawValue != 0 { what |= CURL_CSELECT_OUT }
            if happened & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 {
                // With what it waits for, so that it looks for the reason itself.
                what |= CURL_CSELECT_ERR
                if watch.wanted & EPOLLIN.rawValue != 0 { what |= CURL_CSELECT_IN }
                if watch.wanted & EPOLLOUT.rawValue != 0 { what |= CURL_CSELECT_OUT }
            }
            act(descriptor, what)
        }
    }
}
