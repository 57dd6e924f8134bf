/// Every table of the schema, children before their parents: so are rows removed that are found through others.
enum PersonalTables {
    private static let ofAsk = "ask_id IN (SELECT id FROM ask WHERE person_id = $1)"
    private static let ofGoal = "goal_id IN (SELECT id FROM goal WHERE person_id = $1)"
    private static let ofConcern = "concern_id IN (SELECT id FROM concern WHERE raised_by = $1)"
    private static let ofFlag = "flag_id IN (SELECT id FROM safety_flag WHERE person_id = $1)"
    private static let ofMessage = "message_id IN (SELECT id FROM message WHERE person_id = $1)"
    private static let ofPair = "pairing_id IN (SELECT id FROM pairing WHERE newcomer = $1 OR mentor = $1)"
    /// By every contact point of theirs, and no one else's.
    private static let ofAddress = """
        EXISTS (SELECT 1 FROM person AS p WHERE p.id = $1 AND \(hasAddress("p")))
        AND NOT EXISTS (SELECT 1 FROM person AS o WHERE o.id <> $1 AND \(hasAddress("o")))
        """

    /// Whether a person's row names an address of `moved_address`; where there are fallbacks, they are JSON.
    static func hasAddress(_ person: String) -> String {
        """
        ((\(person).channel = moved_address.channel
            AND \(person).address IN (moved_address.address, moved_address.moved_to))
        OR (\(person).fallbacks <> '' AND (\(person).fallbacks LIKE '%"' || moved_address.address || '"%'
            OR \(person).fallbacks LIKE '%"' || moved_address.moved_to || '"%')))
        """
    }

    static let all: [PersonalTable] = [
        PersonalTable(
            "answer", "answers", theirs: ofAsk, plain: "ask_id", own: "question value visibility",
            told: .within("what you were asked, and what you answered")),
        PersonalTable(
            "score", "scores of answers", theirs: ofAsk, plain: "ask_id", own: "variant band",
            told: .within("what you were asked, and what you answered")),
        PersonalTable(
            "goal_review", "reviews of goals", theirs: "person_id = $1", plain: "ask_id state", own: "person_id",
            told: .section(PersonalSections.reviews)),
        PersonalTable(
            "ask", "questions asked", theirs: "person_id = $1",
            plain: "id kind subject questionnaire questionnaire_version run_id step_id state form",
            own: "person_id changed",
            told: .within("what you were asked, and what you answered")),
        PersonalTable(
            "last_answer", "times of the last answer", theirs: "person_id = $1", own: "person_id",
            told: .section(PersonalSections.lastAnswer)),
        PersonalTable(
            "quiet_trace", "what reached them since the last answer", theirs: "person_id = $1", plain: "what",
            own: "person_id", told: .section(PersonalSections.quiet)),
        PersonalTable(
            "goal_step", "steps towards goals", theirs: ofGoal, plain: "goal_id", own: "words",
            told: .section(PersonalSections.steps)),
        PersonalTable(
            "goal_rating", "ratings of goals", theirs: ofGoal, plain: "goal_id",
            told: .section(PersonalSections.ratings), ["rated_by": .person]),
        PersonalTable(
            "goal_audit", "deeds with goals at the desk", theirs: ofGoal, plain: "goal_id deed",
            told: .section(PersonalSections.deeds), ["actor": .person, "refusal": .sentence]),
        PersonalTable(
            "desk_reading", "readings at the desk", theirs: "person_id = $1", stays: true, plain: "matter",
            told: .section(PersonalSections.readings), ["person_id": .person, "reader": .person]),
        PersonalTable(
            "goal", "goals", theirs: "person_id = $1", plain: "id kind category state review_on changed_from",
            own: "person_id own_words thoughts suggested_words plan_crosswalk",
            told: .section(PersonalSections.goals), ["suggested_by": .person]),
        PersonalTable(
            "received_reply", "replies that came in", theirs: "person_id = $1", plain: "channel id state cause",
            own: "person_id sender ask_id words", told: .section(PersonalSections.replies), ["done_by": .person]),
        PersonalTable(
            "consent", "consents", theirs: "person_id = $1", plain: "purpose version form state how",
            own: "person_id signed_on ends", told: .section(PersonalSections.consents), ["noted_by": .person]),
        PersonalTable("consent_form", plain: "digest purpose version body"),
        PersonalTable(
            "preference", "choices of their own", theirs: "person_id = $1", own: "person_id name value",
            told: .section(PersonalSections.preferences)),
        PersonalTable(
            "safety_signal", "answers that asked for a person", theirs: ofFlag, plain: "flag_id ask_id source",
            own: "question words", told: .section(PersonalSections.signals)),
        PersonalTable(
            "safety_step", "deeds about safety flags", theirs: ofFlag, stays: true, plain: "flag_id event",
            told: .withheld("what staff noted for each other about looking after you"),
            ["who": .people, "note": .emptied]),
        PersonalTable(
            "safety_flag", "safety flags", theirs: "person_id = $1", stays: true, plain: "id reference state",
            told: .section(PersonalSections.flags), ["person_id": .person, "acknowledged_by": .person]),
        PersonalTable(
            "pairing_step", "steps of pairs", theirs: ofPair, stays: true, plain: "pairing_id event state",
            told: .within("your pairs"), ["done_by": .person, "reason": .sentence]),
        PersonalTable(
            "pairing", "pairs", theirs: "newcomer = $1 OR mentor = $1", stays: true, plain: "id state",
            told: .section(PersonalSections.pairs),
            [
                "newcomer": .person, "mentor": .person, "decided_by": .person, "end_reason": .sentence,
                "reasons": .emptied, "explanation": .emptied,
            ]),
        PersonalTable("decision_request", plain: "run_id step_id pairing_id on_expire"),
        PersonalTable(
            "do_not_pair", "people not to be paired with", theirs: "first = $1 OR second = $1", stays: true,
            plain: "kind", told: .withheld("whom you, others or the program asked not to pair you with"),
            ["first": .side, "second": .side, "set_by": .person]),
        PersonalTable(
            "pair_history", "earlier pairs", theirs: "first = $1 OR second = $1", stays: true,
            told: .withheld("whom you are not proposed to again"), ["first": .side, "second": .side]),
        PersonalTable(
            "peer_contact", "contacts with peers", theirs: "first = $1 OR second = $1", own: "first second",
            told: .withheld("with whom you were in contact")),
        PersonalTable(
            "commitment", "what they meant to do", theirs: "person_id = $1", plain: "id", own: "person_id words",
            told: .section(PersonalSections.commitments), ["shared_with": .person]),
        PersonalTable(
            "concern_step", "steps of what they raised", theirs: ofConcern, plain: "concern_id event state",
            told: .section(PersonalSections.concernSteps), ["done_by": .person]),
        PersonalTable(
            "concern", "what did not sit well with them", theirs: "raised_by = $1", plain: "id goes_first state",
            own: "happened need repair support", told: .section(PersonalSections.concerns),
            ["raised_by": .person, "told": .person, "taken_by": .person]),
        PersonalTable(
            "mentor_rest", "rests as a mentor", theirs: "person_id = $1", own: "person_id",
            told: .section(PersonalSections.rest), ["set_by": .person, "lifted_by": .person]),
        PersonalTable("erasure", plain: "pseudonym", ["erased_by": .person]),
        PersonalTable(
            "message_body", "messages' words as they were sent", theirs: ofMessage, plain: "message_id",
            own: "channel address payload", told: .section(PersonalSections.bodies)),
        PersonalTable(
            "message_attempt", "attempts to send", theirs: ofMessage, plain: "message_id event",
            told: .section(PersonalSections.attempts), ["reason": .sentence]),
        PersonalTable(
            "message_return", "messages that came back", theirs: ofMessage, plain: "message_id kind",
            told: .section(PersonalSections.returns), ["reason": .sentence]),
        PersonalTable(
            "message", "messages", theirs: "person_id = $1",
            plain: """
                id run_id job_id step_id message ask_id purpose class thread replaces state lease_owner digest_id \
                held_for fallback_language takes_back
                """, own: "person_id channel via tried receipt", told: .section(PersonalSections.messages),
            ["field_values": .values, "reason": .sentence, "part": .key]),
        PersonalTable(
            "delivery_bucket", "paces of messages", theirs: "person_id = $1", plain: "channel", own: "person_id",
            told: .withheld("counters that keep the pace of messages, which say nothing about you"),
            ["reason": .sentence]),
        PersonalTable(
            "moved_address", "addresses that moved", theirs: ofAddress, plain: "channel", own: "address moved_to",
            told: .section(PersonalSections.moves)),
        PersonalTable(
            "left_out", "reasons why nothing was sent", theirs: "person_id = $1", plain: "run_id step_id gate",
            own: "person_id", told: .section(PersonalSections.leftOut), ["reason": .sentence]),
        PersonalTable(
            "event", "events", theirs: "person_id = $1", plain: "run_id step_id name", own: "person_id",
            told: .section(PersonalSections.events)),
        PersonalTable(
            "run_person", "places in runs", theirs: "person_id = $1", plain: "run_id", own: "person_id",
            told: .section(PersonalSections.runs)),
        PersonalTable(
            "run_wait", "runs that wait for them", theirs: "person_id = $1", plain: "run_id event", own: "person_id",
            told: .section(PersonalSections.waits)),
        PersonalTable(
            "person", "the person's own row", theirs: "id = $1",
            own: """
                id preferred_name languages time_zone roles cohorts joined_on interests channel address fallbacks \
                contact_health moved_from staff_kind stage listed
                """, told: .section(PersonalSections.person),
            ["pairing_profile": .profile, "consents": .consents]),
        // Of no single person, though a text in it may name one.
        PersonalTable(
            "run",
            plain: """
                id job_id job_revision cause trigger_id zone state lease_owner unique_key ended_by
                """,
            [
                "page_cursor": .cursor, "inputs": .document, "reason": .sentence, "concurrency_group": .key,
                "running_group": .key,
            ]),
        PersonalTable("run_attempt", plain: "run_id owner outcome", ["reason": .sentence]),
        PersonalTable("step", plain: "run_id step_id state", ["outputs": .document, "reason": .sentence]),
        PersonalTable("program_key", plain: "name bytes"),
        PersonalTable("questionnaire_version", plain: "version questionnaire body"),
        PersonalTable("job_version", plain: "revision job_id file source"),
        PersonalTable("schedule", plain: "job_id trigger_id zone definition"),
        PersonalTable("rate_limit", plain: "job_id"),
        PersonalTable("node", plain: "owner version files jobs"),
        PersonalTable("node_lease", plain: "name holder"),
        PersonalTable("chore", plain: "name"),
        PersonalTable("job_pause", plain: "job_id"),
        PersonalTable("schema_step", plain: "name"),
    ]
}
