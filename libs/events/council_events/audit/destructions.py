"""廃棄: a case's content is destroyed after its retention period, by a decision of two, and held where law or inquiry needs it.

What is destroyed is the data key; the events stay, sealed for ever, so that the history keeps its proof (YR-2-1-4-4-2).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from council_events.event import Event
from council_events.values import CaseId, Code, Count, Date

RetainedCase = Annotated[CaseId, Field(title="案件番号")]


class HoldGround(Code):
    """Why a case must be kept beyond its retention period."""

    LITIGATION = "litigation", "訴訟・紛争"
    INSPECTION = "inspection", "検査・監査"
    REQUEST = "request", "事業者・保証人の求め"


class DestructionEvent(Event):
    """What concerns the keeping of one case."""

    retained_case: RetainedCase


class LegalHoldPlaced(DestructionEvent, type_name="council.audit.LegalHoldPlaced.v1", ja="廃棄の禁止"):
    """Nothing of the case is destroyed until the hold is lifted."""

    ground: HoldGround


class LegalHoldLifted(DestructionEvent, type_name="council.audit.LegalHoldLifted.v1", ja="廃棄の禁止の解除"):
    """The hold has ended."""


class DestructionProposed(DestructionEvent, type_name="council.audit.DestructionProposed.v1", ja="廃棄の発議"):
    """The first of two: `last_recorded_on` and `retained_until` are what the period was counted from and to."""

    last_recorded_on: Date
    retained_until: Date


class DestructionWithdrawn(
    DestructionEvent, type_name="council.audit.DestructionWithdrawn.v1", ja="廃棄の発議の取下げ"
):
    """The proposal is off."""


class DestructionApproved(
    DestructionEvent, type_name="council.audit.DestructionApproved.v1", ja="廃棄の承認", final="YR-2-1-4-4-2"
):
    """The second of two: the keys are destroyed next."""


class KeysDestroyed(DestructionEvent, type_name="council.audit.KeysDestroyed.v1", ja="鍵の廃棄"):
    """The data keys of the case are gone from the vault. Its backups hold them until `backups_expire_on`."""

    keys: Count
    backups_expire_on: Date


class DestructionCompleted(DestructionEvent, type_name="council.audit.DestructionCompleted.v1", ja="廃棄の完了"):
    """The last backup of the vault that held a key has expired."""
