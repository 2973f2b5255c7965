"""Retry or skip what is parked: a recorded decision, then the case's events in their order until one fails again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, Literal, TypeAlias

from psycopg import AsyncConnection, errors

from council_kit.postgres import AsyncPool
from council_kit.runner import parking
from council_kit.runner.bindings import Record
from council_kit.runner.decoding import Unreadable
from council_kit.runner.generations import Generation
from council_kit.runner.offsets import hold

FEW: Final = 50
Decision: TypeAlias = Literal["retry", "skip"]
TryOne: TypeAlias = Callable[[AsyncConnection[Any], Record | Unreadable], Awaitable[str | None]]
"""Does one event; gives the description of the error that is its fault, or None when it is done."""


class NotParkedError(LookupError):
    """No event of this case is parked."""


async def resume(
    pool: AsyncPool,
    name: str,
    generation: Generation,
    case_key: str,
    decision: Decision,
    try_one: TryOne,
    *,
    by: str,
    reason: str,
) -> int:
    """Record the decision about the event at the head, then do the case's events in order; gives how many still wait.

    `retry` does the head again, `skip` takes it away undone. Raises NotParkedError, or an error of the environment
    (then the events done so far are done, the others still wait).
    """
    first = True
    while True:
        try:
            left = await _some(pool, name, generation, case_key, decision if first else None, try_one, by, reason)
        except errors.DeadlockDetected:  # a live batch held some of the offsets; it, or we, begin again
            continue
        first = False
        if left is not None:
            return left


async def _some(
    pool: AsyncPool,
    name: str,
    generation: Generation,
    case_key: str,
    decision: Decision | None,
    try_one: TryOne,
    by: str,
    reason: str,
) -> int | None:
    """One transaction of it. Gives None when there is more to do."""
    async with pool.connection() as connection, connection.transaction():
        await hold(connection, name, generation.number)
        await connection.execute("SELECT set_config('search_path', %s, true)", [f'"{generation.schema}", public'])
        waiting = await parking.next_waiting(connection, name, generation.number, case_key, FEW)
        if decision is not None:
            if not waiting:
                raise NotParkedError(f"{name}: no event of this case is parked")
            await parking.decide(connection, name, case_key, decision, waiting[0], by, reason)
        done: list[int] = []
        failed = False
        for entry in waiting:
            error = None if decision == "skip" and not done else await try_one(connection, entry.item)
            if error is not None:
                await parking.still_parked(connection, entry, error)
                failed = True
                break
            done.append(entry.place)
        await parking.unpark(connection, name, generation.number, done)
        if failed or len(waiting) < FEW:
            return await parking.count_waiting(connection, name, generation.number, case_key)
        return None
