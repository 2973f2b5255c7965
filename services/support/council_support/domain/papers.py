"""The papers of a case, whatever its line: they come in and are looked through at any stage, also after the case has ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from council_casework.papers import Shelf, check, receive
from council_events import Event
from council_events.deciding import Asking, Refused
from council_events.support import DocumentChecked, DocumentReceived
from council_events.values import Office

from council_support.commands.papers import CheckDocument, ReceiveDocument
from council_support.domain.behaviour import Step
from council_support.rules import asking as who

COMMANDS: Final = (ReceiveDocument, CheckDocument)
KEEPERS: Final = (Office.HEAD, Office.DEPUTY, Office.EXPERT)
"""Those of the 支援業務部門 that work on the case; it keeps the papers (YR-2-1-4-4)."""


def decide(shelf: Shelf, case_id: UUID, command: ReceiveDocument | CheckDocument, asking: Asking) -> list[Event]:
    """The events of a paper that came in or was looked through; raises Refused."""
    may_ask(asking)
    if isinstance(command, CheckDocument):
        return check(shelf, case_id, command, DocumentChecked)
    return receive(shelf, case_id, command, DocumentReceived)


def next_steps(shelf: Shelf, asking: Asking) -> list[Step]:
    """Receiving is always offered, checking while a paper waits for it."""
    commands: Sequence[type[Any]] = COMMANDS if shelf.unchecked else COMMANDS[:1]
    try:
        may_ask(asking)
    except Refused as refused:
        return [Step(command, False, refused.provision, refused.ja, refused.en) for command in commands]
    return [Step(command, True) for command in commands]


def may_ask(asking: Asking) -> None:
    """Raises Refused (forbidden) for a recused or unpledged person, and for one of no office that keeps papers."""
    who.the_recused_do_not_act(asking)
    who.only_the_pledged_act(asking)
    who.the_office_may_act(asking, KEEPERS, "YR-2-1-4-4")
