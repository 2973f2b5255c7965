"""The Go compiler: the ledger's proofs are held against implementations in Go that are not ours."""

from __future__ import annotations

import shutil
import sys
from typing import Final

from council_local.packages import install

PACKAGE: Final = "golang-go"


def main() -> None:
    """Exit 0 when it is there, installing it first where it is not; 1 with what to do otherwise."""
    if shutil.which("go"):
        return
    print("Go を入れています… / installing Go…", flush=True)
    if install([PACKAGE]) and shutil.which("go"):
        return
    print(
        f"台帳の照合テストには Go が必要です。次を実行してください: sudo apt-get install {PACKAGE}\n"
        f"The cross-check of the ledger needs Go. Run: sudo apt-get install {PACKAGE}",
        file=sys.stderr,
    )
    raise SystemExit(1)


if __name__ == "__main__":
    main()
