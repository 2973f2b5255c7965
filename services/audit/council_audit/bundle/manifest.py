"""What an export bundle holds. A zip file:

    manifest.json       every entry and file with its hash           manifest.note  signs its hash with the ledger's key
    checkpoint          the ledger's, with cosignatures              keys.txt       verifier keys of ledger and witnesses
    entries/<n>.json    the bytes of entry n of the ledger           proofs/<n>.tlog-proof  its receipt (C2SP)
    consistency.txt     from an earlier size, where asked for        report.html    the same for people

An entry that names other cases too is `withheld`: its hash and proof are here, its bytes are not.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from hashlib import sha256
from typing import Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

FORMAT: Final = "council.export/v1"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.note"
CHECKPOINT: Final = "checkpoint"
KEYS: Final = "keys.txt"
REPORT: Final = "report.html"
CONSISTENCY: Final = "consistency.txt"


class EntryKind(StrEnum):
    """Whether an entry is a fact of the case, or somebody's reading of it."""

    EVENT = "event"
    ACCESS = "access"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EntryListed(_Part):
    """One entry of the ledger. `leaf_hash` in hex. `stream_id` and `sequence` say where its service recorded it."""

    index: int
    kind: EntryKind
    event_id: UUID
    type: str
    service: str
    stream_id: UUID
    sequence: int
    recorded_at: dt.datetime
    actor: str
    leaf_hash: str
    withheld: bool = False

    @property
    def file(self) -> str:
        """Where its bytes stand."""
        return f"entries/{self.index:012d}.json"

    @property
    def proof(self) -> str:
        """Where its receipt stands."""
        return f"proofs/{self.index:012d}.tlog-proof"


class Contents(_Part):
    """For which case, by whom and when the bundle was made."""

    case_id: UUID
    exported_at: dt.datetime
    exported_by: str
    purpose: str


class Manifest(_Part):
    """The whole bundle. `files`: SHA-256 in hex of what is neither entry nor proof. `size`: of the checkpoint."""

    format: Literal["council.export/v1"] = FORMAT
    contents: Contents
    origin: str
    size: int
    entries: tuple[EntryListed, ...]
    files: dict[str, str]


def digest(content: bytes) -> str:
    """SHA-256 in hex."""
    return sha256(content).hexdigest()


def signed_text(manifest: bytes, case_id: UUID) -> str:
    """What the ledger's key signs of a bundle; its first line keeps it from ever being a checkpoint."""
    return f"{FORMAT}\n{case_id}\n{digest(manifest)}\n"
