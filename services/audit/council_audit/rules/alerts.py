"""What is unusual in who reads what. A threshold decides that somebody looks, never that somebody did wrong (LAW-136)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid5

from council_events.access import RefusalKind, View
from council_events.audit import AlertKind
from council_events.deciding import provision

_NAMES: Final = UUID("6f0f1a52-5c0c-4a6e-9d6b-3f6a7a1f3c11")
"""Under this the numbers of alerts are made."""
_SHOWN: Final = frozenset({View.CASE.value, View.PAPER.value, View.REPORT.value, View.EXPORT.value, View.REPLAY.value})
"""Views that show one case; a list is something else."""
JST: Final = dt.timezone(dt.timedelta(hours=9))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how many distinct cases, refusals or people in a window on somebody looks; the night in hours (JST)."""

    window_minutes: int = 10
    many_cases: int = 30
    other_council: int = 5
    after_office: int = 1
    at_night: int = 5
    same_case: int = 10
    night_from: int = 22
    night_until: int = 5

    def of(self, kind: AlertKind) -> int:
        """The threshold of a kind."""
        return int(getattr(self, kind.value))


class Sign(NamedTuple):
    """One thing that counts towards an alert about a person; `item` is counted once in a window."""

    kind: AlertKind
    person: str
    council: str
    item: str


@provision("LAW-136")
def signs_of(event: Mapping[str, Any], thresholds: Thresholds) -> list[Sign]:
    """What one access event, as its JSON, counts for. Investigations and audits are watched by their own record."""
    person, council, data = str(event["actor"]), str(event["council"]), event["data"]
    if person.startswith("system:") or event["purpose"] in ("investigation", "audit"):
        return []
    if "kind" in data:
        return list(_of_refusal(data, person, council, str(event["id"])))
    if data["view"] not in _SHOWN:
        return []
    signs = [Sign(AlertKind.MANY_CASES, person, council, str(case)) for case in data.get("cases") or ()]
    if is_night(dt.datetime.fromisoformat(event["time"]), thresholds):
        signs += [Sign(AlertKind.AT_NIGHT, person, council, each.item) for each in signs]
    return signs


def _of_refusal(data: Mapping[str, Any], person: str, council: str, event_id: str) -> list[Sign]:
    if data["kind"] == RefusalKind.NOT_FOUND and data.get("case_id"):
        return [Sign(AlertKind.OTHER_COUNCIL, person, council, str(data["case_id"]))]
    if data["kind"] == RefusalKind.FORBIDDEN and data.get("office") is None:
        return [Sign(AlertKind.AFTER_OFFICE, person, council, event_id)]
    return []


def is_night(at: dt.datetime, thresholds: Thresholds) -> bool:
    """Whether the instant lies between the hours of the night in Japan."""
    hour = at.astimezone(JST).hour
    if thresholds.night_from <= thresholds.night_until:
        return thresholds.night_from <= hour < thresholds.night_until
    return hour >= thresholds.night_from or hour < thresholds.night_until


def alert_id(kind: AlertKind, subject: str, window: dt.datetime, minutes: int) -> UUID:
    """The number of an alert: the same for the same kind, subject and window, however often it is counted."""
    return uuid5(_NAMES, f"{kind.value}|{subject}|{window.astimezone(dt.UTC).isoformat()}|{minutes}")


def window_of(at: dt.datetime, minutes: int) -> dt.datetime:
    """The beginning of the window in which an instant lies."""
    seconds = minutes * 60
    return dt.datetime.fromtimestamp(at.timestamp() // seconds * seconds, dt.UTC)
