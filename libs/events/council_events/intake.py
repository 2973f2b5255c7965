"""What intake publishes: companies, consultations, what was learned, where they go.

Streams: a company (`company_id`) and a case (`case_id`). Company fields are sealed under the company's key
(`company:<uuid>`), all others under the case's.
"""

from __future__ import annotations

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
    SupportLine,
    Yen,
)


class ConsultationKind(Code):
    """事前相談 is asked by a bank or adviser, 窓口相談 by the company or a guarantor (YR-2-1-3-3-1)."""

    PRELIMINARY = "preliminary", "事前相談"
    COUNTER = "counter", "窓口相談"


class Requester(Code):
    """Who asks; decides the kind of consultation (YR-2-1-3-3-1)."""

    COMPANY = "company", "相談企業"
    GUARANTOR = "guarantor", "保証人"
    FINANCIAL_INSTITUTION = "financial_institution", "金融機関等"
    ADVISER = "adviser", "支援専門家"


class Channel(Code):
    """How the contact took place (YR-2-2-2-1-4)."""

    INTERVIEW = "interview", "面談"
    ONLINE = "online", "オンライン会議等"
    TELEPHONE = "telephone", "電話"


class Route(Code):
    """持込経路 of the published tables (T4)."""

    DIRECT = "direct", "企業が直接持込"
    FINANCIAL_INSTITUTION = "financial_institution", "金融機関等"
    OTHER = "other", "その他"


class Wish(Code):
    """The wishes of the leaflet, several per consultation, none a condition (BR-5)."""

    CASH_FLOW = "cash_flow", "資金繰りを安定させたい"
    PROFIT = "profit", "収益力を高めたい"
    ACTION_PLAN = "action_plan", "行動計画を作りたい"
    GOVERNANCE = "governance", "ガバナンスを整えたい"
    BANK_RELATIONS = "bank_relations", "金融機関との関係を良くしたい"
    REPAYMENT_RELIEF = "repayment_relief", "返済負担を軽くしたい"
    DEBT_REDUCTION = "debt_reduction", "債務を整理したい"
    BUSINESS_CONTINUATION = "business_continuation", "事業を続けたい"


class FactItem(Code):
    """The items learned in a 窓口相談: ten in the 2022 edition, TAX_ARREARS added in 2024 (YR-2-2-3-2, YR24-2-2-3-2)."""

    OUTLINE = "outline", "企業の概要"
    FINANCES = "finances", "直近3年間の財務状況"
    TAX_ARREARS = "tax_arrears", "滞納公租公課の存否及び状況"
    OWNERSHIP_AND_DEBTS = "ownership_and_debts", "株主・債権債務関係"
    BUSINESS_STRUCTURE = "business_structure", "事業形態・構造"
    ORGANISATION = "organisation", "会社の体制・ガバナンス"
    HISTORY = "history", "経緯"
    EFFORTS = "efforts", "これまでの努力と結果"
    BANK_RELATIONS = "bank_relations", "金融機関との関係"
    RESOURCES = "resources", "活用できる資源"
    REQUESTS = "requests", "要望・準備の状況"


class Edition(Code):
    """Edition of the guideline that an act follows."""

    E2022 = "2022", "2022年4月1日版"
    E2024 = "2024", "2024年4月1日版"


class FirstResponse(Code):
    """Exactly one of five results of a first response (RP-1, T2)."""

    SECOND_STAGE = "second_stage", "二次支援へ移行"
    CANDIDATE = "candidate", "再生計画策定支援候補として相談を継続"
    SOLVED = "solved", "相談段階で企業の課題解決の提示"
    DIFFICULT = "difficult", "再生可能性が低く協議会での対応が困難"
    OTHER = "other", "その他（制度紹介・説明等）"


class ReferralBody(Code):
    """Bodies that a requester may be introduced to (YR24-2-2-R)."""

    BAR_ASSOCIATION = "bar_association", "弁護士会"
    SME_SUPPORT_CENTER = "sme_support_center", "都道府県等中小企業支援センター"
    YOROZU = "yorozu", "よろず支援拠点"
    SUCCESSION_CENTER = "succession_center", "事業承継・引継ぎ支援センター"
    GUARANTEE_CORPORATION = "guarantee_corporation", "信用保証協会"
    CHAMBER = "chamber", "商工会議所・商工会"
    OTHER = "other", "その他の機関"


class CompanyRegistered(Event, type_name="council.intake.CompanyRegistered.v1", ja="企業の登録"):
    """A company is known to the platform from now on. The 法人番号 is as good as the name, hence sealed."""

    company_id: CompanyId
    name: Sealed[str]
    kana: Sealed[str] | None = None
    corporate_number: Sealed[str] | None = None
    address: Sealed[str] | None = None
    phone: Sealed[str] | None = None
    prefecture: PrefectureCode
    legal_form: LegalForm
    industry: Industry


class ConsultationOpened(Event, type_name="council.intake.ConsultationOpened.v1", ja="相談の受付"):
    """A consultation was received on `occurredon`. `sales`, `interest_bearing_debt` in yen of the last closed year."""

    case_id: CaseId
    kind: ConsultationKind
    requester: Requester
    route: Route
    channel: Channel
    assigned_to: PersonId
    company_id: CompanyId | None = None
    company_name: Sealed[str] | None = None
    company_kana: Sealed[str] | None = None
    company_phone: Sealed[str] | None = None
    corporate_number: Sealed[str] | None = None
    requester_name: Sealed[str] | None = None
    story: Sealed[str] | None = None
    prefecture: PrefectureCode
    legal_form: LegalForm
    industry: Industry
    employees: Count
    capital: Yen | None = None
    sales: Yen | None = None
    interest_bearing_debt: Yen | None = None
    wishes: tuple[Wish, ...] = ()


class RoleExplained(Event, type_name="council.intake.RoleExplained.v1", ja="協議会の立場と役割の説明"):
    """The council's position and role were explained to the requester (YR-2-2-2-1-3)."""

    case_id: CaseId


class ConsultationFactsRecorded(
    Event, type_name="council.intake.ConsultationFactsRecorded.v1", ja="把握した事項の記録"
):
    """One or more items were learned; a later record of the same item replaces what is shown, not history."""

    case_id: CaseId
    items: tuple[FactItem, ...]
    notes: tuple[Sealed[str], ...]


class FactFindingCompleted(Event, type_name="council.intake.FactFindingCompleted.v1", ja="相談事項の把握完了"):
    """All items of the edition in force are on record."""

    case_id: CaseId
    edition: Edition


class AdviceGiven(Event, type_name="council.intake.AdviceGiven.v1", ja="助言"):
    """Advice to the requester, under the responsibility of the 統括責任者."""

    case_id: CaseId
    advice: Sealed[str]


class ReferralMade(Event, type_name="council.intake.ReferralMade.v1", ja="関係機関への紹介"):
    """The requester was told and introduced to another body (YR24-2-2-R)."""

    case_id: CaseId
    body: ReferralBody
    told_on: Date
    note: Sealed[str] | None = None


class SupportLineChosen(Event, type_name="council.intake.SupportLineChosen.v1", ja="支援の検討（支援の種類の選定）"):
    """The 統括責任者 decides that a line is considered (YR-2-2-3-3). Carries what the next service needs."""

    case_id: CaseId
    line: SupportLine
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


class RevivalJudgedDifficult(
    Event, type_name="council.intake.RevivalJudgedDifficult.v1", ja="再生が極めて困難との判断"
):
    """The 統括責任者 judges revival extremely difficult (YR-2-2-3-6)."""

    case_id: CaseId
    reason: Sealed[str]


class CompanyToldOfDifficulty(Event, type_name="council.intake.CompanyToldOfDifficulty.v1", ja="相談企業への伝達"):
    """The company was told of the judgement, with the response offered (YR-2-2-3-6)."""

    case_id: CaseId
    told_on: Date
    response: Sealed[str]


class ConsultationClosed(Event, type_name="council.intake.ConsultationClosed.v1", ja="相談の終結"):
    """The first response is finished with exactly one result class (RP-1)."""

    case_id: CaseId
    result: FirstResponse


class FutureDayExplained(Event, type_name="council.intake.FutureDayExplained.v1", ja="先の日付とした理由"):
    """Why the events saved with this one bear a business date later than the day they were recorded (design §3)."""

    case_id: CaseId
    reason: Sealed[str]
