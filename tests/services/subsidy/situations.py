"""Situations of a subsidy case, with names. Companies and agencies are invented."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from council_casework.nationwide import Supported
from council_events import Event
from council_events.deciding import Asking, Fact, Refused
from council_events.subsidy import (
    AccompanimentKind,
    Advised,
    AgencyPaper,
    ApplicationPaper,
    ClaimPaper,
    CostLine,
    FeePaid,
    FinancialSupport,
    OwnShareMethod,
    Track,
)
from council_events.values import Industry, LegalForm, Office
from council_subsidy import commands as c
from council_subsidy.domain import (
    EMPTY,
    INITIAL,
    Agency,
    Ledger,
    State,
    company_of,
    decide,
    evolve,
    evolve_ledger,
    uses_to_count,
)
from council_subsidy.rules.terms import DEFAULTS, Terms

CASE = UUID("018f5e1c-0000-7000-8000-0000000000c1")
SECOND_CASE = UUID("018f5e1c-0000-7000-8000-0000000000c2")
LEDGER = UUID("018f5e1c-0000-7000-8000-0000000000d1")
AMANE, NOTOMA, HAKATA = "999900000101", "999900000102", "999900000103"
LINES = CostLine
ALL_OF_A_CLAIM = tuple(ClaimPaper)


def person(office: Office, on: str, council: str = "17", **changes: Any) -> Asking:
    """One holder of one office; `p17-head` and the like."""
    held = {"offices": frozenset({office})} | changes
    name = office.value.replace("_", "-")
    return Asking(f"p{council}-{name}", council, dt.date.fromisoformat(on), **held)


def secretary(on: str, council: str = "17", **changes: Any) -> Asking:
    return person(Office.SECRETARIAT, on, council, **changes)


def head(on: str, council: str = "17", **changes: Any) -> Asking:
    return person(Office.HEAD, on, council, **changes)


def agencies(*ids: str) -> tuple[c.AgencyEntry, ...]:
    return tuple(
        c.AgencyEntry(agency_id=i, name="架空の機関", representative=i == ids[0], papers=tuple(AgencyPaper))
        for i in ids
    )


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


def handed_in(*costs: c.CostEntry, **changes: Any) -> tuple[c.AgencyClaimEntry, ...]:
    """Every agency's papers, its part of the own share transferred to the yen."""
    totals: dict[str, int] = {}
    for each in costs:
        totals[each.agency_id] = totals.get(each.agency_id, 0) + each.amount - each.amount * 2 // 3
    values: dict[str, Any] = {
        "papers": ALL_OF_A_CLAIM,
        "invoice_to_council": True,
        "own_share_method": OwnShareMethod.TRANSFER,
    }
    return tuple(
        c.AgencyClaimEntry(**({"agency_id": agency, "own_share": own} | values | changes))
        for agency, own in totals.items()
    )


def plan_claim(*costs: c.CostEntry, **changes: Any) -> c.ClaimPlanFee:
    values: dict[str, Any] = {
        "costs": costs,
        "papers": ALL_OF_A_CLAIM,
        "lenders_consented": 3,
        "worked_from": dt.date(2024, 7, 16),
        "agencies": handed_in(*costs),
        "plan_completed_on": dt.date(2024, 9, 30),
        "closing_month": 3,
    }
    return c.ClaimPlanFee(**(values | changes))


def accompaniment(*costs: c.CostEntry, **changes: Any) -> c.ClaimAccompaniment:
    values: dict[str, Any] = {
        "kind": AccompanimentKind.SETTLEMENT,
        "period_to": dt.date(2025, 3, 31),
        "costs": costs,
        "papers": ALL_OF_A_CLAIM,
        "sections": tuple(c.ReportSection),
        "report": "決算の概況を報告した。",
        "agencies": handed_in(*costs),
    }
    return c.ClaimAccompaniment(**(values | changes))


EVERYBODY = (Advised.COMPANY, Advised.AGENCY, Advised.MAIN_BANK)
EXPLAINED = c.ExplainPoints(advised=EVERYBODY, advice="計画策定の留意事項を説明した。")
CHECKED = c.CheckPointsAtClaim(advised=EVERYBODY, advice="留意事項への取組を確認した。")
MONITORING_EXPLAINED = c.ExplainMonitoring(advised=EVERYBODY, advice="モニタリングの留意事項を説明した。")
REPORT_CHECKED = c.CheckPointsAtMonitoring(advised=EVERYBODY, advice="取組状況を確認した。")


class World:
    """The ledger of one company, which all councils' cases share, and its supports."""

    def __init__(self, *supports: Supported) -> None:
        self.ledger: Ledger = EMPTY
        self.supports = supports


class Case:
    """A case that is told command by command, each on its day, by the secretariat unless told otherwise."""

    def __init__(self, world: World | None = None, *, council: str = "17", terms: Terms = DEFAULTS) -> None:
        self.state: State = INITIAL
        self.history: list[Event] = []
        self.world = world or World()
        self.council = council
        self.terms = terms
        self.register: Mapping[str, Agency] = {}
        self.asked: list[tuple[c.Command, Asking]] = []

    def ask(self, on: str, command: c.Command, by: Asking | None = None, **asking: Any) -> list[Event]:
        asked_by = by or secretary(on, self.council, **asking)
        company = company_of(self._id(command), [self.world.ledger], self.world.supports)
        events = decide(self.state, command, asked_by, self.terms, company, self.register)
        self.asked.append((command, asked_by))
        before = self.state
        for event in events:
            self.state = evolve(self.state, Fact(event, asked_by.on, self.council, asked_by.person))
        for use in uses_to_count(LEDGER, self.world.ledger, before, self.state):
            fact = Fact(use, asked_by.on, self.council, asked_by.person)
            self.world.ledger = evolve_ledger(self.world.ledger, fact)
        self.history += events
        return events

    def advised(self, on: str, command: c.Command) -> list[Event]:
        """What the 統括責任者 says or checks."""
        return self.ask(on, command, head(on, self.council))

    def accepted(self, filed: c.FileApplication, on: str = "2024-04-15", **accept: Any) -> "Case":
        self.ask(on, filed)
        if filed.track is not Track.GUIDELINE:
            self.advised(on, EXPLAINED)
        self.ask(on, c.AcceptApplication(**accept))
        return self

    def decided(self, on: str, claim: c.ClaimPlanFee, claimed_on: str | None = None) -> list[Event]:
        """The plan claim, the checks and explanations, the decision."""
        self.ask(claimed_on or on, claim)
        if self.state.application and self.state.application.track is not Track.GUIDELINE:
            self.advised(on, CHECKED)
            self.advised(on, MONITORING_EXPLAINED)
        return self.ask(on, c.DecidePlanFee())

    def reported(self, on: str, claim: c.ClaimAccompaniment, claimed_on: str | None = None) -> list[Event]:
        """An accompaniment claim, its check, the decision."""
        self.ask(claimed_on or on, claim)
        if self.state.application and self.state.application.track is not Track.GUIDELINE:
            self.advised(on, REPORT_CHECKED)
        return self.ask(on, c.DecideAccompaniment())

    def refusal(self, on: str, command: c.Command, by: Asking | None = None, **asking: Any) -> Refused:
        """The refusal of a command, which changes nothing."""
        before = self.state, self.world.ledger
        with pytest.raises(Refused) as refused:
            self.ask(on, command, by, **asking)
        assert (self.state, self.world.ledger) == before
        return refused.value

    def _id(self, command: c.Command) -> UUID:
        if self.state.application is not None:
            return self.state.application.case_id
        return getattr(command, "case_id", CASE)


def paid(events: list[Event]) -> dict[str, int]:
    """What each agency gets, in yen."""
    totals: dict[str, int] = {}
    for event in events:
        if isinstance(event, FeePaid):
            totals[event.agency_id] = totals.get(event.agency_id, 0) + event.amount
    return totals


def pay(on: str, *kinds: Any) -> c.PayFees:
    return c.PayFees(kinds=kinds, paid_on=dt.date.fromisoformat(on))


def refused_by(case: Case, on: str, command: c.Command) -> str:
    return case.refusal(on, command).provision


def decided(*costs: c.CostEntry, filed: c.FileApplication | None = None) -> Case:
    case = Case().accepted(filed or application(*costs, agencies=agencies(AMANE, NOTOMA)))
    case.decided("2024-12-16", plan_claim(*costs), "2024-12-09")
    return case


def without(paper: ClaimPaper) -> tuple[ClaimPaper, ...]:
    return tuple(each for each in ALL_OF_A_CLAIM if each is not paper)
