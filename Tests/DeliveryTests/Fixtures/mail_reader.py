"""Reads what we write by other people's libraries, over HTTP: prints its port; each POST of a mail is answered with what it says.

The mail is read by Python's email package, its invitation by icalendar, its DKIM signatures by dkimpy with the keys of the
headers X-Key-1, X-Key-2 …, each "NAME TXT-RECORD".
"""
import email, email.header, email.policy, email.utils, json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import dkim, icalendar


def text(value):
    # Raw UTF-8 in a header is kept byte by byte.
    return str(value).encode("utf-8", "surrogateescape").decode("utf-8")


def display_name(raw):
    """By the older parser: the newer one puts blanks between encoded words of a name."""
    value = email.message_from_bytes(raw)["from"].replace("\r\n", "")
    name, _ = email.utils.parseaddr(value)
    return str(email.header.make_header(email.header.decode_header(name)))


def fields(raw):
    mail = email.message_from_bytes(raw, policy=email.policy.SMTPUTF8)
    parts = list(mail.walk())
    plain = next(p for p in parts if p.get_content_type() == "text/plain")
    html = next(p for p in parts if p.get_content_type() == "text/html")
    sender = mail["from"].addresses[0]
    answer = {
        "subject": str(mail["subject"]), "fromName": display_name(raw), "from": sender.addr_spec,
        "to": [text(a.addr_spec) for a in mail["to"].addresses], "date": mail["date"].datetime.isoformat(),
        "plain": plain.get_content(), "html": html.get_content(), "types": [p.get_content_type() for p in parts],
        "headers": {k.lower(): text(v) for k, v in mail.items()},
        "defects": [repr(d) for p in parts for d in p.defects] + [repr(d) for k in mail.keys() for d in mail[k].defects],
    }
    lines = raw.split(b"\r\n")
    # The link cannot be folded.
    answer["longest"] = max(len(line) for line in lines if not line.startswith(b"List-Unsubscribe:"))
    answer["isClean"] = all(b"\r" not in line and b"\n" not in line and b"\0" not in line for line in lines)
    answer["isASCII"] = raw.isascii()
    calendars = [p for p in parts if p.get_content_type() in ("text/calendar", "application/ics")]
    answer["events"] = [event(p.get_payload(decode=True), p) for p in calendars]
    return answer


def event(data, part):
    calendar = icalendar.Calendar.from_ical(data.decode("utf-8"))
    found = calendar.walk("VEVENT")[0]
    return {
        "method": str(calendar["METHOD"]), "partMethod": part.get_param("method") or "", "uid": str(found["UID"]),
        "sequence": int(found["SEQUENCE"]), "summary": str(found["SUMMARY"]), "location": str(found.get("LOCATION", "")),
        "start": found["DTSTART"].dt.isoformat(), "end": found["DTEND"].dt.isoformat() if "DTEND" in found else "",
        "status": str(found["STATUS"]), "organizer": str(found["ORGANIZER"]), "attendee": str(found["ATTENDEE"]),
        "organizerName": found["ORGANIZER"].params["CN"],
        "longest": max(len(line) for line in data.split(b"\r\n")),
    }


class Reader(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["content-length"]))
        answer = fields(raw)
        keys = dict(v.split(" ", 1) for k, v in self.headers.items() if k.lower().startswith("x-key-"))
        if keys:
            dns = lambda name, timeout=5: keys.get(name.decode().rstrip("."), "").encode() or None
            count = sum(1 for line in raw.split(b"\r\n\r\n")[0].split(b"\r\n") if line.lower().startswith(b"dkim-signature:"))
            answer["dkim"] = []
            for index in range(count):
                try:
                    answer["dkim"].append(dkim.DKIM(raw, minkey=1024).verify(idx=index, dnsfunc=dns))
                except dkim.DKIMException:
                    answer["dkim"].append(False)
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Reader)
print(server.server_address[1], flush=True)
server.serve_forever()
