"""How screens call the fields of the events of this line."""

from __future__ import annotations

from typing import Final

LABELS: Final = {
    "line": "支援の種類", "consulted_on": "相談の日", "company_name": "企業名", "company_kana": "企業名（カナ）",
    "company_phone": "電話番号", "corporate_number": "法人番号", "legal_form": "法人格", "industry": "業種",
    "earlier_case": "もとの案件", "employees": "従業員数", "capital": "資本金（円）", "sales": "売上高（円）", "interest_bearing_debt": "有利子負債（円）",
    "trigger": "事由", "phase": "判断した場面", "judged_by": "判断した者", "judged_on": "判断した日", "reason": "理由",
    "wish_to_close": "廃業の希望", "examination": "再生支援の余地の検討", "joint_difficulty": "一体整理が困難な理由",
    "to": "相手", "told_on": "伝えた日", "offer": "提案した内容", "requester": "支援を求めた者",
    "name": "氏名", "topics": "助言の事項", "given_on": "助言した日", "content": "助言の内容",
    "conferring": "弁護士資格を有する統括責任者補佐との協議", "through": "紹介の方法", "introduced_on": "紹介した日",
    "lawyer": "弁護士", "entered_on": "移行した日", "guideline": "中小企業版ガイドライン", "judgement": "手続が適切との判断",
    "outside_expert": "支援専門家（外部専門家）", "party": "求めた者", "requested_on": "求めのあった日", "kind": "種類",
    "held_on": "開催日", "referred_on": "移した日", "guarantee_case": "別冊４の案件番号", "effects": "認められた効果",
    "note": "内容", "settlement": "債務整理の状況", "settled_on": "整理が終わった日", "confirmed_on": "確認した日",
    "state": "再チャレンジの状況", "missing": "未確認の事項", "workout_supported": "廃業型私的整理のサポート支援",
    "company": "法人の債務整理", "persons": "個人の債務整理", "starts": "再チャレンジの状況",
}  # fmt: skip
