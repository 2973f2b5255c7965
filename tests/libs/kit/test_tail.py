"""The tail: with writers at work, a reader misses nothing and sees every stream in its order."""

import datetime as dt
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from hashlib import sha256
from uuid import UUID, uuid4

import psycopg
import pytest
from council_events import access, intake, read_envelope
from council_events.values import Purpose
from council_kit.clock import Clock
from council_kit.postgres import Pool, open_async_pool, open_pool
from council_kit.store import START, Acting, Appending, AsyncTail, Cursor, Model, Store, Tail, TailRow

COUNTING = Model(0, lambda count, _: count + 1)
WRITERS = 8
CASES = 40
"""Per writer; each case gets ten events."""


def acting(actor: str = "p13-office") -> Acting:
    return Acting(actor, "13", Purpose.CASE_WORK, dt.date(2026, 4, 1), uuid4())


@pytest.fixture
def pool(database: str) -> Iterator[Pool]:
    with open_pool(database) as pool:
        yield pool


@pytest.fixture
def store(pool: Pool) -> Store:
    return Store("intake", pool, None, Clock())


def save(store: Store, case: UUID) -> UUID:
    saved = store.execute(case, COUNTING, lambda _: [intake.RoleExplained(case_id=case)], acting())
    return saved.events[0].id


def read_on(tail: Tail, enough: Callable[[list[TailRow]], bool], limit: int = 100) -> list[TailRow]:
    """Read from the start until there is enough, or nothing new for a minute, each time from where the last read ended."""
    rows: list[TailRow] = []
    cursor, patience, newest = START, threading.Event(), time.monotonic()
    while not enough(rows) and time.monotonic() < newest + 60:
        more = tail.read(cursor, limit)
        rows += more
        if more:
            cursor, newest = more[-1].cursor(), time.monotonic()
        patience.wait(0 if more else 0.005)
    return rows


@pytest.mark.parametrize("limit", [7, 1000])
def test_beside_eight_writers_nothing_is_missed_doubled_or_reordered(store: Store, pool: Pool, limit: int):
    written: dict[UUID, list[UUID]] = defaultdict(list)
    failures: list[BaseException] = []

    def write() -> None:
        try:
            cases = [uuid4() for _ in range(CASES)]
            for _ in range(10):
                for case in cases:
                    written[case].append(save(store, case))
        except BaseException as problem:
            failures.append(problem)

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    expected = WRITERS * CASES * 10
    rows = read_on(Tail(pool), lambda rows: len(rows) >= expected or bool(failures), limit)
    for writer in writers:
        writer.join()
    assert not failures
    seen: dict[UUID, list[UUID]] = defaultdict(list)
    for row in rows:
        seen[UUID(row.partition_key)].append(UUID(row.event_id))
    assert seen == written
    assert Tail(pool).read(rows[-1].cursor(), 10) == []


def test_a_row_waits_for_the_writers_that_began_before_it(store: Store, pool: Pool, database: str, eventually):
    first, second, tail = uuid4(), uuid4(), Tail(pool)
    with psycopg.connect(database) as slow:
        slow.execute(
            "INSERT INTO events (stream_id, version, event_id, type, kind, partition_key, body)"
            " VALUES (%s, 1, %s, 'x', 0, '', '')",
            (first, first),
        )
        saved = save(store, second)
        assert tail.read(START, 10) == []
        slow.commit()
    rows = eventually(lambda: tail.read(START, 10))
    assert [UUID(row.event_id) for row in rows] == [first, saved]


def test_a_writer_that_gave_up_holds_nobody_back(store: Store, pool: Pool, database: str, eventually):
    with psycopg.connect(database) as slow:
        slow.execute("SELECT pg_current_xact_id()")
        saved = save(store, uuid4())
        assert Tail(pool).read(START, 10) == []
        slow.rollback()
    rows = eventually(lambda: Tail(pool).read(START, 10))
    assert [UUID(row.event_id) for row in rows] == [saved]


def test_a_reader_goes_on_behind_its_cursor(store: Store, pool: Pool, eventually):
    case, tail = uuid4(), Tail(pool)
    ids = [save(store, case) for _ in range(5)]
    eventually(lambda: len(tail.read(START, 10)) == 5)
    first = tail.read(START, 2)
    rest = tail.read(first[-1].cursor(), 10)
    assert [UUID(row.event_id) for row in first + rest] == ids


async def test_the_asynchronous_reader_reads_the_same(store: Store, pool: Pool, database: str, eventually_async):
    ids = [save(store, uuid4()) for _ in range(5)]
    async with open_async_pool(database) as async_pool:
        tail = AsyncTail(async_pool)

        async def all_there() -> bool:
            return len(await tail.read(START, 10)) == 5

        await eventually_async(all_there)
        rows = await tail.read(START, 10)
        assert [UUID(row.event_id) for row in rows] == ids
        assert rows == Tail(pool).read(START, 10)
        assert await tail.read(rows[-1].cursor(), 10) == []
        assert await tail.behind(rows[2].cursor()) == 2


def test_a_row_says_all_that_a_relay_needs(store: Store, pool: Pool, eventually):
    case = uuid4()
    saved = save(store, case)
    store.record_access(access.Read(view=access.View.CASE, route="GET /v1/cases/{case_id}"), acting("p13-head"))
    event, read = eventually(lambda: len(rows := Tail(pool).read(START, 10)) == 2 and rows)
    assert (UUID(event.event_id), event.type, event.kind, event.partition_key) == (
        saved,
        "council.intake.RoleExplained.v1",
        0,
        str(case),
    )
    assert event.body == store.history(case)[0]
    assert read_envelope(read.body).actor == "p13-head"
    assert (read.type, read.kind, read.partition_key) == ("council.access.Read.v2", 1, "p13-head")
    assert event.cursor() == Cursor(event.epoch, event.xid, event.position, saved, sha256(event.body).digest())


def test_a_history_appended_at_once_keeps_its_order(store: Store, pool: Pool, eventually):
    case, explained = uuid4(), intake.RoleExplained(case_id=uuid4())
    store.append_many([Appending(case, version, explained, acting()) for version in range(1, 501)])
    rows = eventually(lambda: len(rows := Tail(pool).read(START, 1000)) == 500 and rows)
    assert [read_envelope(row.body).sequence for row in rows] == list(range(1, 501))
