"""The yearly evaluation of each council by 中小機構, and the targets of its 事業計画: what governance told, by year (T13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from council_events.governance import AnnualPlanMade, EvaluationRecorded
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection

_DDL: Final[LiteralString] = """
CREATE TABLE grades (
    council text NOT NULL, fiscal_year integer NOT NULL, grade text NOT NULL, published_on date NOT NULL,
    PRIMARY KEY (fiscal_year, council)
);
CREATE TABLE targets (
    council text NOT NULL, fiscal_year integer NOT NULL, completions integer, drastic integer,
    PRIMARY KEY (fiscal_year, council)
);
"""
_GRADES: Final = """
INSERT INTO grades SELECT * FROM unnest(%s::text[], %s::integer[], %s::text[], %s::date[])
ON CONFLICT (fiscal_year, council) DO UPDATE SET grade = excluded.grade, published_on = excluded.published_on
"""
_TARGETS: Final = """
INSERT INTO targets SELECT * FROM unnest(%s::text[], %s::integer[], %s::integer[], %s::integer[])
ON CONFLICT (fiscal_year, council) DO UPDATE SET completions = excluded.completions, drastic = excluded.drastic
"""


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], _: Vault | None) -> None:
    """A council's organisation is one stream, so of one year the last event in the batch is the one that stands."""
    grades: dict[tuple[str, int], tuple[Any, ...]] = {}
    targets: dict[tuple[str, int], tuple[Any, ...]] = {}
    for record in records:
        council, event = record.envelope.council, record.envelope.data
        if isinstance(event, EvaluationRecorded):
            grades[council, event.fiscal_year] = (event.grade.value, event.published_on)
        elif isinstance(event, AnnualPlanMade):
            targets[council, event.fiscal_year] = (event.completions_target, event.drastic_target)
    for statement, found in ((_GRADES, grades), (_TARGETS, targets)):
        if found:
            rows = [(*key, *values) for key, values in found.items()]
            await connection.execute(statement, [list(column) for column in zip(*rows, strict=True)])


EVALUATIONS: Final = Projection(
    name="evaluations", services=("governance",), ddl=_DDL, apply=_apply, events=(AnnualPlanMade, EvaluationRecorded)
)
