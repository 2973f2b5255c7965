"""rebuild: 1,000,000 events on Kafka into the reporting tables.

Subject: kit's rebuild of reporting's figures, as `council rebuild reporting` runs it, the swap included.
Floor: the same events consumed by the same consumer and validated, with no fold and no database.
Both are events per second from the start of the consumer to the last event. The rebuild is shared between two processes, as the
command shares it; its memory is that of both. The floor is one process. Told besides: the seconds of the register of reports.
COUNCIL_BENCH_EVENTS for another number.
"""

from __future__ import annotations

import asyncio
import os
import time

from aiokafka import TopicPartition
from council_events import read_envelope, topics
from council_events.topics import PARTITIONS
from council_kit.kafka import make_consumer
from council_kit.postgres import open_async_pool
from council_kit.runner import Projection, rebuild
from council_reporting.projections import REGISTER, figures_projection
from council_reporting.rules import Bands

from bench.harness import RUNS, Result, compare, fresh_database, main, postgres, sample
from bench.volume import SERVICES, fill, fresh_namespace, kafka

LONG = 2_000_000
"""Events from which on one run of each is enough: it takes many minutes, over which noise evens out."""
EVENTS = int(os.environ.get("COUNCIL_BENCH_EVENTS", "1000000"))
SEED = 7
PROCESSES = min(2, os.cpu_count() or 1)
HANDED_OVER = 5_000
"""Events that a rebuild may leave to the live runner."""


def measure_rebuild(server: str, bootstrap: str, namespace: str, events: int) -> float:
    """Events per second of a rebuild of the figures into an empty database."""
    count, elapsed = _timed(figures_projection(Bands()), server, bootstrap, namespace)
    # A rebuild hands over to the live runner as soon as it is close to the end.
    if count < events - HANDED_OVER:
        raise RuntimeError(f"{count} events were rebuilt, {events} were sent")
    return count / elapsed


def measure_register(server: str, bootstrap: str, namespace: str) -> float:
    """Seconds that the register of reports takes, the other long table of `council rebuild reporting`."""
    _, elapsed = _timed(REGISTER, server, bootstrap, namespace)
    return elapsed


def _timed(projection: Projection, server: str, bootstrap: str, namespace: str) -> tuple[int, float]:
    async def rebuilt(dsn: str) -> int:
        async with open_async_pool(dsn) as pool:
            return await rebuild(projection, bootstrap=bootstrap, pool=pool, namespace=namespace, processes=PROCESSES)

    with fresh_database(server) as dsn:
        start = time.perf_counter()
        count = asyncio.run(rebuilt(dsn))
        return count, time.perf_counter() - start


def measure_validation(bootstrap: str, namespace: str, events: int) -> float:
    """Events per second of consuming and validating alone."""

    async def validated() -> int:
        consumer = make_consumer(bootstrap)
        await consumer.start()
        consumer.assign(
            [
                TopicPartition(topics.events_topic(service, namespace), partition)
                for service in SERVICES
                for partition in range(PARTITIONS)
            ]
        )
        count = 0
        while count < events:
            for messages in (await consumer.getmany(timeout_ms=1000, max_records=2000)).values():
                for message in messages:
                    read_envelope(message.value)
                    count += 1
        await consumer.stop()
        return count

    start = time.perf_counter()
    count = asyncio.run(validated())
    return count / (time.perf_counter() - start)


def run(events: int = EVENTS) -> Result:
    """Compare the rebuild with validation alone, on a history of about so many events."""
    with postgres() as server, kafka() as bootstrap, fresh_namespace(bootstrap) as namespace:
        events = sample(fill, bootstrap, namespace, events, SEED).answer
        result = compare(
            "rebuild",
            "events/s",
            lambda: sample(measure_rebuild, server, bootstrap, namespace, events, together=True),
            lambda: sample(measure_validation, bootstrap, namespace, events),
            at_least=0.5,
            memory_below_mb=300,
            runs=RUNS if events < LONG else 1,
        )
        result["details"]["events"] = events
        result["details"]["register_seconds"] = round(sample(measure_register, server, bootstrap, namespace).answer, 1)
        return result


if __name__ == "__main__":
    main(run)
