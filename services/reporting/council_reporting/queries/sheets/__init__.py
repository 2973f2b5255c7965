"""Management reports: monthly and annual sheets, overviews and the evaluation sheet, as data, spreadsheet and CSV."""

from council_reporting.queries.sheets.answers import Column, Content, ManagementReport, Row, Section, SheetKind
from council_reporting.queries.sheets.making import Asked, make_report
from council_reporting.queries.sheets.printing import report_csv, report_sheet

__all__ = [
    "Asked",
    "Column",
    "Content",
    "ManagementReport",
    "Row",
    "Section",
    "SheetKind",
    "make_report",
    "report_csv",
    "report_sheet",
]
