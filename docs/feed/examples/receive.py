"""A receiver of webhooks with nothing but Python: verifies signatures, deduplicates, answers at once.

SECRET=whsec_… python receive.py [port]; while keys are rotated, SECRET holds both, with a space between.
With TOKEN=feed_… it also asks for the detail of each event: 403 is the usual answer, each other one is a disclosure on record.
The ids that were seen stand in seen.db, so that a restart does not count anything twice.
"""

import base64
import hashlib
import hmac
import json
import os
import sqlite3
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRETS = [base64.b64decode(secret.removeprefix("whsec_")) for secret in os.environ["SECRET"].split()]
TOLERANCE = 300  # seconds that the sender's clock may differ


def verified(headers, body):
    """Whether one of our secrets made one of the signatures, a short while ago (Standard Webhooks 1.0)."""
    moment = headers.get("webhook-timestamp", "")
    if not moment.isdigit() or abs(time.time() - int(moment)) > TOLERANCE:
        return False
    signed = f"{headers.get('webhook-id', '')}.{moment}.".encode() + body
    sent = [part[3:] for part in headers.get("webhook-signature", "").split() if part.startswith("v1,")]
    made = [base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode() for secret in SECRETS]
    return any(hmac.compare_digest(one, other) for one in sent for other in made)


def take(event_id, body):
    """Handle an event whose id was never seen; seen is what was handled: a crash repeats, never skips."""
    with closing(sqlite3.connect(os.environ.get("SEEN", "seen.db"))) as database, database:
        database.execute("CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY)")
        if database.execute("INSERT OR IGNORE INTO seen VALUES (?)", [event_id]).rowcount:
            event = json.loads(body)
            told = [event["id"], event["type"], json.dumps(event["data"])]
            if "TOKEN" in os.environ:
                told.append(json.dumps(detail(event)))
            print(*told, flush=True)


def detail(event):
    """The papers that a company's written consent opens to this system by name, or None."""
    token = {"authorization": f"Bearer {os.environ['TOKEN']}"}
    request = urllib.request.Request(event["dataref"], headers=token)  # noqa: S310  # the sender has signed the address
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # the same
            return json.load(answer)["papers"]
    except urllib.error.HTTPError as refusal:
        if refusal.code == 403:
            return None
        raise


class Receiver(BaseHTTPRequestHandler):
    """204 for what was taken (or seen before), 401 for what nobody we know has signed."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if not verified(self.headers, body):
            self.send_response(401)
        else:
            take(self.headers["webhook-id"], body)
            self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8080), Receiver)
    print("listening", server.server_port, flush=True)
    server.serve_forever()
