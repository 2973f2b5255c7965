"""How screens call the fields of the events of this line."""

from __future__ import annotations

from typing import Final

LABELS: Final = {
    "line": "支援の種類", "consulted_on": "相談の日", "company_name": "主債務者", "company_kana": "主債務者（カナ）",
    "company_phone": "電話番号", "corporate_number": "法人番号", "legal_form": "法人格", "industry": "業種",
    "employees": "従業員数", "capital": "資本金（円）", "sales": "売上高（円）", "interest_bearing_debt": "有利子負債（円）",
    "settlement": "整理の類型", "guarantor_name": "保証人", "expert_name": "保証人支援専門家", "procedure": "主債務者の手続",
    "procedure_ended_on": "主債務の整理手続の終結の日", "reason_alone": "一体整理が困難な理由", "third_party": "第三者保証人",
    "circumstance": "特別の事情", "ended_on": "終結の日", "creditor_id": "債権者", "creditors": "対象債権者", "name": "名称",
    "kind": "種類", "claim": "保証債権額（円）", "exception_grounds": "例外とする理由", "consented_on": "承諾の日",
    "ground_against": "合理的な不同意事由", "note": "内容", "form": "様式", "annexes": "別紙", "filed_on": "提出日",
    "conferred_on": "協議の日", "conferred_with": "協議した者", "findings": "判断した要件",
    "expected_recovery": "回収見込額（円）", "bankruptcy_dividend": "破産配当の見込額（円）",
    "economic_grounds": "経済合理性", "base_date": "基準時", "decided_by": "決定した者", "told_on": "保証人らに伝えた日",
    "reason": "理由", "help_offered": "支援の内容", "signers": "連名者", "sent_on": "発した日",
    "from_principal": "主債務者のチームと同一", "exception_agreed_on": "承諾の日", "agreed_on": "同意の日",
    "disclosed_on": "開示の日", "assets": "資産の状況", "debts": "負債の状況", "asked_on": "求めた日",
    "reported_on": "報告の日", "version": "計画案の版", "reduction_asked": "減免の要請",
    "within_principal_plan": "再生計画案に記載", "term_months": "弁済の期間（月）", "exempt_assets": "自由財産（円）",
    "pledged_assets": "担保提供資産（円）", "incentive_assets": "インセンティブ資産（円）",
    "recovery_increase": "回収見込額の増加額（円）", "distributable": "弁済に充てる額（円）",
    "claim_limit": "債権額の下限（円）", "limit_agreed_on": "下限の変更への同意の日", "remission": "免除額（円）",
    "exclusion_grounds": "除外しても影響が無い理由", "term_grounds": "５年を超える理由",
    "apart_grounds": "再生計画案に記載しない理由", "retained": "残存資産の内訳", "summary": "概要",
    "plan_version": "計画案の版", "remarks": "確認での指摘", "items": "記載された事項", "signed_by": "作成者",
    "within_principal_report": "再生計画案の調査報告書の一部", "conclusion": "結論", "mode": "開催の方法",
    "held_on": "開催日", "consent_deadline": "同意の期限", "confirmation": "確認の方法", "confirmed_on": "同意を確認した日",
    "debt_before": "保証債務額（円）", "debt_released": "免除額（円）", "ground": "終了の事由", "found_on": "判明した日",
    "gross": "故意又は重過失", "found_assets": "判明した資産（円）", "revived_debt": "復活する保証債務（円）",
    "overdue_interest": "延滞利息（円）", "additional_payment": "追加弁済額（円）",
}  # fmt: skip
"""`principal_case` has no label: the main debtor's case is named on no screen of the guarantor's."""
