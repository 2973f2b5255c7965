"""Publication: the headquarters asks for it, and the timer has it worked out, audited and recorded, also after a restart."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from uuid import UUID

from council_access import Action, Service, Standing
from council_directory.directory import HQ
from council_events.reporting import PublishedCell, TablePublished, publication_of
from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.routes import Call
from council_kit.store import Acting, Model, Saved, Store
from council_kit.timer import Job, acting_by_clock

from council_reporting.commands import PublishYear
from council_reporting.domain import publication as domain
from council_reporting.publishing import (
    WITH_AMOUNT,
    Contribution,
    Decision,
    Family,
    Layout,
    Rule,
    decide_all,
    families_of,
    faults,
    layout_of,
)
from council_reporting.queries.contributions import contributions, items_of_tables
from council_reporting.queries.editions import find_edition, last_edition_of_year, national_cells
from council_reporting.queries.publications import requested_years
from council_reporting.rules import Bands

MODEL: Final = Model(domain.INITIAL, domain.evolve)


class Publication:
    """The one command of publication, and the work that follows from it."""

    def __init__(self, store: Store, service: Service, pool: Pool, clock: Clock, bands: Bands, rule: Rule) -> None:
        self._store = store
        self._service = service
        self._pool = pool
        self._clock = clock
        self._bands = bands
        self._rule = rule

    def publish(self, call: Call[PublishYear]) -> Saved:
        """Ask for the publication of a fiscal year; raises NotVisible, Refused, and the store's errors."""
        year = call.command.fiscal_year

        def save(standing: Standing, acting: Acting) -> Saved:
            today, edition = self._clock.today(), last_edition_of_year(self._pool, year)
            edition_id = None if edition is None else edition.edition_id
            return self._store.execute(
                publication_of(year),
                MODEL,
                lambda state: domain.decide(state, call.command, standing, today, edition_id),
                acting,
                subject=f"office:{standing.council}",
            )

        return self._service.act(call, save, action=Action.PUBLISH_FIGURES)

    def jobs(self) -> tuple[Job, ...]:
        """For the timer: what was asked for is worked out, one year after another."""
        return (Job("publish-years", self._waiting, self._work_out),)

    def _waiting(self, _today: dt.date) -> Sequence[UUID]:
        return [publication_of(year) for year in requested_years(self._pool)]

    def _work_out(self, stream: UUID, today: dt.date) -> None:
        """Some seconds of work. Cut short, or done twice beside each other, it is recorded once all the same."""
        state, version = self._store.load(stream, MODEL)
        if state.requested is None:
            return
        edition = find_edition(self._pool, state.requested.edition_id)
        if edition is None:  # its table lags behind the request: the next look finds it
            return
        year = state.requested.fiscal_year
        proposal = propose(self._pool, year, edition.known_until, self._bands, self._rule, edition.edition_id)
        self._store.execute(
            stream,
            MODEL,
            lambda now: domain.complete(now, proposal),
            acting_by_clock("reporting", HQ, today, f"publish:{year}:{version}"),
            subject=f"office:{HQ}",
        )


def propose(
    pool: Pool, year: int, known_until: dt.date, bands: Bands, rule: Rule, edition_id: UUID | None = None
) -> domain.Proposal:
    """The tables of a year as everything recorded by the end of `known_until` gives them, and whether they may be published."""
    layout = layout_of(year)
    counting = _Counting()
    told = counting.passing(contributions(pool, year, known_until, bands))
    families = families_of(year, told, items_of_tables(bands))
    agrees = edition_id is None or counting.sums() == national_cells(pool, edition_id)
    decided = decide_all(families, layout, rule)
    safe = not any(faults(family, layout, rule, decision) for family, decision in decided)
    tables = published_tables(year, layout, decided)
    return domain.Proposal(tables, rule.threshold, rule.dominance_percent, safe, agrees)


class _Counting:
    """Counts for the nation what passes by."""

    def __init__(self) -> None:
        self._n: Counter[tuple[str, str]] = Counter()
        self._amounts: Counter[tuple[str, str]] = Counter()

    def passing(self, told: Iterable[Contribution]) -> Iterator[Contribution]:
        """The same, one after the other."""
        for each in told:
            self._n[each.measure, each.item] += 1
            self._amounts[each.measure, each.item] += each.amount
            yield each

    def sums(self) -> dict[tuple[str, str], tuple[int, int]]:
        """(measure, item) → n and amount."""
        return {key: (self._n[key], self._amounts[key]) for key in self._n}


def published_tables(year: int, layout: Layout, decided: Iterable[tuple[Family, Decision]]) -> list[TablePublished]:
    """The tables as everybody may read them, each cell with its number or without."""
    cells: dict[str, list[PublishedCell]] = {}
    for family, decision in decided:
        for table in family.tables:
            for cell in table.cells():
                count = None if cell in decision.withheld else family.count(layout, cell)
                cells.setdefault(cell.table, []).append(
                    PublishedCell(
                        item=cell.item,
                        area=cell.area,
                        period=cell.period,
                        n=None if count is None else count.n,
                        amount=None if count is None or cell.table not in WITH_AMOUNT else count.amount,
                    )
                )
    return [TablePublished(fiscal_year=year, table=code, cells=tuple(found)) for code, found in cells.items()]
