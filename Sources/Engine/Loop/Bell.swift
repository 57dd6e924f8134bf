import Synchronization

/// Wakes loops that wait for something to do.
///
/// Whoever rings never waits, and a ring is not lost on a loop that is busy just then: it finds it when it comes to wait.
public final class Bell: Sendable {
    private struct State {
        var rings = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var timers: [Int: Task<Void, Never>] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    public init() {}

    /// How often it has rung.
    public var rings: Int { state.withLock { $0.rings } }

    /// How many wait now.
    var waiters: Int { state.withLock { $0.waiting.count } }

    /// Wakes whoever waits.
    public func ring() {
        let waiting = state.withLock { state in
            state.rings += 1
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume() }
    }

    /// Returns when it has rung more than `seen` times, when `longest` is over, or when the task is cancelled.
    ///
    /// - Returns: How often it has rung.
    @discardableResult
    public func wait(after seen: Int, atMost longest: Duration) async -> Int {
        guard longest > .zero else { return rings }
        let place = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.rings > seen || Task.isCancelled { return true }
                    state.waiting[place] = continuation
                    state.timers[place] = Task {
                        do { try await Task.sleep(for: longest) } catch { return }
                        leave(place)
                    }
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            leave(place)
        }
        state.withLock { $0.timers.removeValue(forKey: place) }?.cancel()
        return rings
    }

    private func leave(_ place: Int) {
        state.withLock { $0.waiting.removeValue(forKey: place) }?.resume()
    }
}
