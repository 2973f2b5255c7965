"""The runner: events of Kafka into read tables and reactions, with their positions, in one transaction (design §5)."""

from council_kit.runner.bindings import Gathering, ParkedCase, Progress, Projection, Reaction, Record
from council_kit.runner.comparing import Comparison, TableDifference
from council_kit.runner.decisions import NotParkedError
from council_kit.runner.faults import RebuildNeededError
from council_kit.runner.lag import caught_up_since, seconds_behind
from council_kit.runner.rebuild import RebuildUnderWayError, check, rebuild
from council_kit.runner.rereading import corrected_streams
from council_kit.runner.runner import Runner

__all__ = [
    "Comparison",
    "Gathering",
    "NotParkedError",
    "ParkedCase",
    "Progress",
    "Projection",
    "Reaction",
    "RebuildNeededError",
    "RebuildUnderWayError",
    "Record",
    "Runner",
    "TableDifference",
    "caught_up_since",
    "check",
    "corrected_streams",
    "rebuild",
    "seconds_behind",
]
