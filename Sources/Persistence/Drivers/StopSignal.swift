import Glibc

/// Ends a thread that waits in poll(2): a pipe that can be read from as soon as the thread shall stop.
final class StopSignal: Sendable {
    private let read: CInt
    private let write: CInt

    /// Nil when this process has no file descriptors left.
    init?() {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (read, write) = (ends[0], ends[1])
    }

    deinit {
        close(read)
        close(write)
    }

    /// Stops the thread now, or as soon as it waits.
    func stop() {
        var byte: UInt8 = 1
        // The byte stays in the pipe for good.
        _ = Glibc.write(write, &byte, 1)
    }

    /// Waits until `descriptor`, when there is one, can be read from or `milliseconds` have passed (nil: for as long as
    /// it takes); false when the thread shall stop.
    func wait(for descriptor: CInt? = nil, milliseconds: Int?) -> Bool {
        var waits = [pollfd(fd: read, events: Int16(POLLIN), revents: 0)]
        if let descriptor { waits.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)) }
        // A signal ends the wait early, which is a look too many and no harm.
        _ = poll(&waits, nfds_t(waits.count), milliseconds.map { CInt($0) } ?? -1)
        return waits[0].revents == 0
    }
}
