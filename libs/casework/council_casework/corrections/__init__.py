"""Corrections of what was recorded: which fields of which events, by what command, and the event that says so. Pure."""

from council_casework.corrections.commands import CorrectEntry
from council_casework.corrections.deciding import UnfitError, correct, the_record_of_accesses_stands
from council_casework.corrections.fields import CorrectableField, Shape, correctable_fields

__all__ = [
    "CorrectEntry",
    "CorrectableField",
    "Shape",
    "UnfitError",
    "correct",
    "correctable_fields",
    "the_record_of_accesses_stands",
]
