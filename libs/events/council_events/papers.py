"""Papers of a case: what every service that receives papers publishes alike. Each service has its own list of kinds.

The bytes of a paper stand outside events (kit `blobs`); the event holds the hash of their ciphertext.
"""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar
from uuid import UUID

from pydantic import Field

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.values import CaseId, Code, Count, Date

K = TypeVar("K", bound=Code)

DocumentId = Annotated[UUID, Field(title="書類番号")]
FileHash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", title="ファイル")]
"""SHA-256 of the ciphertext of a file, in hex."""
HolderId = Annotated[str, Field(pattern=r"^([0-9]{12}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$", title="誰の書類か")]
"""Whose paper it is where a case needs one of each: a 認定支援機関ID番号, or the id of a creditor or guarantor."""


class Holding(Code):
    """What was handed in."""

    ORIGINAL = "original", "原本"
    COPY = "copy", "写し"


class Finding(Code):
    """What the check of a paper found."""

    IN_ORDER = "in_order", "不備なし"
    FAULTY = "faulty", "不備あり"


class PaperReceived(Event, Generic[K]):
    """A paper came in on `occurredon`; it never replaces an earlier one of its kind.

    `dated_on` is the day that the paper bears. Either its `file` is kept, or the paper itself at `kept_at`, or both.
    """

    case_id: CaseId
    document_id: DocumentId
    kind: K
    holding: Holding
    whose: HolderId | None = None
    dated_on: Date | None = None
    pages: Count | None = None
    file: FileHash | None = None
    file_name: Sealed[str] | None = None
    kept_at: Sealed[str] | None = None


class PaperChecked(Event):
    """Somebody looked through a paper; a later check of the same paper stands in place of an earlier one."""

    case_id: CaseId
    document_id: DocumentId
    finding: Finding
    note: Sealed[str] | None = None
