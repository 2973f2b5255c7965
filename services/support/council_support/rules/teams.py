"""Who works in a support team, whatever the annex that forms it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

from council_events.deciding import Refused, provision

from council_support.rules.asking import pledge_provision


class Commissioned(Protocol):
    """An outside expert, as every annex records one."""

    @property
    def commissioned_on(self) -> dt.date | None: ...
    @property
    def pledged_on(self) -> dt.date | None: ...


@provision("B2-Q22", "B3-2-4", "B4-4-3-2", "YR24-2-1-5-2", "YR-2-1-4-2")
def every_expert_is_commissioned_and_pledged(experts: Iterable[Commissioned], on: dt.date, cited: str) -> None:
    """An outside expert acts after 委嘱 and after the signed pledge of secrecy. `cited`: where the annex says it."""
    for expert in experts:
        if expert.commissioned_on is None or expert.commissioned_on > on:
            raise Refused(
                cited,
                "認定支援機関による委嘱の日が記録されていない外部専門家がいます。",
                "An outside expert has not been commissioned.",
                field="members",
            )
        if expert.pledged_on is None or expert.pledged_on > on:
            raise Refused(
                pledge_provision(on),
                "守秘誓約書の受領日が記録されていない外部専門家がいます。",
                "An outside expert has not pledged secrecy.",
                field="members",
            )
