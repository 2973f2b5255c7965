"""A consistency proof as text: `old <size>`, then the hashes in base64, as a witness is sent them."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterable


def consistency(first: int, path: Iterable[str]) -> str:
    """From the tree of `first` entries to the bundle's; hashes in base64."""
    return f"old {first}\n" + "".join(f"{each}\n" for each in path)


def read_consistency(text: str) -> tuple[int, tuple[bytes, ...]]:
    """The size it starts from and its hashes; (-1, ()) for a text that is none."""
    first, *lines = text.splitlines() or [""]
    number = first.removeprefix("old ")
    try:
        if not first.startswith("old "):
            return -1, ()
        return int(number), tuple(b64decode(line, validate=True) for line in lines)
    except (ValueError, binascii.Error):
        return -1, ()
