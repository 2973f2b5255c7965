"""Reactions: another service's event becomes ours once, together with the offset that says so."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from council_events import Event, intake
from council_events.deciding import Refused
from council_events.values import Purpose
from council_kit.clock import Clock
from council_kit.postgres import Pool, open_pool
from council_kit.runner.offsets import TABLES
from council_kit.store import Acting, Model, OffsetMovedError, ReactedTo, Store

COUNTING = Model(0, lambda count, _: count + 1)


def acting(actor: str = "system:intake") -> Acting:
    return Acting(actor, "13", Purpose.REACTION, dt.date(2026, 4, 1), uuid4())


def something(_: int) -> list[Event]:
    return [intake.RoleExplained(case_id=uuid4())]


def nothing(_: int) -> list[Event]:
    return []


@pytest.fixture(scope="module")
def pool(module_database: str) -> Iterator[Pool]:
    with open_pool(module_database) as pool:
        with pool.connection() as connection:
            connection.execute(TABLES)
        yield pool


@pytest.fixture(scope="module")
def store(pool: Pool) -> Store:
    return Store("intake", pool, None, Clock())


@pytest.fixture
def case() -> UUID:
    return uuid4()


@pytest.fixture
def record(pool: Pool) -> ReactedTo:
    """A record that some reaction has come to."""
    reaction = ReactedTo(uuid4(), f"reaction-{uuid4()}", "council.intake.events", 3, 41)
    with pool.connection() as connection:
        connection.execute(
            "INSERT INTO runner_offsets (projection, generation, topic, partition, next_offset) VALUES (%s, 1, %s, %s, 40)",
            (reaction.reaction, reaction.topic, reaction.partition),
        )
    return reaction


def offset_of(pool: Pool, record: ReactedTo) -> tuple[int, UUID | None]:
    with pool.connection() as connection:
        return connection.execute(
            "SELECT next_offset, last_event_id FROM runner_offsets WHERE projection = %s", (record.reaction,)
        ).fetchone()


def test_a_reaction_is_saved_with_its_offset(store: Store, case: UUID, pool: Pool, record: ReactedTo):
    saved = store.execute(case, COUNTING, something, acting(), reaction=record)
    assert saved.version == 1
    assert offset_of(pool, record) == (42, record.event_id)


def test_a_reaction_without_consequence_moves_on(store: Store, case: UUID, pool: Pool, record: ReactedTo):
    store.execute(case, COUNTING, nothing, acting(), reaction=record)
    assert store.history(case) == []
    assert offset_of(pool, record) == (42, record.event_id)


def test_a_reaction_repeated_after_its_offset_was_lost_acts_once(
    store: Store, case: UUID, pool: Pool, record: ReactedTo
):
    store.execute(case, COUNTING, something, acting(), reaction=record)
    with pool.connection() as connection:
        connection.execute("UPDATE runner_offsets SET next_offset = 0 WHERE projection = %s", (record.reaction,))
    assert store.execute(case, COUNTING, something, acting(), reaction=record).repeated
    assert len(store.history(case)) == 1
    assert offset_of(pool, record) == (42, record.event_id)


def test_a_reaction_whose_partition_has_another_owner_saves_nothing(
    store: Store, case: UUID, pool: Pool, record: ReactedTo
):
    with pool.connection() as connection:
        connection.execute("UPDATE runner_offsets SET next_offset = 42 WHERE projection = %s", (record.reaction,))
    with pytest.raises(OffsetMovedError):
        store.execute(case, COUNTING, something, acting(), reaction=record)
    assert store.history(case) == []


def test_a_reaction_that_meets_a_conflict_decides_anew(store: Store, case: UUID, record: ReactedTo):
    seen: list[int] = []

    def decide(count: int) -> list[Event]:
        seen.append(count)
        if len(seen) <= 2:
            store.execute(case, COUNTING, something, acting("p13-office"))
        return something(count)

    assert store.execute(case, COUNTING, decide, acting(), reaction=record).version == 3
    assert seen == [0, 1, 2]


def test_a_reaction_that_finds_its_own_outcome_in_its_way_is_not_refused(store: Store, case: UUID, record: ReactedTo):
    def once(count: int) -> list[Event]:
        if count:
            raise Refused("B2-2-2-1", "もう済みました", "done already")
        return something(count)

    assert not store.execute(case, COUNTING, once, acting(), reaction=record).repeated
    assert store.execute(case, COUNTING, once, acting(), reaction=record).repeated
    assert len(store.history(case)) == 1


def test_a_record_taken_out_of_parking_is_reacted_to_once_without_its_offset(
    store: Store, case: UUID, pool: Pool, record: ReactedTo
):
    with pool.connection() as connection:
        connection.execute("UPDATE runner_offsets SET next_offset = 90 WHERE projection = %s", (record.reaction,))
    parked = dataclasses.replace(record, parked=True)
    assert not store.execute(case, COUNTING, something, acting(), reaction=parked).repeated
    assert store.execute(case, COUNTING, something, acting(), reaction=parked).repeated
    assert len(store.history(case)) == 1
    assert offset_of(pool, record) == (90, None)
