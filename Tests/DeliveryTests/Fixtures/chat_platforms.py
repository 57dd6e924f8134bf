"""Telegram, Discord, Matrix and a gateway as far as messages are sent, changed and taken back: prints the port, then
'METHOD PATH BODY' for each request.

The Telegram bot 2000 knows the group -1001 as -1002 since it grew; bot 3000 changes no message any more.
"""
import http.server, json, sys

numbers = iter(range(1, 1000))


class Platform(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def say(self, status, answer=None):
        body = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

    def telegram(self, method, told):
        if method == "sendMessage":
            if "bot2000" in self.path and told["chat_id"] == -1001:
                return self.say(400, {"ok": False, "error_code": 400, "description": "Bad Request: group chat was upgraded",
                                      "parameters": {"migrate_to_chat_id": -1002}})
            return self.say(200, {"ok": True, "result": {"message_id": next(numbers)}})
        if "bot3000" in self.path:
            return self.say(400, {"ok": False, "error_code": 400, "description": "Bad Request: message can't be edited"})
        self.say(200, {"ok": True, "result": True})

    def handle_any(self):
        text = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        # One write, as requests come side by side.
        sys.stdout.write(f"{self.command} {self.path} {text}\n")
        told = json.loads(text) if text else {}
        if self.path.startswith("/bot"):
            return self.telegram(self.path.split("/")[-1], told)
        if self.path.startswith("/api/webhooks"):
            if self.command == "DELETE":
                return self.say(204)
            return self.say(200, {"id": str(next(numbers))})
        if self.path.startswith("/_matrix"):
            return self.say(200, {"event_id": f"$event{next(numbers)}"})
        self.say(204)

    do_POST = do_PUT = do_PATCH = do_DELETE = handle_any


with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Platform) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
