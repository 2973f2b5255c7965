"""What the database itself refuses, whoever asks: changed events, long statements, writes before the check."""

import select
from uuid import UUID

import psycopg
import pytest
from council_events import access, intake
from council_kit.clock import Clock
from council_kit.postgres import Pool, open_pool
from council_kit.store import Appending, Store, StoreRestored
from council_kit.store.recorder import Recorder
from council_kit.vault import Vault
from eventsourcing.persistence import NotSupportedError

from tests.libs.kit.store.deciding import ADVICE, acting, advice, at_once


def test_events_are_neither_changed_nor_removed(store: Store, case: UUID, pool: Pool):
    store.execute(case, ADVICE, advice(), acting())
    for statement in ("UPDATE events SET kind = 1", "DELETE FROM events", "TRUNCATE events"):
        with pytest.raises(psycopg.errors.RaiseException), pool.connection() as connection:
            connection.execute(statement)


def test_tailing_by_one_integer_is_refused(pool: Pool, store: Store, case: UUID):
    recorder = Recorder(pool)
    with pytest.raises(NotSupportedError):
        recorder.select_notifications(1, 10)
    with pytest.raises(NotSupportedError):
        recorder.subscribe()
    before = recorder.max_notification_id() or 0
    store.execute(case, ADVICE, advice(), acting())
    assert (recorder.max_notification_id() or 0) > before


def test_a_store_that_must_be_checked_first_takes_no_write_before(pool: Pool, vault: Vault, case: UUID):
    store = Store("intake", pool, vault, Clock(), check_first=True)
    assert not store.writes_allowed
    for write in (
        lambda: store.execute(case, ADVICE, advice(), acting()),
        lambda: store.append_many([Appending(case, 1, intake.RoleExplained(case_id=case), acting())]),
        lambda: store.record_access(access.Read(view=access.View.CASE, route="GET /v1/x"), acting()),
    ):
        with pytest.raises(StoreRestored):
            write()
    assert store.load(case, ADVICE) == ((), 0)
    assert store.check_restored(None)
    assert store.execute(case, ADVICE, advice(), acting()).version == 1


def test_no_statement_lasts_longer_than_a_second(pool: Pool):
    with pytest.raises(psycopg.errors.QueryCanceled), pool.connection() as connection:
        connection.execute("SELECT pg_sleep(3)")


def test_no_transaction_stays_open_longer_than_a_second(pool: Pool):
    connection = pool.getconn()
    connection.execute("BEGIN")
    ended, _, _ = select.select([connection], [], [], 5)
    assert ended
    with pytest.raises(psycopg.InternalError):
        connection.execute("SELECT 1")
    pool.putconn(connection)


def test_two_services_that_start_at_once_make_the_tables_once(database: str):
    pools = [open_pool(database) for _ in range(4)]
    try:
        stores = at_once(*(lambda pool=pool: Store("intake", pool, None, Clock()) for pool in pools))
        assert [type(one) for one in stores] == [Store] * 4
    finally:
        for pool in pools:
            pool.close()
