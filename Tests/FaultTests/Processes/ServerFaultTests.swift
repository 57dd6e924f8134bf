import Foundation
import Messages
import Persistence
import TestSupport
import Testing

/// The real `milieu` on several nodes, whose PostgreSQL is restarted under them, or cut off at COMMIT.
@Suite(.serialized) struct ServerFaultTests {
    @Test(.timeLimit(.minutes(600))) func `two nodes outlive a server that is killed and comes back`() async throws {
        let server = try PostgreSQLServer()
        let program = try await ProcessProgram(
            people: 300, address: server.emptyStore(), on: "schedule: [{ cron: \"* * * * *\" }]\n  manual: {}")
        let nodes = try (0..<2).map { _ in try program.start(["serve"]) }
        for node in nodes { #expect(node.line(beginning: "Serving") != nil) }
        var added = 0
        for _ in 0..<ProcessFaultTests.times(4) {
            for _ in 0..<3 { added += try await add(number: added, to: program) ? 1 : 0 }
            try server.restartAtOnce()
        }
        #expect(added > 6)
        let isOver = try await finishes(program)
        let left = try await program.store.runs(limit: 100).filter { !$0.state.isFinal }
        let messages = try await program.store.countMessages()
        #expect(isOver, "\(left) \(messages)")
        for node in nodes {
            node.terminate()
            let ended = node.end()
            #expect(ended.status == 0, "\(ended.words)")
        }
        #expect(try await program.finish() == [])
        let problems = try await program.problems()
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
        print("server restarts: runs \(try await program.store.runs(limit: 100_000).count)")
    }

    /// Adds a run; false when nobody knows whether it was added, as the server went away.
    private func add(number: Int, to program: ProcessProgram) async throws -> Bool {
        do {
            try await program.addRun(number: number)
            return true
        } catch is StoreError {
            return false
        }
    }

    /// Waits until all runs have ended, and their messages with them; false after a minute.
    private func finishes(_ program: ProcessProgram) async throws -> Bool {
        for _ in 0..<300 {
            let waiting = try await program.store.countMessages()
            let open = [.queued, .sending].reduce(0) { $0 + (waiting[$1] ?? 0) }
            if open == 0, try await program.unfinished() == 0 { return true }
            await withCheckedContinuation { continuation in
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(200)) { continuation.resume() }
            }
        }
        return false
    }

    @Test(.timeLimit(.minutes(600))) func `a connection that is cut at COMMIT doubles nothing and loses nothing`()
        async throws
    {
        let server = try PostgreSQLServer.shared.get()
        let address = try await server.emptyStore()
        let program = try await ProcessProgram(people: 200, address: address)
        let log = "\(program.folder.path)/cuts.txt"
        let seed = Int.random(in: 0..<1_000_000)
        let proxy = try ScriptedServer(
            script: "\(Repository.root)/Tests/FaultTests/Fixtures/cutting_proxy.py",
            arguments: [server.socket, String(seed), log])
        let through = address.replacing(
            "@/postgres?host=\(server.folder)&",
            with: "@127.0.0.1:\(proxy.port)/postgres?sslmode=disable&gssencmode=disable&")
        #expect(through != address)
        var statuses: Set<Int32> = []
        for round in 0..<ProcessFaultTests.times(3) {
            for number in 0..<2 { try await program.addRun(number: 2 * round + number) }
            for _ in 0..<30 {
                let both = try (0..<2).map { _ in try program.start(["run", "--due"], address: through) }
                statuses.formUnion(both.map { $0.end().status })
                if try await program.unfinished() == 0 { break }
            }
        }
        let cuts = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        #expect(cuts.contains("kept") && cuts.contains("lost"))
        #expect(statuses.isSubset(of: [0, 1, 5]), "seed \(seed)")
        #expect(try await program.finish() == [], "seed \(seed)")
        let problems = try await program.problems()
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
        print("connections cut: \(cuts.count { $0 == "kept" }) behind COMMIT, \(cuts.count { $0 == "lost" }) before it")
    }
}
