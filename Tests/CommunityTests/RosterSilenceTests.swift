import Community
import Scheduling
import Testing

/// What a list does not say leaves everything as it is.
@Suite struct RosterSilenceTests {
    private let letters = ContactPoint(channel: "letters", address: "ana@example.org")
    private let phones = ContactPoint(channel: "phones", address: "4711")

    private var known: Member {
        Member(
            id: MemberID("ana"), preferredName: "Ana", languages: ["pt"], roles: [.member, .mentor],
            cohorts: [CohortStay("blue")],
            capacity: 3, contact: letters, fallbacks: [phones])
    }

    private func completed(_ listed: Member, without columns: Set<String>) -> Member {
        RosterSilence(columns).completing(listed, from: known)
    }

    private static let everything: Set<String> = Set(
        [
            "preferred_name", "languages", "time_zone", "roles", "staff_kind", "cohorts", "joined_on", "interests",
            "capacity", "channel", "address", "fallback", "quiet_start", "quiet_end",
        ] + PairingProfile.columns)

    @Test func `a list of ids alone leaves the whole person, and one that says all takes its word`() {
        var full = known
        full.pairing = PairingProfile(
            availability: [], modes: [.phone], accessNeeds: ["a"], accessOffers: ["b"], trainings: [Training("c")],
            tenureStart: CivilDate(daysSince1970: 1), tags: ["d"], sharesTags: true, avoidTags: ["e"], pathway: "f",
            wishes: [MemberID("g")], relations: ["family:h"], coolDownUntil: CivilDate(daysSince1970: 2))
        full.timeZone = "Europe/Lisbon"
        full.joinedOn = CivilDate(daysSince1970: 3)
        full.interests = ["i"]
        full.roles.insert(.staff)
        full.staffKind = .kitchen
        full.quietHours = LocalTime("21:00").flatMap { from in
            LocalTime("08:00").map { QuietHours(from: from, to: $0) }
        }
        let bare = Member(id: full.id)
        #expect(RosterSilence(Self.everything).completing(bare, from: full) == full)
        #expect(RosterSilence().completing(bare, from: full) == bare)
        // Every column for itself is one that a list may have alone.
        for column in Self.everything.subtracting(["address", "quiet_start", "quiet_end"]) {
            var silence = RosterSilence()
            silence.note(Self.everything.subtracting([column]), of: bare.id)
            #expect(silence.completing(bare, from: full) != full || column == "availability", "\(column)")
            #expect(silence.covers(column, of: bare.id) == false)
        }
    }

    @Test func `an address stays with its channel`() {
        let listed = Member(id: MemberID("ana"), contact: ContactPoint(channel: "letters", address: ""))
        #expect(completed(listed, without: ["address", "fallback"]).contacts == [letters, phones])
        let moved = Member(id: MemberID("ana"), contact: phones)
        #expect(completed(moved, without: ["fallback"]).contacts == [phones])
        #expect(completed(Member(id: MemberID("ana")), without: ["fallback"]).contacts == [])
        let other = Member(id: MemberID("ana"), contact: ContactPoint(channel: "post", address: ""))
        #expect(completed(other, without: ["address"]).contacts.map(\.address) == [""])
    }

    @Test func `who becomes a mentor takes the standard number, and who was one keeps theirs`() {
        let mentor = Member(id: MemberID("ana"), roles: [.mentor], capacity: 2)
        #expect(completed(mentor, without: ["capacity"]).capacity == 3)
        #expect(completed(Member(id: MemberID("ana")), without: ["capacity"]).capacity == 0)
    }
}
