"""The closed lists of 別冊３ (the scheme for corporate-tax treatment)."""

from __future__ import annotations

from council_events.values import Code


class TaxProvision(Code):
    """The corporate-tax provisions whose use sends a plan to 別冊３ (YR-2-5-2)."""

    VALUATION_GAIN = "valuation_gain", "法人税法第25条第3項（評価益）"
    VALUATION_LOSS = "valuation_loss", "法人税法第33条第4項（評価損）"
    EXPIRED_LOSSES = "expired_losses", "法人税法第59条第2項（期限切れ欠損金）"


class SchemeFinding(Code):
    """The four entry conditions, none of which can be waived (B3-1)."""

    DISTRESS = "distress", "(1) 過剰債務を主因とする経営困難で自力による再生が困難"
    VALUE = "value", "(2) 事業価値があり再生の可能性がある"
    HARM = "harm", "(3) 法的整理では再生に支障が生じるおそれ"
    RATIONALITY = "rationality", "(4) 債権者にとっても経済合理性がある"


class SchemeAttitude(Code):
    """What a main creditor says to support under 別冊３; only its consent is enough (B3-2)."""

    NEGATIVE = "negative", "否定的"
    NOT_NEGATIVE = "not_negative", "否定的ではない（同意なし）"
    CONSENTED = "consented", "支援に同意"


class SchemeRole(Code):
    """As what somebody is in the team; unlike in 別冊２ the last two may be (B3-2-4)."""

    STAFF = "staff", "統括責任者・統括責任者補佐"
    EXPERT = "expert", "外部専門家"
    MAIN_CREDITOR = "main_creditor", "主要債権者"
    SPONSOR = "sponsor", "スポンサー企業等"


class StandstillPoint(Code):
    """The points that all main creditors and the 統括責任者 examine before a 一時停止の通知 (B3-4)."""

    REQUIREMENTS = "requirements", "① 第１項の要件を備える"
    CONSENT_PROSPECT = "consent_prospect", "② 対象債権者の同意を得られる見込みがある"
    FEASIBILITY = "feasibility", "③ 再生計画案の実行可能性がある"


class NoticePaper(Code):
    """The material that the notice carries to the first meeting (B3-4)."""

    ASSETS_AND_DEBTS = "assets_and_debts", "資産負債の状況"
    PROFIT_AND_LOSS = "profit_and_loss", "損益の状況"
    PLAN_DRAFT = "plan_draft", "再生計画案"


class MeetingMatter(Code):
    """What the first creditors' meeting resolves; the procedural ones leave rights and duties as they are (B3-5)."""

    RATIFY_STANDSTILL = "ratify_standstill", "一時停止の追認及び延長期間"
    COMMITTEE = "committee", "再生計画検討委員会の設置要請"
    MEMBERS = "members", "委員候補者を委員に選定することの諾否"
    SECOND_MEETING = "second_meeting", "第２回債権者会議の開催日時場所（手続的事項）"
    OTHER_PROCEDURAL = "other_procedural", "その他の手続的事項"


class SchemePlanItem(Code):
    """The items of a plan, with the basis on which the waiver was computed (B3-6)."""

    OUTLINE = "outline", "企業の概況"
    FINANCIAL_HISTORY = "financial_history", "財務状況の推移"
    REAL_BALANCE = "real_balance", "実態貸借対照表（公正な価額による資産評定）"
    CAUSES = "causes", "経営が困難になった原因"
    BUSINESS_PLAN = "business_plan", "事業再構築計画の具体的内容"
    BUSINESS_OUTLOOK = "business_outlook", "今後の事業見通し"
    FINANCIAL_OUTLOOK = "financial_outlook", "財務状況の今後の見通し"
    CASH_PLAN = "cash_plan", "資金繰り計画"
    REPAYMENT_PLAN = "repayment_plan", "債務弁済計画"
    WAIVER_BASIS = "waiver_basis", "債務免除等をする金額の算出根拠"


class SupportStatement(Code):
    """What the paper attached to the plan states (別冊３ 3(3); B3-6)."""

    AMOUNT = "amount", "支援額"
    MANAGEMENT = "management", "支援者による再建管理の有無"
    CIRCLE = "circle", "支援者の範囲"
    SHARES = "shares", "支援割合"


class ConfirmationPoint(Code):
    """The four conditions of the 確認書 (様式３; B3-7-3)."""

    PROCEDURE = "procedure", "① 本スキームに定められた手続に従って策定されている"
    FAIR_VALUE = "fair_value", "② 公正な価額による資産評定に基づき実態貸借対照表が作成されている"
    STANDARD = "standard", "③ 別紙「評価基準」に基づいて資産評定が行われている"
    WAIVER = "waiver", "④ 実態貸借対照表・損益の見込み等に基づいて債務免除等をする金額が決定されている"


class TaxForm(Code):
    """The further confirmations of the committee (B3-9)."""

    FORM_4 = "4", "様式４（租税特別措置法第40条の3の2・保証人の資産の贈与）"
    FORM_5 = "5", "様式５（租税特別措置法第67条の5の2・特定の組合財産）"
    FORM_6 = "6", "様式６（租税特別措置法第28条の2の2・債務免除等）"
    FORM_7 = "7", "様式７（租税特別措置法第28条の2の2・特定の組合財産）"
    FORM_8 = "8", "様式８（租税特別措置法第28条の2の2・産業復興機構）"
    FORM_9 = "9", "様式９（震災特例法第17条）"


class TaxCheck(Code):
    """What is checked for the forms 様式４ to ９; each form has its own list (B3-9)."""

    PROCEDURE = "procedure", "本スキームの手続に従って策定された再生計画"
    STANDARD = "standard", "別紙「評価基準」に基づく資産評定"
    FAIR_VALUE = "fair_value", "公正な価額による実態貸借対照表"
    WAIVER = "waiver", "それらに基づく債務免除等の金額"
    TWO_LENDERS_WAIVE = "two_lenders_waive", "二以上の金融機関等又は政府関係金融機関等による債務免除等"
    TWO_LENDERS_FUND = "two_lenders_fund", "二以上の金融機関等の債権が特定の組合財産となる"
    FUND_PRICE = "fund_price", "組合財産となる債権の対価の額の定め"
    RECOVERY_BODY_WAIVES = "recovery_body_waives", "産業復興機構の組合財産である債権の債務免除等"
    CONFIRMERS_QUALIFY = "confirmers_qualify", "確認をする者（委員）の要件"
    GUARANTOR_PAID = "guarantor_paid", "保証債務の一部の履行"
    GUARANTOR_STILL_BOUND = "guarantor_still_bound", "履行・贈与後も保証債務を有する見込み"
    SMALL_DOMESTIC_COMPANY = "small_domestic_company", "履行時・贈与時に中小企業者に該当する内国法人"
    GUARANTOR_IS_DIRECTOR = "guarantor_is_director", "履行時・贈与時に取締役又は業務執行社員"
    GIFT_SERVES_BUSINESS = "gift_serves_business", "贈与資産を事業の用に供することの定め"
    GIFT_IS_IN_USE = "gift_is_in_use", "贈与資産（有価証券を除く。）が現に事業の用に供されている"
    BLUE_RETURN_COMPANY = "blue_return_company", "青色申告書を提出する中小企業者（法人）"
    BLUE_RETURN_PERSON = "blue_return_person", "青色申告書を提出する個人"
    HARMED_BY_DISASTER = "harmed_by_disaster", "東日本大震災により過大な債務を負い、産業復興機構の債務者である"


class SchemeEndGround(Code):
    """Why support under 別冊３ ended without a plan (B3-8, 別冊３ 8(6))."""

    TERM_PASSED = "term_passed", "期限までに対象債権者全員の同意が得られない"
    REFUSED = "refused", "対象債権者の不同意"
    ABANDONED = "abandoned", "計画の作成を断念"
    COMPANY_WITHDREW = "company_withdrew", "債務者の取下げ"
    OTHER = "other", "その他"
