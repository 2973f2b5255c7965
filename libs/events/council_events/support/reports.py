"""The reports that a case owes to 経済産業局等 and 全国本部: checked by a person, frozen, submitted to both."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.values import CaseId, Code, Date, PersonId


class ReportKind(Code):
    """The reports of support (B2-2-2-4, B2-2-8, B2-2-9-1, B4-R, YR-2-6-3-1, YR-2-6-3-2); those of consultations are intake's."""

    START = "start", "第二次対応開始報告書"
    COMPLETION = "completion", "第二次対応完了報告書"
    END = "end", "第二次対応終了報告書"
    GUARANTEE_CONSULTATION = "guarantee_consultation", "利用相談対応報告書"
    RECHALLENGE = "rechallenge", "再チャレンジ支援報告書"
    RECHALLENGE_RESULT = "rechallenge_result", "再チャレンジ支援の結果報告"


class Means(Code):
    """文書又は電磁的方法 (YR-2-6-3-1)."""

    PAPER = "paper", "文書"
    ELECTRONIC = "electronic", "電磁的方法"


ReportNumber = Annotated[int, Field(ge=1, le=99, title="回")]
"""Which report of its kind in the case, from 1."""
Recipient = Annotated[str, Field(pattern=r"^(BUR-0[1-9]|HQ|SMEA)$", title="提出先")]
"""A public body of the directory: a bureau, 全国本部, or 中小企業庁."""
LayoutVersion = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,39}$", title="様式の版")]


class Delivery(BaseModel):
    """The report reached one body."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recipient: Recipient
    on: Date


class ReportChecked(Event, type_name="council.support.ReportChecked.v1", ja="報告書の確認・確定", final="YR-2-2-R2"):
    """A person has checked the draft: the document stands as it is from now on, as JSON of a sheet, sealed.

    A mistake found later is mended by another `edition`, from 1; what was submitted stays.
    """

    case_id: CaseId
    kind: ReportKind
    number: ReportNumber
    edition: ReportNumber
    layout: LayoutVersion
    document: Sealed[str]


class ReportSubmitted(Event, type_name="council.support.ReportSubmitted.v1", ja="報告書の提出", final="YR-2-2-R2"):
    """The edition reached every body that it is owed to: never only one of them.

    `told_head_on`: reported to the head of the 認定支援機関 (B2-2-8, B2-2-9-1); `told_company_on`: the company was told of
    the end (B2-2-9-1).
    """

    case_id: CaseId
    kind: ReportKind
    number: ReportNumber
    edition: ReportNumber
    means: Means
    deliveries: tuple[Delivery, ...]
    submitted_by: PersonId
    told_head_on: Date | None = None
    told_company_on: Date | None = None
