"""The business date of an entry: what a command says of it, and when a reason belongs beside it (design §3). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Annotated, NamedTuple

from council_events.deciding import Refused, provision
from council_events.values import Date
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_TEXTAREA = {"x-widget": "textarea"}
_Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class Dated(BaseModel):
    """Every command on a case: `occurred_on` is the business date (JST; None: today). A later day needs `future_reason`, a day
    whose figures were closed needs `closed_reason`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    occurred_on: Annotated[Date | None, Field(title="発生日", description="空欄は本日")] = None
    future_reason: Annotated[_Reason | None, Field(title="先の日付とする理由", json_schema_extra=_TEXTAREA)] = None
    closed_reason: Annotated[
        _Reason | None,
        Field(
            title="集計が確定した期間の日付とする理由",
            description="集計の版が確定した期間に起きたことを記録するとき",
            json_schema_extra=_TEXTAREA,
        ),
    ] = None

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The days by which the figures count what is entered, as far as they were given."""
        return () if self.occurred_on is None else (self.occurred_on,)


class Period(NamedTuple):
    """The days of an edition of the figures, both included."""

    first: dt.date
    last: dt.date


def closed_days(command: Dated, today: dt.date, closed: Callable[[dt.date], Period | None]) -> list[Period]:
    """The closed periods that the days of a command fall into. `closed(day)`: the one that holds a day.

    It is asked only about the months before today's: the figures of a period are closed when it is over.
    """
    over = [day for day in command.days if (day.year, day.month) < (today.year, today.month)]
    return [period for period in map(closed, over) if period is not None]


@provision("RP-2")
def closed_figures_change_for_a_reason(periods: Sequence[Period], reason: str | None) -> None:
    """Figures that were closed stay as they are; who enters something of their days afterwards says why."""
    if periods and reason is None:
        first, last = (day.isoformat() for day in periods[0])
        raise Refused(
            "RP-2",
            f"{first}から{last}までの集計は確定しています。確定した期間の日付で記録する理由を入力してください。",
            f"The figures from {first} to {last} are closed: say why something of these days is entered now.",
            field="closed_reason",
        )
