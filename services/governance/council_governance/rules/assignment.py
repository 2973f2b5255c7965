"""The provisions on who is put on a case."""

from __future__ import annotations

from council_events.deciding import Asking, Refused, provision
from council_events.values import Office


@provision("B2-2-3-1", "YR-2-1-3-2-4")
def the_head_assigns(asking: Asking) -> None:
    """The 統括責任者 puts people on a case."""
    if not asking.holds(Office.HEAD):
        raise Refused(
            "B2-2-3-1",
            "案件の担当者は統括責任者が定めます。",
            "Only the 統括責任者 assigns people to a case.",
            forbidden=True,
        )


@provision("B2-2-3-1", "YR-2-1-3-3-3-2", "YR24-1-1")
def the_worker_holds_an_office(held: bool) -> None:
    """Only the department's own people and commissioned experts work on cases; those of the recovery centre do not."""
    if not held:
        raise Refused(
            "B2-2-3-1",
            "開始日に協議会の職（統括責任者、同補佐、事務局員、外部専門家）にない者は担当になれません。",
            "Only a holder of an office of the council on the first day can be assigned to a case.",
        )


@provision("B2-2-3-2", "B2-2-3-3")
def the_worker_has_no_interest(recused: bool) -> None:
    """An interest in the company or a creditor bars from the case."""
    if recused:
        raise Refused(
            "B2-2-3-2",
            "この案件に利害関係を申告した者は担当になれません。",
            "Somebody with a declared interest in the case cannot be assigned to it.",
        )
