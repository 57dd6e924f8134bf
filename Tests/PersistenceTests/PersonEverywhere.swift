import Community
import Persistence
import Scheduling

/// A store in which one person has left something in every table that can hold anything about anybody.
struct PersonEverywhere: Sendable {
    static let id = MemberID("quinta-7")
    static let name = "Quintanilha"
    static let words = "meu jardim secreto"
    static let address = "qq@example.org"
    static let joana = MemberID("joana")
    static let maria = MemberID("maria")

    let store: Store
    let database: any SQLDatabase

    /// `flag`: How the safety flag about the person stands.
    init(_ place: TestedStore, flag: String = "closed") async throws {
        database = try place.database()
        let now = TestedStore.now
        store = try await Store.open(database, name: place.name, now: now)
        var person = Member(
            id: Self.id, preferredName: Self.name, languages: ["pt"], timeZone: "Europe/Lisbon",
            roles: [.member, .mentor],
            cohorts: [CohortStay(Self.words)], joinedOn: CivilDate(iso8601: "2020-01-01"), interests: [Self.words],
            capacity: 2,
            contact: ContactPoint(channel: "email", address: Self.address),
            fallbacks: [ContactPoint(channel: "sms", address: Self.address)], consents: [.pairing, .checkIn])
        person.pairing.tags = ["secreto"]
        var joana = Member(id: Self.joana, preferredName: "Joana", capacity: 2, consents: [.pairing])
        joana.pairing.wishes = [Self.id, MemberID("rui")]
        let others = [
            Member(id: MemberID("rui"), preferredName: "Rui", consents: [.pairing]), joana,
            Member(id: Self.maria, preferredName: "Maria", roles: [.counselor]),
        ]
        _ = try await store.importRoster(
            [person] + others, doNotPair: [MemberPair(Self.id, MemberID("rui"))], at: now)
        _ = try await store.setConsent(
            .checkIn, of: Self.joana, .give, form: nil, on: CivilDate(daysSince1970: 18_000), how: .paper,
            by: Self.id.rawValue, at: now)
        let sql = Self.rows(flag: flag)
        try await database.write { connection in
            try connection.script(sql)
            for message in ["m1", "m3"] {
                try connection.execute(
                    """
                    INSERT INTO message_body (message_id, channel, address, parts_sent, may_have_arrived, payload)
                    VALUES ($1, 'email', $2, 1, 0, $3)
                    """,
                    [
                        .text(message), .text(message == "m1" ? Self.address : "joana@example.org"),
                        .bytes(Array("Olá \(Self.name)".utf8)),
                    ])
            }
        }
    }

    /// One row and more for each table, as SQL of both databases.
    private static func rows(flag: String) -> String {
        let messages = [
            ("m1", "quinta-7", "delivered", "5", "", #"{"goal":"meu jardim secreto"}"#),
            ("m2", "quinta-7", "queued", "NULL", "y", "{}"), ("m7", "quinta-7", "sending", "NULL", "x", "{}"),
            ("m3", "joana", "delivered", "5", "", #"{"mentor.preferred_name":"Quintanilha"}"#),
            ("m4", "joana", "queued", "NULL", "pair1", #"{"other.preferred_name":"Quintanilha"}"#),
            ("m5", "maria", "delivered", "5", "quinta-7 rests since 5", #"{"see":"list"}"#),
        ].map { id, person, state, finished, part, values in
            """
            INSERT INTO message (id, run_id, job_id, step_id, part, person_id, channel, via, message, field_values, class,
                thread, ignores_quiet_hours, outside_audience, state, due_at, attempts, attempts_elsewhere, tried,
                expires_at, created_at, finished_at, epoch, reason, receipt)
            VALUES ('\(id)', 'run1', 'j', 's', '\(part)', '\(person)', 'email', 'email', 'x', '\(values)', 'reminder', '',
                0, 0, '\(state)', 0, 1, 0, '', 9000000000000, 0, \(finished), 1, 'it went to quinta-7.', 'r1');
            """
        }
        return messages.joined(separator: "\n") + """

            INSERT INTO ask (id, kind, person_id, subject, questionnaire, questionnaire_version, run_id, step_id, asked_at,
                expires_at, state, answered_at, snoozes, changed)
            VALUES ('ask1', 'check-in', 'quinta-7', NULL, 'q', 'v', 'run1', 's', 0, 1, 'answered', 1, 0, '{"changes":[]}'),
                ('ask2', 'pair-follow-up', 'quinta-7', 'pair1', NULL, NULL, 'run1', 's', 0, 9000000000000, 'open', NULL, 0,
                NULL),
                ('ask3', 'pair-follow-up', 'joana', 'pair1', NULL, NULL, 'run1', 's', 0, 9000000000000, 'open', NULL, 0,
                NULL);
            INSERT INTO answer (ask_id, question, value, visibility, answered_at)
            VALUES ('ask1', 'high', 'meu jardim secreto', 'me', 1), ('ask1', 'mood', '7', 'care_team', 1);
            INSERT INTO score (ask_id, variant, value, band, missing) VALUES ('ask1', 'v', 3, 'b', 0);
            INSERT INTO last_answer (person_id, at) VALUES ('quinta-7', 1);
            INSERT INTO quiet_trace (person_id, at, what, ends_at) VALUES ('quinta-7', 2, 'ask0', 3);
            INSERT INTO preference (person_id, name, value) VALUES ('quinta-7', 'trend', 'off');
            INSERT INTO goal (id, person_id, own_words, kind, state, set_at, touched_at, thoughts, suggested_by,
                plan_crosswalk)
            VALUES ('g1', 'quinta-7', 'meu jardim secreto', 'aim', 'active', 0, 0, '{"nextStep":"secreto"}', 'maria', 'secreto'),
                ('g2', 'joana', 'walk', 'aim', 'active', 0, 0, '{}', 'quinta-7', '');
            INSERT INTO goal_step (goal_id, taken_at, words) VALUES ('g1', 0, 'secreto');
            INSERT INTO goal_rating (goal_id, rated_by, rated_at, level)
            VALUES ('g1', 'quinta-7', 0, 1), ('g1', 'maria', 0, 2), ('g2', 'quinta-7', 0, 0);
            INSERT INTO goal_audit (goal_id, at, actor, deed, refusal)
            VALUES ('g1', 0, 'quinta-7', 'rest', NULL), ('g2', 0, 'quinta-7', 'achieve', 'it is not of quinta-7');
            INSERT INTO desk_reading (person_id, at, reader, matter, is_refused)
            VALUES ('quinta-7', 0, 'maria', 'timeline', 0), ('joana', 0, 'quinta-7', 'stage', 1);
            INSERT INTO goal_review (ask_id, person_id, state, ended_at) VALUES ('ask1', 'quinta-7', 'held', 1);
            INSERT INTO pairing (id, newcomer, mentor, state, reasons, explanation, proposed_at, decided_by, changed_at,
                introduced_at, end_reason)
            VALUES ('pair1', 'quinta-7', 'joana', 'active', 'secreto', '{"common":["secreto"]}', 0, 'maria', 0, 1, NULL),
                ('pair2', 'rui', 'joana', 'closed', '', '{"alternatives":[{"mentor":"quinta-7"}]}', 0, 'quinta-7', 0, NULL,
                'quinta-7 said so');
            INSERT INTO pairing_step (pairing_id, place, event, state, done_by, reason, done_at)
            VALUES ('pair1', 1, 'propose', 'active', 'quinta-7', 'for quinta-7', 0);
            INSERT INTO do_not_pair (first, second, kind, set_by, set_at)
            VALUES ('joana', 'quinta-7', 'safetyOrder', 'quinta-7', 0);
            INSERT INTO pair_history (first, second, said_no_at, is_never) VALUES ('joana', 'quinta-7', 0, 1);
            INSERT INTO mentor_rest (person_id, since, set_by) VALUES ('quinta-7', 0, 'maria'), ('rui', 0, 'quinta-7');
            INSERT INTO safety_flag (id, reference, person_id, state, opened_at, climbed, notified, acknowledged_by)
            VALUES ('f1', 'F1', 'quinta-7', '\(flag)', 0, 0, 1, 'maria'), ('f2', 'F2', 'joana', 'closed', 0, 0, 1, 'quinta-7');
            INSERT INTO safety_signal (flag_id, number, at, source, question, words)
            VALUES ('f1', 0, 0, 'words', 'high', 'secreto');
            INSERT INTO safety_step (flag_id, number, at, event, who, note)
            VALUES ('f1', 0, 0, 'notify', 'maria', 'Quintanilha is well'),
                ('f2', 0, 0, 'notify', 'maria quinta-7', 'quinta-7 called');
            INSERT INTO run (id, job_id, job_revision, cause, trigger_id, nominal, zone, state, reason, page_cursor, due_at,
                inputs, concurrency_group, created_at)
            VALUES ('run1', 'j', '1', 'manual', 't', 0, '', 'waiting', 'it waits for quinta-7', 'quinta-7', 9000000000000,
                '{"newcomer":"quinta-7"}', 'j quinta-7', 0);
            INSERT INTO run_attempt (run_id, epoch, owner, started_at, ended_at, outcome, reason)
            VALUES ('run1', 1, 'o', 0, 0, 'failed', 'no channel of quinta-7, it says');
            INSERT INTO step (run_id, step_id, state, reason, outputs, started_at)
            VALUES ('run1', 's', 'done', 'quinta-7: done', '{"round":["{\\"newcomer\\":\\"quinta-7\\"}"]}', 0);
            INSERT INTO commitment (id, person_id, words, shared_with, set_at)
            VALUES ('c1', 'quinta-7', 'meu jardim secreto', 'joana', 0), ('c2', 'joana', 'walk', 'quinta-7', 0);
            INSERT INTO concern (id, raised_by, goes_first, told, happened, need, repair, support, raised_at, held_until, state,
                taken_by)
            VALUES ('k1', 'quinta-7', 'peer', 'joana', 'meu jardim secreto', 'secreto', '', '', 0, 0, 'taken', 'maria'),
                ('k2', 'joana', 'peer', 'quinta-7', 'noise', '', '', '', 0, 0, 'held', NULL),
                ('k3', 'rui', 'team', NULL, 'noise', '', '', '', 0, 0, 'taken', 'quinta-7');
            INSERT INTO concern_step (concern_id, place, event, state, done_by, done_at)
            VALUES ('k1', 1, 'raise', 'held', 'quinta-7', 0), ('k2', 1, 'hear', 'heard', 'quinta-7', 0);
            INSERT INTO peer_contact (first, second, at) VALUES ('joana', 'quinta-7', 0);
            INSERT INTO received_reply (channel, id, received_at, person_id, sender, ask_id, state, cause, words, done_by)
            VALUES ('sms', 'w1', 0, 'quinta-7', 'qq@example.org', 'ask1', 'waiting', 'unread', 'meu jardim secreto', NULL),
                ('sms', 'w2', 0, 'joana', 'joana-1', NULL, 'read', NULL, NULL, 'quinta-7');
            INSERT INTO left_out (run_id, step_id, person_id, gate, reason)
            VALUES ('run1', 's', 'quinta-7', 'paused', 'paused'), ('run1', 's', 'rui', 'x', 'waits for quinta-7');
            INSERT INTO event (run_id, step_id, name, person_id, happened_at) VALUES ('', 'quinta-7', 'joined', 'quinta-7', 0);
            INSERT INTO run_person (run_id, person_id) VALUES ('run1', 'quinta-7');
            INSERT INTO run_wait (run_id, event, person_id) VALUES ('run1', 'e', 'quinta-7');
            INSERT INTO message_attempt (message_id, epoch, ended_at, event, reason)
            VALUES ('m1', 1, 0, 'failedForNow', 'qq@example.org was busy');
            INSERT INTO message_return (message_id, kind, returned_at, reason)
            VALUES ('m1', 'bounced', 0, 'qq@example.org is unknown');
            INSERT INTO moved_address (channel, address, moved_to, moved_at)
            VALUES ('email', 'old-qq@example.org', 'qq@example.org', 0);
            INSERT INTO delivery_bucket (channel, person_id, trips, notices, reason)
            VALUES ('email', 'quinta-7', 0, 0, 'quinta-7 waits');
            """
    }

    /// The tables with their columns of text or bytes, as the database itself tells.
    static func columns(of database: any SQLDatabase, _ driver: TestedDriver) async throws -> [String: [String]] {
        try await database.read { connection in
            var found: [String: [String]] = [:]
            for table in try connection.rows(connection.tableNames, [], { $0.text(0) }) {
                let sql =
                    driver == .sqlite
                    ? "SELECT name, type FROM pragma_table_info($1)"
                    : """
                    SELECT column_name, data_type FROM information_schema.columns
                    WHERE table_schema = current_schema() AND table_name = $1
                    """
                found[table] = try connection.rows(sql, [.text(table)]) {
                    (name: $0.text(0), type: $0.text(1).uppercased())
                }
                .filter { ["TEXT", "BLOB", "BYTEA"].contains($0.type) }.map(\.name)
            }
            return found
        }
    }

    /// `table.column` of every cell of the store in which one of `needles` stands.
    func places(of needles: [String], _ driver: TestedDriver) async throws -> Set<String> {
        let columns = try await Self.columns(of: database, driver)
        return try await database.read { connection in
            var places: Set<String> = []
            for (table, names) in columns {
                for name in names {
                    let cells = try connection.rows("SELECT \(name) FROM \(table)", []) { row -> String in
                        ["payload", "bytes"].contains(name)
                            ? String(decoding: row.optionalBytes(0) ?? [], as: UTF8.self) : row.text(0)
                    }
                    if cells.contains(where: { cell in needles.contains { cell.contains($0) } }) {
                        places.insert("\(table).\(name)")
                    }
                }
            }
            return places
        }
    }
}
