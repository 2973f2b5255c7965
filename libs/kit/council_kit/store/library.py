"""The `eventsourcing` library's Application with our recorder and mapper in it, and nothing read from the environment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar, cast
from uuid import UUID

from council_events import Envelope, read_envelope
from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, Mapper, NotSupportedError, TrackingRecorder, Transcoder
from eventsourcing.utils import Environment, EnvType
from typing_extensions import override

from council_kit.postgres import Pool
from council_kit.store.acting import Model, ReactedTo
from council_kit.store.mapper import EnvelopeMapper, Recorded, Stream, folding
from council_kit.store.memory import Memory, followed
from council_kit.store.recorder import Answer, Recorder

S = TypeVar("S")


class Factory(InfrastructureFactory[TrackingRecorder]):
    """Gives the application its recorder and mapper. Snapshots and tracking records are not kept."""

    def __init__(self, env: Environment, pool: Pool) -> None:
        super().__init__(env)
        self._pool = pool

    @override
    def application_recorder(self) -> Recorder:
        """Our recorder."""
        return Recorder(self._pool)

    @override
    def mapper(  # type: ignore[override]  # the library's own mapper is generic in an id type; ours is always UUID
        self, transcoder: Transcoder | None = None, mapper_class: type[Mapper[UUID]] | None = None
    ) -> EnvelopeMapper:
        """Our mapper; the envelope is its own transcoder."""
        return EnvelopeMapper()

    @override
    def aggregate_recorder(self, purpose: str = "events") -> NoReturn:
        """Refused: streams are short, so snapshots would only be a second truth."""
        raise NotSupportedError(purpose)

    @override
    def tracking_recorder(self, tracking_recorder_class: type[TrackingRecorder] | None = None) -> NoReturn:
        """Refused: the runner keeps its positions itself."""
        raise NotSupportedError("tracking")

    @override
    def process_recorder(self) -> NoReturn:
        """Refused, for the same reason."""
        raise NotSupportedError("processing")


class EventApplication(Application[UUID]):
    """The library's application of one service."""

    def __init__(self, pool: Pool) -> None:
        """`pool` is the caller's, who closes it."""
        self._pool = pool
        self._memory = Memory()
        super().__init__()

    @override
    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """An empty environment: only a service's settings.py reads the real one."""
        return Environment(name, dict(env or {}))

    @override
    def construct_factory(self, env: Environment) -> Factory:
        """Our factory."""
        return Factory(env, self._pool)

    @property
    def our_recorder(self) -> Recorder:
        """The recorder, with what it can do beyond the library's interface."""
        return cast("Recorder", self.recorder)

    def fold(self, stream_id: UUID, model: Model[S]) -> Stream[S]:
        """The stream as it is now: what is remembered of it with what was recorded since, else as the repository makes it."""
        known = self._memory.recall(stream_id, model)
        stream = None if known is None else followed(known, self._since(known), model)
        if stream is None:
            stream = self.repository.get(stream_id, projector_func=cast("Any", folding(stream_id, model)))
        self._memory.keep(stream, model)
        return stream

    def _since(self, known: Stream[Any]) -> list[Envelope[Any]]:
        """The envelopes of a stream from the last one that is known, that one first."""
        return [read_envelope(row.state) for row in self.our_recorder.select_events(known.id, gt=known.version - 1)]

    def record(
        self, events: Sequence[Recorded], *, answer: Answer | None = None, reaction: ReactedTo | None = None
    ) -> None:
        """Put events into the event store, with what belongs to the same transaction. Raises as Recorder.insert_events.

        `Application.save` would do the same, after collecting the events from aggregates, of which we have none.
        """
        self.events.put(events, answer=answer, reaction=reaction)

    def begin(self, event: Recorded) -> Callable[[], None]:
        """Send one event to be saved; what is given waits until it is durable, and must be called (`Recorder.begin`)."""
        return self.our_recorder.begin(self.mapper.to_stored_event(event))
