"""A service's store against the ledger: an event changed, deleted, slipped in or filed elsewhere is found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from council_audit.ledger import Drift, Entry, Kind, Position
from council_events import intake
from council_events.topics import events_topic
from council_events.values import Purpose
from council_kit.clock import Clock
from council_kit.postgres import open_pool
from council_kit.store import Acting, Appending, Store
from council_local import drift

from tests.services.audit.situations import opened

TOPIC = events_topic("intake", "council")
CASES = [uuid4() for _ in range(3)]


@pytest.fixture
async def copies(new_database, tmp_path: Path) -> tuple[str, str]:
    """A store with six events of three cases, and the ledger that holds them."""
    store, ledger = new_database(), new_database()
    said = Acting(actor="p13-head", council="13", purpose=Purpose.CASE_WORK, occurred_on=dt.date(2025, 4, 1), correlation_id=uuid4())  # fmt: skip
    with open_pool(store) as pool:
        Store("intake", pool, None, Clock(None, production=True)).append_many(
            [Appending(case, version, intake.RoleExplained(case_id=case), said) for case in CASES for version in (1, 2)]
        )
    with psycopg.connect(store) as connection:
        bodies = [bytes(row[0]) for row in connection.execute("SELECT body FROM events ORDER BY position")]
    async with opened(ledger, tmp_path / "ledger") as book:
        await book.leaves.append([Entry(Position(TOPIC, 0, offset), body) for offset, body in enumerate(bodies)])
    return store, ledger


def found(copies: tuple[str, str]) -> list[Drift]:
    with psycopg.connect(copies[0]) as store, psycopg.connect(copies[1]) as ledger:
        return list(drift.check_store(store, ledger, "intake", [TOPIC]))


def ids(copies: tuple[str, str]) -> Iterator[UUID]:
    with psycopg.connect(copies[0]) as connection:
        yield from [row[0] for row in connection.execute("SELECT event_id FROM events ORDER BY position")]


async def test_a_store_that_nobody_touched_has_no_drift(copies: tuple[str, str]):
    assert found(copies) == []


SECOND = "event_id = (SELECT event_id FROM events ORDER BY position OFFSET 1 LIMIT 1)"


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        pytest.param(f"UPDATE events SET body = replace(body::text, '6b', '6c')::bytea WHERE {SECOND}", Kind.ENTRY_CHANGED, id="an update"),
        pytest.param(f"DELETE FROM events WHERE {SECOND}", Kind.ENTRY_MISSING, id="a deletion"),
        pytest.param(
            "INSERT INTO events (xid, version, stream_id, event_id, kind, type, partition_key, body)"
            " SELECT '3', 3, stream_id, gen_random_uuid(), kind, type, partition_key, body FROM events LIMIT 1",
            Kind.ENTRY_ADDED, id="an event slipped in behind the relay",
        ),
        pytest.param(f"UPDATE events SET stream_id = gen_random_uuid() WHERE {SECOND}", Kind.MISFILED, id="an event filed under another case"),
        pytest.param(f"UPDATE events SET version = 7 WHERE {SECOND}", Kind.MISFILED, id="an event put elsewhere in its order"),
    ],
)  # fmt: skip
async def test_what_is_changed_in_a_store_is_found_with_its_event(
    copies: tuple[str, str], statement: str, kind: Kind, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(drift, "_ON_ITS_WAY", 1.0)  # nothing is on its way here
    second = list(ids(copies))[1]
    with psycopg.connect(copies[0], autocommit=True) as intruder:
        intruder.execute("ALTER TABLE events DISABLE TRIGGER events_stay")
        assert intruder.execute(statement).rowcount == 1
    (difference,) = found(copies)
    assert (difference.copy, difference.kind) == ("store intake", kind)
    if kind is not Kind.ENTRY_ADDED:
        assert str(second) in difference.where
