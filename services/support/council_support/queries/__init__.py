"""What support answers. Sealed values are opened here, and only for an answer that the asker may see."""

from council_support.queries.lines import LABELS as LABELS_OF_LINES
from council_support.queries.lists import COMPANY_FIELDS, SHOWN, Cases, ListRow, Place, place_of
from council_support.queries.views import BESIDE_LABELS, CASE_FIELDS, OF_SUBSIDY, OF_SUPPORT, CaseView, case_view

LABELS = LABELS_OF_LINES | BESIDE_LABELS
"""How screens call the fields of support's events."""

__all__ = [
    "CASE_FIELDS",
    "COMPANY_FIELDS",
    "LABELS",
    "OF_SUBSIDY",
    "OF_SUPPORT",
    "SHOWN",
    "CaseView",
    "Cases",
    "ListRow",
    "Place",
    "case_view",
    "place_of",
]
