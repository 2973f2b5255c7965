"""`Store`: load → decide → save."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, NoReturn, TypeVar
from uuid import UUID

from council_events import Envelope, Event, access, read_envelope, schema_uri
from council_events.event import envelope_class
from eventsourcing.persistence import IntegrityError
from psycopg.errors import SerializationFailure
from uuid_utils.compat import uuid7

from council_kit.clock import Clock
from council_kit.postgres import Pool
from council_kit.store.acting import (
    Acting,
    Beside,
    ConcurrentDecision,
    KeyReusedError,
    Model,
    ReactedTo,
    Saved,
    SavedEvent,
    StoreRestored,
    Together,
    VersionAheadError,
)
from council_kit.store.library import EventApplication
from council_kit.store.mapper import ACCESS, Recorded, folded, kind_of
from council_kit.store.recorder import Answer
from council_kit.store.restoring import copy_back, follow_the_cluster, stands
from council_kit.store.tail import Cursor, Tail
from council_kit.telemetry import APPEND_SECONDS, APPENDED_EVENTS, span
from council_kit.vault import Vault

S = TypeVar("S")

_STREAMS = "SELECT stream_id, body FROM events WHERE stream_id = ANY(%s) ORDER BY stream_id, version"

_ATTEMPTS = 20
"""How often a reaction, or a decision that rests on another stream, is taken anew when others save to the same stream;
each conflict means that somebody got on."""
_APPENDED_AT_ONCE = 1000
"""Events in one statement of `append_many`, which takes some 0.1 s; a statement may take 0.9 s on any machine."""


class Appending(NamedTuple):
    """One event for `append_many`, without a decision: for histories that are made elsewhere.

    `recorded_at`: the envelope's `time`; None is now. `event_id`: None makes one.
    """

    stream_id: UUID
    version: int
    event: Event
    acting: Acting
    subject: str | None = None
    partition_key: str | None = None
    recorded_at: dt.datetime | None = None
    event_id: UUID | None = None


class Store:
    """One service's events. Safe between threads; every method blocks, so coroutines call it in a worker thread.

    All methods raise psycopg.OperationalError (503) when the database can't be reached or a limit has passed.
    """

    def __init__(
        self, service: str, pool: Pool, vault: Vault | None, clock: Clock, *, check_first: bool = False
    ) -> None:
        """Makes the tables where missing. `check_first`: no write before `check_restored` was called."""
        self._service = service
        self._pool = pool
        self._vault = vault
        self._clock = clock
        self._application = EventApplication(pool)
        self._recorder = self._application.our_recorder
        self._writes_allowed = not check_first
        self._listeners: list[Callable[[bool], None]] = []
        self._seconds = APPEND_SECONDS.labels(service)
        self._appended = APPENDED_EVENTS.labels(service)

    @property
    def writes_allowed(self) -> bool:
        """Whether a save is possible; otherwise it raises StoreRestored."""
        return self._writes_allowed

    def load(self, stream_id: UUID, model: Model[S]) -> tuple[S, int]:
        """The state and version now; the initial state and 0 when the stream is empty."""
        stream = self._application.fold(stream_id, model)
        return stream.state, stream.version

    def load_many(self, stream_ids: Sequence[UUID], model: Model[S]) -> dict[UUID, S]:
        """The states of several streams in one round trip; an empty stream is not among them."""
        histories: dict[UUID, list[bytes]] = {}
        with self._pool.connection() as connection:
            for stream_id, body in connection.execute(_STREAMS, (list(stream_ids),), binary=True):
                histories.setdefault(stream_id, []).append(body)
        return {stream_id: folded(history, model) for stream_id, history in histories.items()}

    def on_save(self, listener: Callable[[bool], None]) -> None:
        """Call this after every save of this process, from the thread that saved; it must be quick and never raise.

        It is told whether an access event was all that was saved.
        """
        self._listeners.append(listener)

    def tail(self) -> Tail:
        """A reader of all events in commit-safe order, for threads."""
        return Tail(self._pool)

    def history(self, stream_id: UUID) -> list[bytes]:
        """The raw envelopes of a stream in order."""
        return [stored.state for stored in self._recorder.select_events(stream_id)]

    def execute(
        self,
        stream_id: UUID,
        model: Model[S],
        decide: Callable[[S], Sequence[Event] | Together],
        acting: Acting,
        *,
        subject: str | None = None,
        partition_key: str | None = None,
        reaction: ReactedTo | None = None,
        beside: Callable[[Sequence[Event]], Sequence[Appending]] | None = None,
    ) -> Saved:
        """Load, decide, seal, and save in one transaction.

        `subject` (default `case:<stream id>`) names the data key of sealed values without a subject of their own;
        `partition_key` (default the stream id) is the Kafka key. A reaction that meets a conflict decides anew; one
        that was saved before only moves its offset. `beside` makes, from the events decided, events of other streams that
        must be saved with them or not at all; a version taken there is a conflict as on the own stream. `decide` may give
        `Together` instead, where it rests on other streams: when one of those has grown meanwhile, it decides anew.

        Raises ConcurrentDecision, VersionAheadError, KeyReusedError, EventTooLargeError, StoreRestored,
        OffsetMovedError, the vault's errors, and whatever `decide` raises.
        """
        self._refuse_writes_after_restore()
        attempt = _Attempt(stream_id, subject, partition_key, acting, reaction, beside)
        for _ in range(_ATTEMPTS):
            answered = self._answered(acting)
            if answered is not None:
                return answered
            state, version = self.load(stream_id, model)
            self._refuse_other_version(stream_id, version, acting)
            try:
                decided = decide(state)
            except Exception:  # a reaction that was saved before may find its own outcome in its way
                repeated = self._reacted_before(attempt, version)
                if repeated is None:
                    raise
                return repeated
            events, read_beside = decided if isinstance(decided, Together) else (decided, ())
            saved = self._save(attempt, version, events, read_beside)
            if saved is not None:
                return saved
        if self._has_grown(stream_id, version):
            self._refuse_second(stream_id, version)
        raise SerializationFailure("another stream that the decision rests on grew at every attempt")

    def append_many(self, items: Sequence[Appending]) -> int:
        """Save events as they are given; up to 1,000 are one transaction, more are several in turn. Gives their number.

        Raises ConcurrentDecision, naming who holds the first version that is taken; then nothing of its transaction
        is saved.
        """
        self._refuse_writes_after_restore()
        for start in range(0, len(items), _APPENDED_AT_ONCE):
            chunk = items[start : start + _APPENDED_AT_ONCE]
            try:
                self._record(chunk, [item.event_id or uuid7() for item in chunk])
            except IntegrityError:
                self._refuse_taken(chunk)
                raise
        return len(items)

    def record_access(self, event: access.Read | access.Refused, acting: Acting, *, subject: str | None = None) -> None:
        """Save an access event as a stream of its own (its id, version 1), keyed by the actor.

        `subject` (default `person:<actor>`) names the data key of the words that were searched for.
        """
        self.begin_access(event, acting, subject=subject)()

    def begin_access(
        self, event: access.Read | access.Refused, acting: Acting, *, subject: str | None = None
    ) -> Callable[[], None]:
        """The same in two halves: it is sent; what is given waits until it is durable, and must be called.

        The server commits meanwhile, and the caller builds the answer, without a thread for either.
        """
        self._refuse_writes_after_restore()
        event_id = uuid7()
        item = Appending(event_id, 1, event, acting, subject or f"person:{acting.actor}", acting.actor)
        began = time.perf_counter()
        with span("store.append", events=1):
            finish = self._application.begin(self._sealed([item], [event_id])[0])
        return partial(self._finish_access, finish, time.perf_counter() - began)

    def _finish_access(self, finish: Callable[[], None], seconds: float) -> None:
        """`seconds`: what sending it took; the time between is not the save's."""
        began = time.perf_counter()
        with span("store.confirm", events=1):
            finish()
        self._seconds.observe(seconds + time.perf_counter() - began)
        self._saved(1, only_access=True)

    def check_restored(self, cursor: Cursor | None) -> bool:
        """Whether the event of the relay's cursor stands here with the same bytes; opens or closes the gate for writes.

        None (nothing was ever published) is fine. Where a dump was loaded into a new cluster, opens a new epoch.
        """
        follow_the_cluster(self._pool)
        self._writes_allowed = cursor is None or cursor.event_id is None or stands(self._pool, cursor)
        return self._writes_allowed

    def recover(self, raw: Iterable[bytes]) -> int:
        """Copy back what the store lacks of these envelopes, byte for byte, and open a new epoch; gives the number.

        `raw`: all messages of the service's event and access topics, in any order. Other writers must be stopped.
        Raises RecoveryConflictError where the store holds another event at the same version. Run again after a fault.
        """
        return copy_back(self._pool, raw)

    def _answered(self, acting: Acting) -> Saved | None:
        """The first answer to this request, where it was made before."""
        if acting.idempotency_key is None:
            return None
        found = self._recorder.answer_of(acting.actor, acting.idempotency_key)
        if found is None:
            return None
        asked = self._keyed(acting)
        if None not in (found.request_hash, asked) and found.request_hash != asked:
            raise KeyReusedError
        events = tuple(SavedEvent(*event) for event in found.events)
        return Saved(found.stream_id, found.version, events, repeated=True)

    def _keyed(self, acting: Acting) -> bytes | None:
        """What is kept of a request, to know it again: its hash tells a guess from what was asked, its keyed hash nothing.

        A store without a vault keeps the hash: its events say in clear what was asked.
        """
        if acting.request_hash is None or self._vault is None:
            return acting.request_hash
        return self._vault.keyed_hash(acting.council, f"requests of {self._service}", acting.request_hash)

    def _save(
        self, attempt: _Attempt, version: int, events: Sequence[Event], read_beside: Sequence[Beside]
    ) -> Saved | None:
        """Save what was decided at `version`; None when it must be decided anew."""
        acting, stream_id = attempt.acting, attempt.stream_id
        new = [
            Appending(stream_id, version + number, event, acting, attempt.subject, attempt.partition_key)
            for number, event in enumerate(events, start=1)
        ]
        own = len(new)
        if attempt.beside is not None:
            new += attempt.beside(events)
        new += [
            Appending(other.stream_id, other.version + number, event, acting, other.subject)
            for other in read_beside
            for number, event in enumerate(other.events, start=1)
        ]
        ids = [uuid7() for _ in new]
        answer = None
        if acting.idempotency_key is not None:
            answer = Answer(acting.actor, acting.idempotency_key, self._keyed(acting), stream_id, version)
        try:
            self._record(new, ids, answer=answer, reaction=attempt.reaction)
        except IntegrityError as failure:
            if any(self._has_grown(other.stream_id, other.version) for other in read_beside):
                return self._answered(acting)
            return self._after_conflict(attempt, version, new, failure)
        saved = tuple(
            SavedEvent(event_id, item.event.type_name, item.version)
            for event_id, item in zip(ids[:own], new[:own], strict=True)
        )
        return Saved(stream_id, version + len(saved), saved, repeated=False)

    def _after_conflict(
        self, attempt: _Attempt, version: int, new: Sequence[Appending], failure: IntegrityError
    ) -> Saved | None:
        """Somebody else saved first: the same request or reaction elsewhere, or another decision."""
        answered = self._answered(attempt.acting)
        if answered is not None:
            return answered
        if attempt.reaction is None:
            self._refuse_taken(new)
            raise failure
        return self._reacted_before(attempt, version)

    def _reacted_before(self, attempt: _Attempt, version: int) -> Saved | None:
        """The answer to a reaction that is saved already; only its offset moves."""
        if attempt.reaction is None or not self._recorder.has_reacted(attempt.reaction):
            return None
        self._recorder.move_offset(attempt.reaction)
        return Saved(attempt.stream_id, version, (), repeated=True)

    def _record(
        self,
        items: Sequence[Appending],
        ids: Sequence[UUID],
        *,
        answer: Answer | None = None,
        reaction: ReactedTo | None = None,
    ) -> None:
        """Seal and append, timed; raises IntegrityError when a version, key or reaction is there already."""
        with span("store.append", events=len(items)), self._seconds.time():
            self._application.record(self._sealed(items, ids), answer=answer, reaction=reaction)
        if items:
            self._saved(len(items), only_access=all(kind_of(item.event.type_name) == ACCESS for item in items))

    def _saved(self, count: int, *, only_access: bool) -> None:
        self._appended.inc(count)
        for listener in self._listeners:
            listener(only_access)

    def _sealed(self, items: Sequence[Appending], ids: Sequence[UUID]) -> list[Recorded]:
        """The envelopes, with every confidential value sealed; a clear one left over fails when the bytes are made."""
        events: Sequence[Event] = [item.event for item in items]
        if self._vault is not None:
            events = self._vault.seal_events(
                [
                    (item.event, event_id, item.acting.council, _subject_of(item))
                    for event_id, item in zip(ids, items, strict=True)
                ]
            )
        now = self._clock.now()
        return [Recorded(self._envelope(*one, now)) for one in zip(items, ids, events, strict=True)]

    def _envelope(self, item: Appending, event_id: UUID, event: Event, now: dt.datetime) -> Envelope[Any]:
        acting = item.acting
        return envelope_class(event.type_name)(
            id=event_id,
            source=f"/councils/{acting.council}/{self._service}",
            type=event.type_name,
            subject=_subject_of(item).rpartition(":")[2],
            time=item.recorded_at or now,
            dataschema=schema_uri(event.type_name),
            occurredon=acting.occurred_on,
            sequence=item.version,
            streamid=item.stream_id,
            partitionkey=item.partition_key or str(item.stream_id),
            council=acting.council,
            actor=acting.actor,
            onbehalfof=acting.on_behalf_of,
            purpose=acting.purpose,
            correlationid=acting.correlation_id,
            causationid=acting.causation_id,
            traceparent=acting.traceparent,
            data=event,
        )

    def _refuse_writes_after_restore(self) -> None:
        if not self._writes_allowed:
            raise StoreRestored("writes wait for the restore check, or for `council recover`")

    def _refuse_other_version(self, stream_id: UUID, version: int, acting: Acting) -> None:
        expected = acting.expected_version
        if expected is None or expected == version:
            return
        if expected > version:
            raise VersionAheadError(expected, version)
        self._refuse_second(stream_id, expected)

    def _has_grown(self, stream_id: UUID, version: int) -> bool:
        return bool(self._recorder.select_events(stream_id, gt=version, limit=1))

    def _refuse_taken(self, items: Sequence[Appending]) -> None:
        """Say who holds the first of these versions that is taken."""
        for item in items:
            if self._recorder.select_events(item.stream_id, gt=item.version - 1, limit=1):
                self._refuse_second(item.stream_id, item.version - 1)

    def _refuse_second(self, stream_id: UUID, version: int) -> NoReturn:
        """Say who recorded the version after this one."""
        first = read_envelope(self._recorder.select_events(stream_id, gt=version, limit=1)[0].state)
        raise ConcurrentDecision(stream_id, first.actor, first.type, first.time)


def _subject_of(item: Appending) -> str:
    return item.subject or f"case:{item.stream_id}"


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What stays the same when a reaction decides anew."""

    stream_id: UUID
    subject: str | None
    partition_key: str | None
    acting: Acting
    reaction: ReactedTo | None
    beside: Callable[[Sequence[Event]], Sequence[Appending]] | None
