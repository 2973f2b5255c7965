"""Unusual access: what a window over the access events found. An alert accuses nobody; somebody has to look."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from council_events.event import Event
from council_events.values import CaseId, Code, CouncilCode, Count, PersonId


class AlertKind(Code):
    """What was unusual."""

    MANY_CASES = "many_cases", "短い時間に多くの案件"
    OTHER_COUNCIL = "other_council", "他の協議会の案件への要求"
    AFTER_OFFICE = "after_office", "役職を離れた後の要求"
    AT_NIGHT = "at_night", "夜間の閲覧"
    SAME_CASE = "same_case", "同じ案件を多くの者が閲覧"


class UnusualAccessAlerted(Event, type_name="council.audit.UnusualAccessAlerted.v1", ja="通常と異なる閲覧の知らせ"):
    """`alert_id` is made from kind, subject and window, so that a window counted twice alerts once.

    The subject is the `person`, or with `SAME_CASE` the case alone. `counted`: cases, refusals or people in the window.
    """

    alert_id: Annotated[UUID, Field(title="知らせの番号")]
    kind: AlertKind
    person: PersonId | None = None
    concerned: CouncilCode | None = None
    watched_case: CaseId | None = None
    counted: Count
    limit: Count
    window_minutes: Count
