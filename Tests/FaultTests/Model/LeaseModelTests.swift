import Testing

/// Every interleaving of two workers at one run, with a crash, a stall, a delay, a lost answer, a run given back and a
/// cancellation, in a model of the protocol.
@Suite struct LeaseModelTests {
    @Test func `a run is committed once and never lost, in whatever order things happen`() {
        let search = ExhaustiveSearch(LeaseModel(rules: LeaseRules()))
        #expect(search.counterexample == nil, "\(search.counterexample.map(String.init(describing:)) ?? "")")
        #expect(search.count > 10_000)
        print("lease model, reaped: \(search.count) states, \(search.steps) steps")
    }

    @Test func `so it is when a claim takes a lapsed run itself`() {
        let search = ExhaustiveSearch(LeaseModel(rules: LeaseRules(reaps: false, claimsLapsed: true)))
        #expect(search.counterexample == nil, "\(search.counterexample.map(String.init(describing:)) ?? "")")
        #expect(search.count > 10_000)
        print("lease model, claimed when lapsed: \(search.count) states, \(search.steps) steps")
    }

    @Test func `rows with keys forgive a worker that commits again what it heard nothing of`() {
        let search = ExhaustiveSearch(LeaseModel(rules: LeaseRules(forgetsUnknown: false, keysRows: true)))
        #expect(search.counterexample == nil, "\(search.counterexample.map(String.init(describing:)) ?? "")")
    }

    @Test(arguments: [
        (LeaseRules(checksEpoch: false), "two workers could commit"),
        (LeaseRules(checksState: false), "a run that had ended lived again"),
        (LeaseRules(reaps: false), "no end can be reached any more"),
        (LeaseRules(reapsGuarded: false), "a run that had ended lived again"),
        (LeaseRules(forgetsUnknown: false), "a page's effects were committed twice"),
    ])
    func `without any one of its rules the protocol fails, and the search shows how`(
        rules: LeaseRules, fault: String
    ) throws {
        let counterexample = ExhaustiveSearch(LeaseModel(rules: rules)).counterexample
        let found = try #require(counterexample)
        #expect(found.fault == fault, "\(found)")
        #expect(!found.trace.isEmpty)
    }

    @Test func `a late commit without the epoch doubles what was sent`() throws {
        // Two that could write are a fault by themselves; here only what they wrote counts.
        let counterexample = ExhaustiveSearch(EffectsOnly(rules: LeaseRules(checksEpoch: false))).counterexample
        let found = try #require(counterexample)
        #expect(found.fault == "a page's effects were committed twice")
        #expect(found.trace.count { $0.contains("commits page") } == 2, "\(found)")
    }

    /// The lease model, with nothing forbidden but what people would notice.
    private struct EffectsOnly: StateMachineModel {
        let model: LeaseModel

        init(rules: LeaseRules) { model = LeaseModel(rules: rules) }

        var initial: LeaseState { model.initial }

        func steps(from state: LeaseState) -> [(action: String, state: LeaseState)] { model.steps(from: state) }

        func isEnd(_ state: LeaseState) -> Bool { model.isEnd(state) }

        func isReliedOn(_ action: String) -> Bool { model.isReliedOn(action) }

        func fault(in state: LeaseState) -> String? {
            state.effects.contains { $0 > 1 } ? "a page's effects were committed twice" : nil
        }

        func fault(from before: LeaseState, to after: LeaseState) -> String? { nil }
    }
}
