"""The headers of a webhook (Standard Webhooks 1.0): its id, the time of this attempt, and a signature per key in force."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from council_feed.delivery.keys import SigningKeys

CONTENT_TYPE: Final = "application/cloudevents+json; charset=utf-8"


def signature_headers(event_id: UUID, timestamp: int, body: bytes, keys: Iterable[SigningKeys]) -> dict[str, str]:
    """`v1` is HMAC-SHA256 under the shared secret, `v1a` Ed25519; while keys are rotated both stand there twice.

    `timestamp`: seconds since 1970 of this attempt.
    """
    signed = b"%b.%d.%b" % (str(event_id).encode(), timestamp, body)
    signatures = []
    for key in keys:
        signatures.append(f"v1,{b64encode(hmac.digest(key.secret, signed, 'sha256')).decode()}")
        signatures.append(f"v1a,{b64encode(key.private.sign(signed)).decode()}")
    return {
        "content-type": CONTENT_TYPE,
        "webhook-id": str(event_id),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }
