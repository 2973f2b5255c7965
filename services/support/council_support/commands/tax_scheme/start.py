"""From the intended tax treatment to the start decision and the team (別冊３ 1, 2)."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.support import SchemeAttitude, SchemeFinding, SchemeRole, TaxProvision
from council_events.values import Date, PersonId, Qualification
from pydantic import BaseModel, ConfigDict, Field

from council_support.commands.fields import Creditor, LongText, ShortText


class IntendTaxTreatment(Dated):
    """Use of corporate-tax provisions is intended for the plan: the support follows 別冊３, not 別冊２."""

    model_config = ConfigDict(title="企業再生税制の適用の想定を記録する")

    provisions: Annotated[tuple[TaxProvision, ...], Field(min_length=1, title="適用を想定する規定")]


class RecordSchemeAttitude(Dated):
    """What a main creditor says to support under 別冊３; only its consent is enough."""

    model_config = ConfigDict(title="主要債権者の意向・同意を記録する（別冊３）")

    creditor_id: Creditor
    attitude: Annotated[SchemeAttitude, Field(title="意向")]
    stated_on: Annotated[Date, Field(title="確認の日")]
    note: Annotated[LongText | None, Field(title="内容")] = None


class ConferWithChair(Dated):
    """The 協議 with the 会長 that precedes the start decision."""

    model_config = ConfigDict(title="会長との協議を記録する（別冊３）")

    conferred_on: Annotated[Date, Field(title="協議の日")]
    consulted: Annotated[
        PersonId | None,
        Field(title="協議の相手", description="会長。会長に利害関係があるときは、その職務を代行する者"),
    ] = None


class StartTaxScheme(Dated):
    """The 統括責任者 decides the support under 別冊３."""

    model_config = ConfigDict(title="別冊３による支援の開始を決定する")

    findings: Annotated[tuple[SchemeFinding, ...], Field(title="判断した要件")]


class DeclineTaxScheme(Dated):
    """The support isn't started."""

    model_config = ConfigDict(title="別冊３による支援を開始しない")

    reason: Annotated[LongText, Field(title="理由")]


class SchemeMemberEntry(BaseModel):
    """One member: `person` of the platform's users, `name` of a main creditor or sponsor."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="チームの一員")

    role: Annotated[SchemeRole, Field(title="立場")]
    qualification: Annotated[Qualification, Field(title="資格")]
    person: Annotated[PersonId | None, Field(title="利用者")] = None
    name: Annotated[ShortText | None, Field(title="名称（主要債権者・スポンサー企業等）")] = None
    commissioned_on: Annotated[Date | None, Field(title="委嘱日")] = None
    pledged_on: Annotated[Date | None, Field(title="守秘誓約書の受領日")] = None
    no_interest_declared: Annotated[bool, Field(title="利害関係がない旨の申告")]


class FormSchemeTeam(Dated):
    """The 個別支援チーム, with the 了承 of the 会長 (at 全国本部 the センター長); a later one replaces it."""

    model_config = ConfigDict(title="個別支援チームを編成する（別冊３）")

    members: Annotated[tuple[SchemeMemberEntry, ...], Field(min_length=1, max_length=30, title="構成員")]
    approved_on: Annotated[Date | None, Field(title="会長（全国本部はセンター長）の了承の日")] = None
