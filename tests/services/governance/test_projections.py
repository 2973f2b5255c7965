"""The list of people is the same however the events are cut into batches."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from council_events import Envelope, Event, Sealed, SealedBox, schema_uri
from council_events.event import envelope_class
from council_events.governance import (
    BodyCategory,
    CandidateProposed,
    CommitteeMemberAppointed,
    ObserverKind,
    ObserverRegistered,
    OfficeAppointed,
    PledgeReceived,
    SeatTaken,
    Secondment,
    organisation_of,
    seat_of,
    stream_of,
)
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


def record(event: Event, person: str, version: int, stream: UUID | None = None) -> Record:
    name, stream = type(event).type_name, stream or stream_of("37", person)
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


def test_members_of_the_committee_have_a_name_of_their_own_beside_the_persons(database: str) -> None:
    """The organisation's stream fills its own column, so the order of the two streams does not matter."""
    member = CommitteeMemberAppointed(
        member="p37-a",
        category=BodyCategory.CHAMBER,
        body=box("body"),
        name=box("member p37-a"),
        begins_on=dt.date(2024, 4, 1),
    )
    observer = ObserverRegistered(
        observer="p37-o",
        kind=ObserverKind.BUREAU,
        body=box("body"),
        name=box("observer"),
        begins_on=dt.date(2024, 4, 1),
    )
    taken = SeatTaken(office=Office.HEAD, person="p37-a", begins_on=dt.date(2024, 4, 1))
    organisation = organisation_of("37")
    others = [
        record(event, "p37-a", 1, stream)
        for event, stream in ((member, organisation), (taken, seat_of("37", Office.HEAD)))
    ]
    others.append(record(observer, "p37-a", 2, organisation))
    own = [record(event, "p37-a", number) for number, event in enumerate(history("p37-a"), 1)]
    wanted = [("p37-a", "appointed p37-a", 5), ("p37-o", None, 0)]
    for order in ([*own, *others], [*others, *own]):
        assert people(database, [order]) == wanted
        with psycopg.connect(database) as connection:
            named = connection.execute("SELECT member_name[4] FROM people.people ORDER BY person").fetchall()
        assert named == [("member p37-a",), ("observer",)]
