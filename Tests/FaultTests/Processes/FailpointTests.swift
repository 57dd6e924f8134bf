import ChildProcesses
import Delivery
import Engine
import Foundation
import Messages
import Persistence
import Scheduling
import TestSupport
import Testing

/// The real `milieu`, ended at each named place of the protocol, and gone on with by another process.
@Suite struct FailpointTests {
    /// All that there are; a new one that a plain `milieu run --due` does not come to needs a case in `crash`.
    static let places = Failpoint.allCases.map(\.rawValue) + DeliveryFailpoint.allCases.map(\.rawValue)

    /// What starts the job: the clock, which is made up for by the hour, what happens, and people.
    private static let triggers = """
        schedule: [{ cron: "0 * * * *" }]
          event: [{ name: member.joined }]
          manual: {}
        catch_up: 12h
        catch_up_runs: all
        """

    @Test(.serialized, .timeLimit(.minutes(5)), arguments: places)
    func `a process that ends at a place of the protocol loses and repeats nothing, on SQLite`(place: String)
        async throws
    {
        let problems = try await crashAndGoOn(at: place, address: nil)
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    @Test(.serialized, .timeLimit(.minutes(5)), arguments: places)
    func `a process that ends at a place of the protocol loses and repeats nothing, on PostgreSQL`(place: String)
        async throws
    {
        let address = try await PostgreSQLServer.shared.get().emptyStore()
        let problems = try await crashAndGoOn(at: place, address: address)
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    /// Returns what went wrong.
    private func crashAndGoOn(at place: String, address: String?) async throws -> [String] {
        let program = try await ProcessProgram(
            people: 30, address: address, on: Self.triggers, watchedFor: .hours(3))
        let began = try await program.store.schedules().map(\.watermark)
        var problems = try await crash(at: place, in: program)
        // A process that nothing happens to; what was given back rests for a minute, and is fetched by it as well.
        problems += try await program.finish()
        problems += try await program.problems()
        problems += try await undecided(since: began, in: program)
        let runs = try await program.store.runs(limit: 100)
        let byHand = runs.count { $0.cause == .manual }
        if byHand != (place == Failpoint.afterStart.rawValue ? 1 : 0) { problems.append("\(byHand) runs by hand") }
        let byEvent = runs.count { $0.cause == .event }
        if byEvent != 1 { problems.append("\(byEvent) runs for people who joined once") }
        if place == DeliveryFailpoint.afterSend.rawValue {
            let again = try await program.store.messages(limit: 1_000).count { $0.attempts > 1 }
            if again == 0 { problems.append("what was sent and not recorded did not come back") }
        }
        return problems.map { "\(place): \($0)" }
    }

    /// Has a process end there, with whatever else it needs to come there.
    private func crash(at place: String, in program: ProcessProgram) async throws -> [String] {
        var arguments = ["run", "--due"]
        var failpoints = ["MILIEU_FAILPOINT": place]
        var meanwhile: (MilieuProcess) -> Void = { _ in }
        var problems: [String] = []
        switch Failpoint(rawValue: place) {
        case .afterStart: arguments = ["run", ProcessProgram.job]
        case .beforeRenewal:
            // A worker is at its step for a third of a lease, which is ten seconds.
            failpoints["MILIEU_FAILPOINT_HOLD"] = Failpoint.beforeCommit.rawValue
        case .afterReap: problems += try await crash(at: Failpoint.afterClaim.rawValue, in: program)
        case .beforeGiveBack:
            failpoints["MILIEU_FAILPOINT_HOLD"] = Failpoint.afterClaim.rawValue
            meanwhile = { process in
                if process.line(beginning: "failpoint after-claim: holds") != nil { process.interrupt() }
            }
        default: break
        }
        let process = try program.start(arguments, failpoints: failpoints)
        meanwhile(process)
        let (status, words) = await process.ended()
        if status != 128 + SIGKILL || !words.hasSuffix("failpoint \(place): ends") {
            problems.append("it ended with \(status): \(words)")
        }
        return problems
    }

    /// What of the time that has gone by was not decided, or more than once.
    private func undecided(since began: [Instant], in program: ProcessProgram) async throws -> [String] {
        let ended = try await program.store.schedules().map(\.watermark)
        let hours = zip(began, ended).map { $1.milliseconds / 3_600_000 - $0.milliseconds / 3_600_000 }
        let scheduled = try await program.store.runs(limit: 100).filter { $0.cause == .schedule }
        let decided = scheduled.map { $0.state == .skipped ? $0.missed : 1 }.reduce(0, +)
        guard began.count == 1, hours.count == 1, hours[0] > 1, decided == Int(hours[0]) else {
            return ["\(decided) times were decided of \(hours)"]
        }
        return []
    }

    @Test(.serialized, .timeLimit(.minutes(5)), arguments: DeliveryFailpoint.allCases, [false, true])
    func `a channel that holds what may have arrived gets nothing twice`(
        place: DeliveryFailpoint, isPostgreSQL: Bool
    ) async throws {
        let platform = try ScriptedServer(
            script: "\(Repository.root)/Tests/DeliveryTests/Fixtures/http_sink.py",
            arguments: [ProcessProgram.secret])
        let address = isPostgreSQL ? try await PostgreSQLServer.shared.get().emptyStore() : nil
        let program = try await ProcessProgram(people: 20, address: address, platform: platform.port)
        try await program.addRun(number: 1)
        let crashed = try program.start(["run", "--due"], failpoints: ["MILIEU_FAILPOINT": place.rawValue])
        #expect(await crashed.ended().status == 128 + SIGKILL)
        let next = try await program.start(["run", "--due"]).ended()
        let counts = try await program.store.countMessages()
        let reasons = try await program.store.messages(in: [.held], limit: 50).map { $0.reason ?? "" }
        let isSure = place == .afterMessageClaim
        // Exit code 5 says that somebody has to look at some of them.
        #expect(next.status == (isSure ? 0 : 5), "\(next.words)")
        #expect(reasons.isEmpty == isSure, "\(reasons)")
        #expect(Set(counts.keys).isSubset(of: [.delivered, .held]))
        let problems = try await program.problems()
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
        let ids = try arrivals(at: platform)
        #expect(Set(ids).count == ids.count)
        #expect(ids.count >= counts[.delivered] ?? 0)
        if place == .afterSend { #expect(ids.count > counts[.delivered] ?? 0) }
    }

    private struct Arrival: Decodable {
        let path: String
        let id: String?
    }

    /// The ids of all that has come to the platform.
    private func arrivals(at platform: ScriptedServer) throws -> [String] {
        let last = try ChildProcess([
            "/usr/bin/python3", "-c",
            "import urllib.request; urllib.request.urlopen('http://127.0.0.1:\(platform.port)/last', b'')",
        ])
        var ids: [String] = []
        while let line = platform.line() {
            let arrival = try JSONDecoder().decode(Arrival.self, from: Data(line.utf8))
            if arrival.path == "/last" { break }
            ids.append(arrival.id ?? "")
        }
        last.wait()
        return ids
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            ("MILIEU_FAILPOINT", "after-lunch", "there is no failpoint 'after-lunch', expected one of before-tick, "),
            ("MILIEU_FAILPOINT", "after-claim:0", "expected a count from 1 behind 'after-claim:', found '0'"),
            ("MILIEU_FAILPOINT_HOLD", "after-claim:1", "there is no failpoint 'after-claim:1', expected one of "),
        ])
    func `a place that there is not is refused with those that there are`(
        variable: String, value: String, sentence: String
    ) async throws {
        let folder = try TemporaryFolder()
        try ProcessProgram.write(to: folder, people: 1)
        let ended = try await MilieuProcess(["run", "--due"], in: folder, environment: [variable: value]).ended()
        #expect(ended.status == 64)
        #expect(ended.words.hasPrefix("error: \(variable): \(sentence)"))
        if sentence.hasPrefix("there is no") { #expect(ended.words.hasSuffix(Self.places.joined(separator: ", "))) }
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/milieu.db"))
    }

    @Test(.timeLimit(.minutes(5))) func `a count says which time it is that ends the process`() async throws {
        let program = try await ProcessProgram(people: 5)
        try await program.addRun(number: 1)
        let ended = try await program.start(["run", "--due"], failpoints: ["MILIEU_FAILPOINT": "after-commit:2"])
            .ended()
        #expect(ended.status == 128 + SIGKILL)
        #expect(try await program.store.runs(limit: 2).map(\.state) == [.succeeded])
        #expect(try await program.finish() == [])
        #expect(try await program.problems() == [])
    }
}
