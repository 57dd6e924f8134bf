"""What the peers of the bench 'transfer' have in common: the body, a warm-up, and the report.

Arguments of each: URL, how many requests are in flight, how many in all.
"""
import json, resource, sys, time

url, places, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
body = b"x" * 200
headers = {"content-type": "application/json", "webhook-id": "msg_" + "0" * 32}


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return (usage.ru_utime + usage.ru_stime) * 1e6


def report(peer, post):
    """`post(count)` posts so many times."""
    post(max(places, count // 10))
    used, start = cpu(), time.monotonic()
    post(count)
    seconds = time.monotonic() - start
    print(json.dumps({"peer": peer, "count": count, "seconds": seconds, "cpu": cpu() - used}))
