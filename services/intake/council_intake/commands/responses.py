"""Advice and introductions. None of them brokers a loan (BR-9)."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.intake import AdvisedSupport, ExpertRole, ReferralSubject, SupportMeasure
from council_events.values import Date, PartnerSupport, ReferralBody
from pydantic import ConfigDict, Field

from council_intake.commands.fields import TEXTAREA, LongText, Note, ShortText


class GiveAdvice(Dated):
    """Advise the requester, under the responsibility of the 統括責任者."""

    model_config = ConfigDict(title="助言する")

    advice: Annotated[LongText, Field(title="助言の内容", json_schema_extra=TEXTAREA)]
    governance_checklist: Annotated[bool, Field(title="「ガバナンス体制の整備支援に関するチェックシート」を用いた")] = (
        False
    )


class AdviseOnSupport(Dated):
    """Advise a bank or adviser to use one or more of the four 各種支援."""

    model_config = ConfigDict(title="各種支援の活用を助言する")

    lines: Annotated[tuple[AdvisedSupport, ...], Field(min_length=1, title="助言した支援")]
    addressee: Annotated[ShortText | None, Field(title="助言の相手", description="空欄は相談者")] = None


class ExplainSupport(Dated):
    """各種支援 and 経営改善計画策定支援事業 were explained."""

    model_config = ConfigDict(title="各種支援と経営改善計画策定支援事業を説明する")


class IntroduceMeasures(Dated):
    """Introduce the requester to measures such as 経営改善計画策定支援事業."""

    model_config = ConfigDict(title="支援施策を紹介する")

    measures: Annotated[tuple[SupportMeasure, ...], Field(min_length=1, title="支援施策")]
    note: Annotated[Note, Field(title="備考")] = None


class IntroduceAgencies(Dated):
    """Introduce 認定経営革新等支援機関 at the company's request."""

    model_config = ConfigDict(title="認定経営革新等支援機関を紹介する")

    requested_on: Annotated[Date | None, Field(title="相談企業から求めのあった日")] = None
    agencies: Annotated[tuple[ShortText, ...], Field(min_length=1, max_length=10, title="認定経営革新等支援機関")]


class IntroduceExpertCandidates(Dated):
    """Name candidates for a third-party expert, or for a guarantor's adviser."""

    model_config = ConfigDict(title="専門家の候補者を紹介する")

    role: Annotated[ExpertRole, Field(title="紹介する専門家")]
    candidates: Annotated[tuple[ShortText, ...], Field(min_length=1, max_length=10, title="候補者")]


class SupportGuaranteeSettlement(Dated):
    """Support the settling of guarantee debts under the 経営者保証に関するガイドライン."""

    model_config = ConfigDict(title="保証債務整理の支援を記録する")

    support: Annotated[LongText, Field(title="支援の内容", json_schema_extra=TEXTAREA)]


class MakeReferral(Dated):
    """Introduce the requester to another body, after telling so: the case is handed over, or supported jointly."""

    model_config = ConfigDict(title="関係機関へ紹介する")

    body: Annotated[ReferralBody, Field(title="紹介先")]
    subject: Annotated[ReferralSubject, Field(title="支援の内容")] = ReferralSubject.CONSULTATION
    manner: Annotated[
        PartnerSupport,
        Field(title="支援の形", description="その日に施行されている受渡し・共同支援の基準があれば、記録に引用されます"),
    ] = PartnerSupport.HANDOVER
    told_on: Annotated[Date | None, Field(title="相談者に伝えた日")] = None
    note: Annotated[Note, Field(title="備考")] = None
