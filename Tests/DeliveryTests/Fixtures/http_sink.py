"""A real HTTP server: prints its port, then one JSON line for each request, with its own check of the signature.

Arguments: the signing secret, and then the statuses to answer in turn (the last one for ever).
"""
import base64, hashlib, hmac, json, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

secret = base64.b64decode(sys.argv[1].removeprefix("whsec_"))
statuses = [int(s) for s in sys.argv[2:]] or [204]


class Sink(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
        expected = "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
        genuine = any(hmac.compare_digest(part, expected) for part in self.headers.get("webhook-signature", "").split())
        arrival = json.dumps({
            "path": self.path, "id": self.headers.get("webhook-id"), "genuine": genuine, "body": body.decode("utf-8"),
        })
        # One write, as requests come side by side.
        sys.stdout.write(arrival + "\n")
        sys.stdout.flush()
        status = statuses.pop(0) if len(statuses) > 1 else statuses[0]
        self.send_response(status)
        if status == 302:
            self.send_header("location", "http://127.0.0.1/elsewhere")
        if status == 429:
            self.send_header("retry-after", "90")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


# More than come side by side: a connection that finds the queue full is dropped after it was taken.
ThreadingHTTPServer.request_queue_size = 128
server = ThreadingHTTPServer(("127.0.0.1", 0), Sink)
print(server.server_address[1], flush=True)
server.serve_forever()
