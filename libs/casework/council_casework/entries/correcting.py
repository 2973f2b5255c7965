"""Correcting an entry of a case: load its events, decide, save; and what a form needs to know of an entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_access import Found, Reader, Service, Standing
from council_events import Envelope, Event, Sealed, read_envelope, type_name_of
from council_events.corrections import OCCURRED_ON, Correction, corrected
from council_events.deciding import Fact
from council_kit.clock import Clock
from council_kit.problems import NotVisible, field_problem
from council_kit.routes import Call
from council_kit.store import Acting, Model, Saved, Store
from council_kit.timeline import shown_value
from council_kit.vault import Vault
from pydantic import BaseModel, ConfigDict, Field

from council_casework.corrections import (
    CorrectableField,
    CorrectEntry,
    Follows,
    UnfitError,
    correct,
    correctable_fields,
    nothing_follows,
    the_record_of_accesses_stands,
)
from council_casework.files.telling import LABELS as PAPER_LABELS
from council_casework.files.telling import tells_of_papers

FIELDS: Final = ("timeline",)
_OCCURRED_ON_LABEL: Final = "発生日"

Facts = tuple[Fact, ...]


def _add(facts: Facts, fact: Fact) -> Facts:
    return (*facts, fact)


FACTS: Final = Model[Facts]((), _add)
"""A stream as the facts it consists of, read through its corrections."""


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class EntryOption(_View):
    """One code that a field may hold."""

    value: str = Field(title="値")
    label: str = Field(title="名称")


class EntryField(_View):
    """A field that can be corrected: `value` (or `values`) is what it holds now, written as the command takes it."""

    path: str = Field(title="項目")
    label: str = Field(title="項目名")
    shape: str = Field(title="書き方")
    value: str = Field(default="", title="今の値")
    values: tuple[str, ...] = Field(default=(), title="今の値（複数）")
    shown: str = Field(default="", title="今の値（表示）")
    options: tuple[EntryOption, ...] = Field(default=(), title="選択肢")
    may_be_empty: bool = Field(title="空にできるか")


class EntryView(_View):
    """One entry of the history, with every field of it that can be corrected."""

    event_id: UUID = Field(title="イベント番号")
    title: str = Field(title="記録の名称")
    occurred_on: dt.date = Field(title="発生日")
    recorded_at: dt.datetime = Field(title="記録時刻")
    actor: str = Field(title="記録した利用者")
    version: int = Field(title="版")
    fields: tuple[EntryField, ...] = Field(title="訂正できる項目")


class Mount(NamedTuple):
    """What a service brings: who may correct, the event that says so, the reason of a later day, and its labels.

    `may` raises Refused; it is asked about the asker first, then about the entry. `future` tells the stream, who asks and
    the reason; None where nothing is ever entered for a later day. `follows` gives the fields of an entry that the platform
    derived from others of it, as they are by the entry given.
    """

    may: Callable[[Standing, Event | None], None]
    event: type[Correction]
    future: Callable[[UUID, str, Sealed[str]], Event] | None
    labels: Mapping[str, str]
    follows: Follows = nothing_follows


History = Callable[[UUID], "Found[Sequence[bytes]] | None"]
"""A stream of its own right with its raw envelopes, None where there is none."""


class Records:
    """Entries of streams, whoever they belong to: the correction of one, and what a form needs to know of it. It blocks."""

    def __init__(self, store: Store, vault: Vault, clock: Clock, mount: Mount) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock
        self._mount = mount

    def business_day(self, command: CorrectEntry) -> dt.date:
        """The day of the correction; raises a 422 problem for a later day without a reason."""
        today = self._clock.today()
        on = command.occurred_on or today
        if on > today and (command.future_reason is None or self._mount.future is None):
            raise field_problem(
                "future_reason" if self._mount.future else "occurred_on",
                "発生日が本日より後です。先の日付とする理由を入力してください。",
                "The business date lies ahead: say why.",
            )
        return on

    def save(
        self, stream_id: UUID, command: CorrectEntry, standing: Standing, acting: Acting, *, subject: str | None = None
    ) -> Saved:
        """Decide and record a correction; `subject`: of the key that the reason is sealed under, the case's where None."""
        self._mount.may(standing, None)
        for raw in self._store.history(
            command.event_id
        ):  # an access event is a stream of its own, under its own number
            the_record_of_accesses_stands(type_name_of(raw))
        try:
            return self._store.execute(
                stream_id,
                FACTS,
                lambda facts: self._decide(facts, stream_id, command, standing),
                acting,
                subject=subject,
            )
        except UnfitError as unfit:
            raise field_problem(unfit.field, unfit.ja, unfit.en) from None

    def view(self, raw: Sequence[bytes], event_id: UUID) -> EntryView | None:
        """One entry of a history with the fields that can be corrected, its sealed ones opened; None where there is none."""
        envelopes = corrected([read_envelope(each) for each in raw])
        entry = next((each for each in envelopes if each.id == event_id), None)
        return None if entry is None else self._view(entry, len(raw))

    def _decide(self, facts: Facts, case_id: UUID, command: CorrectEntry, standing: Standing) -> list[Event]:
        if not facts:
            raise NotVisible
        found = next((each.event for each in facts if each.event_id == command.event_id), None)
        if found is not None:
            self._mount.may(standing, found)
        today = self._clock.today()
        events = correct(facts, case_id, command, self._mount.event, today, self._mount.follows)
        reason, told = command.future_reason, self._mount.future
        if events and reason is not None and told is not None and _lies_ahead(command, standing.on, today):
            events.append(told(case_id, standing.person, Sealed(reason)))
        return events

    def _view(self, entry: Envelope[Any], version: int) -> EntryView:
        fields = list(correctable_fields(entry.data, entry.occurredon))
        sealed = [field.value for field in fields if isinstance(field.value, Sealed)]
        opened = dict(zip(map(id, sealed), self._vault.open_many(sealed), strict=True))
        labels = {**self._mount.labels, **PAPER_LABELS} if tells_of_papers(entry.data) else self._mount.labels
        return EntryView(
            event_id=entry.id,
            title=entry.data.ja,
            occurred_on=entry.occurredon,
            recorded_at=entry.time,
            actor=entry.actor,
            version=version,
            fields=tuple(_field(field, opened, labels) for field in fields),
        )


class Entries:
    """The entries of what is read and written case by case. Every method blocks."""

    def __init__(
        self,
        service: Service,
        records: Records,
        history: History,
        subject: Callable[[UUID], str | None] = lambda _id: None,
    ) -> None:
        self._service = service
        self._records = records
        self._history = history
        self._subject = subject

    def correct(self, call: Call[CorrectEntry]) -> Saved:
        """Record a correction; raises NotVisible, Refused, the store's errors, and a 422 problem for what doesn't fit."""
        command, stream_id = call.command, _number(call.path)

        def resource() -> Any:
            found = self._history(stream_id)
            return found.resource if found else None

        return self._service.command(
            call,
            stream_id,
            resource,
            lambda standing, acting: self._records.save(
                stream_id, command, standing, acting, subject=self._subject(stream_id)
            ),
            occurred_on=self._records.business_day(command),
        )

    def entry(self, reader: Reader, stream_id: UUID, event_id: UUID) -> EntryView:
        """One entry with the fields that can be corrected, its sealed ones opened; the read is on record."""

        def load() -> Found[Sequence[bytes]] | None:
            found = self._history(stream_id)
            known = found is not None and any(read_envelope(raw).id == event_id for raw in found.content)
            return found if known else None

        def build(_standing: Standing, raw: Sequence[bytes]) -> EntryView:
            view = self._records.view(raw, event_id)
            if view is None:
                raise NotVisible
            return view

        return self._service.read_case(*reader, stream_id, load, build, fields=FIELDS)


def _number(path: Mapping[str, Any]) -> UUID:
    """The one number of the path: a case's, or an entry's of the register."""
    [number] = path.values()
    return UUID(str(number))


def _field(field: CorrectableField, opened: Mapping[int, Any], labels: Mapping[str, str]) -> EntryField:
    value = opened[id(field.value)] if isinstance(field.value, Sealed) else field.value
    many = isinstance(value, tuple)
    return EntryField(
        path=field.path,
        label=label_of(field.path, labels),
        shape=field.shape.value,
        value="" if many else _written(value),
        values=tuple(_written(each) for each in value) if many else (),
        shown=shown_value(value),
        options=tuple(EntryOption(value=each.value, label=each.label) for each in field.options or ()),
        may_be_empty=field.may_be_empty,
    )


def _lies_ahead(command: CorrectEntry, on: dt.date, today: dt.date) -> bool:
    """Whether the act, or the business day that it gives to the entry, lies after today."""
    given = command.value if command.field == OCCURRED_ON and command.value else ""
    return on > today or given > today.isoformat()


def _written(value: Any) -> str:
    """As the command takes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def label_of(path: str, labels: Mapping[str, str]) -> str:
    """`estimates.0.amount` → 見積額 1・金額（円）."""
    if path == OCCURRED_ON:
        return _OCCURRED_ON_LABEL
    parts: list[str] = []
    for step in path.split("."):
        if step.isdigit() and parts:
            parts[-1] += f" {int(step) + 1}"
        else:
            parts.append(labels.get(step, step))
    return "・".join(parts)
