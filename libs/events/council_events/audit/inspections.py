"""An inspection: the bureau looks through all cases of a council as of an instant, and opens content only as far as it needs."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from council_events.access import FieldName
from council_events.audit.investigations import EntryId
from council_events.event import Event
from council_events.sealed import Sealed
from council_events.values import CaseId, CouncilCode

InspectionId = Annotated[UUID, Field(title="検査番号")]


class InspectionEvent(Event):
    """Every event of an inspection names it."""

    inspection_id: InspectionId


class InspectionBegun(InspectionEvent, type_name="council.audit.InspectionBegun.v1", ja="検査の開始"):
    """The bureau looks through the cases of `concerned`, for this reason."""

    concerned: CouncilCode
    ground: Sealed[str]


class InspectedContentOpened(
    InspectionEvent, type_name="council.audit.InspectedContentOpened.v1", ja="検査のための内容の開封"
):
    """One entry of a case was opened as far as the inspection needs it: these fields, for this reason."""

    opened_case: CaseId
    entry: EntryId
    fields: tuple[FieldName, ...]
    reason: Sealed[str]


class InspectionEnded(InspectionEvent, type_name="council.audit.InspectionEnded.v1", ja="検査の終了"):
    """Nothing is seen or opened within it any more; `report`: what came of it."""

    report: Sealed[str]
