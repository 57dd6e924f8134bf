"""The peer of the bench 'mail': smtplib, the same mail as often, on the same number of connections, each in a thread.

Arguments: port, mails, connections, file of the mail. Prints the seconds from the first EHLO to the last reply.
"""
import smtplib, sys, threading, time

port, count, connections = (int(value) for value in sys.argv[1:4])
mail = open(sys.argv[4], "rb").read()


def send(mails):
    with smtplib.SMTP("127.0.0.1", port, local_hostname="riverside.example") as relay:
        for _ in range(mails):
            relay.sendmail("hello@riverside.example", ["ana@riverside.example"], mail)


threads = [threading.Thread(target=send, args=(count // connections,)) for _ in range(connections)]
start = time.monotonic()
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(time.monotonic() - start)
