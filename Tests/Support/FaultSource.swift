import PluginKit
import Synchronization

/// Decides, by a seed, at which transactions something goes wrong, and what.
public final class FaultSource: Sendable {
    /// What can go wrong at one transaction.
    public enum Fault: CaseIterable, Sendable {
        /// It never begins.
        case refused
        /// One of its statements fails, and all of it is undone.
        case undone
        /// It is kept, and nobody hears of it.
        case unheard
        /// The process ends before it, in it, or after it.
        case crashBefore, crashMidway, crashAfter
        /// The process stands still before it while others go on.
        case stall
        /// Somebody tells the process to stop.
        case stop
    }

    private struct State {
        var random: SplitMix64
        /// Out of 1,000 transactions.
        var rate = 0
        var isStalling = false
        var counts: [Fault: Int] = [:]
    }

    private let state: Mutex<State>

    public init(seed: UInt64) { state = Mutex(State(random: SplitMix64(seed: seed))) }

    /// From now on something goes wrong at `perThousand` of 1,000 transactions.
    public func setRate(perThousand: Int) { state.withLock { $0.rate = perThousand } }

    /// What has gone wrong so far.
    public var counts: [Fault: Int] { state.withLock { $0.counts } }

    /// What goes wrong at the next transaction; nil for nothing.
    func next() -> Fault? {
        state.withLock { state in
            // What happens to the others meanwhile is what a worker that comes back late must not trip over.
            let rate = state.isStalling ? 4 * state.rate : state.rate
            guard Int.random(in: 0..<1_000, using: &state.random) < rate else { return nil }
            guard let fault = Fault.allCases.randomElement(using: &state.random) else { return nil }
            // While one stands still the others do not: that would never end.
            if fault == .stall, state.isStalling { return nil }
            state.counts[fault, default: 0] += 1
            return fault
        }
    }

    /// A number from 1 to `highest`, the small ones as often as all of the others.
    func position(upTo highest: Int) -> Int {
        state.withLock { state in
            let limit = Int.random(in: 1...highest, using: &state.random)
            return Int.random(in: 1...limit, using: &state.random)
        }
    }

    /// Lets `others` go on while somebody stands still.
    func stall(_ others: @Sendable () async -> Void) async {
        state.withLock { $0.isStalling = true }
        await others()
        state.withLock { $0.isStalling = false }
    }
}

/// The process that made the call is gone; nothing may be done for it any more.
public struct ProcessGone: Error, Hashable { public init() {} }
