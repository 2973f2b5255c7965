"""What each line shows: the registry of queries, beside the domain's registry of lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol

from council_casework.files import LABELS as PAPER_LABELS
from council_events import Event
from council_events.values import SupportLine
from council_kit.vault import Vault
from pydantic import BaseModel

from council_support.domain.behaviour import Terms
from council_support.queries import guarantee, rechallenge, restructuring, revenue_improvement, tax_scheme
from council_support.queries.parts import Content


class Shown(Protocol):
    """What the queries of a line offer."""

    @property
    def LABELS(self) -> Mapping[str, str]:  # noqa: N802  # a constant of the package
        """How screens call the fields of the line's events."""

    @property
    def NEXT_COMMAND(self) -> Mapping[Any, type[BaseModel]]:  # noqa: N802
        """What usually comes next at a stage, for the work list."""

    @property
    def FIRST_COMMAND(self) -> type[BaseModel]:  # noqa: N802
        """What a candidate waits for whose company has not applied yet."""

    @property
    def FILLS(self) -> Mapping[type[Event], Callable[[Any], dict[str, Any]]]:  # noqa: N802
        """The columns of the case list that an event fills."""

    def content(self, state: Any, terms: Terms, vault: Vault) -> Content:
        """What the line says of a case."""

    def pairs(self, event: Event, state: Any) -> Iterable[tuple[str, Any]]:
        """Label and value of what the history shows of an event."""


SHOWN: Final[Mapping[SupportLine, Shown]] = {
    SupportLine.REVENUE_IMPROVEMENT: revenue_improvement,
    SupportLine.RESTRUCTURING: restructuring,
    SupportLine.TAX_SCHEME: tax_scheme,
    SupportLine.GUARANTEE: guarantee,
    SupportLine.RECHALLENGE: rechallenge,
}


def usual_next(line: SupportLine, stage: Any, requested_on: dt.date | None) -> type[BaseModel] | None:
    """The command that mostly comes next; what is really possible stands on the case's own page."""
    waits = stage.rank == 1 and requested_on is None
    return SHOWN[line].FIRST_COMMAND if waits else SHOWN[line].NEXT_COMMAND.get(stage)


LABELS: Final = PAPER_LABELS | {name: label for line in SHOWN.values() for name, label in line.LABELS.items()}
"""How screens call the fields of support's events, of all lines."""
