"""Corrections of what was recorded: which fields of which events, by what command, and the event that says so. Pure."""

from council_casework.corrections.commands import CorrectEntry
from council_casework.corrections.deciding import (
    Follows,
    UnfitError,
    correct,
    nothing_follows,
    the_record_of_accesses_stands,
)
from council_casework.corrections.fields import CorrectableField, Shape, correctable_fields

__all__ = [
    "CorrectEntry",
    "CorrectableField",
    "Follows",
    "Shape",
    "UnfitError",
    "correct",
    "correctable_fields",
    "nothing_follows",
    "the_record_of_accesses_stands",
]
