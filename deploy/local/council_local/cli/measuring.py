"""`council bench` and `council generate`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from council_local.cli.telling import AsJson, app, console, running, told


@app.command()
def bench(
    name: Annotated[str, typer.Argument(help="all で全部 / all for every one")],
    as_json: AsJson = False,
    events: Annotated[
        int | None, typer.Option(min=1, help="履歴の長さ（rebuild, figures） / events of the history")
    ] = None,
) -> None:
    """性能を測る / measure

    値、下限、比、最大メモリーを表示する。 / Prints value, floor, ratio and peak memory.
    """
    from council_local.benches import find, names

    met = True
    with told():
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
    """性能測定用の履歴を書く / write histories for the benchmarks

    起動中のサービスの保存領域へ直接書き込む。 / Straight into the stores of the running platform.
    """
    from rich.progress import Progress

    from council_local.generate import generate as write
    from council_local.operations import open_stores

    with told(), open_stores(running()) as stores, Progress(console=console) as progress:
        task = progress.add_task("イベント events", total=events)
        count = write(stores, events=events, seed=seed, on_progress=lambda done: progress.update(task, completed=done))
    console.print(f"{count:,} 件を書き込みました / events written", highlight=False)
