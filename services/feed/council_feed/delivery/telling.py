"""The bytes of a public event, made once: the same in the log, on Kafka, in an answer and in a webhook."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple
from uuid import UUID

from council_directory import fiscal_year_start
from council_events.public import EventWithdrawn, FeedTested, PublicEnvelope, PublicEvent, Tier
from council_kit.clock import JST
from pydantic import BaseModel

from council_feed.delivery.keys import Keys
from council_feed.domain.generalising import Told, cell_key
from council_feed.domain.withdrawing import Stale

SCHEMAS: Final = "urn:council:schema:"


class Sent(NamedTuple):
    """One event of a log: what the subscriber gets, and (for audit alone) what it was made from."""

    event_id: UUID
    type: str
    subject: str
    body: bytes
    source_event: UUID
    source_case: UUID
    cell: bytes | None = None
    company: UUID | None = None
    telling: int = 0
    withdraws: int | None = None


class Teller:
    """Puts public events into words for subscriptions."""

    def __init__(self, keys: Keys, gateway_url: str) -> None:
        self._keys = keys
        self._gateway = gateway_url

    def tell(self, subscription: UUID, told: Told, kind: type[PublicEvent], tier: Tier) -> Sent:
        """One step, as this subscription is told of it: by this version of the public event."""
        step, cell = told.step, told.cell
        event_id = self._keys.event_id(subscription, step.event_id, step.telling)
        subject = self._keys.pseudonym(subscription, step.case_id, cell, tier)
        data = kind.model_validate(
            {
                name: value
                for name, value in (*cell._asdict().items(), ("day", told.day))
                if value is not None and name in kind.model_fields
            }
        )
        body = self._bytes(subscription, event_id, kind, subject, _instant(told), data)
        return Sent(
            event_id,
            kind.type_name,
            subject,
            body,
            step.event_id,
            step.case_id,
            cell_key(cell),
            step.subject,
            step.telling,
        )

    def withdraw(self, subscription: UUID, told: Stale) -> Sent:
        """That an earlier event of the log is wrong: under its pseudonym and its time, and nothing more."""
        event_id = self._keys.event_id(subscription, told.source_event, told.telling, withdrawn=True)
        time = dt.datetime.fromisoformat(told.time)
        data = EventWithdrawn(withdraws=told.event_id)
        body = self._bytes(subscription, event_id, EventWithdrawn, told.subject, time, data)
        return Sent(
            event_id,
            EventWithdrawn.type_name,
            told.subject,
            body,
            told.source_event,
            told.source_case,
            told.cell,
            told.company,
            told.telling,
            told.position,
        )

    def test(self, subscription: UUID, event_id: UUID, now: dt.datetime) -> bytes:
        """A test event."""
        return self._bytes(subscription, event_id, FeedTested, "0" * 32, now.replace(microsecond=0), FeedTested())

    def _bytes(
        self,
        subscription: UUID,
        event_id: UUID,
        kind: type[PublicEvent | EventWithdrawn | FeedTested],
        subject: str,
        time: dt.datetime,
        data: BaseModel,
    ) -> bytes:
        envelope = PublicEnvelope(
            id=event_id,
            source=f"urn:council:feed:{subscription}",
            type=kind.type_name,
            subject=subject,
            time=time,
            dataschema=f"{SCHEMAS}{kind.type_name}",
            dataref=f"{self._gateway}/feed/{subscription}/details/{event_id}",
            data=data.model_dump(mode="json"),
        )
        return envelope.model_dump_json().encode()


def _instant(told: Told) -> dt.datetime:
    """The first instant, in JST, of the day, month or fiscal year that is told."""
    cell = told.cell
    day = fiscal_year_start(cell.fiscal_year)
    if cell.month is not None:
        day = dt.date.fromisoformat(f"{cell.month}-01")
    if told.day is not None:
        day = told.day
    return dt.datetime(day.year, day.month, day.day, tzinfo=JST)
