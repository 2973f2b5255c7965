"""The register of 認定経営革新等支援機関 as the tests tell it, entry by entry."""

import datetime as dt
from typing import Any

import pytest
from council_events.deciding import Asking, Fact, Refused
from council_events.subsidy import AgencyKind, BankKind, BankTie
from council_subsidy.commands.agencies import (
    AgencyCommand,
    CertifyAgency,
    RecordBankTie,
)
from council_subsidy.domain import (
    UNKNOWN_AGENCY,
    Agency,
    certify_agency,
    decide_agency,
    evolve_agency,
)

from tests.services.subsidy.situations import (
    AMANE,
    HAKATA,
    secretary,
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class Entry:
    """An agency of the register that is told command by command."""

    def __init__(self, agency_id: str = AMANE) -> None:
        self.agency: Agency = UNKNOWN_AGENCY
        self.agency_id = agency_id

    def certified(self, certified_on: str, expires_on: str | None = None, **changes: Any) -> "Entry":
        command = CertifyAgency(
            agency_id=self.agency_id,
            name="税理士法人あまね会計（架空）",
            kind=AgencyKind.TAX_ACCOUNTANT,
            certified_on=day(certified_on),
            expires_on=None if expires_on is None else day(expires_on),
        )
        self.events = certify_agency(self.agency, command.model_copy(update=changes), secretary("2026-01-05"))
        return self._taken("2026-01-05")

    def when(self, command: AgencyCommand, on: str = "2026-01-05", by: Asking | None = None) -> "Entry":
        self.events = decide_agency(self.agency, command, by or secretary(on))
        return self._taken(on)

    def _taken(self, on: str) -> "Entry":
        for event in self.events:
            self.agency = evolve_agency(self.agency, Fact(event, day(on), "17", "p17-secretariat"))
        return self

    def refused(self, command: AgencyCommand, on: str = "2026-01-05", by: Asking | None = None) -> Refused:
        with pytest.raises(Refused) as caught:
            decide_agency(self.agency, command, by or secretary(on))
        return caught.value


def a_bank(agency_id: str = HAKATA, kind: BankKind = BankKind.PRIVATE, tie: BankTie = BankTie.ITSELF) -> Agency:
    entry = Entry(agency_id).certified("2022-04-01")
    return entry.when(
        RecordBankTie(tie=tie, bank_kind=kind, institution="能登銀行（架空）", begins_on=day("2022-04-01"))
    ).agency
