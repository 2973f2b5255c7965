"""What can be asked of support: one package per line, and here every command together.

`occurred_on` is the business date (JST; None: today). A later day needs `future_reason`, one whose figures were
closed `closed_reason`. Texts are clear here; the domain seals them. A command's name is a route, so two lines never use one name for two commands.
"""

from council_casework.papers import CheckDocument

from council_support.commands import guarantee, rechallenge, restructuring, revenue_improvement, tax_scheme
from council_support.commands.difficulty import JudgeRevivalDifficult
from council_support.commands.papers import ReceiveDocument
from council_support.commands.receiving import OpenSuccessor, ReceiveCandidate
from council_support.commands.releases import (
    Disclose,
    HandOverPapers,
    ReceiveWrittenConsent,
    ReleaseCommand,
    WithdrawWrittenConsent,
)
from council_support.commands.reports import CheckReport, FreezeReport, SubmitReport

OfEveryLine = JudgeRevivalDifficult | CheckReport | SubmitReport
"""The steps that every line has; they decide on the whole case."""

StaffCommand = (
    restructuring.StaffCommand
    | revenue_improvement.OwnCommand
    | tax_scheme.OwnCommand
    | guarantee.OwnCommand
    | rechallenge.StaffCommand
    | OpenSuccessor
    | OfEveryLine
    | ReceiveDocument
    | CheckDocument
    | ReleaseCommand
)
"""What a person may ask, each a route of the API."""

Command = ReceiveCandidate | FreezeReport | StaffCommand
"""Every command; the first is asked by reactions only, the second by the application in place of CheckReport."""

__all__ = [
    "CheckDocument",
    "CheckReport",
    "Command",
    "Disclose",
    "FreezeReport",
    "HandOverPapers",
    "OfEveryLine",
    "OpenSuccessor",
    "ReceiveCandidate",
    "ReceiveDocument",
    "ReceiveWrittenConsent",
    "ReleaseCommand",
    "StaffCommand",
    "WithdrawWrittenConsent",
]
