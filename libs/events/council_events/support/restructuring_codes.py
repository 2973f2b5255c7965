"""Codes and parts of the events of restructuring (別冊２)."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from council_events.sealed import Sealed
from council_events.values import (
    Code,
    CreditorId,
    Date,
    PersonId,
    Qualification,
    SignedYen,
    Yen,
)


class Intention(Code):
    """A main creditor's attitude to examining the revival; no consent to a plan is asked (B2-2-2-1, Q18)."""

    NOT_NEGATIVE = "not_negative", "否定的ではない"
    NEGATIVE = "negative", "否定的"


class Finding(Code):
    """Findings at the start decision (B2-2-1-1 to B2-2-1-4)."""

    DIFFICULTY = "difficulty", "経営が困難で自助努力のみでは再生困難"
    HONEST_DISCLOSURE = "honest_disclosure", "経営情報等を適時適切かつ誠実に開示"
    NO_ANTISOCIAL_FORCES = "no_antisocial_forces", "反社会的勢力ではない"
    VALUE_AT_RISK = "value_at_risk", "法的整理では事業価値毀損のおそれ"
    NOT_UNSUITABLE = "not_unsuitable", "支援が不相当ではない"


class DueDiligence(Code):
    """How the examination is made (B2-2-4-1, B2-2-4-4, B2-Q37). The last was abolished, and is refused when asked for."""

    ORDINARY = "ordinary", "通常"
    VERIFYING = "verifying", "検証型"
    SIMPLE_FINANCIAL = "simple_financial", "簡易（財務のみ）"
    QUICK = "quick", "迅速かつ簡易な再生計画の策定支援（2022年3月31日で廃止）"


class PlanKind(Code):
    """Kinds of plan; the numeric tests depend on it (B2-2-5)."""

    ORDINARY = "ordinary", "再生計画（通常）"
    SMALL_BUSINESS = "small_business", "再生計画（小規模な事業者）"
    PRE_PLAN = "pre_plan", "プレ再生計画"


class Method(Code):
    """金融支援 methods, several per plan. The first two change terms; the next three are 債権放棄等 (B2-Q13, T8)."""

    RESCHEDULE = "reschedule", "リスケジュール（条件変更）"
    DDS = "dds", "DDS（資本的劣後ローン）"
    DIRECT_WAIVER = "direct_waiver", "直接債権放棄"
    SECOND_COMPANY = "second_company", "第二会社方式"
    DES = "des", "DES（債務の株式化）"
    FUND = "fund", "ファンドの活用"
    NEW_LOAN = "new_loan", "新規融資"


class BusinessMethod(Code):
    """事業面の手法 of a plan, several per plan (T9): those named by the published analyses of 2003-11, 2004-04 and 2008-06."""

    SELECTION = "selection", "管理会計手法の導入による製品別・取引先別等の選択と集中"
    AFFILIATES = "affiliates", "関係会社整理等による不採算事業の撤退・効率化"
    EARNINGS = "earnings", "販路開拓等の収益向上策"
    PERSONNEL = "personnel", "人員・人件費の見直し"
    BUSINESS_TRANSFER = "business_transfer", "事業譲渡による事業の存続"
    SHARE_TRANSFER = "share_transfer", "株式譲渡（M&A）"
    COMPANY_SPLIT = "company_split", "会社分割"
    OTHER = "other", "その他"


class PlanItem(Code):
    """The eleven items of a plan (B2-2-5-1)."""

    OUTLINE = "outline", "企業の概況"
    FINANCIAL_HISTORY = "financial_history", "財務状況の推移"
    REAL_BALANCE = "real_balance", "実態貸借対照表"
    CAUSES = "causes", "経営が困難になった原因"
    BUSINESS_PLAN = "business_plan", "事業再構築計画の具体的内容"
    BUSINESS_OUTLOOK = "business_outlook", "今後の事業見通し"
    FINANCIAL_OUTLOOK = "financial_outlook", "財務状況の今後の見通し"
    CASH_PLAN = "cash_plan", "資金繰り計画"
    REPAYMENT_PLAN = "repayment_plan", "債務弁済計画"
    FINANCIAL_SUPPORT = "financial_support", "金融支援の内容"
    GUARANTOR_ASSETS = "guarantor_assets", "保証人の資産と負債の状況"


class InvestigationItem(Code):
    """Items イ to ヘ of the 調査報告書 (B2-2-6-2)."""

    PLAN_CONTENT = "plan_content", "イ 計画の内容の相当性"
    FEASIBILITY = "feasibility", "ロ 計画の実行可能性"
    LIQUIDATION = "liquidation", "ハ 清算価値との比較"
    NEED = "need", "ニ 金融支援の必要性"
    FAIRNESS = "fairness", "ホ 金融支援の相当性と衡平性"
    REGION = "region", "ヘ 地域経済への影響"


class MeetingMode(Code):
    """How the creditors' meeting takes place (B2-2-7-1)."""

    IN_PERSON = "in_person", "対面"
    ONLINE = "online", "オンライン"
    CIRCULATION = "circulation", "持ち回り"


class EndGround(Code):
    """Why started support ended without a plan (B2-2-9-1)."""

    PLAN_ABANDONED = "plan_abandoned", "計画の作成を断念"
    NO_PROSPECT = "no_prospect", "全員の同意の見込みがない"
    CONSENT_REFUSED = "consent_refused", "同意が得られない"
    COMPANY_WITHDREW = "company_withdrew", "相談企業の取下げ"
    OTHER = "other", "その他"


class Confirmation(Code):
    """What a consent stands in: 文書等 (B2-2-7-2); by word of mouth is none."""

    WRITTEN = "written", "文書"
    ELECTRONIC = "electronic", "電磁的記録（作成者を確認済み）"


ClosingMonth = Annotated[int, Field(ge=1, le=12, title="決算月")]
"""The month at whose end the company closes its books."""


class AssistantGround(Code):
    """Why an 外部専門家補佐人 takes part (B2-2-3-4)."""

    ASSISTANCE = "assistance", "補充的に他の専門家の補助を得ることが適当"
    TRAINING = "training", "専門家の育成に資し、再生支援の妨げとならない"


class TeamMember(BaseModel):
    """One member of the 個別支援チーム (B2-2-3, B2-Q22).

    `assistant_ground`: an 外部専門家補佐人 and why; `experts_consulted_on`: the 協議 with the 外部専門家 on it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: PersonId
    qualification: Qualification
    outside_expert: bool
    commissioned_on: Date | None = None
    pledged_on: Date | None = None
    no_interest_declared: bool
    assistant_ground: AssistantGround | None = None
    experts_consulted_on: Date | None = None


class Burden(BaseModel):
    """What one creditor bears under a plan with 債権放棄等, in yen, beside its claim (B2-2-5-7).

    `grounds`: why its share of the burden keeps 衡平 though it differs from its share of the claims.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    creditor_id: CreditorId
    claim: Yen
    waived: Yen
    grounds: Sealed[str] | None = None


class PlanFigures(BaseModel):
    """The plan's figures for the tests of B2-2-5. Yen; fiscal years counted after the year of 成立.

    The years are 0 where nothing has to be mended and None where the plan names no year.
    `operating_cash_flows` from the first such year (small businesses); `recovery` and `liquidation_value` of all
    creditors together, under the plan and in bankruptcy (債権放棄等 only).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    real_net_worth: SignedYen
    years_to_solvency: Annotated[int, Field(ge=0, le=50)] | None
    ordinary_profit: SignedYen
    years_to_profit: Annotated[int, Field(ge=0, le=50)] | None
    debt_to_cash_flow: Annotated[float, Field(ge=0, le=999)] | None = None
    debt_before: Yen
    debt_waived: Yen = 0
    operating_cash_flows: tuple[SignedYen, ...] = ()
    recovery: Yen | None = None
    liquidation_value: Yen | None = None
