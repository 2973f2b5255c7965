"""The code lists of intake: closed values, each with its Japanese label."""

from __future__ import annotations

from council_events.values import Code


class ConsultationKind(Code):
    """事前相談 is asked by a bank or adviser, 窓口相談 by the company or a guarantor (YR-2-1-3-3-1), 利用相談 by a
    guarantor and the guarantor's adviser together (B4-3-1).
    """

    PRELIMINARY = "preliminary", "事前相談"
    COUNTER = "counter", "窓口相談"
    GUARANTEE = "guarantee", "利用相談（保証債務の整理）"


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
    """The five wishes (収益力改善支援) and the three (事業再生支援) of the leaflet; several, none a condition (BR-5)."""

    CASH_FLOW = "cash_flow", "収益力改善により財務的安定を図りたい"
    ISSUES = "issues", "自社の課題・問題点を客観的に把握したい"
    BUSINESS_MODEL = "business_model", "経営環境の変化に対応したビジネスモデルを構築したい"
    ACTION_PLAN = "action_plan", "収益力改善に向けた具体的な行動計画を策定したい"
    GOVERNANCE = "governance", "ガバナンス体制を整備したい"
    ADVICE = "advice", "経営再建に向けて問題点等に対するアドバイスがほしい"
    REBUILD = "rebuild", "事業を継続しつつ金融支援を得て立て直しを図りたい"
    NEW_CHALLENGE = "new_challenge", "再生が困難な場合、新たな挑戦への支援がほしい"


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


class GuaranteeItem(Code):
    """The nine items learned in a 利用相談 (B4-3-2)."""

    CONTRACT = "contract", "保証契約の概要"
    PRINCIPAL_PROCEDURE = "principal_procedure", "主債務者の手続の状況"
    GUARANTOR_ESTATE = "guarantor_estate", "保証人の資産及び債務の状況"
    PRINCIPAL_ESTATE = "principal_estate", "主債務者の資産及び債務の状況"
    DISCHARGE = "discharge", "免責不許可事由に関する状況"
    BANK_RELATIONS = "bank_relations", "取引金融機関との関係"
    CAUSES = "causes", "主債務者の窮境原因・経営責任の内容"
    REMAINING_ASSETS = "remaining_assets", "残存資産の範囲に関する意向"
    PLAN_POLICY = "plan_policy", "弁済計画の方針"


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


class ReferralSubject(Code):
    """What a body is to help with. No loan is among it: a council brokers none (BR-9)."""

    CONSULTATION = "consultation", "個別相談"
    EXPERT_DISPATCH = "expert_dispatch", "専門家派遣等"
    PUBLIC_FINANCE = "public_finance", "公的金融支援等"
    LAWYER = "lawyer", "弁護士の紹介"
    OTHER = "other", "その他の支援（融資のあっせんを除く。）"


class AdvisedSupport(Code):
    """The four 各種支援 that a bank or adviser may be advised of (YR-2-1-3-3-2)."""

    REVENUE_IMPROVEMENT = "revenue_improvement", "収益力改善支援"
    PLAN_ADVICE = "plan_advice", "経営改善計画策定支援事業に対する助言支援"
    RESTRUCTURING = "restructuring", "再生支援（プレ再生計画を含む。）"
    RECHALLENGE = "rechallenge", "再チャレンジ支援"


class SupportMeasure(Code):
    """Measures that a requester may be introduced to (YR-2-1-3-3-1, YR-2-2-2-2)."""

    PLAN_SUBSIDY = "plan_subsidy", "経営改善計画策定支援事業"
    EARLY_PLAN_SUBSIDY = "early_plan_subsidy", "早期経営改善計画策定支援"
    SME_GUIDELINE = "sme_guideline", "中小企業の事業再生等に関するガイドライン"
    GUARANTEE_GUIDELINE = "guarantee_guideline", "経営者保証に関するガイドライン"
    OTHER = "other", "その他の支援施策"


class ExpertRole(Code):
    """What a candidate is introduced for (YR-2-1-3-3-9, B4-3-1)."""

    REVIVAL = "revival", "第三者支援専門家（再生型私的整理手続）"
    CLOSURE = "closure", "第三者支援専門家（廃業型私的整理手続）"
    GUARANTOR = "guarantor", "保証人支援専門家"


class GuaranteeResponse(Code):
    """What is done where guarantee debts need settling; the start itself since 2024-04-01 (YR-2-2-3-4)."""

    RECHALLENGE_PROPOSED = "rechallenge_proposed", "再チャレンジ支援の提案"
    RECHALLENGE_STARTED = "rechallenge_started", "再チャレンジ支援の実施"
    OTHER = "other", "その他の対応"


class DifficultyResponse(Code):
    """What is offered where revival is extremely difficult (YR-2-2-3-6)."""

    RECHALLENGE = "rechallenge", "再チャレンジ支援"
    LAWYER = "lawyer", "弁護士会などを通じた弁護士の紹介"
    OTHER = "other", "その他の対応"


class CasePaper(Code):
    """Papers about a case that may be handed out with written consent (YR-2-1-4-4)."""

    CONSULTATION_SHEET = "consultation_sheet", "相談票"
    ACCOUNTS = "accounts", "決算書等（直近3年間）"
    CASH_FLOW = "cash_flow", "資金繰り表"
    TAX_RETURNS = "tax_returns", "税務申告書"
    OTHER = "other", "その他の書類"


class Lacking(Code):
    """What a consultation still owes when its deadline has passed (YR-2-2-R1)."""

    RESULT = "result", "相談の結果"
    REPORT = "report", "対応報告書の提出"


class ReportKind(Code):
    """The reports of a consultation; the kind of consultation decides which (YR-2-2-2-4, YR-2-2-3-7, B4-R)."""

    PRELIMINARY = "preliminary", "事前相談対応報告書"
    COUNTER = "counter", "窓口相談対応報告書"
    GUARANTEE = "guarantee", "利用相談対応報告書"


class ReportMeans(Code):
    """How a report is delivered."""

    PAPER = "paper", "文書"
    ELECTRONIC = "electronic", "電磁的方法"
