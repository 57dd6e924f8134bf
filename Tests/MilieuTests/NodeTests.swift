import Community
import Foundation
import Persistence
import PluginKit
import TestSupport
import Testing

/// Several processes at one store, as they meet each other.
@Suite(.timeLimit(.minutes(3))) struct NodeTests {
    @Test func `a second node on one SQLite file is refused, until the first is gone`() throws {
        let program = try ProgramFolder()
        let (first, _) = try program.serve()
        defer { kill(first.processIdentifier, SIGKILL) }
        for command in [["serve"], ["run", "--due"]] {
            let ended = try command.count == 1 ? program.run("serve") : program.run("run", "--due")
            #expect(ended.status == 1)
            #expect(ended.out.isEmpty)
            #expect(ended.err.hasPrefix("error: './milieu.db' has a node already: process \(first.processIdentifier) "))
            #expect(ended.err.contains("stop that one first, or keep the store on PostgreSQL"))
            #expect(ended.err.split(separator: "\n").count == 1)
        }
        // By another name it is the same file.
        try FileManager.default.createSymbolicLink(
            atPath: program.folder.path + "/link.db", withDestinationPath: "milieu.db")
        #expect(try program.run("run", "--due", "--store", "link.db").status == 1)
        #expect(try program.run("runs", "list").status == 0)
        kill(first.processIdentifier, SIGKILL)
        first.waitUntilExit()
        let after = try program.run("run", "--due")
        #expect(after.status == 0, "\(after.err)")
        #expect(try program.run("status").out.contains("none is at work"))
    }

    @Test func `a job that is run beside a node is worked on by it, and shown`() async throws {
        let program = try ProgramFolder()
        #expect(try program.run("members", "import", "Config/people.csv").status == 0)
        let (node, lines) = try program.serve()
        defer { kill(node.processIdentifier, SIGKILL) }
        let ended = try program.run("run", "nightly-check-in")
        #expect(ended.err.contains("The node that serves this store works on it."))
        #expect(ended.out.contains("nightly-check-in: succeeded"))
        #expect(ended.out.contains("delivered") || ended.out.contains("held until later"))
        let again = try program.run("run", "nightly-check-in", "--json")
        #expect(again.out.contains("\"state\": \"succeeded\""))
        #expect(ProgramFolder.wait(for: "nightly-check-in: succeeded", in: lines) != nil)
        #expect(try await program.open().runs(limit: 5, job: JobID("nightly-check-in")).count >= 2)
        node.terminate()
        node.waitUntilExit()
        #expect(node.terminationStatus == 0)
        #expect(try await program.open().nodes().isEmpty)
    }

    @Test func `two nodes over PostgreSQL with other jobs say so, and undo nothing of each other`() async throws {
        let address = try await PostgreSQLServer.shared.get().emptyStore(query: "connections=2")
        let (one, two) = (try ProgramFolder(store: address), try ProgramFolder(store: address))
        try two.folder.write(
            "name: X\non:\n  schedule:\n    - cron: \"0 3 * * *\"\nsteps:\n  - uses: reminder.send\n    with: { message: group.today }\n",
            to: "Jobs/extra.yaml")
        let (first, firstLines) = try one.serve()
        defer { kill(first.processIdentifier, SIGKILL) }
        let (second, _) = try two.serve()
        defer { kill(second.processIdentifier, SIGKILL) }
        let told = try #require(ProgramFolder.wait(for: "reads other job files", in: firstLines))
        #expect(told.contains("(process \(second.processIdentifier))"))
        #expect(told.hasSuffix("only that one has 'extra'; bring the folders together"))
        let status = try one.run("status")
        #expect(status.status == 0)
        #expect(status.out.contains("same job files") && status.out.contains("OTHER job files"))
        #expect(status.err.contains("only that one has 'extra'"))
        // The node without the job has looked at the clock many times by now.
        let store = try await one.open()
        #expect(try await store.schedules().first { $0.job == JobID("extra") }?.definition.isEmpty == false)
        #expect(try await store.nodes().map(\.isServing) == [true, true])
        for process in [first, second] {
            process.terminate()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
        #expect(try await store.nodes().isEmpty)
    }
}
