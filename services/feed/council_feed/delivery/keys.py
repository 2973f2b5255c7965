"""The keys of subscriptions, all derived (HKDF-SHA256, RFC 5869) from feed's one secret: none stands in a table or event.

Per subscription: pseudonyms and event ids (so that two subscribers cannot put their logs together), the token of the
pull interface, the password of Kafka, and the keys that sign webhooks.
"""

from __future__ import annotations

import hmac
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from council_events.public import Tier
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from council_feed.domain.generalising import Cell

LEAST_SECRET: Final = 32
_PREFIX: Final = "feed"
_CURSOR_BYTES: Final = 8
_MAC_BYTES: Final = 12


class CursorError(ValueError):
    """The cursor is not one of this subscription."""


class SigningKeys(NamedTuple):
    """What signs the webhooks of one version: a shared secret (`v1`) and a private key (`v1a`)."""

    secret: bytes
    private: Ed25519PrivateKey

    @property
    def shared(self) -> str:
        """As Standard Webhooks writes a shared secret."""
        return f"whsec_{b64encode(self.secret).decode()}"

    @property
    def public(self) -> str:
        """As Standard Webhooks writes a public key."""
        raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return f"whpk_{b64encode(raw).decode()}"


class Keys:
    """Derives. Raises ValueError for a secret that is too short."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < LEAST_SECRET:
            raise ValueError("feed's secret has fewer than 32 bytes")
        self._secret = secret
        self._derived = lru_cache(maxsize=4096)(self._derive)

    @classmethod
    def of_file(cls, file: Path) -> Keys:
        """From the file that the settings name; raises OSError or ValueError."""
        return cls(file.read_bytes())

    def pseudonym(self, subscription: UUID, case_id: UUID, cell: Cell, tier: Tier) -> str:
        """Who a step is about, for one subscriber: 32 hexadecimal digits.

        In the agreement tier steps of one case share it where the same place, industry and size are told: put together,
        they tell no more of the company than each of them does. In the open tier only steps of the very same cell share it:
        there is nothing that could be put together.
        """
        told = cell if tier is Tier.OPEN else (cell.place, cell.industry, cell.size)
        about = "|".join((str(case_id), *("" if each is None else str(each) for each in told)))
        return hmac.digest(self._derived(subscription, "pseudonym"), about.encode(), "sha256").hex()[:32]

    def event_id(self, subscription: UUID, source: UUID, telling: int = 0, *, withdrawn: bool = False) -> UUID:
        """The id of an event in one subscription: the same whenever it is made again, and says nothing of the source.

        `telling`: how often the step was told, and withdrawn, before. `withdrawn`: the id of that telling's withdrawal.
        """
        about = source.bytes
        if telling:
            about += telling.to_bytes(2)
        if withdrawn:
            about += b"withdrawn"
        made = hmac.digest(self._derived(subscription, "event"), about, "sha256")[:16]
        return UUID(bytes=made[:6] + bytes([0x80 | made[6] & 0x0F, made[7], 0x80 | made[8] & 0x3F]) + made[9:])

    def cursor(self, subscription: UUID, position: int) -> str:
        """An opaque cursor that stands behind a place of the log."""
        raw = position.to_bytes(_CURSOR_BYTES)
        mask = self._derived(subscription, "mask")[:_CURSOR_BYTES]
        hidden = bytes(a ^ b for a, b in zip(raw, mask, strict=True))
        return urlsafe_b64encode(hidden + self._mac(subscription, hidden)).decode().rstrip("=")

    def position(self, subscription: UUID, cursor: str) -> int:
        """The place that a cursor stands behind; raises CursorError."""
        try:
            raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError:
            raise CursorError from None
        hidden, mac = raw[:_CURSOR_BYTES], raw[_CURSOR_BYTES:]
        if len(raw) != _CURSOR_BYTES + _MAC_BYTES or not hmac.compare_digest(mac, self._mac(subscription, hidden)):
            raise CursorError
        mask = self._derived(subscription, "mask")[:_CURSOR_BYTES]
        return int.from_bytes(bytes(a ^ b for a, b in zip(hidden, mask, strict=True)))

    def token(self, subscription: UUID, version: int) -> str:
        """The bearer token of the pull interface."""
        secret = urlsafe_b64encode(self._derived(subscription, f"token:{version}")).decode().rstrip("=")
        return f"{_PREFIX}_{subscription.hex}_{secret}"

    def subscription_of(self, token: str) -> UUID | None:
        """Which subscription a token claims to be of; None where it is no token of ours."""
        kind, _, rest = token.partition("_")
        named, _, secret = rest.partition("_")
        if kind != _PREFIX or not secret:
            return None
        try:
            return UUID(hex=named)
        except ValueError:
            return None

    def holds(self, token: str, subscription: UUID, version: int) -> bool:
        """Whether the token is the one in force."""
        return hmac.compare_digest(token.encode(), self.token(subscription, version).encode())

    def password(self, subscription: UUID, version: int) -> str:
        """The password of the subscription's Kafka user."""
        return urlsafe_b64encode(self._derived(subscription, f"kafka:{version}")[:24]).decode()

    def signing(self, subscription: UUID, version: int) -> SigningKeys:
        """The keys that sign webhooks."""
        private = Ed25519PrivateKey.from_private_bytes(self._derived(subscription, f"ed25519:{version}"))
        return SigningKeys(self._derived(subscription, f"hmac:{version}"), private)

    def log_key(self) -> Ed25519PrivateKey:
        """Signs the checkpoints of all subscriptions' logs."""
        return Ed25519PrivateKey.from_private_bytes(self._derived(UUID(int=0), "log"))

    def _mac(self, subscription: UUID, hidden: bytes) -> bytes:
        return hmac.digest(self._derived(subscription, "cursor"), hidden, "sha256")[:_MAC_BYTES]

    def _derive(self, subscription: UUID, what: str) -> bytes:
        info = f"council-feed:{what}".encode()
        return HKDF(SHA256(), 32, salt=sha256(subscription.bytes).digest(), info=info).derive(self._secret)
