import Community
import Foundation
import Glibc
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

@testable import milieu

/// Several processes at one store, as they meet each other.
@Suite(.serialized, .timeLimit(.minutes(5))) struct NodeTests {
    @Test func `a second node on one SQLite file is refused, until the first is gone`() async throws {
        let program = try ProgramFolder()
        let first = try await program.serve()
        for command in [["serve"], ["run", "--due"]] {
            let ended = try await command.count == 1 ? program.run("serve") : program.run("run", "--due")
            #expect(ended.status == 1)
            #expect(ended.out.isEmpty)
            #expect(ended.err.hasPrefix("error: './milieu.db' has a node already: process \(first.id) "))
            #expect(ended.err.contains("stop that one first, or keep the store on PostgreSQL"))
            #expect(ended.err.split(separator: "\n").count == 1)
        }
        // By another name it is the same file.
        try FileManager.default.createSymbolicLink(
            atPath: program.folder.path + "/link.db", withDestinationPath: "milieu.db")
        #expect(try await program.run("run", "--due", "--store", "link.db").status == 1)
        #expect(try await program.run("runs", "list").status == 0)
        _ = try await first.end(by: SIGKILL)
        let after = try await program.run("run", "--due")
        #expect(after.status == 0, "\(after.err)")
        #expect(try await program.run("status").out.contains("none is at work"))
    }

    @Test func `a job that is run beside a node is worked on by it, and shown`() async throws {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        let node = try await program.serve()
        let ended = try await program.run("run", "nightly-check-in")
        #expect(ended.err.contains("The node that serves this store works on it."))
        #expect(ended.out.contains("nightly-check-in: succeeded"))
        #expect(ended.out.contains("delivered") || ended.out.contains("held until later"))
        let again = try await program.run("run", "nightly-check-in", "--json")
        #expect(again.out.contains("\"state\": \"succeeded\""))
        #expect(try await node.line(with: "nightly-check-in: succeeded") != nil)
        #expect(try await program.open().runs(limit: 5, job: JobID("nightly-check-in")).count >= 2)
        #expect(try await node.end() == 0)
        #expect(try await program.open().nodes().isEmpty)
    }

    @Test func `of two who run a job without a node one waits for the other, and says so`() async throws {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        let now = SystemClock().now()
        var first: NodeLock? = try NodeLock(store: program.store, for: .run, at: now)
        async let second = program.run("run", "nightly-check-in")
        async let node = program.run("run", "--due")
        // Both are there, and neither has planned.
        while try await program.open().runs(limit: 1).isEmpty { await Task.yield() }
        #expect(try await program.open().runs(limit: 1).map(\.state) == [.ready])
        let refused = try await program.run("restore", "Config/people.csv", "--yes")
        #expect(refused.status == 1)
        await #expect(throws: NodeLock.Refusal.self) {
            try await NodeLock.taken(store: program.store, for: .node, at: now, patience: .milliseconds(60))
        }
        let words = "is held by process \(getpid()), which works on a run since \(now.iso8601)"
        let said = #expect(throws: NodeLock.Refusal.self) {
            try NodeLock(store: program.store, for: .restore, at: now)
        }
        #expect(said?.description.contains(words) == true)
        withExtendedLifetime(first) {}
        first = nil
        let (ended, due) = (try await second, try await node)
        #expect(ended.status == 0, "\(ended.err)")
        #expect(ended.out.contains("nightly-check-in: succeeded") || ended.out.contains("nightly-check-in: waiting"))
        #expect(due.status == 0, "\(due.err)")
        #expect((ended.err + due.err).contains("Process \(getpid()) works on this store for a moment"))
    }

    @Test func `two nodes over PostgreSQL with other jobs say so, and undo nothing of each other`() async throws {
        let address = try await PostgreSQLServer.shared.get().emptyStore(query: "connections=2")
        let (one, two) = (try ProgramFolder(store: address), try ProgramFolder(store: address))
        try two.folder.write(
            "name: X\non:\n  schedule:\n    - cron: \"0 3 * * *\"\nsteps:\n  - uses: reminder.send\n    with: { message: group.today }\n",
            to: "Jobs/extra.yaml")
        let first = try await one.serve()
        let second = try await two.serve()
        let told = try #require(try await first.line(with: "reads other job files"))
        #expect(told.contains("(process \(second.id))"))
        #expect(told.hasSuffix("only that one has 'extra'; bring the folders together"))
        let status = try await one.run("status")
        #expect(status.status == 0)
        #expect(status.out.contains("same job files") && status.out.contains("OTHER job files"))
        #expect(status.err.contains("only that one has 'extra'"))
        // The node without the job has looked at the clock many times by now.
        let store = try await one.open()
        #expect(try await store.schedules().first { $0.job == JobID("extra") }?.definition.isEmpty == false)
        #expect(try await store.nodes().map(\.isServing) == [true, true])
        for node in [first, second] { #expect(try await node.end() == 0) }
        #expect(try await store.nodes().isEmpty)
    }
}
