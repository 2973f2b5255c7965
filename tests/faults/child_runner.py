"""A runner in a process of its own: `child_runner.py KAFKA NAMESPACE DSN`. It notes every event of intake."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Sequence
from typing import Any

from council_kit.postgres import open_async_pool
from council_kit.runner import Projection, Record, Runner
from council_kit.vault import Vault
from psycopg import AsyncConnection

DDL = "CREATE TABLE seen (place bigint GENERATED ALWAYS AS IDENTITY, case_id text, sequence int)"


async def note(connection: AsyncConnection[Any], records: Sequence[Record], vault: Vault | None) -> None:
    await connection.execute(
        "INSERT INTO seen (case_id, sequence) SELECT * FROM unnest(%s::text[], %s::int[])",
        [
            [record.envelope.partitionkey for record in records],
            [record.envelope.sequence for record in records],
        ],
    )


async def main(bootstrap: str, namespace: str, dsn: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with open_async_pool(dsn) as pool:
        await Runner("reporting", bootstrap, namespace, pool, [Projection("notes", ("intake",), DDL, note)]).run(stop)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
