import Community
import Scheduling
import Testing

/// To which cohorts somebody belongs, and when.
@Suite struct CohortStayTests {
    @Test(
        arguments: [
            ("autumn", "autumn", nil, nil), ("  autumn  2026 ", "autumn 2026", nil, nil),
            ("autumn 2026-09-21..2026-12-18", "autumn", "2026-09-21", "2026-12-18"),
            ("Łódź 2 2026-09-21..", "Łódź 2", "2026-09-21", nil), ("choir ..2026-12-18", "choir", nil, "2026-12-18"),
            ("choir 2026-09-21..2026-09-21", "choir", "2026-09-21", "2026-09-21"),
        ] as [(String, String, String?, String?)])
    func `S0-1: a cohort has a start and an end, as far as they are known`(
        text: String, name: String, from: String?, until: String?
    ) throws {
        let stay = try #require(CohortStay(text: text))
        #expect(stay.cohort == name && stay.from?.iso8601 == from && stay.until?.iso8601 == until)
        #expect(CohortStay(text: stay.text) == stay)
    }

    @Test(arguments: [
        "", " ", "autumn ..", "..2026-12-18", "autumn 2026-13-01..", "autumn 2026-09-21...2026-12-18",
        "autumn 2026-12-18..2026-09-21", "autumn soon..later", "autumn 2026-09-21..2026-12-18..",
    ])
    func `days that are none, or end before they begin, are no stay`(text: String) {
        #expect(CohortStay(text: text) == nil)
    }

    @Test(arguments: [
        ("2026-09-20", ["choir"]), ("2026-09-21", ["autumn", "choir"]), ("2026-12-18", ["autumn", "choir"]),
        ("2026-12-19", ["choir"]), ("2027-09-21", ["autumn", "choir"]),
    ])
    func `S0-1: somebody belongs to none, one or several, also again, from the first day to the last`(
        day: String, cohorts: [String]
    ) throws {
        let day = try #require(CivilDate(iso8601: day))
        var member = Member(id: MemberID("ana"))
        #expect(member.cohorts(on: day).isEmpty && member.cohortsInCare(on: day) == nil)
        member.cohorts = ["autumn 2026-09-21..2026-12-18", "choir", "autumn 2027-09-21.."].compactMap {
            CohortStay(text: $0)
        }
        #expect(member.cohorts(on: day) == Set(cohorts))
        #expect(member.belongs(to: "autumn", on: day) == cohorts.contains("autumn"))
        // Whose last cohort is over looks after nobody's people, and not after everybody's.
        member.cohorts = [CohortStay("autumn", until: day.adding(days: -1))]
        #expect(member.cohortsInCare(on: day) == [])
    }
}
