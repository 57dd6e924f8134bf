"""The peer of the bench 'run' on SQLite: huey's own consumer works off empty tasks, with WAL and synchronous=FULL.

Arguments: the database's file, which must not exist, and how many tasks. Enqueueing is not counted.

Settings: one thread as the worker, which is the fastest, as SQLite has one writer at a time (two threads wait for each
other); no periodic tasks; a result of None, which huey does not store. huey takes a task out in one transaction and
keeps no record of its end: a task that a crash interrupts is lost.

Prints JSON: the peer with its version, the tasks, the seconds, the settings.
"""
import importlib.metadata, json, logging, sqlite3, sys, threading, time

from huey import SqliteHuey

path, count = sys.argv[1], int(sys.argv[2])
workers = int(sys.argv[3]) if len(sys.argv) > 3 else 1
logging.disable(logging.CRITICAL)
huey = SqliteHuey("bench", filename=path, fsync=True, journal_mode="wal", cache_mb=16)
done, all_done, lock = 0, threading.Event(), threading.Lock()


@huey.task()
def nothing():
    global done
    with lock:
        done += 1
        if done == count:
            all_done.set()


# As huey's own enqueue does it, but in one transaction.
with sqlite3.connect(path) as database:
    database.executemany(
        "INSERT INTO task (queue, data, priority) VALUES (?, ?, 0)",
        ((huey.name, huey.serialize_task(nothing.s())) for _ in range(count)),
    )
assert huey.pending_count() == count
synchronous = huey.storage.sql("PRAGMA synchronous", results=True)[0][0]
journal = huey.storage.sql("PRAGMA journal_mode", results=True)[0][0]
assert (synchronous, journal) == (2, "wal"), (synchronous, journal)

consumer = huey.create_consumer(
    workers=workers, worker_type="thread", periodic=False, initial_delay=0.001, max_delay=0.01
)
start = time.monotonic()
consumer.start()
assert all_done.wait(600)
seconds = time.monotonic() - start
consumer.stop(graceful=True)
assert huey.pending_count() == 0 and done == count, (huey.pending_count(), done)
print(
    json.dumps(
        {
            "peer": f"huey {importlib.metadata.version('huey')}",
            "count": count,
            "seconds": seconds,
            "settings": f"{workers} thread as the worker, WAL, synchronous=FULL, one commit a task",
        }
    )
)
