"""Advice to managers and guarantors is given while conferring with a lawyer among the deputies (基本要領 第二章第6 2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from council_events.deciding import Refused, provision


@provision("YR-2-6-2-1-3", "YR-2-6-2-3-1")
def a_lawyer_deputy_was_conferred_with(
    deputy: str | None,
    conferred_on: dt.date | None,
    act_on: dt.date,
    lawyers: Collection[str],
    cited: tuple[str, str],
) -> tuple[str, dt.date]:
    """Who was conferred with, and when: a 統括責任者補佐 registered as a lawyer (`lawyers`), not after the act.

    `cited`: the provision that asks for it in this line, and the command's field that names the deputy.
    """
    provision_id, field = cited
    if deputy is None or conferred_on is None:
        raise Refused(
            provision_id,
            "弁護士資格を有する統括責任者補佐との協議が記録されていません。",
            "Such advice is given while conferring with a 統括責任者補佐 who is a lawyer.",
            field=field,
        )
    if deputy not in lawyers:
        raise Refused(
            provision_id,
            "この者は、弁護士資格を登録した統括責任者補佐ではありません。",
            "This person is no 統括責任者補佐 whose qualification as a lawyer is registered.",
            field=field,
        )
    if conferred_on > act_on:
        raise Refused(
            provision_id,
            "協議の日が、助言等を行った日より後です。",
            "The conferring came after the act.",
            field="conferred_on",
        )
    return deputy, conferred_on
