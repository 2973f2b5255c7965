"""What is to be learned in a consultation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TypeAlias

from council_directory import provision_row
from council_events.deciding import Refused, provision
from council_events.intake import ConsultationKind, Edition, FactItem, GuaranteeItem, Requester

Item: TypeAlias = FactItem | GuaranteeItem

YEARS = 3
"""直近３年間 (YR-2-2-3-2)."""


def edition_of(on: dt.date) -> Edition:
    """The edition of the guideline that an act of this day follows."""
    return Edition.E2024 if provision_row("YR24-2-2-3-2").in_force(on) else Edition.E2022


@provision("YR-2-2-3-2", "YR24-2-2-3-2")
def items_of(requester: Requester, on: dt.date) -> tuple[FactItem, ...]:
    """Ten items of an SME's 窓口相談, eleven from 2024-04-01; none prescribed for a guarantor alone or a 事前相談."""
    if requester is not Requester.COMPANY:
        return ()
    return tuple(item for item in FactItem if item is not FactItem.TAX_ARREARS or edition_of(on) is Edition.E2024)


@provision("B4-3-2")
def guarantee_items() -> tuple[GuaranteeItem, ...]:
    """The nine items of a 利用相談."""
    return tuple(GuaranteeItem)


@provision("YR-2-2-3-2")
def the_years_suffice(years: int, founded_recently: bool) -> bool:
    """The finances are on record when they cover the last three years, or all there are."""
    return years >= YEARS or founded_recently


@provision("YR-2-2-3-2", "YR24-2-2-3-2", "B4-3-2")
def items_provision(kind: ConsultationKind, on: dt.date) -> str:
    """The provision that lists the items of a consultation."""
    if kind is ConsultationKind.GUARANTEE:
        return "B4-3-2"
    return "YR24-2-2-3-2" if edition_of(on) is Edition.E2024 else "YR-2-2-3-2"


@provision("YR-2-2-3-2", "YR24-2-2-3-2", "B4-3-2")
def nothing_is_missing(missing: Sequence[Item], kind: ConsultationKind, on: dt.date) -> None:
    """The fact-finding is complete when every item of the edition is on record."""
    if missing:
        raise Refused(
            items_provision(kind, on),
            f"把握していない事項があります：{'、'.join(item.label for item in missing)}",
            f"Items are missing: {', '.join(item.value for item in missing)}",
        )
