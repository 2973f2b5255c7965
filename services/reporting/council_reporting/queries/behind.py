"""The cases behind a figure: the acts that count for one item of one measure in a period."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple
from uuid import UUID

from council_access import Line, Scope
from council_kit.answers import Page
from council_kit.postgres import Pool
from pydantic import Field

from council_reporting.figures import ActKind, Measure, month_end, month_of
from council_reporting.queries.answers import Answer

_SUBSIDY: Final = frozenset(
    {
        Measure.APPLICATION,
        Measure.APPLICATION_INDUSTRY,
        Measure.ACCEPTANCE,
        Measure.CLAIM,
        Measure.CLAIM_KIND,
        Measure.DECISION,
        Measure.PAYMENT,
        Measure.PAYMENT_KIND,
        Measure.SUBSIDY_END,
    }
)
_CONSULTATIONS: Final = frozenset(
    {
        Measure.CONSULTATION,
        Measure.REQUESTER,
        Measure.RESULT,
        Measure.CONSULTATION_INDUSTRY,
        Measure.CONSULTATION_SALES,
        Measure.CONSULTATION_STAFF,
        Measure.ROUTE,
        Measure.CHANNEL,
        Measure.LINE,
    }
)
_ACTS: Final = {kind.value: kind.label for kind in ActKind}
_BEHIND: Final = """
SELECT case_id, council, kind, number, happened_on, amounts[array_position(cells, %(cell)s)] FROM figures.acts
WHERE council = %(council)s AND happened_on BETWEEN %(first)s AND %(last)s AND cells @> ARRAY[%(cell)s]
    AND (happened_on, case_id, number) > (%(after_on)s, %(after_case)s, %(after_number)s) AND {scope}
ORDER BY happened_on, case_id, number LIMIT %(limit)s
"""


class CaseBehind(Answer):
    """One act that a figure counts."""

    case_id: UUID = Field(title="案件番号")
    council: str = Field(title="協議会")
    act: str = Field(title="数える行為")
    act_label: str = Field(title="数える行為の名称")
    number: str = Field(title="行為の番号")
    happened_on: dt.date = Field(title="発生日")
    amount: int = Field(title="金額等")

    @property
    def version(self) -> int:
        """No version of the case is shown: only that it counts."""
        return 0


class Cell(NamedTuple):
    """One figure: an item of a measure of one council in whole months."""

    council: str
    first: dt.date
    last: dt.date
    measure: Measure
    item: str


def line_of(measure: Measure) -> Line:
    """Whose file the cases behind a measure are."""
    if measure in _SUBSIDY:
        return Line.SUBSIDY
    return Line.SUPPORT if measure in _CONSULTATIONS else Line.SECOND_STAGE


def read_behind(
    pool: Pool, cell: Cell, scope: Scope, after: tuple[dt.date, UUID, str] | None, limit: int
) -> Page[CaseBehind]:
    """A page of the acts behind a figure, in order of their days; `scope`: the cases that the asker may see."""
    on, case_id, number = after or (dt.date.min, UUID(int=0), "")
    asked = {
        "council": cell.council,
        "first": month_of(cell.first),
        "last": month_end(cell.last),
        "cell": f"{cell.measure.value}:{cell.item}",
        "after_on": on,
        "after_case": case_id,
        "after_number": number,
        "limit": limit + 1,
    }
    with pool.connection() as connection:
        rows = connection.execute(_BEHIND.format(scope=scope.sql), asked | scope.params).fetchall()
    found = [
        CaseBehind(
            case_id=case,
            council=council,
            act=kind,
            act_label=_ACTS[kind],
            number=place,
            happened_on=day,
            amount=amount,
        )
        for case, council, kind, place, day, amount in rows[:limit]
    ]
    more = len(rows) > limit
    last = found[-1] if found else None
    return Page(items=tuple(found), next=f"{last.happened_on}_{last.case_id}_{last.number}" if more and last else None)
