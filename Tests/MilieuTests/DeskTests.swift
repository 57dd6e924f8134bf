import Community
import Foundation
import Messages
import Persistence
import Scheduling
import TestSupport
import Testing

/// Every command that lists or shows people, and what each reader at the desk sees of them, with the real program.
@Suite(.timeLimit(.minutes(20))) struct DeskTests {
    /// A command, words that tell of somebody, and who reads them; `isRecord`: It has nothing for anybody else.
    private struct Cell: Sendable {
        let arguments: [String]
        let words: String
        let readers: Set<String>
        var isRecord = false
    }

    private struct Setting: Sendable {
        let program: ProgramFolder
        let flag: String
        let pair: String
        let message: String
        let run: String
    }

    private static let counselors: Set<String> = ["maria"]
    private static let carers: Set<String> = ["maria", "zeca"]
    private static let workers: Set<String> = ["maria", "zeca", "kim"]

    /// A command did not end as it should have.
    private struct Unexpected: Error {
        let words: String
    }

    /// People of all kinds, pairs that wait for a decision, a flag about Halina, and something that she wrote back.
    private func setting() async throws -> Setting {
        let program = try ProgramFolder()
        let today = Date().formatted(.iso8601.year().month().day())
        try program.folder.write(
            """
            id,preferred_name,roles,staff_kind,cohort,joined_on,channel,address
            kim,Kim,staff,kitchen,,,screen,kim
            opal,Opal,operator,,,,screen,opal
            nia,Nia,member newcomer,,,\(today),screen,nia

            """, to: "staff.csv")
        for arguments in [
            ["members", "import", "Config/people.csv", "--apply"], ["members", "import", "staff.csv", "--apply"],
            ["run", "nightly-check-in"], ["run", "newcomer-pairing"], ["answer", "--member", "halina", "--harm"],
            ["goals", "add", "nuno", "Voltar a jogar"],
        ] {
            let ended = try await program.run(arguments)
            guard ended.status == 0 else { throw Unexpected(words: ended.err) }
        }
        try await program.script(
            """
            INSERT INTO received_reply (channel, id, received_at, person_id, sender, state, cause, words)
            VALUES ('phones', 'r1', \(Int64(Date().timeIntervalSince1970 * 1_000)), 'halina', '+1', 'waiting', 'perhaps_stop', 'please no more')
            """)
        let store = try await program.open()
        guard let flag = try await store.safetyFlags().first?.reference,
            let pair = try await store.pairings(in: [.proposed]).first(where: { $0.newcomer == MemberID("ana") }),
            let message = try await store.messages(limit: 100).first(where: { $0.member == MemberID("joana") })
        else { throw Unexpected(words: "nothing to read") }
        return Setting(
            program: program, flag: flag, pair: pair.id.rawValue, message: message.id,
            run: message.run)
    }

    private static func cells(_ setting: Setting) -> [Cell] {
        [
            Cell(arguments: ["members", "list"], words: "Joana", readers: workers),
            Cell(arguments: ["members", "list", "--json"], words: "\"status\": \"stopped\"", readers: carers),
            Cell(arguments: ["members", "welcome"], words: "Nia", readers: workers),
            Cell(arguments: ["members", "welcome", "--json"], words: "\"has_answered\": false", readers: carers),
            Cell(arguments: ["members", "consents", "--within", "400"], words: "check_in", readers: carers),
            Cell(arguments: ["members", "consents", "joana"], words: "reminders", readers: carers, isRecord: true),
            Cell(
                arguments: ["members", "prefer", "joana"], words: "as the program does", readers: carers, isRecord: true
            ),
            Cell(arguments: ["members", "stage", "joana"], words: "joana: active", readers: carers, isRecord: true),
            Cell(arguments: ["replies", "list"], words: "halina", readers: counselors),
            Cell(arguments: ["safety", "list"], words: "nobody yet", readers: counselors),
            Cell(arguments: ["safety", "show", setting.flag], words: "Halina", readers: counselors, isRecord: true),
            Cell(arguments: ["pairings", "list"], words: "Joana", readers: counselors),
            Cell(arguments: ["pairings", "list", "--waiting"], words: "farah", readers: carers),
            Cell(
                arguments: ["pairings", "show", setting.pair], words: "Portuguese", readers: counselors, isRecord: true),
            Cell(arguments: ["pairings", "propose"], words: "farah", readers: counselors),
            Cell(arguments: ["pairings", "report"], words: "Joana", readers: counselors),
            Cell(arguments: ["deliveries", "list"], words: "joana", readers: carers),
            Cell(arguments: ["deliveries", "explain", setting.message], words: " to joana", readers: carers),
            Cell(
                arguments: ["deliveries", "release", "--member", "joana"], words: "0 contact points of joana",
                readers: carers, isRecord: true),
            Cell(arguments: ["goals", "review"], words: "nuno", readers: carers),
            Cell(arguments: ["plan", "nightly-check-in", "--all"], words: "Joana", readers: carers),
            Cell(arguments: ["plan", "newcomer-pairing", "--json"], words: "farah", readers: carers),
            Cell(arguments: ["runs", "show", setting.run], words: "pedro", readers: carers),
            Cell(
                arguments: ["why", "nightly-check-in", "--member", "pedro"], words: "asked to hear nothing more",
                readers: carers, isRecord: true),
        ]
    }

    @Test func `S1-1, S3-6: each reader sees the words that are for them, numbers and references, or nothing`()
        async throws
    {
        let setting = try await setting()
        for (number, cell) in Self.cells(setting).enumerated() {
            // An operator and nobody named are told the same; each stands for both in every other row.
            for reader in ["maria", "zeca", "kim", "ana", number % 2 == 0 ? "opal" : ""] {
                let ended = try await setting.program.run(
                    cell.arguments + (reader.isEmpty ? [] : ["--as", reader]))
                let note = Comment(rawValue: "\(cell.arguments) \(reader) \(ended)")
                if cell.readers.contains(reader) {
                    #expect(ended.status == 0 && ended.out.contains(cell.words), note)
                } else if cell.isRecord || reader == "ana" {
                    #expect(ended.status == (reader.isEmpty && ended.err.contains("'--as <as>'") ? 64 : 4), note)
                    #expect(ended.out.isEmpty, note)
                    let refusals = [
                        "'--as <as>'", "say who reads it with --as NAME", "may not: it is for", "is no counselor",
                    ]
                    #expect(refusals.contains { ended.err.contains($0) }, note)
                } else {
                    #expect(ended.status == 0 && !ended.out.isEmpty && !ended.out.contains(cell.words), note)
                    #expect(
                        ended.err.contains("--as NAME") || !reader.isEmpty || cell.arguments.contains("--json"), note)
                }
            }
        }
        let store = try await setting.program.open()
        // Each reading is there once, and each refusal; and nobody's of their own.
        let read = try await store.readings(of: MemberID("joana"))
        for matter in [DeskMatter.consents, .choices, .stage] {
            let told = read.filter { $0.matter == matter }
            #expect(Set(told.filter { !$0.isRefused }.map(\.reader.rawValue)) == Self.carers, "\(matter)")
            #expect(Set(told.filter(\.isRefused).map(\.reader.rawValue)).isSuperset(of: ["kim", "ana"]), "\(matter)")
        }
        let lists = try await store.readings(of: nil)
        #expect(lists.filter { $0.matter == .people && !$0.isRefused }.count == 2 * Self.workers.count)
        #expect(lists.filter { $0.matter == .people && $0.isRefused }.map(\.reader.rawValue) == ["ana", "ana"])
        #expect(try await store.readings(of: MemberID("halina")).contains { $0.matter == .flags && !$0.isRefused })
        _ = try await setting.program.run("members", "prefer", "joana", "--as", "joana")
        #expect(try await store.readings(of: MemberID("joana")).count == read.count)
        let export = try await setting.program.run("members", "export", "joana", "--as", "joana")
        #expect(export.out.contains("when somebody of the team looked at what is yours"))
        #expect(!export.out.contains("\"zeca\""))
    }

    @Test func `S1-20: nobody reads of themselves by a role, nor takes themselves on`() async throws {
        let program = try ProgramFolder()
        _ = try await program.run("members", "import", "Config/people.csv", "--apply")
        let own = try await program.run("members", "stage", "zeca", "leave", "--as", "zeca")
        #expect(own.status == 4 && own.err.contains("it is about themselves"), "\(own)")
        #expect(try await program.run("members", "stage", "zeca", "--as", "zeca").out == "zeca: active\n")
        #expect(try await program.run("members", "stage", "zeca", "leave", "--as", "maria").status == 0)
        let back = try await program.run("members", "stage", "zeca", "come_back", "--as", "zeca")
        #expect(back.status == 4, "\(back)")
    }

    @Test(arguments: [
        (["--month", "2999-01"], "expected a month that is over"), (["--month", "soon"], "expected a month such as"),
        (["--month", "2026-10-01"], "expected a month such as 2026-10"), (["--since", "30d"], "Unknown option"),
    ])
    func `S0-15: what people answered is told for whole months that are over`(arguments: [String], words: String)
        async throws
    {
        let program = try ProgramFolder()
        let ended = try await program.run(["skills"] + arguments)
        #expect(ended.status == 64 && ended.err.contains(words), "\(ended)")
        #expect(try await program.run("skills", "--cohort", "autumn").status == 0)
    }
}
