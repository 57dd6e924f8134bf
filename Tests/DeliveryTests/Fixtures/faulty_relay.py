"""A relay that misbehaves in one way: prints its port, then each line that it was sent.

Arguments: the way, and for TLS a certificate and its key. The ways: silent, greets-busy, greets-no, drops-after-text,
drops-in-text, lies (250 before the text has ended, and gone), slow-after-text, wrong-certificate, breaks-tls, no-starttls, sender-no.
"""
import socketserver, ssl, sys, time

way, rest = sys.argv[1], sys.argv[2:]


class Relay(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")
        self.wfile.flush()

    def hear(self):
        line = self.rfile.readline().decode("utf-8", "replace").rstrip("\r\n")
        # One write, as connections come side by side.
        sys.stdout.write(line + "\n")
        return line.upper()

    def handle(self):
        if way == "silent":
            self.rfile.readline()
            return
        if way == "greets-busy":
            return self.say("421 4.3.2 come back later")
        if way == "greets-no":
            return self.say("554 no service here")
        self.say("220 relay.invalid ready")
        while True:
            line = self.hear()
            if line.startswith("EHLO"):
                self.say("250-relay.invalid" + ("\r\n250-STARTTLS" if way in ("wrong-certificate", "breaks-tls") else "") + "\r\n250 SIZE")
            elif line.startswith("STARTTLS"):
                self.say("220 go ahead")
                if way == "breaks-tls":
                    return
                context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
                context.load_cert_chain(*rest)
                try:
                    self.connection = context.wrap_socket(self.connection, server_side=True)
                except OSError:
                    return
                self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
            elif line.startswith("MAIL"):
                self.say("553 5.1.8 no such sender" if way == "sender-no" else "250 2.1.0 ok")
            elif line.startswith("RCPT"):
                self.say("250 2.1.5 ok")
            elif line.startswith("DATA"):
                self.say("354 go on")
                if way == "drops-in-text":
                    self.rfile.read(10)
                    self.connection.shutdown(2)
                    return
                if way == "lies":
                    self.rfile.read(10)
                    self.say("250 2.0.0 taken")
                    self.connection.close()
                    return
                while self.rfile.readline() != b".\r\n":
                    pass
                if way == "drops-after-text":
                    return
                if way == "slow-after-text":
                    time.sleep(2)
                self.say("250 2.0.0 taken")
            else:
                self.say("221 bye")
                return


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


with Server(("127.0.0.1", 0), Relay) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
