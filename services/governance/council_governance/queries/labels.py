"""What screens call the fields of governance's events, and what a history shows of an event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from council_directory import bureaus
from council_events import Event
from council_events.governance import (
    ConflictOfInterestDeclared,
    ConflictOfInterestLifted,
    EmergencyAccessReviewed,
    EmergencyAccessTaken,
    OpinionInquired,
    OpinionReceived,
)
from council_kit.timeline import labelled

LABELS: Final = {
    "office": "役職",
    "name": "氏名",
    "career": "経歴",
    "knowledge": "知見の分野",
    "secondment": "出向の有無",
    "secondment_ends_on": "出向の最終日",
    "home_institution": "出向元",
    "qualifications": "資格",
    "bureau": "経済産業局等",
    "consented_on": "了承の日",
    "received_on": "受領日",
    "begins_on": "開始日",
    "ends_on": "最終日",
    "bureau_consent_on": "了承の日",
    "pledge_on": "誓約書の受領日",
    "ended_on": "最終日",
    "reason": "理由",
    "case_id": "案件番号",
    "on_behalf_of": "代行された者",
    "access_id": "非常時の閲覧の番号",
    "finding": "確認の結果",
    "note": "説明",
    "kind": "種類",
    "detail": "内容",
    "substitute": "代行者",
    "ground": "事由",
    "rules_on": "根拠とする職務代行規程の施行の日",
    "organ": "組織",
    "established_on": "設置の日",
    "adopted_on": "決定・制定の日",
    "in_force_from": "施行の日",
    "substitutes": "代行する者",
    "procedure": "手続等",
    "chair": "会長",
    "powers": "委任する権能",
    "conferred_on": "協議の日",
    "disaster": "災害等と被害の状況",
    "independence": "独立性を確保する処置",
    "started_on": "開始日",
    "closed_on": "最終日",
    "ordered_on": "命令の日",
    "order": "命令の内容",
    "cancelled_on": "取消しの日",
    "certified_on": "認定の日",
    "member": "委員",
    "category": "代表する機関の区分",
    "body": "機関",
    "observer": "オブザーバー",
    "elected_on": "互選の日",
    "electors": "互選に加わった委員",
    "meeting_id": "会議番号",
    "held_on": "開催日",
    "convened_by": "招集した者",
    "present": "出席した委員",
    "sums_up": "事業を総括する会議",
    "reported_by": "報告した統括責任者",
    "report": "報告",
    "minutes": "審議と決定の内容",
    "policy": "業務実施方針・方法",
    "to": "相手",
    "given_on": "行った日",
    "advice": "指導・助言の内容",
    "programme_id": "支援事業番号",
    "operator": "実施機関",
    "cooperation": "連携の内容",
    "fiscal_year": "事業年度",
    "made_by": "作成した統括責任者",
    "conferred_with": "協議の相手",
    "plan": "計画",
    "completions_target": "再生計画の成立の目標（件）",
    "drastic_target": "うち抜本再生の目標（件）",
    "grade": "評価",
    "published_on": "公表の日",
    "recorded_by": "記録した者",
    "reported_on": "報告の日",
    "request_id": "要請番号",
    "opinion_id": "意見番号",
    "source": "意見等を述べた者",
    "opinion": "意見等の内容",
    "inquired_by": "調査した統括責任者",
    "inquired_on": "調査の日",
    "outcome": "調査の結果",
    "requested_on": "要請の日",
    "standard_id": "基準番号",
    "supports": "基準の対象",
    "standard": "基準の内容",
    "adopted_by": "定めた者",
    "specialist_id": "候補者番号",
    "kinds": "手続",
    "firm": "所属",
    "removed_on": "最終日",
}
"""How screens call the fields of governance's events; `person` is the subject of a person's."""
_shown: Final = labelled(LABELS)
_BUREAUS: Final = {bureau.code: bureau.name for bureau in bureaus()}


def pairs(event: Event) -> Iterator[tuple[str, Any]]:
    """What the history shows of an event: its labelled fields, a bureau by its name."""
    for label, value in _shown(event):
        yield label, _BUREAUS.get(value, value) if isinstance(value, str) else value


_OF_THE_COUNCIL_ALONE: Final = frozenset({"case_id", "access_id"})
_SAY_OF_A_CASE: Final = (
    ConflictOfInterestDeclared,
    ConflictOfInterestLifted,
    EmergencyAccessTaken,
    EmergencyAccessReviewed,
)
WITHHELD: Final = "（協議会の外には示しません）"


def pairs_without_cases(event: Event) -> Iterator[tuple[str, Any]]:
    """The same for whoever stands outside the council's cases: that something was declared or opened, not in which case.

    Of interests and emergencies nothing else is told either: kind, details and reasons speak of the company.
    """
    if isinstance(event, _SAY_OF_A_CASE):
        yield LABELS["case_id"], WITHHELD
        return
    hidden = {LABELS[name] for name in _OF_THE_COUNCIL_ALONE}
    for label, value in pairs(event):
        yield label, WITHHELD if label in hidden and value is not None else value


_SAID: Final = frozenset({LABELS["opinion"], LABELS["report"]})


def pairs_without_opinions(event: Event) -> Iterator[tuple[str, Any]]:
    """The same for whoever does not work in the council: that an opinion came and what the inquiry found, not what was said."""
    hides = isinstance(event, (OpinionReceived, OpinionInquired))
    return ((label, value) for label, value in pairs(event) if not (hides and label in _SAID))
