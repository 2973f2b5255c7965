"""What intake answers: lists and one consultation, companies of the register, and the report of a consultation."""

from council_intake.queries.labels import LABELS, NOT_SHOWN
from council_intake.queries.lists import PAGE_ROWS, Cases, Explaining, Paged, Rows, as_it_is
from council_intake.queries.views import CaseView, view

__all__ = ["LABELS", "NOT_SHOWN", "PAGE_ROWS", "CaseView", "Cases", "Explaining", "Paged", "Rows", "as_it_is", "view"]
