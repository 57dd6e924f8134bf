import Community
import Foundation
import Scheduling
import Testing

/// What people agree to: its states, its end, and what a list makes of it.
@Suite struct ConsentTests {
    private static let states: [(ConsentState, ConsentState.Event, ConsentState?)] = [
        (.offered, .give, .given), (.offered, .decline, .declined), (.offered, .revoke, nil), (.offered, .expire, nil),
        (.given, .give, nil), (.given, .decline, nil), (.given, .revoke, .revoked), (.given, .expire, .expired),
        (.declined, .give, nil), (.declined, .decline, nil), (.declined, .revoke, nil), (.declined, .expire, nil),
        (.expired, .give, nil), (.expired, .decline, nil), (.expired, .revoke, nil), (.expired, .expire, nil),
        (.revoked, .give, nil), (.revoked, .decline, nil), (.revoked, .revoke, nil), (.revoked, .expire, nil),
    ]

    @Test func `each event in each state has one outcome, and the table names them all`() {
        #expect(Self.states.count == ConsentState.allCases.count * ConsentState.Event.allCases.count)
        for (state, event, next) in Self.states {
            #expect((try? state.after(event)) == next, "\(state) \(event)")
        }
    }

    private let lisbon = try? ZoneDatabase().rules(named: "Europe/Lisbon")
    private let tokyo = try? ZoneDatabase().rules(named: "Asia/Tokyo")

    @Test(arguments: [
        ("2026-11-20T14:59:59Z", true, true), ("2026-11-20T15:00:00Z", false, true),
        ("2026-11-20T23:59:59Z", false, true), ("2026-11-21T00:00:00Z", false, false),
        ("2025-01-01T00:00:00Z", true, true), ("2030-01-01T00:00:00Z", false, false),
    ])
    func `a consent holds to the end of its last day on the person's own clock`(
        at: String, inTokyo: Bool, inLisbon: Bool
    ) throws {
        let form = ConsentForm(
            purpose: .checkIn, version: "1", digest: "d", words: [:], days: 365, endsOnLeaving: false)
        let signed = try #require(CivilDate(iso8601: "2025-11-20"))
        let now = try #require(Instant(iso8601: at))
        let consents = Consents([
            .given(.checkIn, form, on: signed, how: .paper, by: "maria", at: Instant(seconds: 0))
        ])
        #expect(consents.isGiven(.checkIn, at: now, in: try #require(tokyo)) == inTokyo)
        #expect(consents.isGiven(.checkIn, at: now, in: try #require(lisbon)) == inLisbon)
        if !inLisbon {
            #expect(
                consents.refusal(.checkIn, at: now, in: try #require(lisbon))
                    == "the consent to check_in ended with 2026-11-20")
        }
    }

    /// What a list that names check-ins makes of what was there.
    @Test(
        arguments: [
            ("nothing", nil, nil, ConsentState.given, 0), ("given", .given, nil, .given, 0),
            ("taken back by the person", .revoked, nil, .revoked, 1), ("declined", .declined, nil, .declined, 1),
            ("taken back, and signed on a later day", .revoked, "2026-11-21", .given, 0),
            ("taken back, and signed on the day before", .revoked, "2026-11-18", .revoked, 1),
            ("offered", .offered, nil, .offered, 1),
            ("offered, and signed on that day", .offered, "2026-11-19", .given, 0),
            ("offered, and signed on the day before", .offered, "2026-11-18", .offered, 1),
            ("nothing, and signed on a day to come", nil, "2026-11-23", nil, 1),
            ("taken back, and signed on a day to come", .revoked, "2062-11-20", .revoked, 1),
            ("given, and signed on a day to come", .given, "2062-11-20", .given, 0),
        ] as [(String, ConsentState?, String?, ConsentState?, Int)])
    func `a list gives what was not asked, and nothing that its person took back or has not answered`(
        case _: String, old: ConsentState?, day: String?, becomes: ConsentState?, refused: Int
    ) throws {
        let before = try #require(Instant(iso8601: "2026-11-19T10:00:00Z"))
        let today = try #require(CivilDate(iso8601: "2026-11-22"))
        let consent = old.map {
            Consent(
                purpose: .checkIn, state: $0, notedAt: before, notedBy: "ana", how: .page,
                signedOn: $0 == .given || $0 == .revoked ? CivilDate(iso8601: "2026-11-01") : nil,
                endedAt: $0 == .revoked || $0 == .declined ? before : nil)
        }
        let taken = Consents([consent].compactMap(\.self)).taking(
            [.checkIn], forms: ConsentForms(), signedOn: day.flatMap(CivilDate.init(iso8601:)), today: today,
            at: before + .days(3))
        #expect(taken.consents[.checkIn]?.state == becomes)
        #expect(taken.refused.count == refused)
        let again = taken.consents.taking(
            [.checkIn], forms: ConsentForms(), signedOn: day.flatMap(CivilDate.init(iso8601:)), today: today,
            at: before + .days(4))
        #expect(again.changed.isEmpty && again.consents == taken.consents)
    }

    @Test func `a list takes away what a list gave, gives it again, and touches nothing that was given otherwise`()
        throws
    {
        let now = Instant(seconds: 1_795_000_000)
        let today = try #require(CivilDate(iso8601: "2026-11-18"))
        func taking(_ listed: Set<Purpose>, _ consents: Consents, _ at: Instant) -> Consents {
            consents.taking(listed, forms: ConsentForms(), signedOn: nil, today: today, at: at).consents
        }
        var consents = taking([.checkIn], [], now)
        consents.note(Consent(purpose: .goals, state: .given, notedAt: now, notedBy: "ana", how: .page))
        let none = taking([], consents, now + .days(1))
        #expect(none[.checkIn]?.state == .revoked && none[.goals]?.state == .given)
        #expect(taking([.checkIn], none, now + .days(2))[.checkIn]?.state == .given)
    }

    @Test func `what one form says has each element that the law asks for, and an end of its kind`() throws {
        let day = try #require(CivilDate(iso8601: "2026-11-20"))
        func end(_ days: Int?, _ leaving: Bool) -> String {
            ConsentForm(
                purpose: .goals, version: "1", digest: "d", words: [:], days: days, endsOnLeaving: leaving
            ).end(signedOn: day).text
        }
        #expect([end(365, false), end(nil, true), end(nil, false)] == ["2027-11-20", "leaving", "none"])
        for text in ["2027-11-20", "leaving", "none"] { #expect(ConsentEnd(text: text)?.text == text) }
        #expect(ConsentEnd(text: "soon") == nil)
    }
}
