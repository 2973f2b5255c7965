"""One published table of every area of a level: what maps, open data and the evaluation are made from."""

from __future__ import annotations

from council_kit.postgres import Pool

from council_reporting.queries.answers import Grid, GridRow
from council_reporting.queries.asking import Question
from council_reporting.queries.reading import by_scope, one_moment
from council_reporting.queries.tables import Shape, Sums, base_of, items_of, shape_of
from council_reporting.rules import Bands


def read_grid(pool: Pool, code: str, question: Question, bands: Bands) -> Grid:
    """The table of every area of the question's level (`Question.of_level`); raises KeyError for no such table."""
    shape = shape_of(code, bands)
    areas = question.areas
    scopes = [code for code, _, _ in areas]
    measures = list(dict.fromkeys((shape.measure.value, shape.base.value)))
    with one_moment(pool) as connection:
        now = by_scope(connection, question, scopes, measures)
        before = by_scope(connection, question.a_year_before(), scopes, measures)
    return Grid(
        code=shape.code,
        number=shape.number,
        title=shape.title,
        unit=shape.unit,
        multiple=shape.multiple,
        amount_unit=shape.amount_unit,
        first=question.first,
        last=question.last,
        level=question.scope,
        rows=tuple(_row(shape, code, name, now.get(code, {}), before.get(code, {})) for code, name, _ in areas),
    )


def _row(shape: Shape, area: str, name: str, now: Sums, before: Sums) -> GridRow:
    items = items_of(shape, now, before, every=True)
    return GridRow(code=area, name=name, base=base_of(now, shape), items=items)
