"""The only clock. Business and record time may be moved in development; tokens, leases and checkpoints never are.

`COUNCIL_CLOCK` names a file whose text is an instant (`2026-04-01T09:00:00+09:00`) or a signed offset in seconds
(`+86400`). Every process reads the same file, so all of them move together. Production refuses the setting.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Final

JST: Final = dt.timezone(dt.timedelta(hours=9), "JST")


class ClockError(ValueError):
    """The clock file holds neither an instant with its offset from UTC nor a number of seconds."""


class ClockRefusedError(ValueError):
    """A movable clock was asked for in production."""


class Clock:
    """Business time (`now`, `today`) and real time (`real_now`)."""

    def __init__(self, file: Path | None = None, *, production: bool = True) -> None:
        """`file` moves business time; raises ClockRefusedError when it is given in production."""
        if file is not None and production:
            raise ClockRefusedError("COUNCIL_CLOCK is for development only")
        self._file = file
        self._read_at = (-1, -1)
        self._offset = dt.timedelta()

    def now(self) -> dt.datetime:
        """The business and record time, aware, in UTC."""
        real = self.real_now()
        return real if self._file is None else real + self._moved_by(self._file, real)

    def today(self) -> dt.date:
        """The business date in JST."""
        return self.now().astimezone(JST).date()

    def real_now(self) -> dt.datetime:
        """The machine's time, aware, in UTC: for tokens, leases and checkpoints."""
        return dt.datetime.now(dt.UTC)

    def _moved_by(self, file: Path, real: dt.datetime) -> dt.timedelta:
        """The offset that the file asks for; read again only when the file has changed."""
        try:
            state = os.stat(file)  # noqa: PTH116  # on the path of every save; Path.stat costs three times as much
        except FileNotFoundError:
            return dt.timedelta()
        version = (state.st_mtime_ns, state.st_size)
        if version != self._read_at:
            self._offset = _offset(file.read_text(encoding="utf-8").strip(), real, state.st_mtime)
            self._read_at = version
        return self._offset


def move_clock(file: Path, to: dt.datetime) -> None:
    """Let business time of all processes that read this file go on from `to` (aware). Development only."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.write_text(to.isoformat(), encoding="utf-8")
    draft.replace(file)  # whole at once: a reader never sees half an instant


def _offset(text: str, real: dt.datetime, written: float) -> dt.timedelta:
    """Seconds as they stand; an instant is what the clock showed at the moment the file was written."""
    if not text:
        return dt.timedelta()
    try:
        if text[0] in "+-":
            return dt.timedelta(seconds=float(text))
        instant = dt.datetime.fromisoformat(text)
    except (ValueError, OverflowError) as problem:
        raise ClockError("the clock file holds no instant and no seconds") from problem
    if instant.tzinfo is None:
        raise ClockError("the clock file's instant names no offset from UTC")
    return instant - min(dt.datetime.fromtimestamp(written, dt.UTC), real)
