"""`Event` and `Envelope`: one event, one byte string (CloudEvents 1.0, structured mode).

An event class is named for ever by its `type_name`; it is found again by that name, never by its Python path.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar, cast
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import from_json

from council_events.values import CouncilCode, Purpose

CONTENT_TYPE = b"application/cloudevents+json; charset=utf-8"


class UnknownEventTypeError(LookupError):
    """The bytes name an event type that this version of the published language does not know."""


class Event(BaseModel):
    """A fact in the past tense: frozen, closed or sealed fields only.

    Subclass as `class ConsultationOpened(Event, type_name="council.intake.ConsultationOpened.v1", ja="相談の受付")`;
    `ja` is how screens name the event. `final`, the provision that it rests on, marks consents, approvals, decisions of money and
    payments: they are never corrected, but withdrawn or reversed by a command of their own. `right`, likewise a provision, marks
    what gives or takes an office, a power or a bar: every service acts on it, so only its sealed texts are corrected.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type_name: ClassVar[str] = ""
    ja: ClassVar[str] = ""
    final: ClassVar[str] = ""
    right: ClassVar[str] = ""
    _registry: ClassVar[dict[str, type[Event]]] = {}

    def __init_subclass__(
        cls, type_name: str = "", ja: str = "", final: str = "", right: str = "", **kwargs: Any
    ) -> None:
        """Take the class keywords out of pydantic's way; `__pydantic_init_subclass__` uses them."""
        super().__init_subclass__(**kwargs)

    @classmethod
    def __pydantic_init_subclass__(
        cls, type_name: str = "", ja: str = "", final: str = "", right: str = "", **kwargs: Any
    ) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if not type_name:
            return
        if type_name in Event._registry:
            raise TypeError(f"{type_name} is defined twice")
        cls.type_name = type_name
        cls.ja = ja
        cls.final = final
        cls.right = right
        Event._registry[type_name] = cls


def event_class(type_name: str) -> type[Event]:
    """The class that bears this everlasting name; raises UnknownEventTypeError."""
    try:
        return Event._registry[type_name]
    except KeyError:
        raise UnknownEventTypeError(type_name) from None


def all_event_classes() -> Iterator[type[Event]]:
    """Every event class of the published language, in order of name; one that a test defines is none of them."""
    for _, event in sorted(Event._registry.items()):
        if event.__module__.startswith("council_events."):
            yield event


E = TypeVar("E", bound=Event)


class Envelope(BaseModel, Generic[E]):
    """CloudEvents 1.0 attributes, our extensions, and the event as `data`. Field order is the byte order.

    `occurredon` is the business date in JST (rules, deadlines, figures); `time` is when it was recorded, UTC (proof).
    `sequence` is the version in stream `streamid`, from 1. `partitionkey` is the Kafka key.
    `actor` is an identity, or `system:<service>` for a reaction; `onbehalfof` the office or person acted for.
    """

    model_config = ConfigDict(frozen=True)

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: Annotated[str, Field(pattern=r"^/councils/[0-9a-z]{2}/[a-z]+$")]
    type: str
    subject: str
    time: dt.datetime
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str
    occurredon: dt.date
    sequence: int
    streamid: UUID
    partitionkey: str
    council: CouncilCode
    actor: str
    onbehalfof: str | None = None
    purpose: Purpose
    correlationid: UUID
    causationid: UUID | None = None
    traceparent: str | None = None
    data: E

    @property
    def service(self) -> str:
        """The publishing service, the last part of `source`."""
        return self.source.rpartition("/")[2]


def schema_uri(type_name: str) -> str:
    """The `dataschema` of an event type; the schema itself is committed in libs/events/schemas/."""
    return f"urn:council:schema:{type_name}"


_NAME_STARTS = b'"type":"'


def type_name_of(raw: bytes) -> str:
    """The event type in the bytes of an envelope, without parsing the whole.

    Our own bytes name the type before any field that could hold these characters; bytes of any other order are parsed.
    """
    start = raw.find(_NAME_STARTS, 0, 400)
    if start < 0:
        return str(from_json(raw)["type"])
    start += len(_NAME_STARTS)
    return raw[start : raw.index(b'"', start)].decode()


def to_bytes(envelope: Envelope[Any]) -> bytes:
    """The one byte string of an event: stored, published and hashed as it is. An unset attribute is written as null.

    Raises NotSealedError (inside pydantic's serialisation error) when a confidential field is still clear.
    """
    return envelope.__pydantic_serializer__.to_json(envelope, exclude_none=False)


_PARSERS: dict[str, type[Envelope[Any]]] = {}


def envelope_class(type_name: str) -> type[Envelope[Any]]:
    """The envelope of one event type, made once."""
    parser = _PARSERS.get(type_name)
    if parser is None:
        parser = cast("type[Envelope[Any]]", Envelope.__class_getitem__(event_class(type_name)))
        _PARSERS[type_name] = parser
    return parser
