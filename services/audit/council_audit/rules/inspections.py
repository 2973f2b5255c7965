"""Who inspects a council's cases, and how far (the duty of secrecy, LAW-136, lets content leave only as far as it is needed)."""

from __future__ import annotations

from collections.abc import Collection

from council_directory.directory import HQ
from council_events.deciding import Asking, Refused, provision
from council_events.values import Office

SECRECY = "LAW-136"


@provision(SECRECY)
def only_the_supervising_body(concerned: str, area: Collection[str], asking: Asking) -> None:
    """The 経済産業局等 in whose area the council lies; 中小機構 where 全国本部 runs the cases."""
    by = Office.HQ_OFFICER if concerned == HQ else Office.BUREAU_OFFICER
    if not asking.holds(by) or (concerned != HQ and concerned not in area):
        raise Refused(
            SECRECY,
            "検査は、その協議会を所管する経済産業局等（全国本部が実施した案件は中小機構）が行います。",
            "A council is inspected by the bureau of its prefecture, by 中小機構 where 全国本部 runs the cases.",
            forbidden=True,
        )


@provision(SECRECY)
def it_runs(running: bool) -> None:
    """Cases and content are shown within an inspection that has begun and has not ended."""
    if not running:
        raise Refused(
            SECRECY,
            "この検査は終わっています。案件を見るには、理由を示して新しい検査を始めてください。",
            "This inspection has ended. Begin a new one, with its reason, to look at cases.",
        )


@provision(SECRECY)
def the_council_acted_in_it(acted: bool) -> None:
    """A case in which the council had no part is none of the inspection's."""
    if not acted:
        raise Refused(
            SECRECY,
            "この検査の対象でない案件の内容は開封できません。",
            "Only content of the inspected council's cases is opened.",
            field="opened_case",
        )
