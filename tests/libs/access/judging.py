"""A case of council 13, and what is answered to whoever asks for it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from council_access import Action, Line, NotVisible, Resource, Standing, authorize
from council_directory import provisions
from council_events import Sealed, SealedBox
from council_events.deciding import Refused

NAME: Sealed[str] = Sealed.from_box(SealedBox("13/person:p", "e", "name", "c"))
CASE = UUID("018f0000-0000-7000-8000-00000000000a")
OTHER = UUID("018f0000-0000-7000-8000-00000000000b")
TODAY = dt.date(2024, 6, 10)
YESTERDAY = TODAY - dt.timedelta(days=1)


def case(council: str = "13", line: Line = Line.SUPPORT, case_id: UUID = CASE, **more: Any) -> Resource:
    return Resource(case_id, council, line, **more)


def may(standing: Standing, action: Action, resource: Resource) -> bool:
    try:
        authorize(standing, action, resource)
    except (NotVisible, Refused):
        return False
    return True


def forbidden(standing: Standing, resource: Resource, action: Action = Action.READ_CASE) -> str:
    with pytest.raises(Refused) as refused:
        authorize(standing, action, resource)
    assert refused.value.forbidden
    assert refused.value.provision in provisions()
    return refused.value.provision


def not_visible(standing: Standing, resource: Resource, action: Action = Action.READ_CASE) -> None:
    with pytest.raises(NotVisible):
        authorize(standing, action, resource)
