"""Each track of the programme, and the register of agencies, played at random: no sequence of commands takes a case where the rules
forbid, pays what was not decided or decides more than a cap; no history is one that `evolve` or the next steps stumble over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any, NamedTuple, get_args

import pytest
from council_casework.nationwide import Supported
from council_events import Event, all_event_classes
from council_events.deciding import Asking, Fact
from council_events.subsidy import (
    AccompanimentDecided,
    AccompanimentKind,
    AgencyKind,
    BankKind,
    BankTie,
    CaseDisclosed,
    CopiesHandedOver,
    DocumentChecked,
    DocumentReceived,
    EndKind,
    EntryCorrected,
    FeePaid,
    NoticeIssued,
    PaymentKind,
    PlanFeeClaimed,
    PlanFeeDecided,
    RevitalizationFoundNecessary,
    RevivalJudgedDifficult,
    SubsidyAdviceGiven,
    SubsidyApplicationAccepted,
    SubsidyCaseEnded,
    Track,
    WrittenConsentReceived,
    WrittenConsentWithdrawn,
)
from council_events.values import Office, SupportLine
from council_subsidy import commands as c
from council_subsidy.commands.agencies import AgencyCommand, CertifyAgency, RenewCertification
from council_subsidy.domain import (
    INITIAL,
    NOBODY,
    UNKNOWN_AGENCY,
    Agency,
    Company,
    Stage,
    State,
    Tie,
    agency_steps,
    certify_agency,
    decide,
    decide_agency,
    evolve,
    evolve_agency,
    next_steps,
    second_half_unlocked,
)
from council_subsidy.rules.agencies import Period
from council_subsidy.rules.amounts import caps_of
from council_subsidy.rules.terms import DEFAULTS

from tests.machines import Life, play
from tests.services.subsidy import situations as s

SUBSIDY = [event for event in all_event_classes() if event.type_name.startswith("council.subsidy.")]
EVERYTHING = frozenset({Office.SECRETARIAT, Office.DEPUTY_IMPROVEMENT})
AFTER_THE_END = (
    RevitalizationFoundNecessary,
    NoticeIssued,
    DocumentReceived,
    DocumentChecked,
    WrittenConsentReceived,
    WrittenConsentWithdrawn,
    CopiesHandedOver,
    CaseDisclosed,
)
DAY = s.person(Office.SECRETARIAT, "2024-04-15").on


class Around(NamedTuple):
    """What all councils know besides: of the company, and of the agencies."""

    company: Company = NOBODY
    register: dict[str, Agency] = {}  # noqa: RUF012  # never changed


def certified(first: dt.date, last: dt.date, *ties: Tie) -> Agency:
    return Agency(s.AMANE, None, AgencyKind.OTHER, (Period(first, last),), ties)


def around(random: Random) -> Around:
    """Mostly nothing against it; at times a lapsed agency, or a support elsewhere."""
    register = random.choice(
        (
            {},
            {},
            {s.AMANE: certified(dt.date(2022, 4, 1), dt.date(2027, 3, 31))},
            {s.AMANE: certified(dt.date(2019, 4, 1), dt.date(2024, 7, 31))},
        )
    )
    supports = (Supported(s.SECOND_CASE, SupportLine.RESTRUCTURING, planned=True),) if random.random() < 0.1 else ()
    return Around(Company((), supports), register)


def told(before: State, command: Any, asking: Asking, known: Around | None) -> list[Event]:
    known = known or Around()
    return decide(before, command, asking, DEFAULTS, known.company, known.register)


# ---- what must hold


def lawful(before: State, event: Event, after: State, asking: Asking) -> None:
    assert asking.pledged
    assert not asking.recused
    assert after.stage.rank >= before.stage.rank, "a case never goes back"
    assert before.stage is not Stage.ENDED or isinstance(event, AFTER_THE_END)
    match event:
        case SubsidyApplicationAccepted():
            assert before.application is not None
            assert any(isinstance(given, SubsidyAdviceGiven) for given in before.advice) or (
                before.application.track is Track.GUIDELINE
            )
        case PlanFeeClaimed():
            assert before.lapses_on is None or asking.on <= before.lapses_on
            assert {cost.agency_id for cost in event.costs} <= before.agencies
        case PlanFeeDecided():
            assert before.claim is not None
            assert before.stage is Stage.CLAIMED
        case AccompanimentDecided():
            assert before.accompaniment is not None
            assert event.number == before.accompaniments_decided + 1
        case FeePaid():
            _was_owed(before, event)
        case RevivalJudgedDifficult():
            assert not before.judged_difficult
            assert event.monitoring == (before.stage is Stage.DECIDED)
        case RevitalizationFoundNecessary():
            assert asking.holds(Office.HEAD)
            assert before.consultation is None
            assert event.requested_on <= asking.on
        case SubsidyCaseEnded():
            _may_end(before, event, asking)


def _was_owed(before: State, event: FeePaid) -> None:
    assert event.agency_id in before.agencies, "never to the company"
    owed = [(due.payable.agency_id, due.payable.kind, due.number, due.payable.amount) for due in before.unpaid]
    assert (event.agency_id, event.kind, event.number, event.amount) in owed
    assert event.kind is not PaymentKind.PLAN_SECOND_HALF or second_half_unlocked(before)


def _may_end(before: State, event: SubsidyCaseEnded, asking: Asking) -> None:
    if event.kind is EndKind.LAPSED:
        assert before.lapses_on is not None
        assert asking.on > before.lapses_on
        assert before.claim is None
    if event.kind is EndKind.COMPLETED:
        assert before.dues
        assert not before.unpaid
    if event.kind is EndKind.DECLINED:
        assert before.accepted_on is None


def stands(state: State) -> None:
    filed = state.application
    assert (state.stage.rank >= Stage.FILED.rank) <= (filed is not None)
    assert (state.stage is Stage.ENDED) == (state.end is not None)
    paid = sum(due.payable.amount for due in state.dues if due.paid_on)
    assert paid <= sum(state.decisions.values())
    if filed is not None and state.ruleset is not None:
        for lines, cap in caps_of(filed.track, state.ruleset).items():
            assert sum(state.decided.get(line, 0) for line in lines) <= cap


# ---- the tracks


def amount(random: Random) -> int:
    return random.choice((0, 90_000, 210_000, 900_000, 3_600_000, 9_000_000))


class Costs(NamedTuple):
    """How a track is applied for, and the lines that it pays for."""

    file: Callable[..., c.FileApplication]
    plan: tuple[s.CostLine, ...]
    accompaniment: tuple[tuple[AccompanimentKind, s.CostLine], ...]
    changes: dict[str, Any]


LINES, HALF, CLOSING = s.CostLine, AccompanimentKind.INTERIM, AccompanimentKind.SETTLEMENT
TRACKS = {
    "ordinary": Costs(s.application, (LINES.PLAN,), ((CLOSING, LINES.ACCOMPANIMENT),), {}),
    "guideline": Costs(
        s.application,
        (LINES.DUE_DILIGENCE, LINES.PLAN),
        ((CLOSING, LINES.ACCOMPANIMENT),),
        {"track": Track.GUIDELINE},
    ),
    "early": Costs(s.early, (LINES.PLAN,), ((HALF, LINES.ACCOMPANIMENT_INTERIM), (CLOSING, LINES.ACCOMPANIMENT)), {}),
    "early_of_a_bank": Costs(
        s.early,
        (LINES.PLAN,),
        (),
        {
            "by_private_bank": True,
            "bank_is_main": True,
            "zero_zero_balance": 15_000_000,
            "bank_total_lending": 20_000_000,
        },
    ),
}


def made_of(costs: Costs) -> dict[type[Any], Callable[[Random], Any]]:
    """Commands whose fields depend on one another: mostly in order, so that a case gets on."""

    def of(random: Random, lines: Iterable[s.CostLine]) -> list[c.CostEntry]:
        return [s.cost(s.AMANE, line, amount(random)) for line in lines]

    def file(random: Random) -> c.FileApplication:
        wanted = [*costs.plan, *(line for _, line in costs.accompaniment)]
        return costs.file(*of(random, wanted), **costs.changes)

    def claim(random: Random) -> c.ClaimPlanFee:
        return s.plan_claim(*of(random, costs.plan), lenders_consented=random.choice((0, 3, 3)))

    def report(random: Random) -> c.ClaimAccompaniment:
        kind, line = random.choice(costs.accompaniment or ((CLOSING, LINES.ACCOMPANIMENT),))
        ended = random.choice((dt.date(2025, 3, 31), dt.date(2026, 3, 31)))
        return s.accompaniment(*of(random, [line]), kind=kind, period_to=ended)

    def pay(random: Random) -> c.PayFees:
        kinds = random.choice(((), (), (PaymentKind.PLAN_SECOND_HALF,), (PaymentKind.ACCOMPANIMENT,)))
        return c.PayFees(kinds=kinds, paid_on=DAY)

    return {
        c.FileApplication: file,
        c.ClaimPlanFee: claim,
        c.ClaimAccompaniment: report,
        c.PayFees: pay,
        c.ExplainPoints: lambda _: s.EXPLAINED,
        c.CheckPointsAtClaim: lambda _: s.CHECKED,
        c.ExplainMonitoring: lambda _: s.MONITORING_EXPLAINED,
        c.CheckPointsAtMonitoring: lambda _: s.REPORT_CHECKED,
        c.AcceptApplication: lambda _: c.AcceptApplication(above_guide_reason="調査に時間を要するため"),
    }


def life(costs: Costs, begun: Stage) -> Life:
    case, day = s.Case(), DAY
    if begun.rank >= Stage.ACCEPTED.rank:
        lines = [*costs.plan, *(line for _, line in costs.accompaniment)]
        filed = costs.file(*(s.cost(s.AMANE, line, 90_000) for line in lines), **costs.changes)
        case.accepted(filed, "2024-04-15")
    if begun is Stage.DECIDED:
        day = dt.date(2024, 10, 15)
        case.decided("2024-10-15", s.plan_claim(*(s.cost(s.AMANE, line, 90_000) for line in costs.plan)))
    begins = [Fact(event, day, "17", "p17-secretariat") for event in case.history]
    return Life(
        initial=INITIAL,
        evolve=evolve,
        decide=told,
        next_steps=next_steps,
        commands=[c.FileApplication, c.GivePreliminaryAdvice, *get_args(c.CaseCommand)],
        events=SUBSIDY,
        offices=[EVERYTHING, *(frozenset({each}) for each in (Office.HEAD, Office.HEAD, Office.SECRETARIAT))],
        council="17",
        people=("p17-office", "p17-deputy"),
        begins=begins,
        around=around,
        lawful=lawful,
        stands=stands,
        correction=EntryCorrected,
        first_day=day,
        values={"case_id": (s.CASE,), "whose": (s.AMANE,), "agency_ids": (s.AMANE,)},
        details=made_of(costs),
    )


@pytest.mark.hypothesis
@pytest.mark.parametrize(
    ("track", "begun", "reached"),
    [
        ("ordinary", Stage.NONE, {"SubsidyApplicationFiled", "SubsidyCaseEnded"}),
        ("ordinary", Stage.ACCEPTED, {"PlanFeeClaimed", "RevivalJudgedDifficult"}),
        ("ordinary", Stage.DECIDED, {"FeePaid", "AccompanimentClaimed"}),
        ("guideline", Stage.ACCEPTED, {"PlanFeeDecided", "FeePaid"}),
        ("early", Stage.ACCEPTED, {"PlanFeeClaimed"}),
        ("early", Stage.DECIDED, {"FeePaid", "AccompanimentClaimed"}),
        ("early_of_a_bank", Stage.ACCEPTED, {"PlanFeeClaimed"}),
    ],
)
def test_no_sequence_of_commands_takes_a_track_where_the_rules_forbid(
    track: str, begun: Stage, reached: set[str]
) -> None:
    seen: set[str] = set()

    def noted(before: State, event: Event, after: State, asking: Asking) -> None:
        seen.add(type(event).__name__)
        lawful(before, event, after, asking)

    play(replace(life(TRACKS[track], begun), lawful=noted), runs=40, steps=35)
    assert reached <= seen, "the play is no empty one"


# ---- the register


def kept(before: Agency, event: Event, after: Agency, asking: Asking) -> None:
    assert asking.holds(Office.SECRETARIAT)
    assert after.name is not None


def stands_in_the_register(agency: Agency) -> None:
    for period in agency.periods:
        assert period.first <= period.last
    for earlier, later in pairwise(agency.periods):
        assert earlier.last < later.first, "no day is covered twice"
    if agency.withdrawn_on is not None:
        assert not agency.is_certified_on(agency.withdrawn_on)


def asked_of_the_register(agency: Agency, command: Any, asking: Asking, _around: None) -> list[Event]:
    if isinstance(command, CertifyAgency):
        return certify_agency(agency, command, asking)
    return decide_agency(agency, command, asking)


def renewed(random: Random) -> RenewCertification:
    """By the usual five years, and on a day that has come."""
    return RenewCertification(renewed_on=dt.date(2024, 1, random.randint(1, 31)))


@pytest.mark.hypothesis
def test_the_register_never_certifies_a_day_twice_nor_past_a_withdrawal() -> None:
    seen: set[str] = set()

    def noted(before: Agency, event: Event, after: Agency, asking: Asking) -> None:
        seen.add(type(event).__name__)
        kept(before, event, after, asking)

    play(
        Life(
            initial=UNKNOWN_AGENCY,
            evolve=evolve_agency,
            decide=asked_of_the_register,
            next_steps=agency_steps,
            commands=[CertifyAgency, *get_args(AgencyCommand)],
            events=SUBSIDY,
            offices=[frozenset({Office.SECRETARIAT}), frozenset({Office.HEAD})],
            council="17",
            people=("p17-office",),
            lawful=noted,
            stands=stands_in_the_register,
            values={"agency_id": (s.AMANE,), "tie": tuple(BankTie), "bank_kind": tuple(BankKind)},
            details={RenewCertification: renewed},
        ),
        runs=60,
    )
    assert {"AgencyCertified", "CertificationRenewed", "CertificationWithdrawn"} <= seen
