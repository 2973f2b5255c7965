"""What screens call things: councils, services, offices, purposes, stages, event types. Data lives in libs; this only looks up."""

from __future__ import annotations

import datetime as dt
from typing import Final

from council_directory import councils
from council_events.event import UnknownEventTypeError, event_class
from council_events.values import Code, Office, Purpose, SupportLine
from council_kit.clock import JST

from council_gateway.web.dates import date_short

SERVICES: Final = {
    "intake": "相談",
    "support": "再生支援",
    "subsidy": "計画策定支援",
    "governance": "体制",
    "reporting": "集計",
    "audit": "監査",
    "feed": "配信",
}
_COUNCILS: Final = {council.code: council.name for council in councils()} | {"hq": "中小企業活性化全国本部"}
_PREFECTURES: Final = {council.code: council.prefecture for council in councils()} | {"hq": "全国本部"}
_BUREAUS: Final = {council.bureau_code: council.bureau for council in councils()}

PURPOSES_OF_OFFICE: Final[dict[str, tuple[Purpose, ...]]] = {
    Office.HOST_HEAD: (Purpose.SUPERVISION, Purpose.ADMINISTRATION),
    Office.HEAD: (Purpose.CASE_WORK, Purpose.SUPERVISION, Purpose.REPORTING),
    Office.DEPUTY: (Purpose.CASE_WORK, Purpose.REPORTING),
    Office.DEPUTY_IMPROVEMENT: (Purpose.SUBSIDY_WORK, Purpose.CASE_WORK),
    Office.SECRETARIAT: (Purpose.SUBSIDY_WORK, Purpose.REPORTING),
    Office.EXPERT: (Purpose.CASE_WORK,),
    Office.EXPERT_ASSISTANT: (Purpose.CASE_WORK,),
    Office.CENTER_HEAD: (Purpose.ADMINISTRATION,),
    Office.CENTER_DEPUTY: (Purpose.ADMINISTRATION,),
    Office.CHAIR: (Purpose.SUPERVISION, Purpose.ADMINISTRATION),
    Office.COMMITTEE_MEMBER: (Purpose.SUPERVISION,),
    Office.BUREAU_OFFICER: (Purpose.SUPERVISION, Purpose.REPORTING, Purpose.INVESTIGATION),
    Office.HQ_OFFICER: (Purpose.SUPERVISION, Purpose.REPORTING, Purpose.INVESTIGATION),
    Office.AUDITOR: (Purpose.AUDIT,),
    Office.ADMINISTRATOR: (Purpose.ADMINISTRATION,),
    Office.SYSTEM_OWNER: (Purpose.REPORTING,),
}
"""What each office may be signed in for; offered on screen. The answering service decides what it allows."""


_ELSEWHERE: Final = {
    "再チャレンジ支援の案件": "support",
    "窓口相談の案件": "intake",
    "計画策定支援事業の案件": "subsidy",
}
"""Cases that another service than that of the page keeps, by the label under which a page names them."""


def case_address(case_id: str, label: str, here: str) -> str:
    """Where the page of a case is that the page of another one, at `here`, names under this label."""
    service = _ELSEWHERE.get(label)
    return f"/cases/{service}/{case_id}" if service else f"{here.rpartition('/')[0]}/{case_id}"


def council_name(code: str) -> str:
    """`東京都中小企業活性化協議会`; a bureau's or an unknown code is shown as its own name or as it is."""
    return _COUNCILS.get(code) or _BUREAUS.get(code) or code


def prefecture(code: str) -> str:
    """`東京都`, for tables where the council's full name would crowd the row."""
    return _PREFECTURES.get(code, code)


def short_prefecture(code: str) -> str:
    """`東京`, `北海道`, for the tiles of the map."""
    name = prefecture(code)
    return name if name == "北海道" else name[:-1]


def service(name: str) -> str:
    """How staff call the part of the work that a service carries."""
    return SERVICES.get(name, name)


def event(type_name: str) -> str:
    """How staff call an event type."""
    try:
        return event_class(type_name).ja
    except UnknownEventTypeError:
        return type_name


def _label(codes: type[Code], value: str) -> str:
    return next((each.label for each in codes if each == value), value)


def office(value: str) -> str:
    """`統括責任者`."""
    return _label(Office, value)


def purpose(value: str) -> str:
    """`案件の遂行`."""
    return _label(Purpose, value)


def line(value: str | None) -> str:
    """`再生支援`; an empty text where no line was chosen yet."""
    return _label(SupportLine, value) if value else ""


def instant(text: str | dt.datetime) -> str:
    """`2024年7月1日 10:15`, in JST."""
    moment = dt.datetime.fromisoformat(text) if isinstance(text, str) else text
    local = moment.astimezone(JST)
    return f"{date_short(local.date())} {local:%H:%M}"


def jst_date(text: str) -> str:
    """The day of an instant in JST, `2024年7月1日`."""
    return date_short(dt.datetime.fromisoformat(text).astimezone(JST).date())


def purposes(offices: tuple[str, ...]) -> tuple[Purpose, ...]:
    """What these offices may be signed in for, in order, without repetition; case work where none is known."""
    found = dict.fromkeys(each for held in offices for each in PURPOSES_OF_OFFICE.get(held, ()))
    return tuple(found) or (Purpose.CASE_WORK,)
