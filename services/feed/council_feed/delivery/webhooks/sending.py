"""The sender: a lane per subscriber, so that a dead or slow receiver delays nobody else."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

import aiohttp
from council_events.feed import EndpointStop, TroubleKind
from council_kit.clock import JST
from council_kit.outages import describe, wait
from council_kit.postgres import AsyncPool
from council_kit.telemetry import get_logger

from council_feed.delivery.hub import Hub
from council_feed.delivery.keys import Keys, SigningKeys
from council_feed.delivery.webhooks import guard, queue, schedule
from council_feed.delivery.webhooks.queue import Attempted, Due, Endpoint
from council_feed.delivery.webhooks.signing import signature_headers
from council_feed.domain.subscription import valid_versions

BATCH: Final = 100
"""Webhooks of one subscriber between two looks at its queue; a crash sends at most so many again."""
AT_ONCE: Final = 8
"""Webhooks under way to one subscriber; those of one case follow each other."""
_LOOK_EVERY: Final = 0.25
_TIMEOUT: Final = aiohttp.ClientTimeout(total=15.0, sock_connect=5.0)
"""Seconds that a receiver has to answer in."""
_KEPT_BYTES: Final = 1_000
_log = get_logger("feed.webhooks")


class Owners(NamedTuple):
    """Whom the sender tells: the subscription's stream."""

    stop: Callable[[UUID, EndpointStop], Awaitable[None]]
    notice: Callable[[UUID, TroubleKind, dt.date], Awaitable[None]]
    recovered: Callable[[UUID], Awaitable[None]]


class _Answer(NamedTuple):
    """What a receiver said. `status` None: nothing."""

    status: int | None
    outcome: str
    response: str | None = None
    retry_after: float | None = None

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Webhooks:
    """Sends what is queued while its process leads."""

    def __init__(
        self,
        pool: AsyncPool,
        hub: Hub,
        keys: Keys,
        owners: Owners,
        allowed_hosts: frozenset[str],
        now: Callable[[], dt.datetime],
    ) -> None:
        """`now`: the real time, aware. `allowed_hosts` may be private."""
        self._pool = pool
        self._hub = hub
        self._keys = keys
        self._owners = owners
        self._allowed = allowed_hosts
        self._now = now
        self._lanes: dict[UUID, asyncio.Task[None]] = {}
        self._chance = random.SystemRandom()

    async def run(self, stop: asyncio.Event) -> None:
        """Give every endpoint for which something is due a lane, until `stop`."""
        async with aiohttp.ClientSession(
            connector=guard.connector(),
            timeout=_TIMEOUT,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            headers={"user-agent": "council-feed/1"},
        ) as session:
            try:
                while not stop.is_set():
                    await self._look(session)
                    await wait(stop, _LOOK_EVERY)
            finally:
                for task in self._lanes.values():
                    task.cancel()
                await asyncio.gather(*self._lanes.values(), return_exceptions=True)

    async def _look(self, session: aiohttp.ClientSession) -> None:
        now = self._now()
        self._lanes = {subscription: task for subscription, task in self._lanes.items() if not task.done()}
        try:
            async with self._pool.connection() as connection:
                found = await queue.endpoints_due(connection, now)
        except Exception as error:  # an outage of the database is sat out
            _log.warning("queue could not be read", error=describe(error))
            return
        for endpoint in found:
            # A test says whether the endpoint works again: it goes first, also to one that is being spared.
            spared = endpoint.open_until is not None and endpoint.open_until > now and not endpoint.to_test
            if endpoint.subscription_id not in self._lanes and not spared:
                self._lanes[endpoint.subscription_id] = asyncio.create_task(self._lane(session, endpoint))

    async def _lane(self, session: aiohttp.ClientSession, endpoint: Endpoint) -> None:
        """Send until nothing is due, until something fails, or for a while; then the endpoint is looked up anew."""
        until = time.monotonic() + 2.0
        try:
            while time.monotonic() < until:
                limit = 1 if endpoint.failures else BATCH
                async with self._pool.connection() as connection:
                    rows = await queue.due(connection, endpoint.subscription_id, self._now(), limit)
                if not rows:
                    return
                attempted = await self._send(session, endpoint, rows)
                failures = await self._settle(endpoint, attempted)
                if failures:
                    return
                endpoint = endpoint._replace(failures=0, noticed=None)
        except Exception as error:  # an outage; what was sent and not noted is sent again, with its id
            _log.warning("lane begins again", subscription=str(endpoint.subscription_id), error=describe(error))

    async def _send(self, session: aiohttp.ClientSession, endpoint: Endpoint, rows: Sequence[Due]) -> list[Attempted]:
        """Each case in its order, several cases at once; after a failure nothing new is begun."""
        cases: defaultdict[str, list[Due]] = defaultdict(list)
        for row in rows:
            cases[row.subject].append(row)
        keys = self._signing(endpoint)
        free, attempted, failed = asyncio.Semaphore(AT_ONCE), list[Attempted](), asyncio.Event()
        guard.allow(private=urlsplit(endpoint.url).hostname in self._allowed)

        async def one_case(several: Sequence[Due]) -> None:
            async with free:
                for each in several:
                    if failed.is_set():
                        return
                    attempt = await self._attempt(session, endpoint.url, keys, each)
                    attempted.append(attempt)
                    if not attempt.delivered:
                        failed.set()

        await asyncio.gather(*(one_case(several) for several in cases.values()))
        return attempted

    def _signing(self, endpoint: Endpoint) -> list[SigningKeys]:
        today = self._now().astimezone(JST).date()
        versions = valid_versions(endpoint.signing_version, endpoint.earlier_until, today)
        return [self._keys.signing(endpoint.subscription_id, version) for version, _ in versions]

    async def _attempt(
        self, session: aiohttp.ClientSession, url: str, keys: Sequence[SigningKeys], row: Due
    ) -> Attempted:
        at, began = self._now(), time.perf_counter()
        headers = signature_headers(row.event_id, int(at.timestamp()), row.body, keys)
        answer = await self._post(session, url, headers, row.body)
        attempts, next_at = row.attempts + 1, None
        if not answer.delivered:
            delay = schedule.delay_after(attempts, self._chance.random(), answer.retry_after)
            next_at = None if delay is None else at + dt.timedelta(seconds=delay)
        return Attempted(
            row,
            at,
            time.perf_counter() - began,
            answer.status,
            answer.outcome,
            answer.response,
            answer.delivered,
            next_at,
        )

    async def _post(self, session: aiohttp.ClientSession, url: str, headers: dict[str, str], body: bytes) -> _Answer:
        try:
            async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
                said = await response.content.read(_KEPT_BYTES)
                asked = schedule.retry_after(response.headers.get("retry-after"), self._now())
                text = said.decode("utf-8", "replace").replace("\0", "�")
                return _Answer(response.status, _outcome(response.status), text, asked)
        except TimeoutError:
            return _Answer(None, "timeout")
        except aiohttp.ClientConnectorError as error:
            blocked = isinstance(error.os_error, guard.BlockedAddressError)
            return _Answer(None, "blocked" if blocked else "unreachable")
        except (aiohttp.ClientError, OSError, ValueError):
            return _Answer(None, "broken")

    async def _settle(self, endpoint: Endpoint, attempted: Sequence[Attempted]) -> int:
        """Note the attempts, spare or stop the endpoint, and tell the owner; gives the looks in a row that brought nothing."""
        subscription = endpoint.subscription_id
        failed = [each for each in attempted if not each.delivered]
        failures = 0 if len(failed) < len(attempted) else endpoint.failures + 1
        pause = schedule.pause_after(failures)
        open_until = None if pause is None else self._now() + dt.timedelta(seconds=pause)
        async with self._pool.connection() as connection:
            await queue.settle(connection, subscription, attempted, failures, open_until)
        for each in failed:
            await self._tell(subscription, each)
        if endpoint.noticed and not failed:
            await self._owners.recovered(subscription)
        return failures

    async def _tell(self, subscription: UUID, failed: Attempted) -> None:
        attempts = failed.due.attempts + 1
        if failed.status == 410:
            await self._owners.stop(subscription, EndpointStop.GONE)
        elif failed.next_at is None:
            await self._owners.stop(subscription, EndpointStop.EXHAUSTED)
        kind = schedule.notice_after(attempts)
        if kind is not None:
            last = schedule.gives_up_at(attempts, failed.at)
            await self._owners.notice(subscription, kind, last.astimezone(JST).date())


def _outcome(status: int) -> str:
    if 200 <= status < 300:
        return "delivered"
    if 300 <= status < 400:
        return "redirect"
    return "refused"
