"""Team, disclosure, 弁済計画案 and 調査報告書 (別冊４ 4(3) to 4(6))."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.support import RepaymentReportItem
from council_events.values import CreditorId, Date, PersonId, Qualification, Version
from pydantic import BaseModel, ConfigDict, Field

from council_support.commands.fields import (
    Amount,
    Creditor,
    Creditors,
    LongText,
    Member,
)

MONTHS_MAX = 600
"""Longest term of payment that a plan can hold."""
CLAIM_LIMIT = 200_000
"""Yen from which a creditor takes part where a reduction is asked (GGL 7(3)④ロ); all may agree on another."""


class GuaranteeTeamEntry(BaseModel):
    """One member of the 個別支援チーム. `commissioned_on` and `pledged_on` are those of an outside expert."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="チームの一員")

    person: Annotated[PersonId, Field(title="利用者")]
    qualification: Annotated[Qualification, Field(title="資格")]
    outside_expert: Annotated[bool, Field(title="外部専門家")]
    commissioned_on: Annotated[Date | None, Field(title="委嘱日")] = None
    pledged_on: Annotated[Date | None, Field(title="守秘誓約書の受領日")] = None
    no_interest_declared: Annotated[bool, Field(title="利害関係がない旨の申告")]
    seconded_from: Annotated[
        CreditorId | None, Field(title="出向元の対象債権者", json_schema_extra={"x-options": "creditors"})
    ] = None


class FormGuaranteeTeam(Dated):
    """The 個別支援チーム, complete, a lawyer in it; a later one replaces it."""

    model_config = ConfigDict(title="個別支援チームを編成する（保証債務の整理）")

    members: Annotated[tuple[GuaranteeTeamEntry, ...], Field(min_length=1, max_length=30, title="構成員")]
    from_principal: Annotated[bool, Field(title="主債務者の再生支援のチームと同一の構成")] = False
    exception_grounds: Annotated[
        LongText | None,
        Field(title="利害関係のある補佐を参画させる理由", description="参画させないと業務に支障を来すおそれ"),
    ] = None
    exception_agreed_on: Annotated[Date | None, Field(title="保証人及び対象債権者等の承諾の日")] = None


class AgreeBaseDate(Dated):
    """Every creditor agrees that the expert's earlier 一時停止等の要請 be the base date."""

    model_config = ConfigDict(title="財産評定・表明保証の基準時の合意を記録する")

    base_date: Annotated[Date, Field(title="保証人支援専門家による一時停止等の要請の日")]
    request_to_all: Annotated[bool, Field(title="要請は連名の書面で全ての対象債権者に同時に行われた")]
    all_agreed: Annotated[bool, Field(title="対象債権者の同意がある")]
    agreed_on: Annotated[Date, Field(title="同意の日")]


class DiscloseAssets(Dated):
    """The guarantor's disclosure of its means to every creditor, with the 表明保証 (書式別４－６)."""

    model_config = ConfigDict(title="資力に関する情報の開示と表明保証を記録する")

    disclosed_on: Annotated[Date, Field(title="開示の日")]
    base_date: Annotated[Date | None, Field(title="基準時", description="空欄は定められた基準時")] = None
    to_all_creditors: Annotated[bool, Field(title="全ての対象債権者に対して開示した")]
    warranted: Annotated[bool, Field(title="正確性を表明保証した（書式別４－６）")]
    assets: Annotated[LongText, Field(title="資産の状況")]
    debts: Annotated[LongText | None, Field(title="負債の状況")] = None


class AskWarrantyCheck(Dated):
    """A creditor asks the expert to check the 表明保証."""

    model_config = ConfigDict(title="表明保証の適正性の確認の求めを記録する")

    creditor_id: Creditor
    asked_on: Annotated[Date, Field(title="求めのあった日")]


class ReportWarrantyCheck(Dated):
    """The expert has checked the 表明保証 and reported to the creditor."""

    model_config = ConfigDict(title="表明保証の適正性の確認の報告を記録する")

    creditor_id: Creditor
    reported_on: Annotated[Date, Field(title="報告の日")]
    note: Annotated[LongText | None, Field(title="報告の内容")] = None


class DraftRepaymentPlan(Dated):
    """A version of the 弁済計画案 that the guarantor has made. A new version voids consents given to the former one.

    What each creditor is paid is computed from the claims.
    """

    model_config = ConfigDict(title="弁済計画案を記録する")

    reduction_asked: Annotated[bool, Field(title="保証債務の減免を要請する")]
    within_principal_plan: Annotated[bool, Field(title="再生計画案に記載されている（一体型）")] = False
    term_months: Annotated[int, Field(ge=0, le=MONTHS_MAX, title="弁済の期間（月。一括は0）")]
    distributable: Annotated[Amount, Field(title="弁済に充てる額（円）", description="担保権者等への優先弁済の後")]
    exempt_assets: Annotated[Amount, Field(title="残存資産のうち自由財産（円）")] = 0
    pledged_assets: Annotated[Amount, Field(title="残存資産のうち担保提供資産（円）")] = 0
    incentive_assets: Annotated[Amount, Field(title="残存資産のうちインセンティブ資産（円）")] = 0
    recovery_increase: Annotated[
        Amount | None, Field(title="回収見込額の増加額（円）", description="合理的に見積もれる場合")
    ] = None
    claim_limit: Annotated[Amount, Field(title="対象とする債権額の下限（円）")] = CLAIM_LIMIT
    limit_agreed_on: Annotated[Date | None, Field(title="下限の変更に全員が同意した日")] = None
    excluded: Annotated[
        Creditors, Field(title="権利変更から除外する対象債権者", description="不同意の理由を聴取した債権者に限る")
    ] = ()
    exclusion_grounds: Annotated[LongText | None, Field(title="除外しても実行上影響が無い理由")] = None
    term_grounds: Annotated[LongText | None, Field(title="５年を超える理由")] = None
    apart_grounds: Annotated[LongText | None, Field(title="再生計画案に記載しない理由（一体型）")] = None
    retained: Annotated[LongText | None, Field(title="残存資産の内訳")] = None
    summary: Annotated[LongText, Field(title="計画の概要")]


PlanVersion = Annotated[Version | None, Field(title="計画案の版", description="空欄は現在の版")]


class CheckRepaymentPlan(Dated):
    """The draft is checked; what is found is shown and kept."""

    model_config = ConfigDict(title="弁済計画案を確認する")

    plan_version: PlanVersion = None


class SubmitRepaymentReport(Dated):
    """The lawyer of the team finds the draft adequate; the 調査報告書 has reached every creditor."""

    model_config = ConfigDict(title="弁済計画案の調査報告書の提出を記録する")

    items: Annotated[tuple[RepaymentReportItem, ...], Field(title="記載された事項")]
    signed_by: Annotated[Member, Field(title="作成した弁護士")]
    to_all_creditors: Annotated[bool, Field(title="全ての対象債権者に提出した")]
    within_principal_report: Annotated[bool, Field(title="再生計画案の調査報告書の中で報告した（一体型）")] = False
    conclusion: Annotated[LongText, Field(title="結論")]
    plan_version: PlanVersion = None
