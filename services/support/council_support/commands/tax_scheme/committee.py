"""The 再生計画検討委員会, its confirmations, and how support under 別冊３ ends (別冊３ 7 to 12)."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.support import ConfirmationPoint, SchemeEndGround, TaxCheck, TaxForm
from council_events.values import Date, Qualification
from pydantic import BaseModel, ConfigDict, Field

from council_support.commands.fields import LongText, ShortText


class CommitteeMemberEntry(BaseModel):
    """One member of the committee."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="委員")

    name: Annotated[ShortText, Field(title="氏名")]
    qualification: Annotated[Qualification, Field(title="資格")]
    chair: Annotated[bool, Field(title="委員長")] = False
    no_interest_declared: Annotated[bool, Field(title="債務者・対象債権者と利害関係がない")]


class EstablishCommittee(Dated):
    """The committee as 全国本部 (for its own cases 機構) appointed it; a later one replaces it."""

    model_config = ConfigDict(title="再生計画検討委員会の設置を記録する")

    members: Annotated[tuple[CommitteeMemberEntry, ...], Field(min_length=1, max_length=20, title="委員")]
    council_accepts: Annotated[bool, Field(title="協議会（全国本部）の承諾")]
    established_on: Annotated[Date, Field(title="設置日")]


class RecordCommitteeSurvey(Dated):
    """Which of the four conditions the committee finds to be met by the version that stands."""

    model_config = ConfigDict(title="検討委員会の調査の結果を記録する")

    met: Annotated[tuple[ConfirmationPoint, ...], Field(title="満たしていると認めた要件")]
    surveyed_on: Annotated[Date, Field(title="調査の日")]
    note: Annotated[LongText | None, Field(title="内容")] = None


class IssueConfirmation(Dated):
    """The 確認書 (様式３) to the company; all members agree."""

    model_config = ConfigDict(title="確認書（様式３）の交付を記録する")

    agreeing: Annotated[int, Field(ge=0, le=20, title="賛成した委員の数")]
    issued_on: Annotated[Date, Field(title="交付日")]


class SubmitCommitteeReport(Dated):
    """The committee's 調査報告書 to every creditor, ahead of the second meeting; all members agree."""

    model_config = ConfigDict(title="検討委員会の調査報告書の提出を記録する")

    agreeing: Annotated[int, Field(ge=0, le=20, title="賛成した委員の数")]
    to_all_creditors: Annotated[bool, Field(title="全ての対象債権者に提出した")]
    reported_on: Annotated[Date, Field(title="提出日")]
    conclusion: Annotated[LongText, Field(title="結論")]


class IssueTaxConfirmation(Dated):
    """A further confirmation (様式４ to ９) with its own checklist, on request."""

    model_config = ConfigDict(title="租税特別措置等の確認書（様式４～９）の交付を記録する")

    form: Annotated[TaxForm, Field(title="様式")]
    checks: Annotated[tuple[TaxCheck, ...], Field(title="確認した要件")]
    agreeing: Annotated[int, Field(ge=0, le=20, title="賛成した委員の数")]
    issued_on: Annotated[Date, Field(title="交付日")]
    recipient: Annotated[ShortText, Field(title="交付先（債務者・個人保証人）")]


class EndTaxScheme(Dated):
    """End started support without a plan."""

    model_config = ConfigDict(title="別冊３による支援を終了する")

    ground: Annotated[SchemeEndGround, Field(title="終了の事由")]
    reason: Annotated[LongText | None, Field(title="事情")] = None


class LapseConsentTerm(Dated):
    """The term for written consent has passed without all: the workout is over."""

    model_config = ConfigDict(title="同意の期限の経過による終了を記録する")


class RecordPerformance(Dated):
    """The company's periodic report on the carrying-out of the plan to creditors and council."""

    model_config = ConfigDict(title="再生計画の実施状況の報告を記録する（別冊３）")

    period_to: Annotated[Date, Field(title="対象期間の末日")]
    reported_on: Annotated[Date, Field(title="報告の日")]
    to_creditors: Annotated[bool, Field(title="対象債権者に報告した（債権者会議等）")]
    on_plan: Annotated[bool, Field(title="計画どおり弁済できている")]
    note: Annotated[LongText | None, Field(title="内容")] = None
