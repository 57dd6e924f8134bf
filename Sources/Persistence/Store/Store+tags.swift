public import Community
public import Scheduling

extension Store {
    /// How many people gave each answer to one question since an instant; answers that only their givers see are not counted.
    ///
    /// `cohort`: Of this cohort; nil for everybody.
    public func peopleByAnswer(
        to question: String, of questionnaire: QuestionnaireID, cohort: String?, since: Instant
    ) async throws -> SmallCells {
        let people = try await database.read { connection in
            try connection.rows(
                """
                SELECT answer.value, COUNT(DISTINCT ask.person_id) FROM answer
                JOIN ask ON ask.id = answer.ask_id JOIN person ON person.id = ask.person_id
                WHERE answer.answered_at >= $1 AND answer.question = $2 AND ask.questionnaire = $3
                    AND answer.visibility <> 'me' AND ($4 = '' OR person.cohort = $4)
                GROUP BY answer.value
                """,
                [.instant(since), .text(question), .text(questionnaire.rawValue), .text(cohort ?? "")]
            ) { ($0.text(0), $0.count(1)) }
        }
        return SmallCells(Dictionary(people) { $0 + $1 })
    }
}
