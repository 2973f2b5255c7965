"""Cosignatures of witnesses (C2SP tlog-cosignature, Ed25519): a second party saw that the log only grew.

The message is `cosignature/v1`, the time in seconds, and the checkpoint's own text; the signature is led by the time.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from council_kit.merkle.note import NoteError, NoteKey, key_of, split_note

COSIGNATURE: Final = b"\x04"
_TIME: Final = struct.Struct(">Q")


class Witness(NoteKey):
    """Knows a witness by its name and public key."""

    kind = COSIGNATURE

    @classmethod
    def of(cls, verifier_key: str) -> Witness:
        """From `name+hash+key`; raises NoteError."""
        return Witness(*key_of(verifier_key, COSIGNATURE))

    def cosigned_at(self, note: str) -> int:
        """The POSIX second at which this witness cosigned the note; raises NoteError when it did not."""
        text, signatures = split_note(note)
        stamped = self._own(signatures)
        if len(stamped) <= _TIME.size:
            raise NoteError("the cosignature is cut off")
        (second,) = _TIME.unpack_from(stamped)
        self._verify(stamped[_TIME.size :], _message(second, text))
        return int(second)

    def has_cosigned(self, note: str) -> bool:
        """Whether this witness cosigned the note."""
        try:
            self.cosigned_at(note)
        except NoteError:
            return False
        return True


class Cosigner(Witness):
    """The witness itself: holds the private key. It must have checked what it cosigns."""

    def __init__(self, name: str, key: Ed25519PrivateKey) -> None:
        """See NoteKey for `name`."""
        super().__init__(name, key.public_key())
        self._private = key

    def cosign(self, note: str, second: int) -> str:
        """The signature line for a checkpoint, as of a POSIX second."""
        text, _ = split_note(note)
        return self._line(_TIME.pack(second) + self._private.sign(_message(second, text)))


def _message(second: int, text: str) -> bytes:
    return f"cosignature/v1\ntime {second}\n{text}".encode()


def with_cosignatures(note: str, lines: str, witnesses: Iterable[Witness]) -> str:
    """The note with those of the lines that a known witness signed, each in the place of an older one of the same witness."""
    text, signatures = split_note(note)
    kept = signatures.splitlines(keepends=True)
    for witness in witnesses:
        own = [line for line in lines.splitlines(keepends=True) if witness.has_cosigned(f"{text}\n{line}")]
        if own:
            kept = [line for line in kept if not witness.has_cosigned(f"{text}\n{line}")] + own[:1]
    return f"{text}\n{''.join(kept)}"
