import ChildProcesses
import Foundation
import Messages
import Persistence
import Scheduling
import TestSupport
import Testing

/// The program as a user runs it: a real process in a folder of its own.
@Suite struct CommandTests {
    private static let program = Repository.root + "/.build/debug/milieu"

    private struct Ended {
        let status: Int32
        let out: String
        let err: String
    }

    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in ["Jobs", "Config"] {
            try FileManager.default.copyItem(atPath: "\(Repository.root)/\(name)", toPath: "\(folder.path)/\(name)")
        }
        return folder
    }

    private func run(_ arguments: [String], in folder: TemporaryFolder) async throws -> Ended {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try ended(arguments, in: folder) }) }
        }
    }

    private func ended(_ arguments: [String], in folder: TemporaryFolder) throws -> Ended {
        let out = "\(folder.path)/out.txt"
        let err = "\(folder.path)/err.txt"
        let process = try ChildProcess(
            [Self.program] + arguments, in: folder.path, output: .file(out), errors: .file(err))
        return Ended(
            status: process.wait(), out: try String(contentsOfFile: out, encoding: .utf8),
            err: try String(contentsOfFile: err, encoding: .utf8))
    }

    @Test(.timeLimit(.minutes(5))) func `the shipped program is valid, imports, plans, runs and explains itself`()
        async throws
    {
        let folder = try folder()
        #expect(try await run(["validate", "--strict"], in: folder).status == 0)
        #expect(
            try await run(["members", "import", "Config/people.csv", "--apply"], in: folder).out.hasPrefix("30 added"))
        #expect(try await run(["plan", "nightly-check-in", "--all"], in: folder).out.contains("would be sent"))
        #expect(try await run(["run", "--due"], in: folder).status == 0)
        let ran = try await run(["run", "nightly-check-in"], in: folder)
        #expect(ran.out.contains("succeeded") || ran.out.contains("held"))
        let why = try await run(["why", "nightly-check-in", "--member", "pedro", "--as", "maria"], in: folder)
        #expect(why.out.contains("First reason: asked to hear nothing more"))
        #expect(try await run(["runs", "list", "--json"], in: folder).out.contains("\"job\": \"nightly-check-in\""))
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            (["plan", "nightly"], Int32(1), "no job 'nightly' in Jobs/"),
            (["why", "nightly-check-in", "--member", "anna"], 1, "no member 'anna'"),
            (["run"], 64, "name one job, or use --due"),
            (["run", "--due", "--dry-run"], 64, "--dry-run shows one job at a time"),
            (["pairings", "approve", "p-x", "--as", "nobody"], 1, "no member 'nobody'"),
            (["schedule", "explain", "0 25 * * *"], 64, "the hour must be 0 to 23, not 25"),
            (
                ["schedule", "explain", "0 20 * * *", "--time-zone", "Europe/Lisbonn"], 64,
                "did you mean 'Europe/Lisbon'?"
            ),
            (["runs", "show", "r-none"], 1, "no run 'r-none'"),
            (["--store", "x"], 64, "Unknown option"),
        ])
    func `a wrong command says what is wrong`(arguments: [String], status: Int32, words: String) async throws {
        let ended = try await run(arguments, in: folder())
        #expect(ended.status == status)
        #expect(ended.err.contains(words))
    }

    @Test(.timeLimit(.minutes(5)))
    func `a simulated fortnight keeps every promise, twice the same, and touches nothing`()
        async throws
    {
        let folder = try folder()
        #expect(try await run(["members", "import", "Config/people.csv", "--apply"], in: folder).status == 0)
        let tomorrow = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: 86_400)).prefix(10)
        let arguments = ["simulate", "--from", String(tomorrow), "--days", "14", "--json"]
        let first = try await run(arguments, in: folder)
        #expect(first.status == 0, "\(first.err)")
        #expect(first.out.contains("\"broken\": []"))
        #expect(first.out.contains("\"job\": \"newcomer-pairing\""))
        #expect(try await run(arguments, in: folder).out == first.out)
        #expect(try await store(in: folder).runs(limit: 1).isEmpty)
        let nobody = try await run(arguments, in: self.folder())
        #expect(nobody.status == 1 && nobody.err.contains("milieu members import Config/people.csv"))
    }

    @Test(.timeLimit(.minutes(5)))
    func `S0-24: the same people and the same files give the same plan, byte for byte, wherever they lie`() async throws
    {
        var plans: [String] = []
        for _ in 0..<2 {
            let folder = try folder()
            #expect(try await run(["members", "import", "Config/people.csv", "--apply"], in: folder).status == 0)
            for job in ["nightly-check-in", "newcomer-pairing", "nightly-check-in"] {
                let plan = try await run(
                    ["plan", job, "--at", "2031-01-15T20:00Z", "--json", "--as", "maria"], in: folder)
                #expect(plan.status == 0, "\(plan.err)")
                plans.append(plan.out)
            }
        }
        #expect(plans[0].contains("joana") && plans[0] == plans[2])
        #expect(Array(plans[0..<3]) == Array(plans[3..<6]))
    }

    @Test(.timeLimit(.minutes(5))) func `a program that init writes is valid, and its people can be imported`()
        async throws
    {
        let folder = try TemporaryFolder()
        #expect(try await run(["init", "new"], in: folder).status == 0)
        let checked = try await run(["validate", "--strict", "--dir", "new"], in: folder)
        #expect(checked.status == 0, "\(checked.err)")
        #expect(
            try await run(["members", "import", "new/Config/people.csv", "--apply", "--dir", "new"], in: folder).out
                .hasPrefix(
                    "2 added")
        )
        #expect(try await run(["plan", "nightly-check-in", "--all", "--dir", "new"], in: folder).status == 0)
    }

    @Test(.timeLimit(.minutes(5))) func `a reader that goes away is no fault`() async throws {
        let process = try ChildProcess(
            ["/bin/sh", "-c", "{ \(Self.program) reference --help; echo \"ended with $?\" >&2; } | true"],
            errors: .pipe)
        let words = try process.errors?.readToEnd() ?? Data()
        #expect(String(decoding: words, as: UTF8.self) == "ended with 0\n")
    }

    @Test(.timeLimit(.minutes(5))) func `validate checks what it is pointed at, and nothing else`() async throws {
        let folder = try folder()
        let broken = "name: x\non:\n  schedule:\n    - cron: \"0 25 * * *\"\nsteps: []\n"
        try folder.write(broken, to: "Jobs/broken.yaml")
        try folder.write(broken, to: "draft.yaml")
        #expect(try await run(["validate"], in: folder).out.contains("Jobs/broken.yaml:4:16"))
        #expect(try await run(["validate", "Jobs/goal-review.yaml", "Config"], in: folder).status == 0)
        let draft = try await run(["validate", "draft.yaml"], in: folder)
        #expect(draft.status == 3)
        #expect(draft.out.contains("draft.yaml:4:16: error: on.schedule[0].cron"))
        #expect(!draft.out.contains("Jobs/broken.yaml"))
        #expect(try await run(["validate", "Jobs/"], in: folder).out.contains("Jobs/broken.yaml:4:16"))
        let missing = try await run(["validate", "Job"], in: folder)
        #expect(missing.status == 64 && missing.err.contains("there is no file or folder 'Job'"))
        let empty = try await run(["validate", "-"], in: folder)
        #expect(empty.status == 3 && empty.out.contains("<stdin>: error: the file is empty"))
    }

    @Test(.timeLimit(.minutes(5))) func `a broken file stops a command at its line`() async throws {
        let folder = try folder()
        try folder.write("name: x\non:\n  schedule:\n    - cron: \"0 25 * * *\"\nsteps: []\n", to: "Jobs/broken.yaml")
        let ended = try await run(["run", "--due"], in: folder)
        #expect(ended.status == 3)
        #expect(
            ended.err.contains("Jobs/broken.yaml:4:16: error: on.schedule[0].cron: the hour must be 0 to 23, not 25"))
    }

    /// A program of 4,000 people, and a run that has begun to plan for them.
    private func manyPeople(in folder: TemporaryFolder) async throws -> (ChildProcess, LineReader) {
        let people = (0..<4_000).map { "p\($0),P\($0),en,UTC,member,screen,p\($0),00:00,00:00,check_in" }
        try folder.write(
            "id,preferred_name,languages,time_zone,roles,channel,address,quiet_start,quiet_end,consents\n"
                + people.joined(separator: "\n") + "\n", to: "many.csv")
        #expect(try await run(["members", "import", "many.csv", "--apply"], in: folder).status == 0)
        let process = try ChildProcess([Self.program, "run", "nightly-check-in"], in: folder.path, errors: .pipe)
        let lines = LineReader(process.errors)
        while let line = lines.next() {
            if line.hasPrefix("Planning") { break }
        }
        return (process, lines)
    }

    private func store(in folder: TemporaryFolder) async throws -> Store {
        let path = "\(folder.path)/milieu.db"
        return try await Store.open(SQLiteDatabase(path: path), name: path, now: Instant(seconds: 0))
    }

    private func expectAllSentOnce(in folder: TemporaryFolder) async throws {
        let ended = try await run(["run", "--due"], in: folder)
        #expect(ended.status == 0, "\(ended.err)")
        let store = try await store(in: folder)
        #expect(try await store.runs(limit: 5).map(\.state) == [.succeeded])
        let messages = try await store.messages(limit: 10_000)
        #expect(Set(messages.map(\.member)).count == 4_000)
        #expect(messages.count == 4_000)
        #expect(messages.allSatisfy { $0.state == .delivered })
    }

    @Test(.timeLimit(.minutes(5))) func `a process that is killed loses nothing and repeats nothing`() async throws {
        let folder = try folder()
        let (process, _) = try await manyPeople(in: folder)
        process.kill()
        try await expectAllSentOnce(in: folder)
    }

    @Test(.timeLimit(.minutes(5))) func `Ctrl-C gives back what it holds, and says how to go on`() async throws {
        let folder = try folder()
        let (process, lines) = try await manyPeople(in: folder)
        process.send(SIGINT)
        var last = ""
        while let line = lines.next() { last = line }
        #expect(process.wait() == 130)
        #expect(last.hasSuffix("go on with: milieu run --due"))
        let store = try await store(in: folder)
        #expect(try await store.leaseOwners().isEmpty)
        #expect(try await store.messages(limit: 10_000).allSatisfy { $0.state != .sending && $0.attempts <= 1 })
        try await expectAllSentOnce(in: folder)
    }
}
