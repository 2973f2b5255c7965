"""Saving one event by the shortest way: a statement prepared with libpq, its parameters packed by hand.

Nearly every save is of one event. psycopg's cursor costs the client as much time again as the server needs for the
insert (`council bench append` shows the difference); its documented wrapper of libpq, used here, a third of that.
Everything else in the store goes through cursors.
"""

from __future__ import annotations

import select
from struct import Struct
from typing import Any, Final
from uuid import UUID
from weakref import WeakSet

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import DiagnosticField, ExecStatus, Format

from council_kit.store.mapper import EnvelopeRow

_INT4: Final = Struct("!i").pack
_INT2: Final = Struct("!h").pack

_INSERT: Final = b"""INSERT INTO events (stream_id, version, event_id, type, kind, partition_key, body)
VALUES ($1::uuid, $2::int4, $3::uuid, $4::text, $5::int2, $6::text, $7::bytea)"""
_WITH_ANSWER: Final = (
    b"WITH saved AS ("
    + _INSERT
    + b""" RETURNING stream_id, version)
INSERT INTO answers (actor, key, request_hash, stream_id, first_version, last_version)
SELECT $8::text, $9::text, $10::bytea, stream_id, version, version FROM saved"""
)
_ALONE: Final = b"council_save"
_ANSWERED: Final = b"council_save_answered"
_BINARY_ALONE: Final = [Format.BINARY] * 7
_BINARY_ANSWERED: Final = [Format.BINARY] * 10
_ALREADY_PREPARED: Final = b"42P05"


class SingleInsert:
    """Executes the insert of one event, alone or with its idempotency answer, as a transaction of its own.

    `send` and `receive` are its two halves, for an event without an answer: between them the server commits, and the
    caller does something else.
    """

    def __init__(self) -> None:
        self._prepared: WeakSet[psycopg.Connection[Any]] = WeakSet()

    def execute(
        self, connection: psycopg.Connection[Any], row: EnvelopeRow, answer: tuple[str, str, bytes | None] | None
    ) -> None:
        """Insert `row`, and `answer` (actor, key, request hash). The connection is in autocommit, and ours alone.

        Raises psycopg's errors as a cursor would.
        """
        values = _values(row)
        if answer is not None:
            values += (answer[0].encode(), answer[1].encode(), answer[2])
        if connection not in self._prepared:
            self._prepare(connection)
        try:
            _save(connection, values)
        except psycopg.errors.InvalidSqlStatementName:
            # psycopg drops all prepared statements of a connection that has seen a rollback or a change of tables.
            self._prepare(connection)
            _save(connection, values)

    def send(self, connection: psycopg.Connection[Any], row: EnvelopeRow) -> None:
        """Begin to insert `row`; the connection does nothing else until `receive`. Raises psycopg.OperationalError."""
        if connection not in self._prepared:
            self._prepare(connection)
        connection.pgconn.send_query_prepared(_ALONE, _values(row), _BINARY_ALONE)
        connection.pgconn.flush()

    def receive(self, connection: psycopg.Connection[Any], row: EnvelopeRow) -> None:
        """Wait until what was sent is durable. Raises psycopg's errors as a cursor would."""
        try:
            _check(_outcome(connection.pgconn))
        except psycopg.errors.InvalidSqlStatementName:  # as in `execute`
            self.execute(connection, row, None)

    def _prepare(self, connection: psycopg.Connection[Any]) -> None:
        for name, statement in ((_ALONE, _INSERT), (_ANSWERED, _WITH_ANSWER)):
            result = connection.pgconn.prepare(name, statement)
            if result.error_field(DiagnosticField.SQLSTATE) != _ALREADY_PREPARED:
                _check(result)
        self._prepared.add(connection)


def _values(row: EnvelopeRow) -> list[Any]:
    """The first seven parameters of both statements. (A later one may be None, SQL's NULL, which psycopg's annotation forgets.)"""
    stream_id = row.originator_id
    assert isinstance(stream_id, UUID)
    return [
        stream_id.bytes,
        _INT4(row.originator_version),
        row.event_id.bytes,
        row.topic.encode(),
        _INT2(row.kind),
        row.partition_key.encode(),
        row.state,
    ]


def _outcome(pgconn: psycopg.pq.abc.PGconn) -> psycopg.pq.abc.PGresult:
    """The result of the one statement that was sent, once the server is ready for the next."""
    outcome: psycopg.pq.abc.PGresult | None = None
    try:
        while (following := _next_result(pgconn)) is not None:
            outcome = following
    except psycopg.OperationalError:
        if outcome is None:  # otherwise the server has said why it ended the connection
            raise
    if outcome is None:
        raise psycopg.OperationalError("the server gave no result")
    return outcome


def _next_result(pgconn: psycopg.pq.abc.PGconn) -> psycopg.pq.abc.PGresult | None:
    pgconn.consume_input()
    while (unsent := pgconn.flush()) or pgconn.is_busy():
        waiting = select.poll()
        waiting.register(pgconn.socket, select.POLLIN | (select.POLLOUT if unsent else 0))
        waiting.poll()  # without the interpreter lock
        pgconn.consume_input()
    return pgconn.get_result()


def _save(connection: psycopg.Connection[Any], values: list[Any]) -> None:
    name = _ALONE if len(values) == len(_BINARY_ALONE) else _ANSWERED
    formats = _BINARY_ALONE if name is _ALONE else _BINARY_ANSWERED
    _check(connection.pgconn.exec_prepared(name, values, formats))


def _check(result: psycopg.pq.abc.PGresult) -> None:
    """Raise what the server (or, without an SQLSTATE, the lost connection) says."""
    if result.status == ExecStatus.COMMAND_OK:
        return
    problem = error_from_result(result)
    if problem.sqlstate is None:
        raise psycopg.OperationalError(str(problem)) from None
    raise problem
