"""What the commands of subsidy are made of. Texts are clear here; the domain seals them. Amounts are whole yen."""

from __future__ import annotations

from typing import Annotated

from council_events.subsidy import AgencyPaper, ClaimPaper, CostLine, OwnShareMethod
from council_events.values import AgencyId, Code, Date, Yen
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

TEXTAREA = {"x-widget": "textarea"}

ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), Field(json_schema_extra=TEXTAREA)
]
CorporateNumber = Annotated[str, Field(pattern=r"^[0-9]{13}$", title="法人番号")]
AgencyChoice = Annotated[AgencyId, Field(title="認定経営革新等支援機関", json_schema_extra={"x-options": "agencies"})]
"""`x-options` names the list of the case view from which a form offers choices."""
OccurredOn = Annotated[Date | None, Field(title="発生日", description="空欄は本日")]
ClosingMonth = Annotated[int, Field(title="決算月", ge=1, le=12)]


class ReportSection(Code):
    """The four sections of a 伴走支援レポート (SUB-M-2)."""

    RESULTS = "results", "決算・中間決算の概況"
    ACTIONS = "actions", "アクションプランの取組状況"
    GAPS = "gaps", "計画との乖離の要因と対策"
    BANKS = "banks", "金融機関への継続支援の依頼"


class AgencyEntry(BaseModel):
    """One 認定経営革新等支援機関 as it stands on the form, with the papers that it hands in for itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="認定経営革新等支援機関")

    agency_id: AgencyId
    name: Annotated[ShortText, Field(title="名称")]
    representative: Annotated[bool, Field(title="代表")] = False
    signed: Annotated[bool, Field(title="連名で申請")] = True
    papers: Annotated[tuple[AgencyPaper, ...], Field(title="機関ごとの書類")] = ()


class CostEntry(BaseModel):
    """A cost of one agency in one line."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="費用")

    agency_id: AgencyChoice
    line: Annotated[CostLine, Field(title="費用の区分")]
    amount: Annotated[Yen, Field(title="金額（円、税抜）")]
    hourly_rate: Annotated[Yen | None, Field(title="時間単価（円）")] = None
    travel: Annotated[Yen, Field(title="うち旅費（円）")] = 0


class AgencyClaimEntry(BaseModel):
    """What one agency hands in with a claim, and how its part of the own share was paid."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="機関ごとの請求")

    agency_id: AgencyChoice
    papers: Annotated[tuple[ClaimPaper, ...], Field(title="機関ごとの書類")] = ()
    invoice_to_council: Annotated[bool, Field(title="請求書の宛先は協議会")] = False
    own_share_method: Annotated[OwnShareMethod, Field(title="自己負担分の支払方法")]
    own_share: Annotated[Yen, Field(title="自己負担分の支払額（円、振込手数料を除く）")]
