"""What lies between two instants of a case: which events came to count, and which values changed by them. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from council_audit.replay.fold import Axis, FieldShown, Told, as_of, latest_values


class Changed(BaseModel):
    """One value that reads otherwise at the later instant. `before` or `after` None: there was, or is, none."""

    model_config = ConfigDict(frozen=True)

    service: str = Field(title="サービス")
    entity: str = Field(title="対象")
    name: str = Field(title="項目コード")
    label: str = Field(title="項目")
    before: str | None = Field(title="前の値")
    after: str | None = Field(title="後の値")
    sealed: bool = Field(title="封印")
    event_id: UUID = Field(title="変えたイベント")


class Between(NamedTuple):
    """Events that count only later, events that counted only earlier (a day mended by a correction), changed values."""

    came: list[Told]
    went: list[Told]
    changed: tuple[Changed, ...]


def difference(told: Iterable[Told], earlier: dt.datetime, later: dt.datetime, axis: Axis) -> Between:
    """From the earlier to the later instant, on one axis."""
    everything = list(told)
    before, after = as_of(everything, earlier, axis), as_of(everything, later, axis)
    known, knows = {each.number for each in before}, {each.number for each in after}
    return Between(
        came=[each for each in after if each.number not in known],
        went=[each for each in before if each.number not in knows],
        changed=_changed(before, after),
    )


def _changed(before: Sequence[Told], after: Sequence[Told]) -> tuple[Changed, ...]:
    """A sealed value counts as changed when another event says it: what it says stays unknown.

    Only a field that some event has which counts on one side alone, or reads otherwise there, can have changed.
    """
    same = {id(each) for each in before} & {id(each) for each in after}
    apart = [each for each in (*before, *after) if id(each) not in same]
    names = frozenset(name for each in apart for name in type(each.envelope.data).model_fields)
    old, new = latest_values(before, names), latest_values(after, names)
    changes = []
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if _same(was, now):
            continue
        field, event_id = now or was  # type: ignore[misc]  # one of the two is there
        changes.append(
            Changed(
                service=key[0],
                entity=key[1],
                name=field.name,
                label=field.label,
                before=was[0].value if was else None,
                after=now[0].value if now else None,
                sealed=field.sealed,
                event_id=event_id,
            )
        )
    return tuple(changes)


_Said = tuple[FieldShown, UUID]


def _same(was: _Said | None, now: _Said | None) -> bool:
    if was is None or now is None:
        return was is now
    return was[1] == now[1] if now[0].sealed and not now[0].corrected else was[0].value == now[0].value
