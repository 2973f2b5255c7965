"""Logs: one JSON object a line on stdout. Static messages; attributes only under closed keys and of closed shapes.

What is not on the list is dropped here, not at the caller's discretion, so that nothing a person wrote can slip in:
an unknown key goes, a value that is neither a number nor plain ASCII words goes, an exception keeps its type and the
places it passed but not its message, and a foreign record (uvicorn, aiokafka) keeps its template but not its arguments.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Final, TextIO, cast
from uuid import UUID

import psycopg
import structlog
from opentelemetry import trace
from structlog.typing import Processor

ALLOWED_KEYS: Final = frozenset(
    {
        "attempt",
        "bytes",
        "component",
        "count",
        "council",
        "cursor",
        "environment",
        "epoch",
        "error",
        "event_id",
        "event_type",
        "events",
        "generation",
        "host",
        "kind",
        "limit",
        "logger",
        "method",
        "offset",
        "part",
        "partition",
        "partitions",
        "port",
        "position",
        "projection",
        "provision",
        "reaction",
        "reference",
        "route",
        "schema",
        "seconds",
        "service",
        "signal",
        "sqlstate",
        "stack",
        "status",
        "topic",
        "topics",
        "version",
    }
)
"""The only attributes that a log line may have, besides those added below. A new one is a reviewed change."""
_ADDED: Final = frozenset({"event", "level", "timestamp", "trace_id", "dropped"})
_PLAIN: Final = re.compile(r"[A-Za-z0-9 _.,:;/(){}\[\]<>*+='%#-]{0,240}")
"""Identifiers, paths, route templates and English words; no other script, no @."""
_WITHHELD: Final = "(withheld)"
_FRAMES: Final = 12
_QUIET: Final = ("aiokafka", "httpcore", "httpx", "asyncio")
"""Libraries that tell every step at INFO."""

Line = MutableMapping[str, Any]


def _closed(value: object) -> object:
    """The value as it may be written: a number, a truth, or plain words; Ellipsis for anything else."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str | UUID | Path | dt.date):
        text = str(value)
        return text if _PLAIN.fullmatch(text) else ...
    return ...


def _keep_closed(_logger: object, _method: str, line: Line) -> Line:
    """Drop unknown keys and values of open shape; say how many went."""
    kept: Line = {}
    dropped = 0
    for key, value in line.items():
        several = isinstance(value, list | tuple)
        closed = [_closed(each) for each in value] if several else [_closed(value)]
        known = key in ALLOWED_KEYS or key in _ADDED
        if known and ... not in closed:
            kept[key] = closed if several else closed[0]
        elif key == "event":
            kept[key] = _WITHHELD
        else:
            dropped += 1
    if dropped:
        kept["dropped"] = dropped
    return kept


def _exception_without_message(_logger: object, _method: str, line: Line) -> Line:
    """Replace `exc_info` by the exception's type, its SQLSTATE, and the places it passed."""
    info = line.pop("exc_info", None)
    line.pop("stack_info", None)
    if info is True:
        info = sys.exc_info()
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if not isinstance(info, tuple) or info[0] is None:
        return line
    kind, error, trail = cast("tuple[type[BaseException], BaseException, TracebackType | None]", info)
    line["error"] = f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, psycopg.Error) and error.sqlstate:
        line["sqlstate"] = error.sqlstate
    line["stack"] = [_place(frame, number) for frame, number in traceback.walk_tb(trail)][-_FRAMES:]
    return line


def _place(frame: FrameType, number: int) -> str:
    file = "/".join(Path(frame.f_code.co_filename).parts[-2:])
    return f"{file}:{number} {frame.f_code.co_name}"


def _template_only(_logger: object, _method: str, line: Line) -> Line:
    """A record of a library: what it says, without what it says it about."""
    record = line.get("_record")
    if isinstance(record, logging.LogRecord):
        line["event"] = record.msg if isinstance(record.msg, str) else _WITHHELD
        line["logger"] = record.name
        line.pop("positional_args", None)
    return line


def _trace(_logger: object, _method: str, line: Line) -> Line:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        line["trace_id"] = format(context.trace_id, "032x")
    return line


def configure_logs(service: str, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Route everything that this process logs, libraries included, through the rules above to stdout."""

    def _service(_logger: object, _method: str, line: Line) -> Line:
        line["service"] = service
        return line

    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _service,
        _trace,
        _exception_without_message,
    ]
    closing: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        _keep_closed,
        structlog.processors.JSONRenderer(ensure_ascii=True, sort_keys=False),
    ]
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            # keep_exc_info would let the standard formatter append the traceback, message included.
            foreign_pre_chain=[_template_only, *shared],
            processors=closing,
            keep_exc_info=False,
        )
    )
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error"):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
        library.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.getLevelName(level), logging.WARNING))
    structlog.configure(
        processors=[
            structlog.stdlib.add_logger_name,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger; `name` says which part of the process speaks. Messages are static, values go into closed keys."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger
