"""再チャレンジ支援 (YR22/YR24 第二章第6): from the judgement to the outcome that is confirmed with everybody concerned."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from council_events.event import Event
from council_events.sealed import Sealed
from council_events.values import (
    CaseId,
    Code,
    CompanyId,
    Count,
    Date,
    Industry,
    LegalForm,
    PersonId,
    PrefectureCode,
    Yen,
)

ManagerId = Annotated[UUID, Field(title="経営者等の番号")]
"""A manager or guarantor of one case; random, another number in every case."""


class Trigger(Code):
    """The two grounds of 再チャレンジ支援 (YR-2-6-1)."""

    EXTREMELY_DIFFICULT = "extremely_difficult", "収益力の改善や事業再生等が極めて困難"
    GUARANTEE_ONLY = "guarantee_only", "保証債務のみの整理の必要"


class Phase(Code):
    """During what the judgement was made (YR-2-6-2-1-1)."""

    CONSULTATION = "consultation", "事前相談・窓口相談"
    REVENUE_IMPROVEMENT = "revenue_improvement", "収益力改善計画策定支援"
    PLAN_SUBSIDY = "plan_subsidy", "経営改善計画策定支援"
    RESTRUCTURING = "restructuring", "再生支援"
    MONITORING = "monitoring", "計画成立後のモニタリング"


class Beneficiary(Code):
    """Who is told, who asks, and for whom the support is (YR-2-6-2-0, BR-11)."""

    COMPANY = "company", "相談企業"
    GUARANTOR = "guarantor", "保証人"


class AdviceTopic(Code):
    """What the advice is about (YR-2-6-2-1-3, YR-2-6-2-3-1)."""

    CLOSING_WORKOUT = "closing_workout", "廃業型の私的整理"
    LEGAL_PROCEDURE = "legal_procedure", "法的整理を活用した事業継続・雇用維持"
    GUARANTEE_DEBTS = "guarantee_debts", "経営者等の再スタート（保証債務の整理）"


class Introduction(Code):
    """Through whom a lawyer is introduced (YR-2-6-2-1-3)."""

    BAR_ASSOCIATION = "bar_association", "弁護士会"
    OTHER = "other", "その他"


class WorkoutParty(Code):
    """Who asks for help with a 廃業型私的整理; the first four are the closed list (YR24-2-6-2-2-1)."""

    COMPANY = "company", "中小企業者"
    EXPERT = "expert", "弁護士等の支援専門家（外部専門家）"
    MAIN_CREDITOR = "main_creditor", "主要債権者"
    THIRD_PARTY_EXPERT = "third_party_expert", "第三者支援専門家"
    OTHER = "other", "その他の者（取引先等）"


class WorkoutAdvice(Code):
    """The three kinds of advice of サポート支援 (YR-2-6-2-2-2)."""

    COURSE = "course", "イ 廃業の方針・手続の進め方"
    PLAN = "plan", "ロ 弁済計画案の内容"
    COORDINATION = "coordination", "ハ 金融調整に向けた助言"


class Effect(Code):
    """What the support was hoped to bring, compared with a bankruptcy (YR-2-6-1-2)."""

    REEMPLOYMENT = "reemployment", "①従業員等の円滑な転職機会の確保"
    RESTART = "restart", "②経営者等の再スタートの容易さ"
    NO_CHAIN_BANKRUPTCY = "no_chain_bankruptcy", "③取引先の連鎖倒産の回避"
    BUSINESS_KEPT = "business_kept", "④事業譲渡等による事業及び雇用の維持"


class CompanySettlement(Code):
    """How the company's debts were settled in the end (YR-2-6-3-2)."""

    CLOSING_WORKOUT = "closing_workout", "廃業型私的整理の成立"
    SPECIAL_LIQUIDATION = "special_liquidation", "特別清算の終結"
    BANKRUPTCY = "bankruptcy", "破産終結"
    REORGANISATION = "reorganisation", "民事再生・会社更生（事業譲渡等を含む）"
    PAID_IN_FULL = "paid_in_full", "債務の完済（通常の廃業・清算）"
    OTHER = "other", "その他"


class PersonalSettlement(Code):
    """How one person's debts were settled in the end (YR-2-6-3-2)."""

    PLAN = "plan", "弁済計画成立（経営者保証ガイドライン）"
    BANKRUPTCY = "bankruptcy", "破産終結"
    REORGANISATION = "reorganisation", "個人再生"
    NO_DEBTS = "no_debts", "整理すべき債務なし"
    OTHER = "other", "その他"


class NewStart(Code):
    """The state of a person's new start (YR-2-6-3-2)."""

    EMPLOYED = "employed", "就業"
    BUSINESS = "business", "創業・事業の継続"
    PREPARING = "preparing", "準備中"
    RETIRED = "retired", "引退"
    OTHER = "other", "その他"


class OutcomePart(Code):
    """What an outcome consists of (YR-2-6-3-2)."""

    COMPANY_DEBTS = "company_debts", "法人の債務整理の状況"
    PERSONAL_DEBTS = "personal_debts", "個人の債務整理の状況"
    NEW_START = "new_start", "再チャレンジの状況"


class Conferring(BaseModel):
    """The 協議 with a lawyer among the 統括責任者補佐 that stands behind an act (YR-2-6-2-1-3)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: PersonId
    on: Date


class RevivalJudgedDifficult(
    Event, type_name="council.support.RevivalJudgedDifficult.v1", ja="事業の再生が極めて困難との判断"
):
    """Judged during another line: a case of 再チャレンジ支援, `next_case_id`, is opened from it (YR-2-6-2-1-1).

    Carries what that case needs. The course of the line it was judged in is not rewritten.
    """

    case_id: CaseId
    next_case_id: CaseId
    phase: Phase
    reason: Sealed[str]
    judged_by: PersonId
    told_on: Date | None = None
    consulted_on: Date
    company_id: CompanyId | None = None
    company_name: Sealed[str] | None = None
    company_kana: Sealed[str] | None = None
    company_phone: Sealed[str] | None = None
    corporate_number: Sealed[str] | None = None
    prefecture: PrefectureCode
    legal_form: LegalForm
    industry: Industry
    employees: Count
    capital: Yen | None = None
    sales: Yen | None = None
    interest_bearing_debt: Yen | None = None


class RechallengeTriggered(
    Event, type_name="council.support.RechallengeTriggered.v1", ja="再チャレンジ支援の事由の判断"
):
    """Which of the two grounds holds, judged by whom and when (YR-2-6-1); a later one replaces it.

    `examination`: what room for 再生支援 was found, asked of a company that wishes to close (YR-2-6-2-1-2).
    `joint_difficulty`: why principal and guarantee debts can't be settled together (YR-2-6-2-3-2).
    """

    case_id: CaseId
    trigger: Trigger
    phase: Phase
    judged_by: PersonId
    judged_on: Date
    reason: Sealed[str]
    wish_to_close: bool = False
    examination: Sealed[str] | None = None
    joint_difficulty: Sealed[str] | None = None


class JudgementTold(Event, type_name="council.support.JudgementTold.v1", ja="判断の伝達・再チャレンジ支援の提案"):
    """The judgement was told to the one it concerns (YR-2-6-2-0)."""

    case_id: CaseId
    to: Beneficiary
    told_on: Date
    offer: Sealed[str] | None = None


class RechallengeStarted(Event, type_name="council.support.RechallengeStarted.v1", ja="再チャレンジ支援の開始"):
    """The support begins, asked for by company or guarantor (YR-2-6-1, BR-11)."""

    case_id: CaseId
    trigger: Trigger
    phase: Phase
    requester: Beneficiary


class RechallengeDeclined(Event, type_name="council.support.RechallengeDeclined.v1", ja="再チャレンジ支援を行わない"):
    """The support was proposed and is not given."""

    case_id: CaseId
    reason: Sealed[str]


class ManagerListed(Event, type_name="council.support.ManagerListed.v1", ja="経営者等の登録"):
    """A manager or guarantor whose new start is supported; a later one of the same number replaces it."""

    case_id: CaseId
    manager_id: ManagerId
    name: Sealed[str]


class RechallengeAdviceGiven(Event, type_name="council.support.RechallengeAdviceGiven.v1", ja="再チャレンジ支援の助言"):
    """Advice on closing down, on a legal procedure or on the guarantee debts, after 協議 with the lawyer."""

    case_id: CaseId
    topics: tuple[AdviceTopic, ...]
    given_on: Date
    to: Beneficiary
    content: Sealed[str]
    conferring: Conferring


class LawyerIntroduced(Event, type_name="council.support.LawyerIntroduced.v1", ja="弁護士の紹介"):
    """A lawyer was introduced (YR-2-6-2-1-3, YR-2-6-2-3-1)."""

    case_id: CaseId
    to: Beneficiary
    through: Introduction
    introduced_on: Date
    lawyer: Sealed[str] | None = None
    conferring: Conferring


class WorkoutEntered(Event, type_name="council.support.WorkoutEntered.v1", ja="廃業型私的整理手続への移行"):
    """The company moves to a 廃業型私的整理 (YR-2-6-2-2-1, YR24-2-6-2-2-1).

    `guideline`: under the 中小版GL. `judgement`: why the 統括責任者 finds it appropriate (asked until 2024-03-31).
    """

    case_id: CaseId
    entered_on: Date
    guideline: bool
    judgement: Sealed[str] | None = None
    outside_expert: Sealed[str] | None = None


class WorkoutAdviceGiven(Event, type_name="council.support.WorkoutAdviceGiven.v1", ja="サポート支援の助言"):
    """Advice of kind イ, ロ or ハ to one of the listed persons (YR-2-6-2-2-2). `requested_on`: its request (from 2024)."""

    case_id: CaseId
    party: WorkoutParty
    requested_on: Date | None = None
    kind: WorkoutAdvice
    given_on: Date
    content: Sealed[str]
    conferring: Conferring


class CreditorsMeetingObserved(
    Event, type_name="council.support.CreditorsMeetingObserved.v1", ja="債権者会議へのオブザーバー参加"
):
    """The council sits in the creditors' meeting of the workout, without a vote (YR-2-6-2-2-2)."""

    case_id: CaseId
    party: WorkoutParty
    requested_on: Date | None = None
    held_on: Date
    conferring: Conferring


class GuaranteeSettlementReferred(
    Event, type_name="council.support.GuaranteeSettlementReferred.v1", ja="保証債務の整理（別冊４）への移行"
):
    """A settlement under the 経営者保証ガイドライン follows 別冊４, in a case of its own (YR-2-6-2-3-3).

    `guarantee_case` is sealed: whoever sees one case must not learn of the other by its number (design §3).
    """

    case_id: CaseId
    manager_id: ManagerId
    referred_on: Date
    guarantee_case: Sealed[str] | None = None


class EffectsObserved(Event, type_name="council.support.EffectsObserved.v1", ja="期待された効果の確認"):
    """Which of the four effects were observed (YR-2-6-1-2); a later one replaces it."""

    case_id: CaseId
    effects: tuple[Effect, ...]
    note: Sealed[str] | None = None


class CompanySettled(Event, type_name="council.support.CompanySettled.v1", ja="法人の債務整理の確認"):
    """The final settlement of the company's debts, confirmed with the company (YR-2-6-3-2)."""

    case_id: CaseId
    settlement: CompanySettlement
    settled_on: Date
    confirmed_on: Date


class PersonSettled(Event, type_name="council.support.PersonSettled.v1", ja="個人の債務整理の確認"):
    """The final settlement of one person's debts, confirmed with the person (YR-2-6-3-2). No day where there were none."""

    case_id: CaseId
    manager_id: ManagerId
    settlement: PersonalSettlement
    settled_on: Date | None = None
    confirmed_on: Date


class NewStartConfirmed(Event, type_name="council.support.NewStartConfirmed.v1", ja="再チャレンジの状況の確認"):
    """The state of one person's new start, confirmed with the person (YR-2-6-3-2)."""

    case_id: CaseId
    manager_id: ManagerId
    state: NewStart
    confirmed_on: Date
    note: Sealed[str] | None = None


class OutcomeLeftOpen(Event, type_name="council.support.OutcomeLeftOpen.v1", ja="結果の確認の継続"):
    """The outcome was to be compiled, and something of it isn't known yet: it stays open (YR-2-6-3-2)."""

    case_id: CaseId
    missing: tuple[OutcomePart, ...]


class OutcomeCompiled(Event, type_name="council.support.OutcomeCompiled.v1", ja="再チャレンジ支援の結果の取りまとめ"):
    """Everything is confirmed. Only closed codes: what the nationwide publication may use (YR-2-6-3-2, YR-2-6-3-3).

    `company` is None where only a guarantor was supported. `persons` and `starts` are in no common order.
    """

    case_id: CaseId
    trigger: Trigger
    phase: Phase
    topics: tuple[AdviceTopic, ...]
    workout_supported: bool
    company: CompanySettlement | None = None
    persons: tuple[PersonalSettlement, ...]
    starts: tuple[NewStart, ...]
    effects: tuple[Effect, ...]
