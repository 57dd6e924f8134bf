"""A provider of tokens and a relay that takes them (aiosmtpd): prints the relay's port, the provider's, then a line for what
arrives: "token N" for each token that was given out, "mail TOKEN" for each mail.

Arguments: the number of the first token that the relay accepts, 0 for none; 'denied' makes the provider refuse. Then how
tokens are taken: xoauth2 (the rule), oauthbearer (RFC 7628), or both, beside what takes passwords.
"""
import asyncio, base64, json, sys
from aiosmtpd.smtp import AuthResult, SMTP

accepted = int(sys.argv[1]) if sys.argv[1].isdigit() else 0
given = 0


ways = {"xoauth2": ["XOAUTH2"], "oauthbearer": ["OAUTHBEARER"], "both": ["OAUTHBEARER", "XOAUTH2"]}
ways = ways[sys.argv[2] if len(sys.argv) > 2 else "xoauth2"]


class Relay(SMTP):
    async def take(self, token, name):
        number = int(token.removeprefix("token-") or 0)
        if accepted and number >= accepted:
            return AuthResult(success=True, auth_data=name)
        return None

    async def auth_XOAUTH2(self, _, args):
        fields = base64.b64decode(args[1]).decode().split("\x01") if len(args) > 1 else []
        token = next((f[12:] for f in fields if f.startswith("auth=Bearer ")), "")
        if taken := await self.take(token, token):
            return taken
        await self.push("535 5.7.8 the token is over")
        return AuthResult(success=False, handled=True)

    async def auth_OAUTHBEARER(self, _, args):
        """RFC 7628: "n,a=USER,^Ahost=HOST^Aport=PORT^Aauth=Bearer TOKEN^A^A", and after a no the client answers ^A."""
        said = base64.b64decode(args[1]).decode() if len(args) > 1 else ""
        header, *fields = said.split("\x01")
        token = next((f[12:] for f in fields if f.startswith("auth=Bearer ")), "")
        isWhole = header == "n,a=hello@riverside.example," and said.endswith("\x01\x01")
        isWhole = isWhole and any(f.startswith("host=") for f in fields) and any(f.startswith("port=") for f in fields)
        if isWhole and (taken := await self.take(token, "bearer " + token)):
            return taken
        answer = await self.challenge_auth(json.dumps({"status": "invalid_token"}), encode_to_b64=True)
        await self.push("535 5.7.8 the token is over" if answer == b"\x01" else "501 5.5.4 no answer to the error")
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
        lambda: Relay(Handler(), hostname="relay", auth_required=True, auth_require_tls=False,
                      auth_exclude_mechanism=[w for w in ["XOAUTH2", "OAUTHBEARER"] if w not in ways]), "127.0.0.1", 0)
    provider = await asyncio.start_server(provide, "127.0.0.1", 0)
    print(relay.sockets[0].getsockname()[1], flush=True)
    print(provider.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


asyncio.run(serve())
