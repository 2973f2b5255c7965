"""append-library: the saves of `append`, beside the `eventsourcing` library's own Postgres recorder in its default mode.

Subject: as in bench/append.py, sealing and serialising included. Floor: `PostgresApplicationRecorder.insert_events`
of the same bytes, made beforehand, from 8 threads with as many connections, on the same server with the same fsync.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

from bench.append import THREADS, event, measure_store, saves_per_second, sealed_bodies, streams
from bench.harness import Result, compare, fresh_database, main, postgres, sample

SAVES = 200
"""Per thread and run: the floor is slow."""


def measure_library(server: str) -> float:
    """Events per second through the library's recorder."""
    bodies, kind = sealed_bodies(server), event(uuid4()).type_name
    with fresh_database(server) as dsn:
        said = conninfo_to_dict(dsn)
        datastore = PostgresDatastore(
            dbname=str(said["dbname"]),
            host=str(said["host"]),
            port=str(said["port"]),
            user=str(said["user"]),
            password=str(said.get("password", "")),
            pool_size=THREADS,
            max_overflow=0,
        )
        recorder = PostgresApplicationRecorder(datastore)
        recorder.create_table()

        def work(_: int) -> Callable[[], object]:
            following = streams()

            def save() -> object:
                stream_id, version = next(following)
                return recorder.insert_events([StoredEvent(stream_id, version, kind, bodies[version])])

            return save

        try:
            return saves_per_second(work, SAVES)
        finally:
            datastore.close()


def run() -> Result:
    """Compare the recorders."""
    with postgres() as server:
        return compare(
            "append-library",
            "saves/s",
            lambda: sample(measure_store, server),
            lambda: sample(measure_library, server),
            at_least=2.5,
        )


if __name__ == "__main__":
    main(run)
