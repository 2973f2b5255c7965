"""From the 利用相談 to the start decision and the 返済猶予等の要請 (別冊４ 3, 4(1), 4(2))."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.support import (
    ApplicationAnnex,
    ApplicationForm,
    GuarantorFinding,
    PrincipalProcedure,
    RestartHelp,
    SettlementType,
    SpecialCircumstance,
    StandstillForm,
    StandstillSigner,
)
from council_events.values import CaseId, Date, PersonId
from pydantic import ConfigDict, Field

from council_support.commands.fields import (
    Amount,
    Creditor,
    Creditors,
    LongText,
    ShortText,
)


class OutlineGuarantee(Dated):
    """Type, guarantor, expert and the main debtor's procedure; a later one replaces it."""

    model_config = ConfigDict(title="保証債務の整理の概要を記録する")

    settlement: Annotated[SettlementType, Field(title="整理の類型")]
    guarantor_name: Annotated[ShortText, Field(title="保証人")]
    expert_name: Annotated[ShortText, Field(title="保証人支援専門家")]
    procedure: Annotated[PrincipalProcedure, Field(title="主債務者の手続")]
    procedure_ended_on: Annotated[
        Date | None, Field(title="主債務の整理手続が終結した日", description="再生支援は完了の日（第二会社方式も同じ）")
    ] = None
    principal_case: Annotated[
        CaseId | None, Field(title="主債務者の案件番号", description="一体型では必須。保証人には示されません")
    ] = None
    reason_alone: Annotated[LongText | None, Field(title="一体整理が困難な理由", description="単独型の場合に記入")] = (
        None
    )
    third_party: Annotated[bool, Field(title="第三者保証人である")] = False
    circumstance: Annotated[
        SpecialCircumstance | None, Field(title="特別の事情", description="第三者保証人の場合に選択")
    ] = None


class RecordPrincipalEnd(Dated):
    """The main debt's procedure has ended."""

    model_config = ConfigDict(title="主債務の整理手続の終結を記録する")

    ended_on: Annotated[Date, Field(title="終結の日")]


class RecordGuarantorConsent(Dated):
    """The guarantor agrees that these creditors be heard."""

    model_config = ConfigDict(title="対象債権者の意向確認への保証人の承諾を記録する")

    creditors: Creditors
    consented_on: Annotated[Date, Field(title="承諾の日")]


class AskReasonableGround(Dated):
    """Whether the creditor names a reasonable ground against the settlement; no consent to a plan is asked."""

    model_config = ConfigDict(title="対象債権者の意向を記録する")

    creditor_id: Creditor
    ground_against: Annotated[bool, Field(title="合理的な不同意事由がある")]
    note: Annotated[LongText | None, Field(title="示された事由")] = None


class FileUseApplication(Dated):
    """Guarantor and expert apply with the form and the annexes of their type."""

    model_config = ConfigDict(title="利用申請書の提出を記録する")

    form: Annotated[ApplicationForm, Field(title="様式")]
    annexes: Annotated[tuple[ApplicationAnnex, ...], Field(title="添付された別紙")]
    filed_on: Annotated[Date, Field(title="提出日")]


class ConferOnGuarantee(Dated):
    """The 協議 with the head of the 認定支援機関; at 全国本部 with the 事業承継・再生支援部長."""

    model_config = ConfigDict(title="認定支援機関の長（全国本部は事業承継・再生支援部長）との協議を記録する")

    conferred_on: Annotated[Date, Field(title="協議の日")]
    consulted: Annotated[
        PersonId | None,
        Field(title="協議の相手", description="認定支援機関の長。長に利害関係があるときは、その職務を代行する者"),
    ] = None


class StartRepaymentSupport(Dated):
    """The 統括責任者 decides the support; guarantor and expert are notified with it."""

    model_config = ConfigDict(title="弁済計画策定支援の開始を決定する")

    findings: Annotated[tuple[GuarantorFinding, ...], Field(title="判断した要件")]
    prospect: Annotated[bool, Field(title="弁済計画の成立の見込みがある")]
    expected_recovery: Annotated[Amount | None, Field(title="主債務・保証債務の回収見込額（円）")] = None
    bankruptcy_dividend: Annotated[Amount | None, Field(title="主債務・保証債務の破産配当の見込額（円）")] = None
    economic_grounds: Annotated[LongText | None, Field(title="配当の比較によらない経済合理性")] = None
    creditors: Annotated[
        Creditors, Field(title="協力を要請した対象債権者", description="保証人らへの通知は常に含む")
    ] = ()


class DeclineRepaymentSupport(Dated):
    """Support is judged difficult: the case ends as a 利用相談, guarantor and expert are told."""

    model_config = ConfigDict(title="弁済計画策定支援を開始せず利用相談で終了する")

    told_on: Annotated[Date, Field(title="保証人らに伝えた日")]
    reason: Annotated[LongText, Field(title="理由")]
    help_offered: Annotated[tuple[RestartHelp, ...], Field(title="併せて行った対応")] = ()


class RequestGuaranteeStandstill(Dated):
    """The 返済猶予等の要請 in the names of the type, to every creditor on one day."""

    model_config = ConfigDict(title="返済猶予等を要請する（保証債務）")

    form: Annotated[StandstillForm, Field(title="様式")]
    signers: Annotated[tuple[StandstillSigner, ...], Field(title="連名者")]
    creditors: Annotated[Creditors, Field(title="要請先", description="全ての対象債権者に同時に")]
    sent_on: Annotated[Date, Field(title="発した日")]


class GiveRestartHelp(Dated):
    """Advice on the guarantee debts or an introduction, after 協議 with the deputy who is a lawyer."""

    model_config = ConfigDict(title="再スタートに向けた支援を記録する")

    help_offered: Annotated[tuple[RestartHelp, ...], Field(min_length=1, title="支援の内容")]
    conferred_with: Annotated[PersonId, Field(title="協議した弁護士資格のある統括責任者補佐")]
    conferred_on: Annotated[Date, Field(title="協議の日")]
    note: Annotated[LongText | None, Field(title="内容")] = None
