"""What becomes of a long history's figures: its months closed, a year published, councils evaluated and reminded.

The events are decided on by reporting's own functions over its own tables, and go the way of all others: to Kafka, and from there
into the tables that the pages of editions, publications and evaluations read.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import Iterator, Sequence
from uuid import UUID

from council_directory import add_months, councils, fiscal_year, fiscal_year_end, fiscal_year_start
from council_directory.directory import HQ
from council_events import Event, Sealed
from council_events.deciding import Asking
from council_events.governance import AnnualPlanMade, EvaluationGrade, EvaluationRecorded, organisation_of
from council_events.reporting import (
    EditionKind,
    LateReportsChased,
    chases_of,
    edition_of,
    publication_of,
    series_of,
)
from council_events.values import Office
from council_kit.kafka import create_topics
from council_kit.postgres import Pool, open_async_pool, open_pool
from council_kit.runner import rebuild
from council_local.generate import FIRST_DAY, LAST_DAY
from council_local.histories import Happening
from council_reporting.application.publication import propose
from council_reporting.commands import CloseEdition
from council_reporting.domain import editions, publication
from council_reporting.figures import Measure
from council_reporting.projections import EDITIONS, EVALUATIONS, PUBLICATIONS
from council_reporting.publishing import DOMINABLE, Rule
from council_reporting.queries.closing import figures_known
from council_reporting.queries.register import late_reports
from council_reporting.rules import Bands
from council_reporting.rules.editions import period_of

from bench.volume import publish

KNOWN_AFTER = dt.timedelta(days=10)
"""How long after its end a period is closed."""
DAYS = dict.fromkeys(("preliminary", "counter", "guarantee", "start", "completion", "end"), 30)
"""The terms of reports, as a deployment may set them."""
PUBLISHED_YEAR = fiscal_year(FIRST_DAY)
OFFICER = "hq-officer"
_SEED = 7
_ALL_MONTHS = 24
"""From FIRST_DAY to LAST_DAY."""
_MONTHS = {EditionKind.MONTH: 1, EditionKind.QUARTER: 3, EditionKind.FISCAL_YEAR: 12}


def close(dsn: str, bootstrap: str, namespace: str) -> int:
    """Publish what follows from the figures in this database, and fill the tables that read it; gives the number of events."""
    with open_pool(dsn, max_size=2) as pool:
        told = list(_everything(pool))

    async def filled() -> None:
        await create_topics(bootstrap, ("governance",), namespace)
        await publish(bootstrap, namespace, told)
        async with open_async_pool(dsn) as pool:
            for projection in (EDITIONS, EVALUATIONS, PUBLICATIONS):
                await rebuild(projection, bootstrap=bootstrap, pool=pool, namespace=namespace)

    asyncio.run(filled())
    return len(told)


def _everything(pool: Pool) -> Iterator[Happening]:
    for kind in EditionKind:
        for first in periods(kind):
            yield from _edition(pool, kind, first)
    yield from _publication(pool)
    yield from _evaluations()
    for council in councils():
        late = late_reports(pool, council.code, LAST_DAY, DAYS)
        yield from _told("reporting", chases_of(council.code), LAST_DAY, [_reminder(council.code, late)])


def periods(kind: EditionKind) -> list[dt.date]:
    """The first day of every period that is closed."""
    return [add_months(FIRST_DAY, months) for months in range(0, _ALL_MONTHS, _MONTHS[kind])]


def _edition(pool: Pool, kind: EditionKind, first: dt.date) -> Iterator[Happening]:
    begins, last = period_of(kind, first)
    known_until = last + KNOWN_AFTER
    figures = figures_known(pool, begins, last, known_until, [measure.value for measure in Measure])
    asking = Asking(OFFICER, HQ, known_until + dt.timedelta(days=1), frozenset({Office.HQ_OFFICER}))
    decided = editions.decide(editions.INITIAL, CloseEdition(kind=kind, first=first), asking, known_until, figures)
    yield from _told("reporting", series_of(kind, begins), asking.on, decided)


def _publication(pool: Pool) -> Iterator[Happening]:
    edition_id = edition_of(series_of(EditionKind.FISCAL_YEAR, fiscal_year_start(PUBLISHED_YEAR)), 1)
    known_until = fiscal_year_end(PUBLISHED_YEAR) + KNOWN_AFTER
    proposal = propose(pool, PUBLISHED_YEAR, known_until, Bands(), Rule(amounts=DOMINABLE))
    requested = publication.State(requested=publication.Requested(PUBLISHED_YEAR, edition_id))
    yield from _told(
        "reporting", publication_of(PUBLISHED_YEAR), known_until, publication.complete(requested, proposal)
    )


def _evaluations() -> Iterator[Happening]:
    dice = random.Random(_SEED)
    for council in councils():
        events: list[Event] = []
        for year in range(fiscal_year(FIRST_DAY), fiscal_year(LAST_DAY) + 1):
            begins = fiscal_year_start(year)
            target = dice.randint(10, 60)
            plan = AnnualPlanMade(
                fiscal_year=year,
                made_by=f"p{council.code}-head",
                conferred_on=begins,
                conferred_with=f"p{council.code}-host",
                plan=Sealed("早期の相談を広く受ける。"),
                completions_target=target,
                drastic_target=target // 10,
            )
            grade = dice.choice(list(EvaluationGrade))
            published_on = fiscal_year_end(year) + dt.timedelta(days=180)
            recorded = EvaluationRecorded(fiscal_year=year, grade=grade, published_on=published_on, recorded_by=OFFICER)
            events += [plan, recorded]
        yield from _told("governance", organisation_of(council.code), LAST_DAY, events, council.code)


def _reminder(council: str, late: int) -> LateReportsChased:
    return LateReportsChased(concerned=council, reports=late, chased_by=OFFICER)


def _told(service: str, stream: UUID, on: dt.date, events: Sequence[Event], council: str = HQ) -> Iterator[Happening]:
    for version, event in enumerate(events, 1):
        yield Happening(service, stream, version, event, on, OFFICER, council, f"office:{council}")
