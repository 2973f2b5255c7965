"""A connection lost in the middle of a save: the save is looked up, and done once."""

import contextlib
import datetime as dt
import select
import socket
import threading
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from council_events import access, intake
from council_events.values import Purpose
from council_kit.clock import Clock
from council_kit.postgres import open_pool
from council_kit.store import Acting, Model, Store
from psycopg.conninfo import conninfo_to_dict, make_conninfo

COUNTING = Model(0, lambda count, _: count + 1)


class Wire:
    """Stands between a service and its database, and can be cut after the server has heard but before it is heard."""

    def __init__(self, dsn: str) -> None:
        said = conninfo_to_dict(dsn)
        self._server = (str(said["host"]), int(said["port"]))
        self._door = socket.create_server(("127.0.0.1", 0))
        self.dsn = make_conninfo(dsn, host="127.0.0.1", port=self._door.getsockname()[1], sslmode="disable")
        self.cut_when: Callable[[bytes], bool] = lambda _: False
        self.cut = 0
        self.heard: Callable[[], bool] = lambda: True
        threading.Thread(target=self._open, daemon=True).start()

    def close(self) -> None:
        self._door.close()

    def _open(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._door.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, socket.create_connection(self._server) as server, contextlib.suppress(OSError):
            while True:
                for speaker in select.select([client, server], [], [])[0]:
                    said = speaker.recv(65536)
                    if not said:
                        return
                    (server if speaker is client else client).sendall(said)
                    if speaker is client and self.cut_when(said):
                        self.cut_when = lambda _: False
                        self.cut += 1
                        patience = threading.Event()
                        while not self.heard():
                            patience.wait(0.01)
                        return


@pytest.fixture
def wire(database: str) -> Iterator[Wire]:
    wire = Wire(database)
    yield wire
    wire.close()


@pytest.fixture
def store(wire: Wire) -> Iterator[Store]:
    with open_pool(wire.dsn) as pool:
        yield Store("intake", pool, None, Clock())


def save(store: Store, case: UUID, key: str | None = None) -> list[UUID]:
    acting = Acting("p13-office", "13", Purpose.CASE_WORK, dt.date(2026, 4, 1), uuid4(), idempotency_key=key)
    saved = store.execute(case, COUNTING, lambda _: [intake.RoleExplained(case_id=case)], acting)
    return [event.id for event in saved.events]


def stored(database: str, case: UUID) -> list[UUID]:
    with psycopg.connect(database) as connection:
        rows = connection.execute("SELECT event_id FROM events WHERE stream_id = %s ORDER BY version", (case,))
        return [row[0] for row in rows]


def carries_event(said: bytes) -> bool:
    return b'"specversion"' in said


@pytest.mark.parametrize("key", [None, "key"])
def test_a_save_whose_answer_was_lost_is_not_done_twice(store: Store, wire: Wire, database: str, key: str | None):
    case = uuid4()
    save(store, case)
    wire.cut_when, wire.heard = carries_event, lambda: len(stored(database, case)) == 2
    ids = save(store, case, key)
    assert wire.cut == 1
    assert stored(database, case)[1:] == ids


def test_a_save_that_never_arrived_is_done_again(store: Store, wire: Wire, database: str):
    case = uuid4()
    save(store, case)
    cut_off(database)
    ids = save(store, case)
    assert stored(database, case)[1:] == ids


def read(store: Store, meanwhile: Callable[[], None]) -> UUID:
    """The record of a read, sent, then waited for; gives its reader."""
    reader = uuid4()
    acting = Acting(f"p13-{reader}", "13", Purpose.CASE_WORK, dt.date(2026, 4, 1), uuid4())
    confirm = store.begin_access(access.Read(view=access.View.CASE, route="GET /v1/cases/{case_id}"), acting)
    meanwhile()
    confirm()
    return reader


def records(database: str, reader: UUID) -> int:
    with psycopg.connect(database) as connection:
        rows = connection.execute("SELECT 1 FROM events WHERE partition_key = %s", (f"p13-{reader}",))
        return len(rows.fetchall())


def stored_records(database: str) -> int:
    with psycopg.connect(database) as connection:
        return len(connection.execute("SELECT 1 FROM events WHERE kind = 1").fetchall())


def test_a_record_whose_confirmation_was_lost_is_not_made_twice(store: Store, wire: Wire, database: str):
    wire.cut_when, wire.heard = carries_event, lambda: stored_records(database) == 1
    reader = read(store, lambda: None)
    assert (wire.cut, records(database, reader)) == (1, 1)


def test_a_record_whose_connection_was_lost_before_it_was_sent_is_made(store: Store, wire: Wire, database: str):
    save(store, uuid4())
    cut_off(database)
    assert records(database, read(store, lambda: None)) == 1


def test_a_record_is_there_although_all_connections_end_while_the_answer_is_built(
    store: Store, wire: Wire, database: str
):
    assert records(database, read(store, lambda: cut_off(database))) == 1


def cut_off(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_load_over_a_lost_connection_is_done_again(store: Store, wire: Wire):
    case = uuid4()
    save(store, case)
    wire.cut_when = lambda said: case.bytes in said
    assert store.load(case, COUNTING) == (1, 1)
    assert wire.cut == 1
