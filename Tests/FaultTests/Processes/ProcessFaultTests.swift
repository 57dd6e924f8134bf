import ChildProcesses
import Foundation
import Messages
import Persistence
import Scheduling
import TestSupport
import Testing

/// The real `milieu`, killed, stopped, and out of disk.
@Suite(.serialized) struct ProcessFaultTests {
    /// How often something happens, where a longer test was asked for.
    static func times(_ atLeast: Int) -> Int {
        let wanted = ProcessInfo.processInfo.environment["MILIEU_FAULTS"].flatMap(Int.init) ?? 0
        return max(atLeast, min(wanted / 100, 2_000))
    }

    @Test(.timeLimit(.minutes(600))) func `killed at any moment, again and again, it loses and repeats nothing`()
        async throws
    {
        let program = try await ProcessProgram(people: 1_050)
        let start = Date()
        #expect(try program.start(["run", "note"]).end().status == 0)
        let longest = Date().timeIntervalSince(start)
        var killed = 0
        for number in 0..<Self.times(24) {
            let arguments = number % 3 == 0 ? ["run", "note"] : ["run", "--due"]
            let process = try program.start(arguments, killedAfter: Double.random(in: 0.01...(longest * 0.6)))
            if process.end().status == 137 { killed += 1 }
            // A run is given up when it was fatal to so many in a row, and the next one notices the last.
            if try await program.store.runs(limit: 100).contains(where: {
                !$0.state.isFinal && $0.lapses >= Store.mostLapses - 2
            }) {
                #expect(try await program.finish() == [])
            }
        }
        #expect(killed > 5)
        #expect(try await program.finish() == [])
        let problems = try await program.problems()
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
        print("processes killed: \(killed), runs: \(try await program.store.runs(limit: 100_000).count)")
    }

    @Test(.timeLimit(.minutes(5)), arguments: [false, true])
    func `a worker that was stopped for longer than its lease writes nothing when it comes back`(
        isPostgreSQL: Bool
    ) async throws {
        let address = isPostgreSQL ? try await PostgreSQLServer.shared.get().emptyStore() : nil
        let program = try await ProcessProgram(people: 5_000, address: address)
        let late = try program.start(["run", "note"])
        _ = try #require(late.line(beginning: "Planning"))
        try await stop(late, in: program)
        #expect(try await program.store.runs(limit: 1).map(\.state) == [.running])
        // On a file one process plans at a time, and the stopped one keeps its place: whoever takes over has not seen it.
        if isPostgreSQL { #expect(try await program.finish() == []) } else { try await program.work() }
        let before = try await program.snapshot(withDelivery: isPostgreSQL)
        #expect(before.count > 5_000)
        late.resume()
        #expect(late.end().status < 128)
        #expect(try await program.snapshot(withDelivery: isPostgreSQL) == before)
        #expect(try await program.finish() == [])
        let problems = try await program.problems()
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    /// Stops a process, not in the middle of a transaction, and ends its leases as time would.
    private func stop(_ process: MilieuProcess, in program: ProcessProgram) async throws {
        while true {
            process.stop()
            do {
                let owners = try await program.store.leaseOwners()
                return try await program.store.endLeases(of: owners, at: ProcessProgram.now)
            } catch StoreError.busy {
                // It holds the file's lock, or the row's.
                process.resume()
            }
        }
    }

    @Test(.timeLimit(.minutes(5))) func `a full disk stops a run with a sentence, and room lets it go on`() async throws
    {
        let folder = try TemporaryFolder()
        try ProcessProgram.write(to: folder, people: 1_500)
        let process = try ChildProcess([
            "/bin/sh", "\(Repository.root)/Tests/FaultTests/Fixtures/full_disk.sh", folder.path, MilieuProcess.program,
        ])
        #expect(process.wait() == 0)
        func text(_ name: String) throws -> String {
            try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
        }
        let kind = try text("kind.txt")
        #expect(kind == "tmpfs\n" || kind == "limit\n")
        let words = try text("full.txt")
        #expect(try text("full-status.txt") == "1\n", "\(words)")
        #expect(words.contains(kind == "tmpfs\n" ? "is full; nothing was written" : "the room on it"), "\(words)")
        let path = "\(folder.path)/kept.db"
        let store = try await Store.open(SQLiteDatabase(path: path), name: path, now: ProcessProgram.now)
        #expect(try await store.runs(limit: 10).map(\.state) == [.succeeded])
        #expect(try await store.countMessages() == [.delivered: 3_000])
        #expect(try await store.leaseOwners() == [])
    }
}
