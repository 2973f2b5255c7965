"""The states of the streams that a process read last, so that the next decision reads only what was recorded since.

A memory, never a second truth: it holds what was folded from the store's own rows, sealed as it stands there, and is gone with
the process. The last event that it knows is read again and must be the same; where it is not (a restored database), or an entry
was corrected meanwhile, the stream is read anew.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Any, Final, TypeVar
from uuid import UUID

from council_events import Envelope
from council_events.corrections import Correction
from council_events.deciding import Fact

from council_kit.store.acting import Model
from council_kit.store.mapper import Stream

S = TypeVar("S")

MOST: Final = 512
"""Streams that a process remembers; some 50 kB each."""


class Memory:
    """The streams last read, by id and by the `evolve` that folded them. Safe between threads; states are immutable."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._streams: OrderedDict[tuple[UUID, Any], Stream[Any]] = OrderedDict()
        self._lock = Lock()

    def recall(self, stream_id: UUID, model: Model[S]) -> Stream[S] | None:
        """The stream as it was last read; None where it was not, or is forgotten."""
        key = stream_id, model.evolve
        with self._lock:
            stream = self._streams.get(key)
            if stream is not None:
                self._streams.move_to_end(key)
        return stream

    def keep(self, stream: Stream[S], model: Model[S]) -> None:
        """Remember the stream, and forget the one that was asked for least lately. An empty stream is not worth it."""
        if not stream.version:
            return
        with self._lock:
            self._streams[stream.id, model.evolve] = stream
            self._streams.move_to_end((stream.id, model.evolve))
            if len(self._streams) > self._most:
                self._streams.popitem(last=False)


def followed(known: Stream[S], since: Sequence[Envelope[Any]], model: Model[S]) -> Stream[S] | None:
    """The stream with what was recorded since; None where it must be read anew.

    `since`: the envelopes from the last one that is known, that one first.
    """
    if not since or since[0].id != known.last_id:
        return None
    new = since[1:]
    if any(isinstance(envelope.data, Correction) for envelope in new):
        return None
    state, evolve = known.state, model.evolve
    for envelope in new:
        state = evolve(state, Fact.of(envelope))
    return Stream(known.id, since[-1].sequence, state, since[-1].id)
