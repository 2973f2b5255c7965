"""Outages are sat out: whose fault an error is, how it is told without telling what an event says, and how to wait."""

from __future__ import annotations

import asyncio
import contextlib
import traceback
from typing import Final

import psycopg
from aiokafka.errors import KafkaError
from psycopg import errors
from pydantic import ValidationError

from council_kit.store import ConcurrentDecision, StoreRestored

_ENVIRONMENT: Final = (
    psycopg.OperationalError,  # connection lost, limits, deadlock, disk full, shutting down, no connection free
    psycopg.InterfaceError,
    psycopg.InternalError,
    errors.UndefinedTable,  # the schema, a table or a right is missing: every event would fail alike
    errors.InvalidSchemaName,
    errors.InsufficientPrivilege,
    KafkaError,
    StoreRestored,  # writes are stopped until `council recover`
    ConcurrentDecision,  # a reaction lost the race more often than the store retries
    OSError,
    TimeoutError,
    MemoryError,
)
_TOO_SLOW: Final = (
    errors.QueryCanceled,
    errors.IdleInTransactionSessionTimeout,
    errors.TransactionTimeout,
)


def is_environment(error: BaseException) -> bool:
    """Whether trying again later can help. Everything else is the event's (or its code's) and parks the case.

    A value that does not fit a column (DataError, IntegrityError) comes from the event, although the database says it.
    """
    return isinstance(error, _ENVIRONMENT)


def is_too_slow(error: BaseException) -> bool:
    """Whether the batch went over a time limit: a smaller one may fit."""
    return isinstance(error, _TOO_SLOW)


def describe(error: BaseException) -> str:
    """The exception's type and where it was raised. Its message is left out, since it may repeat what the event says."""
    kind = type(error)
    text = f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, psycopg.Error) and error.sqlstate:
        text += f" [{error.sqlstate}]"
    if isinstance(error, ValidationError):
        text += f" [{_fields(error)}]"
    place = _place(error)
    return f"{text} at {place}" if place else text


def _place(error: BaseException) -> str | None:
    """The innermost line of our own code, or of any code where none of ours stood in the way."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    if not ours:
        return None
    frame = ours[-1]
    file = "/".join(frame.filename.replace("\\", "/").split("/")[-2:])
    return f"{file}:{frame.lineno} in {frame.name}"


def _fields(error: ValidationError) -> str:
    """The paths of the fields at fault and the kinds of fault. An unknown field's name is the event's, so it is left out."""
    found = []
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        unknown = detail["type"] == "extra_forbidden"
        path = detail["loc"][:-1] if unknown else detail["loc"]
        found.append(f"{'.'.join(map(str, path)) or '-'}: {detail['type']}")
    return ", ".join(found[:5])


async def wait(event: asyncio.Event, seconds: float) -> None:
    """Wait for the event, but not longer."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
