import Dispatch
import Engine

/// How a node that serves comes to know of due runs.
enum EngineLoop {
    /// As `milieu serve` has it: what a wake-up that is missed costs at the most.
    static let longestWait: Duration = .seconds(2)

    /// Works until the task is cancelled.
    static func serve(_ engine: ProgramEngine) async throws {
        await engine.serve(longest: longestWait) { _ in }
    }

    /// Comes back after `duration`, which is part of what is measured and stands for no signal.
    static func wait(_ duration: Duration) async {
        await withCheckedContinuation { continuation in
            let milliseconds = Int(duration / .milliseconds(1))
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { continuation.resume() }
        }
    }
}
