"""After whole lines were played, no name, number or free text stands in clear anywhere but behind the vault's readers.

The last of the journeys: it leaves an unreadable message on a topic, which stands in no store.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import zipfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from aiokafka import AIOKafkaProducer
from council_events import Sealed, read_envelope
from council_events.topics import events_topic
from council_kit.broker import BrokerAddress
from council_kit.kafka import partition_of
from council_kit.postgres import open_pool
from council_kit.vault import ERASED, KeyFiles, Vault
from council_kit.vault.sealing import walk_model
from council_local.bundles import export
from council_local.operations import environment_of
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.journeys.lines import Journey
from tests.journeys.oversight import looked_into
from tests.scanning import every_table
from tests.whole import Whole

SERVICES = ("governance", "intake", "support", "subsidy", "audit")
"""Those that seal."""
SHORTEST = 8
"""Characters from which a text is told from a word that stands elsewhere too."""
REFERENCE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""A sealed reference to another case hides the link: the number itself stands in that case's own events."""


def secrets(platform: Whole, service: str) -> set[str]:
    """Every line of every sealed text of a service's events and of its record of reads, opened as the service may."""
    given = environment_of(platform.running, service)
    sealed: list[Sealed[Any]] = []
    with (
        open_pool(given["COUNCIL_VAULT_DATABASE"], max_size=1) as pool,
        psycopg.connect(given["COUNCIL_DATABASE"]) as connection,
    ):
        for (body,) in connection.execute("SELECT body FROM events"):
            walk_model(read_envelope(bytes(body)).data, "", lambda value, _: sealed.append(value) or value)
        opened = Vault(pool, KeyFiles(Path(given["COUNCIL_VAULT_KEYS"]))).open_many(sealed)
    # Days and sums stand elsewhere too.
    texts = {
        line.strip() for each in opened if isinstance(each, str) and each is not ERASED for line in each.splitlines()
    }
    return {text for text in texts if len(text) >= SHORTEST and not REFERENCE.fullmatch(text)}


def tables(server: str, folder: Path) -> None:
    """The raw bytes of every table of every database, as PostgreSQL sends them."""
    with psycopg.connect(server) as connection:
        names = [name for (name,) in connection.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")]
    for name in names:
        for table, rows in every_table(make_conninfo(server, dbname=name)):
            with (folder / f"{name}.{table}").open("wb") as file:
                file.writelines(rows)


def backups(platform: Whole, folder: Path) -> None:
    """What `pg_dump` writes of every database: the stores, the vault, and the server's own."""
    server = platform.running.components["postgres"].process
    assert server is not None
    running = server.find()
    assert running is not None
    with psycopg.connect(platform.running.postgres) as connection:
        names = [name for (name,) in connection.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")]
    for name in names:
        dsn = make_conninfo(platform.running.postgres, dbname=name)
        dump = [str(Path(running.exe()).with_name("pg_dump")), "-d", dsn, "-f", str(folder / f"{name}.sql")]
        subprocess.run(dump, check=True, capture_output=True, env={"LANG": "C.UTF-8"})


async def park(platform: Whole) -> str:
    """Publish a sealed event of a case whose content its projections cannot read, under a case of its own; gives that case."""
    given = environment_of(platform.running, "intake")
    with psycopg.connect(given["COUNCIL_DATABASE"]) as connection:
        row = connection.execute("SELECT body FROM events WHERE kind = 0 LIMIT 1").fetchone()
    assert row is not None
    case, event = str(uuid4()), json.loads(bytes(row[0]))
    event |= {"id": str(uuid4()), "subject": case, "partitionkey": case, "streamid": case}
    event["data"] = {"text": event["data"]}
    producer = AIOKafkaProducer(**BrokerAddress.of(platform.running.kafka).client())
    await producer.start()
    try:
        topic = events_topic("intake", platform.running.namespace)
        await producer.send_and_wait(topic, json.dumps(event).encode(), key=case.encode(), partition=partition_of(case))
    finally:
        await producer.stop()
    return case


def is_parked(platform: Whole, case: str) -> bool:
    with psycopg.connect(environment_of(platform.running, "intake")["COUNCIL_DATABASE"]) as connection:
        return connection.execute("SELECT 1 FROM parked WHERE case_key = %s", [case]).fetchone() is not None


def count(platform: Whole, service: str, table: str) -> int:
    with psycopg.connect(environment_of(platform.running, service)["COUNCIL_DATABASE"]) as connection:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    assert row is not None
    return int(row[0])


def places(platform: Whole, folder: Path, case_id: str) -> Iterator[Path]:
    """Logs, traces, Kafka's segments, ledger and everything else of the data folder; the database's files and tables, and backups
    of it; an export."""
    yield platform.layout.folder
    (folder / "backups").mkdir()
    backups(platform, folder / "backups")
    yield folder / "backups"
    with psycopg.connect(platform.running.postgres) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    yield Path(row[0])
    (folder / "tables").mkdir()
    tables(platform.running.postgres, folder / "tables")
    yield folder / "tables"
    export(platform.running, case_id, None, "auditor-1", folder / "bundle.zip")
    with zipfile.ZipFile(folder / "bundle.zip") as archive:
        archive.extractall(folder / "bundle")
    yield folder / "bundle"


def holding(texts: set[str], where: Path, folder: Path) -> list[str]:
    """`file:text` of every text that stands in a file below a folder, as UTF-8 or escaped as JSON."""
    patterns = folder / "patterns"
    escaped = {json.dumps(text)[1:-1] for text in texts}
    patterns.write_text("".join(f"{text}\n" for text in sorted(texts | escaped)), "utf-8")
    command = ["grep", "-raoF", "-f", str(patterns), str(where)]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
    )
    assert ended.returncode in (0, 1) or "No such file" in ended.stderr, ended.stderr
    return sorted(set(ended.stdout.splitlines()))


@pytest.fixture
def case_id(platform: Whole, played: dict[str, Journey], eventually_async: Callable[..., Awaitable[Any]]) -> str:
    """A case that others have looked into too."""
    case_id = played["restructuring"].case_id
    platform.run(lambda client: looked_into(client, case_id, eventually_async))
    return str(case_id)


def test_the_scan_finds_what_stands_in_clear(tmp_path: Path):
    (tmp_path / "scanned").mkdir()
    (tmp_path / "scanned/utf8").write_bytes(b"\x00\x01" + "株式会社見つかる".encode() + b"\xff")
    (tmp_path / "scanned/json").write_text(json.dumps({"name": "株式会社見つかる"}), "ascii")
    (tmp_path / "scanned/other").write_text("株式会社別のもの", "utf-8")
    found = holding({"株式会社見つかる"}, tmp_path / "scanned", tmp_path)
    assert sorted(Path(each.split(":")[0]).name for each in found) == ["json", "utf8"]


def test_nothing_confidential_stands_in_clear_anywhere(platform: Whole, case_id: str, tmp_path: Path):
    sealed = {service: secrets(platform, service) for service in SERVICES}
    assert min(map(len, sealed.values())) > 5, "names, numbers and what was said, in every service that seals"
    texts = set().union(*sealed.values())
    parked = asyncio.run(park(platform))
    platform.until(lambda: is_parked(platform, parked), 60)
    leaks = [file for where in places(platform, tmp_path, case_id) for file in holding(texts, where, tmp_path)]
    assert leaks == []
    # Each of these held something while it was looked through.
    assert sum(count(platform, service, "answers") for service in SERVICES) > 20, "what idempotency keys were answered"
    traced = platform.layout.log("traces").read_text("utf-8")
    assert "relay.publish" in traced
    assert "POST /v1/" in traced
    changelogs = platform.layout.kafka.glob("data/*-changelog-*/*.log")
    assert sum(file.stat().st_size for file in changelogs) > 0, "what Faust restores its windows from"
    vault = (tmp_path / "backups" / f"{platform.running.namespace}_vault.sql").read_text("utf-8")
    assert f"13/case:{case_id}" in vault
