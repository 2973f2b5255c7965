"""A small service of its own: two events and five kinds of paper, so that papers are tried without any service."""

import datetime as dt
from uuid import UUID, uuid4

from council_casework.papers import CheckDocument, ReceivePaper, Shelf, check, receive
from council_events import Event
from council_events.deciding import Fact
from council_events.papers import Finding, Holding, PaperChecked, PaperReceived
from council_events.values import Code

CASE = UUID("018f5e1c-0000-7000-8000-000000000001")
TODAY = dt.date(2024, 7, 1)


class Kind(Code):
    CERTIFICATE = "certificate", "履歴事項全部証明書"
    ESTIMATE = "estimate", "見積書"
    RETURNS = "returns", "申告書"


class TaxOfficeKind(Code):
    """The list of another service; a paper is the same paper in both."""

    RETURNS = "returns", "確定申告書"


class DocumentReceived(PaperReceived[Kind]):
    pass


class DocumentChecked(PaperChecked):
    pass


class ReceiveDocument(ReceivePaper[Kind]):
    pass


def paper(kind: Kind = Kind.ESTIMATE, **values: object) -> ReceiveDocument:
    given = {"document_id": uuid4(), "kind": kind, "holding": Holding.ORIGINAL, "kept_at": "書庫A"}
    return ReceiveDocument.model_validate(given | values)


def looked_through(document_id: UUID, finding: Finding = Finding.IN_ORDER, note: str | None = None) -> CheckDocument:
    return CheckDocument(document_id=document_id, finding=finding, note=note)


def decided(shelf: Shelf, command: ReceiveDocument | CheckDocument) -> list[Event]:
    if isinstance(command, CheckDocument):
        return check(shelf, CASE, command, DocumentChecked)
    return receive(shelf, CASE, command, DocumentReceived)


def after(
    shelf: Shelf, *commands: ReceiveDocument | CheckDocument, on: dt.date = TODAY, actor: str = "p13-office"
) -> Shelf:
    """The shelf after these commands, all on one day."""
    for command in commands:
        for event in decided(shelf, command):
            shelf = shelf.evolve(Fact(event, on, "13", actor))
    return shelf
