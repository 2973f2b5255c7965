"""Read tables → answers: the figures of a period and scope, the same as CSV, and the live activity."""

from council_reporting.queries.answers import Figures, LiveActivity
from council_reporting.queries.asking import By, Question, Scope
from council_reporting.queries.csv_file import csv_rows
from council_reporting.queries.reading import live_activity, read_figures

__all__ = ["By", "Figures", "LiveActivity", "Question", "Scope", "csv_rows", "live_activity", "read_figures"]
