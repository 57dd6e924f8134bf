"""The peer of the bench 'nightly': CPython's sqlite3 writes one row a person with executemany, and decides nothing.

Arguments: the database's file, which must not exist, and how many people. Pages of 1,000, each one transaction with
synchronous=FULL, with the indexes of our outbox. Prints the seconds that it took.
"""
import sqlite3, sys, time, uuid

path, count = sys.argv[1], int(sys.argv[2])
database = sqlite3.connect(path, isolation_level=None)
database.executescript(
    """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE message (id TEXT PRIMARY KEY, run_id TEXT, person_id TEXT, channel TEXT, message TEXT, state TEXT,
        due_at INTEGER, expires_at INTEGER, created_at INTEGER) STRICT;
    CREATE INDEX due ON message (due_at);
    CREATE INDEX by_person ON message (person_id, created_at);
    CREATE UNIQUE INDEX once ON message (run_id, person_id, channel);
    """
)
start = time.monotonic()
for page in range(0, count, 1_000):
    now = int(time.time() * 1_000)
    database.execute("BEGIN IMMEDIATE")
    database.executemany(
        "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (uuid.uuid4().hex, "run", f"p{1_000_000 + number}", "screen", "check-in.evening", "queued", now, now, now)
            for number in range(page, page + 1_000)
        ],
    )
    database.execute("COMMIT")
print(time.monotonic() - start)
