"""`CLOSED_PERIODS`: which periods of the figures 全国本部 has closed, as each deciding service knows it from reporting's events.

The service may learn of an edition a moment after it was closed. What is entered in between lacks its reason, and is asked
for it on reporting's page of the edition, which the next edition waits for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from council_events.reporting import EditionClosed
from council_kit.postgres import Pool
from council_kit.runner import Projection, Record
from council_kit.vault import Vault
from psycopg import AsyncConnection

from council_casework.dated import Period

_DDL: Final = """
CREATE TABLE periods (first date NOT NULL, last date NOT NULL, PRIMARY KEY (first, last));
"""
_CLOSE: Final = "INSERT INTO periods SELECT * FROM unnest(%s::date[], %s::date[]) ON CONFLICT DO NOTHING"
_HOLDING: Final = """
SELECT first, last FROM closed_periods.periods WHERE %s BETWEEN first AND last ORDER BY first DESC, last LIMIT 1
"""


async def _apply(connection: AsyncConnection[Any], records: Sequence[Record], _vault: Vault | None) -> None:
    closed = [record.envelope.data for record in records if isinstance(record.envelope.data, EditionClosed)]
    if closed:
        await connection.execute(_CLOSE, [[each.first for each in closed], [each.last for each in closed]])


CLOSED_PERIODS: Final = Projection(
    name="closed_periods", services=("reporting",), ddl=_DDL, apply=_apply, events=(EditionClosed,)
)
"""One row per period; further editions of it change nothing."""


class ClosedPeriods:
    """The closed periods of a service's read tables."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def holding(self, day: dt.date) -> Period | None:
        """The shortest of the latest closed periods that hold a day, None where it is still open."""
        with self._pool.connection() as connection:
            row = connection.execute(_HOLDING, [day]).fetchone()
        return None if row is None else Period(*row)
