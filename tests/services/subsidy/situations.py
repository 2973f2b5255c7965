"""Situations of a subsidy case, with names. Companies and agencies are invented."""

import datetime as dt
from typing import Any
from uuid import UUID

from council_events import Event
from council_events.deciding import Asking, Fact
from council_events.subsidy import (
    AccompanimentKind,
    ApplicationPaper,
    ClaimPaper,
    CostLine,
    FeePaid,
    FinancialSupport,
    Track,
)
from council_events.values import Industry, LegalForm, Office
from council_subsidy import commands as c
from council_subsidy.domain import INITIAL, State, decide, evolve

CASE = UUID("018f5e1c-0000-7000-8000-0000000000c1")
AMANE, NOTOMA = "999900000101", "999900000102"
LINES = CostLine


def secretary(on: str, **changes: Any) -> Asking:
    return Asking("p17-office", "17", dt.date.fromisoformat(on), frozenset({Office.SECRETARIAT}), **changes)


def agencies(*ids: str) -> tuple[c.AgencyEntry, ...]:
    return tuple(c.AgencyEntry(agency_id=i, name="架空の機関", representative=i == ids[0]) for i in ids)


def cost(agency: str, line: CostLine, amount: int) -> c.CostEntry:
    return c.CostEntry(agency_id=agency, line=line, amount=amount)


def application(*estimates: c.CostEntry, **changes: Any) -> c.FileApplication:
    """An application that lacks nothing; 中堅規模 unless told otherwise."""
    values: dict[str, Any] = {
        "case_id": CASE,
        "track": Track.ORDINARY,
        "company_name": "能登福良漆器株式会社（架空）",
        "prefecture": "17",
        "legal_form": LegalForm.STOCK_COMPANY,
        "industry": Industry.MANUFACTURING,
        "employees": 30,
        "sales": 1_200_000_000,
        "interest_bearing_debt": 900_000_000,
        "lenders": 3,
        "guaranteed_loan": True,
        "agencies": agencies(AMANE),
        "estimates": estimates or (cost(AMANE, LINES.PLAN, 1_200_000),),
        "financial_support": (FinancialSupport.TERMS_CHANGED,),
        "papers": tuple(ApplicationPaper),
        "registry_certificate_on": dt.date(2024, 4, 1),
    }
    return c.FileApplication(**(values | changes))


def early(*estimates: c.CostEntry, **changes: Any) -> c.FileApplication:
    values = {"track": Track.EARLY, "financial_support": (), "interim_requested": True}
    return application(*estimates, **(values | changes))


def plan_claim(*costs: c.CostEntry, **changes: Any) -> c.ClaimPlanFee:
    values: dict[str, Any] = {
        "costs": costs,
        "papers": tuple(ClaimPaper),
        "lenders_consented": 3,
        "worked_from": dt.date(2024, 7, 16),
    }
    return c.ClaimPlanFee(**(values | changes))


def accompaniment(*costs: c.CostEntry, **changes: Any) -> c.ClaimAccompaniment:
    values: dict[str, Any] = {
        "kind": AccompanimentKind.SETTLEMENT,
        "period_to": dt.date(2025, 3, 31),
        "costs": costs,
        "papers": tuple(ClaimPaper),
        "sections": tuple(c.ReportSection),
        "report": "決算の概況を報告した。",
    }
    return c.ClaimAccompaniment(**(values | changes))


class Case:
    """A case that is told command by command, each on its day."""

    def __init__(self) -> None:
        self.state: State = INITIAL
        self.history: list[Event] = []

    def ask(self, on: str, command: c.Command, **asking: Any) -> list[Event]:
        asked_by = secretary(on, **asking)
        events = decide(self.state, command, asked_by)
        for event in events:
            self.state = evolve(self.state, Fact(event, asked_by.on, "17", asked_by.person))
        self.history += events
        return events

    def accepted(self, filed: c.FileApplication, on: str = "2024-04-15", **accept: Any) -> "Case":
        self.ask(on, filed)
        self.ask(on, c.AcceptApplication(**accept))
        return self


def paid(events: list[Event]) -> dict[str, int]:
    """What each agency gets, in yen."""
    totals: dict[str, int] = {}
    for event in events:
        if isinstance(event, FeePaid):
            totals[event.agency_id] = totals.get(event.agency_id, 0) + event.amount
    return totals
