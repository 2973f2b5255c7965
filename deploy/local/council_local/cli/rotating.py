"""`council keys`: new key-encryption keys, and the end of old ones."""

from __future__ import annotations

from typing import Annotated

import typer

from council_local.cli.telling import app, console, told

Councils = Annotated[list[str] | None, typer.Argument(metavar="COUNCIL", help="01〜47、hq。省略するとすべて")]
keys = typer.Typer(
    no_args_is_help=True, help="鍵暗号化鍵の更新と廃棄 / new key-encryption keys, without rewriting events"
)
app.add_typer(keys, name="keys")


@keys.command("rotate")
def rotate_keys(council: Councils = None) -> None:
    """新しい版を作り、データ鍵を包み直す / a new version, and all data keys under it"""
    from council_local.keys import open_keys, rotate_all

    with told(), open_keys() as opened:
        for code, rotated in rotate_all(opened, council or []).items():
            console.print(f"{code}: {rotated.rewrapped} / {rotated.keys}", highlight=False)


@keys.command("retire")
def retire_keys(council: Councils = None) -> None:
    """要らなくなった版を廃棄する / remove versions that nothing needs

    どのデータ鍵も使わず、保管庫の控え（35日）からも要らなくなったもの。

    Those that no data key and no backup of the vault (35 days) needs any more.
    """
    from council_local.keys import open_keys, retire

    with told(), open_keys() as opened:
        retired = retire(opened, council or [])
        console.print(f"廃棄 removed: {', '.join(retired.removed) or '-'}", highlight=False, soft_wrap=True)
        console.print(f"保持 kept: {', '.join(retired.kept) or '-'}", highlight=False, soft_wrap=True)
