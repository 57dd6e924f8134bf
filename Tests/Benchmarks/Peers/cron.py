"""The peer of the bench 'cron': croniter or cronsim find the next time of the same expressions from the same starts.

Arguments: the peer's name, the zone, how many starts, the first one in seconds since 1970, the span and the step in
seconds (start i lies i * step modulo span after the first), then the expressions. Reading an expression is not counted,
nor is making a start. Prints JSON: the peer with its version, and for each expression that the peer reads the seconds of
one search, as the median of three rounds, and the times that it found, in seconds since 1970.
"""
import datetime, importlib.metadata, json, statistics, sys, time, zoneinfo

import croniter, cronsim

peer, zone, count, first, span, step, *expressions = sys.argv[1:]
first, span, step = int(first), int(span), int(step)
zone = zoneinfo.ZoneInfo(zone)
starts = [datetime.datetime.fromtimestamp(first + i * step % span, zone) for i in range(int(count))]

if peer == "croniter":
    refusal = croniter.CroniterError

    def read(expression, start):
        return croniter.croniter(expression, start, ret_type=datetime.datetime)

    search = croniter.croniter.get_next
else:
    refusal = cronsim.CronSimError
    read = cronsim.CronSim
    search = next


def once(expression):
    searches = [read(expression, start) for start in starts]
    begin = time.perf_counter()
    found = [search(each) for each in searches]
    return (time.perf_counter() - begin) / len(searches), found


seconds, times = {}, {}
for expression in expressions:
    try:
        read(expression, starts[0])
    except refusal:
        continue
    rounds = [once(expression) for _ in range(3)]
    seconds[expression] = statistics.median(duration for duration, _ in rounds)
    times[expression] = [int(found.timestamp()) for found in rounds[0][1]]
print(json.dumps({"peer": f"{peer} {importlib.metadata.version(peer)}", "seconds": seconds, "times": times}))
