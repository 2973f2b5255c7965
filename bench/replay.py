"""replay: one case of 200 events as of an instant, each with its proof, in a ledger of 100,000 entries.

Subject: `GET /v1/cases/{case_id}/replay` of the audit service in a process of its own, one request after another, as an
auditor asks it: rights, policies, the ledger's bytes, the fold, the verified audit paths, the record of the read.
The case's events stand evenly between the others, so that each lies in another tile.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from uuid import UUID

import httpx
from council_audit.ledger import Entry, Folder, Leaves, Position, Publishing, install
from council_events import Sealed, governance
from council_events.topics import events_topic
from council_events.values import Office, Purpose
from council_kit.auth import load_signing_key, make_token_keys, sign_token
from council_kit.kafka import create_topics, make_producer, partition_of
from council_kit.merkle import Signer
from council_kit.postgres import open_async_pool, open_pool
from council_local.generate import FIRST_DAY, LAST_DAY
from council_local.histories import Happening, histories
from council_local.profiles import Course, profiles
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.harness import ROOT, RUNS, Result, fresh_database, main, peak_memory_mb, postgres, sample
from bench.volume import fresh_namespace, kafka, sealed_bytes

ENTRIES = 100_000
EVENTS = 200
REQUESTS = 300
WARM_UP = 20
BATCH = 2_000
AUDITOR = "auditor-1"
BELOW_MS = 50.0


def case_events() -> tuple[UUID, list[bytes]]:
    """The events of a restructuring case, told again and again until there are 200, as one stream."""
    profile = next(each for each in profiles(7, 10_000, FIRST_DAY, LAST_DAY) if each.course is Course.APPROVED)
    own = [each for each in histories(profile) if each.service == "support" and each.on <= LAST_DAY]
    cipher = AESGCM(AESGCM.generate_key(256))
    told = [
        Happening(each.service, each.stream_id, version, each.event, each.on, each.actor, each.council, each.subject)
        for version, each in zip(range(1, EVENTS + 1), cycle(own), strict=False)
    ]
    return profile.case_id, [sealed_bytes(each, cipher) for each in told]


async def fill(dsn: str, folder: Path, signer: Signer) -> UUID:
    """A published ledger with the case in it."""
    case_id, own = case_events()
    every = ENTRIES // EVENTS
    waiting = iter(own)
    async with open_async_pool(dsn) as pool, pool.connection() as connection:
        leaves = Leaves(connection)
        await leaves.lock()
        await leaves.open()
        for start in range(0, ENTRIES, BATCH):
            batch = [
                Entry(Position("bench", 0, number), next(waiting) if number % every == 0 else os.urandom(900))
                for number in range(start, min(start + BATCH, ENTRIES))
            ]
            await leaves.append(batch)
        publishing = Publishing(pool, Folder(folder), signer, lambda: dt.datetime.now(dt.UTC))
        await publishing.publish(leaves, leaves.size, leaves.root())
        await leaves.unlock()
    return case_id


async def appoint(bootstrap: str, namespace: str) -> None:
    """The auditor's office, as governance publishes it."""
    await create_topics(bootstrap, namespace=namespace)
    event = governance.OfficeAppointed(
        person=AUDITOR,
        office=Office.AUDITOR,
        begins_on=dt.date(2022, 4, 1),
        name=Sealed("監査担当"),
    )
    stream = governance.stream_of("hq", AUDITOR)
    told = Happening("governance", stream, 1, event, event.begins_on, "admin-1", "hq", f"person:{AUDITOR}")
    producer = make_producer(bootstrap, f"{namespace}.appoint")
    await producer.start()
    async with producer.transaction():
        body = sealed_bytes(told, AESGCM(AESGCM.generate_key(256)))
        key = str(stream)
        await producer.send(events_topic("governance", namespace), body, key=key.encode(), partition=partition_of(key))
    await producer.stop()


@contextlib.contextmanager
def serving(dsn: str, bootstrap: str, namespace: str, folder: Path) -> Iterator[tuple[str, int]]:
    """The audit service with its API and runner: address and process id."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ours = {name: value for name, value in os.environ.items() if not name.startswith("COUNCIL_")}
    given = {
        "COUNCIL_ENVIRONMENT": "development",
        "COUNCIL_DATABASE": dsn,
        "COUNCIL_KAFKA": bootstrap,
        "COUNCIL_NAMESPACE": namespace,
        "COUNCIL_TOKEN_PUBLIC_KEY": str(folder / "public.jwk"),
        "COUNCIL_HTTP_PORT": str(port),
        "COUNCIL_LEDGER_FOLDER": str(folder / "ledger"),
        "COUNCIL_LEDGER_KEY": str(folder / "private.jwk"),
        "COUNCIL_VAULT_DATABASE": dsn,
        "COUNCIL_VAULT_KEYS": str(folder),
        "COUNCIL_LOG_LEVEL": "ERROR",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "council_audit.main", "runner"], env=ours | given, cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(30)


def measure(server: str, bootstrap: str) -> dict[str, float]:
    """Milliseconds of replays (p50, p99, worst) and the service's peak memory in MiB."""
    with (
        fresh_database(server) as dsn,
        fresh_namespace(bootstrap) as namespace,
        tempfile.TemporaryDirectory() as name,
    ):
        folder = Path(name)
        make_token_keys(folder / "private.jwk", folder / "public.jwk")
        key = load_signing_key(folder / "private.jwk")
        private = key.private_key
        if not isinstance(private, Ed25519PrivateKey):
            raise TypeError("an Ed25519 key was made")
        with open_pool(dsn, max_size=1) as pool:
            install(pool)
        case_id = asyncio.run(fill(dsn, folder / "ledger", Signer("council-ledger", private)))
        asyncio.run(appoint(bootstrap, namespace))

        def token() -> dict[str, str]:
            signed = sign_token(key, person=AUDITOR, council="hq", purpose=Purpose.AUDIT, audience="audit")
            return {"authorization": f"Bearer {signed}"}

        with serving(dsn, bootstrap, namespace, folder) as (url, pid), httpx.Client(base_url=url, timeout=30) as client:
            path = f"/v1/cases/{case_id}/replay"
            wait_for(client, path, token)
            times = []
            for number in range(WARM_UP + REQUESTS):
                headers = token()
                began = time.perf_counter()
                answer = client.get(path, headers=headers)
                passed = time.perf_counter() - began
                if number >= WARM_UP:
                    times.append(passed * 1000)
            found = json.loads(answer.content)
            if len(found["entries"]) != EVENTS or not all(each["proof"]["included"] for each in found["entries"]):
                raise RuntimeError("the case was not replayed with its proofs")
            cuts = statistics.quantiles(times, n=100)
            return {"p50": cuts[49], "p99": cuts[98], "worst": max(times), "memory": peak_memory_mb(pid)}


def wait_for(client: httpx.Client, path: str, token: Callable[[], dict[str, str]]) -> None:
    """Until the service is up and knows the auditor's office; raises TimeoutError after a minute."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(httpx.HTTPError):
            if client.get(path, headers=token()).status_code == 200:
                return
        time.sleep(0.1)
    raise TimeoutError("the audit service does not answer")


def run() -> Result:
    """Medians of the runs."""
    with postgres() as server, kafka() as bootstrap:
        answers = [sample(measure, server, bootstrap).answer for _ in range(RUNS)]
    p99 = statistics.median(each["p99"] for each in answers)
    return {
        "name": "replay",
        "value": round(p99, 1),
        "unit": "ms (p99)",
        "floor": None,
        "ratio": None,
        "peak_memory_mb": round(max(each["memory"] for each in answers), 1),
        "bound": f"p99 < {BELOW_MS:g} ms",
        "met": p99 < BELOW_MS,
        "details": {
            "p50": round(statistics.median(each["p50"] for each in answers), 1),
            "worst": round(max(each["worst"] for each in answers), 1),
            "p99s": [round(each["p99"], 1) for each in answers],
            "entries": ENTRIES,
            "events": EVENTS,
            "requests": REQUESTS,
        },
    }


if __name__ == "__main__":
    main(run)
