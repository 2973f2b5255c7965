"""The figures of a long history at once, for a rebuild: every case is folded once, and every sum is made once, by the server.

The same tables as `figures` fills batch by batch, for which the tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from council_directory import councils
from council_directory.directory import HQ
from council_events import Envelope
from council_kit.runner import Gathering
from pydantic_core import from_json, to_json

from council_reporting.figures import (
    NEVER,
    Act,
    acts_of,
    case_of,
    fact_of,
    facts_of,
    in_order,
    late_changes,
    month_of,
    scopes_of,
)
from council_reporting.rules import Bands

_VISITS: Final = "distinct_of text NOT NULL, company_id uuid NOT NULL, council text NOT NULL, month date NOT NULL"
_SCOPES: Final = ", ".join(
    f"('{code}', '{scope}')" for code in (*(each.code for each in councils()), HQ) for scope in scopes_of(code)
)
_YEAR: Final = "(date_trunc('year', month - interval '3 months') + interval '3 months')::date"
"""The first day of the fiscal year of a month."""
_OF_COUNCILS: Final = """
SELECT split_part(cell, ':', 1), council, month, split_part(cell, ':', 2), n, amount
FROM (
    SELECT cell, council, month, count(*) AS n, sum(amount)::bigint AS amount
    FROM acts CROSS JOIN LATERAL unnest(cells, amounts) AS told (cell, amount) GROUP BY council, month, cell
) AS summed
ORDER BY council, month, cell
"""
_OF_WIDER_SCOPES: Final = f"""
SELECT measure, wider.scope, month, item, sum(n)::bigint, sum(amount)::bigint
FROM counts JOIN (VALUES {_SCOPES}) AS wider (council, scope) ON counts.scope = council AND wider.scope <> council
GROUP BY wider.scope, month, measure, item ORDER BY wider.scope, month, measure, item
"""
_OF_YEARS: Final = f"""
SELECT measure, scope, {_YEAR} AS year, item, sum(n)::bigint, sum(amount)::bigint
FROM counts GROUP BY scope, year, measure, item ORDER BY scope, year, measure, item
"""
_COMPANY_MONTHS: Final = """
SELECT distinct_of, company_id, council, month, count(*) FROM visits GROUP BY 2, 1, 3, 4 ORDER BY 2, 1, 3, 4
"""
_COMPANY_STEPS: Final = f"""
SELECT distinct_of, scope, month, previous, count(*)
FROM (
    SELECT distinct_of, scope, month,
        lag(month, 1, date '{NEVER}') OVER (PARTITION BY distinct_of, scope, company_id ORDER BY month) AS previous
    FROM (
        SELECT DISTINCT distinct_of, scope, company_id, month
        FROM company_months JOIN (VALUES {_SCOPES}) AS counted (council, scope) USING (council)
    ) AS came
) AS steps
GROUP BY 1, 2, 3, 4
"""


_COMPANY_YEARS: Final = f"""
SELECT distinct_of, scope, {_YEAR} AS year, sum(n)::bigint FROM company_steps WHERE previous < {_YEAR} GROUP BY 1, 2, 3
"""


def gathering(bands: Bands) -> Gathering:
    """How a rebuild makes the figures with these bands."""
    return Gathering(
        keep=_keep,
        fold=partial(_fold, bands),
        sums=(
            (("counts", _OF_COUNCILS), ("counts", _OF_WIDER_SCOPES), ("year_counts", _OF_YEARS)),
            (
                ("company_months", _COMPANY_MONTHS),
                ("company_steps", _COMPANY_STEPS),
                ("company_years", _COMPANY_YEARS),
            ),
        ),
        between={"visits": _VISITS},
    )


def _keep(envelope: Envelope[Any]) -> tuple[UUID, bytes]:
    return case_of(envelope.data), to_json(fact_of(envelope))


def _fold(bands: Bands, gathered: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    cases: list[str] = []
    acts: list[str] = []
    late: list[str] = []
    visits: list[str] = []
    for case_id, kept in gathered:
        facts = in_order({fact.event_id: fact for fact in facts_of(from_json(kept))}.values())
        for act in acts_of(case_id, facts, bands).values():
            acts.append(_act(case_id, act))
            visits += [f"{of}\t{act.company}\t{act.council}\t{month_of(act.on)}\n" for of in act.visits]
        changes = late_changes(case_id, facts, bands)
        late += ["\t".join((case_id, *map(str, change))) + "\n" for change in changes]
        escaped = to_json(facts).decode().replace("\\", "\\\\")
        cases.append(f"{case_id}\t{escaped}\t{len(changes)}\n")
    return {"cases": cases, "acts": acts, "late": late, "visits": visits}


def _act(case_id: str, act: Act) -> str:
    cells = ",".join([f"{measure}:{item}" for measure, item, _ in act.cells])
    amounts = ",".join([str(amount) for _, _, amount in act.cells])
    place = f"{act.council}\t{month_of(act.on)}\t{act.on}\t{act.company}"
    return f"{case_id}\t{act.kind}\t{act.number}\t{place}\t{{{cells}}}\t{{{amounts}}}\n"
