import Matching
import Testing

@Suite struct NamedAssignmentProblemTests {
    private typealias Problem = NamedAssignmentProblem<String, String>
    private typealias Failure = NamedProblemError<String, String>

    @Test(arguments: [UInt64](1...100))
    func `the order in which people come changes nothing`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let rows = ["ana", "ben", "cleo", "dan"]
        let columns = [(column: "x", places: 1), (column: "y", places: 2)]
        var fits: [Problem.Fit] = []
        for row in rows {
            for column in columns where Bool.random(using: &random) {
                fits.append(Problem.Fit(row, column.column, score: Int64.random(in: 0...2, using: &random)))
            }
        }
        let first = try Problem(rows: rows, capacities: columns, fits: fits).solve(.all)
        let second = try Problem(
            rows: rows.shuffled(using: &random), capacities: columns.shuffled(using: &random),
            fits: fits.shuffled(using: &random)
        ).solve(.all)
        #expect(first == second, "seed \(seed)")
    }

    @Test func `ids twice, empty sides and fits that name nobody are refused`() {
        #expect(throws: Failure.rowTwice("a")) {
            try Problem(rows: ["a", "a"], capacities: [(column: "x", places: 1)], fits: [])
        }
        #expect(throws: Failure.columnTwice("x")) {
            try Problem(rows: ["a"], capacities: [(column: "x", places: 1), (column: "x", places: 1)], fits: [])
        }
        #expect(throws: Failure.noRows) { try Problem(rows: [], capacities: [(column: "x", places: 1)], fits: []) }
        #expect(throws: Failure.noColumns) { try Problem(rows: ["a"], capacities: [], fits: []) }
        #expect(throws: Failure.unknownColumn("z", of: "a")) {
            try Problem(
                rows: ["a"], capacities: [(column: "x", places: 1)], fits: [Problem.Fit("a", "z", score: 1)])
        }
        #expect(throws: Failure.unknownRow("b")) {
            try Problem(
                rows: ["a"], capacities: [(column: "x", places: 1)], fits: [Problem.Fit("b", "x", score: 1)])
        }
    }
}
