"""Servers as they should not be: prints the port, then 'METHOD PATH' for each request; the path says what is done to it.

Arguments: http | closes (right after it accepted) | tls CERT KEY | address ADDRESS (http on another loopback address).
"""
import asyncio, socket, ssl, struct, sys

mode = sys.argv[1]
# Platforms that say no behind a 200.
TOLD = {
    "/services/archived": '{"ok":false,"error":"channel_is_archived"}',
    "/services/moved": '{"ok":false,"error":"invalid_blocks_or_so"}',
    "/flow": "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413 with ContextId x",
    "/bot1000:example/sendMessage":
        '{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}',
    "/bot2000:example/sendMessage":
        '{"ok":false,"error_code":400,"description":"Bad Request","parameters":{"migrate_to_chat_id":-1002}}',
}


def reset(writer):
    """Closes with a reset instead of an end."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def drip(writer, data, pause):
    for byte in data:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(pause)


async def misbehave(path, reader, writer, length):
    async def body():
        return await reader.readexactly(length)

    async def say(text):
        writer.write(text.encode("latin-1") if isinstance(text, str) else text)
        await writer.drain()

    async def forever():
        await asyncio.sleep(3600)

    if path == "/early":
        await say("HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        # Takes the rest so slowly that the answer must have been read before.
        await reader.read(-1)
        return False
    await body()
    if path == "/fine":
        await say("HTTP/1.1 204 No Content\r\n\r\n")
        return True
    if path == "/hangs-up":
        await say("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
    elif path == "/slow-headers":
        await drip(writer, b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 1000, 0.2)
    elif path == "/silent":
        await forever()
    elif path == "/slow-body":
        await say("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n")
        await drip(writer, b"z" * 100, 0.2)
    elif path == "/half-body":
        await say("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n" + "z" * 50)
    elif path == "/more-than-said":
        await say("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n" + "z" * 5000)
    elif path == "/two-lengths":
        await say("HTTP/1.1 200 OK\r\ncontent-length: 10\r\ncontent-length: 20\r\n\r\n" + "z" * 20)
    elif path == "/negative-length":
        await say("HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\nzzzzz")
    elif path == "/broken-chunk":
        await say("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nthis is no number\r\n")
    elif path == "/reset-in-headers":
        await say("HTTP/1.1 200 OK\r\nx-part")
        await asyncio.sleep(0.1)
        reset(writer)
    elif path == "/reset-in-body":
        await say("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nzzz")
        await asyncio.sleep(0.1)
        reset(writer)
    elif path == "/reset":
        reset(writer)
    elif path == "/nothing":
        pass
    elif path == "/garbage":
        await say(bytes(range(256)) * 4)
    elif path == "/no-status-line":
        await say("hello, this is not HTTP\r\n\r\n")
    elif path == "/huge-headers":
        await say("HTTP/1.1 200 OK\r\n" + "".join(f"x-{n}: {'y' * 1000}\r\n" for n in range(200)) + "\r\n")
    elif path == "/endless-headers":
        await say("HTTP/1.1 200 OK\r\n")
        while True:
            await say("x: y\r\n" * 100)
    elif path == "/endless-body":
        await say("HTTP/1.1 200 OK\r\n\r\n")
        while True:
            await say("z" * 65536)
    elif path == "/bomb":
        await say("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\n\x1f\x8b\x08\x00")
    elif path == "/storm":
        await say("HTTP/1.1 429 Too Many Requests\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n")
        return True
    elif path == "/redirect":
        await say("HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/latest/meta-data\r\ncontent-length: 0\r\n\r\n")
        return True
    elif path == "/redirect-to-file":
        await say("HTTP/1.1 307 Temporary Redirect\r\nlocation: file:///etc/hostname\r\ncontent-length: 0\r\n\r\n")
        return True
    elif path == "/continue":
        await say("HTTP/1.1 100 Continue\r\n\r\n" * 3 + "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n")
        await asyncio.sleep(0.1)
        await say("HTTP/1.1 204 No Content\r\n\r\n")
    elif path == "/only-continue":
        await say("HTTP/1.1 100 Continue\r\n\r\n")
    elif path == "/cookie":
        await say("HTTP/1.1 200 OK\r\nset-cookie: a=b\r\nalt-svc: h2=\":1\"\r\nstrict-transport-security: max-age=9\r\n"
                  "content-length: 0\r\n\r\n")
        return True
    elif path in TOLD:
        answer = TOLD[path]
        await say(f"HTTP/1.1 200 OK\r\ncontent-length: {len(answer)}\r\n\r\n{answer}")
        return True
    elif path == "/error":
        await say("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\n\r\nbusy")
    else:
        await say("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")
    return False


async def serve(reader, writer):
    try:
        while mode != "closes":
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path, _ = head[0].split(" ")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
            sys.stdout.write(f"{method} {path}{' with a cookie' if 'cookie' in headers else ''}\n")
            sys.stdout.flush()
            if not await misbehave(path, reader, writer, int(headers.get("content-length", 0))):
                break
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main():
    context = None
    if mode == "tls":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
    address = sys.argv[2] if mode == "address" else "127.0.0.1"
    port = int(sys.argv[3]) if mode == "address" and len(sys.argv) > 3 else 0
    server = await asyncio.start_server(serve, address, port, ssl=context, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
