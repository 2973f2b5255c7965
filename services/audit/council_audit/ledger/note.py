"""Checkpoints as C2SP signed notes with Ed25519, and receipts as C2SP tlog-proofs: text that third-party tools verify."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_ED25519: Final = b"\x01"
_DASH: Final = "— "


class NoteError(ValueError):
    """The text is no checkpoint, or no signature of the known key verifies."""


class Checkpoint(NamedTuple):
    """The size and root that a log vouches for, and the signed note that says so."""

    size: int
    root: bytes
    note: str


class Verifier:
    """Knows the log by its name (the checkpoint's origin) and public key."""

    def __init__(self, origin: str, key: Ed25519PublicKey) -> None:
        """`origin` is a name without spaces and plus signs; raises ValueError otherwise."""
        if not origin or "+" in origin or any(letter.isspace() for letter in origin):
            raise ValueError("the ledger's name holds a space or a plus sign")
        self.origin = origin
        self._key = key
        self._raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key_id = sha256(origin.encode() + b"\n" + _ED25519 + self._raw).digest()[:4]

    @property
    def verifier_key(self) -> str:
        """`name+hash+key`, as note tools take it."""
        return f"{self.origin}+{self.key_id.hex()}+{b64encode(_ED25519 + self._raw).decode()}"

    def read(self, note: str) -> Checkpoint:
        """Verify and parse a checkpoint; raises NoteError."""
        text, blank, signatures = note.rpartition("\n\n")
        if not blank:
            raise NoteError("the note has no signature")
        text += "\n"
        self._verify(text, signatures)
        try:
            origin, size, root, *_ = text.split("\n")
            checkpoint = Checkpoint(int(size), b64decode(root, validate=True), note)
        except (ValueError, binascii.Error) as problem:
            raise NoteError("the note is no checkpoint") from problem
        if origin != self.origin or len(checkpoint.root) != sha256().digest_size:
            raise NoteError("the checkpoint is of another log")
        return checkpoint

    def _verify(self, text: str, signatures: str) -> None:
        for line in signatures.splitlines():
            name, _, encoded = line.removeprefix(_DASH).partition(" ")
            try:
                raw = b64decode(encoded, validate=True)
            except binascii.Error:
                continue
            if name != self.origin or raw[:4] != self.key_id:
                continue
            try:
                self._key.verify(raw[4:], text.encode())
            except InvalidSignature as problem:
                raise NoteError("the signature does not verify") from problem
            return
        raise NoteError("the note is not signed by the known key")


class Signer(Verifier):
    """The log itself: holds the private key."""

    def __init__(self, origin: str, key: Ed25519PrivateKey) -> None:
        """See Verifier for `origin`."""
        super().__init__(origin, key.public_key())
        self._private = key

    def sign(self, size: int, root: bytes) -> Checkpoint:
        """The checkpoint of a tree."""
        text = f"{self.origin}\n{size}\n{b64encode(root).decode()}\n"
        signature = b64encode(self.key_id + self._private.sign(text.encode())).decode()
        return Checkpoint(size, root, f"{text}\n{_DASH}{self.origin} {signature}\n")


def receipt(index: int, path: Sequence[str], note: str) -> str:
    """One entry's inclusion as a tlog-proof: index, audit path (base64) from the leaf's sibling up, checkpoint."""
    hashes = "".join(f"{each}\n" for each in path)
    return f"c2sp.org/tlog-proof@v1\nindex {index}\n{hashes}\n{note}"
