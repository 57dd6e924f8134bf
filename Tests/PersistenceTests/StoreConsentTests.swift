import Community
import Messages
import Persistence
import Scheduling
import TestSupport
import Testing

/// What people agreed to, as the store keeps it, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreConsentTests {
    private let now = TestedStore.now
    private let ana = MemberID("ana")

    private func form(_ version: String, days: Int? = 365) -> ConsentForm {
        ConsentForm(
            purpose: .checkIn, version: version, digest: "digest-\(version)",
            words: [.reason: LocalizedText(texts: ["en": "because \(version)"])], days: days, endsOnLeaving: false)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a list gives consents under the form of now, once, and a signature later on is another one`(
        driver: TestedDriver
    ) async throws {
        let store = try await TestedStore(driver).open()
        let member = Member(id: ana, consents: [.checkIn])
        var terms = RosterConsents(forms: ConsentForms([form("1")]), today: CivilDate(iso8601: "2026-11-18"))
        for _ in 0..<2 { _ = try await store.importRoster([member], doNotPair: [], at: now, consents: terms) }
        let first = try await store.consents(of: ana)
        #expect(first.map(\.version) == ["1"] && first.map(\.end.text) == ["2027-11-18"])
        #expect(try await store.person(ana)?.consents[.checkIn] == first.first)
        terms.forms = ConsentForms([form("1"), form("2")])
        terms.today = CivilDate(iso8601: "2026-12-02")
        terms.signedOn = [ana: try #require(CivilDate(iso8601: "2026-12-01"))]
        for _ in 0..<2 {
            _ = try await store.importRoster([member], doNotPair: [], at: now + .days(14), consents: terms)
        }
        #expect(try await store.consents(of: ana).map(\.version) == ["1", "2"])
        #expect(try await store.person(ana)?.consents[.checkIn]?.end.text == "2027-12-01")
        #expect(try await store.consentForm("digest-1")?.words[.reason]?.text(for: []) == "because 1")
        #expect(try await store.consentForm("digest-3") == nil)
    }

    @Test(arguments: TestedDriver.allCases)
    func `what is taken back cancels what waits for it in the same moment, and nothing else`(
        driver: TestedDriver
    ) async throws {
        let store = try await TestedStore(driver).open()
        _ = try await store.importRoster([Member(id: ana, consents: [.checkIn, .reminders])], doNotPair: [], at: now)
        try await store.addMessage(.sample(1, at: now, member: ana))
        try await store.addMessage(
            OutboxMessage(
                id: "message2", run: "r", job: "j", step: "s", member: ana, channel: "email",
                message: MessageID("group.today"), values: [:], ask: nil, purpose: .reminders, dueAt: now,
                expiresAt: now + .days(1), createdAt: now))
        let day = try #require(CivilDate(iso8601: "2026-11-18"))
        let consent = try await store.setConsent(
            .checkIn, of: ana, .revoke, form: nil, on: day, how: .spoken, by: "maria", at: now + .minutes(1))
        #expect(consent?.state == .revoked && consent?.notedBy == "maria")
        #expect(try await store.message("message1")?.state == .cancelled)
        #expect(try await store.message("message1")?.reason == "took back the consent to check_in")
        #expect(try await store.message("message2")?.state == .queued)
        await #expect(throws: InvalidTransition.self) {
            try await store.setConsent(
                .checkIn, of: ana, .revoke, form: nil, on: day, how: .spoken, by: "maria", at: now + .minutes(2))
        }
        // A list does not bring it back; the person does.
        _ = try await store.importRoster(
            [Member(id: ana, consents: [.checkIn, .reminders])], doNotPair: [], at: now + .minutes(3))
        #expect(try await store.person(ana)?.consents.given == [.reminders])
        _ = try await store.setConsent(
            .checkIn, of: ana, .give, form: form("1"), on: day, how: .page, by: "ana", at: now + .minutes(4))
        #expect(try await store.person(ana)?.consents.given == [.checkIn, .reminders])
        #expect(try await store.consents(of: ana).filter { $0.purpose == .checkIn }.map(\.state) == [.revoked, .given])
    }

    @Test(arguments: TestedDriver.allCases)
    func `an offer becomes a yes or a no, and what ends soon is found ahead, unless it was given anew`(
        driver: TestedDriver
    ) async throws {
        let store = try await TestedStore(driver).open()
        _ = try await store.importRoster([Member(id: ana), Member(id: MemberID("bo"))], doNotPair: [], at: now)
        func set(_ event: ConsentState.Event?, _ member: String, _ form: ConsentForm, on day: String, _ wait: Int64)
            async throws -> Consent?
        {
            try await store.setConsent(
                .checkIn, of: MemberID(member), event, form: form,
                on: CivilDate(iso8601: day) ?? CivilDate(daysSince1970: 0),
                how: .paper, by: "maria", at: now + .minutes(wait))
        }
        #expect(try await set(nil, "ana", form("1", days: 10), on: "2026-11-18", 0)?.state == .offered)
        #expect(try await set(.give, "ana", form("1", days: 10), on: "2026-11-18", 1)?.state == .given)
        #expect(try await store.consents(of: ana).count == 1)
        #expect(try await set(nil, "bo", form("1"), on: "2026-11-18", 0)?.state == .offered)
        #expect(try await set(.decline, "bo", form("1"), on: "2026-11-18", 1)?.state == .declined)
        #expect(try await set(.give, "nobody", form("1"), on: "2026-11-18", 1) == nil)
        let by = try #require(CivilDate(iso8601: "2026-11-28"))
        #expect(try await store.consentsEnding(by: by).map(\.member.rawValue) == ["ana"])
        #expect(try await store.consentsEnding(by: by.adding(days: -1)).isEmpty)
        #expect(try await set(.give, "ana", form("2", days: nil), on: "2026-11-27", 2)?.end == .never)
        #expect(try await store.consentsEnding(by: by).isEmpty)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a form that is handed out after a withdrawal is answered by a signature, and by no list of before`(
        driver: TestedDriver
    ) async throws {
        let store = try await TestedStore(driver).open()
        let member = Member(id: ana, consents: [.checkIn])
        let day = try #require(CivilDate(iso8601: "2026-11-18"))
        var terms = RosterConsents(forms: ConsentForms([form("1")]), today: day)
        _ = try await store.importRoster([member], doNotPair: [], at: now, consents: terms)
        _ = try await store.setConsent(
            .checkIn, of: ana, .revoke, form: form("1"), on: day, how: .page, by: "ana", at: now + .minutes(1))
        // On the 19th.
        _ = try await store.setConsent(
            .checkIn, of: ana, nil, form: form("1"), on: day, how: .paper, by: "maria", at: now + .days(1))
        terms.today = day.adding(days: 3)
        for signed in [nil, day, day.adding(days: 4)] {
            terms.signedOn[ana] = signed
            let change = try await store.importRoster([member], doNotPair: [], at: now + .days(3), consents: terms)
            #expect(change.consentsNotGiven == 1 && change.unchanged == 1)
            #expect(try await store.person(ana)?.consents[.checkIn]?.state == .offered)
        }
        terms.signedOn[ana] = day.adding(days: 1)
        _ = try await store.importRoster([member], doNotPair: [], at: now + .days(3), consents: terms)
        #expect(try await store.person(ana)?.consents[.checkIn]?.signedOn == day.adding(days: 1))
    }

    @Test(arguments: TestedDriver.allCases)
    func `no form is offered for a consent that holds, and one for a consent that is over hides nothing`(
        driver: TestedDriver
    ) async throws {
        let store = try await TestedStore(driver).open()
        _ = try await store.importRoster([Member(id: ana)], doNotPair: [], at: now)
        let day = try #require(CivilDate(iso8601: "2026-11-18"))
        _ = try await store.setConsent(
            .checkIn, of: ana, .give, form: form("1", days: 10), on: day, how: .paper, by: "maria", at: now)
        try await store.addMessage(.sample(1, at: now, member: ana))
        await #expect(throws: InvalidTransition(from: "given", event: "offer")) {
            try await store.setConsent(
                .checkIn, of: ana, nil, form: form("1"), on: day, how: .paper, by: "maria", at: now + .days(1))
        }
        #expect(try await store.message("message1")?.state == .queued)
        #expect(try await store.person(ana)?.consents.given == [.checkIn])
        let last = day.adding(days: 10)
        #expect(try await store.consentsEnding(by: last).count == 1)
        let offered = try await store.setConsent(
            .checkIn, of: ana, nil, form: form("1"), on: day, how: .paper, by: "maria", at: now + .days(12))
        #expect(offered?.state == .offered)
        #expect(try await store.consentsEnding(by: last).map(\.lastDay) == [last])
    }
}
