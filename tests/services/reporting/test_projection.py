"""Any interleaving of the topics, in batches of any size, gives the same tables; and they equal a plain recount."""

import datetime as dt
import pickle
import random
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from council_events import subsidy
from council_events.intake import ConsultationKind, FirstResponse, Requester, RoleExplained, Route, SupportLineChosen
from council_events.reporting import (
    Audience,
    OrganisationKind,
    Participants,
    Programme,
    PublicityGiven,
    PublicityMeans,
    TrainingHeld,
)
from council_events.subsidy import Track
from council_events.support import (
    BusinessMethod,
    CompanySettlement,
    ImprovementForm,
    Method,
    MonitoringDecision,
    MonitoringEnded,
    MonitoringResult,
    NewStart,
    PersonalSettlement,
    PlanKind,
    SettlementType,
)
from council_events.values import Industry, SupportLine
from council_kit.runner import Projection
from council_reporting.projections import REGISTER, figures_projection
from council_reporting.queries import By
from council_reporting.rules import Bands
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.recount import Recount, differences
from tests.services.reporting.situations import BOX, SIZE, Desk, Story

pytestmark = pytest.mark.long

COUNCILS = ("08", "13", "44", "hq")


def a_year(seed: int, cases: int = 30) -> Story:
    """Cases of few companies at few councils, all courses, with returning companies."""
    dice = random.Random(seed)
    story = Story()

    def day(low: int = 0) -> str:
        return (dt.date(2023, 11, 15) + dt.timedelta(days=dice.randrange(low, low + 500))).isoformat()

    for _ in range(cases):
        council = dice.choice(COUNCILS)
        company = dice.choice([None, "one", "two", "three", "four"])
        results = [None, *FirstResponse]
        case = story.consultation(
            council,
            day(),
            company,
            kind=dice.choice([ConsultationKind.COUNTER, ConsultationKind.COUNTER, *ConsultationKind]),
            requester=dice.choice([*Requester]),
            route=dice.choice([*Route]),
            result=dice.choice(results),
            industry=dice.choice([*Industry]),
            sales=dice.choice([None, 10**8, 10**9 + 1]),
            employees=dice.choice([3, 11, 500]),
        )
        line = dice.choice((*LINES, SupportLine.PLAN_SUBSIDY))
        considered = SupportLineChosen(case_id=case, line=line, consulted_on=dt.date.fromisoformat(day()), **SIZE)
        story.tell(council, day(), considered, case)
        if line is SupportLine.PLAN_SUBSIDY:
            subsidised(story, dice, council, day, case)
            continue
        story.candidate(council, day(), case, dice.choice([company, "five"]), sales=dice.choice([None, 4 * 10**8]))
        story.line_started(council, day(), case, line)
        if line is not SupportLine.RECHALLENGE and dice.random() < 0.2:
            story.line_ended(council, day(), case, line)
            continue
        completed(story, dice, council, day, case, line)
    activities(story, dice, day)
    corrections(story, dice, cases // 3)
    return story


def subsidised(story: Story, dice: random.Random, council: str, day: Callable[..., str], case: UUID) -> None:
    """A case of the plan-subsidy programme, as far as it goes."""
    track = dice.choice(list(Track))
    story.application(council, day(), case, track, 100_000)
    if dice.random() < 0.1:
        story.tell(council, day(), subsidy.SubsidyCaseEnded(case_id=case, kind=dice.choice([*subsidy.EndKind])), case)
        return
    lapses_on = dt.date.fromisoformat(day(600))
    accepted = subsidy.SubsidyApplicationAccepted(case_id=case, ruleset="2024-04-01", lapses_on=lapses_on)
    story.tell(council, day(), accepted, case)
    story.claim(council, day(), case, 90_000)
    story.tell(council, day(), subsidy.PlanFeeDecided(case_id=case, payables=(), total=60_000), case)
    story.payment(council, day(), case, track, 60_000)
    for number in range(1, dice.randrange(3)):
        claimed = subsidy.AccompanimentClaimed(
            case_id=case,
            number=number,
            kind=dice.choice([*subsidy.AccompanimentKind]),
            period_to=dt.date.fromisoformat(day()),
            costs=(subsidy.Cost(agency_id="123456789012", line=subsidy.CostLine.ACCOMPANIMENT, amount=30_000),),
            papers=(),
            report=BOX,
        )
        story.tell(council, day(), claimed, case)
        decided = subsidy.AccompanimentDecided(case_id=case, number=number, payables=(), total=20_000)
        story.tell(council, day(), decided, case)


def activities(story: Story, dice: random.Random, day: Callable[..., str]) -> None:
    """What belongs to no case."""
    for programme in Programme:
        activity, on = uuid4(), dt.date.fromisoformat(day())
        given = PublicityGiven(
            activity_id=activity,
            programme=programme,
            audiences=tuple(dice.sample(list(Audience), 2)),
            means=PublicityMeans.WEB,
            given_on=on,
            recorded_by="p08-head",
        )
        story.tell(dice.choice(COUNCILS), on, given, activity)
        training = uuid4()
        trained = (Participants(kind=OrganisationKind.EXPERT, organisations=2, persons=dice.randrange(2, 9)),)
        held = TrainingHeld(
            activity_id=training, programme=programme, held_on=on, participants=trained, recorded_by="p08-head"
        )
        story.tell(dice.choice(COUNCILS), on, held, training)


LINES = (
    SupportLine.RESTRUCTURING,
    SupportLine.TAX_SCHEME,
    SupportLine.REVENUE_IMPROVEMENT,
    SupportLine.GUARANTEE,
    SupportLine.RECHALLENGE,
)


def completed(
    story: Story, dice: random.Random, council: str, day: Callable[..., str], case: UUID, line: SupportLine
) -> None:
    """A plan or outcome of the line, and what follows it."""
    if line is SupportLine.REVENUE_IMPROVEMENT:
        story.improvement(
            council, day(200), case, dice.choice(list(ImprovementForm)), *dice.sample(list(Method), dice.randrange(3))
        )
    elif line is SupportLine.GUARANTEE:
        story.settlement(council, day(200), case, dice.choice(list(SettlementType)))
    elif line is SupportLine.RECHALLENGE:
        persons = [
            (dice.choice(list(PersonalSettlement)), dice.choice(list(NewStart))) for _ in range(dice.randrange(3))
        ]
        story.outcome(council, day(200), case, dice.choice([None, *CompanySettlement]), *persons)
    else:
        business = dice.choices(list(BusinessMethod), k=dice.randrange(3))
        methods, kind = dice.sample(list(Method), 2), dice.choice(list(PlanKind))
        story.approval(council, day(200), case, *methods, kind=kind, business=business)
        for number in range(dice.randrange(3)):
            story.report(council, day(400), case, number + 1, dice.choice(list(MonitoringResult)))
        if dice.random() < 0.3:
            story.tell(
                council, day(500), MonitoringEnded(case_id=case, decision=dice.choice([*MonitoringDecision])), case
            )
        if line is SupportLine.TAX_SCHEME:
            story.performance(council, day(400), case, 1, dice.random() < 0.5)


MENDED = {
    "ConsultationOpened": (
        ("industry", [*Industry]),
        ("sales", [None, 10**9]),
        ("route", [*Route]),
        ("occurredon", None),
    ),
    "ConsultationClosed": (("result", [*FirstResponse]),),
    "CandidateReceived": (("sales", [None, 10**10]), ("industry", [*Industry])),
    "MonitoringReported": (("result", [*MonitoringResult]), ("occurredon", None)),
    "PlanFeeClaimed": (("costs.0.amount", [0, 77_000]), ("occurredon", None)),
    "SubsidyApplicationFiled": (("track", [*Track]), ("estimates.0.amount", [1, 222_000])),
    "RepaymentSupportStarted": (("occurredon", None),),
}


def corrections(story: Story, dice: random.Random, count: int) -> None:
    """Some entries were wrong, some of them twice, and it was said later."""
    wrong = [each for each in story.envelopes if type(each.data).__name__ in MENDED]
    for target in dice.choices(wrong, k=count):
        field, choices = dice.choice(MENDED[type(target.data).__name__])
        new = target.occurredon - dt.timedelta(days=dice.randrange(1, 90)) if choices is None else dice.choice(choices)
        story.correction(target, field, None, new, target.occurredon + dt.timedelta(days=dice.randrange(1, 400)))


def interleaved(story: Story, seed: int):
    """Another order in which the three topics may reach a runner: each topic's own order is kept."""
    dice = random.Random(seed)
    queues = {}
    for envelope in story.envelopes:
        queues.setdefault(envelope.service, []).append(envelope)
    mixed = []
    while queues:
        service = dice.choice(sorted(queues))
        mixed.append(queues[service].pop(0))
        if not queues[service]:
            del queues[service]
    return mixed


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), mixing=st.integers(0, 10**6), size=st.integers(1, 60))
async def test_every_interleaving_of_the_topics_gives_the_same_tables(desk: Desk, seed: int, mixing: int, size: int):
    story = a_year(seed)
    desk.empty()
    await desk.feed(story.envelopes)
    expected = desk.tables()
    desk.empty()
    await desk.feed(interleaved(story, mixing), size=size)
    assert desk.tables() == expected


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), mixing=st.integers(0, 10**6), size=st.integers(1, 60))
async def test_a_rebuild_that_folds_each_case_once_gives_the_tables_of_the_live_runner(
    desk: Desk, seed: int, mixing: int, size: int
):
    story = a_year(seed)
    desk.empty()
    await desk.feed(story.envelopes)
    expected = desk.tables()
    again = random.Random(seed).choices(story.envelopes, k=10)
    await desk.rebuild([*interleaved(story, mixing), *again], size)
    assert desk.tables() == expected


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), mixing=st.integers(0, 10**6), size=st.integers(1, 60))
async def test_whatever_was_recorded_late_corrected_or_told_twice_every_figure_equals_a_recount(
    desk: Desk, seed: int, mixing: int, size: int
):
    story = a_year(seed, cases=40)
    desk.empty()
    again = random.Random(mixing).choices(story.envelopes, k=10)
    await desk.feed([*interleaved(story, mixing), *again], size=size)
    answer = desk.ask("2023-04-01", "2026-03-31", by=By.QUARTER).model_dump(mode="json")
    assert differences(answer, Recount(story.envelopes)) == []


async def test_a_year_tells_of_every_table_and_of_every_headline_figure(desk: Desk):
    story = a_year(seed=7, cases=200)
    await desk.feed(story.envelopes)
    figures = desk.ask("2023-04-01", "2026-03-31")
    assert [table.code for table in figures.tables if not any(item.n for item in table.items)] == []
    assert [name for name, value in figures.totals.model_dump().items() if not value] == []


@pytest.mark.parametrize("by", list(By))
async def test_the_figures_of_a_rebuild_equal_a_recount(desk: Desk, by: By):
    story = a_year(seed=23, cases=200)
    await desk.rebuild(interleaved(story, 3))
    answer = desk.ask("2023-04-01", "2025-12-31", by=by).model_dump(mode="json")
    assert differences(answer, Recount(story.envelopes)) == []


@pytest.mark.parametrize("by", list(By))
async def test_the_figures_equal_a_recount_from_the_raw_events(desk: Desk, by: By):
    story = a_year(seed=7, cases=200)
    await desk.feed(interleaved(story, 3), size=37)
    recount = Recount(story.envelopes)
    for first, last in (("2023-04-01", "2025-12-31"), ("2024-04-01", "2025-03-31"), ("2024-02-01", "2024-02-29")):
        figures = desk.ask(first, last, by=by)
        assert differences(figures.model_dump(mode="json"), recount) == []
        kanto = desk.ask(first, last, by=by, bureau="BUR-03")
        members = {tile.code for tile in kanto.councils}
        assert differences(kanto.model_dump(mode="json"), recount, members) == []


async def test_the_recount_notices_a_figure_that_is_off_by_one(desk: Desk):
    story = a_year(seed=7)
    await desk.feed(story.envelopes)
    answer = desk.ask("2023-04-01", "2025-12-31").model_dump(mode="json")
    answer["totals"]["starts"] += 1
    assert len(differences(answer, Recount(story.envelopes))) == 1


async def test_a_sum_that_went_back_to_nothing_leaves_no_row(desk: Desk):
    story = Story()
    case = story.consultation("08", "2024-05-01", "one")
    await desk.feed(story.envelopes)
    moved = Story()
    moved.consultation("44", "2024-06-01", "two", case=case)
    await desk.feed(moved.envelopes)
    tables = desk.tables()
    assert {row[1] for row in tables["counts"]} == {"44", "BUR-08", "all"}
    assert {row[1] for row in tables["year_counts"]} == {"44", "BUR-08", "all"}
    assert len(tables["company_months"]) == 1
    assert all(row[-1] == 1 for row in (*tables["company_steps"], *tables["company_years"]))


async def test_an_event_that_comes_twice_counts_once(desk: Desk):
    story = a_year(seed=11)
    await desk.feed(story.envelopes)
    expected = desk.tables()
    await desk.feed(interleaved(story, 5), size=17)
    assert desk.tables() == expected


async def test_events_that_change_no_figure_touch_no_table(desk: Desk):
    story = Story()
    story.tell("08", "2024-05-01", RoleExplained(case_id=uuid4()), uuid4())
    await desk.feed(story.envelopes)
    assert not any(desk.tables().values())


def test_other_bands_are_other_tables():
    assert figures_projection(Bands()).ddl_sha256 != figures_projection(Bands(staff=(5, 20))).ddl_sha256


@pytest.mark.parametrize("projection", [figures_projection(Bands(staff=(5, 20))), REGISTER], ids=lambda each: each.name)
def test_what_gathers_can_be_shared_between_processes(projection: Projection):
    assert pickle.loads(pickle.dumps(projection)).ddl_sha256 == projection.ddl_sha256
