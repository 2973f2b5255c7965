"""The relay: a service's stored events to Kafka, in the store's order, none twice and none skipped (design §5).

One process publishes: the one that holds the session lock `relay:<service>` in the service's database. Should two
believe so, Kafka fences the older by its transactional id. Events, the candidates made from them for the feed, and the
cursor (the last event published) are one Kafka transaction. Start order: init_transactions, which ends whatever an earlier relay left open; read the cursor to
its end; compare it with the store; publish.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import MessageSizeTooLargeError, ProducerFenced
from aiokafka.producer.message_accumulator import BatchBuilder
from council_events import CONTENT_TYPE
from council_events.candidates import candidate_of
from council_events.topics import access_topic, candidates_topic, events_topic, relay_topic, relay_transaction
from psycopg import AsyncConnection
from pydantic_core import from_json, to_json

from council_kit.kafka import headers_of, make_consumer, make_producer, partition_of, traceparent_of, transaction
from council_kit.outages import describe, wait
from council_kit.postgres import AsyncPool
from council_kit.session_lock import session_lock
from council_kit.store import ACCESS, START, AsyncTail, Cursor, Store, TailRow
from council_kit.telemetry import RELAY_LAG_EVENTS, RELAY_LAG_SECONDS, RELAYED_EVENTS, follow, get_logger

log = get_logger("relay")

BATCH: Final = 5000
"""Events in a Kafka transaction when there are that many: a transaction costs some 25 ms, and that many events fill one
record batch for each partition."""
_CHECK_EVERY: Final = 1.0
_MOMENT: Final = 0.02
_EXPECTED_WITHIN: Final = 60.0
_GATHERING: Final = 0.02
"""Seconds after a transaction in which the next one gathers: it costs the same for one event as for a hundred."""
_GATHERING_READS: Final = 0.2
"""What is added to that after nothing but access events, for which nobody waits; cut short by any other save."""
_SHOWN_WITHIN: Final = 1.0
"""Seconds after a save until no older transaction can hide its row: all that write are limited to this."""
_QUIET_AFTER: Final = 2.0
_QUIET_FACTOR: Final = 5
"""How much rarer the looks at the store are after two seconds without an event."""
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 2.0
_START_WITHIN: Final = 30.0
"""Seconds to begin in: the broker first ends what a killed relay left open, which takes up to its timeout of 10 s."""
_STOP_WITHIN: Final = 5.0
_CURSOR_KEY: Final = b"cursor"
_CANDIDATE: Final = 2
"""The place of the candidates' topic, behind those of the store's two kinds of event."""
_CANDIDATE_HEADERS: Final = [("content-type", CONTENT_TYPE)]
_LOOK_BACK: Final = 1000
"""Offsets at the end of the cursor's topic that are read first."""

_Packed: TypeAlias = list[tuple[str, int, BatchBuilder]]


class _Batch(NamedTuple):
    """What one transaction publishes, and the cursor that stands behind it."""

    rows: list[TailRow]
    packed: _Packed
    after: Cursor


class Relay:
    """Publishes one service's events while its process is the elected one."""

    def __init__(
        self,
        service: str,
        bootstrap: str,
        namespace: str,
        pool: AsyncPool,
        store: Store,
        *,
        poll: float = 0.02,
        gathering_reads: float = _GATHERING_READS,
    ) -> None:
        """`store` is told whether its database was restored, and tells when this process has saved something.

        `poll`: seconds between two looks at the store; five times that in a quiet time, 20 ms at most after a save.
        `gathering_reads`: seconds in which access events gather for a transaction of their own.
        """
        self._service = service
        self._bootstrap = bootstrap
        self._namespace = namespace
        self._pool = pool
        self._store = store
        self._poll = poll
        self._gathering_reads = gathering_reads
        self._tail = store.tail()
        self._threads = ThreadPoolExecutor(2, thread_name_prefix=f"relay-{service}")
        self._following: tuple[Cursor, Future[list[TailRow]]] | None = None
        """The rows behind a cursor, which are being read while those before it are packed."""
        self._topics = (
            events_topic(service, namespace),
            access_topic(service, namespace),
            candidates_topic(service, namespace),
        )
        self._cursor_topic = relay_topic(service, namespace)
        self.published = 0  # events, by this process
        self._current_at = time.monotonic()
        self._looked = 0.0
        self._expecting_until = 0.0
        self._saved = asyncio.Event()
        self._awaited = asyncio.Event()
        """Set by a save that somebody waits to see: any but an access event."""
        self._awaited_until = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None
        store.on_save(self._wake)

    def _wake(self, only_access: bool) -> None:
        """Something was saved, in another thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._saved.set)
            if not only_access:
                self._loop.call_soon_threadsafe(self._await)

    def _await(self) -> None:
        """Somebody waits to see what was saved."""
        self._awaited_until = time.monotonic() + _SHOWN_WITHIN
        self._awaited.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Publish until `stop`; outages of the broker and the database, and being fenced, are sat out.

        Every process checks the store against the cursor first, elected or not: until then a store made with
        `check_first` takes no write.
        """
        self._loop = asyncio.get_running_loop()
        pause = _FIRST_PAUSE
        while not stop.is_set():
            began = time.monotonic()
            try:
                if await self._is_whole(await read_cursor(self._bootstrap, self._cursor_topic)):
                    await self._contend(stop)
                else:
                    pause = _LONGEST_PAUSE
            except ProducerFenced:
                log.warning("fenced: another relay publishes, or a transaction took too long", service=self._service)
            except Exception as error:  # whatever it is, commands are still accepted and published later
                log.warning("relay begins again", service=self._service, error=describe(error))
                lasted = time.monotonic() - began
                pause = _FIRST_PAUSE if lasted > _LONGEST_PAUSE else min(pause * 2, _LONGEST_PAUSE)
            await wait(stop, pause)

    async def _is_whole(self, cursor: Cursor | None) -> bool:
        """Whether the store has what was published last; otherwise its writes are stopped."""
        whole = await asyncio.to_thread(self._store.check_restored, cursor)
        if not whole:
            log.error(
                "database older than what was published: writes stop until council recover", service=self._service
            )
        return whole

    async def _contend(self, stop: asyncio.Event) -> None:
        async with (
            self._pool.connection() as connection,
            session_lock(connection, lock_name(self._service), wait_until=stop) as elected,
        ):
            if elected:
                await self._publish(connection, stop)

    async def _publish(self, connection: AsyncConnection[Any], stop: asyncio.Event) -> None:
        producer = make_producer(self._bootstrap, relay_transaction(self._service, self._namespace))
        try:
            async with asyncio.timeout(_START_WITHIN):
                await producer.start()
                cursor = await read_cursor(self._bootstrap, self._cursor_topic)
            if await self._is_whole(cursor):
                log.info("relay publishes", service=self._service, position=cursor.position if cursor else 0)
                await self._follow(producer, cursor or START, connection, stop)
        finally:
            await _end(producer)

    async def _follow(
        self, producer: AIOKafkaProducer, cursor: Cursor, connection: AsyncConnection[Any], stop: asyncio.Event
    ) -> None:
        """Publish what stands after the cursor, batch by batch; the next one is made ready while Kafka commits this one."""
        self._following = None  # read for an earlier term, since when the database may have been restored
        ahead: asyncio.Task[_Batch | None] | None = None
        stopping = asyncio.create_task(self._wake_at(stop))
        try:
            while not stop.is_set():
                self._saved.clear()
                batch = await (ahead or self._next(producer, cursor))
                ahead = None
                if batch is not None:
                    if len(batch.rows) == BATCH:
                        ahead = asyncio.create_task(self._next(producer, batch.after))
                    await self._transact(producer, batch)
                    cursor, self._expecting_until = batch.after, time.monotonic() + _QUIET_AFTER
                await self._note(cursor, connection, behind=ahead is not None)
                if batch is None:
                    await self._idle()
                elif ahead is None:
                    await self._gather(stop, batch)
        finally:
            running = [stopping] if ahead is None else [stopping, ahead]
            for task in running:
                task.cancel()
            await asyncio.wait(running)

    async def _gather(self, stop: asyncio.Event, published: _Batch) -> None:
        """Let the next transaction grow."""
        await wait(stop, _GATHERING)
        if time.monotonic() > self._awaited_until and all(row.kind == ACCESS for row in published.rows):
            self._awaited.clear()
            await wait(self._awaited, self._gathering_reads)

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._saved.set()
        self._await()

    async def _idle(self) -> None:
        """Wait for a save of this process, or for the next look; looks are rarer when none is expected to find anything.

        A row is shown a moment after its save, once nothing older can be committed any more.
        """
        quiet = time.monotonic() > self._expecting_until
        await wait(self._saved, self._poll * _QUIET_FACTOR if quiet else min(self._poll, _MOMENT))
        if self._saved.is_set():
            self._expecting_until = time.monotonic() + _EXPECTED_WITHIN

    async def _next(self, producer: AIOKafkaProducer, cursor: Cursor) -> _Batch | None:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._make, producer, cursor)

    def _make(self, producer: AIOKafkaProducer, cursor: Cursor) -> _Batch | None:
        """The next rows, packed. In a thread: reading takes a third of the processor time that it takes a coroutine."""
        rows = self._read(cursor)
        if not rows:
            return None
        after = rows[-1].cursor()
        if len(rows) == BATCH:
            self._following = after, self._threads.submit(self._tail.read, after, BATCH)
        return _Batch(rows, self._pack(producer, rows), after)

    def _read(self, cursor: Cursor) -> list[TailRow]:
        """The rows behind the cursor; those that were read ahead, if it has come to where they begin."""
        ahead, self._following = self._following, None
        found = ahead[1].result() if ahead is not None and ahead[0] == cursor else []
        return found or self._tail.read(cursor, BATCH)

    async def _transact(self, producer: AIOKafkaProducer, batch: _Batch) -> None:
        """One Kafka transaction: these events and the cursor behind them."""
        count = len(batch.rows)
        with follow("relay.publish", map(_traceparent, batch.rows), service=self._service, events=count):
            cursor = producer.create_batch()
            cursor.append(timestamp=None, key=_CURSOR_KEY, value=_to_json(batch.after))
            async with transaction(producer) as sending:
                for topic, place, made in batch.packed:
                    await sending.send(made, topic, place)
                await sending.send(cursor, self._cursor_topic, 0)
        self.published += count
        RELAYED_EVENTS.labels(self._service).inc(count)

    def _pack(self, producer: AIOKafkaProducer, rows: Sequence[TailRow]) -> _Packed:
        """The rows and their candidates as record batches, one a partition (more where it would grow too large), in order."""
        now_ms = int(time.time() * 1000)
        packed: _Packed = []
        filling: dict[tuple[int, int], BatchBuilder] = {}

        def put(kind: int, partition: int, key: bytes, body: bytes, headers: list[tuple[str, bytes]]) -> None:
            place = kind, partition
            batch = filling.get(place)
            if batch is None or not batch.append(timestamp=now_ms, key=key, value=body, headers=headers):
                batch = filling[place] = producer.create_batch()
                packed.append((self._topics[kind], partition, batch))
                if not batch.append(timestamp=now_ms, key=key, value=body, headers=headers):
                    raise MessageSizeTooLargeError(f"an event of {len(body)} bytes")

        for _, _, _, _, name, kind, partition_key, body in rows:
            partition, key = partition_of(partition_key), partition_key.encode()
            put(kind, partition, key, body, headers_of(body))
            candidate = candidate_of(name, body)
            if candidate is not None:
                put(_CANDIDATE, partition, key, candidate, _CANDIDATE_HEADERS)
        return packed

    async def _note(self, cursor: Cursor, connection: AsyncConnection[Any], *, behind: bool) -> None:
        """Now and then: is the lock's connection alive, and how far behind are we."""
        now = time.monotonic()
        if not behind:
            self._current_at = now
        if now - self._looked < _CHECK_EVERY:
            return
        self._looked = now
        await connection.execute("SELECT 1")
        RELAY_LAG_SECONDS.labels(self._service).set(now - self._current_at)
        RELAY_LAG_EVENTS.labels(self._service).set(await AsyncTail(self._pool).behind(cursor) if behind else 0)


def lock_name(service: str) -> str:
    """The session lock in the service's database that its publishing relay holds."""
    return f"relay:{service}"


async def _end(producer: AIOKafkaProducer) -> None:
    """Stop a producer that may be in any state; what it left open is aborted by the next one of its id."""
    try:
        await asyncio.wait_for(producer.stop(), _STOP_WITHIN)
    except (Exception, asyncio.CancelledError) as error:
        log.warning("producer is left behind", error=describe(error))


def _traceparent(row: TailRow) -> str | None:
    return traceparent_of(row.body)


def _to_json(cursor: Cursor) -> bytes:
    return to_json(
        {
            "epoch": cursor.epoch,
            "xid": cursor.xid,
            "position": cursor.position,
            "event_id": str(cursor.event_id),
            "sha256": (cursor.hash or b"").hex(),
        }
    )


def _from_json(raw: bytes) -> Cursor:
    said = from_json(raw)
    return Cursor(said["epoch"], said["xid"], said["position"], UUID(said["event_id"]), bytes.fromhex(said["sha256"]))


async def read_cursor(bootstrap: str, topic: str) -> Cursor | None:
    """The last committed cursor of a relay, or None when nothing was ever published.

    Only the relay writes this topic. Read after init_transactions, nothing of it is open: the end is the end.
    """
    place = TopicPartition(topic, 0)
    consumer = make_consumer(bootstrap, client_id=f"cursor-{topic}")
    try:
        await consumer.start()
        consumer.assign([place])
        first = (await consumer.beginning_offsets([place]))[place]
        end = (await consumer.end_offsets([place]))[place]
        start = end
        while start > first:
            start = max(first, start - _LOOK_BACK)
            consumer.seek(place, start)
            last: bytes | None = None
            while await consumer.position(place) < end:
                for messages in (await consumer.getmany(timeout_ms=500)).values():
                    last = messages[-1].value
            if last is not None:
                return _from_json(last)
        return None
    finally:
        await consumer.stop()
