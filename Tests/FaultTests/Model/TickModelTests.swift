import Testing

/// Every interleaving of two nodes that look at the clock, with a crash, a lost answer and a clock set back.
@Suite struct TickModelTests {
    @Test func `every time is decided once, whoever looks and whatever gets lost`() {
        let search = ExhaustiveSearch(TickModel())
        #expect(search.counterexample == nil, "\(search.counterexample.map(String.init(describing:)) ?? "")")
        #expect(search.count > 1_000)
        print("tick model: \(search.count) states, \(search.steps) steps")
    }

    @Test(arguments: [
        (TickModel(comparesRevision: false), "the watermark went back"),
        (TickModel(hasUniqueKey: false), "a time was decided twice"),
        (TickModel(isAtomic: false, triggers: 1), "no end can be reached any more"),
    ])
    func `without any one of its rules a time is doubled, lost or decided anew`(model: TickModel, fault: String) throws
    {
        let counterexample = ExhaustiveSearch(model).counterexample
        let found = try #require(counterexample)
        #expect(found.fault == fault, "\(found)")
    }
}
