"""Real servers for every test, and nothing left behind on them.

A broker and a database come from the environment (COUNCIL_KAFKA, COUNCIL_POSTGRES), else from testcontainers where
Docker answers, else from council_local's embedded ones. Under pytest-xdist the controller starts them once for all
workers; without it they start when the first test asks.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import io
import json
import logging
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psycopg
import pytest
import structlog
import uvicorn
from aiokafka.admin import AIOKafkaAdminClient
from council_kit.telemetry import configure_logs
from hypothesis import HealthCheck, settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.whole import Whole, staffed_platform

if TYPE_CHECKING:
    from council_local.demo.client import Client

    from tests.journeys.lines import Journey
    from tests.openbao import OpenBao

pytest_plugins = ("tests.ordering",)

# How long an example takes is the machine's doing: a property that holds would fail where other work delays it. Speed is measured in bench.
settings.register_profile("council", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("council")

_ending = contextlib.ExitStack()


@cache
def _docker_answers() -> bool:
    """Whether a Docker daemon answers. Asked by hand: the client library leaves its socket open where none does."""
    at = urlsplit(os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock"))
    local = at.scheme == "unix"
    try:
        with socket.socket(socket.AF_UNIX if local else socket.AF_INET) as connection:
            connection.settimeout(2)
            connection.connect(at.path if local else (at.hostname, at.port or 2375))
            connection.sendall(b"GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n")
            return b" 200 " in connection.recv(100)
    except OSError:
        return False


@cache
def _folder() -> Path:
    return Path(_ending.enter_context(tempfile.TemporaryDirectory(prefix="council-tests-", ignore_cleanup_errors=True)))


@cache
def _kafka() -> str:
    if named := os.environ.get("COUNCIL_KAFKA"):
        return named
    if _docker_answers():
        from testcontainers.community.kafka import KafkaContainer

        container = KafkaContainer().with_kraft()
        container.with_env("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
        container.with_env("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
        return str(_ending.enter_context(container).get_bootstrap_server())
    from council_local.stack import ensure_kafka

    return _ending.enter_context(ensure_kafka(_folder())).address


@cache
def _postgres() -> str:
    if named := os.environ.get("COUNCIL_POSTGRES"):
        return named
    if _docker_answers():
        from testcontainers.community.postgres import PostgresContainer

        container = PostgresContainer("postgres:16", driver=None).with_command("postgres -c max_connections=300")
        return str(_ending.enter_context(container).get_connection_url())
    from council_local.stack import ensure_postgres

    return _ending.enter_context(ensure_postgres(_folder(), durable=False)).address


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Before a worker starts: hand it the servers of the controller."""
    os.environ["COUNCIL_KAFKA"] = _kafka()
    os.environ["COUNCIL_POSTGRES"] = _postgres()
    node.workerinput["servers"] = {name: os.environ[name] for name in ("COUNCIL_KAFKA", "COUNCIL_POSTGRES")}


def pytest_configure(config: pytest.Config) -> None:
    os.environ.update(getattr(config, "workerinput", {}).get("servers", {}))


def pytest_unconfigure() -> None:
    _ending.close()


@pytest.fixture(scope="session")
def kafka() -> str:
    """Bootstrap servers of a real broker. Use topics under `namespace` only."""
    return _kafka()


@pytest.fixture(scope="session")
def postgres() -> str:
    """DSN of a superuser on a real server. Use `database`, or `new_database` for more than one."""
    return _postgres()


@contextlib.contextmanager
def _databases(server: str) -> Iterator[Callable[..., str]]:
    """Make databases of one's own, dropped at the end whoever is still connected."""
    names: list[str] = []

    def make(template: str | None = None) -> str:
        name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{uuid4().hex[:10]}"
        copied = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + copied)
        names.append(name)
        return make_conninfo(server, dbname=name)

    try:
        yield make
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            for name in names:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def new_database(postgres: str) -> Iterator[Callable[..., str]]:
    """`new_database()` gives the DSN of a fresh, empty database; `new_database(template="name")` of a copy."""
    with _databases(postgres) as make:
        yield make


@pytest.fixture(scope="session")
def openbao() -> Iterator[OpenBao]:
    """A real OpenBao, which `make test-tools` installs."""
    from tests.openbao import openbao as started

    with started() as server:
        yield server


@pytest.fixture
def database(new_database: Callable[..., str]) -> str:
    """DSN of a fresh database for this test."""
    return new_database()


@pytest.fixture(scope="module")
def module_database(postgres: str) -> Iterator[str]:
    """DSN of a fresh database for all tests of a file."""
    with _databases(postgres) as make:
        yield make()


@pytest.fixture(scope="module")
def module_databases(postgres: str) -> Iterator[Callable[..., str]]:
    """`new_database` for all tests of a file."""
    with _databases(postgres) as make:
        yield make


@pytest.fixture
def namespace(request: pytest.FixtureRequest) -> Iterator[str]:
    """First part of the topic names of this test; its topics are deleted at the end."""
    with _namespace("kafka" in request.fixturenames) as name:
        yield name


@pytest.fixture(scope="module")
def module_namespace() -> Iterator[str]:
    """The same for all tests of a file."""
    with _namespace(has_topics=True) as name:
        yield name


@contextlib.contextmanager
def _namespace(has_topics: bool) -> Iterator[str]:
    name = f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-{uuid4().hex[:10]}"
    yield name
    if has_topics:
        # In a thread of its own: asyncio.run would take the event loop of this one away from pytest-asyncio.
        cleaning = threading.Thread(target=lambda: asyncio.run(_delete_topics(_kafka(), f"{name}.")))
        cleaning.start()
        cleaning.join()


async def _delete_topics(bootstrap: str, prefix: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.delete_topics([topic for topic in await admin.list_topics() if topic.startswith(prefix)])
    finally:
        await admin.close()


@pytest.fixture(scope="session")
def staffed() -> Iterator[Whole]:
    """The whole platform with one council's people in office; started once, for journeys and browser tests alike."""
    with staffed_platform() as platform:
        yield platform


@pytest.fixture(scope="session")
def played(staffed: Whole) -> dict[str, Journey]:
    """Cases of several lines on that platform, by name, each with a history; the outside experts are commissioned."""
    from tests.journeys import lines  # here alone: most tests play no line

    journeys = [lines.preliminary(), lines.restructuring(), lines.guarantee_together(), lines.ordinary_track()]

    async def play(client: Client) -> None:
        for number, act in enumerate(lines.experts()):
            await client.do(act, number)
        for journey in journeys:
            for number, act in enumerate(journey.acts):
                await client.do(act, number)

    staffed.run(play)
    return {
        name: each
        for name, each in zip(("preliminary", "restructuring", "guarantee", "subsidy"), journeys, strict=True)
    }


@pytest.fixture(scope="session")
def eventually() -> Callable[..., Any]:
    """`eventually(predicate, within=seconds)`: its first true value. Raises AssertionError with the last one seen.

    The predicate may fail with an AssertionError meanwhile. In coroutines use `eventually_async`.
    """

    def wait(predicate: Callable[[], Any], within: float = 10.0) -> Any:
        deadline = time.monotonic() + within
        while True:
            seen = _seen(predicate)
            if seen and not isinstance(seen, AssertionError):
                return seen
            if time.monotonic() > deadline:
                raise _too_late(seen, within)
            time.sleep(0.02)

    return wait


@pytest.fixture(scope="session")
def eventually_async() -> Callable[..., Any]:
    """`await eventually_async(predicate, within=seconds)`, where the predicate may be a coroutine function."""

    async def wait(predicate: Callable[[], Any], within: float = 10.0) -> Any:
        deadline = time.monotonic() + within
        while True:
            seen = _seen(predicate)
            if inspect.isawaitable(seen):
                try:
                    seen = await seen
                except AssertionError as problem:
                    seen = problem
            if seen and not isinstance(seen, AssertionError):
                return seen
            if time.monotonic() > deadline:
                raise _too_late(seen, within)
            await asyncio.sleep(0.02)

    return wait


def _seen(predicate: Callable[[], Any]) -> Any:
    try:
        return predicate()
    except AssertionError as problem:
        return problem


def _too_late(seen: Any, within: float) -> AssertionError:
    problem = AssertionError(f"not within {within} s; last seen: {seen!r}")
    problem.__cause__ = seen if isinstance(seen, AssertionError) else None
    return problem


@contextlib.contextmanager
def _serving(app: Any) -> Iterator[httpx.Client]:
    """A real server in a thread of its own; its lifespan has begun when the client is given, and has ended afterwards."""
    # Idle connections are kept longer than httpx uses them again (5 s), as by the services themselves: else one may be closed under a request.
    config = uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="on", timeout_keep_alive=30)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the application did not start"
            time.sleep(0.005)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def serving() -> Callable[[Any], contextlib.AbstractContextManager[httpx.Client]]:
    """`with serving(app) as client:` an ASGI application behind a real server, and an httpx client of it."""
    return _serving


@pytest.fixture(scope="session")
def go_program(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """`go_program(folder)`: the Go program there, built; `make test-tools` sees to it that there is a Go.

    Without optimisation, debugging tables and C, which halves the time of a build from nothing; all programs with the same flags,
    so that they share the standard library's packages.
    """

    def build(source: Path) -> Path:
        go = shutil.which("go")
        assert go is not None, "no Go: run `make test-tools`"
        program = tmp_path_factory.mktemp("go") / source.name
        environment = {
            **os.environ,
            "GOFLAGS": "-mod=readonly -buildvcs=false",
            "GOTOOLCHAIN": "local",
            "CGO_ENABLED": "0",
        }
        flags = ["-gcflags=all=-N -l", "-ldflags=-s -w"]
        subprocess.run([go, "build", *flags, "-o", str(program), "."], cwd=source, env=environment, check=True)
        return program

    return build


@pytest.fixture
def log_lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """`log_lines()`: what this process has logged in this test, one dict a line, as it would stand on stdout."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    configure_logs("testing", "INFO", stream)
    try:
        yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()
