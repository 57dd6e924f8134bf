import Dispatch
import Engine

/// How a node that serves comes to know of due runs: the one place to change when the engine wakes up by itself.
enum EngineLoop {
    /// As `milieu serve` has it.
    static let longestWait: Duration = .seconds(2)

    /// Works until the task is cancelled: look at the clock, run what is due, wait.
    static func serve(_ engine: ProgramEngine) async throws {
        while !Task.isCancelled {
            _ = try await engine.tick()
            try await engine.runDue()
            await wait(longestWait)
        }
    }

    /// Comes back after `duration`, which is part of what is measured and stands for no signal.
    static func wait(_ duration: Duration) async {
        await withCheckedContinuation { continuation in
            let milliseconds = Int(duration / .milliseconds(1))
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { continuation.resume() }
        }
    }
}
