"""Checkpoints as C2SP signed notes with Ed25519: text that third-party tools verify."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from council_kit.merkle.tree import HASH_BYTES

DASH: Final = "— "
KEY_ID_BYTES: Final = 4
ED25519: Final = b"\x01"
"""The signature type of a log's own key."""
_KEY_BYTES: Final = 32


class NoteError(ValueError):
    """The text is no checkpoint, or no signature of the known key verifies."""


class Checkpoint(NamedTuple):
    """The size and root that a log vouches for, and the signed note that says so."""

    size: int
    root: bytes
    note: str


class Body(NamedTuple):
    """The three lines of a checkpoint, which anybody may have written."""

    origin: str
    size: int
    root: bytes


def split_note(note: str) -> tuple[str, str]:
    """The signed text, with its last line's end, and the signature lines; raises NoteError."""
    text, blank, signatures = note.rpartition("\n\n")
    if not blank or not signatures.endswith("\n"):
        raise NoteError("the note has no signature")
    return text + "\n", signatures


def signatures_in(lines: str) -> Iterator[tuple[str, bytes, bytes]]:
    """(name, key id, signature) of every signature line; raises NoteError for a line that is none."""
    for line in lines.splitlines():
        name, blank, encoded = line.removeprefix(DASH).partition(" ")
        try:
            raw = b64decode(encoded, validate=True)
        except binascii.Error as problem:
            raise NoteError("a signature line is not base64") from problem
        if not line.startswith(DASH) or not blank or len(raw) <= KEY_ID_BYTES:
            raise NoteError("a line below the note is no signature")
        yield name, raw[:KEY_ID_BYTES], raw[KEY_ID_BYTES:]


def body_of(text: str) -> Body:
    """What a checkpoint's text says, believed of nobody; raises NoteError. Further lines are left to whoever wrote them."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not lines[0]:
        raise NoteError("the note is no checkpoint")
    try:
        size, root = int(lines[1]), b64decode(lines[2], validate=True)
    except (ValueError, binascii.Error) as problem:
        raise NoteError("the note is no checkpoint") from problem
    if str(size) != lines[1] or size < 0 or len(root) != HASH_BYTES:
        raise NoteError("the note is no checkpoint")
    return Body(lines[0], size, root)


class NoteKey:
    """A public Ed25519 key under a name, as signed notes know it. `kind` is the byte of its signature type."""

    kind: bytes = ED25519

    def __init__(self, name: str, key: Ed25519PublicKey) -> None:
        """`name` is without spaces and plus signs; raises ValueError otherwise."""
        if not name or "+" in name or any(letter.isspace() for letter in name):
            raise ValueError("the key's name is empty or holds a space or a plus sign")
        self.name = name
        self._key = key
        self._raw = self.kind + key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key_id = sha256(name.encode() + b"\n" + self._raw).digest()[:KEY_ID_BYTES]

    @property
    def verifier_key(self) -> str:
        """`name+hash+key`, as note tools take it."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(self._raw).decode()}"

    def _own(self, lines: str) -> bytes:
        """The first signature that bears this name and key; raises NoteError when there is none."""
        for name, key_id, signature in list(signatures_in(lines)):
            if name == self.name and key_id == self.key_id:
                return signature
        raise NoteError("the note is not signed by the known key")

    def _verify(self, signature: bytes, signed: bytes) -> None:
        try:
            self._key.verify(signature, signed)
        except InvalidSignature as problem:
            raise NoteError("the signature does not verify") from problem

    def _line(self, signature: bytes) -> str:
        return f"{DASH}{self.name} {b64encode(self.key_id + signature).decode()}\n"


def key_of(verifier_key: str, kind: bytes) -> tuple[str, Ed25519PublicKey]:
    """The name and key of a `name+hash+key` of this signature type; raises NoteError."""
    name, _, rest = verifier_key.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    try:
        raw = b64decode(encoded, validate=True)
    except binascii.Error as problem:
        raise NoteError("the verifier key is not base64") from problem
    if raw[:1] != kind or len(raw) != 1 + _KEY_BYTES:
        raise NoteError("the verifier key is of another type")
    if sha256(name.encode() + b"\n" + raw).hexdigest()[: 2 * KEY_ID_BYTES] != key_id:
        raise NoteError("the verifier key does not match its own hash")
    return name, Ed25519PublicKey.from_public_bytes(raw[1:])


class Verifier(NoteKey):
    """Knows a log by its name (the checkpoint's origin) and public key."""

    @classmethod
    def of(cls, verifier_key: str) -> Verifier:
        """From `name+hash+key`; raises NoteError."""
        return Verifier(*key_of(verifier_key, ED25519))

    @property
    def origin(self) -> str:
        """The log's name in its checkpoints."""
        return self.name

    def read(self, note: str) -> Checkpoint:
        """Verify and parse a checkpoint; raises NoteError."""
        text, signatures = split_note(note)
        self._verify(self._own(signatures), text.encode())
        body = body_of(text)
        if body.origin != self.name:
            raise NoteError("the checkpoint is of another log")
        return Checkpoint(body.size, body.root, note)

    def read_text(self, note: str) -> str:
        """The text of a note that is no checkpoint, signed by the log; raises NoteError."""
        text, signatures = split_note(note)
        self._verify(self._own(signatures), text.encode())
        return text


class Signer(Verifier):
    """The log itself: holds the private key."""

    def __init__(self, origin: str, key: Ed25519PrivateKey) -> None:
        """See NoteKey for `origin`."""
        super().__init__(origin, key.public_key())
        self._private = key

    def sign(self, size: int, root: bytes) -> Checkpoint:
        """The checkpoint of a tree."""
        text = f"{self.name}\n{size}\n{b64encode(root).decode()}\n"
        return Checkpoint(size, root, self._signed(text))

    def sign_text(self, text: str) -> str:
        """A note of another kind. Raises ValueError for a text whose first line is the log's name: it could be a checkpoint."""
        if text.split("\n", 1)[0] == self.name or not text.endswith("\n"):
            raise ValueError("the text could be read as a checkpoint")
        return self._signed(text)

    def _signed(self, text: str) -> str:
        return f"{text}\n{self._line(self._private.sign(text.encode()))}"
