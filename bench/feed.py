"""feed: webhooks to 200 subscribers, a pull of 1,000,000 events, and 500 open streams.

Webhooks: signed twice, queued in PostgreSQL, with a delivery log, against a plain aiohttp client that posts the same bodies
to the same receivers from memory, as many at once. Pull: over HTTP by cursor, every page recorded as a read, against a plain
SELECT of the same pages with each event parsed and the page written as JSON. Streams: the peak memory of the process that
serves them. COUNCIL_BENCH_EVENTS for another number of pulled events.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import psycopg
from council_feed.delivery.hub import Hub
from council_feed.delivery.keys import Keys
from council_feed.delivery.log import install
from council_feed.delivery.webhooks.sending import AT_ONCE, Owners, Webhooks
from council_feed.projections import SUBSCRIPTIONS
from council_kit.auth import make_token_keys
from council_kit.postgres import open_async_pool, open_pool
from council_local.ports import free_port

from bench.harness import ROOT, Result, fresh_database, main, peak_memory_mb, postgres, sample

SUBSCRIBERS, EACH = 200, 100
EVENTS = int(os.environ.get("COUNCIL_BENCH_EVENTS", "1000000"))
STREAMS = 500
PAGE = 1_000
RUNS = 3
BOUND = "webhooks >= 0.5, pull >= 0.5, 500 streams under 300 MB"
SECRET = b"secret of the benchmark, thirty-two b."
BODY = json.dumps(
    {
        "specversion": "1.0",
        "id": str(UUID(int=1)),
        "source": f"urn:council:feed:{UUID(int=2)}",
        "type": "council.public.PlanApproved.v1",
        "subject": "0" * 32,
        "time": "2026-07-10T00:00:00+09:00",
        "datacontenttype": "application/json",
        "dataschema": "urn:council:schema:council.public.PlanApproved.v1",
        "dataref": f"https://gateway.example.go.jp/feed/{UUID(int=2)}/details/{UUID(int=1)}",
        "data": {
            "place": "13",
            "line": "restructuring",
            "fiscal_year": 2026,
            "month": "2026-07",
            "day": "2026-07-10",
            "industry": "manufacturing",
            "size": "up_to_100",
            "method": "reschedule",
            "amount": "up_to_500m",
        },
    }
).encode()


def make_tables(dsn: str) -> None:
    """The delivery's tables, and the read table of subscriptions."""
    with open_pool(dsn, max_size=1) as pool:
        install(pool)
        with pool.connection() as connection:
            connection.execute("CREATE SCHEMA subscriptions")
            connection.execute("SET search_path TO subscriptions")
            connection.execute(SUBSCRIPTIONS.ddl)


def subscribe(dsn: str, url: str | None) -> UUID:
    """A subscription that runs."""
    subscription = uuid4()
    with psycopg.connect(dsn) as connection:
        connection.execute(
            "INSERT INTO subscriptions.subscriptions (subscription_id, stage, ways, url)"
            " VALUES (%s, 'active', '{pull,webhook}', %s)",
            [subscription, url],
        )
    return subscription


_COLUMNS = (
    *("subscription_id", "position", "event_id", "type", "subject", "body"),
    *("source_event", "source_case", "released_at"),
)


def fill(dsn: str, subscription: str, events: int) -> int:
    """So many events in a log."""
    now = dt.datetime.now(dt.UTC)
    with psycopg.connect(dsn) as connection, connection.cursor() as cursor:
        with cursor.copy(f"COPY delivery.log ({', '.join(_COLUMNS)}) FROM STDIN (FORMAT binary)") as copy:
            copy.set_types(["uuid", "int8", "uuid", "text", "text", "bytea", "uuid", "uuid", "timestamptz"])
            for position in range(1, events + 1):
                own = (
                    UUID(subscription),
                    position,
                    uuid4(),
                    "council.public.PlanApproved.v1",
                    f"{position:032x}",
                    BODY,
                )
                copy.write_row((*own, uuid4(), uuid4(), now))
        cursor.execute("INSERT INTO delivery.heads VALUES (%s, %s, %s)", [subscription, events, events])
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE delivery.log")
    return events


# ---- webhooks


def measure_webhooks(dsn: str, ports: list[int]) -> float:
    """Webhooks per second of feed, from the queue to the delivery log."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("TRUNCATE subscriptions.subscriptions, delivery.log, delivery.heads, delivery.queue")
        connection.execute("TRUNCATE delivery.attempts, delivery.endpoints")
    for port in ports:
        subscription = subscribe(dsn, f"http://127.0.0.1:{port}/hook")
        fill_queue(dsn, subscription)
    return asyncio.run(_sent(dsn, len(ports) * EACH))


def fill_queue(dsn: str, subscription: UUID) -> None:
    """EACH events of as many cases in the log and the queue."""
    fill(dsn, str(subscription), EACH)
    with psycopg.connect(dsn) as connection:
        connection.execute(
            """INSERT INTO delivery.queue (subscription_id, event_id, subject, position, next_at, queued_at)
               SELECT subscription_id, event_id, subject, position, now(), now() FROM delivery.log
               WHERE subscription_id = %s ORDER BY position""",
            [subscription],
        )


async def _sent(dsn: str, count: int) -> float:
    async def nothing(*_: Any) -> None:
        return

    async with open_async_pool(dsn, max_size=7) as pool:
        owners = Owners(nothing, nothing, nothing)
        here = frozenset({"127.0.0.1"})
        sender = Webhooks(pool, Hub(pool), Keys(SECRET), owners, here, lambda: dt.datetime.now(dt.UTC))
        stop = asyncio.Event()
        began = time.perf_counter()
        running = asyncio.create_task(sender.run(stop))
        while await _left(dsn):
            await asyncio.sleep(0.02)
        elapsed = time.perf_counter() - began
        stop.set()
        await running
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT count(*) FROM delivery.attempts WHERE outcome = 'delivered'").fetchone()
    if row != (count,):
        raise RuntimeError(f"{row} were delivered, {count} were queued")
    return count / elapsed


async def _left(dsn: str) -> bool:
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        cursor = await connection.execute("SELECT EXISTS (SELECT FROM delivery.queue)")
        return await cursor.fetchone() == (True,)


def measure_client(ports: list[int]) -> float:
    """Posts per second of a plain aiohttp client, as many at once to each receiver."""
    return asyncio.run(_posted(ports))


async def _posted(ports: list[int]) -> float:
    headers = {"content-type": "application/cloudevents+json", "webhook-id": str(uuid4()), "webhook-timestamp": "1"}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, limit_per_host=16)) as session:

        async def post(port: int, count: int) -> None:
            for _ in range(count):
                async with session.post(f"http://127.0.0.1:{port}/hook", data=BODY, headers=headers) as answer:
                    await answer.read()

        began = time.perf_counter()
        share, rest = divmod(EACH, AT_ONCE)
        await asyncio.gather(*(post(port, share + (lane < rest)) for port in ports for lane in range(AT_ONCE)))
        return len(ports) * EACH / (time.perf_counter() - began)


@contextlib.contextmanager
def receivers() -> Iterator[list[int]]:
    """The ports of 200 receivers in a process of their own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.receivers", str(SUBSCRIBERS)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


# ---- pull and streams


@contextlib.contextmanager
def served(dsn: str) -> Iterator[tuple[str, int]]:
    """The address and process id of a feed that only answers."""
    with tempfile.TemporaryDirectory(prefix="council-bench-") as name:
        folder = Path(name)
        make_token_keys(folder / "private.jwk", folder / "public.jwk")
        (folder / "secret").write_bytes(SECRET)
        port = free_port()
        environment = os.environ | {
            "COUNCIL_ENVIRONMENT": "development",
            "COUNCIL_DATABASE": dsn,
            "COUNCIL_KAFKA": "127.0.0.1:1",
            "COUNCIL_TOKEN_PUBLIC_KEY": str(folder / "public.jwk"),
            "COUNCIL_FEED_SECRET": str(folder / "secret"),
            "COUNCIL_HTTP_PORT": str(port),
            "COUNCIL_LOG_LEVEL": "WARNING",
        }
        # A name that is none of the parts: the process answers, and does nothing else.
        process = subprocess.Popen([sys.executable, "-m", "council_feed.main", "answers"], env=environment)
        try:
            asyncio.run(_answers(f"http://127.0.0.1:{port}/healthz"))
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()
            process.wait()


async def _answers(url: str) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(60):
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(url):
                    return
            await asyncio.sleep(0.05)


def measure_pull(url: str, token: str, events: int) -> float:
    """Events per second, page by page over HTTP."""
    return asyncio.run(_pulled(url, token, events))


async def _pulled(url: str, token: str, events: int) -> float:
    async with aiohttp.ClientSession(url, headers={"authorization": f"Bearer {token}"}) as session:
        count, cursor, began = 0, "", time.perf_counter()
        while True:
            query = {"limit": str(PAGE)} | ({"after": cursor} if cursor else {})
            async with session.get("/events", params=query, raise_for_status=True) as answer:
                raw = await answer.read()
            count += raw.count(b'"specversion"')
            tail = raw[raw.rindex(b'"next"') :]
            cursor = tail.split(b'"')[3].decode()
            if b'"more":false' in tail:
                break
        elapsed = time.perf_counter() - began
    if count != events:
        raise RuntimeError(f"{count} events were pulled, {events} are logged")
    return count / elapsed


def measure_select(dsn: str, subscription: str, events: int) -> float:
    """Events per second of a plain SELECT of the same pages, parsed and written as JSON."""
    count, after, began = 0, 0, time.perf_counter()
    with psycopg.connect(dsn, autocommit=True) as connection:
        while True:
            rows = connection.execute(
                "SELECT position, body FROM delivery.log WHERE subscription_id = %s AND position > %s"
                " ORDER BY position LIMIT %s",
                [subscription, after, PAGE],
                binary=True,
            ).fetchall()
            if not rows:
                break
            json.dumps({"events": [json.loads(body) for _, body in rows]})
            count, after = count + len(rows), rows[-1][0]
    elapsed = time.perf_counter() - began
    if count != events:
        raise RuntimeError(f"{count} rows were read, {events} are logged")
    return count / elapsed


def open_streams(url: str, token: str, after: str) -> int:
    """Open 500 streams at the end of the log, let the log grow once, and wait until each has heard of it."""
    return asyncio.run(_streamed(url, token, after))


async def _streamed(url: str, token: str, after: str) -> int:
    dsn, subscription, position = json.loads(after)
    keys = Keys(SECRET)
    headers = {
        "authorization": f"Bearer {token}",
        "accept": "text/event-stream",
        "last-event-id": keys.cursor(UUID(subscription), position),
    }
    opened = asyncio.Semaphore(0)

    async def listen(session: aiohttp.ClientSession) -> int:
        async with session.get("/events", headers=headers, raise_for_status=True) as answer:
            opened.release()
            async for line in answer.content:
                if line.startswith(b"data: "):
                    return 1
        return 0

    timeout = aiohttp.ClientTimeout(total=120)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(url, timeout=timeout, connector=connector) as session:
        listening = [asyncio.create_task(listen(session)) for _ in range(STREAMS)]
        for _ in range(STREAMS):
            await opened.acquire()
        with psycopg.connect(dsn) as connection:
            connection.execute(
                "INSERT INTO delivery.log SELECT subscription_id, position + 1, %s, type, subject, body, %s, source_case,"
                " released_at FROM delivery.log WHERE subscription_id = %s AND position = %s",
                [uuid4(), uuid4(), subscription, position],
            )
            connection.execute(
                "UPDATE delivery.heads SET head = %s, journaled = %s WHERE subscription_id = %s",
                [position + 1, position + 1, subscription],
            )
        return sum(await asyncio.gather(*listening))


def run() -> Result:
    """All three; `ratio` is that of the webhooks."""
    with postgres() as server, fresh_database(server) as dsn:
        make_tables(dsn)
        with receivers() as ports:
            floors, subjects = [], []
            for _ in range(RUNS):
                floors.append(sample(measure_client, ports).answer)
                subjects.append(sample(measure_webhooks, dsn, ports))
        pull = _pull(dsn)
    webhooks = statistics.median(one.answer for one in subjects) / statistics.median(floors)
    return {
        "name": "feed",
        "value": round(statistics.median(one.answer for one in subjects), 1),
        "unit": "webhooks/s",
        "floor": round(statistics.median(floors), 1),
        "ratio": round(webhooks, 3),
        "peak_memory_mb": round(max(pull["memory"], *(one.peak_memory_mb for one in subjects)), 1),
        "bound": BOUND,
        "met": webhooks >= 0.5 and pull["ratio"] >= 0.5 and pull["heard"] == STREAMS and pull["memory"] < 300,
        "details": pull,
    }


def _pull(dsn: str) -> dict[str, Any]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("TRUNCATE subscriptions.subscriptions, delivery.log, delivery.heads")
    subscription = subscribe(dsn, None)
    sample(fill, dsn, str(subscription), EVENTS)
    token = Keys(SECRET).token(subscription, 1)
    with served(dsn) as (url, pid):
        pulled = [sample(measure_pull, url, token, EVENTS).answer for _ in range(RUNS)]
        selected = [sample(measure_select, dsn, str(subscription), EVENTS).answer for _ in range(RUNS)]
        heard = sample(open_streams, url, token, json.dumps([dsn, str(subscription), EVENTS])).answer
        memory = peak_memory_mb(pid)
    return {
        "pull_events_per_second": round(statistics.median(pulled)),
        "select_events_per_second": round(statistics.median(selected)),
        "ratio": round(statistics.median(pulled) / statistics.median(selected), 3),
        "heard": heard,
        "memory": round(memory, 1),
        "events": EVENTS,
    }


if __name__ == "__main__":
    main(run)
