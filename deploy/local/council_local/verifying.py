"""`council verify`: whether an export bundle can be believed. Nothing of the platform is needed or asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from council_audit.bundle import EntryKind, Verdict, verify
from council_kit.merkle import NoteError
from rich.console import Console
from rich.text import Text

from council_local.troubles import Misused

_JAPAN: Final = dt.timezone(dt.timedelta(hours=9))


def check(bundle: Path, log_key: Path | None, witness_keys: Sequence[Path], checkpoint: Path | None) -> Verdict:
    """The verdict on a bundle; raises Misused for a file that cannot be read or is no key."""
    try:
        return verify(
            bundle.read_bytes(),
            log_key.read_text("utf-8") if log_key else None,
            [key.read_text("utf-8") for key in witness_keys],
            checkpoint.read_text("utf-8") if checkpoint else None,
        )
    except OSError as error:
        raise Misused(f"ファイルを読めません: {error}", f"A file cannot be read: {error}") from error
    except NoteError as error:
        raise Misused(
            f"検証鍵または検証点が正しくありません: {error}", f"A key or checkpoint is none: {error}"
        ) from error


def tell(console: Console, verdict: Verdict) -> None:
    """What was checked and found, a line each, Japanese and English."""
    manifest = verdict.manifest
    if manifest is not None:
        kinds = [each.kind for each in manifest.entries]
        console.print(f"案件 case: {manifest.contents.case_id}", highlight=False)
        console.print(
            f"記録 entries: {kinds.count(EntryKind.EVENT)}　閲覧 accesses: {kinds.count(EntryKind.ACCESS)}"
            f"　検証点 checkpoint: {manifest.origin} {manifest.size}",
            highlight=False,
        )
    for name, second in verdict.cosigned:
        at = dt.datetime.fromtimestamp(second, _JAPAN).isoformat()
        console.print(f"立会人 cosigned by {name}: {at}", highlight=False)
    if not verdict.trusted:
        console.print(
            Text(
                "台帳の検証鍵は書き出しに同梱のものを使いました。--log-key で、別に入手した鍵と照合してください。/ "
                "The ledger's key was taken from the bundle itself; give --log-key to check with your own.",
                "yellow",
            )
        )
    for damage in verdict.damages:
        console.print(Text(f"× [{damage.fault}] {damage.ja} / {damage.en}", "bold red"), soft_wrap=True)
    if verdict.sound:
        console.print(Text("○ すべて台帳で証明されました / everything is proved by the ledger", "bold green"))
