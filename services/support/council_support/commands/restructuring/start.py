"""From candidate to the start decision and its notice (別冊２ 2(1), 2(2))."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.support import ClosingMonth, DueDiligence, Finding, Intention, Method, PlanKind
from council_events.values import Code, CreditorId, CreditorKind, Date, PersonId, Yen
from pydantic import ConfigDict, Field

from council_support.commands.fields import (
    Creditor,
    Creditors,
    LongText,
    ShortText,
)


class RequestSupport(Dated):
    """The company applies for the support."""

    model_config = ConfigDict(title="再生支援の申込みを記録する")

    requested_on: Annotated[Date, Field(title="申込日")]
    closing_month: Annotated[ClosingMonth, Field(title="決算月")] = 3


class ListCreditor(Dated):
    """A creditor and its claim; listing it again replaces kind, name and claim."""

    model_config = ConfigDict(title="対象債権者を登録する")

    creditor_id: Annotated[CreditorId, Field(title="債権者番号", json_schema_extra={"x-widget": "new-id"})]
    kind: Annotated[CreditorKind, Field(title="種類")]
    name: Annotated[ShortText, Field(title="名称")]
    claim: Annotated[Yen, Field(title="債権額（円）")]
    exception_grounds: Annotated[
        LongText | None, Field(title="例外とする理由", description="取引債権者を含める場合に記入")
    ] = None
    subrogated_on: Annotated[
        Date | None, Field(title="代位弁済の日", description="信用保証協会が代位弁済を実行している場合")
    ] = None


class ConsentToContact(Dated):
    """The company agrees that these creditors be heard."""

    model_config = ConfigDict(title="債権者との接触への承諾を記録する")

    creditors: Creditors
    consented_on: Annotated[Date, Field(title="承諾の日")]


class StartInquiry(Dated):
    """Explain the company's figures to a creditor and ask for its attitude."""

    model_config = ConfigDict(title="主要債権者の意向確認を始める")

    creditor_id: Creditor


class RecordIntention(Dated):
    """Whether the creditor is negative to examining the revival; no consent to a plan is asked."""

    model_config = ConfigDict(title="主要債権者の意向を記録する")

    creditor_id: Creditor
    intention: Annotated[Intention, Field(title="意向")]
    note: Annotated[LongText | None, Field(title="内容・理由")] = None


class ConsultHostHead(Dated):
    """The 協議 with the head of the 認定支援機関 that precedes the start decision."""

    model_config = ConfigDict(title="認定支援機関の長との協議を記録する")

    consulted_on: Annotated[Date, Field(title="協議の日")]
    consulted: Annotated[
        PersonId | None,
        Field(title="協議の相手", description="認定支援機関の長。長に利害関係があるときは、その職務を代行する者"),
    ] = None


class DecideStart(Dated):
    """The 統括責任者 decides the start. The 債権放棄等 flag follows from the methods expected."""

    model_config = ConfigDict(title="再生支援の開始を決定する")

    findings: Annotated[tuple[Finding, ...], Field(title="判断した事項")]
    expected_methods: Annotated[tuple[Method, ...], Field(title="見込まれる金融支援の手法")] = ()
    expected_kind: Annotated[PlanKind, Field(title="見込まれる計画の種類")] = PlanKind.ORDINARY
    due_diligence: Annotated[DueDiligence, Field(title="調査の方法")] = DueDiligence.ORDINARY
    exception_grounds: Annotated[
        LongText | None,
        Field(
            title="要件を満たさないが必要と判断した理由",
            description="地域経済や雇用への影響等（債権放棄等を含まない場合）",
        ),
    ] = None
    main_business_profitable: Annotated[
        bool | None, Field(title="主力事業の黒字が見込まれる", description="説明のための判断。要件ではない")
    ] = None
    tax_treatment_intended: Annotated[
        bool, Field(title="法人税法25条3項・33条4項・59条2項の適用を想定", description="想定する場合は別冊３による")
    ] = False


class DeclineSupport(Dated):
    """The support isn't started."""

    model_config = ConfigDict(title="再生支援を開始しない")

    reason: Annotated[LongText, Field(title="理由")]
    told_on: Annotated[Date | None, Field(title="相談企業に伝えた日")] = None
    response: Annotated[
        LongText | None, Field(title="検討した対応", description="再チャレンジ支援、弁護士の紹介等")
    ] = None


class NotifyStart(Dated):
    """Tell the company of the start, and ask the chosen creditors for co-operation."""

    model_config = ConfigDict(title="開始を通知する")

    creditors: Annotated[Creditors, Field(title="協力を要請した債権者", description="相談企業への通知は常に含む")] = ()


class GraceInstrument(Code):
    """What goes out to the creditors. A 一時停止 notice can be asked for, and is refused (B2-Q21)."""

    REQUEST = "request", "返済猶予の要請"
    STANDSTILL = "standstill", "一時停止の通知（別冊３のみ）"


class RequestRepaymentGrace(Dated):
    """The optional 返済猶予の要請, in the joint names of 統括責任者 and company; 別冊２ has no 一時停止."""

    model_config = ConfigDict(title="返済猶予を要請する")

    creditors: Annotated[Creditors, Field(title="要請先", description="全ての対象債権者")]
    joint_names: Annotated[bool, Field(title="統括責任者と相談企業の連名")]
    need: Annotated[LongText, Field(title="必要とする事情")]
    instrument: Annotated[GraceInstrument, Field(title="要請の方法")] = GraceInstrument.REQUEST
    with_claim_filing: Annotated[bool, Field(title="債権届出も要請する")] = False


class ChangeCourse(Dated):
    """Another examination, kind of plan or methods than expected at the start."""

    model_config = ConfigDict(title="進め方を変更する")

    expected_methods: Annotated[tuple[Method, ...], Field(title="見込まれる金融支援の手法")] = ()
    expected_kind: Annotated[PlanKind, Field(title="見込まれる計画の種類")]
    due_diligence: Annotated[DueDiligence, Field(title="調査の方法")]
    added_findings: Annotated[tuple[Finding, ...], Field(title="新たに判断した事項")] = ()
