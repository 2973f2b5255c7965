"""A relay in a process of its own: `child_relay.py KAFKA NAMESPACE DSN [STAGE]`.

With a stage it kills itself there, in its second transaction: `begin`, `send` (of the first batch), `cursor` (when that is sent), `commit`
(before the broker hears of it) or `committed` (before the relay does).
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from aiokafka import AIOKafkaProducer
from council_events.topics import relay_topic
from council_kit.clock import Clock
from council_kit.postgres import open_async_pool, open_pool
from council_kit.relay import Relay
from council_kit.store import Store

CALLS = {
    "begin": "begin_transaction",
    "send": "send_batch",
    "cursor": "send_batch",
    "commit": "commit_transaction",
    "committed": "commit_transaction",
}


def die_at(stage: str, cursor_topic: str) -> None:
    """Let the client library kill this process when the stage is reached for the second time."""
    name = CALLS[stage]
    original: Callable[..., Any] = getattr(AIOKafkaProducer, name)
    transactions = 0

    async def called(self: AIOKafkaProducer, *args: Any, **kwargs: Any) -> Any:
        reached = transactions == 2 and (stage != "cursor" or args[1] == cursor_topic)
        if reached and stage != "committed":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = await original(self, *args, **kwargs)
        if reached:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    begin = AIOKafkaProducer.begin_transaction

    async def counted(self: AIOKafkaProducer) -> None:
        nonlocal transactions
        transactions += 1
        if stage == "begin" and transactions == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        await begin(self)

    setattr(AIOKafkaProducer, name, called)
    AIOKafkaProducer.begin_transaction = counted


async def main(bootstrap: str, namespace: str, dsn: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    with open_pool(dsn) as pool:
        async with open_async_pool(dsn) as async_pool:
            await Relay("intake", bootstrap, namespace, async_pool, Store("intake", pool, None, Clock())).run(stop)


if __name__ == "__main__":
    if len(sys.argv) > 4:
        die_at(sys.argv[4], relay_topic("intake", sys.argv[2]))
    asyncio.run(main(*sys.argv[1:4]))
