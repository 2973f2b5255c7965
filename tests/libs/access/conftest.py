"""A stage for rights: governance's events go through the real projection into real tables."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from council_access import RIGHTS, Rights, Standing
from council_events import Envelope, Event, Sealed, schema_uri
from council_events import governance as g
from council_events.governance import stream_of
from council_events.sealed import SealedBox
from council_events.values import Office, Purpose
from council_kit.auth import Identity
from council_kit.postgres import Pool, open_pool
from council_kit.runner.bindings import Record
from council_kit.runner.offsets import TABLES as RUNNER_TABLES
from psycopg import sql
from uuid_utils.compat import uuid7

TODAY = dt.date(2024, 6, 10)
LONG_AGO = dt.date(2022, 4, 1)
NAME: Sealed[str] = Sealed.from_box(SealedBox("13/person:p", "e", "name", "c"))


def make_tables(dsn: str) -> None:
    """The tables of RIGHTS in the schema where readers find them, and the runner's own."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(sql.SQL(RUNNER_TABLES))
        connection.execute("CREATE SCHEMA rights")
        connection.execute("SET search_path = rights")
        connection.execute(sql.SQL(RIGHTS.ddl))


def empty_tables(pool: Pool) -> None:
    """Nobody holds an office any more."""
    with pool.connection() as connection:
        connection.execute(
            "TRUNCATE public.parked, rights.offices, rights.pledges, rights.recusals, rights.substitutes, rights.case_workers, "
            "rights.delegations, rights.cancellations, rights.lawyers, rights.emergencies"
        )


class Stage:
    """Says what happened, and asks who may do what."""

    def __init__(self, dsn: str, pool: Pool) -> None:
        self.dsn = dsn
        self.pool = pool
        self.rights = Rights(pool)
        self._versions: dict[UUID, int] = {}

    def happened(self, *events: Event, council: str = "13", person: str | None = None) -> None:
        """Governance publishes these events of one council, in order."""
        records = [self._record(event, council, person or getattr(event, "person", "organisation")) for event in events]
        asyncio.run(self._apply(records))

    def _record(self, event: Event, council: str, person: str) -> Record:
        stream = stream_of(council, person)
        self._versions[stream] = version = self._versions.get(stream, 0) + 1
        envelope: Envelope[Any] = Envelope(
            id=uuid7(),
            source=f"/councils/{council}/governance",
            type=event.type_name,
            subject=str(stream),
            time=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
            dataschema=schema_uri(event.type_name),
            occurredon=TODAY,
            sequence=version,
            streamid=stream,
            partitionkey=str(stream),
            council=council,
            actor="admin-1",
            purpose=Purpose.ADMINISTRATION,
            correlationid=uuid4(),
            data=event,
        )
        return Record("council.governance.events", 0, 0, envelope, b"")

    async def _apply(self, records: Sequence[Record]) -> None:
        async with await psycopg.AsyncConnection.connect(self.dsn) as connection, connection.transaction():
            await connection.execute("SET LOCAL search_path = rights")
            await RIGHTS.apply(connection, records, None)

    def appointed(
        self,
        person: str,
        office: Office,
        council: str = "13",
        *,
        begins_on: dt.date = LONG_AGO,
        ends_on: dt.date | None = None,
        bureau: str | None = None,
        pledged: bool = True,
    ) -> None:
        """Somebody holds an office; with the pledge unless said otherwise."""
        if pledged:
            self.happened(g.PledgeReceived(person=person, received_on=begins_on), council=council)
        self.happened(
            g.OfficeAppointed(
                person=person, office=office, begins_on=begins_on, ends_on=ends_on, name=NAME, bureau=bureau
            ),
            council=council,
        )

    def who(self, person: str, member_of: str = "13", purpose: Purpose = Purpose.CASE_WORK) -> Identity:
        """An identity, signed in for a council."""
        return Identity(person, member_of, purpose, str(uuid4()))

    def asking(
        self, person: str, member_of: str = "13", purpose: Purpose = Purpose.CASE_WORK, **question: Any
    ) -> Standing:
        """What the service knows of the person today."""
        return self.rights.asking(self.who(person, member_of, purpose), question.pop("on", TODAY), **question)


@pytest.fixture(scope="module")
def rights_pool(module_database: str) -> Iterator[Pool]:
    """A pool on this file's database, with the tables of rights."""
    make_tables(module_database)
    with open_pool(module_database) as pool:
        yield pool


@pytest.fixture
def stage(module_database: str, rights_pool: Pool) -> Stage:
    """Nobody holds an office until the test says so."""
    empty_tables(rights_pool)
    return Stage(module_database, rights_pool)
