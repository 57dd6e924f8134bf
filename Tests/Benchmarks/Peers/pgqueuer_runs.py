"""A peer of the bench 'run' on PostgreSQL: pgqueuer's own queue manager works off empty jobs.

Arguments: the server's address, and how many jobs; to try others, how many processes and the size of a batch.
Enqueueing is not counted; the schema is its own, in a fresh database, with all tables logged (durability 'durable').

Settings: two processes on uvloop, each with four connections of asyncpg and batches of 500: the fastest of one process
with 100, 200, 500, 1,000 and 2,000, two with 200, 500 and 1,000, and three with 500. Done jobs move to pgqueuer's log.

Prints JSON: the peer with its version, the jobs, the seconds, the settings.
"""
import importlib.metadata, json, logging, sys

import asyncpg, uvloop
from pgqueuer import PgQueuer
from pgqueuer.types import QueueExecutionMode

import peer_database, peer_workers

url, count = sys.argv[1], int(sys.argv[2])
processes, batch = (int(text) for text in sys.argv[3:5] or (2, 500))
logging.disable(logging.CRITICAL)
address = peer_database.fresh(url, "pgqueuer_runs")


async def enqueue():
    async with asyncpg.create_pool(address, min_size=1, max_size=2) as pool:
        queries = PgQueuer.from_asyncpg_pool(pool).queries
        await queries.install()
        for first in range(0, count, 10_000):
            size = min(10_000, count - first)
            await queries.enqueue(["nothing"] * size, [None] * size, [0] * size)


async def work(begin):
    async with asyncpg.create_pool(address, min_size=4, max_size=4) as pool:
        queuer = PgQueuer.from_asyncpg_pool(pool)

        @queuer.entrypoint("nothing")
        async def nothing(job):
            pass

        begin()
        await queuer.qm.run(batch_size=batch, mode=QueueExecutionMode.drain)


uvloop.run(enqueue())
peer_database.settle(address)
assert peer_database.one(address, "SELECT count(*) FROM pgqueuer WHERE status = 'queued'") == count
seconds = peer_workers.seconds(work, processes, run=uvloop.run)
done = peer_database.one(address, "SELECT count(DISTINCT job_id) FROM pgqueuer_log WHERE status = 'successful'")
left = peer_database.one(address, "SELECT count(*) FROM pgqueuer")
unlogged = peer_database.one(address, "SELECT count(*) FROM pg_class WHERE relpersistence = 'u'")
assert (done, left, unlogged) == (count, 0, 0), f"{done} of {count} are done, {left} left, {unlogged} not logged"
print(
    json.dumps(
        {
            "peer": f"pgqueuer {importlib.metadata.version('pgqueuer')}",
            "count": count,
            "seconds": seconds,
            "settings": f"{processes} processes on uvloop, batches of {batch}, "
            f"synchronous_commit={peer_database.one(address, 'SHOW synchronous_commit')}",
        }
    )
)
