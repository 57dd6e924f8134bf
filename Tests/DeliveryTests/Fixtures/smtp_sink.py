"""A real SMTP server (aiosmtpd): prints its port, then one JSON line for each mail it takes.

Arguments: plain | starttls CERT KEY | implicit CERT KEY, 'auth' to ask for user 'riverside' with the password in SINK_PASSWORD,
and 'ascii' to offer no SMTPUTF8.
"""
import asyncio, json, os, ssl, sys
from aiosmtpd.smtp import AuthResult, SMTP

mode, rest = sys.argv[1], sys.argv[2:]


class Sink:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return "550 5.1.1 no such person"
        if address.startswith("later"):
            return "451 4.7.1 try again later"
        if address.startswith("full"):
            return "552 5.2.2 over quota"
        if address.startswith("policy"):
            return "550 5.7.1 <" + address + "> not from you"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        print(json.dumps({
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None or mode == "implicit",
            "user": session.auth_data, "port": session.peer[1], "content": envelope.original_content.decode("utf-8"),
        }), flush=True)
        return "250 2.0.0 taken"


def check(server, session, envelope, mechanism, data):
    password = os.environ.get("SINK_PASSWORD", "").encode()
    ok = data.login == b"riverside" and data.password == password
    return AuthResult(success=ok, handled=ok, auth_data=data.login.decode() if ok else None)


context = None
if mode in ("starttls", "implicit"):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(rest[0], rest[1])
options = {"ident": "sink", "enable_SMTPUTF8": "ascii" not in rest}
if mode == "starttls":
    options.update(tls_context=context, require_starttls=True)
if "auth" in rest:
    options.update(authenticator=check, auth_required=True, auth_require_tls=mode != "plain")


async def serve():
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Sink(), hostname="sink", **options), "127.0.0.1", 0, ssl=context if mode == "implicit" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve())
