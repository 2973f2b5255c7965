"""What is done to one service: `council rebuild`, `recover`, `parked`, `retry`, `skip`."""

from __future__ import annotations

from typing import Annotated

import typer

from council_local.cli.telling import app, running, told

Service = Annotated[
    str, typer.Argument(metavar="SERVICE", help="governance, intake, support, subsidy, reporting, audit")
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="投影または反応の名前（council parked に出る）")]
Case = Annotated[str, typer.Argument(metavar="CASE", help="案件（council parked に出る）")]
By = Annotated[str, typer.Option(help="判断した人の利用者ID")]
Reason = Annotated[str, typer.Option(help="判断の理由。案件の内容は書かない")]


@app.command()
def rebuild(
    service: Service,
    projection: Annotated[list[str] | None, typer.Argument(help="省略するとすべて / default: all")] = None,
    compare: Annotated[bool, typer.Option("--compare", help="以前の表と突き合わせる / with the former tables")] = False,
) -> None:
    """読み取り表を作り直す / rebuild read tables while reads go on

    隣に作り、入れ替える。--compare は以前の表との違いを一覧にし、あれば終了コード 1。

    Built beside the live ones, then swapped. --compare lists what differs from the former tables; exit code 1 if anything does.
    """
    _operate(service, "rebuild", [*(projection or []), *(["--compare"] if compare else [])])


@app.command()
def recover(service: Service) -> None:
    """控えから戻したデータベースを続ける / go on with a restored database

    古い控えに欠けるイベントを、Kafka から一字違わず戻す。 / What the older backup lacks comes back from Kafka, byte for byte.
    """
    from council_local.operations import recover as bring_back

    with told():
        code = bring_back(running(), service)
    raise typer.Exit(code)


@app.command()
def parked(service: Service) -> None:
    """保留の一覧と理由 / events that failed, and why"""
    _operate(service, "parked", [])


@app.command()
def retry(service: Service, name: Name, case: Case, by: By, reason: Reason) -> None:
    """保留を、もう一度処理する / try a parked case again

    判断は記録される。 / The decision goes on record.
    """
    _operate(service, "retry", [name, case, "--by", by, "--reason", reason])


@app.command()
def skip(service: Service, name: Name, case: Case, by: By, reason: Reason) -> None:
    """保留の先頭を飛ばす / leave a parked event out, go on with the rest

    判断は記録される。 / The decision goes on record.
    """
    _operate(service, "skip", [name, case, "--by", by, "--reason", reason])


def _operate(service: str, operation: str, arguments: list[str]) -> None:
    from council_local.operations import operate

    with told():
        code = operate(running(), service, operation, arguments)
    raise typer.Exit(code)
