"""A proxy: prints its port, then for each request its line, 'with' and the names of its headers, sorted.

Arguments: 'open', or 'closed' to ask for a password that nobody has. CONNECT tunnels; other methods are answered with 204 by the
proxy itself.
"""
import asyncio, sys


async def pipe(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    writer.close()


async def serve(reader, writer):
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    names = sorted(line.partition(":")[0].lower() for line in head[1:] if line)
    sys.stdout.write(f"{head[0]} with {' '.join(names)}\n")
    sys.stdout.flush()
    method, target, _ = head[0].split(" ")
    if sys.argv[1] == "closed":
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm=x\r\ncontent-length: 0\r\n\r\n")
    elif method != "CONNECT":
        writer.write(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
    else:
        # Whatever the name, it leads to this machine.
        there, back = await asyncio.open_connection("127.0.0.1", int(target.rpartition(":")[2]))
        writer.write(b"HTTP/1.1 200 Connected\r\nx-proxy: yes\r\n\r\n")
        await asyncio.gather(pipe(reader, back), pipe(there, writer))
        return
    await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
