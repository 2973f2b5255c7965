"""After whole lines were played, no name, number or free text stands in clear anywhere but behind the vault's readers."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from council_events import Sealed, read_envelope
from council_kit.postgres import open_pool
from council_kit.vault import ERASED, KeyFiles, Vault
from council_kit.vault.sealing import walk_model
from council_local.bundles import export
from council_local.operations import environment_of
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.journeys.lines import Journey
from tests.whole import Whole

SERVICES = ("intake", "support", "subsidy")
SHORTEST = 8
"""Characters from which a text is told from a word that stands elsewhere too."""
REFERENCE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""A sealed reference to another case hides the link: the number itself stands in that case's own events."""


def secrets(platform: Whole) -> set[str]:
    """Every line of every sealed text of the cases, opened as their services may."""
    found: set[str] = set()
    for service in SERVICES:
        given = environment_of(platform.running, service)
        with (
            open_pool(given["COUNCIL_VAULT_DATABASE"], max_size=1) as pool,
            psycopg.connect(given["COUNCIL_DATABASE"]) as connection,
        ):
            vault = Vault(pool, KeyFiles(Path(given["COUNCIL_VAULT_KEYS"])))
            for (body,) in connection.execute("SELECT body FROM events WHERE kind = 0"):
                sealed: list[Sealed[Any]] = []
                walk_model(
                    read_envelope(bytes(body)).data, "", lambda value, _, kept=sealed: kept.append(value) or value
                )
                for clear in vault.open_many(sealed):
                    if isinstance(clear, str) and clear is not ERASED:  # days and sums stand elsewhere too
                        found |= {line.strip() for line in clear.splitlines()}
    return {text for text in found if len(text) >= SHORTEST and not REFERENCE.fullmatch(text)}


def tables(server: str, folder: Path) -> None:
    """The raw bytes of every table of every database, as PostgreSQL sends them."""
    with psycopg.connect(server) as connection:
        names = [name for (name,) in connection.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")]
    for name in names:
        with psycopg.connect(make_conninfo(server, dbname=name)) as connection:
            listed = connection.execute(
                "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            ).fetchall()
            for schema, table in listed:
                statement = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(schema, table))
                with (
                    (folder / f"{name}.{schema}.{table}").open("wb") as file,
                    connection.cursor().copy(statement) as copy,
                ):
                    for piece in copy:
                        file.write(piece)


def places(platform: Whole, folder: Path, case_id: str) -> Iterator[Path]:
    """Logs, Kafka's segments, ledger and everything else of the data folder; the database's files and tables; an export."""
    yield platform.layout.folder
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
def case_id(played: dict[str, Journey]) -> str:
    return str(next(iter(played.values())).case_id)


def test_the_scan_finds_what_stands_in_clear(tmp_path: Path):
    (tmp_path / "scanned").mkdir()
    (tmp_path / "scanned/utf8").write_bytes(b"\x00\x01" + "株式会社見つかる".encode() + b"\xff")
    (tmp_path / "scanned/json").write_text(json.dumps({"name": "株式会社見つかる"}), "ascii")
    (tmp_path / "scanned/other").write_text("株式会社別のもの", "utf-8")
    found = holding({"株式会社見つかる"}, tmp_path / "scanned", tmp_path)
    assert sorted(Path(each.split(":")[0]).name for each in found) == ["json", "utf8"]


def test_nothing_confidential_stands_in_clear_anywhere(platform: Whole, case_id: str, tmp_path: Path):
    texts = secrets(platform)
    assert len(texts) > 20, "the played cases hold names, numbers and texts"
    leaks = [file for where in places(platform, tmp_path, case_id) for file in holding(texts, where, tmp_path)]
    assert leaks == []
