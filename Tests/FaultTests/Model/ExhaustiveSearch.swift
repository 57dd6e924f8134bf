/// Visits every state of a model, the nearest first, so that a counterexample is a shortest one.
struct ExhaustiveSearch<Model: StateMachineModel> {
    /// Different states that were visited.
    private(set) var count = 0
    /// Steps between them.
    private(set) var steps = 0
    /// The first fault, and how it comes about; nil when there is none.
    private(set) var counterexample: Counterexample?

    /// A way from the start to what must not be.
    struct Counterexample: CustomStringConvertible {
        let fault: String
        /// What happened, in order, each with the state after it.
        let trace: [String]

        var description: String { ([fault + ":"] + trace).joined(separator: "\n  ") }
    }

    private let model: Model
    private var states: [Model.State] = []
    private var numbers: [Model.State: Int] = [:]
    /// By state: the one before it on a shortest way, and what happened there.
    private var origins: [(state: Int, action: String)] = []
    /// By state: those that lead to it by what can be relied on.
    private var before: [[Int32]] = []

    /// Searches until a fault is found or nothing is left.
    init(_ model: Model) {
        self.model = model
        search()
        count = states.count
    }

    private mutating func search() {
        add(model.initial, from: 0, by: "start")
        var next = 0
        while next < states.count {
            let state = states[next]
            if let fault = model.fault(in: state) {
                counterexample = Counterexample(fault: fault, trace: trace(to: next))
                return
            }
            for step in model.steps(from: state) where step.state != state {
                steps += 1
                if let fault = model.fault(from: state, to: step.state) {
                    let last = "\(step.action): \(step.state)"
                    counterexample = Counterexample(fault: fault, trace: trace(to: next) + [last])
                    return
                }
                let number = numbers[step.state] ?? add(step.state, from: next, by: step.action)
                if model.isReliedOn(step.action) { before[number].append(Int32(next)) }
            }
            next += 1
        }
        if let lost = firstWithoutEnd() {
            counterexample = Counterexample(fault: "no end can be reached any more", trace: trace(to: lost))
        }
    }

    @discardableResult
    private mutating func add(_ state: Model.State, from origin: Int, by action: String) -> Int {
        numbers[state] = states.count
        states.append(state)
        origins.append((origin, action))
        before.append([])
        return states.count - 1
    }

    /// The nearest state from which no way leads to an end; nil when there is none.
    private func firstWithoutEnd() -> Int? {
        var reachesEnd = states.map(model.isEnd)
        var open = states.indices.filter { reachesEnd[$0] }
        while let number = open.popLast() {
            for earlier in before[number] where !reachesEnd[Int(earlier)] {
                reachesEnd[Int(earlier)] = true
                open.append(Int(earlier))
            }
        }
        return reachesEnd.firstIndex(of: false)
    }

    private func trace(to number: Int) -> [String] {
        var trace: [String] = []
        var number = number
        while number > 0 {
            trace.append("\(origins[number].action): \(states[number])")
            number = origins[number].state
        }
        return trace.reversed()
    }
}
