"""What the dashboard tells besides maps and tables: the way of the lines, the time they take, late reports. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from council_events.values import SupportLine

LINES: Final = (
    SupportLine.REVENUE_IMPROVEMENT,
    SupportLine.RESTRUCTURING,
    SupportLine.TAX_SCHEME,
    SupportLine.GUARANTEE,
    SupportLine.RECHALLENGE,
)
_COMPLETED_AS: Final = {SupportLine.RESTRUCTURING.value: ("restructuring", "pre_plan")}
"""T10 counts プレ再生 beside 再生支援; both are completions of that line. 別冊３ counts among them."""
MEANS: Final = (
    ("再生支援", "mean_days"),
    ("収益力改善支援", "improvement_mean_days"),
    ("保証債務の整理", "guarantee_mean_days"),
)
_SHOWN_LATE: Final = 10


class Way(NamedTuple):
    """One line: how many were considered, started, completed and ended in the period."""

    label: str
    considered: int
    started: int
    completed: int
    ended: int


class Late(NamedTuple):
    """Reports that wait at one council: open, late, and the oldest one's first day."""

    council: str
    open: int
    late: int
    oldest: str


class Reports(NamedTuple):
    """The register of reports in short."""

    asked: int
    submitted: int
    open: int
    late: int
    councils: tuple[Late, ...]
    more: int


def ways(tables: Sequence[Mapping[str, Any]]) -> list[Way]:
    """The lines from being considered to completion or end, from the tables of the period."""
    counts = {
        table["code"]: {item["code"]: int(item["n"]) for item in table["items"]}
        for table in tables
        if table["code"] in ("line", "start", "completed_line", "ended_line")
    }

    def n(table: str, *items: str) -> int:
        return sum(counts.get(table, {}).get(item, 0) for item in items)

    return [
        Way(
            line.label.partition("（")[2].rstrip("）") or line.label,
            n("line", line.value),
            n("start", line.value),
            n("completed_line", *_COMPLETED_AS.get(line.value, (line.value,))),
            n("ended_line", line.value),
        )
        for line in LINES
    ]


def steps(totals: Mapping[str, Any], lines: Sequence[Way]) -> list[tuple[str, int]]:
    """From the door to the end: all lines together."""
    return [
        ("窓口相談", int(totals["counter_consultations"])),
        ("支援を検討", sum(line.considered for line in lines)),
        ("支援を開始", sum(line.started for line in lines)),
        ("支援を完了", sum(line.completed for line in lines)),
    ]


def late_reports(register: Mapping[str, Any]) -> Reports:
    """The councils with the most late reports first."""
    by_council: dict[str, list[Mapping[str, Any]]] = {}
    for row in register["counts"]:
        by_council.setdefault(row["council"], []).append(row)
    found = [
        Late(
            code,
            sum(row["open"] for row in rows),
            sum(row["late"] for row in rows),
            min((row["oldest_on"] for row in rows if row["oldest_on"]), default=""),
        )
        for code, rows in by_council.items()
    ]
    waiting = sorted((each for each in found if each.open), key=lambda each: (-each.late, -each.open, each.council))
    rows = register["counts"]
    return Reports(
        sum(row["asked"] for row in rows),
        sum(row["submitted"] for row in rows),
        sum(row["open"] for row in rows),
        sum(row["late"] for row in rows),
        tuple(waiting[:_SHOWN_LATE]),
        max(0, len(waiting) - _SHOWN_LATE),
    )
