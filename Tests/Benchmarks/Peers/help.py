"""The peer of the bench 'help': a command line of the same size by Python's argparse, as a whole process.

Prints the median of twenty in seconds.
"""
import statistics, subprocess, sys, time

PROGRAM = """
import argparse
parser = argparse.ArgumentParser(description="Runs the scheduled life of a peer-support program.")
verbs = parser.add_subparsers()
for name in "demo init validate plan run serve next why schedule members pairings runs deliveries reference".split():
    verbs.add_parser(name, help="Does what its name says.")
parser.parse_args(["--help"])
"""


def once():
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", PROGRAM], stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - start


print(statistics.median(once() for _ in range(20)))
