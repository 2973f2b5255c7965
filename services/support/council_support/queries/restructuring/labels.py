"""How screens call the fields of the events of this line."""

from __future__ import annotations

from typing import Final

LABELS: Final = {
    "line": "支援の種類", "consulted_on": "相談の日", "consulted": "協議の相手", "company_name": "企業名", "company_kana": "企業名（カナ）",
    "company_phone": "電話番号", "corporate_number": "法人番号", "legal_form": "法人格", "industry": "業種",
    "employees": "従業員数", "capital": "資本金（円）", "sales": "売上高（円）", "interest_bearing_debt": "有利子負債（円）",
    "requested_on": "申込日", "closing_month": "決算月", "creditor_id": "債権者", "creditors": "債権者", "name": "名称",
    "kind": "種類", "claim": "債権額（円）", "exception_grounds": "例外とする理由", "consented_on": "承諾の日",
    "intention": "意向", "note": "内容", "findings": "判断した事項", "waiver_expected": "債権放棄等の見込み",
    "expected_kind": "見込まれる計画の種類", "due_diligence": "調査の方法", "standard_date": "標準処理期間の目安",
    "decided_by": "決定した者", "reason": "理由", "need": "必要とする事情", "with_claim_filing": "債権届出の要請",
    "by": "調査した者", "summary": "概要", "version": "計画案の版", "methods": "金融支援の手法",
    "business_methods": "事業面の手法", "jobs": "雇用者数",
    "expected_approval_on": "成立の見込みの日", "reschedule_until": "リスケジュールの末日",
    "has_regional_section": "地域経済への影響の記載", "manager_responsibility": "経営者責任",
    "shareholder_responsibility": "株主責任", "economic_grounds": "経済合理性", "livelihood_benefit": "経営者等の生活の確保",
    "plan_version": "計画案の版", "items": "記載された事項", "signed_by": "作成者", "signer_qualification": "作成者の資格",
    "exception_confirmed": "例外の合理性を確認", "signer_exception": "弁護士が作成しない理由", "conclusion": "結論",
    "mode": "開催の方法", "held_on": "開催日", "consent_deadline": "同意の期限", "confirmation": "確認の方法",
    "confirmed_on": "同意を確認した日", "asked_on": "理由を求めた日", "debt_before": "債務額（円）",
    "debt_waived": "債務減免額（円）", "ground": "終了の事由", "begins_on": "開始日", "ends_on": "最終日",
    "months_between_reports": "報告の間隔（月）", "period_reason": "別の期間とする理由", "number": "回",
    "period_from": "対象期間の初日", "period_to": "対象期間の末日", "result": "結果", "ordinary_profit": "経常利益（円）",
    "advice": "助言", "decision": "判断", "earlier_case": "もとの案件", "next_case_id": "次の案件",
    "succession": "次の支援を始める理由", "company_told_on": "極めて困難と伝えた日", "changes": "変更の内容",
    "important": "重要な変更", "content": "概要", "subrogated_on": "代位弁済の日", "consenting": "同意した債権者",
    "equity_grounds": "衡平を害さないと判断した理由", "filed_on": "届出の日", "balance": "債権残高（円）",
    "interest_rate": "金利（年％）", "secured": "物的担保による保全額（円）", "guaranteed": "保証による保全額（円）",
    "main_business_profitable": "主力事業の黒字の見込み", "told_on": "相談企業に伝えた日", "response": "可能な対応",
    "tax_arrears": "公租公課の滞納額（円）", "arrears_offices_consulted_on": "関係官公署との協議の日",
    "arrears_plan": "滞納解消の納付計画", "sponsors": "参加したスポンサー候補者等", "shared": "共有した内容",
    "body": "承認する機関", "expected_on": "見込みの日", "execution_grounds": "実行上影響がないと判断した理由",
    "reported_on": "認定支援機関の長に報告した日", "notified_on": "相談企業に通知した日",
    "difficulty_told_on": "極めて困難と伝えた日", "outline": "公表する内容", "company_agreed_on": "相談企業との調整の日",
    "creditors_agreed_on": "対象債権者等との調整の日", "name_agreed": "企業名の公表への同意",
    "settled_on": "中小企業庁との調整の日", "publish_on": "公表の時期", "with_name": "企業名の公表",
}  # fmt: skip
