"""集計: national, bureau and council figures as tiles, tables, charts and CSV. reporting counts; this only shows."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from council_directory import bureaus, councils, fiscal_year, fiscal_year_end, fiscal_year_start
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from council_gateway.application.gateway import Gateway
from council_gateway.application.sessions import Session
from council_gateway.clients import ServiceRefusal, ServiceUnavailable
from council_gateway.web import dashboard
from council_gateway.web.amounts import yen_rounded
from council_gateway.web.bar import Bar
from council_gateway.web.by_council import PREFECTURES, ByCouncil, Way, by_council
from council_gateway.web.guard import SignedIn
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
FIRST_YEAR: Final = 2022
"""The first fiscal year of the councils' unified programme (基本要領 of 2022-04-01)."""
_JST: Final = ZoneInfo("Asia/Tokyo")
HEADLINES: Final = ("counter_consultations", "starts", "completions", "ends", "monitoring_reports", "paid_yen")
MEASURES: Final = (
    "counter_consultations",
    "consulted_companies",
    "preliminary_consultations",
    "starts",
    "completions",
    "jobs_kept",
    "ends",
    "monitoring_reports",
    "applications",
    "payments",
    "paid_yen",
)
"""What may be chosen for map and trend."""


class Asked(NamedTuple):
    """What the reader asked for. `month` 0 is the whole fiscal year; `area` is `all`, a bureau's or a council's code."""

    year: int
    month: int
    area: str
    measure: str
    way: Way = Way()

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """First and last day."""
        if not self.month:
            return fiscal_year_start(self.year), fiscal_year_end(self.year)
        year = self.year if self.month >= 4 else self.year + 1
        first = dt.date(year, self.month, 1)
        return first, (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)

    def query(self, *, whole_year: bool = False) -> str:
        """The question as reporting is asked it."""
        first, last = self._replace(month=0).days if whole_year else self.days
        asked = {"from": first.isoformat(), "to": last.isoformat(), "by": "month"}
        if self.area == "all":
            asked |= {"scope": "national"}
        else:
            asked |= {"scope": "bureau" if self.area.startswith("BUR-") else "council", "code": self.area}
        return urlencode(asked)

    def link(self, **changed: Any) -> str:
        """The address of this page with something changed."""
        return f"/figures?{self._replace(**changed).encoded()}"

    def encoded(self) -> str:
        """The question as it stands in an address."""
        return urlencode(self.own() | self.way._asdict())

    def own(self) -> dict[str, Any]:
        """The question without the way of looking at it."""
        return {"year": self.year, "month": self.month, "area": self.area, "measure": self.measure}


def asked_of(today: dt.date, year: int, month: int, area: str, measure: str, way: Way) -> Asked:
    """The question, with anything that makes no sense replaced by the nearest that does."""
    this_year = fiscal_year(today)
    known = {"all", *(each.code for each in bureaus()), *(each.code for each in councils()), "hq"}
    return Asked(
        year=min(max(year, FIRST_YEAR), this_year) if year else this_year,
        month=month if 1 <= month <= 12 else 0,
        area=area if area in known else "all",
        measure=measure if measure in MEASURES else MEASURES[0],
        way=way,
    )


def question(
    request: Request,
    year: int = 0,
    month: int = 0,
    area: str = "all",
    measure: str = "",
    view: str = "",
    order: str = "",
    mark: str = "",
) -> Asked:
    """What the address asks for."""
    return asked_of(gateway_of(request).today(), year, month, area, measure, Way.of(view, order, mark))


Question = Annotated[Asked, Depends(question)]


@router.get("/figures")
async def figures(request: Request, session: SignedIn, asked: Question) -> Response:
    """The dashboard."""
    gateway = gateway_of(request)
    found, year_found, words = await asyncio.gather(
        gateway.services.get("reporting", f"/v1/figures?{asked.query()}", session.caller),
        _whole_year(gateway, session, asked),
        gateway.contracts.components("reporting"),
    )
    live, register = await asyncio.gather(_live(gateway, session), _register(gateway, session, asked))
    measures = _measures(words.get("Values", {}))
    values = {row["code"]: row["values"].get(asked.measure) for row in found.get("councils", ())}
    in_yen = measures[asked.measure][1] == "円"
    shown = {code: _tile(value, in_yen) for code, value in values.items()}
    map_ = by_council(values, shown, asked.way, "/figures", asked.own()) if values else None
    lines = dashboard.ways(found.get("tables", ()))
    drawn = await run_in_threadpool(_drawn, year_found or found, found, measures, asked, map_)
    return page(
        request,
        "figures.html",
        session=session,
        asked=asked,
        found=found,
        measures=measures,
        chosen=MEASURES,
        headlines=[
            (name, measures[name][0], _shown(found["totals"].get(name), measures[name][1])) for name in HEADLINES
        ],
        changes={each["figure"]: each for each in found.get("changes", ())},
        map=map_,
        prefectures=PREFECTURES,
        lines=lines,
        means=[(title, found["totals"].get(name)) for title, name in dashboard.MEANS],
        register=register,
        first=asked.days[0].isoformat(),
        last=asked.days[1].isoformat(),
        rows=_rows(found),
        drawn=drawn,
        live=live,
        years=range(fiscal_year(gateway.today()), FIRST_YEAR - 1, -1),
        bureaus=bureaus(),
        councils=councils(),
        csv=f"/figures.csv?{urlencode(asked.own())}",
    )


@router.get("/figures.csv")
async def figures_csv(request: Request, session: SignedIn, asked: Question) -> Response:
    """The same numbers as a file, made by reporting."""
    gateway = gateway_of(request)
    content = await gateway.services.read("reporting", f"/v1/figures.csv?{asked.query()}", session.caller)
    name = f"figures-{asked.area}-{asked.year}{f'-{asked.month:02}' if asked.month else ''}.csv"
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


async def _whole_year(gateway: Gateway, session: Session, asked: Asked) -> Any:
    """The year around a month, for the trend; None where the year itself is asked."""
    if not asked.month:
        return None
    return await gateway.services.get("reporting", f"/v1/figures?{asked.query(whole_year=True)}", session.caller)


async def _register(gateway: Gateway, session: Session, asked: Asked) -> dashboard.Reports | None:
    """The register of reports in short; None for whoever may not see it, since nothing else depends on it."""
    first, last = asked.days
    try:
        found = await gateway.services.get("reporting", f"/v1/register?from={first}&to={last}", session.caller)
    except (ServiceRefusal, ServiceUnavailable):
        return None
    return dashboard.late_reports(found)


async def _live(gateway: Gateway, session: Session) -> dict[str, Any] | None:
    """What happened today, by service and by hour; None where it can't be had, since nothing depends on it."""
    try:
        found = await gateway.services.get("reporting", "/v1/live", session.caller)
    except (ServiceRefusal, ServiceUnavailable):
        return None
    by_service: dict[str, int] = {}
    by_hour: dict[int, int] = {}
    for row in found["counts"]:
        hour = dt.datetime.fromisoformat(row["hour"]).astimezone(_JST).hour
        by_service[row["service"]] = by_service.get(row["service"], 0) + int(row["events"])
        by_hour[hour] = by_hour.get(hour, 0) + int(row["events"])
    return {"until": found["until"], "by_service": by_service, "by_hour": sorted(by_hour.items())}


@router.get("/figures/checks")
async def checks(request: Request, session: SignedIn) -> Response:
    """Whether the read tables were what the events say when they were last checked."""
    found = await gateway_of(request).services.get("reporting", "/v1/checks", session.caller)
    return page(request, "checks.html", session=session, checks=found)


async def measure_titles(request: Request) -> dict[str, tuple[str, str]]:
    """Title and unit of every headline figure, as reporting's own document names them."""
    return _measures((await gateway_of(request).contracts.components("reporting")).get("Values", {}))


def _measures(schema: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Title and unit of every figure, as reporting names them."""
    properties = schema.get("properties", {})
    return {
        name: (str(properties.get(name, {}).get("title", name)), str(properties.get(name, {}).get("description", "")))
        for name in dict.fromkeys((*MEASURES, *HEADLINES, *properties))
    }


def _tile(value: Any, in_yen: bool) -> str:
    if value is None:
        return ""
    return yen_rounded(value).removesuffix("円") if in_yen else f"{value:,}"


def _shown(value: Any, unit: str) -> str:
    if value is None:
        return "－"
    if unit == "円":
        return yen_rounded(value)
    return f"{value:,}{unit}" if isinstance(value, int) else f"{value}{unit}"


def _rows(found: Mapping[str, Any]) -> list[tuple[str, str, list[str]]]:
    """The table of the map's numbers: code, name and every measure that may be chosen."""
    return [
        (row["code"], row["name"], [_shown(row["values"].get(name), "") for name in MEASURES])
        for row in found.get("councils", ())
    ]


def _drawn(
    year_found: Mapping[str, Any],
    found: Mapping[str, Any],
    measures: Mapping[str, tuple[str, str]],
    asked: Asked,
    map_: ByCouncil | None,
) -> dict[str, Any]:
    """The charts, drawn in a thread: the trend over the year, and each table that has anything in it."""
    from council_gateway.web import charts  # its engine takes more than a second to load: only the dashboard waits

    title, unit = measures[asked.measure]
    parts: Sequence[Mapping[str, Any]] = year_found.get("trend", ())
    bars = [
        Bar(_month(str(part["label"])), float(value or 0), f"{int(value or 0):,}")
        for part in parts
        if (value := part["values"].get(asked.measure)) is not None
    ]
    scale = 10**4 if unit == "円" else 1
    if scale > 1:
        bars = [bar._replace(value=bar.value / scale, shown=f"{bar.value / scale:,.0f}") for bar in bars]
        unit = "万円"
    lines = dashboard.ways(found.get("tables", ()))
    way = [Bar(label, n, f"{n:,}件") for label, n in dashboard.steps(found["totals"], lines)]
    days = [
        Bar(_month(str(part["label"])), float(mean), f"{float(mean):,.0f}")
        for part in parts
        if (mean := part["values"].get("mean_days")) is not None
    ]
    tables = [
        (table, _distribution(table)) for table in found.get("tables", ()) if any(item["n"] for item in table["items"])
    ]
    return {
        "trend": charts.trend(bars, f"{title}の推移（{unit}）"),
        "way": charts.distribution(way, "窓口相談から支援の完了まで"),
        "days": charts.trend(days, "相談から再生支援の完了までの平均日数（日）") if days else "",
        "day_bars": days,
        "by_council": charts.ranking(map_.bars, f"協議会別の{title}（{unit}）")
        if map_ is not None and asked.way.view == "graph"
        else "",
        "title": title,
        "unit": unit,
        "bars": bars,
        "tables": tables,
    }


def _distribution(table: Mapping[str, Any]) -> Markup:
    from council_gateway.web import charts

    bars = [
        Bar(item["label"], item["n"], f"{item['n']:,}件" + (f"（{item['share']}％）" if item.get("share") else ""))
        for item in table["items"]
    ]
    return charts.distribution(bars, str(table["title"]))


def _month(label: str) -> str:
    """`2024年4月` → `4月` on an axis whose heading names the fiscal year."""
    return label.rpartition("年")[2] or label
