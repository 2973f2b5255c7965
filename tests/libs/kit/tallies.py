"""A projection at module level, so that other processes can be given it: how many events each case has, and the sum of their numbers."""

import asyncio
import os
from collections.abc import Sequence
from typing import Any

from council_kit.runner import Gathering, Projection, Record
from pydantic_core import from_json, to_json

SECRET = "丸の内商事の山田"


async def apply(connection: Any, records: Sequence[Record], _vault: Any) -> None:
    cases = [record.envelope.partitionkey for record in records]
    numbers = [record.envelope.sequence for record in records]
    await connection.execute(
        """INSERT INTO tallies AS known
           SELECT case_id, count(*), sum(number) FROM unnest(%s::uuid[], %s::int[]) AS one (case_id, number) GROUP BY 1
           ON CONFLICT (case_id) DO UPDATE SET events = known.events + excluded.events, total = known.total + excluded.total""",
        [cases, numbers],
    )


def keep(envelope: Any) -> tuple[Any, bytes]:
    return envelope.streamid, to_json(envelope.sequence)


def fold(cases: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found = []
    for case_id, kept in cases:
        numbers = from_json(kept)
        if 13 in numbers:
            raise ValueError(SECRET)
        found.append(f"{case_id}\t{len(numbers)}\t{sum(numbers)}\t{os.getpid()}\n")
    return {"tallies": found}


TALLIES = Projection(
    name="tallies",
    services=("intake", "support"),
    ddl="CREATE TABLE tallies (case_id uuid PRIMARY KEY, events int, total int, made_by int);\n"
    "CREATE INDEX tallies_by_total ON tallies (total);\n",
    apply=apply,
    gathering=Gathering(keep=keep, fold=fold),
)


async def answers(_projection: Any, _generation: Any, _where: Any, share: Any, tell: Any) -> list[int]:
    tell((share.number + 1, 0))
    return [share.number, share.of]


async def fails(_projection: Any, _generation: Any, _where: Any, share: Any, _tell: Any) -> None:
    if share.number:
        raise ValueError(SECRET)
    await asyncio.Event().wait()


async def meets_an_outage(_projection: Any, _generation: Any, _where: Any, share: Any, _tell: Any) -> None:
    if share.number:
        raise ConnectionError(SECRET)
    await asyncio.Event().wait()


async def is_killed(_projection: Any, _generation: Any, _where: Any, share: Any, _tell: Any) -> None:
    if share.number:
        os._exit(9)
    await asyncio.Event().wait()


async def waits(_projection: Any, _generation: Any, _where: Any, _share: Any, tell: Any) -> None:
    tell((1, 0))
    await asyncio.Event().wait()
