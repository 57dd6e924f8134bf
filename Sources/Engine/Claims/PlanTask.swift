import PluginKit
import Scheduling
import Synchronization

/// One plan in the making, which can be given up although its plugin goes on.
///
/// A plugin that ignores cancellation ends only with the process (tasks cannot be ended from outside). It runs in a task
/// of its own, so that its worker can leave it behind: nothing that it still plans is ever written.
final class PlanTask: Sendable {
    /// From when a plugin is told to stop until its worker goes on without it.
    static let grace: Duration = .seconds(2)

    private struct State {
        var continuation: UnsafeContinuation<Plan, any Error>?
        var result: Result<Plan, any Error>?
        var task: Task<Void, Never>?
        /// Why it was told to stop.
        var reason: (any Error)?
        /// When its worker goes on without it, by elapsed time; set by the first look after it was told to stop.
        var giveUpAt: Duration?
        var isLeftBehind = false
    }

    private let state = Mutex(State())
    private let deadline: Duration
    private let limit: Duration
    private let stuck: StuckPlans

    private init(limit: Duration, from elapsed: Duration, stuck: StuckPlans) {
        deadline = elapsed + limit
        self.limit = limit
        self.stuck = stuck
    }

    /// The plan that `body` makes.
    ///
    /// - Throws: What `body` throws; `PlanTookTooLong` after `limit`; `LostHold` when the run is lost meanwhile;
    ///   `CancellationError` when the worker is told to stop.
    static func plan(
        under hold: RunHold, within limit: Duration, from elapsed: Duration, stuck: StuckPlans,
        _ body: @Sendable @escaping () async throws -> Plan
    ) async throws -> Plan {
        let plan = PlanTask(limit: limit, from: elapsed, stuck: stuck)
        hold.begin(plan)
        defer { hold.endPlan() }
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { plan.start(body, $0) }
        } onCancel: {
            plan.stop(because: CancellationError())
        }
    }

    /// Tells the plugin to stop.
    func stop(because reason: any Error) {
        let task = state.withLock { state in
            if state.reason == nil { state.reason = reason }
            return state.task
        }
        task?.cancel()
    }

    /// Looks at the time; called about once a second.
    func watch(at elapsed: Duration) {
        if elapsed >= deadline { stop(because: PlanTookTooLong(limit: limit)) }
        let continuation = state.withLock { state -> UnsafeContinuation<Plan, any Error>? in
            guard state.reason != nil, state.result == nil, !state.isLeftBehind else { return nil }
            guard let giveUpAt = state.giveUpAt else {
                state.giveUpAt = elapsed + Self.grace
                return nil
            }
            guard elapsed >= giveUpAt else { return nil }
            state.isLeftBehind = true
            defer { state.continuation = nil }
            return state.continuation
        }
        guard let continuation else { return }
        stuck.add(1)
        continuation.resume(throwing: state.withLock { $0.reason } ?? CancellationError())
    }

    private func start(
        _ body: @Sendable @escaping () async throws -> Plan, _ continuation: UnsafeContinuation<Plan, any Error>
    ) {
        state.withLock { $0.continuation = continuation }
        let task = Task {
            do { finish(.success(try await body())) } catch { finish(.failure(error)) }
        }
        let isStopped = state.withLock { state in
            state.task = task
            return state.reason != nil
        }
        if isStopped { task.cancel() }
    }

    private func finish(_ result: Result<Plan, any Error>) {
        let (continuation, reason, wasLeft) = state.withLock { state in
            state.result = result
            defer { state.continuation = nil }
            return (state.continuation, state.reason, state.isLeftBehind)
        }
        if wasLeft { stuck.add(-1) }
        if let reason {
            continuation?.resume(throwing: reason)
        } else {
            continuation?.resume(with: result)
        }
    }
}

/// A plugin took longer over one page of people than its step allows.
public struct PlanTookTooLong: Error, Hashable, CustomStringConvertible {
    public let limit: Duration

    public var description: String { "deciding took longer than \(limit.yamlText); see 'timeout' of the step" }
}

/// Plugins that were left behind and still run.
final class StuckPlans: Sendable {
    /// So many, and this process takes no more work: every one of them may hold a thread.
    static let most = 16

    private let count = Mutex(0)

    var isTooMany: Bool { count.withLock { $0 >= Self.most } }

    func add(_ number: Int) { count.withLock { $0 += number } }
}

/// Plugins that do not stop have used up this process.
public struct TooManyStuckPlans: Error, CustomStringConvertible {
    public var description: String {
        "\(StuckPlans.most) plans were given up and their plugins still run; restart this process, and look for the plugin "
            + "in milieu runs list"
    }
}
