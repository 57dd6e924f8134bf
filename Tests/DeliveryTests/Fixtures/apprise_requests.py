"""Notifies each URL given by Apprise, and prints the requests that it made, one JSON array a URL.

What goes to this machine is taken by a real server, whose port stands for PORT in the URLs; what would leave it is caught
where requests hands it to the network.
"""

import http.server
import json
import smtplib
import sys
import threading

import apprise
import requests

captured = []
ANSWER = json.dumps(
    {"ok": True, "result": {"message_id": 1}, "room_id": "!a:x", "event_id": "$1", "user_id": "@m:x", "id": "1",
     "joined_rooms": ["!a:x"], "channel": "C0001", "ts": "1.1"}
).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    def take(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        captured.append(
            {"method": self.command, "url": f"http://127.0.0.1:{self.server.server_port}{self.path}",
             "headers": {k.lower(): v for k, v in self.headers.items()}, "body": body.decode()})
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    do_GET = do_POST = do_PUT = take

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
original = requests.adapters.HTTPAdapter.send


def send(self, request, *arguments, **options):
    if request.url.startswith("http://127.0.0.1:"):
        return original(self, request, *arguments, **options)
    body = request.body or b""
    captured.append(
        {"method": request.method, "url": request.url, "headers": {k.lower(): str(v) for k, v in request.headers.items()},
         "body": body.decode() if isinstance(body, bytes) else body})
    response = requests.Response()
    response.status_code = 200
    response.url = request.url
    response.request = request
    response._content = b"ok" if "hooks.slack" in request.url else ANSWER
    return response


class Relay:
    """A relay that takes every mail: what smtplib would be told."""

    scheme = "smtp"

    def __init__(self, host="", port=0, *arguments, **options):
        self.place = f"{self.scheme}://{host}:{port}"
        self.user = None

    def login(self, user, password):
        self.user = f"{user}:{password}"

    def sendmail(self, sender, recipients, message):
        captured.append(
            {"method": "SMTP", "url": self.place, "headers": {"To": f"<{recipients[0]}>", "From": sender}, "body": message})
        return {}

    def __getattr__(self, name):
        return lambda *arguments, **options: (250, b"ok")


class SecureRelay(Relay):
    scheme = "smtps"


smtplib.SMTP, smtplib.SMTP_SSL = Relay, SecureRelay
requests.adapters.HTTPAdapter.send = send
title, body, *urls = sys.argv[1:]
for url in urls:
    captured.clear()
    notifier = apprise.Apprise()
    taken = notifier.add(url.replace("PORT", str(server.server_port)))
    sent = notifier.notify(title=title, body=body) if taken else False
    print(json.dumps({"port": server.server_port, "sent": bool(sent), "requests": captured}), flush=True)
