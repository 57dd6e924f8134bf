public import Persistence
import Scheduling

/// What a serving engine tells while it works.
public enum ServingEvent: Sendable {
    /// A time that was let go.
    case skipped(RunRecord)
    /// A run as it stands after this engine worked on it, or ended it because its time was up.
    case worked(RunRecord)
    /// The wall clock was set by so much, forward or, when it is negative, back.
    case clockSet(Duration)
    /// The store could not be used, or something else went wrong; it is tried again.
    case trouble(any Error)
}

extension ProgramEngine {
    /// After a claim that got nothing although something is due.
    private static let claimPause: Duration = .milliseconds(20)

    /// Decides what is due and works on it, until the task is cancelled.
    ///
    /// Both go on side by side: a run that takes long delays no decision. Between two looks it waits until the next time
    /// comes or something new is in the store, whoever put it there, and never longer than `longest`: what wakes it is a
    /// hint, and may be missing.
    ///
    /// `prepare`: Called before each look at the clock, such as to take up changed files.
    /// `tell`: Called from both, at the same time.
    public func serve(
        longest: Duration = .seconds(2), prepare: @Sendable @escaping () async throws -> Void = {},
        _ tell: @Sendable @escaping (ServingEvent) -> Void
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [bell, store] in
                for await _ in store.wakeUps() { bell.ring() }
            }
            group.addTask {
                var watch = ClockWatch()
                await self.again(longest, tell) {
                    if let step = watch.look(wall: self.clock.now(), elapsed: self.elapsed.elapsed()) {
                        tell(.clockSet(step))
                    }
                    try await prepare()
                    let report = try await self.tick()
                    for run in report.skipped { tell(.skipped(run)) }
                    for run in report.ended { tell(.worked(run)) }
                    if !report.started.isEmpty || !report.ended.isEmpty { self.bell.ring() }
                    return report.next
                }
            }
            group.addTask {
                await self.again(longest, tell) {
                    var isIdle = true
                    try await self.runDue {
                        isIdle = false
                        tell(.worked($0))
                    }
                    let next = try await self.nextRunDue()
                    // What is due and was not to be had is somebody's who claims right now.
                    return isIdle ? next.map { max($0, self.clock.now() + Self.claimPause) } : next
                }
            }
        }
    }

    /// Looks again and again: when the time comes that the last look named, when the bell rings, and after `longest`.
    private func again(
        _ longest: Duration, _ tell: (ServingEvent) -> Void, _ look: () async throws -> Instant?
    ) async {
        while !Task.isCancelled {
            let seen = bell.rings
            var wait = longest
            do {
                if let next = try await look() { wait = min(wait, max(.zero, next - clock.now())) }
            } catch is CancellationError {
                return
            } catch {
                if Task.isCancelled { return }
                tell(.trouble(error))
            }
            // Never busy, whatever seems to be due.
            await bell.wait(after: seen, atMost: max(wait, .milliseconds(1)))
        }
    }
}
