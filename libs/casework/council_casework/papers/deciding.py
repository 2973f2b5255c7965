"""Receiving and checking a paper. Who may do it and at which stage is the service's own rule, asked before."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from council_events import Event, Sealed
from council_events.deciding import Refused, provision
from council_events.papers import Finding, PaperChecked, PaperReceived
from council_events.values import Code

from council_casework.papers.commands import CheckDocument, ReceivePaper
from council_casework.papers.shelf import Shelf

K = TypeVar("K", bound=Code)


class Events(NamedTuple):
    """The service's own event classes."""

    received: type[PaperReceived[Any]]
    checked: type[PaperChecked]


def commands_for(shelf: Shelf, receive: type[ReceivePaper[Any]]) -> tuple[type[Any], ...]:
    """What can be done with papers: receiving always, checking while one waits for it."""
    return (receive, CheckDocument) if shelf.unchecked else (receive,)


def keep(shelf: Shelf, case_id: UUID, command: ReceivePaper[Any] | CheckDocument, events: Events) -> list[Event]:
    """The event of a paper that came in or was looked through, [] when its aim is met; raises Refused."""
    if isinstance(command, CheckDocument):
        return check(shelf, case_id, command, events.checked)
    return receive(shelf, case_id, command, events.received)


@provision("YR-2-1-4-4")
def it_is_known_where_the_paper_is(command: ReceivePaper[K]) -> None:
    """Papers of a company are kept strictly by the 支援業務部門: as a file, or at a place that is on record."""
    if command.file is None and command.kept_at is None:
        raise Refused(
            "YR-2-1-4-4",
            "ファイルを登録するか、紙の書類の保管場所を入力してください。",
            "Upload the file, or say where the paper itself is kept.",
            field="kept_at",
        )


def receive(shelf: Shelf, case_id: UUID, command: ReceivePaper[K], event: type[PaperReceived[K]]) -> list[Event]:
    """The paper on the shelf; [] when one with this id is there already."""
    if shelf.find(command.document_id) is not None:
        return []
    it_is_known_where_the_paper_is(command)
    return [
        event(
            case_id=case_id,
            document_id=command.document_id,
            kind=command.kind,
            holding=command.holding,
            whose=command.whose,
            dated_on=command.dated_on,
            pages=command.pages,
            file=command.file,
            file_name=None if command.file_name is None else Sealed(command.file_name),
            kept_at=None if command.kept_at is None else Sealed(command.kept_at),
        )
    ]


def check(shelf: Shelf, case_id: UUID, command: CheckDocument, event: type[PaperChecked]) -> list[Event]:
    """The finding on a paper of the shelf; [] when the last check said the same without a new note."""
    paper = shelf.find(command.document_id)
    if paper is None:
        raise Refused(
            "YR-2-1-4-4",
            "この案件にその書類はありません。",
            "There is no such paper in this case.",
            field="document_id",
        )
    if command.finding is Finding.FAULTY and command.note is None:
        raise Refused("YR-2-1-4-4", "不備の内容を入力してください。", "Say what is wrong with the paper.", field="note")
    if paper.finding is command.finding and command.note is None:
        return []
    note = None if command.note is None else Sealed(command.note)
    return [event(case_id=case_id, document_id=command.document_id, finding=command.finding, note=note)]
