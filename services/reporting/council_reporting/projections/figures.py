"""Events → the facts of their case → acts → figures. What a batch changes is the difference of its cases after and before.

Tables: `cases` (the facts of each case), `acts` (what happened, one row each: what stands behind a figure), `counts` and
`year_counts` (the sums of a month or fiscal year that every answer reads, of each council, bureau and the nation),
`company_months`, `company_steps` and `company_years` (distinct companies), `late` (what was recorded after a month was over,
event by event).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Final, LiteralString
from uuid import UUID

from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection
from pydantic_core import from_json, to_json

from council_reporting.figures import (
    EVENTS,
    Act,
    Fact,
    LateChange,
    Step,
    Tally,
    Visit,
    acts_of,
    case_of,
    fact_of,
    facts_of,
    in_order,
    in_years,
    late_changes,
    month_of,
    scopes_of,
    steps,
    year_of,
)
from council_reporting.projections.gathered import gathering
from council_reporting.rules import Bands

NAME: Final = "figures"

_DDL: Final[LiteralString] = """
CREATE TABLE cases (
    case_id uuid PRIMARY KEY, facts text NOT NULL, late_changes integer NOT NULL
) WITH (fillfactor = 70);
CREATE TABLE acts (
    case_id uuid NOT NULL, kind text NOT NULL, number text NOT NULL,
    council text NOT NULL, month date NOT NULL, happened_on date NOT NULL, company_id uuid NOT NULL,
    cells text[] NOT NULL, amounts bigint[] NOT NULL,
    PRIMARY KEY (case_id, kind, number)
);
CREATE VIEW contributions AS
    SELECT case_id, kind, number, council, month, happened_on, company_id,
        split_part(cell, ':', 1) AS measure, split_part(cell, ':', 2) AS item, amount
    FROM acts CROSS JOIN LATERAL unnest(cells, amounts) AS told (cell, amount);
CREATE INDEX acts_behind_a_figure ON acts (council, happened_on, case_id, number);
CREATE TABLE counts (
    measure text NOT NULL, scope text NOT NULL, month date NOT NULL, item text NOT NULL,
    n bigint NOT NULL, amount bigint NOT NULL,
    PRIMARY KEY (scope, month, measure, item)
) WITH (fillfactor = 70);
CREATE TABLE year_counts (
    measure text NOT NULL, scope text NOT NULL, year date NOT NULL, item text NOT NULL,
    n bigint NOT NULL, amount bigint NOT NULL,
    PRIMARY KEY (scope, year, measure, item)
) WITH (fillfactor = 70);
CREATE TABLE company_months (
    distinct_of text NOT NULL, company_id uuid NOT NULL, council text NOT NULL, month date NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (company_id, distinct_of, council, month)
);
CREATE TABLE company_steps (
    distinct_of text NOT NULL, scope text NOT NULL, month date NOT NULL, previous date NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (distinct_of, scope, month, previous)
) WITH (fillfactor = 70);
CREATE TABLE company_years (
    distinct_of text NOT NULL, scope text NOT NULL, year date NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (scope, year, distinct_of)
) WITH (fillfactor = 70);
CREATE TABLE late (
    case_id uuid NOT NULL, event_id uuid NOT NULL, event text NOT NULL, recorded_on date NOT NULL,
    council text NOT NULL, month date NOT NULL, measure text NOT NULL, item text NOT NULL,
    n bigint NOT NULL, amount bigint NOT NULL, reasoned boolean NOT NULL,
    PRIMARY KEY (case_id, event_id, council, month, measure, item)
);
CREATE INDEX company_steps_ever ON company_steps (scope, distinct_of, month) WHERE previous = '0001-01-01';
CREATE INDEX late_since_an_edition ON late (month, recorded_on);
"""


class Batch:
    """What one batch of events changes."""

    def __init__(self, bands: Bands, known: Iterable[tuple[str, str, int]]) -> None:
        """`known`: the cases as they stand in the table."""
        self._bands = bands
        self._facts: dict[str, dict[str, Fact]] = {}
        self._before: dict[str, dict[tuple[str, str], Act]] = {}
        self._had_late: set[str] = set()
        self.tally = Tally()
        self.changed: list[tuple[str, Act]] = []
        self.gone: list[tuple[str, str, str]] = []
        self.late: list[tuple[str, LateChange]] = []
        self.late_counts: dict[str, int] = {}
        for case_id, facts, late in known:
            read = facts_of(from_json(facts))
            self._facts[case_id] = {fact.event_id: fact for fact in read}
            self._before[case_id] = acts_of(case_id, read, bands)
            if late:
                self._had_late.add(case_id)

    def take(self, case_id: str, fact: Fact) -> None:
        """Add a fact to its case."""
        self._facts.setdefault(case_id, {})[fact.event_id] = fact

    def close(self) -> None:
        """Count the cases as they are now, and take back what they counted before."""
        for case_id, facts in self._facts.items():
            known = list(facts.values())
            after = acts_of(case_id, known, self._bands)
            before = self._before.get(case_id, {})
            for key, act in after.items():
                former = before.get(key)
                if former != act:
                    self.changed.append((case_id, act))
                    self.tally.add(act)
                    if former is not None:
                        self.tally.add(former, -1)
            for key, former in before.items():
                if key not in after:
                    self.gone.append((case_id, *key))
                    self.tally.add(former, -1)
            late = late_changes(case_id, known, self._bands)
            self.late += [(case_id, change) for change in late]
            self.late_counts[case_id] = len(late)

    @property
    def cases(self) -> list[tuple[str, str, int]]:
        """The rows of the cases."""
        return [
            (case_id, to_json(in_order(facts.values())).decode(), self.late_counts[case_id])
            for case_id, facts in self._facts.items()
        ]

    @property
    def late_before(self) -> list[str]:
        """The cases whose late changes are written anew."""
        return list(self._had_late)


def figures_projection(bands: Bands) -> Projection:
    """The projection with these bands; other bands are other tables, so they stand in the DDL and ask for a rebuild."""
    return Projection(
        name=NAME,
        services=("intake", "support", "subsidy", "reporting"),
        ddl=f"{_DDL}-- bands: sales {bands.sales}, staff {bands.staff}\n",
        apply=partial(_apply, bands),
        events=EVENTS,
        gathering=gathering(bands),
    )


_WANTED: Final = frozenset(EVENTS)


async def _apply(bands: Bands, connection: AsyncConnection[Any], records: Sequence[Record], _: Vault | None) -> None:
    counted = [record.envelope for record in records if type(record.envelope.data) in _WANTED]
    if not counted:
        return
    facts = [(str(case_of(envelope.data)), fact_of(envelope)) for envelope in counted]
    cases = list({case_id for case_id, _ in facts})
    cursor = await connection.execute(_LOAD_CASES, [cases], binary=True)
    batch = Batch(bands, await cursor.fetchall())
    for case_id, fact in facts:
        batch.take(case_id, fact)
    batch.close()
    await _save(connection, batch)


async def _save(connection: AsyncConnection[Any], batch: Batch) -> None:
    await connection.execute(_SAVE_CASES, _columns(batch.cases, 3))
    if batch.gone:
        await connection.execute(_DELETE_ACTS, _columns(batch.gone, 3))
    if batch.changed:
        await connection.execute(_SAVE_ACTS, _columns([_act_row(case_id, act) for case_id, act in batch.changed], 9))
    if batch.late_before:
        await connection.execute("DELETE FROM late WHERE case_id = ANY(%s::uuid[])", [batch.late_before])
    if batch.late:
        await connection.execute(_INSERT_LATE, _columns([(case_id, *change) for case_id, change in batch.late], 11))
    # Months and companies are shared by all partitions: one writer at a time from here to the commit.
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), 1))")
    visits = {visit: n for visit, n in batch.tally.visits.items() if n}
    if visits:
        await _save_visits(connection, visits)
    for table, rows in _sums(batch.tally).items():
        await _add(connection, table, rows)


def _act_row(case_id: str, act: Act) -> tuple[Any, ...]:
    cells = "{" + ",".join(f'"{measure}:{item}"' for measure, item, _ in act.cells) + "}"
    amounts = "{" + ",".join(str(amount) for _, _, amount in act.cells) + "}"
    return (case_id, act.kind, act.number, act.council, month_of(act.on), act.on, act.company, cells, amounts)


def _sums(tally: Tally) -> dict[LiteralString, list[tuple[Any, ...]]]:
    """The differences of the sums of months and fiscal years, of every scope."""
    months: dict[tuple[str, str, dt.date, str], list[int]] = {}
    years: dict[tuple[str, str, dt.date, str], list[int]] = {}
    for (council, month, measure, item), (n, amount) in tally.sums.items():
        year = year_of(month)
        for scope in scopes_of(council):
            for sums, begins in ((months, month), (years, year)):
                held = sums.setdefault((measure, scope, begins, item), [0, 0])
                held[0] += n
                held[1] += amount
    return {
        table: [(*key, n, amount) for key, (n, amount) in sums.items() if n or amount]
        for table, sums in (("counts", months), ("year_counts", years))
    }


async def _save_visits(connection: AsyncConnection[Any], visits: dict[Visit, int]) -> None:
    """Add the visits to their companies' months, and the difference of the companies' steps to the steps."""
    companies = {(distinct, company) for distinct, company, _, _ in visits}
    asked = list({UUID(company) for _, company in companies})
    cursor = await connection.execute(_LOAD_VISITS, [asked], binary=True)
    before: dict[Visit, int] = {
        (distinct, str(company), council, month): n
        for distinct, company, council, month, n in await cursor.fetchall()
        if (distinct, str(company)) in companies
    }
    after = dict(before)
    for visit, n in visits.items():
        after[visit] = after.get(visit, 0) + n
    moved: dict[Step, int] = {}
    for known, sign in ((before, -1), (after, 1)):
        months: dict[tuple[str, str], list[tuple[str, dt.date]]] = {}
        for (distinct, company, council, month), n in known.items():
            if n:
                months.setdefault((distinct, company), []).append((council, month))
        for (distinct, _), came in months.items():
            for step in steps(distinct, came):
                moved[step] = moved.get(step, 0) + sign
    await _add(connection, "company_months", [(*visit, n) for visit, n in visits.items()])
    await _add(connection, "company_steps", [(*step, n) for step, n in moved.items() if n])
    await _add(connection, "company_years", [(*year, n) for year, n in in_years(moved).items() if n])


async def _add(connection: AsyncConnection[Any], table: LiteralString, rows: list[tuple[Any, ...]]) -> None:
    """Add differences to sums; a sum of nothing has no row, so that every order of events gives the same table."""
    if not rows:
        return
    rows.sort()
    place = _COUNT_AT[table]
    await connection.execute(_ADD[table], _columns(rows, len(rows[0])))
    falling = [row for row in rows if row[place] < 0]
    if falling:
        await connection.execute(_CLEAN[table], _columns([row[:place] for row in falling], place))


def _columns(rows: Sequence[tuple[Any, ...]], count: int) -> list[list[Any]]:
    return [[row[place] for row in rows] for place in range(count)]


_KEYS: Final[dict[LiteralString, tuple[tuple[LiteralString, LiteralString], ...]]] = {
    "counts": (("measure", "text"), ("scope", "text"), ("month", "date"), ("item", "text")),
    "year_counts": (("measure", "text"), ("scope", "text"), ("year", "date"), ("item", "text")),
    "company_months": (("distinct_of", "text"), ("company_id", "uuid"), ("council", "text"), ("month", "date")),
    "company_steps": (("distinct_of", "text"), ("scope", "text"), ("month", "date"), ("previous", "date")),
    "company_years": (("distinct_of", "text"), ("scope", "text"), ("year", "date")),
}
_VALUES: Final[dict[LiteralString, tuple[LiteralString, ...]]] = {
    "counts": ("n", "amount"),
    "year_counts": ("n", "amount"),
    "company_months": ("n",),
    "company_steps": ("n",),
    "company_years": ("n",),
}
_COUNT_AT: Final = {table: len(keys) for table, keys in _KEYS.items()}
_LOAD_CASES: Final = "SELECT case_id::text, facts, late_changes FROM cases WHERE case_id = ANY(%s::uuid[])"
_LOAD_VISITS: Final = "SELECT distinct_of, company_id, council, month, n FROM company_months WHERE company_id = ANY(%s)"
_SAVE_CASES: Final = """
INSERT INTO cases SELECT * FROM unnest(%b::uuid[], %b::text[], %b::integer[])
ON CONFLICT (case_id) DO UPDATE SET facts = excluded.facts, late_changes = excluded.late_changes
"""
_SAVE_ACTS: Final = """
INSERT INTO acts
SELECT case_id, kind, number, council, month, happened_on, company_id, cells::text[], amounts::bigint[]
FROM unnest(%b::uuid[], %b::text[], %b::text[], %b::text[], %b::date[], %b::date[], %b::uuid[], %b::text[], %b::text[])
    AS act (case_id, kind, number, council, month, happened_on, company_id, cells, amounts)
ON CONFLICT (case_id, kind, number) DO UPDATE SET council = excluded.council, month = excluded.month,
    happened_on = excluded.happened_on, company_id = excluded.company_id, cells = excluded.cells,
    amounts = excluded.amounts
"""
_DELETE_ACTS: Final = """
DELETE FROM acts USING unnest(%b::uuid[], %b::text[], %b::text[]) AS gone (case_id, kind, number)
WHERE acts.case_id = gone.case_id AND acts.kind = gone.kind AND acts.number = gone.number
"""
_INSERT_LATE: Final = """
INSERT INTO late SELECT * FROM unnest(
    %b::uuid[], %b::uuid[], %b::text[], %b::date[], %b::text[], %b::date[], %b::text[], %b::text[], %b::bigint[], %b::bigint[],
    %b::boolean[])
"""
_ADD: Final = {
    table: f"INSERT INTO {table} AS kept SELECT * FROM unnest({_arrays})"
    f" ON CONFLICT ({', '.join(name for name, _ in keys)}) DO UPDATE SET"
    f" {', '.join(f'{name} = kept.{name} + excluded.{name}' for name in _VALUES[table])}"
    for table, keys in _KEYS.items()
    if (
        _arrays := ", ".join(
            f"%b::{kind}[]" for kind in (*(kind for _, kind in keys), *["bigint"] * len(_VALUES[table]))
        )
    )
}
_CLEAN: Final = {
    table: f"DELETE FROM {table} AS kept USING unnest({', '.join(f'%b::{kind}[]' for _, kind in keys)})"
    f" AS moved ({', '.join(name for name, _ in keys)})"
    f" WHERE {' AND '.join(f'kept.{name} = moved.{name}' for name, _ in keys)} AND kept.n = 0"
    for table, keys in _KEYS.items()
}
