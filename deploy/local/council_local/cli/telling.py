"""What every command shares: the program, where it prints, and how it tells of a trouble."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from council_local.troubles import Trouble, of_os_error

if TYPE_CHECKING:
    from council_local.running import Running

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="この一台で業務システムを動かす / the whole platform on this machine",
)
console = Console()
errors = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="機械可読な JSON で出力する")]


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Show a trouble in both languages and end with exit code 1."""
    try:
        yield
    except Trouble as trouble:
        show(trouble)
        raise typer.Exit(1) from None
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            name = "COUNCIL_" + "_".join(str(part) for part in problem["loc"]).upper()
            errors.print(
                Text(f"環境変数 {name} が正しくありません / invalid: {problem['msg']}", "bold red"), soft_wrap=True
            )
        raise typer.Exit(1) from None
    except OSError as error:
        from council_local.settings import LocalSettings

        meaning = of_os_error(error, LocalSettings().data)
        if meaning is None:
            raise
        show(meaning)
        raise typer.Exit(1) from None


def show(trouble: Trouble) -> None:
    from council_local.screen import show_trouble

    show_trouble(errors, trouble)


def running() -> Running:
    from council_local.layout import Layout
    from council_local.running import Running
    from council_local.settings import LocalSettings

    return Running.now(Layout(LocalSettings().data.absolute()))


def warn_root() -> None:
    if os.geteuid() == 0:
        errors.print(
            Text(
                "警告: root で実行しています。PostgreSQL は専用の利用者 pgserver で動かします。/ running as root",
                "yellow",
            ),
            soft_wrap=True,
        )
