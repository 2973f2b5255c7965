"""What intake answers: lists and one consultation, companies of the register, and the report of a consultation."""

from council_intake.queries.labels import LABELS, NOT_SHOWN
from council_intake.queries.lists import NONE_FOUND, PAGE_ROWS, Cases, Paged, Rows
from council_intake.queries.views import CaseView, view

__all__ = ["LABELS", "NONE_FOUND", "NOT_SHOWN", "PAGE_ROWS", "CaseView", "Cases", "Paged", "Rows", "view"]
