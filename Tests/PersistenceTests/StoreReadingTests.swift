import Community
import Persistence
import Scheduling
import TestSupport
import Testing

/// What is kept of readings at the desk, and numbers of answers by cohort, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreReadingTests {
    private let now = TestedStore.now
    private let ana = MemberID("ana")

    @Test(arguments: TestedDriver.allCases)
    func `a reading is kept once for a moment, with whose it was, and a refusal as such`(driver: TestedDriver)
        async throws
    {
        let store = try await TestedStore(driver).open()
        let maria = MemberID("maria")
        let readings = [
            DeskReading(at: now, reader: maria, matter: .timeline, about: ana),
            DeskReading(at: now + .seconds(1), reader: MemberID("kim"), matter: .flags, about: ana, isRefused: true),
            DeskReading(at: now, reader: maria, matter: .people, about: nil),
        ]
        for reading in readings + readings.prefix(1) { try await store.note(reading) }
        #expect(try await store.readings(of: ana) == Array(readings.prefix(2)))
        #expect(try await store.readings(of: nil) == [readings[2]])
        #expect(try await store.readings(of: maria).isEmpty)
    }

    @Test(arguments: TestedDriver.allCases)
    func
        `S0-15: people are counted once for an answer, by cohort, from an instant up to another, and small ones kept back`(
            driver: TestedDriver
        ) async throws
    {
        let place = try await TestedStore(driver)
        let store = try await place.open()
        // Six of spring, five of no cohort; what only its giver sees, and what came before or after, is not counted.
        let people = (0..<11).map { number in
            Member(id: MemberID("p\(number)"), cohorts: number < 6 ? [CohortStay("spring")] : [])
        }
        _ = try await store.importRoster(people, doNotPair: [], at: now)
        let rows =
            people.indices.flatMap { number -> [(String, Int, String, Duration)] in
                [("a\(number)", number, "care_team", .zero), ("b\(number)", number, "care_team", .hours(1))]
            } + [("x", 0, "me", .zero), ("y", 1, "care_team", .days(-1)), ("z", 2, "care_team", .days(1))]
        let script = rows.map { id, person, visibility, after in
            let at = (now + after).milliseconds
            let value = ["x", "y", "z"].contains(id) ? "rested" : "listened"
            return """
                INSERT INTO ask (id, kind, person_id, questionnaire, run_id, step_id, asked_at, expires_at, state)
                VALUES ('\(id)', 'check-in', 'p\(person)', 'evening', 'r\(id)', 's', \(at), \(at), 'answered');
                INSERT INTO answer (ask_id, question, value, visibility, answered_at)
                VALUES ('\(id)', 'skill', '\(value)', '\(visibility)', \(at));
                """
        }.joined(separator: "\n")
        try await place.database().write { try $0.script(script) }
        let table = try await store.peopleByAnswer(
            to: "skill", of: QuestionnaireID("evening"), from: now, to: now + .days(1))
        #expect(table.all == ["listened": 11] && table.cohorts == ["spring": ["listened": 6], "": ["listened": 5]])
        let longer = try await store.peopleByAnswer(
            to: "skill", of: QuestionnaireID("evening"), from: now - .days(2), to: now + .days(2))
        #expect(longer.all == ["listened": nil, "rested": nil])
    }
}
