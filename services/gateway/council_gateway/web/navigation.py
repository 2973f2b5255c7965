"""Which screens are offered to whom. A matter of convenience only: what is allowed is decided by the service that answers."""

from __future__ import annotations

from typing import Final, NamedTuple

from council_events.values import Office, Purpose

from council_gateway.application.sessions import Session

CASE_OFFICES: Final = frozenset(
    {Office.HEAD, Office.DEPUTY, Office.DEPUTY_IMPROVEMENT, Office.SECRETARIAT, Office.EXPERT, Office.HOST_HEAD}
)
OPENING_OFFICES: Final = frozenset({Office.HEAD, Office.DEPUTY, Office.DEPUTY_IMPROVEMENT})
SUBSIDY_OFFICES: Final = frozenset({Office.SECRETARIAT, Office.DEPUTY_IMPROVEMENT})

AGENCY_OFFICES: Final = frozenset({Office.SECRETARIAT, Office.HQ_OFFICER})
"""Who keeps the register of 認定経営革新等支援機関."""

APPLICANT_OFFICES: Final = frozenset({Office.HQ_OFFICER})
"""With whom what applicants of the plan-subsidy programme told is shared (YR-3-2-2-4)."""

FEED_OFFICES: Final = frozenset({Office.SYSTEM_OWNER, Office.HQ_OFFICER, Office.AUDITOR})
RETENTION_OFFICES: Final = frozenset({Office.HEAD, Office.HOST_HEAD, Office.AUDITOR})
INVESTIGATING_OFFICES: Final = frozenset({Office.BUREAU_OFFICER, Office.HQ_OFFICER})

REPORT_OFFICES: Final = frozenset(
    {Office.HEAD, Office.DEPUTY, Office.SECRETARIAT, Office.HOST_HEAD, Office.BUREAU_OFFICER, Office.HQ_OFFICER}
)


_STAND_BELOW: Final = {"/editions": "/reports"}
"""Pages whose way leads over another one's."""


class Item(NamedTuple):
    """One entry of the main navigation."""

    href: str
    title: str
    current: bool


class Way(NamedTuple):
    """One way in which a case begins."""

    href: str
    title: str


def ways(session: Session) -> tuple[Way, ...]:
    """How cases begin for these offices, the usual way first."""
    offices = set(session.offices)
    found = [
        (Way("/consultations/new", "相談を受け付ける"), OPENING_OFFICES),
        (Way("/applications/new", "利用申請を受け付ける"), SUBSIDY_OFFICES),
    ]
    return tuple(way for way, of in found if not offices or offices & of)


def navigation(session: Session, path: str) -> tuple[Item, ...]:
    """The entries for these offices and this purpose, in the order of daily use."""
    offices = set(session.offices)
    works = not offices or bool(offices & CASE_OFFICES)
    entries = [
        ("/work", "わたしの業務", works),
        ("/search", "案件を探す", works),
        *((way.href, way.title, True) for way in ways(session)),
        ("/companies", "企業の登録", not offices or bool(offices & (OPENING_OFFICES | SUBSIDY_OFFICES))),
        ("/agencies", "支援機関の登録", not offices or bool(offices & AGENCY_OFFICES)),
        (
            "/applicants",
            "申請者の情報",
            session.purpose is Purpose.SUPERVISION and bool(offices & APPLICANT_OFFICES),
        ),
        ("/figures", "集計", True),
        ("/reports", "集計報告", not offices or bool(offices & REPORT_OFFICES)),
        ("/people", "体制", not offices or offices != {Office.AUDITOR}),
        ("/yearly-duties", "年度の全体会議", offices == {Office.AUDITOR}),
        ("/retention", "保存と廃棄", bool(offices & RETENTION_OFFICES)),
        ("/subscriptions", "配信", bool(offices & FEED_OFFICES)),
        (
            "/investigations",
            "守秘に関する調査",
            session.purpose is Purpose.INVESTIGATION and bool(offices & INVESTIGATING_OFFICES),
        ),
        (
            "/inspections",
            "検査",
            session.purpose is Purpose.SUPERVISION and bool(offices & INVESTIGATING_OFFICES),
        ),
        ("/seen", "利用者が見たもの", _may_ask_what_was_seen(session)),
        ("/access", "閲覧記録", Office.AUDITOR in offices),
        ("/alerts", "通常と異なる閲覧", Office.AUDITOR in offices),
        ("/replay", "履歴の再生", session.purpose in (Purpose.AUDIT, Purpose.INVESTIGATION)),
    ]
    at = next((above for below, above in _STAND_BELOW.items() if _is_at(path, below)), path)
    return tuple(Item(href, title, _is_at(at, href)) for href, title, offered in entries if offered)


def _is_at(path: str, href: str) -> bool:
    return path == href or path.startswith(f"{href}/")


def _may_ask_what_was_seen(session: Session) -> bool:
    """Auditors, and those who inspect a council."""
    offices = set(session.offices)
    inspects = session.purpose is Purpose.SUPERVISION and bool(offices & INVESTIGATING_OFFICES)
    return inspects or Office.AUDITOR in offices


def home(session: Session) -> str:
    """The first screen after sign-in."""
    if session.purpose is Purpose.INVESTIGATION and INVESTIGATING_OFFICES & set(session.offices):
        return "/investigations"
    if session.purpose in (Purpose.AUDIT, Purpose.INVESTIGATION):
        return "/replay"
    if session.purpose is Purpose.ADMINISTRATION:
        return "/people"
    if set(session.offices) == {Office.SYSTEM_OWNER}:
        return "/subscriptions"
    return "/work" if not session.offices or set(session.offices) & CASE_OFFICES else "/figures"
