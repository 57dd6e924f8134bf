import PluginKit
import Scheduling
import Synchronization

/// One plan in the making, which can be given up although its plugin goes on.
///
/// A plugin that ignores cancellation ends only with the process (tasks cannot be ended from outside): nothing that it still
/// plans is ever written. What goes on without it depends on who has made the plan: a step that takes turns with others
/// has a task of its own for it, so that the turn goes on; any other plans in the task of its run, which costs half as much,
/// and another task takes its place.
final class PlanTask: Sendable {
    /// From when a plugin is told to stop until its worker goes on without it.
    static let grace: Duration = .seconds(2)

    private struct State {
        var continuation: UnsafeContinuation<Plan, any Error>?
        var task: Task<Void, Never>?
        var isOver = false
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
    /// For a plan in the task of its run.
    private let here: Here?

    /// How a plan in the task of its run is stopped, and who goes on when it does not stop.
    private struct Here: Sendable {
        let hold: RunHold
        let leave: @Sendable (any Error) -> Void
    }

    private init(limit: Duration, from elapsed: Duration, stuck: StuckPlans, here: Here? = nil) {
        deadline = elapsed + limit
        self.limit = limit
        self.stuck = stuck
        self.here = here
    }

    /// The plan that `body` makes, in a task of its own.
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
        return try await withUnsafeThrowingContinuation { plan.start(body, $0) }
    }

    /// The same in this task.
    ///
    /// `leave`: Goes on with the run in another task, when the plugin does not stop; told why it was to stop. This then
    /// throws `LeftBehind` once the plugin ends, and nobody waits for it.
    static func planHere(
        under hold: RunHold, within limit: Duration, from elapsed: Duration, stuck: StuckPlans,
        leave: @Sendable @escaping (any Error) -> Void, _ body: () async throws -> Plan
    ) async throws -> Plan {
        let plan = PlanTask(limit: limit, from: elapsed, stuck: stuck, here: Here(hold: hold, leave: leave))
        hold.begin(plan)
        defer { hold.endPlan() }
        do {
            let made = try await body()
            try plan.end()
            return made
        } catch {
            try plan.end()
            throw error
        }
    }

    /// Ends a plan in the task of its run.
    ///
    /// - Throws: Why its result is nobody's.
    private func end() throws {
        let (reason, isFirst, wasLeft) = state.withLock { state in
            defer { state.isOver = true }
            return (state.reason, !state.isOver, state.isLeftBehind)
        }
        if wasLeft {
            if isFirst { stuck.add(-1) }
            throw LeftBehind()
        }
        if let reason { throw reason }
    }

    /// Tells the plugin to stop.
    func stop(because reason: any Error) {
        let (task, isOver) = state.withLock { state in
            if state.reason == nil, !state.isOver { state.reason = reason }
            return (state.task, state.isOver)
        }
        guard !isOver else { return }
        task?.cancel()
        here?.hold.cancelTask()
    }

    /// Looks at the time; called about once a second.
    func watch(at elapsed: Duration) {
        if elapsed >= deadline { stop(because: PlanTookTooLong(limit: limit)) }
        let left = state.withLock { state -> (reason: any Error, continuation: UnsafeContinuation<Plan, any Error>?)? in
            guard let reason = state.reason, !state.isOver, !state.isLeftBehind else { return nil }
            guard let giveUpAt = state.giveUpAt else {
                state.giveUpAt = elapsed + Self.grace
                return nil
            }
            guard elapsed >= giveUpAt else { return nil }
            state.isLeftBehind = true
            defer { state.continuation = nil }
            return (reason, state.continuation)
        }
        guard let left else { return }
        stuck.add(1)
        left.continuation?.resume(throwing: left.reason)
        here?.leave(left.reason)
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
            state.isOver = true
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

/// The plugin of this task was left behind: another task goes on with the run.
struct LeftBehind: Error {}

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
