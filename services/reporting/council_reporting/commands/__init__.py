"""What reporting can be asked to do."""

from council_reporting.commands.activities import RecordPublicity, RecordTraining
from council_reporting.commands.editions import CloseEdition, ExplainLateEntry
from council_reporting.commands.publication import PublishYear
from council_reporting.commands.register import ChaseLateReports

__all__ = ["ChaseLateReports", "CloseEdition", "ExplainLateEntry", "PublishYear", "RecordPublicity", "RecordTraining"]
