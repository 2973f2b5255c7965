"""access: what the record of a read costs: the detail of a consultation, from 4 threads.

Subject: `Service.read_case` on a consultation of eight events as intake answers it: within the span of its request, rights, fold,
policies, the names opened, the JSON, and the access event committed while that is done, before the answer leaves. Floor: the same
without the record. The pool is as large as intake's.
Also told: what a read and a list of 50 add to the service's store, to audit's index, to the ledger's tables, and as bytes on Kafka and
in the published folder; and what that comes to per user and day (200 details and 60 lists, of a council's 150 cases).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import psycopg
from council_access import RIGHTS, Action, Rights, Service, authorize
from council_audit.ledger import Entry, Leaves, Position, install
from council_audit.projections.access import DDL as INDEX
from council_audit.projections.access import row_of
from council_casework.closed_periods import ClosedPeriods
from council_events import Sealed, access, read_envelope
from council_events.intake import AdviceGiven, ConsultationOpened
from council_events.values import Purpose
from council_intake.application import Intake, Register
from council_intake.queries import Cases
from council_intake.queries.companies import Companies
from council_intake.queries.partners import Partners
from council_intake.rules.terms import DEFAULTS
from council_kit.auth import Identity
from council_kit.blobs import Blobs
from council_kit.clock import Clock
from council_kit.postgres import Pool, open_async_pool, open_pool
from council_kit.runner.offsets import TABLES
from council_kit.store import Acting, Appending, Store
from council_kit.telemetry import correlation_id, current_traceparent, span
from council_kit.vault import KeyFiles, Vault, generate_keys
from fastapi import Request
from opentelemetry.trace import SpanKind
from psycopg import sql
from pydantic_core import to_json

from bench.harness import Result, compare, fresh_database, main, postgres, sample

THREADS: Final = 4
READS: Final = 150
"""Per thread and run."""
WARM_UP: Final = 20
COUNCIL: Final = "13"
PERSON: Final = "p13-deputy"
AT_MOST: Final = 1.5
DETAILS_A_DAY: Final = 200
LISTS_A_DAY: Final = 60
LISTED: Final = 50
CASES: Final = 150
"""Of the council whose lists they are: about as many consultations as a council has in a year (新潟 FY2023: 159)."""
TOGETHER: Final = 20
"""Records in one batch of the ledger's sequencer."""
POOL: Final = 5
"""Connections for requests, as intake has them."""
_INTO_THE_INDEX: Final = """
INSERT INTO access.reads SELECT r.* FROM json_populate_recordset(NULL::access.reads, %s::json) AS r"""
_WHO: Final = Identity(PERSON, COUNCIL, Purpose.CASE_WORK, "bench")


class House:
    """intake without its door: store, rights, vault, and one consultation."""

    def __init__(self, dsn: str, pool: Pool, keys: Pool, folder: Path) -> None:
        clock = Clock(None, production=False)
        vault = Vault(keys, KeyFiles(folder))
        self.pool = pool
        self.dsn = dsn
        self.store = Store("intake", pool, vault, clock)
        self.service = Service("intake", self.store, Rights(pool), clock)
        register = Register(self.store, self.service, Companies(pool, vault), vault, clock, DEFAULTS)
        blobs = Blobs(pool, vault)
        closed, partners = ClosedPeriods(pool), Partners(pool)
        self.intake = Intake(
            self.store, self.service, Cases(pool, vault), register, vault, clock, DEFAULTS, blobs, closed, partners
        )
        self.case_id = self._consultation()

    def _consultation(self) -> UUID:
        case_id = uuid4()
        acting = Acting(PERSON, COUNCIL, Purpose.CASE_WORK, dt.date(2026, 4, 1), uuid4())
        opened = ConsultationOpened(
            case_id=case_id,
            kind="counter",
            requester="company",
            route="direct",
            channel="interview",
            assigned_to=PERSON,
            company_name=Sealed("株式会社髙橋製作所（架空）"),
            story=Sealed("主力取引先の減産で受注が3割減った。" * 10),
            prefecture=COUNCIL,
            legal_form="stock_company",
            industry="manufacturing",
            employees=42,
        )
        advice = [AdviceGiven(case_id=case_id, advice=Sealed("資金繰り表を毎週確かめること。" * 5)) for _ in range(7)]
        events = [opened, *advice]
        self.store.append_many(
            [Appending(case_id, version, event, acting) for version, event in enumerate(events, start=1)]
        )
        return case_id

    def recorded(self) -> bytes:
        """As the service answers."""
        return self.service.read_case(
            _request(),
            _WHO,
            self.case_id,
            lambda: self.intake.find(self.case_id),
            self._built,
            fields=("header", "timeline"),
        )

    def unrecorded(self) -> bytes:
        """The same steps without the record."""
        standing = self.service.standing(_WHO, self.case_id)
        found = self.intake.find(self.case_id)
        assert found is not None
        authorize(standing, Action.READ_CASE, found.resource)
        return self._built(standing, found.content)

    def _built(self, standing: Any, content: Any) -> bytes:
        return self.intake.view(standing, content).model_dump_json().encode()


class _Route:
    path = "/v1/cases/{case_id}"


def _request() -> Request:
    return Request(
        {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b"", "route": _Route()}
    )


@contextmanager
def house(server: str) -> Iterator[House]:
    """On databases of its own, with one deputy in office."""
    with ExitStack() as stack:
        dsn, vault = stack.enter_context(fresh_database(server)), stack.enter_context(fresh_database(server))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        generate_keys(folder, [COUNCIL])
        _rights(dsn)
        pool = stack.enter_context(open_pool(dsn, max_size=POOL))
        keys = stack.enter_context(open_pool(vault, max_size=2))
        yield House(dsn, pool, keys, folder)


def _rights(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(sql.SQL(TABLES))
        connection.execute("CREATE SCHEMA rights")
        connection.execute("SET search_path = rights")
        connection.execute(sql.SQL(RIGHTS.ddl))
        connection.execute("INSERT INTO offices VALUES (%s, %s, 'deputy', '2022-04-01', NULL, NULL)", [PERSON, COUNCIL])
        connection.execute("INSERT INTO pledges VALUES (%s, %s, '2022-04-01')", [PERSON, COUNCIL])


def per_second(read: Callable[[], bytes]) -> float:
    """Reads a second of all threads, after a warm-up."""
    ready = threading.Barrier(THREADS + 1)

    def run() -> None:
        for number in range(WARM_UP + READS):
            if number == WARM_UP:
                ready.wait()
            with span("http", kind=SpanKind.SERVER):
                read()

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return THREADS * READS / (time.perf_counter() - began)


def measure_recorded(server: str) -> float:
    """Reads a second with the record."""
    with house(server) as opened:
        rate = per_second(opened.recorded)
        with opened.pool.connection() as connection:
            found = connection.execute("SELECT count(*) FROM events WHERE kind = 1").fetchone()
        assert found == ((WARM_UP + READS) * THREADS,), "a read was answered without its record"
        return rate


def measure_unrecorded(server: str) -> float:
    """Reads a second without it."""
    with house(server) as opened:
        return per_second(opened.unrecorded)


def measure_growth(server: str) -> dict[str, float]:
    """Bytes that a detail and a list of 50 leave behind, and MB per user and day."""
    with house(server) as opened:
        with span("http", kind=SpanKind.SERVER):
            acting = Acting(
                PERSON,
                COUNCIL,
                Purpose.CASE_WORK,
                dt.date(2026, 4, 1),
                correlation_id(),
                traceparent=current_traceparent(),
            )
        chance, cases = random.Random(7), [uuid4() for _ in range(CASES)]
        sizes = {
            name: _grown(opened, [make(chance, cases) for _ in range(1000)], acting)
            for name, make in (("detail", _detail), ("list", _list))
        }
        told = {
            f"{place}_bytes_per_{name}": size for name, by_place in sizes.items() for place, size in by_place.items()
        }
        daily = DETAILS_A_DAY * sum(sizes["detail"].values()) + LISTS_A_DAY * sum(sizes["list"].values())
        return told | {"mb_per_user_and_day": round(daily / 1e6, 2)}


def _detail(chance: random.Random, cases: list[UUID]) -> access.Read:
    return access.Read(
        view="case",
        route="GET /v1/cases/{case_id}",
        office="deputy",
        cases=(chance.choice(cases),),
        versions=(8,),
        fields=("header", "timeline"),
        found=1,
    )


def _list(chance: random.Random, cases: list[UUID]) -> access.Read:
    return access.Read(
        view="list",
        route="POST /v1/work",
        office="deputy",
        cases=tuple(chance.sample(cases, LISTED)),
        versions=(8,) * LISTED,
        fields=("company_name", "stage"),
        found=LISTED,
    )


def _grown(opened: House, events: list[access.Read], acting: Acting) -> dict[str, float]:
    """What these add per event: to the store, to audit's index and its ledger; as bytes on Kafka and in the folder."""
    with opened.pool.connection() as connection, connection.transaction():
        connection.execute("DROP SCHEMA IF EXISTS access, ledger CASCADE")
        connection.execute("CREATE SCHEMA access")
        connection.execute("SET LOCAL search_path = access, public")
        connection.execute(sql.SQL(INDEX))
        before = _size(connection, "public.events")
    install(opened.pool)
    for event in events:
        opened.store.record_access(event, acting)
    with opened.pool.connection() as connection:
        bodies = connection.execute(
            "SELECT body FROM public.events WHERE kind = 1 ORDER BY position DESC LIMIT %s", [len(events)]
        ).fetchall()
        raws = [bytes(body) for (body,) in bodies]
        rows = [row_of(read_envelope(raw)) for raw in raws]
        for start in range(0, len(rows), 50):  # a statement may take 0.9 s
            connection.execute(_INTO_THE_INDEX, [to_json(rows[start : start + 50]).decode()])
    asyncio.run(_into_the_ledger(opened.dsn, raws))
    with opened.pool.connection() as connection:
        grown = {
            "store": _size(connection, "public.events") - before,
            "index": _size(connection, "access.reads"),
            "ledger": sum(_size(connection, f"ledger.{table}") for table in ("leaves", "reads")),
        }
    published = sum(map(len, raws))
    return {
        place: round(size / len(events)) for place, size in (grown | {"kafka": published, "folder": published}).items()
    }


async def _into_the_ledger(dsn: str, raws: list[bytes]) -> None:
    async with open_async_pool(dsn) as pool, pool.connection() as connection:
        leaves = Leaves(connection)
        await leaves.open()
        for start in range(0, len(raws), TOGETHER):
            batch = raws[start : start + TOGETHER]
            await leaves.append([Entry(Position("bench", 0, start + n), raw) for n, raw in enumerate(batch)])


def _size(connection: psycopg.Connection[Any], table: str) -> int:
    row = connection.execute("SELECT pg_total_relation_size(%s::regclass)", [table]).fetchone()
    assert row is not None
    return int(row[0])


def run() -> Result:
    """Compare the read with its record and without."""
    with postgres() as server:
        result = compare(
            "access",
            "reads/s",
            lambda: sample(measure_recorded, server),
            lambda: sample(measure_unrecorded, server),
            at_least=round(1 / AT_MOST, 3),
        )
        result["details"].update(sample(measure_growth, server).answer)
    result["bound"] = f"at most {AT_MOST} times the same read without its record (ratio >= {1 / AT_MOST:.3f})"
    return result


if __name__ == "__main__":
    main(run)
