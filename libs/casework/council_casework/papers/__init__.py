"""The papers of a case: which are needed, which are there, and the commands that receive and check them. Pure.

A service names its kinds (a `Code`), two events (`PaperReceived[Kind]`, `PaperChecked`) and one command
(`ReceivePaper[Kind]`), keeps a `Shelf` in its state, lets `keep` decide, and asks `the_papers_are_there(needs, shelf, on)`
where a step needs papers.
"""

from council_casework.papers.commands import CheckDocument, ReceivePaper
from council_casework.papers.deciding import Events, check, commands_for, keep, receive
from council_casework.papers.needs import Need, Standing, Status, standings, the_papers_are_there
from council_casework.papers.shelf import EMPTY, Paper, Shelf

__all__ = [
    "EMPTY",
    "CheckDocument",
    "Events",
    "Need",
    "Paper",
    "ReceivePaper",
    "Shelf",
    "Standing",
    "Status",
    "check",
    "commands_for",
    "keep",
    "receive",
    "standings",
    "the_papers_are_there",
]
