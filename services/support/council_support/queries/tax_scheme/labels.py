"""How screens call the fields of the events of this line."""

from __future__ import annotations

from typing import Final

from council_support.queries.restructuring.labels import LABELS as OF_RESTRUCTURING

LABELS: Final = OF_RESTRUCTURING | {
    "provisions": "適用を想定する規定", "attitude": "意向", "stated_on": "確認の日", "conferred_on": "協議の日",
    "approved_on": "了承の日", "statements": "添付文書に明示された事項", "real_net_worth": "実質純資産（円）",
    "years_to_solvency": "実質債務超過の解消までの年数", "years_to_profit": "経常黒字化までの年数",
    "recovery": "計画による回収見込額（円）", "bankruptcy_value": "破産的清算の場合（円）",
    "reorganisation_value": "会社更生の場合（円）", "rehabilitation_value": "民事再生の場合（円）",
    "shareholders_diluted": "既存株主の地位の低下・消滅", "managers_resign": "経営者の退任",
    "shareholder_grounds": "減増資によらない理由", "manager_grounds": "経営者が残る理由と経営責任",
    "equity": "債権者間の実質的衡平", "points": "検討した点", "judged_on": "判断の日",
    "papers": "添付した説明資料", "sent_on": "発した日", "first_meeting_on": "第１回債権者会議の日", "place": "場所・時刻",
    "told_on": "回答のあった日", "matter": "事項", "passed": "可決", "until": "定めた日", "established_on": "設置日",
    "met": "満たしていると認めた要件", "surveyed_on": "調査の日", "issued_on": "交付日", "reported_on": "提出・報告の日",
    "form": "様式", "checks": "確認した要件", "recipient": "交付先", "first_due": "最初の報告の期限",
    "on_plan": "計画どおり", "next_due": "次の報告の期限", "exception_grounds": "例外とする理由",
}  # fmt: skip
