"""A name server on UDP: prints its port, then a line for each question; ends when its input does.

What it answers stands in the name: 'first-127-0-0-2.then-127-0-0-3.x.rebind.test' gives 127.0.0.2 the first time and 127.0.0.3
from then on; 'both-127-0-0-2-127-0-0-3.x.rebind.test' gives two addresses; 'never.x.rebind.test' is not answered, and
'none.x.rebind.test' does not exist.
"""
import os, re, socket, struct, sys, threading

asked = {}

# It serves all tests, which end without telling it.
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()


def addresses(name):
    turn = asked[name] = asked.get(name, 0) + 1
    labels = name.split(".")
    kind, _, rest = labels[0].partition("-")
    if kind == "first":
        rest = rest if turn == 1 else labels[1].partition("-")[2]
    return [".".join(part) for part in re.findall(r"(\d+)-(\d+)-(\d+)-(\d+)", rest)]


server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
while True:
    question, peer = server.recvfrom(4096)
    labels, at = [], 12
    while question[at]:
        labels.append(question[at + 1 : at + 1 + question[at]].decode())
        at += 1 + question[at]
    end = at + 5
    name = ".".join(labels).lower()
    print(name, flush=True)
    if name.startswith("never."):
        continue
    found = addresses(name)
    # Time to live 0: whoever keeps it does so on its own account.
    records = b"".join(struct.pack("!HHHIH", 0xC00C, 1, 1, 0, 4) + socket.inet_aton(each) for each in found)
    flags = 0x8580 if found else 0x8583
    server.sendto(question[:2] + struct.pack("!HHHHH", flags, 1, len(found), 0, 0) + question[12:end] + records, peer)
