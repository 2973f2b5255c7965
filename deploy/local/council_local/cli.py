"""The command `council`. Each command is a few lines; what it does stands in the module it names.

Imports of a command's own module stand inside it: `council status` must not pay for what only `council up` needs.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from council_local.troubles import Misused, NotRunning, Trouble, of_os_error

if TYPE_CHECKING:
    from council_local.running import Running

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="中小企業活性化協議会の業務システムをこの一台で動かす。",
)
console = Console()
errors = Console(stderr=True)

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

Service = Annotated[
    str, typer.Argument(metavar="SERVICE", help="governance, intake, support, subsidy, reporting, audit")
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="投影または反応の名前（council parked に出る）")]
Case = Annotated[str, typer.Argument(metavar="CASE", help="案件（council parked に出る）")]
By = Annotated[str, typer.Option(help="判断した人の利用者ID")]
Reason = Annotated[str, typer.Option(help="判断の理由。案件の内容は書かない")]
Councils = Annotated[list[str] | None, typer.Argument(metavar="COUNCIL", help="01〜47、hq。省略するとすべて")]
AsJson = Annotated[bool, typer.Option("--json", help="機械可読な JSON で出力する")]


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Show a trouble in both languages and end with exit code 1."""
    try:
        yield
    except Trouble as trouble:
        _show(trouble)
        raise typer.Exit(1) from None
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            name = "COUNCIL_" + "_".join(str(part) for part in problem["loc"]).upper()
            errors.print(Text(f"環境変数 {name} が正しくありません / invalid: {problem['msg']}", "bold red"))
        raise typer.Exit(1) from None
    except OSError as error:
        from council_local.settings import LocalSettings

        meaning = of_os_error(error, LocalSettings().data)
        if meaning is None:
            raise
        _show(meaning)
        raise typer.Exit(1) from None


def _show(trouble: Trouble) -> None:
    from council_local.screen import show_trouble

    show_trouble(errors, trouble)


def _running() -> Running:
    from council_local.layout import Layout
    from council_local.running import Running
    from council_local.settings import LocalSettings

    return Running.now(Layout(LocalSettings().data.absolute()))


@app.command()
def up(
    demo: Annotated[bool, typer.Option(help="初回にデモデータを投入する / play the demo on the first start")] = False,
) -> None:
    """すべてを起動し、Ctrl-C まで動かし続ける。"""
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

    with _told():
        _warn_root()
        asyncio.run(Platform(LocalSettings(), Screen(console)).run(when_up))


@app.command()
def demo(
    cases: Annotated[int | None, typer.Option(min=1, help="案件の数 / number of cases")] = None,
) -> None:
    """デモデータを投入して検算し、結果を var/demo.json に書く。起動していなければ起動し、終わったら止める。"""
    from council_local.screen import Screen
    from council_local.settings import LocalSettings
    from council_local.up import Platform

    ended: list[bool] = []

    async def when_up(running: Running) -> bool:
        ended.append(await asyncio.to_thread(_play, running, cases))
        return False

    with _told():
        try:
            ended.append(_play(_running(), cases))
        except NotRunning:
            _warn_root()
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
    """動いているものを順に止める（別の端末から）。"""
    import psutil

    with _told():
        supervisor = _running().supervisor
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
    """構成要素ごとの pid、ポート、応答、遅れを表示する。応答しないものがあれば終了コード 1。"""
    from council_local import status as view

    with _told():
        lines = asyncio.run(view.look(_running()))
        if as_json:
            print(json.dumps([view.plain(line) for line in lines], ensure_ascii=False))
        else:
            console.print(view.table(lines))
    raise typer.Exit(0 if all(line.ready for line in lines) else 1)


@app.command()
def prepare() -> None:
    """既存の Kafka と PostgreSQL に、鍵・データベース・トピックを用意する（コンテナー用）。"""
    from council_local.prepare import prepare as make
    from council_local.settings import LocalSettings

    with _told():
        make(LocalSettings())


@app.command()
def bench(
    name: Annotated[str, typer.Argument(help="all で全部 / all for every one")],
    as_json: AsJson = False,
    events: Annotated[
        int | None, typer.Option(min=1, help="履歴の長さ（rebuild, figures） / events of the history")
    ] = None,
) -> None:
    """性能を測り、値・下限・比・最大メモリーを表示する（bench/ の一つ）。"""
    from council_local.benches import find, names

    met = True
    with _told():
        for each in names() if name == "all" else [name]:
            result = find(each, events)()
            met = met and bool(result.get("met", True))
            if as_json:
                print(json.dumps(result, ensure_ascii=False), flush=True)
            else:
                for key, value in result.items():
                    console.print(f"{key:>15}: {value}", highlight=False)
                console.print()
    raise typer.Exit(0 if met else 1)


@app.command()
def generate(
    events: Annotated[int, typer.Option(min=1)] = 1_000_000,
    seed: Annotated[int, typer.Option(min=0)] = 7,
) -> None:
    """性能測定用の履歴を、起動中のサービスの保存領域へ直接書き込む。"""
    from rich.progress import Progress

    from council_local.generate import generate as write
    from council_local.operations import open_stores

    with _told(), open_stores(_running()) as stores, Progress(console=console) as progress:
        task = progress.add_task("イベント events", total=events)
        count = write(stores, events=events, seed=seed, on_progress=lambda done: progress.update(task, completed=done))
    console.print(f"{count:,} 件を書き込みました / events written", highlight=False)


@app.command()
def rebuild(
    service: Service,
    projection: Annotated[list[str] | None, typer.Argument(help="省略するとすべて / default: all")] = None,
    compare: Annotated[bool, typer.Option("--compare", help="以前の表と突き合わせる / with the former tables")] = False,
) -> None:
    """読み取り表を隣に作り直して入れ替える。読み取りは止まらない。--compare で違いを一覧にし、あれば終了コード 1。"""
    _operate(service, "rebuild", [*(projection or []), *(["--compare"] if compare else [])])


@app.command()
def recover(service: Service) -> None:
    """古い控えから戻したデータベースに、Kafka にあるイベントを一字違わず戻す。"""
    from council_local.operations import recover as bring_back

    with _told():
        code = bring_back(_running(), service)
    raise typer.Exit(code)


@app.command()
def parked(service: Service) -> None:
    """処理できず案件ごと保留されたイベントと、その理由を表示する。"""
    _operate(service, "parked", [])


@app.command()
def retry(service: Service, name: Name, case: Case, by: By, reason: Reason) -> None:
    """保留された案件を、続きからもう一度処理する。判断は記録される。"""
    _operate(service, "retry", [name, case, "--by", by, "--reason", reason])


@app.command()
def skip(service: Service, name: Name, case: Case, by: By, reason: Reason) -> None:
    """保留の先頭のイベントを飛ばし、続きを処理する。判断は記録される。"""
    _operate(service, "skip", [name, case, "--by", by, "--reason", reason])


@app.command()
def replay(
    case: Annotated[str, typer.Argument(metavar="CASE", help="案件番号")],
    at: Annotated[str | None, typer.Option(help="時点、例 2026-04-01T09:00:00+09:00。省略すると現在")] = None,
    person: Annotated[str, typer.Option(help="閲覧する利用者。閲覧は記録される")] = "auditor-1",
) -> None:
    """ある時点の案件を、証明つきで JSON で表示する。"""
    from council_local.operations import replay as ask

    with _told():
        answered, what = ask(_running(), case, at, person)
        print(json.dumps(what, ensure_ascii=False, indent=1))
    raise typer.Exit(0 if answered else 1)


@app.command()
def drift() -> None:
    """保存領域・Kafka・台帳・公開フォルダーの記録が、署名されたものと一字違わず同じかを調べる。違えば終了コード 1。"""
    from council_local.drift import find_drift

    with _told():
        found = 0
        for each in find_drift(_running()):
            found += 1
            console.print(Text(f"× [{each.kind}] {each.ja} / {each.en}", "bold red"), soft_wrap=True)
        if not found:
            console.print(Text("○ すべて一致しています / all copies agree", "bold green"))
    raise typer.Exit(1 if found else 0)


@app.command()
def prune(
    before: Annotated[
        str, typer.Argument(metavar="DAY", help="この日より前の閲覧の記録を台帳の写しから除く、例 2019-04-01")
    ],
) -> None:
    """保存期間の過ぎた閲覧の記録を台帳から除く。ハッシュは残り、ほかの記録の証明は変わらない。"""
    from council_local.pruning import prune_before

    with _told():
        pruned = prune_before(_running(), before)
        console.print(f"#{pruned.minimum}: {pruned.entries:,} / {pruned.bundles:,}", highlight=False)


keys = typer.Typer(no_args_is_help=True, help="鍵暗号化鍵を更新し、古い版を廃棄する。イベントは書き換えない。")
app.add_typer(keys, name="keys")


@keys.command("rotate")
def rotate_keys(council: Councils = None) -> None:
    """鍵暗号化鍵の新しい版を作り、データ鍵をすべて包み直す。"""
    from council_local.keys import rotate_all

    with _told():
        for code, rotated in rotate_all(_running(), council or []).items():
            console.print(f"{code}: {rotated.rewrapped} / {rotated.keys}", highlight=False)


@keys.command("retire")
def retire_keys(council: Councils = None) -> None:
    """どのデータ鍵も使わず、保管庫の控え（35日）からも要らなくなった古い版を廃棄する。"""
    from council_local.keys import retire

    with _told():
        retired = retire(_running(), council or [])
        console.print(f"廃棄 removed: {', '.join(retired.removed) or '-'}", highlight=False, soft_wrap=True)
        console.print(f"保持 kept: {', '.join(retired.kept) or '-'}", highlight=False, soft_wrap=True)


@app.command()
def export(
    case: Annotated[str, typer.Option(help="案件番号")],
    out: Annotated[Path | None, typer.Option(help="書き出すファイル。省略すると case-….zip")] = None,
    since: Annotated[int | None, typer.Option(min=1, help="手元の検証点の件数。そこからの一貫性の証明を添える")] = None,
    person: Annotated[str, typer.Option(help="書き出す利用者。記録される")] = "auditor-1",
) -> None:
    """案件の履歴と閲覧の記録を、証明つきの署名済みファイルに書き出す。"""
    from council_local.bundles import export as write

    with _told():
        file = out or Path(f"case-{case[:8]}.zip")
        write(_running(), case, since, person, file)
        console.print(f"{file}", highlight=False)


@app.command()
def verify(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="council export のファイル")],
    log_key: Annotated[Path | None, typer.Option(help="台帳の検証鍵のファイル（別に入手したもの）")] = None,
    witness_key: Annotated[list[Path] | None, typer.Option(help="立会人の検証鍵のファイル")] = None,
    checkpoint: Annotated[Path | None, typer.Option(help="以前に入手した検証点")] = None,
) -> None:
    """書き出しを、システムにつながずに検証する。損なわれていれば、何がどこで、を示して終了コード 1。"""
    from council_local.verifying import check, tell

    with _told():
        verdict = check(bundle, log_key, witness_key or [], checkpoint)
        tell(console, verdict)
    raise typer.Exit(0 if verdict.sound else 1)


@app.command()
def witness(
    name: Annotated[str, typer.Option(help="立会人の名前、例 witness.example.jp")],
    key: Annotated[Path, typer.Option(help="Ed25519 の秘密鍵（JWK）。なければ作る")],
    log: Annotated[list[Path], typer.Option(help="立ち会う台帳の検証鍵（1行に1つ）のファイル")],
    folder: Annotated[Path, typer.Option(help="最後に署名した検証点を置くフォルダー")],
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8500,
    host: str = "127.0.0.1",
) -> None:
    """台帳の立会人となる: 台帳が追記だけで伸びたことを確かめ、検証点に連署する。第三者が自分の鍵で動かす。"""
    from council_local.settings import WitnessSettings
    from council_local.witness import cosigner, serve

    with _told():
        console.print(f"{cosigner(name, key).verifier_key}", highlight=False, soft_wrap=True)
        serve(
            WitnessSettings(
                witness_name=name,
                witness_key=key,
                witness_logs=tuple(log),
                witness_folder=folder,
                http_host=host,
                http_port=port,
            )
        )


def _operate(service: str, operation: str, arguments: list[str]) -> None:
    from council_local.operations import operate

    with _told():
        code = operate(_running(), service, operation, arguments)
    raise typer.Exit(code)


def _warn_root() -> None:
    if os.geteuid() == 0:
        errors.print(
            Text(
                "警告: root で実行しています。PostgreSQL は専用の利用者 pgserver で動かします。/ running as root",
                "yellow",
            )
        )


def main() -> None:
    """The entry point: quiet about Ctrl-C."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
