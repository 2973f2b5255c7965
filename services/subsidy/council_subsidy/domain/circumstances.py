"""What a decision is made in, beside the case itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from council_events.deciding import Asking
from council_events.values import Office

from council_subsidy.domain.agency import Agency
from council_subsidy.domain.company import NOBODY, Company
from council_subsidy.rules.terms import Terms

NO_REGISTER: Mapping[str, Agency] = MappingProxyType({})


class Circumstances(NamedTuple):
    """Who asks, the deployment's settings, and what all councils together know of the company and of its agencies.

    `register`: those agencies of the case that stand in the register, by their numbers. `responder`: the offices on the day
    of the person to whom a consultation is to be assigned, where that is not the one who asks.
    """

    asking: Asking
    terms: Terms = Terms()
    company: Company = NOBODY
    register: Mapping[str, Agency] = NO_REGISTER
    responder: frozenset[Office] = frozenset()

    @property
    def on(self) -> dt.date:
        """The business date of the act (JST)."""
        return self.asking.on
