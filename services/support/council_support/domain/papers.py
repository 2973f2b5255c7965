"""The papers of a case, whatever its line: they come in and are looked through at any stage, also after the case has ended."""

from __future__ import annotations

from functools import partial
from typing import Final
from uuid import UUID

from council_casework.papers import CheckDocument, Events, Shelf, commands_for, keep
from council_events import Event
from council_events.deciding import Asking, Step, step_of
from council_events.support import DocumentChecked, DocumentReceived
from council_events.values import Office

from council_support.commands.papers import ReceiveDocument
from council_support.rules import asking as who

EVENTS: Final = Events(DocumentReceived, DocumentChecked)
KEEPERS: Final = (Office.HEAD, Office.DEPUTY, Office.EXPERT)
"""Those of the 支援業務部門 that work on the case; it keeps the papers (YR-2-1-4-4)."""


def decide(shelf: Shelf, case_id: UUID, command: ReceiveDocument | CheckDocument, asking: Asking) -> list[Event]:
    """The events of a paper that came in or was looked through; raises Refused."""
    may_ask(asking)
    return keep(shelf, case_id, command, EVENTS)


def next_steps(shelf: Shelf, asking: Asking) -> list[Step]:
    """What can be done with the papers of the case now."""
    return [step_of(command, partial(may_ask, asking)) for command in commands_for(shelf, ReceiveDocument)]


def may_ask(asking: Asking) -> None:
    """Raises Refused (forbidden) for a recused or unpledged person, and for one of no office that keeps papers."""
    who.the_recused_do_not_act(asking)
    who.only_the_pledged_act(asking)
    who.the_office_may_act(asking, KEEPERS, "YR-2-1-4-4")
