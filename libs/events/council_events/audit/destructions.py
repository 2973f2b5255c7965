"""廃棄: what a case or a company's entry says is destroyed after its retention period, by a decision of two, and held where law or
inquiry needs it.

What is destroyed is the data key; the events stay, sealed for ever, so that the history keeps its proof (YR-2-1-4-4-2).
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from council_events.event import Event
from council_events.values import Code, Count, Date

RetainedId = Annotated[UUID, Field(title="案件番号又は企業番号")]


class RetainedKind(Code):
    """What is kept, and destroyed, as a whole: all that one subject's data keys have sealed. The value names the subject to the vault."""

    CASE = "case", "案件"
    COMPANY = "company", "企業の登録"


class HoldGround(Code):
    """Why a case must be kept beyond its retention period."""

    LITIGATION = "litigation", "訴訟・紛争"
    INSPECTION = "inspection", "検査・監査"
    REQUEST = "request", "事業者・保証人の求め"


class DestructionEvent(Event):
    """What concerns the keeping of one case, or of one company's entry in intake's register. v1 knew cases alone."""

    retained_kind: RetainedKind
    retained_id: RetainedId

    @property
    def subject(self) -> str:
        """The subject whose data keys it is about, as the vault names it."""
        return f"{self.retained_kind.value}:{self.retained_id}"


class LegalHoldPlaced(DestructionEvent, type_name="council.audit.LegalHoldPlaced.v2", ja="廃棄の禁止"):
    """Nothing of it is destroyed until the hold is lifted."""

    ground: HoldGround


class LegalHoldLifted(DestructionEvent, type_name="council.audit.LegalHoldLifted.v2", ja="廃棄の禁止の解除"):
    """The hold has ended."""


class DestructionProposed(DestructionEvent, type_name="council.audit.DestructionProposed.v2", ja="廃棄の発議"):
    """The first of two: `last_recorded_on` and `retained_until` are what the period was counted from and to."""

    last_recorded_on: Date
    retained_until: Date


class DestructionWithdrawn(
    DestructionEvent, type_name="council.audit.DestructionWithdrawn.v2", ja="廃棄の発議の取下げ"
):
    """The proposal is off."""


class DestructionApproved(
    DestructionEvent, type_name="council.audit.DestructionApproved.v2", ja="廃棄の承認", final="YR-2-1-4-4-2"
):
    """The second of two: the keys are destroyed next."""


class KeysDestroyed(DestructionEvent, type_name="council.audit.KeysDestroyed.v2", ja="鍵の廃棄"):
    """The data keys are gone from the vault. Its backups hold them until `backups_expire_on`."""

    keys: Count
    backups_expire_on: Date


class DestructionCompleted(DestructionEvent, type_name="council.audit.DestructionCompleted.v2", ja="廃棄の完了"):
    """The last backup of the vault that held a key has expired."""
