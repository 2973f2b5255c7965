"""A 認定経営革新等支援機関 of the register: state, `evolve_agency`, `decide_agency`, its next steps. Pure.

Standing data with effective dates: periods of certification and ties to banks, each from a day to a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid5

from council_events import Event, Sealed
from council_events.deciding import Asking, Fact, Step, step_of
from council_events.subsidy import (
    AgencyCertified,
    AgencyKind,
    AgencyRenamed,
    BankKind,
    BankTie,
    BankTieEnded,
    BankTieRecorded,
    CertificationRenewed,
    CertificationWithdrawn,
)

from council_subsidy.commands.agencies import (
    AgencyCommand,
    CertifyAgency,
    EndBankTie,
    RecordBankTie,
    RenameAgency,
    RenewCertification,
    WithdrawCertification,
)
from council_subsidy.rules import agencies as rules
from council_subsidy.rules.agencies import Period

_REGISTER: Final = UUID("6f3b3c0e-52f4-5a53-9d2e-0c6f6c1a4b11")
_ONE_DAY: Final = dt.timedelta(days=1)


def stream_of(agency_id: str) -> UUID:
    """The stream of an agency: made of its public number, the same in every council."""
    return uuid5(_REGISTER, agency_id)


class Tie(NamedTuple):
    """What an agency has to do with a bank, from a day to a day (both inclusive; None: it goes on)."""

    tie: BankTie
    bank_kind: BankKind
    institution: Sealed[str]
    begins_on: dt.date
    ends_on: dt.date | None = None

    def stands_on(self, day: dt.date) -> bool:
        """Whether it holds on this day."""
        return self.begins_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency; `name` None where the register knows none. `periods`: of its certification, in order of their days."""

    agency_id: str = ""
    name: Sealed[str] | None = None
    kind: AgencyKind | None = None
    periods: tuple[Period, ...] = ()
    ties: tuple[Tie, ...] = ()
    withdrawn_on: dt.date | None = None

    @property
    def expires_on(self) -> dt.date | None:
        """The last day of the newest certification; None where there is none."""
        return self.periods[-1].last if self.periods else None

    def is_certified_on(self, day: dt.date) -> bool:
        """Whether the certification is valid on this day."""
        return any(period.first <= day <= period.last for period in self.periods)

    def is_private_bank_on(self, day: dt.date) -> bool:
        """Whether it is a private 金融機関 itself."""
        return any(tie.bank_kind is BankKind.PRIVATE for tie in self._is_bank_on(day))

    def is_bank_on(self, day: dt.date) -> bool:
        """Whether it is a 金融機関 itself, whoever's."""
        return bool(self._is_bank_on(day))

    def _is_bank_on(self, day: dt.date) -> list[Tie]:
        return [tie for tie in self.ties if tie.tie is BankTie.ITSELF and tie.stands_on(day)]


UNKNOWN_AGENCY: Final = Agency()


# ---- evolve


def evolve_agency(agency: Agency, fact: Fact) -> Agency:
    """The agency after one more fact; an event of no meaning here leaves it as it is."""
    change = _CHANGES.get(type(fact.event))
    return agency if change is None else change(agency, fact.event)


def _certified(agency: Agency, event: AgencyCertified) -> Agency:
    others = [period for period in agency.periods if period.first != event.certified_on]
    periods = tuple(sorted([*others, Period(event.certified_on, event.expires_on)]))
    return replace(
        agency, agency_id=event.agency_id, name=event.name, kind=event.kind, periods=periods, withdrawn_on=None
    )


def _renewed(agency: Agency, event: CertificationRenewed) -> Agency:
    if not agency.periods:
        return agency
    return replace(agency, periods=(*agency.periods[:-1], agency.periods[-1]._replace(last=event.expires_on)))


def _withdrawn(agency: Agency, event: CertificationWithdrawn) -> Agency:
    last = event.withdrawn_on - _ONE_DAY
    periods = tuple(period._replace(last=min(period.last, last)) for period in agency.periods if period.first <= last)
    return replace(agency, periods=periods, withdrawn_on=event.withdrawn_on)


def _renamed(agency: Agency, event: AgencyRenamed) -> Agency:
    return replace(agency, name=event.name)


def _tied(agency: Agency, event: BankTieRecorded) -> Agency:
    return replace(agency, ties=(*agency.ties, Tie(event.tie, event.bank_kind, event.institution, event.begins_on)))


def _untied(agency: Agency, event: BankTieEnded) -> Agency:
    ties = tuple(
        tie._replace(ends_on=event.ends_on) if tie.tie is event.tie and tie.ends_on is None else tie
        for tie in agency.ties
    )
    return replace(agency, ties=ties)


_CHANGES: Final[dict[type[Event], Callable[[Agency, Any], Agency]]] = {
    AgencyCertified: _certified,
    CertificationRenewed: _renewed,
    CertificationWithdrawn: _withdrawn,
    AgencyRenamed: _renamed,
    BankTieRecorded: _tied,
    BankTieEnded: _untied,
}


# ---- decide


def certify_agency(agency: Agency, command: CertifyAgency, asking: Asking) -> list[Event]:
    """The events of an entry, [] when the register says the same already; raises Refused."""
    rules.the_register_is_kept_by(asking)
    rules.the_day_has_come(command.certified_on, asking.on, "certified_on")
    expires_on = command.expires_on or rules.usual_last_day(command.certified_on)
    rules.the_validity_is_of_five_years(command.certified_on, expires_on)
    rules.the_periods_do_not_overlap(command.certified_on, expires_on, agency.periods)
    if agency.kind is command.kind and Period(command.certified_on, expires_on) in agency.periods:
        return []
    return [
        AgencyCertified(
            agency_id=command.agency_id,
            name=Sealed(command.name),
            kind=command.kind,
            certified_on=command.certified_on,
            expires_on=expires_on,
        )
    ]


def _renew(agency: Agency, command: RenewCertification, asking: Asking) -> list[Event]:
    rules.the_day_has_come(command.renewed_on, asking.on, "renewed_on")
    last = agency.expires_on or command.renewed_on
    rules.a_lapsed_certification_is_not_renewed(last, command.renewed_on)
    expires_on = command.expires_on or rules.usual_last_day(last + _ONE_DAY)
    rules.the_validity_is_of_five_years(last + _ONE_DAY, expires_on)
    return [CertificationRenewed(agency_id=agency.agency_id, renewed_on=command.renewed_on, expires_on=expires_on)]


def _withdraw(agency: Agency, command: WithdrawCertification, asking: Asking) -> list[Event]:
    rules.the_day_has_come(command.withdrawn_on, asking.on, "withdrawn_on")
    return [
        CertificationWithdrawn(
            agency_id=agency.agency_id, withdrawn_on=command.withdrawn_on, reason=Sealed(command.reason)
        )
    ]


def _rename(agency: Agency, command: RenameAgency, _asking: Asking) -> list[Event]:
    return [AgencyRenamed(agency_id=agency.agency_id, name=Sealed(command.name))]


def _tie(agency: Agency, command: RecordBankTie, asking: Asking) -> list[Event]:
    rules.the_day_has_come(command.begins_on, asking.on, "begins_on")
    return [
        BankTieRecorded(
            agency_id=agency.agency_id,
            tie=command.tie,
            bank_kind=command.bank_kind,
            institution=Sealed(command.institution),
            begins_on=command.begins_on,
        )
    ]


def _untie(agency: Agency, command: EndBankTie, _asking: Asking) -> list[Event]:
    begun = [tie.begins_on for tie in agency.ties if tie.tie is command.tie and tie.ends_on is None]
    if not begun:
        return []
    rules.the_end_follows_the_beginning(max(begun), command.ends_on)
    return [BankTieEnded(agency_id=agency.agency_id, tie=command.tie, ends_on=command.ends_on)]


class _Behaviour(NamedTuple):
    """One command on an entry. `offered`: whether it is worth showing."""

    events: Callable[[Agency, Any, Asking], list[Event]]
    offered: Callable[[Agency], bool]


_BEHAVIOURS: Final[dict[type[Any], _Behaviour]] = {
    RenewCertification: _Behaviour(_renew, lambda agency: agency.withdrawn_on is None),
    WithdrawCertification: _Behaviour(_withdraw, lambda agency: agency.withdrawn_on is None),
    RenameAgency: _Behaviour(_rename, lambda _: True),
    RecordBankTie: _Behaviour(_tie, lambda _: True),
    EndBankTie: _Behaviour(_untie, lambda agency: any(tie.ends_on is None for tie in agency.ties)),
}


def decide_agency(agency: Agency, command: AgencyCommand, asking: Asking) -> list[Event]:
    """The events of one command on an entry, [] when its aim is met already; raises Refused."""
    rules.the_register_is_kept_by(asking)
    rules.the_agency_is_in_the_register(agency.name is not None)
    behaviour = _BEHAVIOURS[type(command)]
    rules.the_certification_was_not_withdrawn(
        withdrawn=agency.withdrawn_on is not None and not behaviour.offered(agency)
    )
    return behaviour.events(agency, command, asking)


def agency_steps(agency: Agency, asking: Asking) -> list[Step]:
    """Every command that can come next, with why not where the asker may not give it."""
    offered = [command for command, behaviour in _BEHAVIOURS.items() if behaviour.offered(agency)]
    return [step_of(command, partial(rules.the_register_is_kept_by, asking)) for command in offered]
