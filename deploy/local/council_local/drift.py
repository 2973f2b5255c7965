"""`council drift`: stores, Kafka, ledger and published folder hold the same bytes, or what differs and where.

An operator's check, with every service's own rights. What the ledger lacks is looked for again: it may be on its way.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import psycopg
from council_audit.ledger import Drift, Folder, Kind, check_kafka, check_ledger, topics_of
from council_events.topics import access_topic, events_topic
from council_kit.kafka import make_consumer
from council_kit.merkle import Verifier, leaf_hash
from psycopg import Connection
from pydantic_core import from_json

from council_local.catalogue import AUDIT
from council_local.operations import environment_of
from council_local.running import Running

_ON_ITS_WAY: Final = 15.0
"""Seconds that an event may take from its store into the ledger."""
_LOOK_AGAIN: Final = 0.5
_STORED: Final = "SELECT event_id, stream_id, version, type, body FROM events ORDER BY event_id"
_LEDGER: Final = """
SELECT event_id, index, leaf_hash FROM ledger.leaves
WHERE topic = ANY(%s) AND event_id IS NOT NULL ORDER BY event_id, index
"""


def find_drift(running: Running) -> Iterator[Drift]:
    """Every difference, the ledger's own first. Raises Misused, psycopg.Error or KafkaError."""
    given = environment_of(running, AUDIT)
    log = Verifier.of(running.layout.ledger_key.read_text("utf-8"))
    with psycopg.connect(given["COUNCIL_DATABASE"]) as connection:
        yield from check_ledger(connection, Folder(Path(given["COUNCIL_LEDGER_FOLDER"])), log)
    yield from asyncio.run(_of_kafka(given))
    for service in sorted(set(running.environments) & _with_store(running)):
        with (
            psycopg.connect(environment_of(running, service)["COUNCIL_DATABASE"]) as store,
            psycopg.connect(given["COUNCIL_DATABASE"]) as ledger,
        ):
            topics = [name(service, given["COUNCIL_NAMESPACE"]) for name in (events_topic, access_topic)]
            yield from check_store(store, ledger, service, topics)


def _with_store(running: Running) -> set[str]:
    return {name for name, given in running.environments.items() if "COUNCIL_DATABASE" in given}


async def _of_kafka(given: dict[str, str]) -> list[Drift]:
    consumer = make_consumer(given["COUNCIL_KAFKA"], client_id="drift")
    await consumer.start()
    try:
        async with await psycopg.AsyncConnection.connect(given["COUNCIL_DATABASE"]) as connection:
            found = check_kafka(consumer, connection, topics_of(given["COUNCIL_NAMESPACE"]))
            return [drift async for drift in found]
    finally:
        await consumer.stop()


def check_store(store: Connection[Any], ledger: Connection[Any], service: str, topics: list[str]) -> Iterator[Drift]:
    """A service's events against the ledger's entries from its topics, both in the order of their ids."""
    copy = f"store {service}"
    with store.cursor(name="stored") as stored, ledger.cursor(name="kept") as kept:
        stored.execute(_STORED, binary=True)
        kept.execute(_LEDGER, [topics], binary=True)
        entries = iter(kept)
        entry, added = next(entries, None), dict[UUID, str]()
        for event_id, stream_id, version, kind, body in chain(stored, [(None,) * 5]):
            while entry is not None and (event_id is None or entry[0] < event_id):
                yield Drift(copy, Kind.ENTRY_MISSING, f"{entry[0]} #{entry[1]}")
                entry = next(entries, None)
            if event_id is None:
                break
            place = f"{event_id} ({kind}, {stream_id} v{version})"
            if entry is None or entry[0] != event_id:
                added[event_id] = place
                continue
            yield from _compare(copy, place, (event_id, stream_id, version, kind), bytes(body), entry)
            entry = next(entries, None)
    ledger.rollback()
    for event_id in _still_lacking(ledger, set(added)):
        yield Drift(copy, Kind.ENTRY_ADDED, added[event_id])


def _compare(copy: str, place: str, columns: tuple[Any, ...], body: bytes, entry: tuple[Any, ...]) -> Iterator[Drift]:
    if leaf_hash(body) != bytes(entry[2]):
        yield Drift(copy, Kind.ENTRY_CHANGED, f"{place} #{entry[1]}")
        return
    document = from_json(body)
    said = (document["id"], document["streamid"], document["sequence"], document["type"])
    if said != (str(columns[0]), str(columns[1]), columns[2], columns[3]):
        yield Drift(copy, Kind.MISFILED, f"{place} #{entry[1]} ← {document['streamid']} v{document['sequence']}")


def _still_lacking(ledger: Connection[Any], wanted: set[UUID]) -> list[UUID]:
    """Those that do not reach the ledger in the time that an event may take."""
    deadline = time.monotonic() + _ON_ITS_WAY
    while wanted and time.monotonic() < deadline:
        found = ledger.execute("SELECT event_id FROM ledger.leaves WHERE event_id = ANY(%s)", [list(wanted)]).fetchall()
        ledger.rollback()
        wanted -= {event_id for (event_id,) in found}
        if wanted:
            time.sleep(_LOOK_AGAIN)
    return sorted(wanted)
