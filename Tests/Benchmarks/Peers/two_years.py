"""Fills a store of the bench 'years' with what came before: weekly check-ins, their answers, and the last weeks' messages.

Arguments: the store's file, how many people, how many weeks, and the instant to end at (milliseconds since 1970). No peer:
going through the engine week by week would take hours. Indexes are dropped, rows put in the order of their keys, and the
indexes made again, which leaves the same file as two years would, only denser. People answer two weeks of three, each by
two answers. Prints the seconds that it took.
"""
import math, sqlite3, sys, time

path, people, weeks, now = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
WEEK = 7 * 86_400_000
start = time.monotonic()
database = sqlite3.connect(path, isolation_level=None)
database.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; PRAGMA temp_store = FILE;")
indexes = database.execute(
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('ask', 'answer', 'message')"
).fetchall()
for name, _ in indexes:
    database.execute(f"DROP INDEX {name}")
# Each week goes through the people in another order, so that one person's rows lie as far apart as they would.
stride = next(step for step in range(people * 618 // 1000 + 1, 2 * people + 2) if math.gcd(step, people) == 1)
for week in range(weeks):
    asked = now - (weeks - week) * WEEK
    numbers = f"""
        WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {people}),
        row(key, number) AS (
            SELECT printf('%04x%07x%020x', {week}, i, i), (i * {stride} + {week * 7919}) % {people} FROM n)
        """
    database.execute("BEGIN")
    database.execute(
        numbers
        + f"""INSERT INTO ask (id, kind, person_id, questionnaire, questionnaire_version, run_id, step_id, asked_at,
                expires_at, state, answered_at)
            SELECT 'k' || key, 'check-in', 'p' || (1000000 + number), 'evening', 'earlier', 'week-{week}', 'ask', {asked},
                {asked + 57_600_000}, CASE WHEN (number + {week}) % 3 < 2 THEN 'answered' ELSE 'expired' END,
                CASE WHEN (number + {week}) % 3 < 2 THEN {asked + 3_600_000} + number % 7200000 END FROM row"""
    )
    for question, spread in (("confidence", 7), ("connection", 11)):
        database.execute(
            numbers
            + f"""INSERT INTO answer (ask_id, question, value, visibility, answered_at)
                SELECT 'k' || key, '{question}', CAST((number + {week}) % {spread} AS TEXT), 'care_team',
                    {asked + 3_600_000} + number % 7200000 FROM row WHERE (number + {week}) % 3 < 2"""
        )
    if week >= weeks - 8:
        database.execute(
            numbers
            + f"""INSERT INTO message (id, run_id, job_id, step_id, part, person_id, channel, via, message, field_values,
                    ask_id, purpose, class, thread, ignores_quiet_hours, outside_audience, state, due_at, attempts,
                    attempts_elsewhere, tried, expires_at, created_at, finished_at, epoch)
                SELECT 'm' || key, 'week-{week}', 'weekly', 'ask', '', 'p' || (1000000 + number), 'screen', 'screen',
                    'check-in.evening', '', 'k' || key, 'check_in', 'reminder', '', 0, 0, 'delivered', {asked}, 1, 0, '',
                    {asked + 57_600_000}, {asked}, {asked + 60_000}, 1 FROM row"""
        )
    database.execute("COMMIT")
database.execute(
    f"""INSERT INTO last_answer (person_id, at) SELECT person_id, MAX(answered_at) FROM ask
        WHERE answered_at >= {now - 4 * WEEK} GROUP BY person_id"""
)
for _, text in indexes:
    database.execute(text)
database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
database.close()
print(time.monotonic() - start)
