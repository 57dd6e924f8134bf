/// Claims, leases and commits of one run by two workers, in every order in which they can happen.
///
/// The clock is the store's, and a worker's own clock is not trusted at all: a worker may try to write at any time.
struct LeaseModel: StateMachineModel {
    typealias State = LeaseState

    let rules: LeaseRules

    var initial: LeaseState { LeaseState() }

    func isEnd(_ state: LeaseState) -> Bool { state.run.isFinal }

    func isReliedOn(_ action: String) -> Bool { action != Self.cancels }

    private static let cancels = "a person cancels"

    func fault(in state: LeaseState) -> String? {
        if state.effects.contains(where: { $0 > 1 }) { return "a page's effects were committed twice" }
        if state.run == .completed, state.effects.contains(0) { return "a completed run left out a page" }
        if state.writers(under: rules) > 1 { return "two workers could commit" }
        return nil
    }

    func fault(from before: LeaseState, to after: LeaseState) -> String? {
        if after.epoch < before.epoch { return "the epoch went back" }
        if before.run.isFinal, after.run != before.run { return "a run that had ended lived again" }
        return nil
    }

    func steps(from state: LeaseState) -> [(action: String, state: LeaseState)] {
        var steps: [(String, LeaseState)] = []
        func add(_ action: String, _ change: (inout LeaseState) -> Void) {
            var next = state
            change(&next)
            steps.append((action, next))
        }
        addClock(state, add)
        if state.cancelsLeft > 0, !state.run.isFinal {
            add(Self.cancels) {
                $0.run = .cancelled
                $0.cancelsLeft -= 1
            }
        }
        addReaping(state, add)
        for (number, worker) in state.workers.enumerated() {
            if state.stalled == UInt8(number) {
                add("\(number) comes back") { $0.stalled = nil }
                continue
            }
            switch worker {
            case .crashed: continue
            case .idle: addClaim(number, state, add)
            case .holding(let epoch, let page, let isPlanned):
                addFaults(number, state, add)
                addWrites(number, epoch, page, isPlanned, state, add)
            }
        }
        return steps
    }

    private typealias Add = (String, (inout LeaseState) -> Void) -> Void

    private func addClock(_ state: LeaseState, _ add: Add) {
        guard state.run == .running, state.lease > 0 else { return }
        let isHeldByAwake = state.workers.enumerated().contains { number, worker in
            guard case .holding(state.epoch, _, _) = worker else { return false }
            return state.stalled != UInt8(number)
        }
        let isDelay = state.lease == 1 && isHeldByAwake
        guard !isDelay || state.delaysLeft > 0 else { return }
        add("the clock ticks") {
            $0.lease -= 1
            if isDelay { $0.delaysLeft -= 1 }
        }
    }

    private func addReaping(_ state: LeaseState, _ add: Add) {
        guard rules.reaps else { return }
        let hasLapsed = state.run == .running && state.lease == 0
        if hasLapsed, state.lapseSeen != state.epoch { add("a lapse is seen") { $0.lapseSeen = $0.epoch } }
        guard let seen = state.lapseSeen else { return }
        let holds = !rules.reapsGuarded || (hasLapsed && seen == state.epoch)
        add(holds ? "the run is reaped" : "the lapse is no more") {
            if holds { $0.run = .ready }
            $0.lapseSeen = nil
        }
    }

    private func addClaim(_ number: Int, _ state: LeaseState, _ add: Add) {
        let isFree = state.run == .ready || (rules.claimsLapsed && state.run == .running && state.lease == 0)
        guard isFree else { return }
        add("\(number) claims") {
            $0.run = .running
            $0.epoch += 1
            $0.lease = LeaseState.leaseLength
            $0.workers[number] = .holding(epoch: $0.epoch, page: $0.page, isPlanned: false)
        }
    }

    private func addFaults(_ number: Int, _ state: LeaseState, _ add: Add) {
        if state.crashesLeft > 0 {
            add("\(number) crashes") {
                $0.workers[number] = .crashed
                $0.crashesLeft -= 1
            }
        }
        if state.stallsLeft > 0, state.stalled == nil {
            add("\(number) stops") {
                $0.stalled = UInt8(number)
                $0.stallsLeft -= 1
            }
        }
    }

    private func addWrites(
        _ number: Int, _ epoch: UInt8, _ page: UInt8, _ isPlanned: Bool, _ state: LeaseState, _ add: Add
    ) {
        let isTaken = state.accepts(epoch, under: rules)
        if state.lease < LeaseState.leaseLength || !isTaken {
            add("\(number) renews") {
                if isTaken { $0.lease = LeaseState.leaseLength } else { $0.workers[number] = .idle }
            }
        }
        if state.giveBacksLeft > 0 {
            add("\(number) gives back") {
                if isTaken { $0.run = .ready }
                $0.workers[number] = .idle
                $0.giveBacksLeft -= 1
            }
        }
        if page < LeaseState.pages, !isPlanned {
            return add("\(number) plans page \(page)") {
                $0.workers[number] = .holding(epoch: epoch, page: page, isPlanned: true)
            }
        }
        let action = page < LeaseState.pages ? "\(number) commits page \(page)" : "\(number) completes"
        func write(_ next: inout LeaseState) {
            next.lease = LeaseState.leaseLength
            if page < LeaseState.pages {
                next.effects[Int(page)] += rules.keysRows && next.effects[Int(page)] > 0 ? 0 : 1
                next.page = page + 1
                next.run = .running
            } else {
                next.run = .completed
            }
        }
        guard isTaken else { return add("\(action) in vain") { $0.workers[number] = .idle } }
        add(action) {
            write(&$0)
            let goesOn = page < LeaseState.pages
            $0.workers[number] = goesOn ? .holding(epoch: epoch, page: page + 1, isPlanned: false) : .idle
        }
        if state.lostAnswersLeft > 0 {
            add("\(action) and does not hear of it") {
                write(&$0)
                $0.lostAnswersLeft -= 1
                if rules.forgetsUnknown { $0.workers[number] = .idle }
            }
        }
    }
}
