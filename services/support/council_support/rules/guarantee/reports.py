"""Which report of 別冊４ an act calls for, and to whom it goes. The texts fix no number of days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from council_directory import council
from council_directory.directory import HQ
from council_events import Event
from council_events.deciding import provision
from council_events.support import (
    CandidateReceived,
    RepaymentPlanApproved,
    RepaymentSupportDeclined,
    RepaymentSupportEnded,
    RepaymentSupportStarted,
)

CONSULTATION_REPORT: Final = "利用相談対応報告書"
REPORTS: Final[Mapping[type[Event], str]] = {
    CandidateReceived: CONSULTATION_REPORT,
    RepaymentSupportDeclined: CONSULTATION_REPORT,
    RepaymentSupportStarted: "第二次対応開始報告書（弁済計画策定支援）",
    RepaymentPlanApproved: "第二次対応完了報告書（弁済計画策定支援）",
    RepaymentSupportEnded: "第二次対応終了報告書（弁済計画策定支援）",
}


@provision("B4-R")
def report_after(event: type[Event]) -> str | None:
    """The report that such an act calls for, None for an act without one."""
    return REPORTS.get(event)


@provision("B4-R")
def recipients(council_code: str) -> tuple[str, ...]:
    """The bureau of the council and 全国本部; 中小企業庁 and the files of 全国本部 where that runs the case."""
    if council_code == HQ:
        return ("中小企業庁", "全国本部（保管）")
    return (council(council_code).bureau, "全国本部")
