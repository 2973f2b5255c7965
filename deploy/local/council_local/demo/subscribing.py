"""Other systems in the demo: one that receives, one that nobody can reach, and one that waits for 全国本部's examination."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Iterator
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from council_events.public import EVENT_TYPES

from council_local.demo.acts import Act
from council_local.demo.client import Client
from council_local.troubles import Trouble

OWNER: Final = "sys-owner-1"
EXAMINES, APPROVES = "hq-officer", "hq-officer-2"
_TAKEN_WITHIN: Final = 20.0
_TERM: Final = dt.timedelta(days=1000)
_NOBODY: Final = "http://127.0.0.1:9/webhooks"
"""The port of a service that no machine runs any more."""
_AGREED: Final = {"tier": "agreement", "legal_basis": "agreement", "agreement": "DEMO-2026-11", "purpose": "policy"}
_OPEN: Final = {"tier": "open", "legal_basis": "publication", "purpose": "statistics"}


async def subscribe(client: Client, begins_on: dt.date, today: dt.date) -> None:
    """Ask, examine, approve; then let the first system receive a test event. Raises ActRefused, and Trouble for no delivery.

    Events follow when their day or month has closed: the first of them tomorrow. Played once: where there are subscriptions
    nothing is asked for again.
    """
    if (await client.get(OWNER, "/api/feed/v1/subscriptions", "reporting"))["items"]:
        return
    async with _receiver() as (url, taken):
        for number, act in enumerate(script(url, begins_on, today)):
            await client.do(act, number)
        try:
            await asyncio.wait_for(taken.wait(), _TAKEN_WITHIN)
        except TimeoutError:
            raise Trouble(
                "試験のイベントが受信側に届きませんでした", "The test event did not reach its receiver"
            ) from None
    await client.do(_act(OWNER, "regional-dashboard", "disable-endpoint", today), 0)


def script(url: str, begins_on: dt.date, today: dt.date) -> list[Act]:
    """What the owner and two officers do. `url`: where the first system receives."""
    term = {"begins_on": begins_on.isoformat(), "ends_on": (begins_on + _TERM).isoformat()}
    return [
        *_approved("regional-dashboard", _AGREED | term | {"ways": ["pull", "kafka", "webhook"]}, today),
        *_approved("support-portal", _OPEN | term | {"ways": ["webhook"]}, today),
        _ask("open-statistics", _OPEN | term | {"ways": ["pull"]}, today),
        *_received("regional-dashboard", url, today),
        *_received("support-portal", _NOBODY, today),
    ]


def _approved(system: str, terms: dict[str, Any], on: dt.date) -> Iterator[Act]:
    yield _ask(system, terms, on)
    yield _act(EXAMINES, system, "examine-request", on)
    yield _act(APPROVES, system, "approve-request", on)


def _ask(system: str, terms: dict[str, Any], on: dt.date) -> Act:
    return _act(OWNER, system, "request-subscription", on, system=system, event_types=list(EVENT_TYPES), **terms)


def _received(system: str, url: str, on: dt.date) -> Iterator[Act]:
    yield _act(OWNER, system, "register-endpoint", on, url=url)
    yield _act(OWNER, system, "send-test-event", on)


def _act(person: str, system: str, command: str, on: dt.date, /, **body: Any) -> Act:
    subscription = uuid5(NAMESPACE_URL, f"urn:council:demo:subscription:{system}")
    purpose = "reporting" if person == OWNER else "supervision"
    return Act(person, "feed", f"subscriptions/{subscription}/{command}", on, body, purpose, dated=False)


@contextlib.asynccontextmanager
async def _receiver() -> AsyncIterator[tuple[str, asyncio.Event]]:
    """A system that takes whatever is sent to it, and its address; the event is set by the first."""
    taken = asyncio.Event()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
            await writer.drain()
            taken.set()
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/webhooks", taken
