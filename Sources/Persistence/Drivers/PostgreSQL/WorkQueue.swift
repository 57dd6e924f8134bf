import Foundation

/// What waits for a thread, first come first served.
///
/// It lets go of each piece as that is taken, however many wait behind it.
final class WorkQueue<Work: Sendable>: @unchecked Sendable {
    // Safe because every access to the properties below holds the condition's lock.
    private let condition = NSCondition()
    private var waiting: [Work?] = []
    private var first = 0
    private var isClosed = false

    func add(_ work: Work) {
        condition.lock()
        waiting.append(work)
        condition.signal()
        condition.unlock()
    }

    /// What waits is still handed out; nothing is to be added any more.
    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }

    /// Blocks until there is something to do; nil when there never will be again.
    func next() -> Work? {
        condition.lock()
        defer { condition.unlock() }
        while first == waiting.count {
            if isClosed { return nil }
            condition.wait()
        }
        defer {
            waiting[first] = nil
            first += 1
            // Half of it at a time, so that each piece is moved once on average.
            if first * 2 >= waiting.count {
                waiting.removeFirst(first)
                first = 0
            }
        }
        return waiting[first]
    }
}
