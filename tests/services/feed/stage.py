"""feed with governance beside it, and a source of events: a store whose relay publishes as intake's would."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
from council_events import Event, intake
from council_events.values import Office, Purpose
from council_feed.delivery.keys import Keys
from council_kit.clock import JST, Clock
from council_kit.postgres import open_async_pool, open_pool
from council_kit.relay import Relay
from council_kit.store import Acting, Appending, Store

from tests.services.house import Caller, House

TODAY = dt.datetime.now(JST).date()
BEGINS = TODAY - dt.timedelta(days=200)
YESTERDAY = dt.datetime.now(dt.UTC) - dt.timedelta(days=1, hours=12)
LONG_AGO = TODAY - dt.timedelta(days=70)
"""A day whose month is closed, whatever day the test runs on."""
OWNER, OTHER, FIRST, SECOND, AUDITOR = "sys-owner-1", "sys-owner-2", "hq-officer", "hq-officer-2", "auditor-1"
TYPES = ["council.public.ConsultationOpened.v1", "council.public.ConsultationClosed.v1"]


@dataclass
class Stage:
    """The feed of a house, with people in office."""

    house: House
    store: Store

    def owner(self, person: str = OWNER) -> Caller:
        return self.house.as_(person, "hq", Purpose.REPORTING)

    def officer(self, person: str = FIRST) -> Caller:
        return self.house.as_(person, "hq", Purpose.SUPERVISION)

    @property
    def auditor(self) -> Caller:
        return self.house.as_(AUDITOR, "hq", Purpose.AUDIT)

    def ask(self, by: Caller, subscription: UUID, command: str, body: dict[str, Any] | None = None) -> httpx.Response:
        return by.post("feed", f"/v1/subscriptions/{subscription}/{command}", body or {})

    def subscribe(self, **terms: Any) -> UUID:
        """An approved subscription."""
        subscription = uuid4()
        asked = {
            "system": "statistics",
            "legal_basis": "publication",
            "purpose": "statistics",
            "event_types": TYPES,
            "tier": "open",
            "ways": ["pull"],
            "begins_on": BEGINS.isoformat(),
            "ends_on": (TODAY + dt.timedelta(days=300)).isoformat(),
        } | terms
        for by, command, body in (
            (self.owner(), "request-subscription", asked),
            (self.officer(), "examine-request", {}),
            (self.officer(SECOND), "approve-request", {}),
        ):
            answer = self.ask(by, subscription, command, body)
            assert answer.status_code == 201, answer.text
        path = f"/v1/subscriptions/{subscription}"
        self.house.eventually(lambda: self.officer().get("feed", path).json().get("stage") == "active")
        return subscription

    def token(self, subscription: UUID, version: int = 1) -> dict[str, str]:
        keys = Keys.of_file(self.house.folder / "feed.secret")
        return {"authorization": f"Bearer {keys.token(subscription, version)}"}

    def pull(self, subscription: UUID, **query: Any) -> httpx.Response:
        return self.house.clients["feed"].get("/events", params=query, headers=self.token(subscription))

    def events(self, subscription: UUID, at_least: int = 1, within: float = 30) -> list[dict[str, Any]]:
        """The whole log, once it holds so many."""

        def long_enough() -> list[dict[str, Any]]:
            answer = self.pull(subscription, limit=1000)
            assert answer.status_code == 200, answer.text
            found: list[dict[str, Any]] = answer.json()["events"]
            return found if len(found) >= at_least else []

        found: list[dict[str, Any]] = self.house.eventually(long_enough, within=within)
        return found

    def happened(self, *events: Event, council: str = "13", on: dt.date = LONG_AGO) -> None:
        """Events of one case, recorded yesterday."""
        stream: UUID = events[0].case_id  # type: ignore[attr-defined]  # the stream of a case is the case
        acting = Acting(f"p{council}-deputy", council, Purpose.CASE_WORK, on, uuid4())
        self.store.append_many(
            [
                Appending(stream, version, event, acting, recorded_at=YESTERDAY)
                for version, event in enumerate(events, start=1)
            ]
        )


def opened(**changes: Any) -> intake.ConsultationOpened:
    known: dict[str, Any] = {
        "case_id": uuid4(),
        "kind": intake.ConsultationKind.COUNTER,
        "requester": intake.Requester.COMPANY,
        "route": intake.Route.DIRECT,
        "channel": intake.Channel.INTERVIEW,
        "assigned_to": "p13-deputy",
        "company_id": uuid4(),
        "prefecture": "13",
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "employees": 15,
    }
    return intake.ConsultationOpened(**(known | changes))


@contextlib.contextmanager
def stage(house: House, *services: str) -> Iterator[Stage]:
    """Open governance and feed, put people into office, and publish what a store beside them is given."""
    with house.open("governance", "feed", *services):
        for person, office in (
            (OWNER, Office.SYSTEM_OWNER),
            (OTHER, Office.SYSTEM_OWNER),
            (FIRST, Office.HQ_OFFICER),
            (SECOND, Office.HQ_OFFICER),
            (AUDITOR, Office.AUDITOR),
        ):
            house.nation(person, office)
        reader = house.as_(OTHER, "hq", Purpose.REPORTING)
        house.eventually(lambda: reader.get("feed", "/v1/subscriptions").status_code == 200, within=30)
        auditor = house.as_(AUDITOR, "hq", Purpose.AUDIT)
        house.eventually(lambda: auditor.get("feed", "/v1/subscriptions").status_code == 200, within=30)
        with source(house) as store:
            yield Stage(house, store)


@contextlib.contextmanager
def source(house: House, service: str = "intake") -> Iterator[Store]:
    """A store of a service whose relay runs in a thread of its own."""
    dsn, stop = house.new_database(), asyncio.Event()
    with open_pool(dsn) as pool:
        store = Store(service, pool, None, Clock())
        loops: list[asyncio.AbstractEventLoop] = []

        async def publish() -> None:
            loops.append(asyncio.get_running_loop())
            async with open_async_pool(dsn) as streams:
                await Relay(service, house.kafka, house.namespace, streams, store).run(stop)

        thread = threading.Thread(target=lambda: asyncio.run(publish()))
        thread.start()
        try:
            yield store
        finally:
            loops[0].call_soon_threadsafe(stop.set)
            thread.join()
