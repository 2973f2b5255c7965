"""The reports to 経済産業局等 and 全国本部: which, to whom, by when, and what must go with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from council_directory import bureau_of
from council_directory.directory import HQ as RUN_BY_HQ
from council_events.deciding import Refused, provision
from council_events.support.reports import ReportKind
from council_events.values import SupportLine

HQ = "HQ"
SMEA = "SMEA"
_PROVISIONS = {
    ReportKind.START: "B2-2-2-4",
    ReportKind.COMPLETION: "B2-2-8",
    ReportKind.END: "B2-2-9-1",
    ReportKind.GUARANTEE_CONSULTATION: "B4-R",
    ReportKind.RECHALLENGE: "YR-2-6-3-1",
    ReportKind.RECHALLENGE_RESULT: "YR-2-6-3-2",
}


def provision_of(kind: ReportKind, line: SupportLine | None) -> str:
    """The provision that asks for the report."""
    return "B4-R" if line is SupportLine.GUARANTEE else _PROVISIONS[kind]


@provision("B2-2-2-4", "B2-2-8", "B2-2-9-1", "B4-R", "YR-2-6-3-1", "YR-2-6-3-2")
def recipients(council: str) -> tuple[str, str]:
    """The two bodies: the bureau in whose area the council lies (never that of the company), and 全国本部.

    Where 全国本部 runs the case itself: 中小企業庁, and 全国本部, which keeps the copy.
    """
    return (SMEA, HQ) if council == RUN_BY_HQ else (bureau_of(council), HQ)


def title_of(kind: ReportKind, line: SupportLine | None) -> str:
    """What the report is called: those of a guarantor's case say of what support they tell."""
    return f"{kind.label}（弁済計画策定支援）" if line is SupportLine.GUARANTEE else kind.label


@provision("YR-2-2-R1")
def due_on(asked_on: dt.date, days: int | None) -> dt.date | None:
    """The day by which a report is to be submitted; None where no number of days is set, as in the texts."""
    return None if days is None else asked_on + dt.timedelta(days=days)


@provision("YR-2-2-R2")
def layout_in_force(layouts: Collection[tuple[str, dt.date]], on: dt.date) -> str:
    """The version of the layout in force on this day: the last to begin, else the first of all. `layouts` is not empty."""
    begun = [(begins_on, version) for version, begins_on in layouts if begins_on <= on]
    return max(begun)[1] if begun else min((begins_on, version) for version, begins_on in layouts)[1]


def the_report_is_owed(owed: bool) -> None:
    """Raises Refused for a report that the case does not owe."""
    if not owed:
        raise Refused(
            "YR-2-2-R2",
            "この案件には、作成すべき該当の報告書がありません。",
            "This case owes no such report.",
            field="report",
        )


def the_report_was_checked(checked: bool, provision_id: str) -> None:
    """What is submitted is a document that a person has checked and frozen."""
    if not checked:
        raise Refused(
            provision_id,
            "提出していない確定済みの報告書がありません。案を確認して確定してください。",
            "There is no checked document that has not been submitted.",
            field="report",
        )


def both_bodies_have_it(bureau_on: dt.date | None, hq_on: dt.date | None, provision_id: str) -> tuple[dt.date, dt.date]:
    """Submitted means delivered to both bodies; the two days."""
    if bureau_on is None:
        raise Refused(
            provision_id,
            "報告書は経済産業局等と全国本部の双方に提出します。経済産業局等への提出日を記入してください。",
            "The report goes to both bodies: name the day on which the bureau got it.",
            field="bureau_on",
        )
    if hq_on is None:
        raise Refused(
            provision_id,
            "報告書は経済産業局等と全国本部の双方に提出します。全国本部への提出日を記入してください。",
            "The report goes to both bodies: name the day on which 全国本部 got it.",
            field="hq_on",
        )
    return bureau_on, hq_on


@provision("B2-2-8", "B2-2-9-1")
def the_host_head_was_told(kind: ReportKind, told_on: dt.date | None, provision_id: str) -> None:
    """Completion and end are reported to the head of the 認定支援機関 too."""
    if kind in (ReportKind.COMPLETION, ReportKind.END) and told_on is None:
        raise Refused(
            provision_id,
            "認定支援機関の長に報告した日を記入してください。",
            "Name the day on which it was reported to the head of the 認定支援機関.",
            field="told_head_on",
        )


@provision("B2-2-9-1")
def the_company_was_told_of_the_end(kind: ReportKind, told_on: dt.date | None, provision_id: str) -> None:
    """The company is notified of the end."""
    if kind is ReportKind.END and told_on is None:
        raise Refused(
            provision_id,
            "終了を相談企業に通知した日を記入してください。",
            "Name the day on which the company was notified of the end.",
            field="told_company_on",
        )
