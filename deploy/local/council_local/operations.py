"""What is done to a running platform: each operation runs with the environment, and so the rights, of its service."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import httpx
import psutil
from council_events.values import Purpose
from council_kit.auth import load_signing_key, sign_token
from council_kit.clock import Clock
from council_kit.postgres import open_pool
from council_kit.store import Store
from council_kit.vault import KeyFiles, Vault
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from council_local.catalogue import SERVICES, VAULT_SERVICES
from council_local.provision import own_facts
from council_local.running import Running, State
from council_local.settings import inherited
from council_local.troubles import DidNotStart, Misused

_GONE_WITHIN: Final = 30.0
_BACK_WITHIN: Final = 90.0


def operate(running: Running, service: str, operation: str, arguments: Sequence[str] = (), **otherwise: str) -> int:
    """Run `council_local.operate` as the service would, but for the variables given; gives its exit code.

    Raises Misused for an unknown service.
    """
    command = [sys.executable, "-m", "council_local.operate", operation, service, *arguments]
    given = inherited() | environment_of(running, service) | otherwise
    return subprocess.run(command, env=given, check=False).returncode


def recover(running: Running, service: str) -> int:
    """Hold the service, copy back what Kafka has and its restored store lacks, and let it start again.

    As the operator, who gives the database that was restored to its owner again: no service writes where it likes in its history.
    Raises Misused and psycopg.Error.
    """
    given = environment_of(running, service)
    if "COUNCIL_DATABASE" not in given:
        raise Misused(f"{service} は記録を持ちません。", f"{service} keeps no record.")
    database = str(conninfo_to_dict(given["COUNCIL_DATABASE"])["dbname"])
    with _held(running, service):
        own_facts(running.postgres, database, service)
        address = make_conninfo(running.postgres, dbname=database)
        code = operate(running, service, "recover", COUNCIL_DATABASE=address)
    if code == 0:
        _wait_ready(running, service)
    return code


def replay(running: Running, case: str, at: str | None, person: str) -> tuple[bool, Any]:
    """Ask audit for a case as of an instant, as this person: whether it answered, and what. The read is recorded."""
    answer = ask_audit(running, f"/v1/cases/{case}/replay", {"at": at} if at else {}, person)
    return answer.is_success, answer.json()


def ask_audit(running: Running, path: str, query: Mapping[str, Any], person: str) -> httpx.Response:
    """audit's answer to this person, for an audit; raises Misused when it does not answer."""
    key = load_signing_key(Path(environment_of(running, "gateway")["COUNCIL_TOKEN_PRIVATE_KEY"]))
    token = sign_token(key, person=person, council="hq", purpose=Purpose.AUDIT, audience="audit")
    try:
        return httpx.get(
            f"{running.components['audit'].url}{path}",
            params=dict(query),
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
            trust_env=False,
        )
    except httpx.HTTPError as error:
        raise Misused(
            f"監査サービスが応答しません（{type(error).__name__}）。council status で確かめてください。",
            f"audit does not answer ({type(error).__name__}). See `council status`.",
        ) from error


@contextlib.contextmanager
def open_stores(running: Running) -> Iterator[Mapping[str, Store]]:
    """The stores of the services that keep histories, opened as those services open them."""
    with contextlib.ExitStack() as ending:
        stores = {}
        for service in VAULT_SERVICES:
            given = environment_of(running, service)
            vault = Vault(
                ending.enter_context(open_pool(given["COUNCIL_VAULT_DATABASE"], max_size=2)),
                KeyFiles(Path(given["COUNCIL_VAULT_KEYS"])),
            )
            pool = ending.enter_context(open_pool(given["COUNCIL_DATABASE"], max_size=2))
            clock = Clock(Path(given["COUNCIL_CLOCK"]), production=False)
            stores[service] = Store(service, pool, vault, clock)
        yield stores


def environment_of(running: Running, name: str) -> dict[str, str]:
    """What the process was given; raises Misused for one that there is not, or not yet."""
    if name not in running.components:
        known = ", ".join(SERVICES)
        raise Misused(f"サービス {name} はありません。あるもの: {known}", f"No service {name}. There are: {known}")
    if name not in running.environments:
        raise Misused(
            f"{name} はまだ起動していません。council status で確かめてください。",
            f"{name} has not been started yet. See `council status`.",
        )
    return running.environments[name]


@contextlib.contextmanager
def _held(running: Running, service: str) -> Iterator[None]:
    """The service is stopped, and the supervisor keeps it so, until the end of the block."""
    mark = running.layout.held(service)
    mark.write_text(str(os.getpid()), "ascii")
    try:
        process = running.components[service].process
        found = process.find() if process else None
        if found is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                found.terminate()
            deadline = time.monotonic() + _GONE_WITHIN
            while process is not None and process.find() is not None:
                if time.monotonic() > deadline:
                    raise Misused(f"{service} が止まりません。", f"{service} does not stop.")
                time.sleep(0.05)
        yield
    finally:
        mark.unlink(missing_ok=True)


def _wait_ready(running: Running, service: str) -> None:
    deadline = time.monotonic() + _BACK_WITHIN
    while Running.now(running.layout).components[service].state is not State.READY:
        if time.monotonic() > deadline:
            raise DidNotStart(service, "not ready again", running.components[service].log)
        time.sleep(0.2)
