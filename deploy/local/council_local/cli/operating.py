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
    """読み取り表を隣に作り直して入れ替える。読み取りは止まらない。--compare で違いを一覧にし、あれば終了コード 1。"""
    _operate(service, "rebuild", [*(projection or []), *(["--compare"] if compare else [])])


@app.command()
def recover(service: Service) -> None:
    """古い控えから戻したデータベースに、Kafka にあるイベントを一字違わず戻す。"""
    from council_local.operations import recover as bring_back

    with told():
        code = bring_back(running(), service)
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


def _operate(service: str, operation: str, arguments: list[str]) -> None:
    from council_local.operations import operate

    with told():
        code = operate(running(), service, operation, arguments)
    raise typer.Exit(code)
