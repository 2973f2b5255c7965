"""The papers of a case: which are needed, which are there, and the commands that receive and check them. Pure.

A service names its kinds (a `Code`) and two events (`PaperReceived[Kind]`, `PaperChecked`), keeps a `Shelf` in its state, and
asks `the_papers_are_there(needs, shelf, on)` where a step needs papers.
"""

from council_casework.papers.commands import CheckPaper, ReceivePaper
from council_casework.papers.deciding import check, receive
from council_casework.papers.needs import Need, Standing, Status, standings, the_papers_are_there
from council_casework.papers.shelf import EMPTY, Paper, Shelf

__all__ = [
    "EMPTY",
    "CheckPaper",
    "Need",
    "Paper",
    "ReceivePaper",
    "Shelf",
    "Standing",
    "Status",
    "check",
    "receive",
    "standings",
    "the_papers_are_there",
]
