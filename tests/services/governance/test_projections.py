"""The list of people is the same however the events are cut into batches."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from council_events import Envelope, Event, Sealed, SealedBox, schema_uri
from council_events.event import envelope_class
from council_events.governance import CandidateProposed, OfficeAppointed, PledgeReceived, Secondment, stream_of
from council_events.values import Office
from council_governance.projections import PEOPLE
from council_kit.runner import Record
from psycopg import sql


def box(text: str) -> Sealed[str]:
    return Sealed.from_box(SealedBox("37/person:p", "e", "name", text))


def history(person: str) -> list[Event]:
    first = dt.date(2024, 4, 1)
    return [
        PledgeReceived(person=person, received_on=first),
        CandidateProposed(
            person=person,
            office=Office.DEPUTY,
            name=box("proposed"),
            career=box("career"),
            knowledge=(),
            secondment=Secondment.NONE,
        ),
        PledgeReceived(person=person, received_on=first),
        OfficeAppointed(person=person, office=Office.DEPUTY, begins_on=first, name=box(f"appointed {person}")),
        PledgeReceived(person=person, received_on=first),
    ]


def record(event: Event, person: str, version: int) -> Record:
    name, stream = type(event).type_name, stream_of("37", person)
    envelope: Envelope[Any] = envelope_class(name)(
        id=uuid4(),
        source="/councils/37/governance",
        type=name,
        subject=f"person:{person}",
        time=dt.datetime(2024, 5, 1, tzinfo=dt.UTC),
        dataschema=schema_uri(name),
        occurredon=dt.date(2024, 5, 1),
        sequence=version,
        streamid=stream,
        partitionkey=str(stream),
        council="37",
        actor="p37-host",
        purpose="administration",
        correlationid=uuid4(),
        data=event,
    )
    return Record("council.governance.events", 0, version, envelope, b"")


def people(dsn: str, batches: Sequence[Sequence[Record]]) -> list[Any]:
    """The table after these batches were applied to an empty one."""

    async def apply() -> None:
        async with await psycopg.AsyncConnection.connect(dsn) as connection:
            await connection.execute("DROP SCHEMA IF EXISTS people CASCADE")
            await connection.execute("CREATE SCHEMA people")
            await connection.execute("SET search_path = people")
            await connection.execute(sql.SQL(PEOPLE.ddl))
            for batch in batches:
                await PEOPLE.apply(connection, batch, None)

    asyncio.run(apply())
    with psycopg.connect(dsn) as connection:
        return connection.execute("SELECT person, name[4], version FROM people.people ORDER BY person").fetchall()


@pytest.mark.parametrize("size", [1, 2, 3, 10])
def test_the_newest_name_stands_in_the_list_however_events_are_cut_into_batches(database: str, size: int) -> None:
    streams = [
        [record(event, person, number) for number, event in enumerate(history(person), 1)]
        for person in ("p37-a", "p37-b")
    ]
    mixed = [each for pair in zip(*streams, strict=True) for each in pair]
    parts = [mixed[start : start + size] for start in range(0, len(mixed), size)]
    assert people(database, parts) == [("p37-a", "appointed p37-a", 5), ("p37-b", "appointed p37-b", 5)]
