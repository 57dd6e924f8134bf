"""Signs as Slack's own library does (slack_sdk): prints a signature a line. Arguments: the secret, then a time and a body, a
time and a body …"""
import sys
from slack_sdk.signature import SignatureVerifier

verifier = SignatureVerifier(sys.argv[1])
for time, body in zip(sys.argv[2::2], sys.argv[3::2]):
    print(verifier.generate_signature(timestamp=time, body=body))
