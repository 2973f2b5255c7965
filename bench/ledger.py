"""ledger: appended leaves a second, in one sequencer's session, hashes, tiles, indexes and commit included.

Subject: `Leaves.append` of event envelopes in the sequencer's batches, into PostgreSQL. Floor: the same rows copied into a table
of one column. Also told: an inclusion proof in a log of 10,000,000 leaves (tiles in the database, nothing kept in memory),
and `council verify` of a case of 500 events, the command as a whole.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
from council_audit.bundle import Contents
from council_audit.ledger import Entry, Leaves, Position, install
from council_audit.ledger.sequencer import BATCH
from council_audit.projections import RETENTION
from council_audit.queries import Proving, case_file
from council_audit.queries.exporting import Exporting
from council_events import intake, schema_uri, to_bytes
from council_events.event import envelope_class
from council_kit.merkle import Growth, Signer, leaf_hash
from council_kit.postgres import open_async_pool, open_pool
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from uuid_utils.compat import uuid7

from bench.harness import ROOT, Result, Sample, compare, fresh_database, main, postgres, sample

LEAVES = 100_000
PROVED_SIZE = 10_000_000
PROOFS = 1_000
WARM_UP = 10
CASE_EVENTS = 500
LEAST = 50_000
MOST_PROOF_MS = 5.0
MOST_VERIFY_SECONDS = 2.0
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def envelopes(count: int, case_id: UUID | None = None) -> list[bytes]:
    """Events as intake records them, of one case or of one each."""
    name = intake.RoleExplained.type_name
    kind = envelope_class(name)
    now = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
    made = []
    for number in range(count):
        case = case_id or uuid4()
        made.append(
            to_bytes(
                kind(
                    id=uuid7(), source="/councils/13/intake", type=name, subject=str(case), time=now,
                    dataschema=schema_uri(name), occurredon=now.date(), sequence=number + 1 if case_id else 1,
                    streamid=case, partitionkey=str(case), council="13", actor="p13-deputy", purpose="case_work",
                    correlationid=case, data=intake.RoleExplained(case_id=case),
                )
            )
        )  # fmt: skip
    return made


def batches(raws: Sequence[bytes], count: int) -> Iterator[list[Entry]]:
    """The sequencer's batches of so many records."""
    waiting = cycle(raws)
    for start in range(0, count, BATCH):
        yield [Entry(Position("bench", 0, number), next(waiting)) for number in range(start, min(start + BATCH, count))]


def measure_append(dsn: str) -> float:
    """Leaves a second."""
    given = list(batches(envelopes(20_000), LEAVES))

    async def append() -> float:
        async with open_async_pool(dsn) as pool, pool.connection() as connection:
            leaves = Leaves(connection)
            await leaves.open()
            began = time.perf_counter()
            for batch in given:
                await leaves.append(batch)
            return LEAVES / (time.perf_counter() - began)

    with open_pool(dsn, max_size=1) as pool:
        install(pool)
    return asyncio.run(append())


def measure_copy(dsn: str) -> float:
    """Rows a second of the same bytes, copied into a table that knows nothing of them."""
    given = list(batches(envelopes(20_000), LEAVES))
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE plain (raw bytea)")
        connection.commit()
        began = time.perf_counter()
        for batch in given:
            with connection.cursor().copy("COPY plain FROM STDIN (FORMAT binary)") as copy:
                copy.set_types(["bytea"])
                for entry in batch:
                    copy.write_row((entry.raw,))
            connection.commit()
        return LEAVES / (time.perf_counter() - began)


def measure_proof(dsn: str) -> dict[str, float]:
    """Milliseconds of one inclusion proof in a log of PROVED_SIZE leaves, each by a reader who has kept nothing."""
    signer, growth = Signer("bench", KEY), Growth()
    with open_pool(dsn, max_size=1) as pool:
        install(pool)
        hashes = _fill(dsn, growth)
        checkpoint = signer.sign(growth.size, growth.root())
        with pool.connection() as connection:
            connection.execute(
                "INSERT INTO ledger.checkpoints VALUES (%s, %s, %s, now())",
                [checkpoint.size, checkpoint.root, checkpoint.note],
            )
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE) ledger.tiles")
            connection.execute("CHECKPOINT")  # filling the log is no part of a proof
        times = []
        for index in random.Random(7).sample(range(PROVED_SIZE), PROOFS + WARM_UP):
            proving = Proving(pool, signer)
            began = time.perf_counter()
            with pool.connection() as connection:
                signed = proving.checkpoint_in(connection)
                proof = proving.proofs(connection, [(index, hashes(index))], signed)[index]
            times.append((time.perf_counter() - began) * 1000)
            if not proof.included or len(b64decode(proof.leaf_hash)) != 32:
                raise AssertionError("the proof does not hold")
    times = sorted(times[WARM_UP:])
    return {"p50": statistics.median(times), "p99": times[PROOFS * 99 // 100], "worst": times[-1]}


def _fill(dsn: str, growth: Growth) -> Callable[[int], bytes]:
    """Tiles of a long log, and the function that names a leaf's hash: made of numbers, since no entry is asked for."""
    block = [leaf_hash(number.to_bytes(4, "big")) for number in range(65_536)]
    with psycopg.connect(dsn) as connection:
        for start in range(0, PROVED_SIZE, 65_536):
            changed = growth.append(block[: min(65_536, PROVED_SIZE - start)])
            with connection.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO ledger.tiles VALUES (%s, %s, %s, %b)"
                    " ON CONFLICT (level, number) DO UPDATE SET width = excluded.width, nodes = excluded.nodes",
                    [(at.level, at.number, tile.width, tile.nodes) for at, tile in changed.items()],
                )
            connection.commit()
    return lambda index: block[index % 65_536]


def measure_verify(dsn: str) -> float:
    """Seconds of `council verify` on a case of CASE_EVENTS events: the command, from its start to its verdict."""
    case_id, signer = uuid4(), Signer("bench", KEY)

    async def fill() -> None:
        async with open_async_pool(dsn) as pool, pool.connection() as connection:
            leaves = Leaves(connection)
            await leaves.open()
            for batch in batches([*envelopes(CASE_EVENTS, case_id), *envelopes(9_500)], 10_000):
                await leaves.append(batch)
            checkpoint = signer.sign(leaves.size, leaves.root())
            await connection.execute(
                "INSERT INTO ledger.checkpoints VALUES (%s, %s, %s, now())",
                [checkpoint.size, checkpoint.root, checkpoint.note],
            )

    with open_pool(dsn, max_size=1) as pool, tempfile.TemporaryDirectory() as folder:
        install(pool)
        with pool.connection() as connection:  # what tells whose keys are destroyed: nobody's
            connection.execute("CREATE SCHEMA retention")
            connection.execute("SET search_path = retention")
            connection.execute(RETENTION.ddl)
            connection.execute("RESET search_path")
        asyncio.run(fill())
        file = case_file(pool, case_id)
        if file is None:
            raise AssertionError("the case is not in the ledger")
        contents = Contents(case_id=case_id, exported_at=dt.datetime.now(dt.UTC), exported_by="bench", purpose="audit")
        bundle, key = Path(folder) / "bundle.zip", Path(folder) / "log.vkey"
        bundle.write_bytes(Exporting(pool, Proving(pool, signer), signer, ()).bundle(file, contents, None))
        key.write_text(signer.verifier_key, "utf-8")
        command = [sys.executable, "-m", "council_local.cli", "verify", str(bundle), "--log-key", str(key)]
        began = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, env=dict(os.environ))
        return time.perf_counter() - began


def run() -> Result:
    with postgres() as server, contextlib.ExitStack() as ending:

        def fresh() -> str:
            return ending.enter_context(fresh_database(server))

        proof: Sample = sample(measure_proof, fresh())
        verify: Sample = sample(measure_verify, fresh())
        result = compare(
            "ledger",
            "leaves/s",
            lambda: sample(measure_append, fresh()),
            lambda: sample(measure_copy, fresh()),
            at_least=0.0,
            runs=3,
        )
    result["bound"] = (
        f">= {LEAST:,} leaves/s, proof of {PROVED_SIZE:,} < {MOST_PROOF_MS:g} ms,"
        f" verify of {CASE_EVENTS} events < {MOST_VERIFY_SECONDS:g} s"
    )
    result["met"] = (
        result["value"] >= LEAST and proof.answer["p99"] < MOST_PROOF_MS and verify.answer < MOST_VERIFY_SECONDS
    )
    result["details"] = result.get("details", {}) | {
        "proof_ms": {name: round(value, 2) for name, value in proof.answer.items()},
        "verify_seconds": round(verify.answer, 2),
    }
    return result


if __name__ == "__main__":
    main(run)
