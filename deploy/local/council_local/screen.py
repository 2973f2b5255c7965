"""What `council up` shows: one line per component that changes in place on a terminal, one line per change elsewhere."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from council_local.running import ComponentState, State
from council_local.supervisor import last_lines
from council_local.troubles import Trouble

WORDS: Final = {
    State.WAITING: ("待機中", "dim"),
    State.PREPARING: ("準備中", "cyan"),
    State.STARTING: ("起動中", "cyan"),
    State.READY: ("稼働中", "green"),
    State.RESTARTING: ("再起動待ち", "yellow"),
    State.HELD: ("保守中", "yellow"),
    State.STOPPING: ("停止中", "cyan"),
    State.STOPPED: ("停止", "dim"),
    State.EXTERNAL: ("既存を使用", "green"),
}
_MOVING: Final = (State.PREPARING, State.STARTING, State.STOPPING)


class Screen:
    """Shows the components while they come up, and says afterwards what happens to them."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lines: dict[str, tuple[ComponentState, str]] = {}
        self._live: Live | None = None
        self._spinner = Spinner("dots")

    def open(self, components: dict[str, ComponentState]) -> None:
        """Begin with all components, in their order."""
        self._lines = {name: (component.model_copy(), "") for name, component in components.items()}
        if self._console.is_terminal:
            self._live = Live(get_renderable=self._table, console=self._console, refresh_per_second=8)
            self._live.start()

    def change(self, name: str, component: ComponentState, detail: str) -> None:
        """One component changed."""
        before = self._lines.get(name)
        self._lines[name] = (component, detail)
        if self._live is None and (before is None or _wording(before) != _wording((component, detail))):
            self.say(f"{component.title} ({name}): {_words(component.state)[0]} {detail}".rstrip())

    def close(self) -> None:
        """End the changing part; what comes after is printed line by line."""
        live, self._live = self._live, None
        if live is not None:
            live.stop()

    def say(self, text: str) -> None:
        """One line with the time of day."""
        now = dt.datetime.now().astimezone().strftime("%H:%M:%S")
        self._console.print(f"{now} {text}", markup=False, highlight=False, soft_wrap=True)

    def _table(self) -> RenderableType:
        table = Table.grid(padding=(0, 2))
        for name, (component, detail) in self._lines.items():
            words, style = _words(component.state)
            mark: RenderableType = self._spinner if component.state in _MOVING else Text(_mark(component.state), style)
            address = component.url or (f"127.0.0.1:{component.port}" if component.port else "")
            table.add_row(
                mark, Text(component.title), Text(name, "dim"), Text(words, style), address, Text(detail, "dim")
            )
        return table


def sign_ins(gateway: str, lines: Iterable[tuple[str, str]]) -> RenderableType:
    """The last thing `council up` prints: the address and who may sign in."""
    table = Table.grid(padding=(0, 2))
    for person, what in lines:
        table.add_row("", Text(person, "bold"), Text(what))
    return Group(
        Text(),
        Text.assemble("開く address: ", (gateway, "bold underline")),
        Text("デモの利用者 demo sign-ins（パスワードなし no password）:"),
        table,
        Text("停止 stop: Ctrl-C / council down", "dim"),
    )


def show_trouble(console: Console, trouble: Trouble) -> None:
    """Both sentences, and the end of the log that tells more."""
    console.print(Text(trouble.ja, "bold red"), soft_wrap=True)
    console.print(Text(trouble.en, "red"), soft_wrap=True)
    if trouble.log is not None:
        for line in last_lines(trouble.log):
            console.print(Text(f"  {line}", "dim"), soft_wrap=True)


def _wording(line: tuple[ComponentState, str]) -> tuple[State, str]:
    """What is told of a component, without the numbers that count up."""
    component, detail = line
    return component.state, re.sub(r"\d+", "", detail)


def _words(state: State) -> tuple[str, str]:
    return WORDS[state]


def _mark(state: State) -> str:
    return {State.READY: "●", State.EXTERNAL: "●", State.RESTARTING: "▲"}.get(state, "○")
