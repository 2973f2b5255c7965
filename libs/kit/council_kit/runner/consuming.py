"""The loop of one projection or reaction: what the group assigns, read from where Postgres says, applied batch by batch."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import time
from collections.abc import AsyncGenerator, Iterable, Sequence
from typing import Final, NamedTuple, Protocol

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import IllegalStateError
from council_events.topics import group_prefix

from council_kit.kafka import make_consumer
from council_kit.outages import describe, is_environment, wait
from council_kit.postgres import AsyncPool
from council_kit.runner import offsets
from council_kit.runner.decoding import Decoder, Item, event_id_of
from council_kit.runner.faults import NotOwnerError, RebuildNeededError
from council_kit.runner.generations import Generation
from council_kit.runner.lag import Lag
from council_kit.telemetry import get_logger

log = get_logger("runner")

BATCH: Final = 2000
"""Messages fetched at a time, all of them decoded and held in memory."""
SELECTIVE_BATCH: Final = 6000
"""The same where most are passed over."""
MANY: Final = 1000
"""Events in a batch from which on the next is read ahead."""
_SLICE: Final = 100
"""Events decoded without letting anything else run, some 3 ms."""
_POLL_MS: Final = 200
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 5.0
_STOPPING: Final = 5.0
"""Seconds to leave the group in; the broker may be away."""
_REVOCATION: Final = 5.0
"""Seconds that a rebalance waits for the batch in hand."""


def spare_the_collector() -> None:
    """Let Python look for cycles less often in this process.

    A batch is some 100,000 live objects, none of them in a cycle. At the default of 700 new objects a look, a third of
    the processor time of a rebuild went into looking.
    """
    gc.set_threshold(50_000, 20, 50)


class Handling(Protocol):
    """What is done with the events: `Applying` or `Reacting`."""

    async def apply(self, items: Sequence[Item], at: dict[TopicPartition, int]) -> None:
        """Do these events and note in `at` how far the positions came."""


class Opened(Protocol):
    """Opens the generation to work on; called again when it may have changed."""

    async def __call__(self) -> tuple[Generation, Handling]: ...


class Placing:
    """A consumer's partitions and where they stand; checks that the event before each position is still the same."""

    def __init__(self, name: str, consumer: AIOKafkaConsumer) -> None:
        self._name = name
        self._consumer = consumer
        self._before: dict[TopicPartition, offsets.Position] = {}
        self.at: dict[TopicPartition, int] = {}

    def seek(self, positions: dict[TopicPartition, offsets.Position]) -> None:
        """Go to these positions, one earlier where an event was read before; raises IllegalStateError when revoked."""
        self.at = {place: position.next_offset for place, position in positions.items()}
        self._before = {place: position for place, position in positions.items() if position.last_event_id is not None}
        for place, position in positions.items():
            self._consumer.seek(place, position.next_offset - (place in self._before))

    def accept(self, items: list[Item]) -> list[Item]:
        """The items from the positions on; raises RebuildNeededError when the event before one is not the one applied."""
        if not self._before:
            return items
        accepted: list[Item] = []
        for item in items:
            expected = self._before.pop(TopicPartition(item.topic, item.partition), None)
            if expected is None:
                accepted.append(item)
            elif item.offset != expected.next_offset - 1 or event_id_of(item) != expected.last_event_id:
                place = f"{item.topic} {item.partition} {expected.next_offset - 1}"
                raise RebuildNeededError(
                    self._name, f"適用済みの記録と一致しません ({place})", f"not the event applied before, at {place}"
                )
        return accepted


class Consuming(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """Runs until told to stop; survives rebalances and outages of the broker and the database."""

    def __init__(
        self,
        service: str,
        name: str,
        topics: Sequence[str],
        decoder: Decoder,
        opened: Opened,
        pool: AsyncPool,
        bootstrap: str,
        namespace: str,
    ) -> None:
        self._bootstrap = bootstrap
        self._group = f"{group_prefix(service, namespace)}{name}"
        self._name = name
        self._topics = topics
        self._decoder = decoder
        self._pool = pool
        self._open = opened
        self._reassigned = asyncio.Event()
        self._in_hand = asyncio.Lock()
        self._lag = Lag(service, name)

    async def run(self, stop: asyncio.Event) -> None:
        """Consume until `stop`; what goes wrong is logged and tried again, with growing pauses up to 5 s."""
        pause = _FIRST_PAUSE
        while not stop.is_set():
            began = time.monotonic()
            try:
                await self._session(stop)
            except RebuildNeededError as error:
                log.error("projection stands still until it is rebuilt", projection=self._name, error=error.why)
                pause = _LONGEST_PAUSE
            except Exception as error:  # whatever it is, the other projections and the API go on
                log.warning("runner begins again", projection=self._name, error=describe(error))
                lasted = time.monotonic() - began
                pause = _FIRST_PAUSE if lasted > _LONGEST_PAUSE else min(pause * 2, _LONGEST_PAUSE)
            await wait(stop, pause)

    async def _session(self, stop: asyncio.Event) -> None:
        consumer = make_consumer(self._bootstrap, self._group, client_id=self._name)
        consumer.subscribe(self._topics, listener=self)
        try:
            await consumer.start()
            while not stop.is_set():
                self._reassigned.clear()
                generation, handling = await self._open()
                assigned = consumer.assignment()
                if not assigned:
                    await wait(self._reassigned, _POLL_MS / 1000)
                    continue
                async with self._pool.connection() as connection:
                    positions = await offsets.positions(connection, self._name, generation.number, assigned)
                placing = Placing(self._name, consumer)
                with contextlib.suppress(IllegalStateError):  # revoked since; the next turn sees what is assigned then
                    placing.seek(positions)
                    await self._follow(consumer, placing, generation, handling, stop)
        finally:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(consumer.stop(), _STOPPING)

    async def _follow(
        self,
        consumer: AIOKafkaConsumer,
        placing: Placing,
        generation: Generation,
        handling: Handling,
        stop: asyncio.Event,
    ) -> None:
        """Apply batches until the partitions or the generation change. While a large batch is applied, the next is read."""
        async with contextlib.aclosing(batches(consumer, self._decoder)) as following:
            async for batch in following:
                if stop.is_set() or self._reassigned.is_set():
                    return
                items = placing.accept(batch.items)
                async with self._in_hand:
                    if items and not await self._apply(items, placing.at, handling, stop):
                        return
                if not await self._lag.note(consumer, placing.at, generation, self._pool, more=batch.more):
                    return

    async def _apply(
        self, items: list[Item], at: dict[TopicPartition, int], handling: Handling, stop: asyncio.Event
    ) -> bool:
        """Apply a batch, again and again while the environment fails; False when the partitions have to be placed anew."""
        pause = _FIRST_PAUSE
        while True:
            try:
                await handling.apply(items, at)
            except NotOwnerError:
                self._reassigned.set()
                return False
            except Exception as error:
                if not is_environment(error):
                    raise
                log.warning("batch is tried again", projection=self._name, error=describe(error))
                await wait(stop, pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
                if stop.is_set() or self._reassigned.is_set():
                    return False
                items = [item for item in items if item.offset >= at[TopicPartition(item.topic, item.partition)]]
            else:
                return True

    async def on_partitions_revoked(self, _revoked: Iterable[TopicPartition]) -> None:
        """Let the batch in hand end, so that its work is not thrown away."""
        self._reassigned.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._in_hand.acquire(), _REVOCATION)
            self._in_hand.release()

    def on_partitions_assigned(self, _assigned: Iterable[TopicPartition]) -> None:
        """The loop reads the positions itself, where it can try again."""
        self._reassigned.set()


class Batch(NamedTuple):
    """What was got at once: the items that somebody wants, and of how many messages."""

    items: list[Item]
    messages: int

    @property
    def more(self) -> bool:
        """It was much, so that the next batch is being read already."""
        return self.messages >= MANY


async def batches(consumer: AIOKafkaConsumer, decoder: Decoder, at_once: int = _SLICE) -> AsyncGenerator[Batch, None]:
    """What the consumer gets, batch by batch, an empty one when there was nothing for a moment. Close it when leaving.

    After a large batch the next one is read and decoded while the caller's database works. `at_once`: events decoded
    without letting anything else run.
    """
    ahead: asyncio.Task[Batch] | None = None
    try:
        while True:
            batch = await (ahead or _read(consumer, decoder, at_once))
            ahead = asyncio.create_task(_read(consumer, decoder, at_once)) if batch.more else None
            yield batch
    finally:
        if ahead is not None:
            ahead.cancel()
            await asyncio.wait([ahead])


async def _read(consumer: AIOKafkaConsumer, decoder: Decoder, at_once: int) -> Batch:
    fetched = await consumer.getmany(timeout_ms=_POLL_MS, max_records=SELECTIVE_BATCH if decoder.selects else BATCH)
    items: list[Item] = []
    for place, messages in fetched.items():
        for start in range(0, len(messages), at_once):
            items += decoder.decode(place, messages[start : start + at_once])
            await asyncio.sleep(0)  # answers of the database, and of the API, are waiting
    return Batch(items, sum(map(len, fetched.values())))
