import Dispatch
import Foundation
import Synchronization

/// Ctrl-C, or a service manager's request to stop.
enum StopSignal {
    /// Does `work`, and cancels it at the first signal; it then ends what it has begun.
    ///
    /// A second signal ends the process.
    ///
    /// Returns Whether it was stopped so.
    static func heeded(_ work: @Sendable @escaping () async throws -> Void) async throws -> Bool {
        let task = Task { try await work() }
        let heard = Heard()
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                guard heard.isFirst() else { _exit(ExitStatus.interrupted.rawValue) }
                task.cancel()
            }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        do {
            try await task.value
        } catch  where heard.wasHeard && error is CancellationError {}
        return heard.wasHeard
    }

    /// How often a signal came.
    private final class Heard: Sendable {
        private let count = Mutex(0)
        var wasHeard: Bool { count.withLock { $0 > 0 } }

        func isFirst() -> Bool {
            count.withLock { count in
                count += 1
                return count == 1
            }
        }
    }
}
