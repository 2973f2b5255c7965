"""`council up`, `demo`, `down`, `status`, `prepare`."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import time
from typing import TYPE_CHECKING, Annotated

import typer

from council_local.cli.telling import AsJson, app, console, errors, running, told, warn_root
from council_local.troubles import Misused, NotRunning, Trouble

if TYPE_CHECKING:
    from council_local.running import Running

STOPS_WITHIN = 90.0
SHOWN_SIGN_INS = (
    ("p13-head", "東京都 統括責任者"),
    ("p13-office", "東京都 協議会事務局員"),
    ("p13-host", "東京都 認定支援機関の長"),
    ("bur03-officer", "関東経済産業局 職員"),
    ("hq-officer", "全国本部 職員"),
    ("auditor-1", "監査担当"),
    ("admin-1", "システム管理者"),
)


@app.command()
def up(
    demo: Annotated[bool, typer.Option(help="初回にデモデータを投入する / play the demo on the first start")] = False,
) -> None:
    """すべてを起動し、Ctrl-C まで動かす / start everything, stay up until Ctrl-C"""
    from council_local.screen import Screen, show_trouble, sign_ins
    from council_local.settings import LocalSettings
    from council_local.up import Platform

    async def when_up(running: Running) -> bool:
        if demo and not running.layout.demo.exists():
            try:
                await asyncio.to_thread(_play, running, None)
            except Trouble as trouble:  # the platform itself is up, and the next start plays on
                show_trouble(errors, trouble)
        console.print(sign_ins(running.gateway, SHOWN_SIGN_INS))
        return True

    with told():
        warn_root()
        asyncio.run(Platform(LocalSettings(), Screen(console)).run(when_up))


@app.command()
def demo(
    cases: Annotated[int | None, typer.Option(min=1, help="案件の数 / number of cases")] = None,
) -> None:
    """デモを投入し、検算する / play the demo and recount it

    結果は var/demo.json に書く。起動していなければ起動し、終わったら止める。

    The result goes to var/demo.json. What was not up is started for it, and stopped afterwards.
    """
    from council_local.screen import Screen
    from council_local.settings import LocalSettings
    from council_local.up import Platform

    ended: list[bool] = []

    async def when_up(running: Running) -> bool:
        ended.append(await asyncio.to_thread(_play, running, cases))
        return False

    with told():
        try:
            ended.append(_play(running(), cases))
        except NotRunning:
            warn_root()
            asyncio.run(Platform(LocalSettings(), Screen(console)).run(when_up))
    raise typer.Exit(0 if ended and all(ended) else 1)


def _play(running: Running, cases: int | None) -> bool:
    """Play the demo, write its summary, and say whether all its checks hold."""
    from council_local.demo import play  # its drivers are needed by no other command

    summary = play(running, cases=cases, console=console)
    running.layout.demo.write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return bool(summary["ok"])


@app.command()
def down() -> None:
    """別の端末から、順に止める / stop what runs, from another terminal"""
    import psutil

    with told():
        supervisor = running().supervisor
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(supervisor.pid).send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOPS_WITHIN
        while supervisor.find() is not None and time.monotonic() < deadline:
            time.sleep(0.1)
        if supervisor.find() is not None:
            raise Misused(
                f"{STOPS_WITHIN:g} 秒以内に停止しませんでした。ログを確かめてください。",
                f"It did not stop within {STOPS_WITHIN:g} seconds. See the logs.",
            )
        console.print("停止しました stopped")


@app.command()
def status(as_json: AsJson = False) -> None:
    """pid、ポート、応答、遅れ、保留 / what runs, how far behind it is, what is parked

    応答しないものがあれば終了コード 1。 / Exit code 1 when something does not answer.
    """
    from council_local import status as view

    with told():
        lines = asyncio.run(view.look(running()))
        if as_json:
            print(json.dumps([view.plain(line) for line in lines], ensure_ascii=False))
        else:
            console.print(view.table(lines))
    raise typer.Exit(0 if all(line.ready for line in lines) else 1)


@app.command()
def prepare() -> None:
    """鍵、データベース、トピックを用意する / make keys, databases and topics

    既存の Kafka と PostgreSQL に用意する。コンテナー用。 / On servers that are there; for containers.
    """
    from council_local.prepare import prepare as make
    from council_local.settings import LocalSettings

    with told():
        make(LocalSettings())


@app.command()
def token(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="利用者ID、例 p13-head / a demo sign-in")],
) -> None:
    """開発用のアクセストークン / an access token of a demo user, for curl

    呼び出し方は /api/docs にある。 / How to call is told at /api/docs.
    """
    from council_local.demo.client import token_of

    with told():
        platform = running()
        typer.echo(asyncio.run(token_of(person, platform.gateway, platform.issuer)))
