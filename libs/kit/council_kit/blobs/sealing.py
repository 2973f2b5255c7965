"""One file as a row of encrypted chunks. Every file has a key of its own, used for nothing else.

Chunk n is AES-256-GCM under that key with the nonce `n` (11 bytes, from 0) and one byte that is 1 for the last chunk, so that
chunks can't be reordered, left out or cut off. The file is named by the SHA-256 of all its ciphertext.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK_BYTES: Final = 256 * 1024
"""Clear bytes of a chunk; the last one may be shorter."""


class BlobBrokenError(Exception):
    """A kept file does not open, or is not the one that was named: a chunk was lost or changed."""


class ChunkSealer:
    """Takes a file piece by piece and gives its encrypted chunks; holds at most one chunk and a piece."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._hash = hashlib.sha256()
        self._waiting = bytearray()
        self.count = 0
        self.size = 0

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The chunks that are full now. One is always held back, since only the end tells which is the last."""
        self._waiting += piece
        self.size += len(piece)
        while len(self._waiting) > CHUNK_BYTES:
            yield self._seal(bytes(self._waiting[:CHUNK_BYTES]), last=False)
            del self._waiting[:CHUNK_BYTES]

    def finish(self) -> bytes:
        """The last chunk."""
        return self._seal(bytes(self._waiting), last=True)

    @property
    def name(self) -> str:
        """The hash of the ciphertext so far, in hex."""
        return self._hash.hexdigest()

    def _seal(self, clear: bytes, *, last: bool) -> bytes:
        secret = self._cipher.encrypt(_nonce(self.count, last=last), clear, None)
        self.count += 1
        self._hash.update(secret)
        return secret


def opened(key: bytes, chunks: Iterable[bytes], count: int, name: str) -> Iterator[bytes]:
    """The clear chunks in order; raises BlobBrokenError.

    The last one is given only when the hash of all of them is the file's name: nobody ever gets the whole of a wrong file.
    """
    cipher, hashed, number = AESGCM(key), hashlib.sha256(), 0
    for secret in chunks:
        hashed.update(secret)
        last = number == count - 1
        try:
            clear = cipher.decrypt(_nonce(number, last=last), secret, None)
        except InvalidTag as problem:
            raise BlobBrokenError("a chunk of a kept file does not open") from problem
        if last and hashed.hexdigest() != name:
            raise BlobBrokenError("a kept file is not the one that was named")
        yield clear
        number += 1
    if number != count or count == 0:
        raise BlobBrokenError("a chunk of a kept file is missing")


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")
