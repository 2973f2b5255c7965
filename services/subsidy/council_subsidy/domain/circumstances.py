"""What a decision is made in, beside the case itself."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from council_events.deciding import Asking

from council_subsidy.domain.company import NOBODY, Company
from council_subsidy.rules.terms import Terms


class Circumstances(NamedTuple):
    """Who asks, the deployment's settings, and what all councils together know of the company."""

    asking: Asking
    terms: Terms = Terms()
    company: Company = NOBODY

    @property
    def on(self) -> dt.date:
        """The business date of the act (JST)."""
        return self.asking.on
