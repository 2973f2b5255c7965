"""The commands of an inspection: begin it, open content of one entry, end it. Texts are clear here; the domain seals them."""

from __future__ import annotations

from typing import Annotated, Final

from council_events.access import FieldName
from council_events.audit import EntryId, InspectionId
from council_events.values import CaseId, CouncilCode, Date
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_LongText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=8000),
    Field(json_schema_extra={"x-widget": "textarea"}),
]
MOST_FIELDS: Final = 40


class _Act(BaseModel):
    """`occurred_on`: the business date (JST); None is today. An inspection is never dated ahead."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    occurred_on: Annotated[Date | None, Field(title="発生日", description="空欄は本日")] = None


class BeginInspection(_Act):
    """The body that supervises the council begins to look through its cases."""

    model_config = ConfigDict(title="検査を始める")

    inspection_id: Annotated[InspectionId | None, Field(title="検査番号", json_schema_extra={"x-new-id": True})] = None
    concerned: Annotated[CouncilCode, Field(title="対象の協議会", description="全国本部が実施した案件は、全国本部")]
    ground: Annotated[_LongText, Field(title="検査の理由と範囲")]


class OpenInspectedContent(_Act):
    """Open fields of one entry of a case of the council, as far as the inspection needs them."""

    model_config = ConfigDict(title="検査のために内容を開封する")

    opened_case: Annotated[CaseId, Field(title="案件番号")]
    entry: Annotated[EntryId, Field(title="記録の番号", description="履歴に示す番号")]
    fields: Annotated[
        tuple[FieldName, ...],
        Field(
            min_length=1, max_length=MOST_FIELDS, title="開封する項目", json_schema_extra={"x-options": "entry_fields"}
        ),
    ]
    reason: Annotated[_LongText, Field(title="開封が必要な理由")]


class EndInspection(_Act):
    """The inspection is over: from now on nothing is shown within it any more."""

    model_config = ConfigDict(title="検査を終える")

    report: Annotated[_LongText, Field(title="検査の結果")]


InspectionCommand = OpenInspectedContent | EndInspection
"""Every command on an inspection that has begun."""
