"""The commands of an investigation, in the usual order. Texts are clear here; the domain seals them."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

from council_events.access import FieldName
from council_events.audit import (
    Entitled,
    EntryId,
    FindingKind,
    IdentityProof,
    InvestigationId,
    InvestigationResult,
    ReportingMeans,
)
from council_events.values import CaseId, CouncilCode, Date
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_TEXTAREA: Final = {"x-widget": "textarea"}
_ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000), Field(json_schema_extra=_TEXTAREA)
]
MOST_CASES: Final = 20
"""Cases of one person that one request may name."""
Cases = Annotated[
    tuple[CaseId, ...],
    Field(min_length=1, max_length=MOST_CASES, title="案件番号", description="申し出た者本人の案件のみ"),
]


class _Act(BaseModel):
    """`occurred_on`: the business date (JST); None is today. An investigation is never dated ahead."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    occurred_on: Annotated[Date | None, Field(title="発生日", description="空欄は本日")] = None


class RequestInvestigation(_Act):
    """The company or guarantor doubts that its secret was kept, and asks the bureau to look into it."""

    model_config = ConfigDict(title="守秘に関する申し出を受け付ける")

    investigation_id: Annotated[
        InvestigationId | None, Field(title="調査番号", json_schema_extra={"x-new-id": True})
    ] = None
    concerned: Annotated[CouncilCode, Field(title="対象の協議会", description="全国本部が実施した案件は、全国本部")]
    entitled: Annotated[Entitled, Field(title="申し出た者")]
    name: Annotated[_ShortText, Field(title="申し出た者の名称・氏名")]
    identity: Annotated[IdentityProof, Field(title="本人であることを確かめた書類")]
    contact: Annotated[_ShortText | None, Field(title="連絡先")] = None
    cases: Cases
    since: Annotated[Date, Field(title="調べる期間の初日")]
    until: Annotated[Date | None, Field(title="調べる期間の末日", description="空欄は申し出の日")] = None
    doubt: Annotated[_LongText, Field(title="疑義の内容")]


class OpenInvestigation(_Act):
    """Begin to look into it: from now on the record of accesses, and what is opened, can be seen."""

    model_config = ConfigDict(title="調査を始める")


class OpenContent(_Act):
    """Open fields of one entry of the case, as far as the investigation needs them."""

    model_config = ConfigDict(title="内容を開封する")

    opened_case: Annotated[CaseId, Field(title="案件番号", json_schema_extra={"x-options": "cases"})]
    entry: Annotated[EntryId, Field(title="記録の番号", description="経過に示す番号")]
    fields: Annotated[
        tuple[FieldName, ...],
        Field(min_length=1, max_length=40, title="開封する項目", json_schema_extra={"x-options": "entry_fields"}),
    ]
    reason: Annotated[_LongText, Field(title="開封が必要な理由")]


class MarkFinding(_Act):
    """Say what is made of one entry of the record."""

    model_config = ConfigDict(title="所見を付ける")

    entry: Annotated[EntryId, Field(title="記録の番号", description="経過に示す番号")]
    finding: Annotated[FindingKind, Field(title="所見")]
    note: Annotated[_LongText | None, Field(title="説明")] = None


class HearCouncil(_Act):
    """Put down what the council says."""

    model_config = ConfigDict(title="協議会から聴取する")

    spoke: Annotated[_ShortText, Field(title="説明した者（役職と氏名）")]
    statement: Annotated[_LongText, Field(title="説明の内容")]


class ConcludeInvestigation(_Act):
    """Settle the facts as they were found."""

    model_config = ConfigDict(title="調査結果を確定する")

    result: Annotated[InvestigationResult, Field(title="調査の結果")]
    report: Annotated[_LongText, Field(title="申し出た者への報告の内容")]


class ReportResult(_Act):
    """The result was reported to the person who asked."""

    model_config = ConfigDict(title="結果を報告した")

    means: Annotated[ReportingMeans, Field(title="報告の方法")]


class GiveAccessLog(_Act):
    """Give an entitled person the access log of its own cases."""

    model_config = ConfigDict(title="閲覧記録を提供する")

    log_id: Annotated[UUID | None, Field(title="閲覧記録の番号", json_schema_extra={"x-new-id": True})] = None
    concerned: Annotated[CouncilCode, Field(title="協議会", description="全国本部が実施した案件は、全国本部")]
    entitled: Annotated[Entitled, Field(title="求めた者")]
    name: Annotated[_ShortText, Field(title="求めた者の名称・氏名")]
    identity: Annotated[IdentityProof, Field(title="本人であることを確かめた書類")]
    cases: Cases
    since: Annotated[Date, Field(title="記録の初日")]


InvestigationCommand = (
    OpenInvestigation | OpenContent | MarkFinding | HearCouncil | ConcludeInvestigation | ReportResult
)
"""Every command on an investigation that was asked for."""
