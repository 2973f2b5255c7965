"""The command `council`. Each command is a few lines; what it does stands in the module it names.

Imports of a command's own module stand inside it: `council status` must not pay for what only `council up` needs. The order below is that
of `council --help`.
"""

from __future__ import annotations

import sys

from council_local.cli import lifecycle, measuring, operating, proving, rotating
from council_local.cli.telling import app

__all__ = ["app", "lifecycle", "main", "measuring", "operating", "proving", "rotating"]


def main() -> None:
    """The entry point: quiet about Ctrl-C."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
