"""What the record proves: `council replay`, `drift`, `prune`, `export`, `verify`, `witness`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from council_local.cli.telling import app, console, running, told


@app.command()
def replay(
    case: Annotated[str, typer.Argument(metavar="CASE", help="案件番号")],
    at: Annotated[str | None, typer.Option(help="時点、例 2026-04-01T09:00:00+09:00。省略すると現在")] = None,
    person: Annotated[str, typer.Option(help="閲覧する利用者。閲覧は記録される")] = "auditor-1",
) -> None:
    """ある時点の案件を、証明つきで / a case as of an instant, with proof"""
    from council_local.operations import replay as ask

    with told():
        answered, what = ask(running(), case, at, person)
        print(json.dumps(what, ensure_ascii=False, indent=1))
    raise typer.Exit(0 if answered else 1)


@app.command()
def drift() -> None:
    """写しのすべてを台帳と突き合わせる / hold every copy of the record against the ledger

    保存領域、Kafka、台帳、公開フォルダーの記録が署名されたものと一字違わず同じか、集計の表が記録のとおりかを調べる。違えば終了コード 1。

    Store, Kafka, ledger and published folder against what was signed; reporting's tables against the record. Exit code 1 on a difference.
    """
    from council_local.drift import find_drift
    from council_local.operations import operate

    with told():
        platform, found = running(), 0
        for each in find_drift(platform):
            found += 1
            console.print(Text(f"× [{each.kind}] {each.ja} / {each.en}", "bold red"), soft_wrap=True)
        if not found:
            console.print(Text("○ すべて一致しています / all copies agree", "bold green"))
        tables = operate(platform, "reporting", "check")
    raise typer.Exit(1 if found or tables else 0)


@app.command()
def prune(
    before: Annotated[
        str, typer.Argument(metavar="DAY", help="この日より前の閲覧の記録を台帳の写しから除く、例 2019-04-01")
    ],
) -> None:
    """保存期間の過ぎた閲覧の記録を除く / let go of old records of reading

    ハッシュは残り、ほかの記録の証明は変わらない。 / Hashes stay, and with them the proofs of all other records.
    """
    from council_local.pruning import prune_before

    with told():
        pruned = prune_before(running(), before)
        console.print(f"#{pruned.minimum}: {pruned.entries:,} / {pruned.bundles:,}", highlight=False)


@app.command()
def export(
    case: Annotated[str, typer.Option(help="案件番号")],
    out: Annotated[Path | None, typer.Option(help="書き出すファイル。省略すると case-….zip")] = None,
    since: Annotated[int | None, typer.Option(min=1, help="手元の検証点の件数。そこからの一貫性の証明を添える")] = None,
    person: Annotated[str, typer.Option(help="書き出す利用者。記録される")] = "auditor-1",
) -> None:
    """案件を署名付きで書き出す / a signed bundle of a case: history, reads, proofs"""
    from council_local.bundles import export as write

    with told():
        file = out or Path(f"case-{case[:8]}.zip")
        write(running(), case, since, person, file)
        console.print(f"{file}", highlight=False)


@app.command()
def verify(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="council export のファイル")],
    log_key: Annotated[Path | None, typer.Option(help="台帳の検証鍵のファイル（別に入手したもの）")] = None,
    witness_key: Annotated[list[Path] | None, typer.Option(help="立会人の検証鍵のファイル")] = None,
    checkpoint: Annotated[Path | None, typer.Option(help="以前に入手した検証点")] = None,
) -> None:
    """書き出しを、つながずに検証する / verify a bundle, offline

    損なわれていれば、何がどこで、を示して終了コード 1。 / Tells what is broken and where; exit code 1.
    """
    from council_local.verifying import check, tell

    with told():
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
    """台帳の立会人となる / cosign the ledger's checkpoints, as a second party

    台帳が追記だけで伸びたことを確かめ、検証点に連署する。第三者が自分の鍵で動かす。

    Checks that the ledger has only grown, with a key of its own.
    """
    from council_local.settings import WitnessSettings
    from council_local.witness import cosigner, serve

    with told():
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
