"""What a destroyed key takes out of the read tables of a service's cases: search tokens, and the case's place in the work list.

Nothing is sealed for a case without content any more (410), so it waits for nobody. Its row stays: whoever has its number may see
what became of it, and the clock still records what seals nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from council_events.audit import KeysDestroyed, RetainedKind
from council_kit.runner import Record
from psycopg import AsyncConnection, sql

from council_casework.indexing import erased_keys

DDL: Final = """
CREATE TABLE destroyed (
    case_id uuid PRIMARY KEY
);
"""
"""Beside the tables of the cases. A destruction names no service, so it holds cases of all of them."""
KEPT: Final[LiteralString] = "NOT EXISTS (SELECT FROM cases.destroyed d WHERE d.case_id = c.case_id)"
"""Of the rows of alias `c` those with content. A list asks, and no row is marked: whichever topic is read first, and by whom."""

_DESTROYED: Final = "INSERT INTO destroyed SELECT unnest(%s::uuid[]) ON CONFLICT DO NOTHING"
_TOKENS: Final = sql.SQL("UPDATE {words} SET tokens = '{{}}' WHERE keys && %s")


async def erase(connection: AsyncConnection[Any], records: Sequence[Record], words: str) -> None:
    """What these records tell of as destroyed. `words`: the table of the tokens, with the keys that sealed what they were made from.

    After the rows of the same batch, so that none of them is missed.
    """
    told = [record.envelope.data for record in records if isinstance(record.envelope.data, KeysDestroyed)]
    if not told:
        return
    cases = [event.retained_id for event in told if event.retained_kind is RetainedKind.CASE]
    await connection.execute(_DESTROYED, [cases])
    await connection.execute(_TOKENS.format(words=sql.Identifier(words)), [erased_keys(told)])
