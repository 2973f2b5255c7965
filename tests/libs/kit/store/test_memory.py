"""What a process remembers of the streams that it read: less to read, and never another answer than the store's own rows give."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from council_events import Event, Sealed, intake, read_envelope
from council_events.corrections import Value
from council_events.deciding import Fact
from council_events.intake import EntryCorrected
from council_events.values import Purpose
from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.store import Acting, Model, Store
from council_kit.store.mapper import Stream
from council_kit.store.memory import Memory
from council_kit.vault import Vault
from hypothesis import given
from hypothesis import strategies as st

APRIL = dt.date(2026, 4, 1)
folded: list[UUID | None] = []


def _evolve(facts: tuple[Fact, ...], fact: Fact) -> tuple[Fact, ...]:
    folded.append(fact.event_id)
    return (*facts, fact)


FACTS: Model[tuple[Fact, ...]] = Model((), _evolve)
"""A stream as the facts that happened in it; every fold is noted."""


@pytest.fixture
def store(pool: Pool, vault: Vault) -> Store:
    """A process that remembers nothing yet."""
    folded.clear()
    return Store("intake", pool, vault, Clock())


def acting() -> Acting:
    return Acting("p13-office", "13", Purpose.CASE_WORK, APRIL, uuid4())


def advised(case: UUID) -> Callable[[object], list[Event]]:
    return lambda _: [intake.AdviceGiven(case_id=case, advice=Sealed("資金繰り表を毎月作ること"))]


def anew(pool: Pool, vault: Vault, case: UUID) -> tuple[tuple[Fact, ...], int]:
    """The stream as a process reads it that has just started."""
    return Store("intake", pool, vault, Clock()).load(case, FACTS)


def lose_the_second(pool: Pool, case: UUID) -> None:
    """As if an older backup had been loaded: the event of version 2 is gone."""
    with pool.connection() as connection, connection.transaction():
        connection.execute("ALTER TABLE events DISABLE TRIGGER events_stay")
        connection.execute("DELETE FROM events WHERE stream_id = %s AND version = 2", (case,))
        connection.execute("ALTER TABLE events ENABLE TRIGGER events_stay")


def test_a_stream_that_was_read_is_followed_from_its_last_event(store: Store, pool: Pool, vault: Vault) -> None:
    case = uuid4()
    for _ in range(3):
        store.execute(case, FACTS, advised(case), acting())
    assert len(folded) == 2, "each event once: the third was saved after the last look"
    store.load(case, FACTS)
    store.load(case, FACTS)
    assert len(folded) == 3
    other = Store("intake", pool, vault, Clock())
    other.execute(case, FACTS, advised(case), acting())
    assert store.load(case, FACTS) == anew(pool, vault, case), "what another process records is seen"


def test_a_correction_makes_the_stream_be_read_anew(store: Store, pool: Pool, vault: Vault) -> None:
    case = uuid4()
    saved = store.execute(case, FACTS, advised(case), acting())
    store.load(case, FACTS)
    mended = EntryCorrected(
        case_id=case,
        corrected_event=saved.events[0].id,
        corrected_type=saved.events[0].type,
        field="occurredon",
        old=Value(day=APRIL),
        new=Value(day=dt.date(2026, 3, 31)),
        reason=Sealed("日付の誤り"),
    )
    store.execute(case, FACTS, lambda _: [mended], acting())
    facts, version = store.load(case, FACTS)
    assert (facts[0].on, version) == (dt.date(2026, 3, 31), 2)
    store.execute(case, FACTS, advised(case), acting())
    assert store.load(case, FACTS) == anew(pool, vault, case)


def test_what_the_store_no_longer_holds_is_forgotten(store: Store, pool: Pool, vault: Vault) -> None:
    """An older backup was loaded below a running process: shorter, or with another event at the version that is known."""
    case = uuid4()
    for _ in range(2):
        store.execute(case, FACTS, advised(case), acting())
    store.load(case, FACTS)
    lose_the_second(pool, case)
    assert store.load(case, FACTS) == anew(pool, vault, case)
    assert store.load(case, FACTS)[1] == 1
    store.execute(case, FACTS, advised(case), acting())
    store.load(case, FACTS)
    lose_the_second(pool, case)
    Store("intake", pool, vault, Clock()).execute(case, FACTS, advised(case), acting())
    last = store.load(case, FACTS)[0][-1]
    assert last.event_id == read_envelope(store.history(case)[-1]).id


def test_models_of_one_stream_are_remembered_apart(store: Store) -> None:
    case = uuid4()
    store.execute(case, FACTS, advised(case), acting())
    count: Model[int] = Model(0, lambda number, _: number + 1)
    assert store.load(case, count) == (1, 1)
    assert len(store.load(case, FACTS)[0]) == 1


def test_nothing_is_remembered_in_clear(store: Store) -> None:
    case = uuid4()
    store.execute(case, FACTS, advised(case), acting())
    [fact] = store.load(case, FACTS)[0]
    event: Any = fact.event
    assert event.advice.is_sealed


@given(st.lists(st.integers(0, 9), max_size=60), st.integers(1, 5))
def test_the_streams_asked_for_least_lately_are_forgotten(asked: list[int], most: int) -> None:
    ids = [UUID(int=number) for number in range(10)]
    nothing: tuple[Fact, ...] = ()
    memory = Memory(most)
    for number in asked:
        if memory.recall(ids[number], FACTS) is None:
            memory.keep(Stream(ids[number], 1, nothing, ids[number]), FACTS)
    latest = list(dict.fromkeys(reversed(asked)))
    known = [number for number in range(10) if memory.recall(ids[number], FACTS) is not None]
    assert sorted(latest[:most]) == known


def test_an_empty_stream_is_not_remembered() -> None:
    memory = Memory()
    nothing: tuple[Fact, ...] = ()
    memory.keep(Stream(UUID(int=99), 0, nothing), FACTS)
    assert memory.recall(UUID(int=99), FACTS) is None
