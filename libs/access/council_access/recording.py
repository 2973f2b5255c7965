"""The record of reads: what several threads ask for at the same time is appended in one statement.

A read is answered only when its record stands, so a record must not wait for others: one thread appends what has gathered
while the last statement was under way, and whatever comes meanwhile is the next statement's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Final, NamedTuple

from council_events import access
from council_kit.store import Acting

_TOGETHER: Final = 50
"""Most records of one statement."""
Access = tuple[access.Read | access.Refused, Acting]


class _Asked(NamedTuple):
    access: Access
    done: Future[None]


class Recording:
    """One thread that appends, from the first record until `close`. `append` saves all that it is given, or raises."""

    def __init__(self, name: str, append: Callable[[Sequence[Access]], None]) -> None:
        self._append = append
        self._asked: SimpleQueue[_Asked | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._gate = threading.Lock()
        self._closed = False

    def record(self, event: access.Read, acting: Acting) -> Future[None]:
        """Append it soon; the future ends when it stands, with the error where it could not be appended.

        Raises RuntimeError when it is closed.
        """
        asked = _Asked((event, acting), Future())
        with self._gate:
            if self._closed:
                raise RuntimeError("nothing is recorded any more")
            if self._thread.ident is None:
                self._thread.start()
            self._asked.put(asked)
        return asked.done

    def close(self) -> None:
        """Append what was asked for, and end."""
        with self._gate:
            self._closed = True
            self._asked.put(None)
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while (first := self._asked.get()) is not None:
            gathered, last = [first], False
            while not self._asked.empty() and len(gathered) < _TOGETHER:
                following = self._asked.get()
                if following is None:
                    last = True
                    break
                gathered.append(following)
            self._record(gathered)
            if last:
                return

    def _record(self, gathered: Sequence[_Asked]) -> None:
        try:
            self._append([each.access for each in gathered])
        except Exception as failure:
            if len(gathered) == 1:
                gathered[0].done.set_exception(failure)
            else:
                for each in gathered:  # one that cannot be recorded is no reason to refuse the others their answers
                    self._record([each])
        else:
            for each in gathered:
                each.done.set_result(None)
