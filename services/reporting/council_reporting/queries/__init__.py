"""Read tables → answers: the figures of a period and scope, single tables by area, the same as CSV, and the live activity."""

from council_reporting.queries.answers import Figures, Grid, GridRow, LiveActivity, TableDescription
from council_reporting.queries.asking import By, Question, Scope
from council_reporting.queries.csv_file import csv_rows
from council_reporting.queries.grids import read_grid
from council_reporting.queries.live import live_activity
from council_reporting.queries.reading import read_figures
from council_reporting.queries.tables import descriptions

__all__ = [
    "By",
    "Figures",
    "Grid",
    "GridRow",
    "LiveActivity",
    "Question",
    "Scope",
    "TableDescription",
    "csv_rows",
    "descriptions",
    "live_activity",
    "read_figures",
    "read_grid",
]
