public import Persistence
import Scheduling

/// What a serving engine tells while it works.
public enum ServingEvent: Sendable {
    /// A time that was let go.
    case skipped(RunRecord)
    /// A run as it stands after this engine worked on it.
    case worked(RunRecord)
    /// The wall clock was set by so much, forward or, when it is negative, back.
    case clockSet(Duration)
    /// The store could not be used, or something else went wrong; it is tried again.
    case trouble(any Error)
}

extension ProgramEngine {
    /// Decides what is due and works on it, until the task is cancelled.
    ///
    /// Between two looks it waits until the next time comes or something new is in the store, whoever put it there, and
    /// never longer than `longest`: what wakes it is a hint, and may be missing.
    ///
    /// `prepare`: Called before each look, such as to take up changed files.
    public func serve(
        longest: Duration = .seconds(2), prepare: () async throws -> Void = {},
        _ tell: (ServingEvent) -> Void
    ) async {
        let listening = Task { [bell, store] in
            for await _ in store.wakeUps() { bell.ring() }
        }
        defer { listening.cancel() }
        var watch = ClockWatch()
        while !Task.isCancelled {
            let seen = bell.rings
            if let step = watch.look(wall: clock.now(), elapsed: elapsed.elapsed()) { tell(.clockSet(step)) }
            var wait = longest
            do {
                try await prepare()
                let report = try await tick()
                for run in report.skipped { tell(.skipped(run)) }
                try await runDue { run in tell(.worked(run)) }
                let next = [report.next, try await nextRunDue()].compactMap(\.self).min()
                if let next { wait = min(wait, max(.zero, next - clock.now())) }
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
