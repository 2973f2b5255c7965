"""Entries that changed figures which had been closed, and whether it is on record why: with the entry itself, or afterwards."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from council_events.reporting import EditionKind
from council_kit.postgres import Pool

_COUNCIL: Final = """
SELECT late.council FROM figures.late JOIN editions.editions AS closed
    ON late.month BETWEEN closed.first AND closed.last AND late.recorded_on > closed.known_until
WHERE late.event_id = %s LIMIT 1
"""
_UNEXPLAINED: Final = """
SELECT count(DISTINCT event_id) FROM (
    SELECT late.event_id FROM figures.late, (
        SELECT known_until FROM editions.editions WHERE kind = %(kind)s AND first = %(first)s
        ORDER BY number DESC LIMIT 1
    ) AS last_one
    WHERE late.month BETWEEN %(first)s AND %(last)s AND late.recorded_on > last_one.known_until
        AND late.recorded_on <= %(until)s
        AND NOT late.reasoned
        AND NOT EXISTS (SELECT FROM editions.explanations AS said WHERE said.event_id = late.event_id)
    GROUP BY late.event_id, late.council, late.measure, late.item HAVING sum(late.n) <> 0 OR sum(late.amount) <> 0
) AS changes
"""


def council_of_late_entry(pool: Pool, entry_id: UUID) -> str | None:
    """The council whose entry changed an edition; None for any other entry."""
    with pool.connection() as connection:
        row = connection.execute(_COUNCIL, [entry_id]).fetchone()
    return None if row is None else str(row[0])


def unexplained_since_last(pool: Pool, kind: EditionKind, first: dt.date, last: dt.date, until: dt.date) -> int:
    """How many entries recorded since the period's last edition, up to a day, changed it without a reason on record."""
    with pool.connection() as connection:
        asked = {"kind": kind.value, "first": first, "last": last, "until": until}
        row = connection.execute(_UNEXPLAINED, asked).fetchone()
    return int(row[0]) if row else 0
