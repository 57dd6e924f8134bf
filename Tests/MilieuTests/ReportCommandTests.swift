import Foundation
import TestSupport
import Testing

/// What waits, as each reader may see it, with the real program.
@Suite(.timeLimit(.minutes(5))) struct ReportCommandTests {
    private func program() async throws -> ProgramFolder {
        let program = try ProgramFolder()
        _ = try await program.run("members", "import", "Config/people.csv", "--apply")
        _ = try await program.run("run", "newcomer-pairing", "--input", "newcomer=ana")
        _ = try await program.run("members", "met", "joana", "rui")
        return program
    }

    private static let names = ["Ana", "Joana", "Rui", "Caetano", "Edek", "Nuno"]

    @Test func `numbers are for everybody, names for those who look after people, and few are no number`() async throws
    {
        let program = try await program()
        let all = try await program.run("report")
        #expect(all.status == 0 && all.out.contains("pairs to decide on: 1"), "\(all)")
        for name in Self.names { #expect(!all.out.contains(name)) }
        #expect(all.out.contains("left out: ") && all.err.contains("milieu report --as NAME"))
        let named = try await program.run("report", "--as", "maria")
        #expect(named.out.contains("Nuno: hardly anybody to talk to"), "\(named)")
        let numbers = try await program.run("report", "--as", "otto")
        #expect(numbers.status == 0 && numbers.err.contains("'otto' sees numbers and references"))
        for name in Self.names { #expect(!numbers.out.contains(name)) }
        for member in ["ana", "joana"] { #expect(try await program.run("report", "--as", member).status == 4) }
    }

    @Test func `S1-20: staff read nothing there of themselves that others look after`() async throws {
        let program = try ProgramFolder()
        let list = try String(contentsOfFile: program.folder.path + "/Config/people.csv", encoding: .utf8)
        try program.folder.write(
            list.replacing("counselor staff,", with: "member counselor staff,"), to: "Config/people.csv")
        _ = try await program.run("members", "import", "Config/people.csv", "--apply")
        _ = try await program.run("members", "met", "joana", "rui")
        // Whoever reads the lists of others is on the lists that others read.
        let samir = try await program.run("report", "--as", "samir")
        let maria = try await program.run("report", "--as", "maria")
        #expect(samir.out.contains("Maria: hardly anybody to talk to"), "\(samir)")
        #expect(maria.status == 0 && maria.out.contains("Nuno: hardly anybody to talk to"), "\(maria)")
        #expect(!maria.out.contains("Maria: "), "\(maria)")
    }

    @Test func `a document has no number of fewer than five people, and no name without a reader`() async throws {
        let program = try await program()
        struct Document: Decodable {
            struct Matter: Decodable {
                struct Entry: Decodable { let id: String? }
                let count: Int?
                let entries: [Entry]
            }
            let waiting: [String: Matter]
            let figures: [String: [String: Int?]]
        }
        func document(_ arguments: String...) async throws -> Document {
            let ended = try await program.run(["report", "--json"] + arguments)
            return try JSONDecoder().decode(Document.self, from: Data(ended.out.utf8))
        }
        let all = try await document()
        #expect(all.waiting.values.allSatisfy { $0.entries.allSatisfy { $0.id == nil } })
        for matter in ["reach_out", "reviews", "welcome", "unpaired"] {
            let count = all.waiting[matter]?.count
            #expect(count == nil || count == 0 || count ?? 0 >= 5, "\(matter)")
        }
        for counts in all.figures.values { #expect(counts.values.allSatisfy { $0 == nil || $0 ?? 0 >= 5 }) }
        let named = try await document("--as", "maria")
        #expect(named.waiting["reach_out"]?.entries.contains { $0.id == "nuno" } == true)
        // Who is in no cohort is in each, and who is in another one is not.
        let other = try await document("--as", "maria", "--cohort", "nobody")
        let ids = (other.waiting["reach_out"]?.entries ?? []).map(\.id)
        #expect(ids.contains("mei") && !ids.contains("nuno") && other.waiting["decisions"]?.count == 1)
    }

    @Test(arguments: [
        (["report", "--night", "soon"], Int32(64), "expected a day such as 2026-11-20, found 'soon'"),
        (["report", "--night", "2999-01-01"], 64, "that night is still to come"),
        (["report", "--cohort", "autumn"], 64, "--cohort: expected --as NAME with it"),
        (["report", "--as", "mara"], 1, "did you mean 'maria'?"),
        (["members", "met", "ana", "ana"], 64, "expected two people, found 'ana' twice"),
        (["members", "met", "ana", "bo", "--on", "2999-01-01"], 64, "expected today or a day before"),
    ])
    func `a wrong command says what is wrong`(arguments: [String], status: Int32, words: String) async throws {
        let ended = try await program().run(arguments)
        #expect(ended.status == status && ended.err.contains(words), "\(ended)")
    }
}
