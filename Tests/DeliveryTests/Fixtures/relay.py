"""A relay for machines where Postfix cannot be started: aiosmtpd takes mails by STARTTLS, smtplib passes them on, and what the
next server refuses comes back to the sender as a report by Python's email package. Prints its port.

Arguments: CERT KEY PORT-OF-THE-NEXT-SERVER. It knows no nobody@….
"""
import asyncio, email.message, email.mime.message, email.mime.multipart, email.mime.text, smtplib, ssl, sys
from aiosmtpd.smtp import SMTP

cert, key, port = sys.argv[1], sys.argv[2], int(sys.argv[3])


def report(recipient, code, words):
    status = email.message.Message()
    status["Reporting-MTA"] = "dns; relay.invalid"
    one = email.message.Message()
    one["Final-Recipient"] = f"rfc822; {recipient}"
    one["Action"] = "failed"
    one["Status"] = words.split(" ")[0]
    one["Diagnostic-Code"] = f"smtp; {code} {words}"
    part = email.mime.message.MIMEMessage(status, "delivery-status")
    part.set_payload([status, one])
    mail = email.mime.multipart.MIMEMultipart("report", report_type="delivery-status")
    mail.attach(email.mime.text.MIMEText("This mail could not be delivered.\n"))
    mail.attach(part)
    mail["Subject"] = "Undelivered Mail Returned to Sender"
    return mail


def forward(envelope):
    with smtplib.SMTP("127.0.0.1", port) as next_server:
        try:
            next_server.sendmail(envelope.mail_from, envelope.rcpt_tos, envelope.original_content)
        except smtplib.SMTPRecipientsRefused as refused:
            for recipient, (code, words) in refused.recipients.items():
                mail = report(recipient, code, words.decode())
                mail["To"] = envelope.mail_from
                next_server.sendmail("", [envelope.mail_from], mail.as_bytes(policy=mail.policy.clone(linesep="\r\n")))


class Relay:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such person"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        asyncio.get_running_loop().run_in_executor(None, forward, envelope)
        return "250 2.0.0 queued"


context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(cert, key)


async def serve():
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Relay(), hostname="relay", tls_context=context, require_starttls=True), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve())
