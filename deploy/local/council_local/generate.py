"""`council generate`: histories of invented cases straight into the stores, in batches, for the benchmarks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from council_events.values import Purpose
from council_kit.store import Appending, Store
from council_kit.store.acting import Acting

from council_local.histories import Happening, histories
from council_local.profiles import profiles

BATCH = 5_000
FIRST_DAY, LAST_DAY = dt.date(2024, 4, 1), dt.date(2026, 3, 31)
"""Two closed fiscal years, so that every figure has the same period of the year before."""
Progress = Callable[[int], None]
_FOLLOWING_FIRST: Final = ("subsidy", "support", "intake", "governance")
"""Stores in the order of writing. The services are up and react to what is published: whoever would react to a choice in
intake must find that its own part of the history stands already."""


def generate(stores: Mapping[str, Store], *, events: int, seed: int, on_progress: Progress = lambda _: None) -> int:
    """Write about `events` events (whole cases, so a few more) and give their number.

    `stores`: one per service named in the histories. `on_progress` gets the number written so far.
    """
    written = 0
    cases = (list(histories(profile)) for profile in profiles(seed, events, FIRST_DAY, LAST_DAY))
    for batch in _batches(_until_told(cases, events)):
        for service in _FOLLOWING_FIRST:
            written += stores[service].append_many([_appending(each) for each in batch if each.service == service])
        on_progress(written)
    return written


def _until_told(cases: Iterator[list[Happening]], events: int) -> Iterator[list[Happening]]:
    """Cases until they have this many events together."""
    told = 0
    while told < events and (case := next(cases, None)):
        told += len(case)
        yield case


def _batches(cases: Iterable[list[Happening]]) -> Iterator[list[Happening]]:
    """Whole cases, about `BATCH` events together."""
    batch: list[Happening] = []
    for case in cases:
        batch.extend(case)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    yield batch


def _appending(happening: Happening) -> Appending:
    acting = Acting(
        actor=happening.actor,
        council=happening.council,
        purpose=Purpose.CASE_WORK,
        occurred_on=happening.on,
        correlation_id=happening.stream_id,
    )
    key = str(happening.stream_id)
    return Appending(happening.stream_id, happening.version, happening.event, acting, happening.subject, key)
