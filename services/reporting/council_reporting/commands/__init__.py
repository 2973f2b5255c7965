"""What reporting can be asked to do."""

from council_reporting.commands.activities import RecordPublicity, RecordTraining
from council_reporting.commands.editions import CloseEdition

__all__ = ["CloseEdition", "RecordPublicity", "RecordTraining"]
