"""A part of the platform behind its real doors: issuer, gateway and some services, each a process, on servers that are there.

For benches that measure from the staff API. Offices are given through the API, as the demo gives them.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
from council_directory import council
from council_kit.kafka import create_topics
from council_local import keyring, principals, provision
from council_local.catalogue import GATEWAY, ISSUER, Catalogue, Servers
from council_local.demo.client import Client
from council_local.demo.organisation import national, of_council
from council_local.layout import Layout
from council_local.ports import free_base
from council_local.settings import LocalSettings

BUREAUS_SINCE, IN_OFFICE_SINCE = dt.date(2022, 4, 1), dt.date(2023, 4, 1)
_STARTS_WITHIN: Final = 120.0


@dataclass
class Doors:
    """Where things are while they run; `pids` by process name."""

    gateway: str
    issuer: str
    layout: Layout
    servers: Servers
    pids: dict[str, int] = field(default_factory=dict)

    def tokens(self, people: Sequence[str]) -> dict[str, str]:
        """The Authorization header of each."""
        return asyncio.run(self._tokens(people))

    def into_office(self, councils: Sequence[str]) -> None:
        """The national officers, and the staff of these councils."""
        asyncio.run(self._into_office(councils))

    async def _tokens(self, people: Sequence[str]) -> dict[str, str]:
        async with Client(self.gateway, self.issuer) as client:
            return {person: (await client.bearer(person))["authorization"] for person in people}

    async def _into_office(self, councils: Sequence[str]) -> None:
        async with Client(self.gateway, self.issuer) as client:
            for number, act in enumerate(national(BUREAUS_SINCE)):
                await client.do(act, number)

            async def staff(code: str) -> None:
                for number, act in enumerate(of_council(council(code), IN_OFFICE_SINCE)):
                    await client.do(act, number)

            await asyncio.gather(*(staff(code) for code in councils))


@contextlib.contextmanager
def opened(services: Sequence[str], kafka: str, postgres: str, namespace: str) -> Iterator[Doors]:
    """These services, the gateway and the issuer; databases and roles of the namespace are dropped at the end."""
    with tempfile.TemporaryDirectory(prefix="council-bench-", ignore_cleanup_errors=True) as folder:
        settings = LocalSettings(
            data=Path(folder), port=free_base(), namespace=namespace, kafka=kafka, postgres=postgres
        )
        layout = Layout(Path(folder))
        layout.make()
        keyring.make_keys(layout)
        passwords = keyring.passwords(layout, provision.names(namespace).values())
        try:
            databases, vaults = provision.provision(postgres, namespace, passwords)
            users = keyring.passwords(layout, principals.rights(namespace), server="kafka")
            servers = Servers(principals.provide(kafka, namespace, users), databases, vaults)
            asyncio.run(create_topics(kafka, namespace=namespace))
            catalogue = Catalogue(settings, layout)
            doors = Doors(catalogue.url(GATEWAY), catalogue.url(ISSUER), layout, servers)
            with contextlib.ExitStack() as running:
                for name in (*services, GATEWAY, ISSUER):
                    doors.pids[name] = running.enter_context(_process(catalogue, name, servers))
                for name in (*services, GATEWAY, ISSUER):
                    _wait_for(catalogue.url(name), layout.log(name))
                yield doors
        finally:
            provision.drop(postgres, namespace)


@contextlib.contextmanager
def _process(catalogue: Catalogue, name: str, servers: Servers) -> Iterator[int]:
    component = catalogue.component(name, servers)
    with component.log.open("ab") as log:
        process = subprocess.Popen(component.command, env={**os.environ, **component.env}, stdout=log, stderr=log)
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(url: str, log: Path) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{url}/readyz", timeout=2).status_code == httpx.codes.OK:
                return
        time.sleep(0.1)
    raise RuntimeError(f"it did not start:\n{log.read_text()[-2000:]}")
