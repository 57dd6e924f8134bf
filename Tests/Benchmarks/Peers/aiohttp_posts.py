"""A peer of the bench 'transfer': aiohttp, on asyncio's own loop or, with a fourth argument 'uvloop', on that."""
import asyncio, sys

import aiohttp
from post_report import body, headers, places, report, url

is_uv = sys.argv[4:] == ["uvloop"]
if is_uv:
    import uvloop

    loop = uvloop.new_event_loop()
else:
    loop = asyncio.new_event_loop()


async def work(session, numbers):
    for _ in numbers:
        async with session.post(url, data=body, headers=headers) as answer:
            assert answer.status == 204


async def post(session, count):
    numbers = iter(range(count))
    await asyncio.gather(*(work(session, numbers) for _ in range(places)))


async def open_session():
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=places), timeout=aiohttp.ClientTimeout(total=20))


session = loop.run_until_complete(open_session())
name = f"aiohttp {aiohttp.__version__}" + (f" on uvloop {uvloop.__version__}" if is_uv else "")
report(name, lambda count: loop.run_until_complete(post(session, count)))
loop.run_until_complete(session.close())
