"""The long phases of a rebuild, shared between processes: one core's Python is what bounds them.

The first share is done in the process that rebuilds, each other one in a process of its own, which gets what it needs by pickle
on its standard input, tells how far it is on its standard output, and ends when that input does: with whoever started it.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import IO, Any, Final, NamedTuple, TypeAlias

from council_kit.outages import describe, is_environment
from council_kit.postgres import open_async_pool
from council_kit.runner.bindings import Projection
from council_kit.runner.consuming import spare_the_collector
from council_kit.runner.filling import Places
from council_kit.runner.generations import Generation

_CONNECTIONS: Final = 4
_SERVE: Final = "from council_kit.runner.shares import serve; serve()"
_LINE: Final = 2**20
"""Longest line that a share may tell: a list of cases that could not be folded."""


class Share(NamedTuple):
    """One of `of` equal parts of the work, from 0."""

    number: int = 0
    of: int = 1


class Standing(NamedTuple):
    """How far a share is."""

    done: int
    left: int


Tell: TypeAlias = Callable[[Standing], None]
Work: TypeAlias = Callable[[Projection, Generation, Places, Share, Tell], Awaitable[Any]]
"""A coroutine function at module level; its answer is plain JSON."""


class ShareFailedError(Exception):
    """The process of a share failed; `describe`'s words of its error."""


class ShareOutageError(OSError):
    """The same where trying again can help: it met an outage, or was killed."""


async def share_out(
    work: Work,
    projection: Projection,
    generation: Generation,
    where: Places,
    processes: int,
    tell: Callable[[list[Standing]], None],
) -> list[Any]:
    """The answers of all shares, which are done beside each other. When one fails the others are ended, and its error is raised.

    With more than one, what the projection consists of must stand at module level, so that it can be pickled.
    """
    standing = [Standing(0, 0)] * processes

    def told(number: int, now: Standing) -> None:
        standing[number] = now
        tell(standing)

    shares = [Share(number, processes) for number in range(processes)]
    if processes == 1:
        return [await work(projection, generation, where, shares[0], lambda now: told(0, now))]
    tasks = [asyncio.ensure_future(work(projection, generation, where, shares[0], lambda now: told(0, now)))]
    tasks += [
        asyncio.ensure_future(_elsewhere(work, projection, generation, where, share, told)) for share in shares[1:]
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    errors = [error for task in tasks if not task.cancelled() and (error := task.exception())]
    if errors:
        raise errors[0]
    return [task.result() for task in tasks]


async def _elsewhere(
    work: Work,
    projection: Projection,
    generation: Generation,
    where: Places,
    share: Share,
    told: Callable[[int, Standing], None],
) -> Any:
    asked = pickle.dumps((work, projection, generation, where.pool.conninfo, where.bootstrap, where.namespace, share))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _SERVE, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=_LINE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(asked)
        async for line in process.stdout:
            heard = json.loads(line)
            if "done" in heard:
                return heard["done"]
            if "failed" in heard:
                raise (ShareOutageError if heard["outage"] else ShareFailedError)(heard["failed"])
            told(share.number, Standing(*heard["standing"]))
        raise ShareOutageError(f"share {share.number} of {projection.name} ended without an answer")
    finally:
        process.stdin.close()
        if process.returncode is None:
            process.kill()
        await process.wait()


def serve() -> None:
    """The process of a share."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever else is said is no answer
    asked = pickle.load(sys.stdin.buffer)  # noqa: S301  # from the process that started this one
    threading.Thread(target=_end_with_whoever_asked, daemon=True).start()
    spare_the_collector()
    asyncio.run(_serve(answers, *asked))


def _end_with_whoever_asked() -> None:
    while os.read(sys.stdin.fileno(), 1):  # not the buffered reader, whose lock would still be held at the end
        pass
    os._exit(1)


async def _serve(
    answers: IO[str],
    work: Work,
    projection: Projection,
    generation: Generation,
    dsn: str,
    bootstrap: str,
    namespace: str,
    share: Share,
) -> None:
    def say(**said: Any) -> None:
        answers.write(json.dumps(said) + "\n")
        answers.flush()

    try:
        async with open_async_pool(dsn, max_size=_CONNECTIONS) as pool:
            where = Places(bootstrap, pool, namespace)
            answer = await work(projection, generation, where, share, lambda now: say(standing=now))
    except Exception as error:  # whatever it is, it is raised where the rebuild was asked for
        say(failed=describe(error), outage=is_environment(error))
    else:
        say(done=answer)
