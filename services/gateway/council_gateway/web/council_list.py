"""協議会一覧: where the 47 councils are and how to reach them, as published on a day; for everybody, without signing in (BR-15)."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Annotated, Final

from council_directory import (
    ESTABLISHED_ON,
    ORGANS,
    PREDECESSORS,
    Council,
    CouncilList,
    bureaus,
    consultation_hours,
    council_lists,
    partners,
)
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response

from council_gateway.web.errors import NoSuchPage
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute
from council_gateway.web.statistics import KEPT, visitor

router: Final = APIRouter(
    prefix="/councils", include_in_schema=False, route_class=PageRoute, dependencies=[Depends(visitor)]
)
AsOf = Annotated[dt.date | None, Query()]
_HEADER: Final = (
    "一覧の日付",
    "都道府県コード",
    "全国地方公共団体コード",
    "都道府県",
    "協議会",
    "認定支援機関",
    "経済産業局等",
    "郵便番号",
    "住所",
    "電話番号",
)


@router.get("")
async def listed(request: Request, as_of: AsOf = None) -> Response:
    """The councils by bureau, with the hours of consultation where a council has fixed any (YR-2-2-2-1-2)."""
    found = _list(as_of)
    by_code = {council.code: council for council in found.councils}
    answer = page(
        request,
        "council_list.html",
        found=found,
        lists=[each.as_of for each in council_lists()],
        bureaus=[(bureau, [by_code[code] for code in bureau.councils]) for bureau in bureaus()],
        hours={code: consultation_hours(code, gateway_of(request).consultation_hours) for code in by_code},
        partners={council.code: partners(council.code) for council in found.councils},
        established_on=ESTABLISHED_ON,
        predecessors=PREDECESSORS,
        organs=ORGANS,
    )
    answer.headers.update(KEPT)
    return answer


@router.get("/list.csv")
async def as_csv(as_of: AsOf = None) -> Response:
    """One council a line: codes by JIS X 0401, postal codes without a hyphen (GIF DS-443)."""
    found = _list(as_of)
    file = io.StringIO()
    lines = csv.writer(file)
    lines.writerow(_HEADER)
    lines.writerows((found.as_of.isoformat(), *_row(council)) for council in found.councils)
    name = f"chusho-kasseika-kyogikai-{found.as_of.isoformat()}.csv"
    headers = KEPT | {"content-disposition": f'attachment; filename="{name}"'}
    return Response(file.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/list.json")
async def as_json(as_of: AsOf = None) -> Response:
    """The same as JSON."""
    return JSONResponse(_list(as_of).model_dump(mode="json"), headers=KEPT)


def _row(council: Council) -> tuple[str, ...]:
    return (
        council.code,
        council.local_government_code,
        council.prefecture,
        council.name,
        council.host,
        council.bureau,
        council.postal_code,
        council.address,
        council.phone,
    )


def _list(as_of: dt.date | None) -> CouncilList:
    """The latest list, or that of a day; raises NoSuchPage where none was published on it."""
    found = next((each for each in council_lists() if as_of in (None, each.as_of)), None)
    if found is None:
        raise NoSuchPage
    return found
