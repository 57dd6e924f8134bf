"""A Matrix homeserver (Synapse) on this machine, in the folder that it is given.

Prints its port, then one JSON line with a user's access token and the id of a room that the user has made. Ends when
whoever started it does.
"""
import base64
import ctypes
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request


def call(method, path, document=None, token=None):
    body = json.dumps(document or {}).encode() if method != "GET" else None
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method, data=body)
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


folder = sys.argv[1]
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
config = {
    "server_name": "riverside.test",
    "pid_file": f"{folder}/pid",
    "listeners": [{"port": port, "type": "http", "bind_addresses": ["127.0.0.1"], "resources": [{"names": ["client"]}]}],
    "database": {"name": "sqlite3", "args": {"database": f"{folder}/homeserver.db"}},
    "media_store_path": f"{folder}/media",
    "signing_key_path": f"{folder}/signing.key",
    "trusted_key_servers": [],
    "report_stats": False,
    "enable_registration": True,
    "enable_registration_without_verification": True,
    "macaroon_secret_key": "no secret, a test",
    "form_secret": "no secret, a test",
    "presence": {"enabled": False},
}
with open(f"{folder}/homeserver.yaml", "w") as file:
    json.dump(config, file)
with open(f"{folder}/signing.key", "w") as file:
    file.write("ed25519 a_test " + base64.b64encode(bytes(range(32))).decode().rstrip("=") + "\n")
server = subprocess.Popen(
    [sys.executable, "-m", "synapse.app.homeserver", "-c", f"{folder}/homeserver.yaml"],
    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
    # PR_SET_PDEATHSIG: this script is killed without a word, and its server goes with it.
    preexec_fn=lambda: ctypes.CDLL(None).prctl(1, signal.SIGKILL),
)

try:
    deadline = time.monotonic() + 50
    while True:
        try:
            call("GET", "/_matrix/client/versions")
            break
        except (urllib.error.URLError, ConnectionError):
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit("the homeserver did not start")
            time.sleep(0.05)
    login = {"username": "riverside", "password": "for this test only"}
    try:
        user = call("POST", "/_matrix/client/v3/register", login)
    except urllib.error.HTTPError as error:
        login["auth"] = {"type": "m.login.dummy", "session": json.load(error)["session"]}
        user = call("POST", "/_matrix/client/v3/register", login)
    token = user["access_token"]
    room = call("POST", "/_matrix/client/v3/createRoom", {"preset": "private_chat"}, token)["room_id"]
    print(port, flush=True)
    print(json.dumps({"token": token, "room": room}), flush=True)
    while True:
        time.sleep(3600)
finally:
    server.kill()
