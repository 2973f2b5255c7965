"""The code lists of the plan-subsidy programme. A stored value is for ever, its label may be mended."""

from __future__ import annotations

from council_events.values import Code


class Track(Code):
    """The three tracks (BR-12, SUB-V-2)."""

    ORDINARY = "ordinary", "通常枠"
    GUIDELINE = "guideline", "中小版GL枠"
    EARLY = "early", "早期経営改善計画策定支援"


class CostLine(Code):
    """Cost lines with caps of their own (SUB-A-4 to -6)."""

    DUE_DILIGENCE = "due_diligence", "DD費用等"
    PLAN = "plan", "計画策定支援費用"
    ACCOMPANIMENT = "accompaniment", "伴走支援費用"
    ACCOMPANIMENT_INTERIM = "accompaniment_interim", "伴走支援費用（期中）"
    NEGOTIATION = "negotiation", "金融機関交渉費用"


class FinancialSupport(Code):
    """Intended 金融支援 of an ordinary application (SUB-E-1)."""

    TERMS_CHANGED = "terms_changed", "条件変更"
    REFINANCED = "refinanced", "借換"
    NEW_LOAN = "new_loan", "新規融資"


class ApplicationPaper(Code):
    """Papers of an application (SUB-P-3, SUB-P-5, SUB-P-6)."""

    APPLICATION_FORM = "application_form", "利用申請書"
    APPLICANT_OUTLINE = "applicant_outline", "申請者の概要"
    CHECKLIST = "checklist", "自己記入チェックリスト"
    ESTIMATE_BY_TASK = "estimate_by_task", "業務別見積明細書"
    REGISTRY_CERTIFICATE = "registry_certificate", "履歴事項全部証明書（原本）"
    PROPRIETOR_PROOF = "proprietor_proof", "開業届又は確定申告書の写し（個人事業主）"
    RECOGNITION_NOTICE = "recognition_notice", "認定通知書"
    ESTIMATE = "estimate", "見積書・単価表"
    TAX_RETURNS = "tax_returns", "直近3年分の申告書"
    SCHEDULE = "schedule", "工程表"
    BANK_CONFIRMATION = "bank_confirmation", "主要金融機関の確認書面（原本）"
    PRIOR_CONSULTATION = "prior_consultation", "金融機関の事前相談書（原本）"
    MANAGER_CHECKLIST = "manager_checklist", "経営者のための経営状況自己チェックリスト"
    SUPPORTER_CHECKLIST = "supporter_checklist", "支援者による経営状況チェックリスト"


class ClaimPaper(Code):
    """Papers of a claim (SUB-C-1 to -3, SUB-M-2)."""

    CLAIM_FORM = "claim_form", "費用支払申請書"
    PLAN = "plan", "計画書"
    CHECKLIST = "checklist", "自己記入チェックリスト"
    BILLING_BY_TASK = "billing_by_task", "業務別請求明細書"
    TIME_SHEET = "time_sheet", "従事時間管理表"
    INVOICE = "invoice", "請求書"
    CONTRACT = "contract", "契約書"
    SELF_BURDEN_TRANSFER = "self_burden_transfer", "自己負担分の振込受付書"
    LENDERS_CONSENT = "lenders_consent", "金融機関の同意書等"
    PLAN_RECEIPT = "plan_receipt", "金融機関の受領書"
    POINTS_CHECK = "points_check", "着眼点実施確認表"
    ACCOMPANIMENT_REPORT = "accompaniment_report", "伴走支援報告書・レポート"
    TRIAL_BALANCE = "trial_balance", "試算表"
    TAX_RETURN = "tax_return", "決算の申告書"


class AccompanimentKind(Code):
    """Occasion of an accompaniment report (SUB-M-1, SUB-M-2)."""

    INTERIM = "interim", "期中"
    SETTLEMENT = "settlement", "決算期"


class PaymentKind(Code):
    """What is paid (SUB-A-11, SUB-C-4)."""

    PLAN_FIRST_HALF = "plan_first_half", "計画策定支援費用（前半）"
    PLAN_SECOND_HALF = "plan_second_half", "計画策定支援費用（後半）"
    PLAN_IN_FULL = "plan_in_full", "計画策定支援費用（全額）"
    ACCOMPANIMENT = "accompaniment", "伴走支援費用"


class EndKind(Code):
    """How a subsidy case ended (SUB-P-7, SUB-C-5, SUB-C-6, SUB-M-4)."""

    COMPLETED = "completed", "完了"
    LAPSED = "lapsed", "失効"
    EARLY_END = "early_end", "早期終了"
    WITHDRAWN = "withdrawn", "取下げ"
    DECLINED = "declined", "利用申請を受理しない"


class AgencyPaper(Code):
    """Papers that every 認定経営革新等支援機関 hands in for itself (SUB-P-3, SUB-P-6)."""

    RECOGNITION_NOTICE = "recognition_notice", "認定通知書の写し"
    ESTIMATE = "estimate", "見積書"
    RATE_SHEET = "rate_sheet", "単価表"


class Scheme(Code):
    """The two plan kinds of the programme, kept apart (YR-3-1)."""

    IMPROVEMENT = "improvement", "経営改善計画策定支援"
    EARLY = "early", "早期経営改善計画策定支援"


class Fund(Code):
    """What a payment is charged to (YR-3-1)."""

    SMRJ = "smrj", "中小機構に造成された基金"


class Filer(Code):
    """Who files an application (YR-3-2-2-1, YR24-3-2-2-1)."""

    COMPANY = "company", "申請企業"
    AGENCY = "agency", "認定経営革新等支援機関"


class DeclineCause(Code):
    """Why business declined; a second use needs another cause than the last (SUB-E-4)."""

    PANDEMIC = "pandemic", "感染症の影響"
    DISASTER = "disaster", "災害・事故"
    CUSTOMERS_LOST = "customers_lost", "主要取引先の喪失"
    PRICES = "prices", "原材料・エネルギー価格の高騰"
    MARKET = "market", "市場の縮小・競争の激化"
    MANAGEMENT = "management", "経営管理の問題"
    SUCCESSION = "succession", "後継者・人材の不足"
    OTHER = "other", "その他"


class ReuseGround(Code):
    """Special grounds of a second use until 2024-03-31 (SUB-E-6)."""

    CORONA = "corona", "新型コロナウイルス感染症の影響"
    UKRAINE = "ukraine", "ウクライナ情勢の影響"
    OIL = "oil", "原油価格高騰の影響"


class OwnShareMethod(Code):
    """How the company paid its own share; only a transfer of this item alone counts (SUB-C-3)."""

    TRANSFER = "transfer", "銀行振込（自己負担分のみ）"
    MIXED = "mixed", "他の費用と合算した振込"
    SET_OFF = "set_off", "顧問料等との相殺"
    CASH = "cash", "現金"


class AdviceStage(Code):
    """The five stages of 助言支援 (YR-2-4-2-1-1 to YR-2-4-2-5)."""

    PRELIMINARY = "preliminary", "事前相談"
    APPLICATION = "application", "利用申請時"
    PLANNING = "planning", "計画策定中"
    CLAIM = "claim", "支払申請時"
    MONITORING = "monitoring", "モニタリング時"


class AdviceItem(Code):
    """What was done at a stage, each an entry of its own."""

    MEASURES = "measures", "他の支援策の活用・移行に関する助言"
    POINTS_EXPLAINED = "points_explained", "計画策定の留意事項の説明"
    PROGRESS = "progress", "進捗状況の確認"
    PLAN = "plan", "計画に関する助言"
    POINTS_CHECKED = "points_checked", "留意事項への取組状況の確認"
    MONITORING_EXPLAINED = "monitoring_explained", "モニタリングの留意事項の説明"
    MONITORING = "monitoring", "今後のモニタリングに関する助言"


class Advised(Code):
    """To whom the advice went."""

    COMPANY = "company", "中小企業・小規模事業者"
    AGENCY = "agency", "認定経営革新等支援機関"
    MAIN_BANK = "main_bank", "主要金融機関"
    BANK = "bank", "金融機関等"


class NoticeKind(Code):
    """Written notices to the 代表認定経営革新等支援機関 (SUB-P-7, SUB-C-4, BR-13)."""

    ACCEPTED = "accepted", "利用申請の受理の通知"
    DECLINED = "declined", "利用申請を受理しない旨の通知"
    PLAN_DECISION = "plan_decision", "支払決定の通知（計画策定支援費用）"
    ACCOMPANIMENT_DECISION = "accompaniment_decision", "支払決定の通知（伴走支援費用）"
    ADVICE = "advice", "助言の通知"
