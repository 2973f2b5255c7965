"""A tax aim, recorded in a case of 再生支援 under either procedure: it decides which of the two may go on."""

from __future__ import annotations

from typing import Any

from council_events import Event
from council_events.deciding import Asking
from council_events.support import TaxTreatmentIntended

from council_support.commands.tax_scheme import IntendTaxTreatment
from council_support.domain.behaviour import STAFF, Behaviour, Terms


def intends_tax_treatment(stages: frozenset[Any]) -> Behaviour:
    """The behaviour of `IntendTaxTreatment` in a line, at these of its stages; its state keeps what is `intended`."""
    return Behaviour(
        "YR-2-5-2",
        STAFF,
        stages,
        _intend,
        met=lambda state, command: set(state.intended) == set(command.provisions),
        offered=lambda state: not state.intended,
    )


def _intend(state: Any, command: IntendTaxTreatment, _asking: Asking, _terms: Terms) -> list[Event]:
    return [TaxTreatmentIntended(case_id=state.candidate.case_id, provisions=command.provisions)]
