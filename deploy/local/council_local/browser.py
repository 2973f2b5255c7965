"""The browser and the Japanese fonts that the browser tests need, installed through apt-get where that is possible."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import Final

from council_local.packages import install

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
PACKAGES: Final = ("chromium", "fonts-noto-cjk", "fontconfig")


def browser() -> str | None:
    """The path of a Chromium, or None."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def has_japanese_font() -> bool:
    """Whether fontconfig knows a font with Japanese glyphs."""
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=ja", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def main() -> None:
    """Exit 0 when both are there, installing them first where they are not; 1 with what to do otherwise."""
    if browser() and has_japanese_font():
        return
    print("Chromium と日本語フォントを入れています… / installing Chromium and Japanese fonts…", flush=True)
    if install(PACKAGES) and browser() and has_japanese_font():
        return
    wanted = " ".join(PACKAGES)
    print(
        f"ブラウザーのテストには Chromium と日本語フォントが必要です。次を実行してください: sudo apt-get install {wanted}\n"
        f"The browser tests need Chromium and Japanese fonts. Run: sudo apt-get install {wanted}",
        file=sys.stderr,
    )
    raise SystemExit(1)


if __name__ == "__main__":
    main()
