"""Who corrects what was recorded of a case, whatever its line."""

from __future__ import annotations

from typing import Final

from council_events.deciding import Asking
from council_events.values import Office

from council_support.rules import asking as who

CORRECTORS: Final = (Office.HEAD, Office.DEPUTY)
"""Those who keep the records of the 支援業務部門 (YR-2-1-4-4); an outside expert tells them what is wrong."""


def may_correct(asking: Asking) -> None:
    """Raises Refused (forbidden) for a recused or unpledged person, and for one who doesn't keep the records."""
    who.the_recused_do_not_act(asking)
    who.only_the_pledged_act(asking)
    who.the_office_may_act(asking, CORRECTORS, "YR-2-1-4-4")
