-- Times are milliseconds since 1970, dates ISO texts, sets texts joined by '|'.
-- Written in what SQLite and PostgreSQL share; a driver's dialect replaces types and table options.

CREATE TABLE program_key (
    name TEXT NOT NULL PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE person (
    id TEXT NOT NULL PRIMARY KEY,
    preferred_name TEXT NOT NULL,
    languages TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    roles TEXT NOT NULL,
    staff_kind TEXT,
    stage TEXT NOT NULL,
    stage_since INTEGER,
    ended_at INTEGER,
    -- Each with its days, as a roster writes them: autumn 2026-09-21..2026-12-18.
    cohorts TEXT NOT NULL,
    joined_on TEXT,
    interests TEXT NOT NULL,
    capacity INTEGER NOT NULL,
    channel TEXT,
    address TEXT,
    fallbacks TEXT NOT NULL,
    contact_health TEXT NOT NULL,
    quiet_from INTEGER,
    quiet_to INTEGER,
    consents TEXT NOT NULL,
    paused_until INTEGER,
    stopped_at INTEGER,
    moved_from TEXT,
    moved_at INTEGER,
    pairing_profile TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    -- What a roster said last of the stage, a pause and a stop.
    listed TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX person_moved ON person (moved_from, id) WHERE moved_at IS NOT NULL;
CREATE INDEX person_moved_at ON person (moved_at) WHERE moved_at IS NOT NULL;
CREATE INDEX person_ended ON person (ended_at) WHERE ended_at IS NOT NULL;
-- No two people whose ids differ in capitals alone: a list means the same one by both.
CREATE UNIQUE INDEX person_by_folded_id ON person (lower(id));
CREATE INDEX person_by_zone ON person (time_zone, id);
-- By what an address says without case, spaces and punctuation, as those who write back spell it otherwise.
CREATE INDEX person_by_address ON person (
    channel, lower(replace(replace(replace(replace(replace(replace(replace(
        address, ' ', ''), '-', ''), '.', ''), '/', ''), '(', ''), ')', ''), '+', '')));
CREATE INDEX person_with_fallbacks ON person (id) WHERE fallbacks <> '';

-- What people were asked to agree to, and what became of it; who agrees anew has a new row. `person.consents` holds the last
-- one to each purpose, which is all that the gates ask. `ends` is a day, 'leaving' or 'none'.
CREATE TABLE consent (
    person_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    noted_at INTEGER NOT NULL,
    version TEXT NOT NULL,
    form TEXT NOT NULL,
    state TEXT NOT NULL,
    noted_by TEXT NOT NULL,
    how TEXT NOT NULL,
    signed_on TEXT,
    ends TEXT NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (person_id, purpose, noted_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX consent_ends ON consent (ends) WHERE state = 'given' AND ends < 'a';

-- The texts that people agreed to, as they were.
CREATE TABLE consent_form (
    digest TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    version TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Two people in no order who must not be paired: at one's own wish (`preference`, theirs to know), or ordered by staff
-- (`safetyOrder`, theirs alone to know).
CREATE TABLE do_not_pair (
    first TEXT NOT NULL,
    second TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'preference',
    set_by TEXT,
    set_at INTEGER,
    until_at INTEGER,
    PRIMARY KEY (first, second, kind)
) STRICT, WITHOUT ROWID;

-- That somebody was erased: no more than a pseudonym, by which they are known if they come back, and who did it.
CREATE TABLE erasure (
    pseudonym TEXT NOT NULL PRIMARY KEY,
    erased_at INTEGER NOT NULL,
    erased_by TEXT NOT NULL,
    returned_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX erasure_by_time ON erasure (erased_at);

-- What was between two people, in no order. It stays when one of them goes, and then has a pseudonym for them.
CREATE TABLE pair_history (
    first TEXT NOT NULL,
    second TEXT NOT NULL,
    said_no_at INTEGER,
    ended_at INTEGER,
    is_never INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (first, second)
) STRICT, WITHOUT ROWID;

-- That two people, in no order, were in contact, as somebody kept it.
CREATE TABLE peer_contact (
    first TEXT NOT NULL,
    second TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (first, second, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX peer_contact_at ON peer_contact (at);

-- Mentors who take nobody new for a while.
CREATE TABLE mentor_rest (
    person_id TEXT NOT NULL PRIMARY KEY,
    since INTEGER NOT NULL,
    set_by TEXT,
    lifted_at INTEGER,
    lifted_by TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE goal (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL,
    own_words TEXT NOT NULL,
    kind TEXT NOT NULL,
    category TEXT,
    state TEXT NOT NULL,
    set_at INTEGER NOT NULL,
    touched_at INTEGER NOT NULL,
    review_on TEXT,
    thoughts TEXT NOT NULL,
    suggested_words TEXT,
    suggested_by TEXT,
    changed_from TEXT,
    plan_crosswalk TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX goal_by_person ON goal (person_id, set_at);

CREATE TABLE goal_step (
    goal_id TEXT NOT NULL,
    taken_at INTEGER NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (goal_id, taken_at, words)
) STRICT, WITHOUT ROWID;

CREATE TABLE goal_rating (
    goal_id TEXT NOT NULL,
    rated_by TEXT NOT NULL,
    rated_at INTEGER NOT NULL,
    level INTEGER,
    importance INTEGER,
    confidence INTEGER,
    PRIMARY KEY (goal_id, rated_by, rated_at)
) STRICT, WITHOUT ROWID;

-- How a review of goals ended; one that is invited or closed is told by its ask alone.
CREATE TABLE goal_review (
    ask_id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL,
    state TEXT NOT NULL,
    ended_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX goal_review_by_person ON goal_review (person_id, ended_at);

-- Who tried to do what with whose goal at the desk, and whether it was done.
CREATE TABLE goal_audit (
    goal_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    deed TEXT NOT NULL,
    refusal TEXT,
    PRIMARY KEY (goal_id, at, actor, deed)
) STRICT, WITHOUT ROWID;

-- Who read at the desk what is another's, or was refused it; `person_id` is empty for a list.
CREATE TABLE desk_reading (
    person_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    reader TEXT NOT NULL,
    matter TEXT NOT NULL,
    is_refused INTEGER NOT NULL,
    PRIMARY KEY (person_id, at, reader, matter)
) STRICT, WITHOUT ROWID;

-- What people mean to do, in their own words; one at a time, and theirs and the chosen peer's alone.
CREATE TABLE commitment (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL,
    words TEXT NOT NULL,
    shared_with TEXT,
    remind_at INTEGER,
    follow_up_at INTEGER,
    set_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX commitment_one ON commitment (person_id) WHERE ended_at IS NULL;
CREATE INDEX commitment_shared ON commitment (shared_with) WHERE ended_at IS NULL AND shared_with IS NOT NULL;

-- What did not sit well with somebody, in their own words; whom it goes to first, and until when staff read nothing of it.
CREATE TABLE concern (
    id TEXT NOT NULL PRIMARY KEY,
    raised_by TEXT NOT NULL,
    goes_first TEXT NOT NULL,
    told TEXT,
    happened TEXT NOT NULL,
    need TEXT NOT NULL,
    repair TEXT NOT NULL,
    support TEXT NOT NULL,
    raised_at INTEGER NOT NULL,
    held_until INTEGER NOT NULL,
    state TEXT NOT NULL,
    taken_by TEXT,
    ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX concern_by_raiser ON concern (raised_by, raised_at);
CREATE UNIQUE INDEX concern_one_between ON concern (raised_by, told) WHERE told IS NOT NULL AND ended_at IS NULL;
CREATE INDEX concern_told ON concern (told, raised_at) WHERE told IS NOT NULL;
CREATE INDEX concern_standing ON concern (held_until, id) WHERE ended_at IS NULL;
CREATE INDEX concern_ended ON concern (ended_at, id) WHERE ended_at IS NOT NULL;

-- What happened to each concern, from its raising on; nobody's id where a hold ended by itself.
CREATE TABLE concern_step (
    concern_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    event TEXT NOT NULL,
    state TEXT NOT NULL,
    done_by TEXT,
    done_at INTEGER NOT NULL,
    PRIMARY KEY (concern_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE pairing (
    id TEXT NOT NULL PRIMARY KEY,
    newcomer TEXT NOT NULL,
    mentor TEXT NOT NULL,
    state TEXT NOT NULL,
    reasons TEXT NOT NULL,
    explanation TEXT NOT NULL,
    proposed_at INTEGER NOT NULL,
    decided_by TEXT,
    decided_at INTEGER,
    changed_at INTEGER NOT NULL,
    introduced_at INTEGER,
    end_reason TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX pairing_one_open ON pairing (newcomer)
    WHERE state IN ('proposed', 'approved', 'asking_newcomer', 'asking_mentor', 'accepted', 'introduced', 'met',
        'active', 'on_hold');
CREATE INDEX pairing_by_mentor ON pairing (mentor, state);
CREATE INDEX pairing_by_newcomer ON pairing (newcomer, changed_at);

-- What happened to each pair, from its proposal on.
CREATE TABLE pairing_step (
    pairing_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    event TEXT NOT NULL,
    state TEXT NOT NULL,
    done_by TEXT,
    reason TEXT,
    done_at INTEGER NOT NULL,
    PRIMARY KEY (pairing_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE decision_request (
    run_id TEXT NOT NULL,
    step_id TEXT NOT NULL,
    pairing_id TEXT NOT NULL,
    until INTEGER NOT NULL,
    on_expire TEXT NOT NULL,
    PRIMARY KEY (run_id, step_id, pairing_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_request_by_pairing ON decision_request (pairing_id);

CREATE TABLE ask (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    person_id TEXT NOT NULL,
    subject TEXT,
    questionnaire TEXT,
    questionnaire_version TEXT,
    run_id TEXT NOT NULL,
    step_id TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    answered_at INTEGER,
    snoozes INTEGER NOT NULL DEFAULT 0,
    -- A digest of the form that was kept last: the same one sent twice is one reply.
    form TEXT,
    -- 1 once the message that brought it is removed, where that had arrived.
    reached INTEGER NOT NULL DEFAULT 0,
    -- What its answer changed of the person's own choices, and what stood before, as long as it can be put back.
    changed TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX ask_by_person ON ask (person_id, asked_at);
CREATE UNIQUE INDEX ask_once ON ask (run_id, step_id, person_id, kind, COALESCE(subject, ''));
-- Of one meeting each person is asked once, whichever jobs ask.
CREATE UNIQUE INDEX ask_reflection ON ask (person_id, subject) WHERE kind = 'reflection';
CREATE INDEX ask_about ON ask (subject, person_id, asked_at) WHERE subject IS NOT NULL;
CREATE INDEX ask_of_goals ON ask (person_id, asked_at) WHERE kind = 'goal-review';
CREATE INDEX ask_of_welcome ON ask (person_id) WHERE kind = 'welcome';

CREATE TABLE answer (
    ask_id TEXT NOT NULL,
    question TEXT NOT NULL,
    value TEXT NOT NULL,
    visibility TEXT NOT NULL,
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (ask_id, question)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_given ON answer (answered_at, ask_id, question);

-- Replies that channels' platforms passed on, each once; what they said is kept here only while somebody has to read it.
CREATE TABLE received_reply (
    channel TEXT NOT NULL,
    id TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    written_at INTEGER,
    person_id TEXT,
    sender TEXT,
    ask_id TEXT,
    state TEXT NOT NULL,
    cause TEXT,
    words TEXT,
    done_by TEXT,
    done_at INTEGER,
    PRIMARY KEY (channel, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX received_reply_waiting ON received_reply (received_at) WHERE state = 'waiting';
CREATE INDEX received_reply_received ON received_reply (received_at, channel, id);

-- When each person last answered anything, so that what they were asked since is found without going through the rest.
CREATE TABLE last_answer (
    person_id TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What reached people since they last answered anything, of what is removed itself: check-ins, by their ids and with the
-- end of their windows, and messages that kept in touch, by their names. An answer removes it.
CREATE TABLE quiet_trace (
    person_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    ends_at INTEGER,
    PRIMARY KEY (person_id, at, what)
) STRICT, WITHOUT ROWID;

-- What an instrument's answers came to, by the way of scoring.
CREATE TABLE score (
    ask_id TEXT NOT NULL,
    variant TEXT NOT NULL,
    value INTEGER NOT NULL,
    band TEXT,
    missing INTEGER NOT NULL,
    PRIMARY KEY (ask_id, variant)
) STRICT, WITHOUT ROWID;

-- The questions as they were when somebody was asked.
CREATE TABLE questionnaire_version (
    version TEXT NOT NULL PRIMARY KEY,
    questionnaire TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What people chose for themselves, besides what the roster says.
CREATE TABLE preference (
    person_id TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (person_id, name)
) STRICT, WITHOUT ROWID;

-- That an answer asks for a person; kept until somebody closes it, and after.
CREATE TABLE safety_flag (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    person_id TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    climbed INTEGER NOT NULL,
    notified INTEGER NOT NULL,
    next_at INTEGER,
    acknowledged_by TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX safety_flag_open ON safety_flag (person_id) WHERE state <> 'closed';
CREATE INDEX safety_flag_next ON safety_flag (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE safety_signal (
    flag_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    source TEXT NOT NULL,
    ask_id TEXT,
    question TEXT,
    words TEXT,
    PRIMARY KEY (flag_id, number)
) STRICT, WITHOUT ROWID;

-- What was done about a flag, by whom.
CREATE TABLE safety_step (
    flag_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    who TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (flag_id, number)
) STRICT, WITHOUT ROWID;

-- When a process last began to use each text of a job; noted again each day.
CREATE TABLE job_version (
    revision TEXT NOT NULL PRIMARY KEY,
    job_id TEXT NOT NULL,
    file TEXT NOT NULL,
    source TEXT NOT NULL,
    used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE schedule (
    job_id TEXT NOT NULL,
    trigger_id TEXT NOT NULL,
    zone TEXT NOT NULL,
    definition TEXT NOT NULL,
    watermark INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (job_id, trigger_id, zone)
) STRICT, WITHOUT ROWID;

-- A claim is the most frequent write, and cheap as long as no index names a column that it changes, in its columns or
-- its condition: PostgreSQL then writes no index at all (a heap-only update). So indexes ask `is_open`, which only the end
-- of a run changes, and never `state`.
CREATE TABLE run (
    id TEXT NOT NULL PRIMARY KEY,
    job_id TEXT NOT NULL,
    job_revision TEXT NOT NULL,
    cause TEXT NOT NULL,
    trigger_id TEXT NOT NULL,
    nominal INTEGER NOT NULL,
    zone TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    missed INTEGER NOT NULL DEFAULT 0,
    step_index INTEGER NOT NULL DEFAULT 0,
    page_cursor TEXT NOT NULL DEFAULT '',
    due_at INTEGER NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    lapses INTEGER NOT NULL DEFAULT 0,
    waits INTEGER NOT NULL DEFAULT 0,
    epoch INTEGER NOT NULL DEFAULT 0,
    lease_owner TEXT,
    lease_until INTEGER,
    claimed_at INTEGER,
    woken INTEGER NOT NULL DEFAULT 0,
    inputs TEXT NOT NULL DEFAULT '{}',
    priority INTEGER NOT NULL DEFAULT 1,
    concurrency_group TEXT NOT NULL,
    unique_key TEXT,
    deadline INTEGER,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    -- 1 while ready, running or waiting, 0 when it has ended.
    is_open INTEGER NOT NULL DEFAULT 1,
    -- Its concurrency group while it runs.
    running_group TEXT,
    -- The last step, when all there is to say of it is that it was done when the run ended; it has no row in `step` then.
    ended_by TEXT,
    CHECK ((is_open = 1) = (state IN ('ready', 'running', 'waiting'))),
    CHECK ((running_group IS NOT NULL) = (state = 'running' AND concurrency_group <> ''))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX run_one_per_tick ON run (job_id, nominal, zone) WHERE cause NOT IN ('manual', 'event');
CREATE INDEX run_by_job ON run (job_id, nominal) WHERE cause IN ('manual', 'event');
CREATE UNIQUE INDEX run_one_running ON run (running_group) WHERE running_group IS NOT NULL;
CREATE UNIQUE INDEX run_unique ON run (unique_key) WHERE unique_key IS NOT NULL AND is_open = 1;
CREATE INDEX run_due ON run (priority, job_id, due_at, id) WHERE is_open = 1;
CREATE INDEX run_overdue ON run (deadline, id) WHERE deadline IS NOT NULL AND is_open = 1;
CREATE INDEX run_ended ON run (created_at, id) WHERE is_open = 0;
CREATE INDEX run_in_group ON run (concurrency_group) WHERE concurrency_group <> '' AND is_open = 1;

-- How each claim of a run ended that did not go well; the steps tell of the others.
CREATE TABLE run_attempt (
    run_id TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    owner TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (run_id, epoch)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_attempt_ended ON run_attempt (ended_at, run_id, epoch);

-- When each job with a rate limit has used up what it was allowed (the theoretical arrival time of ITU-T I.371).
CREATE TABLE rate_limit (
    job_id TEXT NOT NULL PRIMARY KEY,
    used_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE node (
    owner TEXT NOT NULL PRIMARY KEY,
    version TEXT NOT NULL,
    files TEXT NOT NULL,
    jobs TEXT NOT NULL,
    serving INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE node_lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    term INTEGER NOT NULL,
    acquired_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- When each piece of housekeeping was last done.
CREATE TABLE chore (
    name TEXT NOT NULL PRIMARY KEY,
    done_at INTEGER NOT NULL,
    removed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE step (
    run_id TEXT NOT NULL,
    step_id TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    outputs TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    PRIMARY KEY (run_id, step_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE left_out (
    run_id TEXT NOT NULL,
    step_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    gate TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (run_id, step_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    run_id TEXT NOT NULL,
    step_id TEXT NOT NULL,
    name TEXT NOT NULL,
    person_id TEXT NOT NULL,
    happened_at INTEGER NOT NULL,
    taken_at INTEGER,
    PRIMARY KEY (run_id, step_id, name, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_by_name ON event (name, happened_at);
CREATE INDEX event_waiting ON event (name, person_id) WHERE taken_at IS NULL;
CREATE INDEX event_happened ON event (happened_at, run_id, step_id, name, person_id);

CREATE TABLE run_person (
    run_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    PRIMARY KEY (run_id, person_id)
) STRICT, WITHOUT ROWID;

-- The event that each waiting run is woken by, about one person or, when that is empty, about anybody.
CREATE TABLE run_wait (
    run_id TEXT NOT NULL PRIMARY KEY,
    event TEXT NOT NULL,
    person_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX run_wait_by_event ON run_wait (event);

CREATE TABLE job_pause (
    job_id TEXT NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER,
    PRIMARY KEY (job_id, from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
    id TEXT NOT NULL PRIMARY KEY,
    run_id TEXT NOT NULL,
    job_id TEXT NOT NULL,
    step_id TEXT NOT NULL,
    part TEXT NOT NULL,
    person_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    via TEXT NOT NULL,
    message TEXT NOT NULL,
    field_values TEXT NOT NULL,
    ask_id TEXT,
    purpose TEXT,
    class TEXT NOT NULL,
    thread TEXT NOT NULL,
    replaces TEXT,
    ignores_quiet_hours INTEGER NOT NULL,
    outside_audience INTEGER NOT NULL,
    state TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    attempts_elsewhere INTEGER NOT NULL,
    tried TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    quiet_until INTEGER,
    finished_at INTEGER,
    epoch INTEGER NOT NULL,
    lease_owner TEXT,
    lease_until INTEGER,
    digest_id TEXT,
    held_for TEXT,
    fallback_language TEXT,
    takes_back TEXT,
    full_since INTEGER,
    receipt TEXT,
    reason TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX message_due ON message (via, due_at, id) WHERE state IN ('queued', 'deferred', 'retrying');
CREATE INDEX message_staff_due ON message (via, due_at, id)
    WHERE purpose IS NULL AND state IN ('queued', 'deferred', 'retrying');
CREATE INDEX message_in_flight ON message (person_id, via, lease_until) WHERE state = 'sending';
CREATE INDEX message_in_thread ON message (person_id, via, thread, created_at, id)
    WHERE thread <> '' AND state IN ('queued', 'deferred', 'retrying', 'sending', 'bundled');
CREATE INDEX message_held ON message (held_for) WHERE state = 'held';
CREATE INDEX message_digest ON message (digest_id) WHERE digest_id IS NOT NULL;
CREATE INDEX message_by_person ON message (person_id, created_at);
CREATE UNIQUE INDEX message_once ON message (run_id, step_id, person_id, channel, part);
CREATE INDEX message_finished ON message (finished_at, id) WHERE finished_at IS NOT NULL;
CREATE INDEX message_with_body ON message (finished_at, id) WHERE finished_at IS NOT NULL AND field_values <> '';

-- The platform's bytes of messages, apart: they are written once, and the message several times. may_have_arrived is 1
-- from the first attempt on of which nobody knows how it ended.
CREATE TABLE message_body (
    message_id TEXT NOT NULL PRIMARY KEY,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    parts_sent INTEGER NOT NULL,
    may_have_arrived INTEGER NOT NULL,
    payload BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Addresses that a platform has given another name: what is for the old one goes to the new one.
CREATE TABLE moved_address (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    moved_to TEXT NOT NULL,
    moved_at INTEGER NOT NULL,
    PRIMARY KEY (channel, address)
) STRICT, WITHOUT ROWID;

-- How an endpoint stands, by the first of the channels that share it, or one person at it: until when nothing goes, and
-- what its pace is used up until (the theoretical arrival time of ITU-T I.371). A generation begins each time that a person
-- enables it. The row without names is the turn in which nodes claim messages.
CREATE TABLE delivery_bucket (
    channel TEXT NOT NULL,
    person_id TEXT NOT NULL,
    paused_until INTEGER,
    used_until INTEGER,
    trips INTEGER NOT NULL,
    failing_since INTEGER,
    disabled_at INTEGER,
    reason TEXT,
    notices INTEGER NOT NULL,
    noticed_at INTEGER,
    generation INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (channel, person_id)
) STRICT, WITHOUT ROWID;
INSERT INTO delivery_bucket (channel, person_id, trips, notices) VALUES ('', '', 0, 0);

-- How attempts ended that delivered nothing; the message itself tells of the one that did.
CREATE TABLE message_attempt (
    message_id TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    event TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (message_id, epoch)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_attempt_ended ON message_attempt (ended_at, message_id, epoch);

-- What came back after a message had been taken; each kind once.
CREATE TABLE message_return (
    message_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    returned_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (message_id, kind)
) STRICT, WITHOUT ROWID;
