"""Publication without pointing to anybody: which cells of the published tables are withheld, and the proof that none follows.

Read in this order: `cells` (what a published cell is), `plan` (what is published), `telling` (from events to cells),
`moves` (what can change unseen), `withholding` (the decision and its alibis), `audit` (the check that a publication must
pass). Pure: no clock, no database, no network.
"""

from council_reporting.publishing.audit import faults
from council_reporting.publishing.cells import TOTAL, Behind, Cell, Count, Family, Layout, Leaf, Table
from council_reporting.publishing.plan import DOMINABLE, WITH_AMOUNT, layout_of, quarter_of
from council_reporting.publishing.telling import Contribution, families_of
from council_reporting.publishing.withholding import Decision, Rule, Why, decide, decide_all

__all__ = [
    "DOMINABLE",
    "TOTAL",
    "WITH_AMOUNT",
    "Behind",
    "Cell",
    "Contribution",
    "Count",
    "Decision",
    "Family",
    "Layout",
    "Leaf",
    "Rule",
    "Table",
    "Why",
    "decide",
    "decide_all",
    "families_of",
    "faults",
    "layout_of",
    "quarter_of",
]
