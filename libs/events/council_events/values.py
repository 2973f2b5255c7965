"""The closed values of the published language: identifiers, dates, yen and code lists.

An open (unsealed) field of an event may only be made of these types. Every code list carries its Japanese
label, because screens, reports and the JSON Schema show the programme's own words.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema


class Code(StrEnum):
    """A code list: `MEMBER = "stored_value", "日本語"`. The stored value is for ever, the label may be mended."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        """Keep the label beside the stored value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Put the labels into the JSON Schema as `x-labels`, so that a form can be drawn from it."""
        json_schema = handler.resolve_ref_schema(handler(schema))
        json_schema["x-labels"] = {member.value: member.label for member in cls}
        return json_schema


CaseId = Annotated[UUID, Field(title="案件番号")]
CompanyId = Annotated[UUID, Field(title="企業番号")]
StandardId = Annotated[UUID, Field(title="受渡し・共同支援の基準の番号")]
LedgerId = Annotated[UUID, Field(title="利用台帳番号")]
"""A company's ledger of uses, named by a blind token: who reads it learns no name (SUB-E-4)."""
CreditorId = Annotated[UUID, Field(title="債権者番号")]
PersonId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$", title="利用者")]
"""The identity that the identity provider asserts; random or administrative, never a name."""
AgencyId = Annotated[str, Field(pattern=r"^[0-9]{12}$", title="認定支援機関ID番号")]
"""認定経営革新等支援機関 ID: twelve digits, a public register number of an expert body."""
CouncilCode = Annotated[str, Field(pattern=r"^(0[1-9]|[1-3][0-9]|4[0-7]|hq)$", title="協議会")]
"""The body that acts: JIS X 0401 prefecture code 01-47, or `hq` where 全国本部 runs the case."""
PrefectureCode = Annotated[str, Field(pattern=r"^(0[1-9]|[1-3][0-9]|4[0-7])$", title="都道府県")]
BureauCode = Annotated[str, Field(pattern=r"^BUR-(0[1-9])$", title="経済産業局等")]
ProvisionId = Annotated[str, Field(pattern=r"^[A-Z]+[0-9]*[A-Z]*(-[A-Z0-9]+)+$", title="規定")]
Yen = Annotated[int, Field(ge=0, le=10**15, title="金額（円）")]
SignedYen = Annotated[int, Field(ge=-(10**15), le=10**15, title="金額（円）")]
Count = Annotated[int, Field(ge=0, le=10**7)]
Version = Annotated[int, Field(ge=1, le=10**6)]
FiscalYear = Annotated[int, Field(ge=1900, le=2999, title="年度")]
Date = dt.date


class Office(Code):
    """Who may act, by the office held. Sources: YR22/YR24 第二章第1 (council), ORG 第102条 (bureau)."""

    HOST_HEAD = "host_head", "認定支援機関の長"
    HEAD = "head", "統括責任者"
    DEPUTY = "deputy", "統括責任者補佐"
    DEPUTY_IMPROVEMENT = "deputy_improvement", "統括責任者補佐（経営改善支援担当）"
    SECRETARIAT = "secretariat", "協議会事務局員"
    EXPERT = "expert", "外部専門家"
    EXPERT_ASSISTANT = "expert_assistant", "外部専門家補佐人"
    CENTER_HEAD = "center_head", "産業復興相談センター長"
    CENTER_DEPUTY = "center_deputy", "産業復興相談センター長補佐"
    CHAIR = "chair", "会長"
    COMMITTEE_MEMBER = "committee_member", "産競法上の協議会の委員"
    BUREAU_OFFICER = "bureau_officer", "経済産業局等の職員"
    HQ_OFFICER = "hq_officer", "全国本部の職員"
    AUDITOR = "auditor", "監査担当"
    ADMINISTRATOR = "administrator", "システム管理者"
    SYSTEM_OWNER = "system_owner", "他システムの管理者"


class Power(Code):
    """Powers over 協議会事業 that the 認定支援機関の長 may delegate to the 会長, some or all (YR-2-1-2-2-2)."""

    STAFF = "staff", "統括責任者等の選任・委嘱"
    SUBSTITUTES = "substitutes", "統括責任者の職務を代理する者の指定"
    CASES = "cases", "支援の開始等の協議"
    PLANNING = "planning", "事業計画・業務改善計画の協議"
    COMMITTEE = "committee", "産競法上の協議会の委員の選任"


class Purpose(Code):
    """Why somebody acts or reads; recorded on every event and every read (LAW-136)."""

    CASE_WORK = "case_work", "案件の遂行"
    SUPERVISION = "supervision", "監督・決裁"
    SUBSIDY_WORK = "subsidy_work", "計画策定支援事業の事務"
    REPORTING = "reporting", "報告・統計"
    AUDIT = "audit", "監査"
    INVESTIGATION = "investigation", "守秘に関する調査"
    ADMINISTRATION = "administration", "体制・権限の管理"
    REACTION = "reaction", "システムによる自動処理"


class ReferralBody(Code):
    """Bodies that a requester may be introduced to (YR24-2-2-R)."""

    BAR_ASSOCIATION = "bar_association", "弁護士会"
    SME_SUPPORT_CENTER = "sme_support_center", "都道府県等中小企業支援センター"
    YOROZU = "yorozu", "よろず支援拠点"
    SUCCESSION_CENTER = "succession_center", "事業承継・引継ぎ支援センター"
    GUARANTEE_CORPORATION = "guarantee_corporation", "信用保証協会"
    CHAMBER = "chamber", "商工会議所・商工会"
    GOVERNMENT_BANK = "government_bank", "政府系金融機関"
    OTHER = "other", "その他の機関"


class PartnerSupport(Code):
    """How a council and a 関係支援機関 share a case (YR24-2-1-3-3-11)."""

    HANDOVER = "handover", "受渡し"
    JOINT = "joint", "共同支援"


class Industry(Code):
    """Industry classes of the published tables (RP-2, council-notes T3)."""

    MANUFACTURING = "manufacturing", "製造業"
    WHOLESALE_RETAIL = "wholesale_retail", "卸売・小売業"
    CONSTRUCTION = "construction", "建設業"
    FOOD_LODGING = "food_lodging", "飲食・宿泊業"
    SERVICE = "service", "サービス業"
    TRANSPORT = "transport", "運輸業"
    OTHER = "other", "その他"


class LegalForm(Code):
    """Legal forms; the last eight are outside the programme (B2-2-1-X, SUB-E-2)."""

    STOCK_COMPANY = "stock_company", "株式会社"
    LIMITED_COMPANY = "limited_company", "有限会社"
    LLC = "llc", "合同会社"
    OTHER_COMPANY = "other_company", "合資・合名会社"
    SOLE_PROPRIETOR = "sole_proprietor", "個人事業主"
    MEDICAL = "medical", "医療法人"
    COOPERATIVE = "cooperative", "組合等"
    SOCIAL_WELFARE = "social_welfare", "社会福祉法人"
    NPO = "npo", "特定非営利活動法人"
    ASSOCIATION = "association", "一般・公益社団法人"
    FOUNDATION = "foundation", "一般・公益財団法人"
    FARM_UNION = "farm_union", "農事組合法人・農業協同組合"
    CONSUMER_COOP = "consumer_coop", "生活協同組合"
    LLP = "llp", "有限責任事業組合"
    SCHOOL = "school", "学校法人"


class CreditorKind(Code):
    """対象債権者 types (YR-2-1-1-4-2; trade creditors only as a recorded exception, B2-Q17-3)."""

    BANK = "bank", "銀行"
    SHINKIN = "shinkin", "信用金庫"
    CREDIT_UNION = "credit_union", "信用組合"
    LABOR_BANK = "labor_bank", "労働金庫"
    AGRICULTURAL_COOP = "agricultural_coop", "農業協同組合"
    FISHERY_COOP = "fishery_coop", "漁業協同組合"
    GOVERNMENT_BANK = "government_bank", "政府系金融機関"
    GUARANTEE_CORPORATION = "guarantee_corporation", "信用保証協会"
    SERVICER = "servicer", "サービサー等"
    MONEY_LENDER = "money_lender", "貸金業者"
    TRADE = "trade", "取引債権者（例外）"


class SupportLine(Code):
    """The lines a consultation can lead to (YR-1-2-2; the subsidy programme stands beside them)."""

    REVENUE_IMPROVEMENT = "revenue_improvement", "収益力改善支援"
    RESTRUCTURING = "restructuring", "再生支援"
    TAX_SCHEME = "tax_scheme", "再生支援（別冊３ 中小企業再生支援スキーム）"
    GUARANTEE = "guarantee", "保証債務の整理"
    RECHALLENGE = "rechallenge", "再チャレンジ支援"
    PLAN_SUBSIDY = "plan_subsidy", "経営改善計画策定支援事業"


class Qualification(Code):
    """Professional qualifications of experts and team members (YR-2-1-3-3-3-2)."""

    LAWYER = "lawyer", "弁護士"
    ACCOUNTANT = "accountant", "公認会計士"
    TAX_ACCOUNTANT = "tax_accountant", "税理士"
    SME_CONSULTANT = "sme_consultant", "中小企業診断士"
    FINANCE = "finance", "金融関係者"
    OTHER = "other", "その他"
