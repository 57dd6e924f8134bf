import Foundation
import TestSupport

/// Waits on a thread of its own: the few threads that tasks share must stay free for what is waited for.
func apart<Value: Sendable>(_ wait: @Sendable @escaping () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: wait()) }
    }
}

extension ScriptedServer {
    func nextLine() async -> String? { await apart { self.line() } }
}
