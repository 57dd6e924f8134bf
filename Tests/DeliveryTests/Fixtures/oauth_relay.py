"""A provider of tokens and a relay that takes them (aiosmtpd): prints the relay's port, the provider's, then a line for what
arrives: "token N" for each token that was given out, "mail TOKEN" for each mail.

Argument: the number of the first token that the relay accepts; 0 for none. 'denied' makes the provider refuse.
"""
import asyncio, base64, json, sys
from aiosmtpd.smtp import AuthResult, SMTP

accepted = int(sys.argv[1]) if sys.argv[1].isdigit() else 0
given = 0


class Relay(SMTP):
    async def auth_XOAUTH2(self, _, args):
        fields = base64.b64decode(args[1]).decode().split("\x01") if len(args) > 1 else []
        token = next((f[12:] for f in fields if f.startswith("auth=Bearer ")), "")
        number = int(token.removeprefix("token-") or 0)
        if accepted and number >= accepted:
            return AuthResult(success=True, auth_data=token)
        await self.push("535 5.7.8 the token is over")
        return AuthResult(success=False, handled=True)


class Handler:
    async def handle_DATA(self, server, session, envelope):
        print("mail", session.auth_data, flush=True)
        return "250 2.0.0 taken"


async def provide(reader, writer):
    global given
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = next(int(l.split(":")[1]) for l in head.split("\r\n") if l.lower().startswith("content-length"))
    form = (await reader.readexactly(length)).decode()
    if sys.argv[1] == "denied" or "refresh_token=keep%2Fme" not in form:
        status, answer = "400 Bad Request", {"error": "invalid_grant"}
    else:
        given += 1
        print("token", given, flush=True)
        status, answer = "200 OK", {"access_token": f"token-{given}", "token_type": "Bearer", "expires_in": 3600}
    body = json.dumps(answer).encode()
    writer.write(f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n".encode() + body)
    await writer.drain()
    writer.close()


async def serve():
    relay = await asyncio.get_running_loop().create_server(
        lambda: Relay(Handler(), hostname="relay", auth_required=True, auth_require_tls=False), "127.0.0.1", 0)
    provider = await asyncio.start_server(provide, "127.0.0.1", 0)
    print(relay.sockets[0].getsockname()[1], flush=True)
    print(provider.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


asyncio.run(serve())
