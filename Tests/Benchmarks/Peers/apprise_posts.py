"""A peer of the bench 'transfer': apprise's json:// service, on as many threads as requests are in flight.

apprise makes its own JSON around the 200 bytes.
"""
import logging
from concurrent.futures import ThreadPoolExecutor

import apprise
from post_report import body, places, report, url

logging.disable(logging.CRITICAL)
service = apprise.Apprise.instantiate(url.replace("http://", "json://"))
service.request_rate_per_sec = 0
text = body.decode()


def post(count):
    with ThreadPoolExecutor(places) as pool:
        assert all(pool.map(lambda _: service.send(body=text, title=""), range(count)))


report(f"apprise {apprise.__version__}", post)
