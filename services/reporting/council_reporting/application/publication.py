"""Publication: the headquarters decides, the cells are decided and audited, and what everybody may read is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from council_access import Action, Service, Standing
from council_events.reporting import PublishedCell, TablePublished, publication_of
from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.routes import Call
from council_kit.store import Acting, Model, Saved, Store

from council_reporting.commands import PublishYear
from council_reporting.domain import publication as domain
from council_reporting.publishing import (
    WITH_AMOUNT,
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
from council_reporting.rules import Bands

MODEL: Final = Model(domain.INITIAL, domain.evolve)


class Publication:
    """The one command of publication."""

    def __init__(self, store: Store, service: Service, pool: Pool, clock: Clock, bands: Bands, rule: Rule) -> None:
        self._store = store
        self._service = service
        self._pool = pool
        self._clock = clock
        self._bands = bands
        self._rule = rule

    def publish(self, call: Call[PublishYear]) -> Saved:
        """Publish a fiscal year; raises NotVisible, Refused, and the store's errors."""
        year = call.command.fiscal_year

        def save(standing: Standing, acting: Acting) -> Saved:
            today = self._clock.today()
            domain.the_year_is_over(year, today)  # before the work of a proposal
            proposal = propose(self._pool, year, self._bands, self._rule)
            return self._store.execute(
                publication_of(year),
                MODEL,
                lambda state: domain.decide(state, call.command, today, proposal),
                acting,
                subject=f"office:{standing.council}",
            )

        return self._service.act(call, save, action=Action.PUBLISH_FIGURES)


def propose(pool: Pool, year: int, bands: Bands, rule: Rule) -> domain.Proposal:
    """The tables of a year as they would be published now, and whether they are safe."""
    layout = layout_of(year)
    families = families_of(year, contributions(pool, year), items_of_tables(bands))
    decided = decide_all(families, layout, rule)
    safe = not any(faults(family, layout, rule, decision) for family, decision in decided)
    return domain.Proposal(published_tables(year, layout, decided), rule.threshold, rule.dominance_percent, safe)


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
