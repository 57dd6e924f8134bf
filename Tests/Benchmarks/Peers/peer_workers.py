"""Processes that work off what was enqueued, started together and timed until the last of them finds nothing more."""
import asyncio, multiprocessing, time


def seconds(work, processes, run=asyncio.run):
    """How long `processes` of `work` take: a coroutine function that calls its argument when it is ready to begin."""
    barrier = multiprocessing.Barrier(processes + 1)
    ends = multiprocessing.SimpleQueue()

    def worker():
        run(work(barrier.wait))
        ends.put(time.monotonic())

    workers = [multiprocessing.Process(target=worker) for _ in range(processes)]
    for each in workers:
        each.start()
    barrier.wait(60)
    start = time.monotonic()
    for each in workers:
        each.join()
    assert all(each.exitcode == 0 for each in workers), "a worker failed"
    return max(ends.get() for _ in workers) - start
