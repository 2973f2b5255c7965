"""Team, examination, plan and 調査報告書 (別冊２ 2(3) to 2(6))."""

from __future__ import annotations

from typing import Annotated

from council_casework.dated import Dated
from council_events.support import AssistantGround, BusinessMethod, InvestigationItem, Method, PlanItem, PlanKind
from council_events.values import Code, Count, Date, PersonId, Qualification, Version
from pydantic import BaseModel, ConfigDict, Field

from council_support.commands.fields import Amount, Creditor, Flow, LongText, Member


class TeamMemberEntry(BaseModel):
    """One member of the 個別支援チーム. `commissioned_on` and `pledged_on` are those of an outside expert."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="チームの一員")

    person: Annotated[PersonId, Field(title="利用者")]
    qualification: Annotated[Qualification, Field(title="資格")]
    outside_expert: Annotated[bool, Field(title="外部専門家")]
    commissioned_on: Annotated[Date | None, Field(title="委嘱日")] = None
    pledged_on: Annotated[Date | None, Field(title="守秘誓約書の受領日")] = None
    no_interest_declared: Annotated[bool, Field(title="利害関係がない旨の申告")]
    assistant_ground: Annotated[
        AssistantGround | None, Field(title="外部専門家補佐人とする理由", description="補佐人の場合に記入")
    ] = None
    experts_consulted_on: Annotated[Date | None, Field(title="外部専門家との協議の日（補佐人）")] = None


class FormTeam(Dated):
    """The 個別支援チーム, complete; a later one replaces it."""

    model_config = ConfigDict(title="個別支援チームを編成する")

    members: Annotated[tuple[TeamMemberEntry, ...], Field(min_length=1, max_length=30, title="構成員")]
    exception_grounds: Annotated[
        LongText | None, Field(title="公認会計士・税理士を含めない理由", description="原則の例外とする場合に記入")
    ] = None


class CompleteFinancialDueDiligence(Dated):
    """The financial side has been examined (or the company's examination verified)."""

    model_config = ConfigDict(title="財務面の調査の完了を記録する")

    by: Annotated[Member, Field(title="調査した者")]
    summary: Annotated[LongText, Field(title="調査結果の概要")]


class CompleteBusinessDueDiligence(Dated):
    """The business side has been examined (or the company's examination verified)."""

    model_config = ConfigDict(title="事業面の調査の完了を記録する")

    by: Annotated[Member, Field(title="調査した者")]
    summary: Annotated[LongText, Field(title="調査結果の概要")]


class FinalYear(BaseModel):
    """Figures of the plan's final year in yen, from which the ratio of debt to cash flow is computed (B2-Q26).

    `provisions_change` leaves out the provisions for bonuses, retirement and extraordinary items.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", title="計画の終了年度の数値")

    short_term_loans: Annotated[Amount, Field(title="短期借入金")] = 0
    discounted_bills: Annotated[Amount, Field(title="割引手形")] = 0
    long_term_loans: Annotated[Amount, Field(title="長期借入金（1年以内を含む）")] = 0
    bonds: Annotated[Amount, Field(title="社債（1年以内を含む）")] = 0
    cash: Annotated[Amount, Field(title="現預金")] = 0
    securities: Annotated[Amount, Field(title="信用度の高い有価証券等")] = 0
    receivables: Annotated[Amount, Field(title="売掛債権")] = 0
    uncollectable: Annotated[Amount, Field(title="売掛債権のうち回収不能")] = 0
    stock: Annotated[Amount, Field(title="棚卸資産")] = 0
    dead_stock: Annotated[Amount, Field(title="棚卸資産のうち不良在庫")] = 0
    payables: Annotated[Amount, Field(title="仕入債務")] = 0
    ordinary_profit: Annotated[Flow, Field(title="経常利益")] = 0
    taxes: Annotated[Amount, Field(title="法人税等")] = 0
    outflow: Annotated[Amount, Field(title="社外流出")] = 0
    depreciation: Annotated[Amount, Field(title="減価償却費")] = 0
    provisions_change: Annotated[Flow, Field(title="引当金の増減（賞与・退職給付・特別損益を除く）")] = 0


class PlanAuthor(Code):
    """Who made the plan. Another than the company can be asked for, and is refused (B2-2-4-2)."""

    COMPANY = "company", "相談企業"
    TEAM = "team", "個別支援チーム"


class BurdenEntry(BaseModel):
    """What one creditor bears, and why its share differs from its share of the claims."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="債権者の負担")

    creditor_id: Creditor
    waived: Annotated[Amount, Field(title="債務減免額（円）")]
    grounds: Annotated[LongText | None, Field(title="負担割合が債権割合と異なる理由（衡平）")] = None


class DraftPlan(Dated):
    """A version of the plan that the company has made. A new version voids consents given to the former one."""

    model_config = ConfigDict(title="再生計画案を記録する")

    kind: Annotated[PlanKind, Field(title="計画の種類")]
    methods: Annotated[tuple[Method, ...], Field(title="金融支援の手法")]
    business_methods: Annotated[
        tuple[BusinessMethod, ...], Field(title="事業面の手法", description="計画に記載された取組をすべて選ぶ")
    ] = ()
    items: Annotated[tuple[PlanItem, ...], Field(title="記載された事項")]
    expected_approval_on: Annotated[Date, Field(title="成立の見込みの日")]
    real_net_worth: Annotated[Flow, Field(title="実質純資産（円。債務超過は負数）")]
    solvent_by: Annotated[Date | None, Field(title="実質債務超過を解消する事業年度の末日")] = None
    ordinary_profit: Annotated[Flow, Field(title="直近の経常利益（円。赤字は負数）")]
    profitable_by: Annotated[Date | None, Field(title="経常黒字に転換する事業年度の末日")] = None
    final_year: Annotated[FinalYear | None, Field(title="計画の終了年度の数値")] = None
    debt_waived: Annotated[Amount, Field(title="債務減免額（円）")] = 0
    recovery: Annotated[Amount | None, Field(title="計画による回収見込額（円）")] = None
    liquidation_value: Annotated[Amount | None, Field(title="破産の場合の回収見込額（円）")] = None
    operating_cash_flows: Annotated[
        tuple[Flow, ...], Field(max_length=20, title="営業キャッシュフロー（成立の翌事業年度から）")
    ] = ()
    reschedule_until: Annotated[Date | None, Field(title="暫定リスケジュールの末日（プレ再生）")] = None
    full_plan_intended: Annotated[bool, Field(title="本格的な再生計画の策定を予定（プレ再生）")] = False
    jobs: Annotated[Count, Field(title="雇用者数")]
    guarantor_exists: Annotated[bool, Field(title="保証人がいる")] = True
    has_regional_section: Annotated[bool, Field(title="地域経済への影響の記載がある")] = False
    manager_responsibility: Annotated[LongText | None, Field(title="経営者責任の明確化")] = None
    shareholder_responsibility: Annotated[LongText | None, Field(title="株主責任の明確化")] = None
    exception_grounds: Annotated[LongText | None, Field(title="数値基準を満たさない合理的な理由")] = None
    economic_grounds: Annotated[LongText | None, Field(title="清算価値の比較によらない経済合理性")] = None
    livelihood_benefit: Annotated[LongText | None, Field(title="経営者等の生活の確保（小規模）")] = None
    author: Annotated[PlanAuthor, Field(title="作成者")] = PlanAuthor.COMPANY
    tax_treatment_intended: Annotated[
        bool, Field(title="法人税法25条3項・33条4項・59条2項の適用を想定", description="想定する場合は別冊３による")
    ] = False
    tax_arrears: Annotated[Amount, Field(title="公租公課の滞納額（円）")] = 0
    arrears_offices_consulted_on: Annotated[Date | None, Field(title="納付計画について関係官公署と協議した日")] = None
    arrears_plan: Annotated[LongText | None, Field(title="滞納解消の納付計画")] = None
    arrears_first: Annotated[bool, Field(title="納付計画を債務弁済計画の前提とした")] = False
    burdens: Annotated[
        tuple[BurdenEntry, ...],
        Field(max_length=50, title="債権者ごとの負担", description="空欄は債権額の割合による"),
    ] = ()
    summary: Annotated[LongText, Field(title="計画の概要")]


class SubmitInvestigationReport(Dated):
    """The 調査報告書 on one version, handed to every creditor."""

    model_config = ConfigDict(title="調査報告書を提出する")

    plan_version: Annotated[Version, Field(title="計画案の版", json_schema_extra={"x-default": "plan.version"})]
    items: Annotated[tuple[InvestigationItem, ...], Field(title="記載された事項")]
    signed_by: Annotated[
        PersonId,
        Field(
            title="作成者",
            description="統括責任者は本人が提出します",
            json_schema_extra={"x-options": "team", "x-self": True},
        ),
    ]
    exception_confirmed: Annotated[bool, Field(title="数値基準を満たさない理由が合理的であると確認")] = False
    signer_exception: Annotated[
        LongText | None, Field(title="チームの弁護士が作成しない理由", description="債権放棄等の場合の例外")
    ] = None
    conclusion: Annotated[LongText, Field(title="調査の結論")]
