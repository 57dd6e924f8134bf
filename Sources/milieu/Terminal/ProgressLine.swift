import Scheduling
import Synchronization

/// Long work as it goes: one redrawn line with a bar on a terminal, elsewhere a line for every tenth.
final class ProgressLine: Sendable {
    private struct State {
        var lastTenth = -1
        var start: Instant?
        var isOpen = false
    }

    private let state = Mutex(State())
    private let output: Output
    private let clock: any WallClock
    private let verb: String

    init(_ verb: String, output: Output, clock: any WallClock) {
        self.verb = verb
        self.output = output
        self.clock = clock
    }

    func update(done: Int, total: Int, detail: String = "") {
        let line: (text: String, isPlain: Bool)? = state.withLock { state in
            let now = clock.now()
            let start = state.start ?? now
            state.start = start
            let tenth = total > 0 ? done * 10 / total : 10
            let left = Self.timeLeft(done: done, total: total, spent: now - start)
            let text = "\(verb) \(done)/\(total)\(detail.isEmpty ? "" : "  \(detail)")\(left)"
            if output.isTerminal {
                state.isOpen = true
                let filled = total > 0 ? done * 20 / total : 20
                let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
                return ("\(bar)  \(text)", false)
            }
            guard tenth > state.lastTenth, total >= 1_000 || done == total else { return nil }
            state.lastTenth = tenth
            return (text, true)
        }
        guard let line else { return }
        if line.isPlain { output.say(line.text) } else { output.redraw(line.text) }
    }

    /// Leaves the line.
    func finish() {
        if state.withLock({ $0.isOpen }) { output.say("") }
    }

    static func timeLeft(done: Int, total: Int, spent: Duration) -> String {
        guard done > 0, done < total, spent >= .seconds(1) else { return "" }
        let seconds = spent.components.seconds * Int64(total - done) / Int64(done)
        return seconds < 90 ? "  about \(seconds) s left" : "  about \(seconds / 60) min left"
    }
}
