"""What the calendar brings about by itself: a part of a service's process that acts when a day has come.

A read table says which streams may be due, the stream itself decides: a table that lags makes an act late, never wrong. Each
act is a command with an idempotency key of its own, so that it is recorded once, however many processes run and however often
they are killed; a process that comes second finds the aim met. The business clock decides which day it is, the real clock how
often one looks.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from council_events.deciding import Refused
from council_events.values import Purpose
from psycopg import errors
from uuid_utils.compat import uuid7

from council_kit.clock import Clock
from council_kit.outages import describe, is_environment, wait
from council_kit.store import Acting, ConcurrentDecision
from council_kit.telemetry import get_logger

log = get_logger("timer")

LOOK_EVERY: Final = 5.0
"""Seconds between two looks; each is one indexed query per job."""
AT_ONCE: Final = 100
"""Streams of a job that one look takes up."""
_NOT_MADE_YET: Final = (errors.UndefinedTable, errors.InvalidSchemaName)
"""The read table is made by the runner, which may start later."""


class Job(NamedTuple):
    """One thing that days bring about. Both functions block.

    `due(today)`: every stream whose day may have come, the longest waiting first. `act(stream, today)`: record what
    follows; nothing where its aim is met; raises Refused where the stream says that the day has not come. `at_once`: how many
    streams a look takes up, None: all of them, where nothing else may come before.
    """

    name: str
    due: Callable[[dt.date], Sequence[UUID]]
    act: Callable[[UUID, dt.date], object]
    at_once: int | None = AT_ONCE


class Timer:
    """Does the jobs of one service; any number of processes may run it beside each other.

    Of each job it goes through what is due in rounds, some streams at each look, from the beginning again after the last: those that
    can't be done yet hold nothing up that stands behind them.
    """

    def __init__(self, service: str, clock: Clock, jobs: Sequence[Job], *, every: float = LOOK_EVERY) -> None:
        """`every`: seconds (real time) between two looks."""
        self._service = service
        self._clock = clock
        self._jobs = tuple(jobs)
        self._every = every
        self._taken: defaultdict[str, set[UUID]] = defaultdict(set)

    async def run(self, stop: asyncio.Event) -> None:
        """Look and act until `stop`; outages are sat out, and one stream that fails holds no other up."""
        while not stop.is_set():
            for job in self._jobs:
                await asyncio.to_thread(self.do, job)
            await wait(stop, self._every)

    def do(self, job: Job) -> int:
        """One look at one job; gives the number of streams that were acted on without a fault."""
        today = self._clock.today()
        try:
            waiting = job.due(today)
        except _NOT_MADE_YET:
            return 0
        except Exception as error:
            if not is_environment(error):
                raise
            log.warning("the timer could not look", service=self._service, error=describe(error))
            return 0
        return sum(self._act(job, stream, today) for stream in self._turn(job, waiting))

    def _turn(self, job: Job, waiting: Sequence[UUID]) -> Sequence[UUID]:
        """The next of them, those that this round has not taken up yet; where there is none a new round begins."""
        taken = self._taken[job.name]
        turn = [stream for stream in waiting if stream not in taken][: job.at_once]
        if not turn:
            taken.clear()
            turn = list(waiting[: job.at_once])
        taken.update(turn)
        return turn

    def _act(self, job: Job, stream: UUID, today: dt.date) -> bool:
        try:
            job.act(stream, today)
        except (
            Refused,
            ConcurrentDecision,
        ):  # the table was ahead of the day, or somebody was faster: the next look tells
            return False
        except Exception as error:  # this stream waits for whoever reads the log, the others go on
            log.error("the timer could not act", service=self._service, error=describe(error), reference=str(stream))
            return False
        return True


def acting_by_clock(service: str, council: str, on: dt.date, key: str) -> Acting:
    """Who acts when nobody does: the service itself, for `council`, on the business date `on`. `key`: once for each."""
    return Acting(
        actor=f"system:{service}",
        council=council,
        purpose=Purpose.REACTION,
        occurred_on=on,
        correlation_id=uuid7(),
        idempotency_key=f"timer:{key}",
    )
