"""Values for the fields of commands and events, for tests that ask for anything: by type, name and form, and from what is known."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import Annotated, Any, Final, Literal, Protocol, Union, get_args, get_origin
from uuid import UUID

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from council_events import Event, Sealed
from council_events.deciding import Fact
from council_events.values import Code
from pydantic import BaseModel

FRESH: Final = tuple(UUID(int=number) for number in (101, 102, 103))
"""Ids that nothing has yet."""
NOT_FILLED: Final = frozenset({"occurred_on", "future_reason", "closed_reason", "council"})
"""Fields of commands that say when and where; the machine's own day and council are asked with."""
BY_PATTERN: Final[Mapping[str, tuple[str, ...]]] = {
    r"^(0[1-9]|[1-3][0-9]|4[0-7]|hq)$": ("24", "23", "13"),
    r"^(0[1-9]|[1-3][0-9]|4[0-7])$": ("24", "24", "23"),
    r"^BUR-(0[1-9])$": ("BUR-04", "BUR-03"),
    r"^(BUR-0[1-9]|HQ|SMEA)$": ("BUR-04", "HQ"),
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": ("2024-04-01", "2022-04-01"),
    r"^[0-9]{12}$": ("123456789012", "210987654321"),
    r"^[0-9]{13}$": ("6999903000124", "5999903000124"),
    r"^[0-9a-f]{64}$": ("0" * 64,),
    r"^[0-9+()-]{6,20}$": ("059-000-0000",),
    r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$": (str(FRESH[1]),),
    r"^([0-9]{12}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$": ("123456789012", str(FRESH[1])),
    r"^[a-z0-9][a-z0-9-]{1,62}$": ("agency-1",),
    r"^[A-Z]+[0-9]*[A-Z]*(-[A-Z0-9]+)+$": ("YR-2-1-4-4",),
    r"^council\.[a-z]+\.[A-Za-z]+\.v[0-9]+$": ("council.intake.AdviceGiven.v1",),
    r"^[a-z0-9_]+(\.[a-z0-9_]+)*$": ("advice", "occurredon"),
    r"^[A-Za-z0-9_.:-]{1,64}$": ("bank",),
}
"""Texts of a closed form, by the pattern of the form; of 法人番号 one with a right check digit and one without."""
PEOPLE_PATTERN: Final = r"^[a-z0-9][a-z0-9-]{0,63}$"
NUMBERS: Final = (0, 1, 2, 3, 5, 12, 2024, 2025, 450_000, 2_000_000, 30_000_000)


class Pools(Protocol):
    """Whose ids are at hand, and the values of fields by name where the type alone does not lead far."""

    @property
    def people(self) -> Sequence[str]: ...
    @property
    def values(self) -> Mapping[str, Sequence[Any]]: ...
    @property
    def always(self) -> frozenset[str]: ...


class Known:
    """Where fields take their values from: what has happened, then small pools."""

    def __init__(self, pools: Pools) -> None:
        self._pools = pools
        self._ids: list[UUID] = list(FRESH)
        self._days: list[dt.date] = []

    def learn(self, fact: Fact) -> None:
        """Remember the ids and days of an event."""
        for value in _values(fact.event):
            if isinstance(value, UUID) and value not in self._ids:
                self._ids.append(value)
            if isinstance(value, dt.date):
                self._days.append(value)

    def fields(self, random: Random, model: type[BaseModel], today: dt.date) -> dict[str, Any]:
        """Values by field; one with a default is left out at times."""
        filled = {}
        for name, about in model.model_fields.items():
            if name in NOT_FILLED and not issubclass(model, Event):
                continue
            if about.is_required() or name in self._pools.always or random.randrange(4):
                value = self._value(random, about.annotation, name, tuple(about.metadata), today)
                filled[name] = FRESH[0] if value is None and name in self._pools.always else value
        return filled

    def _value(self, random: Random, annotation: Any, name: str, bounds: tuple[Any, ...], today: dt.date) -> Any:
        origin = get_origin(annotation)
        if origin is Annotated:
            inner, *more = get_args(annotation)
            return self._value(random, inner, name, (*bounds, *_flat(more)), today)
        if origin in (Union, types.UnionType):
            members = [each for each in get_args(annotation) if each is not type(None)]
            empty = len(members) < len(get_args(annotation)) and random.randrange(5) == 0
            return None if empty else self._value(random, random.choice(members), name, bounds, today)
        if origin is tuple:
            return self._several(random, get_args(annotation)[0], name, bounds, today)
        if (origin or annotation) is Sealed:
            return Sealed(12 if int in get_args(annotation) else "文")
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return annotation(**self.fields(random, annotation, today))
        return random.choice(self._pool(annotation, name, bounds, today))

    def _several(
        self, random: Random, kind: Any, name: str, bounds: tuple[Any, ...], today: dt.date
    ) -> tuple[Any, ...]:
        least = next((each.min_length for each in bounds if isinstance(each, MinLen)), 0)
        most = next((each.max_length for each in bounds if isinstance(each, MaxLen)), least + 3)
        size = random.randint(least, min(most, least + 3))
        found = [self._value(random, kind, name, (), today) for _ in range(size)]
        return tuple(each for place, each in enumerate(found) if each not in found[:place])

    def _pool(self, kind: Any, name: str, bounds: tuple[Any, ...], today: dt.date) -> Sequence[Any]:
        if name in self._pools.values:
            return self._pools.values[name]
        if get_origin(kind) is Literal:
            return get_args(kind)
        if isinstance(kind, type) and issubclass(kind, Code):
            return tuple(kind)
        if kind is str:
            return self._texts(bounds)
        near = [today + dt.timedelta(days=days) for days in (0, 0, 0, 0, -1, -40, 1, 90, 400)]
        pools: Mapping[Any, Sequence[Any]] = {
            UUID: self._ids[-12:],
            dt.date: (*near, *self._days[-6:]),
            bool: (True, True, True, False),
            int: NUMBERS,
            float: (0.0, 0.5, 1.0, 3.0, 9.9, 10.0, 20.0),
        }
        return _within(pools[kind], bounds)

    def _texts(self, bounds: tuple[Any, ...]) -> Sequence[str]:
        pattern = next((found for each in bounds if (found := getattr(each, "pattern", None))), None)
        if pattern == PEOPLE_PATTERN:
            return self._pools.people
        return ("文",) if pattern is None else BY_PATTERN[str(pattern)]


def _within(pool: Iterable[Any], bounds: Iterable[Any]) -> Sequence[Any]:
    checks: Mapping[type, Callable[[Any, Any], bool]] = {
        Ge: lambda value, bound: value >= bound.ge,
        Gt: lambda value, bound: value > bound.gt,
        Le: lambda value, bound: value <= bound.le,
        Lt: lambda value, bound: value < bound.lt,
    }
    asked = [(checks[type(each)], each) for each in bounds if type(each) in checks]
    return [value for value in pool if all(check(value, bound) for check, bound in asked)] or list(pool)


def _flat(metadata: Iterable[Any]) -> Iterator[Any]:
    """What bounds a value: pydantic's own `Field(…)` holds several."""
    for each in metadata:
        inner = getattr(each, "metadata", None)
        if inner is None:
            yield each
        else:
            yield from inner


def _values(part: Any) -> Iterator[Any]:
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _values(getattr(part, name))
    elif isinstance(part, tuple):
        for each in part:
            yield from _values(each)
    else:
        yield part
