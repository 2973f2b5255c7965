"""What support answers. Sealed values are opened here, and only for an answer that the asker may see."""

from council_support.queries.lines import LABELS
from council_support.queries.lists import ALIAS, COMPANY_FIELDS, LIST_FIELDS, Cases, ListRow
from council_support.queries.views import CASE_FIELDS, CaseView, case_view

__all__ = [
    "ALIAS",
    "CASE_FIELDS",
    "COMPANY_FIELDS",
    "LABELS",
    "LIST_FIELDS",
    "CaseView",
    "Cases",
    "ListRow",
    "case_view",
]
