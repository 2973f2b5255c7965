"""Publication without pointing to anybody: which cells of the published tables are withheld, and the proof that none follows.

Read in this order: `cells` (what a published cell is), `moves` (what can change unseen), `withholding` (the decision and
its alibis), `audit` (the check that a release must pass). Pure: no clock, no database, no network.
"""

from council_reporting.publishing.audit import faults
from council_reporting.publishing.cells import TOTAL, Behind, Cell, Count, Family, Layout, Leaf, Table
from council_reporting.publishing.withholding import Decision, Rule, Why, decide

__all__ = [
    "TOTAL",
    "Behind",
    "Cell",
    "Count",
    "Decision",
    "Family",
    "Layout",
    "Leaf",
    "Rule",
    "Table",
    "Why",
    "decide",
    "faults",
]
