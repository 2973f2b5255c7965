"""How a service's cases are worked on, whatever it decides: a command is taken on the case with its files, and saved with the
reason of a later day, or of one whose figures were closed; corrections, files and detail read and write the same streams.

Each service says in `Vocabulary` how its cases are folded and which events are its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from council_access import Service, Standing
from council_events import Event, Sealed
from council_events.corrections import Correction
from council_kit.blobs import Blobs
from council_kit.clock import Clock
from council_kit.routes import Call
from council_kit.store import Acting, Model, Saved, Store, Together
from council_kit.vault import Vault

from council_casework import desk
from council_casework.closed_periods import ClosedPeriods
from council_casework.corrections import Follows, nothing_follows
from council_casework.dated import Dated, closed_days, closed_figures_change_for_a_reason
from council_casework.days import business_day
from council_casework.desk import Streams
from council_casework.details import Details, Source
from council_casework.entries import Entries, Mount, Records
from council_casework.files import Files
from council_casework.releases import Events, Releases


class CaseState(desk.CaseState, Protocol):
    """What every state of a case has."""

    @property
    def releases(self) -> Releases: ...


S = TypeVar("S", bound=CaseState)


class Vocabulary(NamedTuple, Generic[S]):
    """What a service brings: the fold of its cases, its events of corrections, of reasons and of releases, its labels.

    `explained(case_id=…, reason=…)` makes the event of a later day, `closed(case_id=…, entries=…, reason=…)` that of a day whose
    figures were closed. `may_correct` raises Refused.
    """

    model: Model[S]
    explained: Callable[..., Event]
    closed: Callable[..., Event]
    corrected: type[Correction]
    may_correct: Callable[[Standing], None]
    releases: Events
    labels: Mapping[str, str]


class Taking(Generic[S]):
    """The cases of one service at work. Every method blocks."""

    def __init__(
        self,
        store: Store,
        service: Service,
        clock: Clock,
        vault: Vault,
        blobs: Blobs,
        closed: ClosedPeriods,
        vocabulary: Vocabulary[S],
        beside: Callable[[Mapping[UUID, S]], Mapping[UUID, S]] = dict,
        follows: Follows = nothing_follows,
    ) -> None:
        """`beside`: adds to several cases at once what their rules ask of other cases. `follows`: as in a `Mount`."""
        self._store = store
        self._service = service
        self._clock = clock
        self._closed = closed
        self._vocabulary = vocabulary
        self.streams = Streams(store, service, vocabulary.model, beside)
        self.files = Files(service, blobs, vault, self.streams.shelf)
        mount = Mount(
            lambda standing, _entry: vocabulary.may_correct(standing),
            vocabulary.corrected,
            lambda case_id, _person, reason: vocabulary.explained(case_id=case_id, reason=reason),
            vocabulary.labels,
            follows,
        )
        self.entries = Entries(service, Records(store, vault, clock, mount), self.streams.history)
        self.details = Details(
            store,
            service,
            clock,
            Source(
                vocabulary.model,
                lambda state: state.council,
                lambda state: state.releases,
                lambda state: state.shelf,
                vocabulary.releases,
                self.files,
            ),
        )

    def take(
        self,
        call: Call[Any],
        case_id: UUID,
        decide: Callable[[S, Standing], list[Event] | Together],
        *,
        opens: bool = False,
    ) -> Saved:
        """Decide a command on the case with its files, and save. `opens`: a case of the asker's council is made, or goes on.

        Raises NotVisible, Refused, ConcurrentDecision and the store's other errors, and a 422 problem for a later day
        without a reason.
        """

        def save(standing: Standing, acting: Acting) -> Saved:
            return self._store.execute(
                case_id,
                self._vocabulary.model,
                lambda state: decide(self.with_files(case_id, state), standing),
                acting,
            )

        return self._service.command(
            call,
            case_id,
            lambda: self.streams.resource(case_id),
            save,
            opens=opens,
            occurred_on=business_day(self._clock, call.command),
        )

    def completed(self, events: Sequence[Event], case_id: UUID, command: Dated, on: dt.date) -> list[Event]:
        """The events of a decision of this day, with the reason of a later or a closed one; the uploads that they refer to are
        kept.

        Raises Refused for a closed day without a reason, and a 422 problem for an upload that this case does not have.
        """
        told = [*events]
        if not told:
            return told
        today = self._clock.today()
        closed = closed_days(command, today, self._closed.holding)
        closed_figures_change_for_a_reason(closed, command.closed_reason)
        if command.future_reason is not None and on > today:
            told.append(self._vocabulary.explained(case_id=case_id, reason=Sealed(command.future_reason)))
        if command.closed_reason is not None and closed:
            reason = Sealed(command.closed_reason)
            told.append(self._vocabulary.closed(case_id=case_id, entries=len(told), reason=reason))
        self.files.claim(case_id, told)
        return told

    def with_files(self, case_id: UUID, state: S) -> S:
        """A paper whose file is lost is asked for again."""
        whole: Any = state
        known: S = replace(whole, shelf=self.files.left(case_id, state.shelf))
        return known
