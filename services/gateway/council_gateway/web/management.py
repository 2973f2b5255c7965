"""集計報告: monthly and annual sheets, overviews and evaluation sheets as pages, spreadsheets and CSV; reporting makes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from council_directory import bureaus, councils, fiscal_year
from council_directory.directory import HQ
from council_events.values import Office
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from council_gateway.application.gateway import Gateway
from council_gateway.application.sessions import Session
from council_gateway.web.errors import NoSuchPage
from council_gateway.web.guard import KEY, SignedIn, TypedForm, first
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
KINDS: Final = {
    "monthly": ("月次報告", "協議会の一か月の活動を、前年同月と比べます。"),
    "annual": ("年次報告", "協議会の一年度の活動を、月ごと、前年度とともに示します。"),
    "bureau": ("経済産業局等別総括表", "経済産業局等の管内の協議会を並べます。"),
    "headquarters": ("全国総括表", "全国の経済産業局等と協議会を並べます。"),
    "evaluation": ("事業評価資料", "協議会の実績を、全国の平均と順位とともに示します。"),
}
_SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ASK_AGAIN_SECONDS: Final = 3
Kind = Annotated[str, Path(pattern=r"^(monthly|annual|bureau|headquarters|evaluation)$")]
Area = Annotated[str, Query(pattern=r"^(all|hq|[0-4]\d|BUR-0[1-9])?$")]
Day = Annotated[str, Query(pattern=r"^(\d{4}-\d{2}(-\d{2})?)?$")]


@router.get("/reports")
async def chooser(request: Request, session: SignedIn) -> Response:
    """Which reports there are, and the form that asks for one."""
    gateway = gateway_of(request)
    today = gateway.today()
    last_month = today.replace(day=1) - dt.timedelta(days=1)
    return page(
        request,
        "management.html",
        session=session,
        kinds=KINDS,
        areas=areas(),
        area=_own_area(session),
        months=months_before(last_month, 36),
        publishes=Office.HQ_OFFICER in session.offices,
        years=await _publishable(gateway, session) if Office.HQ_OFFICER in session.offices else (),
    )


async def _publishable(gateway: Gateway, session: Session) -> list[int]:
    """The fiscal years with an edition that are not published yet, the latest first."""
    editions = await gateway.services.get("reporting", "/v1/editions", session.caller)
    published = {each["fiscal_year"] for each in await gateway.publications.years()}
    closed = {fiscal_year(dt.date.fromisoformat(each["from"])) for each in editions if each["kind"] == "fiscal_year"}
    return sorted(closed - published, reverse=True)


@router.post("/reports/publish")
async def publish(request: Request, session: SignedIn, typed: TypedForm) -> Response:
    """The headquarters asks for a year's publication; reporting decides whether it may be, and works it out afterwards."""
    year = first(typed, "fiscal_year") or ""
    if not year.isdecimal():
        raise NoSuchPage
    body = {"fiscal_year": int(year)}
    key = first(typed, KEY) or str(uuid4())
    await gateway_of(request).services.post(
        "reporting", "/v1/publications/publish-year", session.caller, body, idempotency_key=key
    )
    return RedirectResponse(f"/reports/publishing/{year}", status_code=303)


@router.get("/reports/publishing/{year}")
async def publishing(request: Request, session: SignedIn, year: Annotated[int, Path(ge=1990, le=2999)]) -> Response:
    """How far a year's publication has come; the page asks anew by itself while it is being worked out."""
    path = f"/v1/publications/{year}/progress"
    found = await gateway_of(request).services.get("reporting", path, session.caller)
    answer = page(request, "publishing.html", session=session, year=year, progress=found)
    if found["stage"] in ("none", "working"):  # asked for a moment ago, it may not have reached the table yet
        answer.headers["refresh"] = str(_ASK_AGAIN_SECONDS)
    return answer


@router.get("/reports/open")
async def leave(request: Request, session: SignedIn, kind: str = "", area: Area = "", day: Day = "") -> Response:
    """From the form to the report's own address."""
    chosen = kind if kind in KINDS else "monthly"
    return RedirectResponse(f"/reports/{chosen}?{_asked(request, session, chosen, area, day)}", status_code=303)


@router.get("/reports/{kind}")
async def report(request: Request, session: SignedIn, kind: Kind, area: Area = "", day: Day = "") -> Response:
    """The report as a page; a figure of the own council leads to the cases behind it."""
    asked = _asked(request, session, kind, area, day)
    found = await gateway_of(request).services.get(
        "reporting", f"/v1/management-reports/{kind}?{asked}", session.caller
    )
    return page(
        request,
        "management_report.html",
        session=session,
        kind=kind,
        report=found,
        asked=asked,
        opens=lambda row, column: behind(session, found, row, column),
    )


@router.get("/reports/{kind}/file.xlsx")
async def spreadsheet(request: Request, session: SignedIn, kind: Kind, area: Area = "", day: Day = "") -> Response:
    """The same laid out for printing."""
    return await _file(request, session, kind, _asked(request, session, kind, area, day), "file", "xlsx", _SPREADSHEET)


@router.get("/reports/{kind}/file.csv")
async def csv(request: Request, session: SignedIn, kind: Kind, area: Area = "", day: Day = "") -> Response:
    """The same, one value a line."""
    asked = _asked(request, session, kind, area, day)
    return await _file(request, session, kind, asked, "csv", "csv", "text/csv; charset=utf-8")


async def _file(
    request: Request, session: Session, kind: str, asked: str, part: str, ending: str, media_type: str
) -> Response:
    path = f"/v1/management-reports/{kind}/{part}?{asked}"
    content = await gateway_of(request).services.read("reporting", path, session.caller)
    headers = {"content-disposition": f'attachment; filename="{kind}.{ending}"'}
    return Response(content, media_type=media_type, headers=headers)


def _asked(request: Request, session: Session, kind: str, area: str, day: str) -> str:
    """The question as reporting is asked it; a month stands for its first day."""
    chosen = area or _own_area(session)
    if kind == "headquarters":
        chosen = "all"
    today = gateway_of(request).today()
    when = f"{day}-01" if len(day) == 7 else day or (today.replace(day=1) - dt.timedelta(days=1)).isoformat()
    return urlencode({"area": chosen, "day": when})


def _own_area(session: Session) -> str:
    return session.council if session.council != HQ else "all"


def areas() -> list[tuple[str, str]]:
    """Every area that a report is made for, with its name."""
    found = [("all", "全国"), *((bureau.code, bureau.name) for bureau in bureaus())]
    return [*found, *((council.code, council.prefecture) for council in councils()), (HQ, "全国本部")]


def months_before(last: dt.date, count: int) -> list[tuple[str, str]]:
    """The months up to `last`, the latest first: `2025-03` with its name."""
    found = []
    year, month = last.year, last.month
    for _ in range(count):
        found.append((f"{year}-{month:02}", f"{year}年{month}月"))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found


def behind(session: Session, report: Mapping[str, Any], row: Mapping[str, Any], column: Mapping[str, Any]) -> str:
    """The address of the cases behind a cell; empty where there is none to open, or not for this person."""
    area = row.get("area") or report["area"]
    if column["content"] != "number" or not row.get("measure") or area != session.council:
        return ""
    asked = {"measure": row["measure"], "item": row.get("item") or "", "from": column["from"], "to": column["to"]}
    return f"/figures/cases?{urlencode(asked | {'title': row['label'][:80]})}"
