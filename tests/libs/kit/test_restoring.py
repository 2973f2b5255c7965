"""A database restored from an older backup is noticed, takes no writes, and gets back what Kafka has."""

import datetime as dt
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from council_events import intake, read_envelope
from council_events.values import Purpose
from council_kit.clock import Clock
from council_kit.postgres import open_pool
from council_kit.store import START, Acting, Appending, Cursor, Model, Store, StoreRestored, Tail, TailRow
from council_kit.store.restoring import RecoveryConflictError
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

COUNTING = Model(0, lambda count, _: count + 1)


def save(store: Store, case: UUID, actor: str = "p13-office") -> UUID:
    acting = Acting(actor, "13", Purpose.CASE_WORK, dt.date(2026, 4, 1), uuid4())
    return store.execute(case, COUNTING, lambda _: [intake.RoleExplained(case_id=case)], acting).events[0].id


class Scene:
    """A store in a database that can be put back to an earlier backup of itself."""

    def __init__(self, new_database: Callable[..., str], postgres: str) -> None:
        self._new_database, self._postgres = new_database, postgres
        self.dsn = new_database()
        self.pool = open_pool(self.dsn)
        self.store = Store("intake", self.pool, None, Clock())
        self.case = uuid4()
        self._backup = ""

    def name(self, dsn: str) -> str:
        return str(conninfo_to_dict(dsn)["dbname"])

    def back_up(self) -> None:
        self.pool.close()
        self._backup = self._new_database(self.name(self.dsn))
        self.pool = open_pool(self.dsn)
        self.store = Store("intake", self.pool, None, Clock())

    def restore(self) -> None:
        """Under the feet of everybody connected."""
        live, backup = sql.Identifier(self.name(self.dsn)), sql.Identifier(self.name(self._backup))
        with psycopg.connect(self._postgres, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(live))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(live, backup))

    def start_again(self) -> Store:
        """The service's process anew, checked before it writes."""
        self.pool.close()
        self.pool = open_pool(self.dsn)
        self.store = Store("intake", self.pool, None, Clock(), check_first=True)
        return self.store

    def change(self, statement: str, *parameters: object) -> None:
        """What only a superuser, a broken disk or another cluster can do to the events."""
        with psycopg.connect(self.dsn) as connection:
            connection.execute("ALTER TABLE events DISABLE TRIGGER events_stay")
            connection.execute(statement, parameters)


@pytest.fixture
def scene(new_database: Callable[..., str], postgres: str) -> Iterator[Scene]:
    scene = Scene(new_database, postgres)
    yield scene
    scene.pool.close()


@pytest.fixture
def published(scene: Scene, eventually: Callable) -> Callable[[], list[TailRow]]:
    """Everything saved so far, as the relay has put it on Kafka."""

    def take() -> list[TailRow]:
        with scene.pool.connection() as connection:
            (count,) = connection.execute("SELECT count(*) FROM events").fetchone()
        return eventually(lambda: len(rows := Tail(scene.pool).read(START, 1000)) == count and rows)

    return take


def test_a_whole_store_is_open_for_writes(scene: Scene, published: Callable):
    save(scene.store, scene.case)
    cursor = published()[-1].cursor()
    store = scene.start_again()
    assert store.check_restored(cursor)
    assert store.writes_allowed
    save(store, scene.case)


def test_a_store_older_than_what_was_published_takes_no_writes(scene: Scene, published: Callable):
    save(scene.store, scene.case)
    scene.back_up()
    save(scene.store, scene.case)
    cursor = published()[-1].cursor()
    scene.restore()
    store = scene.start_again()
    assert not store.check_restored(cursor)
    with pytest.raises(StoreRestored):
        save(store, scene.case)
    assert store.load(scene.case, COUNTING) == (1, 1)


def test_an_event_that_is_not_the_one_published_is_noticed(scene: Scene, published: Callable):
    save(scene.store, scene.case)
    cursor = published()[-1].cursor()
    scene.change("UPDATE events SET body = body || ' '::bytea")
    assert not scene.store.check_restored(cursor)
    assert not scene.store.writes_allowed


def test_a_process_that_lives_through_a_restore_notices_it_before_it_writes(scene: Scene):
    save(scene.store, scene.case)
    scene.back_up()
    save(scene.store, scene.case)
    scene.restore()
    with pytest.raises(StoreRestored):
        save(scene.store, scene.case)
    with pytest.raises(StoreRestored):
        save(scene.store, uuid4())


def test_what_was_published_comes_back_byte_for_byte_and_goes_out_no_second_time(
    scene: Scene, published: Callable, eventually: Callable
):
    other = uuid4()
    save(scene.store, scene.case)
    scene.back_up()
    for case in (scene.case, other, scene.case):
        save(scene.store, case)
    rows = published()
    cursor = rows[-1].cursor()
    histories = {case: scene.store.history(case) for case in (scene.case, other)}
    scene.restore()
    store = scene.start_again()
    assert not store.check_restored(cursor)

    assert store.recover(row.body for row in reversed(rows)) == 3
    assert {case: store.history(case) for case in histories} == histories
    assert store.check_restored(cursor)

    new = [save(store, scene.case), save(store, other)]
    following = eventually(lambda: len(found := Tail(scene.pool).read(cursor, 100)) >= 2 and found)
    assert [UUID(row.event_id) for row in following] == new
    assert {row.epoch for row in following} == {3}


def test_a_recovery_cut_short_is_run_again(scene: Scene, published: Callable, eventually: Callable):
    scene.back_up()
    scene.store.append_many(
        [
            Appending(
                scene.case,
                version,
                intake.RoleExplained(case_id=scene.case),
                Acting("p13-office", "13", Purpose.CASE_WORK, dt.date(2026, 4, 1), uuid4()),
            )
            for version in range(1, 701)
        ]
    )
    rows = published()
    scene.restore()
    store = scene.start_again()

    def cut_short() -> Iterator[bytes]:
        yield from (row.body for row in rows[:600])
        raise ConnectionError

    with pytest.raises(ConnectionError):
        store.recover(cut_short())
    assert 0 < len(store.history(scene.case)) < 700
    assert Tail(scene.pool).read(START, 10) == []
    assert not store.check_restored(rows[-1].cursor())

    copied = len(store.history(scene.case))
    assert store.recover(row.body for row in rows) == 700 - copied
    assert store.history(scene.case) == [row.body for row in rows]
    assert store.check_restored(rows[-1].cursor())
    assert Tail(scene.pool).read(rows[-1].cursor(), 10) == []


def test_a_recovery_without_need_copies_nothing(scene: Scene, published: Callable, eventually: Callable):
    save(scene.store, scene.case)
    rows = published()
    assert scene.store.recover(row.body for row in rows) == 0
    new = save(scene.store, scene.case)
    following = eventually(lambda: Tail(scene.pool).read(rows[-1].cursor(), 10))
    assert [UUID(row.event_id) for row in following] == [new]


def test_another_event_in_the_place_of_a_published_one_is_left_to_people(scene: Scene, published: Callable):
    scene.back_up()
    save(scene.store, scene.case)
    rows = published()
    scene.restore()
    store = scene.start_again()
    store.check_restored(None)
    save(store, scene.case, "p13-head")
    with pytest.raises(RecoveryConflictError):
        store.recover(row.body for row in rows)
    assert read_envelope(store.history(scene.case)[0]).actor == "p13-head"


def test_a_dump_loaded_into_a_younger_cluster_is_published_on(scene: Scene, published: Callable, eventually: Callable):
    """There, new transactions count below the rows that came with the dump."""
    save(scene.store, scene.case)
    scene.change("UPDATE events SET xid = '9000000000'")
    with psycopg.connect(scene.dsn) as connection:
        (row,) = connection.execute("SELECT epoch, xid::text::bigint, position, event_id, sha256(body) FROM events")
    cursor = Cursor(*row)
    store = scene.start_again()
    assert store.check_restored(cursor)
    new = save(store, scene.case)
    following = eventually(lambda: Tail(scene.pool).read(cursor, 10))
    assert [UUID(row.event_id) for row in following] == [new]
    assert store.check_restored(following[-1].cursor())
    assert [UUID(row.event_id) for row in Tail(scene.pool).read(START, 10)] == [cursor.event_id, new]
    epochs = {row.epoch for row in Tail(scene.pool).read(START, 10)}
    assert epochs == {1, 2}


def test_a_cursor_that_names_no_event_yet_stops_nothing(scene: Scene):
    assert scene.store.check_restored(START)
    assert scene.store.check_restored(None)
