"""Who mends what was recorded wrongly of people and of the organisation: the side that recorded it."""

from __future__ import annotations

from typing import Final

from council_events import Event
from council_events.deciding import Asking, Refused, provision
from council_events.governance import (
    CertificationCancelled,
    HostCertified,
    ImprovementOrdered,
    ImprovementPlanRequested,
)
from council_events.values import Office

from council_governance.rules.authority import improvement_provision

OF_THE_BUREAU: Final = (ImprovementPlanRequested, ImprovementOrdered, CertificationCancelled, HostCertified)
"""What a bureau records of a council."""
_KEEPERS: Final = (Office.HOST_HEAD, Office.HEAD, Office.SECRETARIAT)
_APPOINTERS: Final = (Office.HOST_HEAD, Office.ADMINISTRATOR)


@provision("YR-2-1-1-1")
def who_mends_the_organisation(asking: Asking, entry: Event | None) -> None:
    """The host's head, the 統括責任者 and the 協議会事務局 keep what is recorded of their council; the bureau its own."""
    if isinstance(entry, OF_THE_BUREAU):
        _holds(asking, (Office.BUREAU_OFFICER,), improvement_provision(asking.on), "経済産業局等の職員", "its bureau")
    elif entry is not None or not asking.holds(Office.BUREAU_OFFICER):
        _holds(asking, _KEEPERS, "YR-2-1-1-1", "認定支援機関の長、統括責任者又は協議会事務局員", "those who keep it")


@provision("YR-2-1-3-1")
def who_mends_a_person(asking: Asking, _entry: Event | None) -> None:
    """The host's head, who appoints, keeps what is recorded of staff; an administrator what is recorded of those entered so."""
    _holds(
        asking,
        _APPOINTERS,
        "YR-2-1-3-1",
        "認定支援機関の長（システム管理者が登録する者はシステム管理者）",
        "those who appoint",
    )


def _holds(asking: Asking, offices: tuple[Office, ...], rests_on: str, ja: str, en: str) -> None:
    if not asking.holds(*offices):
        raise Refused(rests_on, f"この記録の訂正は、{ja}が行います。", f"This is mended by {en}.", forbidden=True)
