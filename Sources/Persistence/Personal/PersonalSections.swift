/// What an export tells of each table, under names that need no explanation.
enum PersonalSections {
    static let person = RecordSection(
        "who you are here", from: "person WHERE id = $1",
        """
        id
        preferred name = preferred_name
        languages = languages : words
        time zone = time_zone
        time zone before = moved_from
        moved = moved_at : time
        roles = roles : words
        your work here = staff_kind
        where you are on your way = stage
        since = stage_since : time
        your time in the program ended = ended_at : time
        cohorts = cohorts : words
        joined on = joined_on
        interests = interests : words
        how many newcomers you offered to accompany = capacity : number
        channel = channel
        address = address
        where else you are reached = fallbacks : document
        what is known of your addresses = contact_health : contacts
        quiet from = quiet_from : clock
        quiet to = quiet_to : clock
        paused until = paused_until : time
        stopped = stopped_at : time
        what you said for being paired = pairing_profile
        what a list of people last said of your way, a pause and a stop = listed
        last changed = updated_at : time
        """)
    static let consents = RecordSection(
        "what you were asked to agree to",
        from: "consent AS c LEFT JOIN consent_form AS f ON f.digest = c.form WHERE c.person_id = $1 ORDER BY noted_at",
        """
        for = c.purpose
        what you read = f.body : document
        version = c.version
        how it stands = c.state
        how you said so = c.how
        written down = c.noted_at : time
        signed on = c.signed_on
        ends = c.ends
        ended = c.ended_at : time
        """)
    static let replies = RecordSection(
        "what you wrote back", from: "received_reply WHERE person_id = $1 ORDER BY received_at, id",
        """
        channel = channel
        came in = received_at : time
        written = written_at : time
        from = sender
        your words, as long as somebody has to read them = words
        how it stands = state
        """)
    static let preferences = RecordSection(
        "what you chose for yourself", from: "preference WHERE person_id = $1 ORDER BY name",
        "choice = name\nvalue = value")
    static let commitments = RecordSection(
        "what you meant to do", from: "commitment WHERE person_id = $1 ORDER BY set_at, id",
        """
        your own words = words
        shared with somebody = shared_with IS NOT NULL : flag
        reminds you = remind_at : time
        asks once more = follow_up_at : time
        set = set_at : time
        ended = ended_at : time
        """)
    static let concerns = RecordSection(
        "what did not sit well with you", from: "concern WHERE raised_by = $1 ORDER BY raised_at, id",
        """
        concern = id
        goes first to = goes_first
        what happened = happened
        what need it met = need
        an idea to put it right = repair
        what support would help = support
        raised = raised_at : time
        staff do not read it before = held_until : time
        how it stands = state
        ended = ended_at : time
        """)
    static let concernSteps = RecordSection(
        "what was done about that",
        from: """
            concern_step AS s JOIN concern AS c ON c.id = s.concern_id WHERE c.raised_by = $1
            ORDER BY s.done_at, s.concern_id, s.place
            """,
        """
        concern = s.concern_id
        what = s.event
        done by = CASE WHEN s.done_by IS NULL THEN 'the end of its hold' WHEN s.done_by = c.raised_by THEN 'you' \
        WHEN s.done_by = c.told THEN 'whom you told' ELSE 'the staff' END
        at = s.done_at : time
        """)
    static let goals = RecordSection(
        "your goals", from: "goal WHERE person_id = $1 ORDER BY set_at, id",
        """
        goal = id
        your own words = own_words
        kind = kind
        category = category
        state = state
        set = set_at : time
        last touched = touched_at : time
        look at it again on = review_on
        what else you said about it = thoughts : document
        suggested to you as = suggested_words
        changed from = changed_from
        wording for a licence or a payer, kept beside your words = plan_crosswalk
        """)
    static let steps = RecordSection(
        "steps you took",
        from: "goal_step AS s JOIN goal AS g ON g.id = s.goal_id WHERE g.person_id = $1 ORDER BY taken_at",
        "goal = s.goal_id\ntaken = taken_at : time\nyour words = words")
    static let ratings = RecordSection(
        "how your goals stand",
        from: "goal_rating AS r JOIN goal AS g ON g.id = r.goal_id WHERE g.person_id = $1 ORDER BY rated_at, goal_id",
        """
        goal = r.goal_id
        said by = CASE WHEN rated_by = person_id THEN 'you' ELSE 'the care team' END
        said = rated_at : time
        level = level : number
        importance = importance : number
        confidence = confidence : number
        """)
    static let deeds = RecordSection(
        "what was done with your goals at the desk",
        from: "goal_audit AS a JOIN goal AS g ON g.id = a.goal_id WHERE g.person_id = $1 ORDER BY at, goal_id",
        """
        goal = a.goal_id
        done by = CASE WHEN actor = person_id THEN 'you' ELSE 'the care team' END
        at = at : time
        what = deed
        why it was not done = refusal
        """)
    static let readings = RecordSection(
        "when somebody of the team looked at what is yours",
        from: "desk_reading WHERE person_id = $1 ORDER BY at, matter",
        "at = at : time\nwhat = matter\nwas refused = is_refused : flag")
    static let reviews = RecordSection(
        "reviews of your goals", from: "goal_review WHERE person_id = $1 ORDER BY ended_at",
        "how it ended = state\nended = ended_at : time")
    static let lastAnswer = RecordSection(
        "when you last answered", from: "last_answer WHERE person_id = $1", "at = at : time")
    static let quiet = RecordSection(
        "what reached you since then and is kept no longer itself",
        from: "quiet_trace WHERE person_id = $1 ORDER BY at, what", "what = what\nat = at : time")
    static let flags = RecordSection(
        "when an answer of yours asked for a person", from: "safety_flag WHERE person_id = $1 ORDER BY opened_at",
        "reference = reference\nstate = state\nopened = opened_at : time\nhow often somebody was told = notified : number"
    )
    static let signals = RecordSection(
        "the answers that did",
        from: "safety_signal AS s JOIN safety_flag AS f ON f.id = s.flag_id WHERE f.person_id = $1 ORDER BY at, number",
        "reference = f.reference\nat = at : time\nwhat it was = source\nquestion = question\nyour words = words")
    /// How it ended is told as far as it does not tell what the other person, or staff, did or said.
    static let pairs = RecordSection(
        "your pairs", from: "pairing WHERE newcomer = $1 OR mentor = $1 ORDER BY proposed_at, id",
        """
        you were = CASE WHEN newcomer = $1 THEN 'the newcomer' ELSE 'the mentor' END
        how it stands = \(state)
        proposed = proposed_at : time
        introduced = introduced_at : time
        what you had in common = CASE WHEN introduced_at IS NULL THEN '' ELSE reasons END
        what you did = \(deeds(of: "$1"))
        """)
    private static let state = """
        CASE WHEN state IN ('declined', 'declined_by_either', 'lapsed', 'withdrawn') THEN 'did not come about' \
        WHEN state IN ('closing', 'closed', 'ended', 'ended_for_safety') \
        THEN CASE WHEN introduced_at IS NULL THEN 'did not come about' ELSE 'ended' END \
        WHEN introduced_at IS NULL THEN 'under way' ELSE 'introduced' END
        """
    private static func deeds(of person: String) -> String {
        """
        (SELECT COUNT(*) FROM pairing_step AS d WHERE d.pairing_id = pairing.id AND d.done_by = \(person)) : number
        """
    }
    static let rest = RecordSection(
        "when you took nobody new as a mentor", from: "mentor_rest WHERE person_id = $1",
        "since = since : time\nuntil = lifted_at : time")
    static let messages = RecordSection(
        "messages to you", from: "message WHERE person_id = $1 ORDER BY created_at, id",
        """
        message = id
        which = message
        job = job_id
        for = purpose
        made = created_at : time
        not before = due_at : time
        state = state
        ended = finished_at : time
        channel = via
        attempts = attempts : number
        why = reason
        what was filled in = field_values : document
        what the platform calls it = receipt
        """)
    static let bodies = RecordSection(
        "what was sent, as far as it is still kept",
        from:
            "message_body AS b JOIN message AS m ON m.id = b.message_id WHERE m.person_id = $1 ORDER BY m.created_at, m.id",
        "message = b.message_id\nchannel = b.channel\naddress = b.address\nwhat went out = b.payload : bytes")
    static let attempts = RecordSection(
        "attempts to reach you that did not",
        from: """
            message_attempt AS a JOIN message AS m ON m.id = a.message_id WHERE m.person_id = $1 ORDER BY a.ended_at, m.id
            """, "message = a.message_id\nat = a.ended_at : time\nwhat happened = a.event\nwhy = a.reason")
    static let returns = RecordSection(
        "messages that came back",
        from:
            "message_return AS r JOIN message AS m ON m.id = r.message_id WHERE m.person_id = $1 ORDER BY r.returned_at",
        "message = r.message_id\nat = r.returned_at : time\nwhat came back = r.kind\nwhy = r.reason")
    static let moves = RecordSection(
        "addresses of yours that moved",
        from: """
            moved_address JOIN person AS p ON \(PersonalTables.hasAddress("p")) WHERE p.id = $1 ORDER BY moved_address.moved_at
            """, "from = moved_address.address\nto = moved_to\nat = moved_address.moved_at : time")
    static let leftOut = RecordSection(
        "when nothing was sent to you, and why",
        from:
            "left_out AS l LEFT JOIN run AS r ON r.id = l.run_id WHERE l.person_id = $1 ORDER BY r.nominal, l.step_id",
        "job = r.job_id\nat = r.nominal : time\nrule = l.gate\nwhy = l.reason")
    static let events = RecordSection(
        "what happened that jobs wait for", from: "event WHERE person_id = $1 ORDER BY happened_at, name",
        "what = name\nat = happened_at : time")
    static let runs = RecordSection(
        "runs that were for you",
        from: "run_person AS p JOIN run AS r ON r.id = p.run_id WHERE p.person_id = $1 ORDER BY r.nominal",
        "job = r.job_id\nat = r.nominal : time")
    static let waits = RecordSection(
        "runs that wait for you", from: "run_wait AS w JOIN run AS r ON r.id = w.run_id WHERE w.person_id = $1",
        "job = r.job_id\nfor = w.event")
}
