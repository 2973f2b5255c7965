"""A case of the ledger as the policies know it."""

from __future__ import annotations

from typing import Final

from council_access import Line, Resource

from council_audit.queries import CaseFile

_SUBSIDY_ALONE: Final = frozenset({"subsidy"})


def resource_of(file: CaseFile) -> Resource:
    """Whose file it is: with what a support line recorded of it, that is the narrower circle."""
    line = Line.SUBSIDY if file.services == _SUBSIDY_ALONE else Line.SUPPORT
    if "support" in file.services:
        line = Line.SECOND_STAGE
    return Resource(file.case_id, file.council, line, file.former_councils)
