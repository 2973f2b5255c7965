"""Receipts: one entry's inclusion as a C2SP tlog-proof, verified offline against the log's public key alone."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Sequence
from typing import Final, NamedTuple

from council_kit.merkle.note import Checkpoint, Verifier
from council_kit.merkle.tree import HASH_BYTES, leaf_hash
from council_kit.merkle.verifying import root_from_path

_FIRST_LINE: Final = "c2sp.org/tlog-proof@v1"


class ReceiptError(ValueError):
    """The text is no receipt, or proves another thing than it is shown for."""


class Receipt(NamedTuple):
    """What a tlog-proof holds, believed of nobody."""

    number: int
    path: tuple[bytes, ...]
    note: str


def receipt(index: int, path: Sequence[str], note: str) -> str:
    """One entry's inclusion as a tlog-proof: index, audit path (base64) from the leaf's sibling up, checkpoint."""
    hashes = "".join(f"{each}\n" for each in path)
    return f"{_FIRST_LINE}\nindex {index}\n{hashes}\n{note}"


def read_receipt(text: str) -> Receipt:
    """Parse a tlog-proof; raises ReceiptError. Extra data is no part of the proof and is left aside."""
    head, blank, note = text.partition("\n\n")
    first, *lines = head.split("\n")
    if lines and lines[0].startswith("extra "):
        lines = lines[1:]
    if first != _FIRST_LINE or not blank or not lines or not lines[0].startswith("index "):
        raise ReceiptError("the text is no tlog-proof")
    number = lines[0].removeprefix("index ")
    try:
        path = tuple(b64decode(line, validate=True) for line in lines[1:])
    except binascii.Error as problem:
        raise ReceiptError("the tlog-proof holds a line that is no hash") from problem
    if not number.isdecimal() or str(int(number)) != number or any(len(hash_) != HASH_BYTES for hash_ in path):
        raise ReceiptError("the tlog-proof holds a line that is neither index nor hash")
    return Receipt(int(number), path, note)


def check_receipt(text: str, entry: bytes, log: Verifier) -> Checkpoint:
    """The checkpoint under which the entry stands in the log; raises ReceiptError or NoteError."""
    found = read_receipt(text)
    checkpoint = log.read(found.note)
    if found.number >= checkpoint.size:
        raise ReceiptError("the entry's index lies beyond the checkpoint")
    try:
        root = root_from_path(found.number, checkpoint.size, leaf_hash(entry), found.path)
    except ValueError as problem:
        raise ReceiptError("the audit path has another length") from problem
    if root != checkpoint.root:
        raise ReceiptError("the entry does not lead to the checkpoint's root")
    return checkpoint
