"""One operation on one service, inside that service's environment: `python -m council_local.operate rebuild intake`.

`council` starts it (operations.py); on other machines it runs wherever the service's own variables are set.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from council_kit.postgres import AsyncPool, Pool, open_async_pool, open_pool
from council_kit.recover import recover as copy_back
from council_kit.runner import Comparison, NotParkedError, Progress, RebuildUnderWayError, Runner
from council_kit.runner.nightly import check_now
from council_kit.settings_base import ServiceSettings
from council_kit.store import Store
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from council_local.runners import runner_of

console = Console()

_PROCESSES: Final = min(2, os.cpu_count() or 1)
"""Among which a rebuild is shared: the database and the live services work beside it."""


@contextlib.asynccontextmanager
async def _runner(service: str) -> AsyncIterator[Runner]:
    settings = ServiceSettings()
    async with _pool(settings) as pool:
        with contextlib.ExitStack() as ending:
            yield runner_of(service, pool, ending)


@contextlib.asynccontextmanager
async def _pool(settings: ServiceSettings) -> AsyncIterator[AsyncPool]:
    pool = open_async_pool(settings.database, max_size=4)
    await pool.open()
    try:
        yield pool
    finally:
        await pool.close()


async def _rebuild(asked: argparse.Namespace) -> int:
    """Rebuild the projections named, or all; reads go on meanwhile."""
    async with _runner(asked.service) as runner:
        names = asked.names or runner.projections
        unknown = [name for name in names if name not in runner.projections]
        if unknown:
            return _refuse(
                f"{unknown[0]} は {asked.service} の投影ではありません / no such projection: {runner.projections}"
            )
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]:,.0f} 件/秒"),
            TimeRemainingColumn(),
        )
        with Bar(*columns, console=console) as bar:
            compared = [await _rebuild_one(runner, name, bar, compare=asked.compare) for name in names]
    for name, comparison in zip(names, compared, strict=True):
        if comparison is not None:
            _tell(name, comparison)
    return 0 if all(comparison is None or comparison.equal for comparison in compared) else 1


async def _rebuild_one(runner: Runner, name: str, bar: Bar, *, compare: bool) -> Comparison | None:
    task = bar.add_task(name, total=None, rate=0.0)
    found: list[Comparison] = []

    def progressed(progress: Progress) -> None:
        done, folded = progress.done, progress.folded
        if folded is None:
            bar.update(task, description=name, completed=done, total=done + progress.events_left, rate=progress.rate)
        else:
            bar.update(task, description=f"{name} 集計", completed=round(folded * done), total=done)

    compared = found.append if compare else None
    count = await runner.rebuild(name, progressed, compared, processes=_PROCESSES)
    bar.update(task, completed=count, total=count)
    return found[0] if found else None


def _tell(name: str, comparison: Comparison) -> None:
    """What the former tables had otherwise than the rebuilt ones; keys are numbers of cases and codes, never content."""
    if comparison.equal:
        print(f"{name}: 作り直した表と一致 / the same as rebuilt: {', '.join(comparison.tables)}")
    for table in comparison.differences:
        print(
            f"{name}.{table.table}: 以前だけの行 only before {table.only_before:,}、"
            f"作り直した行 only rebuilt {table.only_after:,}、例 such as {'; '.join(table.keys)}"
        )
    for table_name in comparison.incomparable:
        print(f"{name}.{table_name}: 表の定義が異なり比較できません / made by another definition")
    if comparison.ahead:
        print(f"{name}: 以前の表にまだ反映されていなかったイベント / not yet applied before: {comparison.ahead:,}")


async def _check(asked: argparse.Namespace) -> int:
    """Hold every read table against others filled from the events; nothing that is read changes."""
    found = []
    async with _runner(asked.service) as runner, _pool(ServiceSettings()) as pool:
        for name in asked.names or runner.projections:
            found.append(await check_now(asked.service, pool, name, runner.check))
    known = [each for each in found if each is not None]
    for each in known:
        same = "出来事のとおり / as the events say" if not each.found else f"× {each.rows:,} 行が異なる / rows differ"
        ahead = f"（反映前 not yet applied {each.ahead:,}）" if each.ahead else ""
        print(f"{asked.service}.{each.projection}: {same}{ahead}", *each.found, sep="\n    ")
    return 1 if any(each.found for each in known) else 0


async def _recover(asked: argparse.Namespace) -> int:
    """Copy back what Kafka has and the store lacks."""
    settings = ServiceSettings()
    with open_pool(settings.database, max_size=2) as blocking:
        store = Store(asked.service, blocking, None, settings.make_clock(), check_first=True)
        async with _pool(settings) as pool:
            count = await copy_back(asked.service, settings.kafka, settings.namespace, pool, store)
            console.print(f"{count:,} 件のイベントを戻しました / events copied back", highlight=False)
            if asked.service == "feed":
                await _recover_logs(pool, blocking)
    return 0


async def _recover_logs(pool: AsyncPool, blocking: Pool) -> None:
    """The logs of feed's subscriptions are a store of their own."""
    from council_feed.delivery.journal import Journal
    from council_feed.delivery.recovering import recover

    settings = ServiceSettings()
    count = await recover(Journal(settings.kafka, settings.namespace), pool, blocking)
    console.print(f"配信の記録に {count:,} 件を戻しました / events of the subscriptions' logs", highlight=False)


async def _parked(asked: argparse.Namespace) -> int:
    """List what waits, and why: one case after the other, so that no terminal is too narrow for a number to be copied."""
    found = 0
    async with _runner(asked.service) as runner:
        for name in (*runner.projections, *runner.reactions):
            for case in await runner.parked_cases(name):
                found += 1
                since = case.parked_at.astimezone().isoformat(timespec="seconds")
                print(f"{name}  {case.case_key}  待ち waiting: {case.waiting}  いつから since: {since}")
                print(f"    イベント event: {case.event_id or '—'} {case.topic}[{case.partition}]@{case.offset}")
                print(f"    理由 error: {case.error}")
    if not found:
        print("保留はありません / nothing is parked")
    return 0


async def _decide(asked: argparse.Namespace) -> int:
    """Retry or skip the event at the head of a parked case; the decision is recorded with its reason."""
    async with _runner(asked.service) as runner:
        if asked.name not in (*runner.projections, *runner.reactions):
            return _refuse(f"{asked.name} は {asked.service} にありません / no such projection or reaction")
        act = runner.retry if asked.operation == "retry" else runner.skip
        left = await act(asked.name, asked.case, by=asked.by, reason=asked.reason)
    console.print(f"まだ待っているイベント: {left} / still waiting", highlight=False)
    return 0 if left == 0 else 1


def _refuse(text: str) -> int:
    print(text, file=sys.stderr)
    return 2


OPERATIONS: dict[str, Callable[[argparse.Namespace], Awaitable[int]]] = {
    "check": _check,
    "rebuild": _rebuild,
    "recover": _recover,
    "parked": _parked,
    "retry": _decide,
    "skip": _decide,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="council_local.operate")
    kinds = parser.add_subparsers(dest="operation", required=True)
    for name in OPERATIONS:
        kind = kinds.add_parser(name)
        kind.add_argument("service")
        if name in ("check", "rebuild"):
            kind.add_argument("names", nargs="*")
        if name == "rebuild":
            kind.add_argument("--compare", action="store_true")
        if name in ("retry", "skip"):
            kind.add_argument("name")
            kind.add_argument("case")
            kind.add_argument("--by", required=True)
            kind.add_argument("--reason", required=True)
    return parser


async def _run(asked: argparse.Namespace) -> int:
    try:
        return await OPERATIONS[asked.operation](asked)
    except NotParkedError:
        return _refuse(f"案件 {asked.case} は保留されていません / the case is not parked")
    except RebuildUnderWayError as error:
        return _refuse(str(error))


if __name__ == "__main__":
    raise SystemExit(asyncio.run(_run(_parser().parse_args())))
