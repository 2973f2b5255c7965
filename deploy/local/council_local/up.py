"""`council up`: brings broker, database and services up in order, keeps them up, and takes them down in order."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable
from typing import Final

import psutil
import psycopg
from confluent_kafka import KafkaException
from council_kit.broker import BrokerAddress
from council_kit.kafka import create_topics

from council_local import broker, database, jars, keyring, principals, provision
from council_local.broker import Broker
from council_local.catalogue import GATEWAY, ISSUER, PLACES, SERVICES, TITLES, WITNESS, Catalogue, Servers
from council_local.component import Component
from council_local.database import Database
from council_local.layout import Layout
from council_local.ports import claim, free_port
from council_local.running import ComponentState, Proc, Running, State
from council_local.screen import Screen
from council_local.settings import LocalSettings
from council_local.supervisor import Kept, Supervisor
from council_local.troubles import AlreadyRunning, DidNotStart, Misused

KAFKA: Final = "kafka"
POSTGRES: Final = "postgres"
STOP_ORDER: Final = [[GATEWAY, ISSUER], list(SERVICES), [WITNESS], [KAFKA], [POSTGRES]]
"""The doors first, then the services, which may still finish what they hold, then what they stand on."""
_KAFKA_PLACE, _OUTSIDE_PLACE, _POSTGRES_PLACE = 92, 94, 32
"""Preferred ports, counted from the gateway's; another is taken where they are not free."""

WhenUp = Callable[[Running], Awaitable[bool]]
"""Is called once everything is ready; True keeps the platform up, False takes it down again."""


class Platform:
    """The platform of one data folder, for the time it is up."""

    def __init__(self, settings: LocalSettings, screen: Screen, catalogue: Catalogue | None = None) -> None:
        if settings.environment == "production":
            raise Misused(
                "council up は開発環境専用です（COUNCIL_ENVIRONMENT=production では起動しません）。",
                "council up is for development; it does not start with COUNCIL_ENVIRONMENT=production.",
            )
        self._settings = settings
        self._layout = Layout(settings.data.absolute())
        self._screen = screen
        self._catalogue = catalogue or Catalogue(settings, self._layout)
        self._supervisor = Supervisor(self._told, self._layout.is_held)
        self._stopped = asyncio.Event()
        self._keys_made = asyncio.Event()
        self._running: Running | None = None
        self._outside = ""

    async def run(self, when_up: WhenUp) -> None:
        """Up, until a signal or until `when_up` says so, then down. Raises Trouble."""
        self._layout.make()
        last = Running.last(self._layout)
        holder = last.supervisor.find() if last else None
        with self._layout.owned(holder.pid if holder else None):
            if last is not None:
                await asyncio.to_thread(_end_orphans, last)
            await self._run(when_up)

    async def _run(self, when_up: WhenUp) -> None:
        for name in PLACES:
            claim(TITLES[name], self._catalogue.port(name))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._stopped.set)
        self._running = self._first_state()
        self._running.save()
        self._screen.open(self._running.components)
        try:
            if await self._unless_stopped(self._start()):
                self._screen.close()
                if await self._unless_stopped(when_up(self._running)):
                    await self._stopped.wait()
        finally:
            self._screen.close()
            await self._supervisor.stop_all(STOP_ORDER)
            self._layout.running.unlink(missing_ok=True)

    async def _unless_stopped(self, work: Awaitable[bool]) -> bool:
        """The work's answer; False, and the work cancelled, when a signal comes first."""
        task = asyncio.ensure_future(work)
        stopped = asyncio.ensure_future(self._stopped.wait())
        try:
            await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else False
        finally:
            for each in (task, stopped):
                each.cancel()
                with contextlib.suppress(asyncio.CancelledError, Exception):
                    await each

    async def _start(self) -> bool:
        await _all(self._start_doors(), self._start_rest())
        return True

    async def _start_doors(self) -> None:
        """Gateway and issuer need neither broker nor database: the first page is there while the rest comes up."""
        await asyncio.to_thread(keyring.make_keys, self._layout)
        self._keys_made.set()
        nothing = Servers(brokers={}, databases={}, vaults={})
        await _all(*(self._start_process(name, nothing) for name in (GATEWAY, ISSUER, WITNESS)))

    async def _start_rest(self) -> None:
        kafka, postgres = await _all(self._start_kafka(), self._start_postgres())
        assert self._running is not None
        self._running.kafka, self._running.postgres = str(kafka), str(postgres)
        provisioned, brokers, _, _ = await _all(
            asyncio.to_thread(self._provision, str(postgres)),
            asyncio.to_thread(self._provide, str(kafka)),
            create_topics(str(kafka), namespace=self._settings.namespace),
            self._keys_made.wait(),
        )
        assert isinstance(provisioned, provision.Provisioned)
        assert isinstance(brokers, dict)
        servers = Servers(brokers, *provisioned, granting=brokers[principals.GRANTING], outside=self._outside)
        await _all(*(self._start_process(name, servers) for name in SERVICES))

    async def _start_process(self, name: str, servers: Servers) -> None:
        assert self._running is not None
        self._running.environments[name] = self._catalogue.environment(name, servers)
        await self._supervisor.start(self._catalogue.component(name, servers))

    async def _start_kafka(self) -> str:
        if self._settings.kafka:
            shown = BrokerAddress.of(self._settings.kafka).servers
            await self._use(KAFKA, shown, broker.is_ready(self._settings.kafka))
            return self._settings.kafka
        self._set(KAFKA, State.PREPARING, "")
        loop = asyncio.get_running_loop()

        def said(done: int, of: int) -> None:
            loop.call_soon_threadsafe(self._set, KAFKA, State.PREPARING, f"取得 downloading {done}/{of}")

        classpath = await asyncio.to_thread(jars.classpath, None, said)
        password = keyring.passwords(self._layout, [broker.ADMINISTRATOR], server=KAFKA)[broker.ADMINISTRATOR]
        own = Broker(
            self._layout.kafka, self._components[KAFKA].port, free_port(), classpath, self._outside_port(), password
        )
        await self._serve(own.prepare, own.component, KAFKA)
        self._outside = own.outside
        return own.administrator

    def _outside_port(self) -> int:
        return free_port(self._settings.port + _OUTSIDE_PLACE)

    async def _start_postgres(self) -> str:
        if self._settings.postgres:
            await self._use(POSTGRES, "", database.is_ready(self._settings.postgres))
            return self._settings.postgres
        password = keyring.passwords(self._layout, [provision.SUPERUSER])[provision.SUPERUSER]
        own = Database(self._layout.postgres, self._components[POSTGRES].port, password)
        await self._serve(own.prepare, own.component, POSTGRES)
        return own.dsn()

    async def _serve(self, prepare: Callable[..., None], component: Callable[..., Component], name: str) -> None:
        self._set(name, State.PREPARING, "")
        log = self._layout.log(name)
        await asyncio.to_thread(prepare, log)
        await self._supervisor.start(component(log))

    async def _use(self, name: str, address: str, ready: Awaitable[None]) -> None:
        try:
            await ready
        except Exception as error:  # whatever keeps it from answering
            variable = f"COUNCIL_{name.upper()}"
            raise Misused(
                f"{variable} のサーバーが応答しません（{type(error).__name__}）。",
                f"The server that {variable} names does not answer ({type(error).__name__}).",
            ) from error
        self._set(name, State.EXTERNAL, address)

    def _provide(self, kafka: str) -> dict[str, str]:
        namespace = self._settings.namespace
        try:
            users = keyring.passwords(self._layout, principals.rights(namespace), server=KAFKA)
            return principals.provide(kafka, namespace, users)
        except KafkaException as error:
            raise DidNotStart("Apache Kafka", str(error), self._layout.log(KAFKA)) from error

    def _provision(self, postgres: str) -> provision.Provisioned:
        roles = provision.names(self._settings.namespace).values()
        try:
            return provision.provision(postgres, self._settings.namespace, keyring.passwords(self._layout, roles))
        except psycopg.Error as error:
            raise DidNotStart(
                "PostgreSQL", f"{type(error).__name__}: {error}".strip(), self._layout.log(POSTGRES)
            ) from error

    @property
    def _components(self) -> dict[str, ComponentState]:
        assert self._running is not None
        return self._running.components

    def _first_state(self) -> Running:
        base = self._settings.port
        ours = {
            KAFKA: ("Apache Kafka", 0 if self._settings.kafka else free_port(base + _KAFKA_PLACE)),
            POSTGRES: ("PostgreSQL", 0 if self._settings.postgres else free_port(base + _POSTGRES_PLACE)),
        }
        components = {
            name: ComponentState(title=title, port=port, log=self._layout.log(name))
            for name, (title, port) in ours.items()
        }
        for name in PLACES:
            components[name] = ComponentState(
                title=TITLES[name],
                port=self._catalogue.port(name),
                log=self._layout.log(name),
                url=self._catalogue.url(name),
            )
        return Running(
            supervisor=Proc.of(os.getpid()),
            folder=self._layout.folder,
            gateway=self._catalogue.url(GATEWAY),
            issuer=self._catalogue.url(ISSUER),
            namespace=self._settings.namespace,
            components=components,
        )

    def _told(self, kept: Kept, detail: str) -> None:
        state = self._components[kept.component.name]
        state.restarts = kept.restarts
        state.process = None
        if kept.pid is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                state.process = Proc.of(kept.pid)
        self._set(kept.component.name, kept.state, detail)

    def _set(self, name: str, state: State, detail: str) -> None:
        assert self._running is not None
        component = self._running.components[name]
        component.state = state
        self._screen.change(name, component.model_copy(), detail)
        self._running.save()


async def _all(*work: Awaitable[object]) -> list[object]:
    """The answers of all; the first failure ends the others and is raised as itself."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _end_orphans(last: Running) -> None:
    """End what a supervisor that was killed left behind, so that ports and data are free for the new one."""
    if last.supervisor.find() is not None:
        raise AlreadyRunning(last.folder, last.supervisor.pid)
    left = [found for each in last.components.values() if each.process and (found := each.process.find())]
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, stubborn = psutil.wait_procs(left, timeout=15)
    for process in stubborn:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(stubborn, timeout=5)
