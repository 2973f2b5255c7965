"""集計の版: figures as they were published and as they are known now, the difference explained record by record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, NamedTuple
from urllib.parse import urlencode
from uuid import UUID, uuid4

from council_directory import fiscal_year
from council_directory.directory import HQ
from council_events.reporting import EditionGround, EditionKind, LateGround
from council_events.values import Office
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from council_gateway.web.figures import FIRST_YEAR, measure_titles
from council_gateway.web.guard import KEY, SignedIn, TypedForm, first
from council_gateway.web.management import areas, months_before
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
EditionId = Annotated[UUID, Path()]
Area = Annotated[str, Query(pattern=r"^(all|hq|[0-4]\d|BUR-0[1-9])?$")]
EXPLAINING: Final = frozenset(
    {Office.HEAD, Office.DEPUTY, Office.DEPUTY_IMPROVEMENT, Office.SECRETARIAT, Office.HQ_OFFICER}
)
"""To whom the form for a reason is shown; reporting decides."""
_MONTHS: Final = 24
"""How many ended months may be chosen to be closed; quarters and years among them."""


class Line(NamedTuple):
    """One headline figure: as published, as known now, and the difference, None where there is none to give."""

    label: str
    unit: str
    published: Any
    known_now: Any
    difference: int | None


@router.get("/editions")
async def listed(request: Request, session: SignedIn) -> Response:
    """Every edition, and for the headquarters the form that closes one."""
    found = await gateway_of(request).services.get("reporting", "/v1/editions", session.caller)
    return page(
        request,
        "editions.html",
        session=session,
        editions=[each | {"period": period(each)} for each in found],
        periods=_ended(gateway_of(request).today()) if Office.HQ_OFFICER in session.offices else (),
        ground_labels={ground.value: ground.label for ground in EditionGround},
    )


@router.post("/editions/close")
async def close(request: Request, session: SignedIn, typed: TypedForm) -> Response:
    """The headquarters closes an edition; reporting decides whether it may."""
    kind, _, begins = (first(typed, "period") or "").partition("/")
    body = {"kind": kind, "first": begins, "ground": first(typed, "ground") or EditionGround.FIRST.value}
    key = first(typed, KEY) or str(uuid4())
    await gateway_of(request).services.post(
        "reporting", "/v1/editions/close", session.caller, body, idempotency_key=key
    )
    return RedirectResponse("/editions", status_code=303)


@router.post("/editions/{edition_id}/explain")
async def explain(request: Request, session: SignedIn, edition_id: EditionId, typed: TypedForm) -> Response:
    """The council says why an entry of its own came after the edition; reporting decides whether it may."""
    body = {"entry_id": first(typed, "entry_id"), "ground": first(typed, "ground")}
    key = first(typed, KEY) or str(uuid4())
    await gateway_of(request).services.post(
        "reporting", "/v1/late-entries/explain-late-entry", session.caller, body, idempotency_key=key
    )
    return RedirectResponse(f"/editions/{edition_id}?{urlencode({'area': session.council})}#events", status_code=303)


@router.get("/editions/{edition_id}")
async def edition(
    request: Request,
    session: SignedIn,
    edition_id: EditionId,
    area: Area = "",
    after: Annotated[UUID | None, Query()] = None,
) -> Response:
    """One area of an edition: the own council's at first, the nation's for everybody else."""
    chosen = area or (session.council if session.council != HQ else "all")
    asked = {"area": chosen} | ({"after": str(after)} if after else {})
    path = f"/v1/editions/{edition_id}?{urlencode(asked)}"
    found = await gateway_of(request).services.get("reporting", path, session.caller)
    more = found["more_after"]
    return page(
        request,
        "edition.html",
        session=session,
        found=found,
        period=period(found["edition"]),
        area=chosen,
        areas=areas(),
        late_grounds={ground.value: ground.label for ground in LateGround},
        explains=bool(EXPLAINING & set(session.offices)),
        lines=headline(found, await measure_titles(request)),
        further=bool(after),
        following=f"/editions/{edition_id}?{urlencode({'area': chosen, 'after': more})}" if more else "",
    )


def headline(found: Mapping[str, Any], titles: Mapping[str, tuple[str, str]]) -> list[Line]:
    """The headline figures that there were or are, in the order of the answer; `titles`: name and unit of each."""
    published, known = found["published"], found["known_now"]
    return [
        Line(*titles[name], published[name], known[name], _difference(published[name], known[name]))
        for name in published
        if name in titles and (published[name] or known[name])
    ]


def _difference(then: object, now: object) -> int | None:
    """What was added or taken away; None for a mean or rate, whose difference says nothing of its own."""
    return now - then if isinstance(then, int) and isinstance(now, int) else None


def period(edition: Mapping[str, Any]) -> str:
    """2024年6月, 2024年度第1四半期, 2024年度."""
    begins = dt.date.fromisoformat(edition["from"])
    return _name(edition["kind"], begins)


def _name(kind: str, begins: dt.date) -> str:
    year = fiscal_year(begins)
    if kind == EditionKind.FISCAL_YEAR.value:
        return f"{year}年度"
    if kind == EditionKind.QUARTER.value:
        return f"{year}年度第{(begins.month - 4) % 12 // 3 + 1}四半期"
    return f"{begins.year}年{begins.month}月"


def _ended(today: dt.date) -> Sequence[tuple[str, str]]:
    """What may be closed: `fiscal_year/2024-04-01` with its name; the latest first, whole years before their parts."""
    last_month = today.replace(day=1) - dt.timedelta(days=1)
    begins = [dt.date.fromisoformat(f"{month}-01") for month, _ in months_before(last_month, _MONTHS)]
    years = range(fiscal_year(today) - 1, FIRST_YEAR - 1, -1)
    quarters = [day for day in begins if day.month in (4, 7, 10, 1) and _after_quarter(day) <= today]
    found = [
        *((EditionKind.FISCAL_YEAR.value, dt.date(year, 4, 1)) for year in years),
        *((EditionKind.QUARTER.value, day) for day in quarters),
        *((EditionKind.MONTH.value, day) for day in begins),
    ]
    return [(f"{kind}/{day.isoformat()}", _name(kind, day)) for kind, day in found]


def _after_quarter(begins: dt.date) -> dt.date:
    """The day after a quarter's last."""
    return dt.date(begins.year + begins.month // 10, (begins.month + 2) % 12 + 1, 1)
