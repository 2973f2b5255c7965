"""What a case is found by: the tokens of its sealed values, and with them the keys that sealed them.

When a key is destroyed the tokens made from what it sealed go with it (design §4). A row that was erased in part is found by nothing
at all, so that a rebuild, which can open only what is left, makes the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from council_directory import councils
from council_directory.directory import HQ
from council_events import Sealed
from council_events.audit import KeysDestroyed
from council_kit.vault import Vault

_HOLDERS: Final = (*(council.code for council in councils()), HQ)
"""Whose keys may have sealed for a subject: what moved between councils has a key with each."""


class Indexed(NamedTuple):
    """The tokens of one row, sorted, and the ids of the data keys of what they were made from."""

    tokens: list[int]
    keys: list[str]


def indexed(vault: Vault, council: str, rows: Sequence[Sequence[Sealed[Any] | None]]) -> list[Indexed]:
    """The index entry of each row of values, with one round trip for all; no clear text leaves the vault."""
    keys = [sorted({value.box.key_id for value in row if value is not None}) for row in rows]
    return [Indexed(*each) for each in zip(vault.index_tokens(rows, council), keys, strict=True)]


def erased_keys(events: Iterable[Any]) -> list[str]:
    """The ids of every data key that these events tell of as destroyed."""
    subjects = [event.subject for event in events if isinstance(event, KeysDestroyed)]
    return [f"{council}/{subject}" for subject in subjects for council in _HOLDERS]
