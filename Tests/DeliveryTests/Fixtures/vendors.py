"""Checks what channels made with the vendors' own packages: a JSON document in, one line for each fault out."""
import json
import sys

document = json.load(open(sys.argv[1]))
faults = []


def slack(body):
    from slack_sdk.models.blocks import Block

    for block in body["blocks"]:
        parsed = Block.parse(block)
        if parsed is None or parsed.type != block["type"]:
            faults.append(f"slack_sdk knows no block {block['type']}")
            continue
        parsed.validate_json()
        kept = parsed.to_dict()
        kept.pop("block_id", None)
        if json.dumps(kept, sort_keys=True) != json.dumps(block, sort_keys=True):
            faults.append(f"slack_sdk reads it as {json.dumps(kept)}, not {json.dumps(block)}")


def webhook(request):
    from standardwebhooks.webhooks import Webhook

    # Under the new secret and under the one before.
    for secret in request["secrets"]:
        Webhook(secret).verify(request["body"], request["headers"])
    try:
        Webhook(request["stranger"]).verify(request["body"], request["headers"])
        faults.append("a stranger's secret verifies")
    except Exception as error:
        if type(error).__name__ != "WebhookVerificationError":
            raise


def key(request):
    from base64 import b64decode
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    signature = next(part for part in request["headers"]["webhook-signature"].split() if part.startswith("v1a,"))
    public = Ed25519PrivateKey.from_private_bytes(b64decode(request["key"])).public_key()
    signed = f"{request['headers']['webhook-id']}.{request['headers']['webhook-timestamp']}.{request['body']}"
    public.verify(b64decode(signature[4:]), signed.encode())


def matrix(content):
    from nio.schemas import Schemas
    from nio.events.room_events import RoomMessage

    event = RoomMessage.parse_event(
        {"type": "m.room.message", "event_id": "$x", "sender": "@a:b", "origin_server_ts": 1, "content": content}
    )
    if type(event).__name__ == "BadEvent":
        faults.append(f"matrix-nio cannot read {json.dumps(content)}")
    elif event.body != content["body"] or event.formatted_body != content.get("formatted_body"):
        faults.append(f"matrix-nio reads another message than {json.dumps(content)}")


for check, values in document.items():
    for value in values:
        try:
            globals()[check](value)
        except Exception as error:
            faults.append(f"{check}: {type(error).__name__}: {error}")
for fault in faults:
    print(" ".join(fault.split()))
print("checked", sum(len(values) for values in document.values()))
