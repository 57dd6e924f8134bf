"""A proxy between a client and a PostgreSQL server that cuts connections at COMMIT.

usage: cutting_proxy.py SERVER_SOCKET SEED LOG

Listens on a port of 127.0.0.1, which it prints first, and passes everything on to the server's socket. One COMMIT in five
is cut, one half of them before the server gets it, the other half behind it, and before the server's answer comes
through: the client cannot tell the two apart. A line of the log tells of each: "lost" or "kept".
"""

import random
import socket
import sys
import threading

COMMIT = b"COMMIT\x00"


def passing_on(source, target, stop):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    stop()


def serve(client, path, chance, log):
    server = socket.socket(socket.AF_UNIX)
    server.connect(path)

    def stop():
        for end in (client, server):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    threading.Thread(target=passing_on, args=(server, client, stop), daemon=True).start()
    try:
        while data := client.recv(65536):
            if COMMIT in data and chance.random() < 0.2:
                # Nothing more comes back to the client from here on.
                client.shutdown(socket.SHUT_RDWR)
                is_kept = chance.random() < 0.5
                if is_kept:
                    server.sendall(data)
                log.write("kept\n" if is_kept else "lost\n")
                break
            server.sendall(data)
    except OSError:
        pass
    stop()
    client.close()
    server.close()


def main():
    path, seed = sys.argv[1], int(sys.argv[2])
    chance = random.Random(seed)
    log = open(sys.argv[3], "w", buffering=1)
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client, path, chance, log), daemon=True).start()


main()
