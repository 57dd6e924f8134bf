import Foundation

/// A thread that watches a database for as long as somebody holds the stream of what it notices.
enum WakeUpThread {
    /// Starts the thread, which runs `watch` once; what it calls `wake` for comes out of the stream.
    ///
    /// `watch` returns when its `StopSignal` says so.
    static func stream(
        _ name: String, _ watch: @Sendable @escaping (_ stop: StopSignal, _ wake: @Sendable () -> Void) -> Void
    ) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        // Without one nobody is woken, which is allowed.
        guard let stop = StopSignal() else { return stream }
        continuation.onTermination = { _ in stop.stop() }
        let thread = Thread { watch(stop) { continuation.yield() } }
        thread.name = name
        thread.start()
        return stream
    }
}
