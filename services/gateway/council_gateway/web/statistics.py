"""公表統計: what the headquarters published, for everybody, without signing in; as pages, CSV, JSON and a catalogue.

Nothing here depends on who asks, so no session is looked at, no read is recorded, and browsers and proxies may keep an answer.
What a visitor sees is limited by the minute and address alone.
"""

from __future__ import annotations

import time
from typing import Annotated, Any, Final, NamedTuple
from urllib.parse import urlencode

from council_kit.telemetry import REFUSALS
from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from council_gateway.clients import ServiceRefusal
from council_gateway.web import catalogue
from council_gateway.web.bar import Bar
from council_gateway.web.by_council import PREFECTURES, ByCouncil, Way, by_council
from council_gateway.web.errors import NoSuchPage, TooManyVisits
from council_gateway.web.published import MEASURES, NATION, WITHHELD, Measure, Published, Table
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

HEADLINES: Final = ("consultations", "starts", "completions", "days", "jobs", "improvements")
KEPT: Final = {"cache-control": "public, max-age=300"}
"""For answers that are the same for everybody."""
Year = Annotated[int, Path(ge=1990, le=2999)]


def visitor(request: Request) -> None:
    """Count the visit; raises TooManyVisits."""
    address = request.client.host if request.client else ""
    if gateway_of(request).visitors.refused(address, time.monotonic()):
        REFUSALS.labels("gateway", "visitor").inc()
        raise TooManyVisits


router: Final = APIRouter(
    prefix="/statistics", include_in_schema=False, route_class=PageRoute, dependencies=[Depends(visitor)]
)


class Drawn(NamedTuple):
    """The charts of the page."""

    by_council: Any
    trend: Any
    tables: list[tuple[Table, Any]]


@router.get("")
async def latest(request: Request) -> Response:
    """The latest published year, or that there is none yet."""
    years = await gateway_of(request).publications.years()
    if years:
        return RedirectResponse(f"/statistics/{years[0]['fiscal_year']}", status_code=303)
    return page(request, "statistics_none.html")


@router.get("/catalog.jsonld")
async def catalog(request: Request) -> Response:
    """The catalogue of the data sets, by DCAT-AP, for harvesters."""
    gateway = gateway_of(request)
    described = catalogue.described(await gateway.publications.years(), gateway.public_url)
    return JSONResponse(described, media_type="application/ld+json", headers=KEPT)


@router.get("/{year}")
async def year(
    request: Request, year: Year, measure: str = "", view: str = "", order: str = "", mark: str = ""
) -> Response:
    """A published year as a page."""
    published = Published(await _figures(request, year))
    name = measure if measure in MEASURES else next(iter(MEASURES))
    chosen, way = MEASURES[name], Way.of(view, order, mark)
    codes = [*(code for code, _ in PREFECTURES), "hq"]
    found = by_council(
        {code: published.value(chosen, code) for code in codes},
        {code: published.shown(chosen, code) for code in codes},
        way,
        f"/statistics/{year}",
        {"measure": name},
    )
    answer = page(
        request,
        "statistics.html",
        published=published,
        year=year,
        years=[each["fiscal_year"] for each in await gateway_of(request).publications.years()],
        name=name,
        chosen=chosen,
        measures=MEASURES,
        found=found,
        prefectures=PREFECTURES,
        headlines=[(MEASURES[each], published.shown(MEASURES[each], NATION)) for each in HEADLINES],
        quarters=[(_quarter(code), published.shown(chosen, NATION, code)) for code in published.quarters],
        drawn=await run_in_threadpool(_drawn, published, chosen, found),
        withheld=WITHHELD,
        here=urlencode({"measure": name, **way._asdict()}),
    )
    answer.headers.update(KEPT)
    return answer


@router.get("/{year}/values.csv")
async def values_csv(request: Request, year: Year) -> Response:
    """Every published value, one a line."""
    content = await _read(gateway_of(request).publications.csv(year))
    headers = KEPT | {"content-disposition": f'attachment; filename="chusho-kasseika-{year}.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/{year}/values.json")
async def values_json(request: Request, year: Year) -> Response:
    """The same as JSON."""
    return JSONResponse(await _figures(request, year), headers=KEPT)


async def _figures(request: Request, year: int) -> dict[str, Any]:
    return dict(await _read(gateway_of(request).publications.figures(year)))


async def _read(reading: Any) -> Any:
    """The answer; raises NoSuchPage for a year that is not public."""
    try:
        return await reading
    except ServiceRefusal as refusal:
        if refusal.status == 404:
            raise NoSuchPage from refusal
        raise


def _quarter(code: str) -> str:
    return {"1": "4〜6月", "2": "7〜9月", "3": "10〜12月", "4": "1〜3月"}[code[-1]]


def _drawn(published: Published, chosen: Measure, found: ByCouncil) -> Drawn:
    """The charts, drawn in a thread."""
    from council_gateway.web import charts  # its engine takes more than a second to load: only these pages wait

    bars = [
        Bar(_quarter(code), float(published.value(chosen, NATION, code) or 0), published.shown(chosen, NATION, code))
        for code in published.quarters
    ]
    title = f"{chosen.title}（{chosen.unit}）"
    return Drawn(
        charts.ranking(found.bars, f"協議会別の{title}") if found.way.view == "graph" else "",
        charts.trend(bars, f"四半期ごとの{title}"),
        [(table, charts.distribution(_bars(table), table.title)) for table in published.tables()],
    )


def _bars(table: Table) -> list[Bar]:
    return [
        Bar(
            row.label,
            float(row.n or 0),
            WITHHELD
            if row.n is None
            else f"{row.n:,}{table.unit}" + (f"（{row.share}％）" if row.share is not None else ""),
        )
        for row in table.rows
    ]
