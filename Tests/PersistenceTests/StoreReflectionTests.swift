import Community
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Questions after a meeting, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreReflectionTests {
    private let ana = MemberID("ana")
    private let bo = MemberID("bo")

    @Test(arguments: TestedDriver.allCases)
    func `S2-2: of two runs that planned the same question one asks it, and the other one's message is not kept`(
        driver: TestedDriver
    ) async throws {
        let store = try await TestedStore(driver).open()
        let now = TestedStore.now
        _ = try await store.importRoster([Member(id: ana), Member(id: bo)], doNotPair: [], at: now)
        let script = PairingScript(store: store)
        func ask(_ name: String, _ people: [MemberID], about meeting: String) async throws {
            try await script.commit(at: now) { commit in
                let run = commit.run
                for member in people {
                    let ask = Ask(
                        id: "\(name)-\(member)", kind: .reflection, member: member, subject: meeting,
                        questionnaire: nil, askedAt: now, expiresAt: now + .days(1))
                    commit.asks.append(ask)
                    commit.messages.append(
                        OutboxMessage(
                            id: "m-\(ask.id)", run: run, job: "pairs", step: "s", part: meeting, member: member,
                            channel: "screen", message: MessageID("meeting.reflection"), values: [:], ask: ask.id,
                            purpose: .checkIn, dueAt: now, expiresAt: now + .days(1), createdAt: now))
                }
            }
        }
        try await ask("one", [ana], about: "circle-2026-11-21")
        try await ask("two", [ana, bo], about: "circle-2026-11-21")
        try await ask("three", [ana], about: "circle-2026-11-28")
        let messages = try await store.messages(limit: 10).map(\.id).sorted()
        #expect(messages == ["m-one-ana", "m-three-ana", "m-two-bo"])
        #expect(try await store.ask("two-ana") == nil)
        #expect(try await store.reflected(on: "circle-2026-11-21", among: [ana, bo]) == [ana, bo])
        #expect(try await store.reflected(on: "circle-2026-11-28", among: [ana, bo]) == [ana])
    }
}
