"""A peer of the bench 'run' on PostgreSQL: procrastinate's own workers work off empty jobs.

Arguments: the server's address, and how many jobs; to try others, how many processes and jobs at a time. Enqueueing is
not counted; the schema is its own, in a fresh database.

Settings: three processes, three jobs at a time and as many connections each, the fastest of 1x1, 1x10, 1x30, 2x2, 2x5,
2x10, 2x30, 3x3, 3x5 and 4x10. No LISTEN, as everything is there from the start; done jobs stay in their table, as runs
do.

Prints JSON: the peer with its version, the jobs, the seconds, the settings.
"""
import asyncio, importlib.metadata, json, logging, sys

import procrastinate

import peer_database, peer_workers

url, count = sys.argv[1], int(sys.argv[2])
processes, concurrency = (int(text) for text in sys.argv[3:5] or (3, 3))
logging.disable(logging.CRITICAL)
address = peer_database.fresh(url, "procrastinate_runs")


def application():
    app = procrastinate.App(
        connector=procrastinate.PsycopgConnector(conninfo=address, min_size=concurrency, max_size=concurrency + 2)
    )

    @app.task(name="nothing")
    async def nothing():
        pass

    return app, nothing


async def enqueue():
    app, nothing = application()
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        for first in range(0, count, 1_000):
            await nothing.batch_defer_async(*[{}] * min(1_000, count - first))


async def work(begin):
    app, _ = application()
    async with app.open_async():
        begin()
        await app.run_worker_async(
            wait=False,
            concurrency=concurrency,
            listen_notify=False,
            install_signal_handlers=False,
            fetch_job_polling_interval=0.05,
            delete_jobs="never",
        )


asyncio.run(enqueue())
peer_database.settle(address)
assert peer_database.one(address, "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'") == count
seconds = peer_workers.seconds(work, processes)
done = peer_database.one(address, "SELECT count(*) FROM procrastinate_jobs WHERE status = 'succeeded' AND attempts = 1")
assert done == count, f"{done} of {count} are done"
print(
    json.dumps(
        {
            "peer": f"procrastinate {importlib.metadata.version('procrastinate')}",
            "count": count,
            "seconds": seconds,
            "settings": f"{processes} processes with {concurrency} jobs at a time, "
            f"synchronous_commit={peer_database.one(address, 'SHOW synchronous_commit')}",
        }
    )
)
