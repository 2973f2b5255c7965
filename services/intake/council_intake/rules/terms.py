"""What the sources leave open and a deployment sets. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple


class Terms(NamedTuple):
    """The settings of intake.

    `negotiation_counts`: whether 金融機関交渉費用 counts towards the lifetime limit (SUB-E-4-2), as subsidy's setting says.
    `papers_kept_from`: the business date from which acts show their papers here, None: none does (YR-2-1-4-4).
    `result_days`, `report_days`: days from the reception until a consultation without a result is late, and from its close
    until its report is; None for no such term (YR-2-2-R1).
    """

    negotiation_counts: bool = True
    papers_kept_from: dt.date | None = dt.date(2026, 4, 1)
    result_days: int | None = None
    report_days: int | None = None


DEFAULTS: Final = Terms()
