"""A wrong entry on a person or on a council's organisation, mended."""

from __future__ import annotations

from council_casework import corrections

from council_governance.commands.fields import TheCouncil


class CorrectEntry(corrections.CorrectEntry):
    """A field was recorded wrongly. The record stays; screens and rules read the new value from now on.

    `value` is written as JSON writes it inside quotes; `choices` is for a field of several codes. Neither: it is emptied.
    """

    council: TheCouncil = None
