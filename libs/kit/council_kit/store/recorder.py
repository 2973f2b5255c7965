"""The recorder: the only code that writes events, in one transaction of its own for every save (design §5).

One statement inserts the events; no lock on the table, no NOTIFY. What belongs to the save (the idempotency answer, or
the reaction's row and offset) is written after the events in the same transaction. Load and decide are done before
it opens: a writer that has seen version n then always has a younger xid than the writer of n.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, LiteralString, NoReturn, TypeVar, cast
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    NotSupportedError,
    StoredEvent,
    Subscription,
)
from psycopg_pool import PoolTimeout
from typing_extensions import override

from council_kit.postgres import Pool, create_once
from council_kit.store.acting import OffsetMovedError, ReactedTo, StoreRestored
from council_kit.store.mapper import EnvelopeRow
from council_kit.store.schema import DDL
from council_kit.store.single import SingleInsert

R = TypeVar("R")

ATTEMPTS: Final = 3
"""How often a save is tried when its connection is lost."""

_INSERT: Final = """INSERT INTO events (stream_id, version, event_id, type, kind, partition_key, body)
SELECT * FROM unnest(%b::uuid[], %b::int[], %b::uuid[], %b::text[], %b::smallint[], %b::text[], %b::bytea[])"""
_ANSWERED: Final = """INSERT INTO answers (actor, key, request_hash, stream_id, first_version, last_version)
VALUES (%b, %b, %b, %b, %b, %b)"""
_REACTED: Final = "INSERT INTO reacted (event_id, reaction) VALUES (%b, %b)"
# `runner_offsets` is the runner's table (runner/offsets.py); a reaction has one generation.
_MOVE_OFFSET: Final = """UPDATE runner_offsets SET next_offset = %b::bigint + 1, last_event_id = %b
WHERE projection = %b AND topic = %b AND partition = %b AND next_offset <= %b"""

_ANSWER_OF: Final = """SELECT a.request_hash, a.stream_id, a.last_version, e.event_id, e.type, e.version
FROM answers a LEFT JOIN events e ON e.stream_id = a.stream_id AND e.version BETWEEN a.first_version AND a.last_version
WHERE a.actor = %b AND a.key = %b ORDER BY e.version"""
_LOST: Final = ("08", "57P")
"""SQLSTATE classes of a connection that ended: connection exception, operator intervention (shutdown, crash)."""
_ROLLED_BACK: Final = "40"
"""Deadlock, serialisation failure: nothing was written."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The idempotency answer to keep: a reference to what was saved, read again under the rights of the day it is asked."""

    actor: str
    key: str
    request_hash: bytes | None
    stream_id: UUID
    version: int
    """The stream's version before the save."""


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """An answer given before; `events` are (event id, type, version)."""

    request_hash: bytes | None
    stream_id: UUID
    version: int
    events: tuple[tuple[UUID, str, int], ...]


class Recorder(ApplicationRecorder):
    """The library's application recorder over our table."""

    def __init__(self, pool: Pool) -> None:
        """Makes the tables where missing."""
        self._pool = pool
        self._losses_seen = 0
        self._last_saved: UUID | None = None
        self._single = SingleInsert()
        # A save under way keeps its connection while its thread does something else, for which it may need another one.
        self._under_way = threading.Semaphore(pool.max_size // 2)
        create_once(pool, "answers", DDL)

    # What the library asks of a recorder.

    @override
    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        """Save, with `answer: Answer` or `reaction: ReactedTo` among the keywords.

        Raises the library's IntegrityError, its text the constraint's name, when a version, answer or reaction is
        there already; OffsetMovedError; StoreRestored; psycopg.OperationalError when the database can't be reached.
        """
        rows = cast("Sequence[EnvelopeRow]", stored_events)
        answer: Answer | None = kwargs.get("answer")
        reaction: ReactedTo | None = kwargs.get("reaction")
        if not rows and answer is None and reaction is None:
            return
        self._recognise_the_database()
        self._insert(rows, answer, reaction)

    def begin(self, stored_event: StoredEvent) -> Callable[[], None]:
        """Send one event to be saved. What is given must be called: it waits until the event is durable, or makes it so.

        That raises as `insert_events` does. Where too many wait already nothing is sent, and all is done there.
        """
        row = cast("EnvelopeRow", stored_event)
        self._recognise_the_database()
        if not self._under_way.acquire(blocking=False):
            return partial(self._insert, [row])
        try:
            connection = self._pool.getconn()
        except BaseException:
            self._under_way.release()
            raise
        try:
            self._single.send(connection, row)
        except psycopg.OperationalError:
            self._give_back(connection)
            return partial(self._insert_after_loss, row)
        except BaseException:
            self._give_back(connection)
            raise
        return partial(self._finish, row, connection)

    def _finish(self, row: EnvelopeRow, connection: psycopg.Connection[Any]) -> None:
        """Take up the outcome of an insert that was sent."""
        try:
            try:
                self._single.receive(connection, row)
            finally:
                self._give_back(connection)
        except psycopg.OperationalError as problem:
            if not _may_retry(problem):
                raise
            self._insert_after_loss(row)
        self._last_saved = row.event_id

    def _give_back(self, connection: psycopg.Connection[Any]) -> None:
        self._under_way.release()
        self._pool.putconn(connection)

    def _insert_after_loss(self, row: EnvelopeRow) -> None:
        """Save an event that was sent over a connection which is lost, unless it arrived."""
        self._recognise_the_database()
        if not self._holds_all([row.event_id]):
            self._insert([row], attempts_made=1)

    def _insert(
        self,
        rows: Sequence[EnvelopeRow],
        answer: Answer | None = None,
        reaction: ReactedTo | None = None,
        *,
        attempts_made: int = 0,
    ) -> None:
        ids = [row.event_id for row in rows]
        for attempt in range(attempts_made + 1, ATTEMPTS + 1):
            try:
                self._write(rows, answer, reaction)
                break
            except psycopg.errors.UniqueViolation as taken:
                # After a lost connection: the attempt that was lost may have been still running when it was looked up.
                if attempt > 1 and self._holds_all(ids):
                    break
                raise IntegrityError(taken.diag.constraint_name) from taken
            except psycopg.OperationalError as problem:
                if attempt == ATTEMPTS or not _may_retry(problem):
                    raise
                self._recognise_the_database()
                if self._holds_all(ids):
                    break
        if ids:
            self._last_saved = ids[-1]

    @override
    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The events of one stream in order of version."""
        order = "DESC" if desc else "ASC"
        rows = self._read(
            f"SELECT version, type, body FROM events WHERE stream_id = %b AND version > %b AND version <= %b"
            f" ORDER BY version {order} LIMIT %b",
            (originator_id, gt or 0, 2**31 - 1 if lte is None else lte, limit),
        )
        return [StoredEvent(originator_id, version, type_name, body) for version, type_name, body in rows]

    @override
    def max_notification_id(self) -> int | None:
        """The largest position; it says how many events there may be, not how far a reader may go."""
        return cast("int | None", self._read("SELECT max(position) FROM events")[0][0])

    @override
    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> NoReturn:
        """Refused: positions commit out of order, so a reader of one integer skips events. Read with `Tail`."""
        raise NotSupportedError("a tail by one integer skips events; use council_kit.store.Tail")

    @override
    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Refused, for the same reason."""
        raise NotSupportedError("a tail by one integer skips events; use council_kit.store.Tail")

    # What the store asks besides.

    def answer_of(self, actor: str, key: str) -> FoundAnswer | None:
        """The answer that was given to this key of this actor."""
        rows = self._read(_ANSWER_OF, (actor, key))
        if not rows:
            return None
        request_hash, stream_id, version = rows[0][:3]
        return FoundAnswer(request_hash, stream_id, version, tuple(row[3:] for row in rows if row[3] is not None))

    def has_reacted(self, reaction: ReactedTo) -> bool:
        """Whether this reaction to this event is saved."""
        found = self._read(
            "SELECT 1 FROM reacted WHERE event_id = %b AND reaction = %b", (reaction.event_id, reaction.reaction)
        )
        return bool(found)

    def move_offset(self, reaction: ReactedTo) -> None:
        """Go past a record that was reacted to before, wherever the offset stands."""
        if reaction.parked:
            return
        with self._pool.connection() as connection:
            connection.execute(*_offset_statement(reaction), prepare=True)

    def _holds_all(self, event_ids: Sequence[UUID]) -> bool:
        """Whether these events, at least one, are stored."""
        if not event_ids:
            return False
        rows = self._read("SELECT count(*) FROM events WHERE event_id = ANY(%b)", (list(event_ids),))
        return bool(rows[0][0] == len(event_ids))

    def _write(self, rows: Sequence[EnvelopeRow], answer: Answer | None, reaction: ReactedTo | None) -> None:
        connection = self._pool.getconn()
        try:
            if len(rows) == 1 and reaction is None:
                kept = None if answer is None else (answer.actor, answer.key, answer.request_hash)
                self._single.execute(connection, rows[0], kept)
            else:
                _execute(connection, _statements(rows, answer, reaction))
        finally:
            self._pool.putconn(connection)

    def _read(self, statement: LiteralString, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Read; once more on another connection when the first was lost."""
        try:
            return self._read_once(statement, parameters)
        except psycopg.OperationalError as problem:
            if not _may_retry(problem):
                raise
            return self._read_once(statement, parameters)

    def _read_once(self, statement: LiteralString, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        with self._pool.connection() as connection:
            return connection.execute(statement, parameters, prepare=True, binary=True).fetchall()

    def _recognise_the_database(self) -> None:
        """After a lost connection: what this process saved last must still be there, or the database was restored."""
        losses = self._pool.losses
        if losses == self._losses_seen:
            return
        if self._last_saved is not None and not self._holds_all([self._last_saved]):
            raise StoreRestored("the last event saved by this process is gone")
        self._losses_seen = losses


def _execute(connection: psycopg.Connection[Any], statements: Sequence[tuple[LiteralString, Sequence[Any]]]) -> None:
    if len(statements) == 1:  # its own transaction, in one round trip
        connection.execute(*statements[0], prepare=True)
        return
    with connection.transaction():
        for statement, parameters in statements:
            cursor = connection.execute(statement, parameters, prepare=True)
            if statement is _MOVE_OFFSET and cursor.rowcount == 0:
                raise OffsetMovedError


def _statements(
    rows: Sequence[EnvelopeRow], answer: Answer | None, reaction: ReactedTo | None
) -> list[tuple[LiteralString, Sequence[Any]]]:
    """What one save executes, the events first."""
    statements: list[tuple[LiteralString, Sequence[Any]]] = []
    if rows:
        statements.append((_INSERT, [list(column) for column in zip(*map(_values, rows), strict=True)]))
    if answer is not None:
        own = sum(row.originator_id == answer.stream_id for row in rows)  # beside them, those of other streams
        versions = (answer.version + 1, answer.version + own)
        kept = (answer.actor, answer.key, answer.request_hash, answer.stream_id)
        statements.append((_ANSWERED, (*kept, *versions)))
    if reaction is not None:
        statements.append((_REACTED, (reaction.event_id, reaction.reaction)))
        if not reaction.parked:
            statements.append(_offset_statement(reaction))
    return statements


def _values(row: EnvelopeRow) -> tuple[Any, ...]:
    return (
        row.originator_id,
        row.originator_version,
        row.event_id,
        row.topic,
        row.kind,
        row.partition_key,
        row.state,
    )


def _offset_statement(reaction: ReactedTo) -> tuple[LiteralString, Sequence[Any]]:
    place = (reaction.reaction, reaction.topic, reaction.partition)
    return _MOVE_OFFSET, (reaction.offset, reaction.event_id, *place, reaction.offset)


def _may_retry(problem: psycopg.OperationalError) -> bool:
    """Whether the connection was lost or the transaction rolled back, rather than a limit passed or no server found."""
    if isinstance(problem, PoolTimeout):
        return False
    return problem.sqlstate is None or problem.sqlstate.startswith((*_LOST, _ROLLED_BACK))
