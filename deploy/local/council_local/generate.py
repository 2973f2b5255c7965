"""`council generate`: histories of invented cases straight into the stores, in batches, for the benchmarks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice

from council_events.values import Purpose
from council_kit.store import Appending, Store
from council_kit.store.acting import Acting

from council_local.histories import Happening, histories
from council_local.profiles import profiles

BATCH = 5_000
FIRST_DAY, LAST_DAY = dt.date(2024, 4, 1), dt.date(2026, 3, 31)
"""Two closed fiscal years, so that every figure has the same period of the year before."""
Progress = Callable[[int], None]


def generate(stores: Mapping[str, Store], *, events: int, seed: int, on_progress: Progress = lambda _: None) -> int:
    """Write about `events` events (whole cases, so a few more) and give their number.

    `stores`: one per service named in the histories. `on_progress` gets the number written so far.
    """
    cases = (histories(profile) for profile in profiles(seed, events, FIRST_DAY, LAST_DAY))
    return write(stores, chain.from_iterable(_whole_cases(cases, events)), on_progress)


def write(stores: Mapping[str, Store], happenings: Iterable[Happening], on_progress: Progress = lambda _: None) -> int:
    """Append the happenings to their services' stores, `BATCH` at a time."""
    written = 0
    source = iter(happenings)
    while batch := list(islice(source, BATCH)):
        for service, store in stores.items():
            own = [_appending(happening) for happening in batch if happening.service == service]
            if own:
                written += store.append_many(own)
        on_progress(written)
    return written


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


def _whole_cases(cases: Iterable[Iterator[Happening]], events: int) -> Iterator[list[Happening]]:
    told = 0
    for case in cases:
        if told >= events:
            return
        history = list(case)
        told += len(history)
        yield history
