"""Records of access: begun beside the read, durable once they are confirmed."""

from uuid import UUID, uuid4

import psycopg
import pytest
from council_events import Sealed, access, read_envelope
from council_kit.clock import Clock
from council_kit.postgres import Pool, open_pool
from council_kit.store import Store
from council_kit.vault import Vault

from tests.libs.kit.store.deciding import acting


def test_a_read_is_a_stream_of_its_own_keyed_by_the_reader(store: Store, case: UUID, pool: Pool, vault: Vault):
    words = f"高橋 {case}"
    read = access.Read(
        view=access.View.SEARCH, route="POST /v1/search", cases=(case,), versions=(3,), words=Sealed(words)
    )
    store.record_access(read, acting("p13-deputy"))
    with pool.connection() as connection:
        rows = connection.execute("SELECT stream_id, event_id, version, partition_key, body FROM events WHERE kind = 1")
        (row,) = [row for row in rows if str(case).encode() in row[4]]
    envelope = read_envelope(row[4])
    assert row[:4] == (envelope.id, envelope.id, 1, "p13-deputy")
    assert words not in row[4].decode()
    assert envelope.data.words.box.key_id == "13/person:p13-deputy"
    assert vault.open(envelope.data.words) == words


def test_a_record_that_was_begun_is_durable_once_it_is_confirmed(store: Store, pool: Pool):
    reader = f"p13-{uuid4()}"
    confirm = store.begin_access(access.Read(view=access.View.CASE, route="GET /v1/cases/{case_id}"), acting(reader))
    confirm()
    assert records_of(pool, reader) == 1


def test_records_under_way_leave_a_connection_to_what_is_done_meanwhile(pool: Pool, vault: Vault, module_database: str):
    reader = f"p13-{uuid4()}"
    read = access.Read(view=access.View.CASE, route="GET /v1/cases/{case_id}")
    with open_pool(module_database, max_size=2) as narrow:
        store = Store("intake", narrow, vault, Clock())
        confirms = [store.begin_access(read, acting(reader)) for _ in range(3)]
        with narrow.connection(timeout=1) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        for confirm in confirms:
            confirm()
    assert records_of(pool, reader) == 3


def test_a_record_that_the_server_refuses_is_not_confirmed(store: Store, pool: Pool):
    read = access.Read(view=access.View.CASE, route="GET /v1/cases/{case_id}")
    reader = f"p13-{uuid4()}"
    with pool.connection() as connection:
        connection.execute("ALTER TABLE events ADD CONSTRAINT nobody_reads CHECK (partition_key <> 'nobody') NOT VALID")
    try:
        confirm = store.begin_access(read, acting("nobody"))
        with pytest.raises(psycopg.errors.CheckViolation):
            confirm()
        store.record_access(read, acting(reader))
        assert (records_of(pool, "nobody"), records_of(pool, reader)) == (0, 1)
    finally:
        with pool.connection() as connection:
            connection.execute("ALTER TABLE events DROP CONSTRAINT nobody_reads")


def records_of(pool: Pool, reader: str) -> int:
    with pool.connection() as connection:
        found = connection.execute("SELECT count(*) FROM events WHERE partition_key = %s", (reader,)).fetchone()
    assert found is not None
    return int(found[0])
