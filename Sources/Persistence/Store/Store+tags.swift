public import Community
public import Scheduling

extension Store {
    /// How many people of each cohort gave each answer to one question from an instant up to another, small numbers kept back.
    ///
    /// Answers that only their givers see are not counted. A person counts in one cohort: the first of theirs on the day of
    /// the answer, by UTC, as two cohorts that share people would tell of those whom they do not share.
    public func peopleByAnswer(
        to question: String, of questionnaire: QuestionnaireID, from start: Instant, to end: Instant
    ) async throws -> SmallTable {
        let answers = try await database.read { connection in
            try connection.rows(
                """
                SELECT answer.value, ask.person_id, answer.answered_at, person.cohorts FROM answer
                JOIN ask ON ask.id = answer.ask_id JOIN person ON person.id = ask.person_id
                WHERE answer.answered_at >= $1 AND answer.answered_at < $2 AND answer.question = $3
                    AND ask.questionnaire = $4 AND answer.visibility <> 'me'
                """,
                [.instant(start), .instant(end), .text(question), .text(questionnaire.rawValue)]
            ) { row in
                let day = CivilDate(daysSince1970: Int(row.integer(2) / 86_400_000))
                let stays = WordSet.words(row.text(3)).compactMap(CohortStay.init(text:))
                return (
                    cohort: stays.first { $0.holds(on: day) }?.cohort ?? "", answer: row.text(0), person: row.text(1)
                )
            }
        }
        var people: [String: [String: Set<String>]] = [:]
        for answer in answers {
            people[answer.cohort, default: [:]][answer.answer, default: []].insert(answer.person)
        }
        return SmallTable(people.mapValues { $0.mapValues(\.count) })
    }
}
