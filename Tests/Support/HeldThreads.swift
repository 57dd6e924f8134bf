import Dispatch
import Foundation
import Glibc
import Synchronization

/// Holds all the threads that tasks share, as plugins that compute for long do.
public enum HeldThreads {
    /// Why there is no answer.
    public enum Failure: Error {
        /// Other tests kept some of the threads to themselves.
        case notHeld
        /// What was done meanwhile took longer than ten seconds: it waited for one of them.
        case waitedFor
    }

    /// Does `body`, on threads of its own, while all others that tasks share stand still.
    ///
    /// One test at a time does so. Other tests may hold one of the threads for long; then all are let go, and it is tried
    /// again a little later, so that everybody gets on.
    public static func during<Value: Sendable>(
        _ body: @Sendable @escaping () async throws -> Value
    ) async throws -> Value {
        await turn.take()
        defer { turn.pass() }
        for attempt in 0..<400 {
            if attempt > 0 { await pause() }
            let doors = Doors()
            let blocked = (0..<doors.count).map { _ in Task.detached { doors.wait() } }
            // What resumes a task is the executor that it prefers; an actor's own is only gone to from there.
            let result = await Task(executorPreference: Desk()) { () -> Result<Value, any Error>? in
                guard doors.close() else { return nil }
                defer { doors.open() }
                do { return .success(try await body()) } catch { return .failure(error) }
            }.value
            var waited: [Bool] = []
            for task in blocked { waited.append(await task.value) }
            guard let result else { continue }
            if waited.contains(false) { throw Failure.waitedFor }
            return try result.get()
        }
        throw Failure.notHeld
    }

    private static let turn = OneAtATime()

    private static func pause() async {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "held-threads").asyncAfter(deadline: .now() + .milliseconds(500)) {
                continuation.resume()
            }
        }
    }

    /// Lets one test in after the other.
    private final class OneAtATime: Sendable {
        private struct State {
            var isTaken = false
            var waiting: [CheckedContinuation<Void, Never>] = []
        }

        private let state = Mutex(State())

        func take() async {
            await withCheckedContinuation { continuation in
                let isFree = state.withLock { state in
                    if state.isTaken { state.waiting.append(continuation) }
                    defer { state.isTaken = true }
                    return !state.isTaken
                }
                if isFree { continuation.resume() }
            }
        }

        func pass() {
            let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
                if state.waiting.isEmpty {
                    state.isTaken = false
                    return nil
                }
                return state.waiting.removeFirst()
            }
            next?.resume()
        }
    }

    /// Blocks as many threads as tasks share.
    private final class Doors: Sendable {
        private struct State {
            var held = 0
            var isGivenUp = false
        }

        let count = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        private let state = Mutex(State())
        private let full = DispatchSemaphore(value: 0)
        private let opened = DispatchSemaphore(value: 0)

        /// Blocks the thread until the doors are opened; false when all were held and nobody opens them.
        func wait() -> Bool {
            let isLast = state.withLock { state in
                state.held += 1
                return state.held == count
            }
            if isLast { for _ in 0..<count { full.signal() } }
            let isFull = full.wait(timeout: .now() + 0.2) == .success
            let isGivenUp = state.withLock { state in
                if !isFull, state.held < count { state.isGivenUp = true }
                return state.isGivenUp
            }
            return isGivenUp || opened.wait(timeout: .now() + 10) == .success
        }

        /// Waits until all threads are held; false when one was not to be had.
        func close() -> Bool {
            while true {
                let (isFull, isGivenUp) = state.withLock { ($0.held == count, $0.isGivenUp) }
                if isGivenUp { return false }
                if isFull { return true }
                sched_yield()
            }
        }

        func open() { for _ in 0..<count { opened.signal() } }
    }

    /// Runs each piece of a task on a thread of its own.
    private final class Desk: TaskExecutor {
        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            Thread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }.start()
        }
    }
}
