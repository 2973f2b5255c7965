"""What can be asked of support: one package per line, and here every command together.

`occurred_on` is the business date (JST; None: today). A later day needs `future_reason`. Texts are clear here; the
domain seals them. A command's name is a route, so two lines never use one name for two commands.
"""

from council_support.commands import guarantee, restructuring, revenue_improvement
from council_support.commands.papers import CheckDocument, ReceiveDocument
from council_support.commands.receiving import OpenSuccessor, ReceiveCandidate

StaffCommand = (
    restructuring.StaffCommand
    | revenue_improvement.OwnCommand
    | guarantee.OwnCommand
    | OpenSuccessor
    | ReceiveDocument
    | CheckDocument
)
"""What a person may ask, each a route of the API."""

Command = ReceiveCandidate | StaffCommand
"""Every command; the first is asked by the reaction to intake only."""

__all__ = ["CheckDocument", "Command", "OpenSuccessor", "ReceiveCandidate", "ReceiveDocument", "StaffCommand"]
