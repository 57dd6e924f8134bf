/// One run and two workers in one moment: what the store holds, what each worker believes, and what may still go wrong.
struct LeaseState: Hashable, CustomStringConvertible {
    enum Run: UInt8 {
        case ready, running, completed, cancelled

        var isFinal: Bool { self == .completed || self == .cancelled }
    }

    enum Worker: Hashable {
        /// Holds nothing.
        case idle
        /// Has the run since `epoch`, and is at `page`; `isPlanned` when only the commit is missing.
        case holding(epoch: UInt8, page: UInt8, isPlanned: Bool)
        /// Gone for good, with all it knew.
        case crashed
    }

    static let pages: UInt8 = 2
    static let leaseLength: UInt8 = 2

    // The store.
    var run = Run.ready
    var epoch: UInt8 = 0
    /// The next page to commit.
    var page: UInt8 = 0
    /// How many ticks of the store's clock the lease still lasts.
    var lease: UInt8 = 0
    /// How often each page's effects were written.
    var effects: [UInt8] = [0, 0]

    // The workers, and one who reaps: any of them may, and not in one go with looking.
    var workers: [Worker] = [.idle, .idle]
    /// Which worker is stopped, and comes back arbitrarily late.
    var stalled: UInt8?
    /// The epoch of a lapsed lease that somebody saw and has not acted on yet.
    var lapseSeen: UInt8?

    // What may still go wrong in this history.
    var crashesLeft: UInt8 = 1
    var stallsLeft: UInt8 = 1
    /// Leases that a worker that is neither gone nor stopped lets run out, because it is slow.
    var delaysLeft: UInt8 = 2
    var giveBacksLeft: UInt8 = 1
    var lostAnswersLeft: UInt8 = 1
    var cancelsLeft: UInt8 = 1

    var description: String {
        let held = workers.map { worker in
            switch worker {
            case .idle: "-"
            case .crashed: "gone"
            case .holding(let epoch, let page, let isPlanned): "e\(epoch) p\(page)\(isPlanned ? " planned" : "")"
            }
        }
        return "\(run) e\(epoch) p\(page) lease \(lease) effects \(effects) workers \(held)"
            + (stalled.map { " stalled \($0)" } ?? "")
    }

    /// Workers that could write now.
    func writers(under rules: LeaseRules) -> Int {
        workers.count { worker in
            guard case .holding(let epoch, _, _) = worker else { return false }
            return accepts(epoch, under: rules)
        }
    }

    /// Whether a write under `epoch` is taken.
    func accepts(_ epoch: UInt8, under rules: LeaseRules) -> Bool {
        (!rules.checksEpoch || epoch == self.epoch) && (!rules.checksState || run == .running)
    }
}

/// The rules of the protocol, each of which can be left out to see what it is there for.
struct LeaseRules {
    /// Every write of a worker says under which epoch it was made.
    var checksEpoch = true
    /// Every write of a worker wants the run to be running.
    var checksState = true
    /// Runs whose lease has run out become ready again.
    var reaps = true
    /// Who reaps looks again, in the statement that writes, at what it saw before.
    var reapsGuarded = true
    /// A claim takes a run whose lease has run out, without anybody who reaps.
    var claimsLapsed = false
    /// A worker that does not know whether its commit was kept lets go of the run.
    var forgetsUnknown = true
    /// The store takes one row for a run, a step, a person and what it is about.
    ///
    /// Off, as the other rules must hold without it.
    var keysRows = false
}
