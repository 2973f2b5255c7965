"""How screens call the fields of intake's events, and what the history shows of each event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from council_casework.files import paper_pairs, tells_of_papers
from council_casework.papers import EMPTY, Shelf
from council_casework.releases import release_pairs, tells_of_releases
from council_events import Event
from council_events.intake import (
    ConsultationFactsRecorded,
    ConsultationReportDrafted,
    GuaranteeFactsRecorded,
)
from council_kit.timeline import labelled

LABELS: Final = {
    "kind": "相談の種類",
    "requester": "相談者",
    "requester_name": "相談者の氏名・名称",
    "route": "持込経路",
    "channel": "応対の方法",
    "assigned_to": "応対者",
    "name": "商号・屋号",
    "company_name": "企業名",
    "kana": "カナ",
    "company_kana": "カナ",
    "phone": "電話番号",
    "company_phone": "電話番号",
    "corporate_number": "法人番号",
    "address": "所在地",
    "legal_form": "法人格",
    "industry": "業種",
    "employees": "従業員数（人）",
    "capital": "資本金（円）",
    "sales": "売上高（円）",
    "interest_bearing_debt": "有利子負債（円）",
    "wishes": "ご希望",
    "story": "相談の内容",
    "edition": "適用した版",
    "advice": "助言の内容",
    "body": "紹介先",
    "manner": "支援の形",
    "standard_from": "引用した受渡し・共同支援の基準の施行の日",
    "told_on": "伝えた日",
    "note": "備考",
    "line": "支援の種類",
    "consulted_on": "相談の受付日",
    "reason": "理由",
    "entries": "理由を付けた記録の数",
    "response": "提案した対応",
    "result": "相談の結果",
    "company_id": "企業番号",
    "prefecture": "都道府県",
    "adviser": "保証人支援専門家",
    "adviser_qualification": "保証人支援専門家の資格",
    "received_on": "受理した日",
    "application": "計画策定支援事業の案件",
    "found_by": "事業再生の取組が必要と判断した統括責任者",
    "filed_on": "利用申請の日",
    "earlier": "先の相談の案件番号",
    "earlier_case": "先の相談の案件番号",
    "summary": "応対の概要",
    "years": "把握した年数",
    "founded_recently": "創業から3年未満",
    "lines": "助言した支援",
    "addressee": "助言の相手",
    "measures": "支援施策・対応",
    "requested_on": "求めのあった日",
    "agencies": "紹介した認定経営革新等支援機関",
    "role": "紹介した専門家",
    "candidates": "候補者",
    "support": "支援の内容",
    "necessity": "県域を越える必要性",
    "cooperating": "連携する協議会",
    "subject": "紹介する支援の内容",
    "judged_on": "判断の日",
    "recipient": "交付先の名称",
    "papers": "書類",
    "consented_on": "文書による了承の日",
    "lacking": "期限までになかったもの",
    "days": "定められた日数",
    "due_on": "期限",
    "report": "報告書",
    "number": "番号",
    "document": "報告書の内容",
    "means": "提出の方法",
    "bureau": "提出先の経済産業局等",
    "bureau_on": "経済産業局等への提出日",
    "headquarters_on": "全国本部への提出日",
    "agency_on": "中小企業庁への提出日",
    "into": "合併後の企業番号",
    "same_as": "同じ企業の企業番号",
    "question": "照会の内容",
    "answer": "回答",
    "remaining": "残額（円）",
    "provision": "根拠規定",
}
"""How screens call the fields of intake's events."""
NOT_SHOWN: Final = frozenset({"case_id", "items", "notes", "standard_id", "ledger_id"})
"""The case itself; what was learned, which is shown item by item; a standard, which is known by its body and day; and the ledger of
a 法人番号, which no screen tells."""

_shown: Final = labelled({name: label for name, label in LABELS.items() if name not in ("company_id", "prefecture")})


def pairs(event: Event, shelf: Shelf = EMPTY) -> Iterator[tuple[str, Any]]:
    """What the history shows of an event: its labelled fields, and what was learned item by item. `shelf`: of the case.

    The text of a report stands on its own page.
    """
    if tells_of_papers(event):
        yield from paper_pairs(event, shelf, {})
        return
    if isinstance(event, (ConsultationFactsRecorded, GuaranteeFactsRecorded)):
        yield from ((item.label, note) for item, note in zip(event.items, event.notes, strict=True))
    if tells_of_releases(event):
        yield from release_pairs(event)
        return
    document = LABELS["document"] if isinstance(event, ConsultationReportDrafted) else None
    yield from ((label, value) for label, value in _shown(event) if label != document)
