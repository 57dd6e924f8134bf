import Community
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

@testable import Engine

/// Texts of plugins that a store cannot keep.
@Suite(.timeLimit(.minutes(5))) struct ForeignTextTests {
    @Test(arguments: [false, true])
    func `a NUL in a plan fails its run alone, the same on both stores`(isPostgreSQL: Bool) async throws {
        let program = try await ScriptedProgram { context in
            guard context.nominalTime == Instant(iso8601: "2026-11-19T12:00:00Z") else { return Plan() }
            return Plan(outcome: .skip(because: "not\0 now"))
        }
        var store = program.store
        if isPostgreSQL {
            let address = try await PostgreSQLServer.shared.get().emptyStore()
            store = try await Store.open(
                PostgreSQLDatabase(url: address), name: "store", now: program.clock.now())
        }
        let engine = program.engine(over: store, clock: program.clock)
        var ids: [String] = []
        for _ in 0..<5 {
            ids.append(try await engine.start(program.job(), inputs: [:]).id)
            program.clock.advance(by: .seconds(1))
        }
        _ = try await engine.runDue()
        let states = try await ids.asyncMap { try await store.run($0)?.state }
        #expect(states == [.failed, .succeeded, .succeeded, .succeeded, .succeeded])
        let reason = try await store.run(ids[0])?.reason
        #expect(
            reason == "plugin 'scripted.decide': the reason to skip holds a NUL character, which no store keeps")
    }

    @Test func `a NUL is found in whichever text of a plan it is`() {
        let (ana, pair) = (MemberID("ana"), PairingID("p\0"))
        let until = Instant(seconds: 0)
        let message = MessageDraft(MessageID("m"), to: ana, values: ["a": "b\0"], expiresAt: until)
        let plain = MessageDraft(MessageID("m"), to: ana, values: ["a": "é"], expiresAt: until)
        let bad: [Effect] = [
            .send(message), .ask(AskDraft(.checkIn, message: message)),
            .ask(AskDraft(.checkIn, subject: "\0", message: plain)),
            .propose(PairingProposal(id: PairingID("p"), newcomer: ana, mentor: ana, reasons: ["ok", "\0"])),
            .requestDecision(on: pair, until: until, onExpire: .keep), .advance(pair, .approve),
            .emit(event: "x\0", about: ana), .leaveOut(ana, because: "no\0"), .leaveOut(MemberID("\0"), because: "no"),
        ]
        for effect in bad { #expect(Plan([.send(plain), effect]).partWithNUL == "effect 2") }
        #expect(Plan(outputs: ["a\0": []]).partWithNUL == "output 'a'")
        #expect(Plan(outputs: ["a": ["x", "\0"]]).partWithNUL == "output 'a'")
        #expect(Plan([.send(plain)], outcome: .skip(because: "no"), outputs: ["a": ["b"]]).partWithNUL == nil)
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ body: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}
