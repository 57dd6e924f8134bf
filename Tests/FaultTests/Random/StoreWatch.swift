import Persistence

/// Watches the store from inside, by triggers of the database, whatever texts the engine's statements have.
///
/// What must never be seen is written to a table, in the transaction that did it.
enum StoreWatch {
    /// Begins to watch.
    static func begin(on database: any SQLDatabase, isPostgreSQL: Bool) async throws {
        try await database.write { connection in
            try connection.script(
                """
                CREATE TABLE seen (what TEXT NOT NULL, run_id TEXT NOT NULL);
                CREATE TABLE step_end (run_id TEXT NOT NULL, step_id TEXT NOT NULL, times INTEGER NOT NULL,
                    PRIMARY KEY (run_id, step_id));
                """)
            try connection.script(isPostgreSQL ? postgresql : sqlite)
        }
    }

    /// What was seen that must not be.
    static func seen(by database: any SQLDatabase) async throws -> [String] {
        try await database.read { connection in
            try connection.rows("SELECT what, run_id FROM seen ORDER BY run_id, what LIMIT 20", []) {
                "\($0.text(1)): \($0.text(0))"
            }
                + connection.rows(
                    "SELECT run_id, step_id, times FROM step_end WHERE times > 1 ORDER BY run_id LIMIT 20", []
                ) { "\($0.text(0)): step '\($0.text(1))' was committed \($0.count(2)) times" }
        }
    }

    /// By what must not be seen: the condition on the rows before and after.
    private static let rules: [(what: String, condition: String)] = [
        ("its epoch went back", "new.epoch < old.epoch"),
        (
            "it had ended and lived again",
            "old.state IN ('succeeded', 'failed', 'cancelled', 'skipped') AND new.state <> old.state"
        ),
        ("it went back to an earlier step", "new.step_index < old.step_index"),
        (
            "it went back to an earlier page",
            "new.step_index = old.step_index AND new.page_cursor < old.page_cursor"
        ),
    ]

    private static let backwards = "new.watermark < old.watermark OR new.revision < old.revision"
    private static let noteBackwards =
        "INSERT INTO seen (what, run_id) VALUES ('its watermark or revision went back', new.job_id);"

    private static func count(_ run: String, _ step: String) -> String {
        """
        INSERT INTO step_end (run_id, step_id, times) VALUES (new.\(run), new.\(step), 1)
        ON CONFLICT (run_id, step_id) DO UPDATE SET times = step_end.times + 1;
        """
    }

    private static let sqlite =
        rules.enumerated().map { number, rule in
            """
            CREATE TRIGGER watch_run_\(number) AFTER UPDATE ON run WHEN \(rule.condition)
            BEGIN INSERT INTO seen (what, run_id) VALUES ('\(rule.what)', new.id); END;

            """
        }.joined()
        + "CREATE TRIGGER watch_schedule AFTER UPDATE ON schedule WHEN \(backwards) BEGIN \(noteBackwards) END;\n"
        + ["INSERT", "UPDATE"].map { event in
            """
            CREATE TRIGGER watch_step_\(event) AFTER \(event) ON step WHEN new.finished_at IS NOT NULL
            BEGIN \(count("run_id", "step_id")) END;

            """
        }.joined()
            + """
            CREATE TRIGGER watch_last_step AFTER UPDATE ON run WHEN new.ended_by IS NOT NULL
            BEGIN \(count("id", "ended_by")) END;
            """

    private static let postgresql = """
        CREATE FUNCTION watch_run() RETURNS trigger LANGUAGE plpgsql AS $watch$ BEGIN
        \(rules.map { "IF \($0.condition) THEN INSERT INTO seen VALUES ('\($0.what)', new.id); END IF;" }
            .joined(separator: "\n"))
        RETURN NULL; END $watch$;
        CREATE TRIGGER watch_run AFTER UPDATE ON run FOR EACH ROW EXECUTE FUNCTION watch_run();
        CREATE FUNCTION watch_schedule() RETURNS trigger LANGUAGE plpgsql AS $watch$ BEGIN
        \(noteBackwards) RETURN NULL; END $watch$;
        CREATE TRIGGER watch_schedule AFTER UPDATE ON schedule FOR EACH ROW WHEN (\(backwards))
            EXECUTE FUNCTION watch_schedule();
        CREATE FUNCTION watch_step() RETURNS trigger LANGUAGE plpgsql AS $watch$ BEGIN
        \(count("run_id", "step_id")) RETURN NULL; END $watch$;
        CREATE TRIGGER watch_step AFTER INSERT OR UPDATE ON step FOR EACH ROW WHEN (new.finished_at IS NOT NULL)
            EXECUTE FUNCTION watch_step();
        CREATE FUNCTION watch_last_step() RETURNS trigger LANGUAGE plpgsql AS $watch$ BEGIN
        \(count("id", "ended_by")) RETURN NULL; END $watch$;
        CREATE TRIGGER watch_last_step AFTER UPDATE ON run FOR EACH ROW WHEN (new.ended_by IS NOT NULL)
            EXECUTE FUNCTION watch_last_step();
        """
}
