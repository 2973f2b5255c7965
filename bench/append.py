"""append: saves of one event each with three sealed fields, from 8 threads.

Subject: `Store.append_many([event])`, that is sealing, the envelope, its bytes, and the recorder's transaction.
Floor: a plain INSERT of the same bytes into a table with the same columns and indexes, from 8 threads with a connection
each, on the same server with the same fsync. Also told: `Store.execute`, which loads the stream and decides first.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from council_events import Sealed
from council_events.intake import CompanyRegistered
from council_events.values import Industry, LegalForm, Purpose
from council_kit.clock import Clock
from council_kit.postgres import create_once, open_pool
from council_kit.store import Acting, Appending, Model, Store
from council_kit.store.schema import DDL
from council_kit.vault import KeyFiles, Vault, generate_keys

from bench.harness import Result, compare, fresh_database, main, postgres, sample

THREADS = 8
SAVES = 600
"""Per thread and run."""
STREAM_LENGTH = 10
WARM_UP = 30
COUNTING = Model(0, lambda count, _: count + 1)


def event(stream_id: UUID) -> CompanyRegistered:
    """An event with three sealed fields."""
    return CompanyRegistered(
        company_id=stream_id,
        name=Sealed("株式会社髙橋製作所"),
        kana=Sealed("カブシキガイシャタカハシセイサクショ"),
        corporate_number=Sealed("7000012050002"),
        prefecture="13",
        legal_form=LegalForm.STOCK_COMPANY,
        industry=Industry.MANUFACTURING,
    )


def acting() -> Acting:
    """Somebody at council 13."""
    return Acting("p13-office", "13", Purpose.CASE_WORK, dt.date(2026, 4, 1), uuid4())


def saves_per_second(work: Callable[[int], Callable[[], object]], saves: int = SAVES) -> float:
    """Rate of 8 threads that each call what `work(thread number)` gives them, after a warm-up."""
    ready = threading.Barrier(THREADS + 1)
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            save = work(number)
            for _ in range(WARM_UP):
                save()
            ready.wait()
            for _ in range(saves):
                save()
        except BaseException as problem:
            failures.append(problem)
            ready.abort()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    ready.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - start
    if failures:
        raise failures[0]
    return THREADS * saves / elapsed


def streams() -> Iterator[tuple[UUID, int]]:
    """Stream and version of each next save: companies one after another, ten events each."""
    while True:
        stream_id = uuid4()
        for version in range(1, STREAM_LENGTH + 1):
            yield stream_id, version


def store_of(dsn: str, folder: str) -> Store:
    """A store and its vault in one database."""
    pool = open_pool(dsn, min_size=THREADS)
    pool.wait()
    generate_keys(Path(folder), ["13"])
    return Store("intake", pool, Vault(pool, KeyFiles(Path(folder))), Clock())


def measure_store(server: str) -> float:
    """Saves per second through the store."""
    with fresh_database(server) as dsn, tempfile.TemporaryDirectory() as folder:
        store = store_of(dsn, folder)

        def work(_: int) -> Callable[[], object]:
            following, who, subject, said = streams(), acting(), f"company:{uuid4()}", event(uuid4())

            def save() -> object:
                stream_id, version = next(following)
                return store.append_many([Appending(stream_id, version, said, who, subject)])

            return save

        return saves_per_second(work)


def measure_execute(server: str) -> float:
    """Saves per second with load and decision before each."""
    with fresh_database(server) as dsn, tempfile.TemporaryDirectory() as folder:
        store = store_of(dsn, folder)

        def work(_: int) -> Callable[[], object]:
            following, who, subject = streams(), acting(), f"company:{uuid4()}"

            def save() -> object:
                stream_id, _ = next(following)
                return store.execute(stream_id, COUNTING, lambda _: [event(stream_id)], who, subject=subject)

            return save

        return saves_per_second(work)


def sealed_bodies(server: str) -> list[bytes]:
    """The bytes of events as the store makes them."""
    with fresh_database(server) as dsn, tempfile.TemporaryDirectory() as folder:
        store, stream_id = store_of(dsn, folder), uuid4()
        store.append_many([Appending(stream_id, version, event(stream_id), acting()) for version in range(1, 101)])
        return store.history(stream_id)


PLAIN_INSERT = """INSERT INTO events (epoch, stream_id, version, event_id, type, kind, partition_key, body)
VALUES (%b, %b, %b, %b, %b, %b, %b, %b)"""


def measure_plain(server: str) -> float:
    """Plain INSERTs per second of the same bytes."""
    bodies = sealed_bodies(server)
    with fresh_database(server) as dsn:
        with open_pool(dsn) as pool:
            create_once(pool, "events", DDL)

        def work(_: int) -> Callable[[], object]:
            connection: psycopg.Connection[Any] = psycopg.connect(dsn, autocommit=True)
            cursor, following, kind = connection.cursor(), streams(), event(uuid4()).type_name

            def save() -> object:
                stream_id, version = next(following)
                row = (1, stream_id, version, uuid4(), kind, 0, str(stream_id), bodies[version])
                return cursor.execute(PLAIN_INSERT, row, prepare=True)

            return save

        return saves_per_second(work)


def run() -> Result:
    """Compare store and plain INSERT."""
    with postgres() as server:
        result = compare(
            "append",
            "saves/s",
            lambda: sample(measure_store, server),
            lambda: sample(measure_plain, server),
            at_least=0.5,
            runs=9,  # on a shared machine single runs of either side were seen to differ threefold
        )
        result["details"]["with_load_and_decide"] = round(sample(measure_execute, server).answer, 1)
        return result


if __name__ == "__main__":
    main(run)
