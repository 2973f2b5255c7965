"""A rebuild sits out a broker that does not answer, and goes on where it was."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from council_local.stack import Server, ensure_kafka


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Server]:
    """A broker of its own, since it is held."""
    with ensure_kafka(tmp_path) as server:
        yield server


@pytest.fixture
def kafka(broker: Server) -> str:
    return broker.address


@pytest.fixture
def namespace() -> str:
    return "test"  # nothing is left to be deleted


async def test_a_broker_that_does_not_answer_for_a_while_is_sat_out(
    stage, runner, notes, seen, said, produce_cases, broker
):
    await produce_cases([uuid4() for _ in range(100)], range(1, 81))
    held = asyncio.Event()

    async def hold(connection, records):
        if not held.is_set():
            os.killpg(broker.pid, signal.SIGSTOP)
            held.set()

    rebuilding = asyncio.create_task(runner(notes(before=hold)).rebuild("notes"))
    try:
        await said("rebuild is tried again")
    finally:
        os.killpg(broker.pid, signal.SIGCONT)
    assert await rebuilding == 8000
    await seen(8000)
