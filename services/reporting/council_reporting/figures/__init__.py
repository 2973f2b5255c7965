"""What is counted: facts of a case → acts → sums, distinct companies and late changes. Pure.

Read in this order: facts (what is kept of an event), measures (the vocabulary), acts (what happened in a case), tally
(sums), companies (distinct companies as steps), late (what changed after a month was over).
"""

from council_reporting.figures.acts import Act, Cell, acts_of
from council_reporting.figures.companies import NATIONAL, NEVER, Step, in_years, scopes_of, steps, year_of
from council_reporting.figures.facts import EVENTS, LABELS, Fact, case_of, fact_of, facts_of, in_order
from council_reporting.figures.late import LateChange, late_changes
from council_reporting.figures.measures import ActKind, Distinct, Function, Measure
from council_reporting.figures.tally import Key, Tally, Visit, month_end, month_of

__all__ = [
    "EVENTS",
    "LABELS",
    "NATIONAL",
    "NEVER",
    "Act",
    "ActKind",
    "Cell",
    "Distinct",
    "Fact",
    "Function",
    "Key",
    "LateChange",
    "Measure",
    "Step",
    "Tally",
    "Visit",
    "acts_of",
    "case_of",
    "fact_of",
    "facts_of",
    "in_order",
    "in_years",
    "late_changes",
    "month_end",
    "month_of",
    "scopes_of",
    "steps",
    "year_of",
]
