"""認定経営革新等支援機関: their certification, its five years, their ties to banks, and what a case may rest on them for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from council_directory import add_years
from council_directory.directory import HQ
from council_events.deciding import Asking, Refused, provision
from council_events.values import Office

YEARS: Final = 5
VALIDITY_FROM: Final = dt.date(2018, 7, 9)
"""Since when a certification runs for five years; of an older one they are counted from here."""
RENEWAL_DAYS: Final = 30
"""Days before its last day by which an agency asks for the renewal."""
_ONE_DAY: Final = dt.timedelta(days=1)


class Period(NamedTuple):
    """Days of one certification, both inclusive."""

    first: dt.date
    last: dt.date


class Certified(Protocol):
    """What these rules ask of an agency of the register."""

    @property
    def periods(self) -> tuple[Period, ...]: ...
    def is_certified_on(self, day: dt.date) -> bool: ...
    def is_bank_on(self, day: dt.date) -> bool: ...
    def is_private_bank_on(self, day: dt.date) -> bool: ...


# ---- the register


@provision("SUB-P-2")
def the_register_is_kept_by(asking: Asking) -> None:
    """By 事務局員 of any council, from the notices handed in to them, and by 全国本部. Raises Refused (forbidden)."""
    secretary = asking.council != HQ and asking.holds(Office.SECRETARIAT)
    if not (secretary or asking.holds(Office.HQ_OFFICER)):
        raise Refused(
            "SUB-P-2",
            "認定経営革新等支援機関の登録は、協議会の事務局員又は全国本部が行います。",
            "The register of agencies is kept by the councils' secretariats and by the headquarters.",
            forbidden=True,
        )


@provision("SUB-P-2")
def the_agency_is_in_the_register(known: bool) -> None:
    """Raises Refused for an agency that was never entered."""
    if not known:
        raise Refused(
            "SUB-P-2",
            "この認定支援機関ID番号の機関は登録されていません。",
            "No agency is registered under this number.",
        )


@provision("SUB-P-2")
def the_certification_was_not_withdrawn(*, withdrawn: bool) -> None:
    """A certification that was cancelled or given up is neither renewed nor withdrawn again."""
    if withdrawn:
        raise Refused(
            "SUB-P-2",
            "認定は取り消され、又は廃止されています。新たな認定は、登録し直してください。",
            "The certification was withdrawn; a new one is entered anew.",
        )


@provision("SUB-P-2")
def the_day_has_come(day: dt.date, on: dt.date, field: str) -> None:
    """What the authorities did is recorded on or after its day."""
    if day > on:
        raise Refused("SUB-P-2", "まだ来ていない日です。", "This day is yet to come.", field=field)


@provision("SUB-P-2")
def usual_last_day(first: dt.date) -> dt.date:
    """The last of the five years that begin with this day."""
    return add_years(max(first, VALIDITY_FROM), YEARS) - _ONE_DAY


@provision("SUB-P-2")
def renewal_due(last: dt.date) -> dt.date:
    """The last day on which the agency may ask for the renewal."""
    return last - dt.timedelta(days=RENEWAL_DAYS)


@provision("SUB-P-2")
def the_validity_is_of_five_years(first: dt.date, last: dt.date) -> None:
    """A certification is valid for five years; the day that answers to the first is the latest that a notice names."""
    if not first < last <= usual_last_day(first) + _ONE_DAY:
        raise Refused(
            "SUB-P-2",
            f"認定の有効期間は5年です（有効期限は{usual_last_day(first).isoformat()}まで）。",
            "A certification is valid for five years.",
            field="expires_on",
        )


@provision("SUB-P-2")
def the_periods_do_not_overlap(first: dt.date, last: dt.date, known: Sequence[Period]) -> None:
    """A new certification follows the one before; one that still runs is renewed, not begun anew."""
    if any(period.first != first and period.first <= last and first <= period.last for period in known):
        raise Refused(
            "SUB-P-2",
            "他の認定の有効期間と重なります。有効な認定は更新として記録してください。",
            "This certification overlaps another; a valid one is renewed.",
            field="certified_on",
        )


@provision("SUB-P-2")
def a_lapsed_certification_is_not_renewed(last: dt.date, renewed_on: dt.date) -> None:
    """After its last day a certification has lapsed, and the agency must be certified anew."""
    if renewed_on > last:
        raise Refused(
            "SUB-P-2",
            f"認定は{last.isoformat()}で失効しています。新たな認定として登録してください。",
            f"The certification lapsed on {last.isoformat()}; enter the new one.",
            field="renewed_on",
        )


@provision("SUB-P-2")
def the_end_follows_the_beginning(begins_on: dt.date, ends_on: dt.date) -> None:
    """A tie ends on or after the day on which it began."""
    if ends_on < begins_on:
        raise Refused(
            "SUB-P-2",
            "終了の日が始まった日より前です。",
            "The last day lies before the first.",
            field="ends_on",
        )


# ---- what a case rests on


@provision("SUB-P-2", "YR-1-2-1")
def the_agencies_are_registered(
    register: Mapping[str, Certified], agencies: Collection[str], on: dt.date, kept_from: dt.date | None
) -> None:
    """From the day on which the register is kept, an agency of a case must stand in it; before, its notice is enough.

    A council's host (認定支援機関) is another kind of party, and stands in no register of agencies.
    """
    unknown = sorted(set(agencies) - set(register))
    if unknown and kept_from is not None and on >= kept_from:
        raise Refused(
            "SUB-P-2",
            f"認定経営革新等支援機関の登録にない機関があります（{'、'.join(unknown)}）。先に登録してください。",
            f"Not in the register of agencies: {', '.join(unknown)}. Enter them first.",
            field="agencies",
        )


@provision("SUB-P-2")
def the_agencies_are_certified(register: Mapping[str, Certified], agencies: Collection[str], on: dt.date) -> None:
    """An agency whose certification has lapsed does no business: an application with it is refused."""
    for agency_id in sorted(agencies):
        agency = register.get(agency_id)
        if agency is not None and not agency.is_certified_on(on):
            raise _not_valid(agency_id, agency, on, "agencies")


@provision("SUB-P-2")
def the_work_was_done_under_certification(
    register: Mapping[str, Certified], agencies: Collection[str], first: dt.date, last: dt.date, field: str
) -> None:
    """Work outside the validity is not paid for: every day of it must lie within.

    `first`, `last`: the days on which the work began and ended. Raises Refused.
    """
    for agency_id in sorted(agencies):
        agency = register.get(agency_id)
        uncovered = None if agency is None else _first_day_outside(agency.periods, first, max(first, last))
        if agency is not None and uncovered is not None:
            raise _not_valid(agency_id, agency, uncovered, field)


def _first_day_outside(periods: Sequence[Period], first: dt.date, last: dt.date) -> dt.date | None:
    day = first
    for period in periods:
        if period.first <= day <= period.last:
            day = period.last + _ONE_DAY
    return day if day <= last else None


def _not_valid(agency_id: str, agency: Certified, day: dt.date, field: str) -> Refused:
    until = f"有効期限{agency.periods[-1].last.isoformat()}" if agency.periods else "有効な認定なし"
    return Refused(
        "SUB-P-2",
        f"機関（{agency_id}）の認定は、{day.isoformat()}には有効ではありません（{until}）。"
        "失効した機関は、新たに認定を受けるまで業務を行えません。",
        f"The certification of the agency {agency_id} is not valid on {day.isoformat()}.",
        field=field,
    )


@provision("SUB-E-8", "SUB-E-9")
def the_bank_track_is_a_private_banks(
    register: Mapping[str, Certified], agencies: Collection[str], on: dt.date, *, by_bank: bool, cited: str
) -> None:
    """An early plan made by a private bank: one of its agencies is such a bank, where the register knows them all."""
    known = [register[agency_id] for agency_id in agencies if agency_id in register]
    if by_bank and len(known) == len(agencies) and not any(agency.is_private_bank_on(on) for agency in known):
        raise Refused(
            cited,
            "民間金融機関による早期は、認定経営革新等支援機関である民間金融機関が策定を支援する場合に限ります。",
            "The bank track is for early plans made by an agency that is a private bank.",
            field="by_private_bank",
        )


@provision("SUB-P-5")
def the_main_bank_signed_as_an_agency(
    register: Mapping[str, Certified], agencies: Collection[str], on: dt.date, *, signed: bool
) -> None:
    """The main bank signs the form as an agency; else its 確認書面 or 事前相談書 comes beside the form.

    Asked where the register knows all agencies of the application.
    """
    known = [register[agency_id] for agency_id in agencies if agency_id in register]
    if signed and len(known) == len(agencies) and not any(agency.is_bank_on(on) for agency in known):
        raise Refused(
            "SUB-P-5",
            "連名した機関のなかに金融機関がありません。主要金融機関が連名しない場合は、その確認書面（早期は事前相談書）を添付してください。",
            "No agency of the application is a bank: without its signature the main bank's own paper is needed.",
            field="main_bank_signed",
        )
