"""Pages from templates: the Jinja environment, its filters, and the response with the headers of every page."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from council_gateway.application.gateway import Gateway
from council_gateway.application.sessions import Session
from council_gateway.web import amounts, dates, labels
from council_gateway.web.navigation import navigation, ways

_IDENTIFIER: Final = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
STATIC: Final = files("council_gateway").joinpath("static")


@cache
def static(name: str) -> str:
    """The address of a static file, with a mark of its content, so that browsers may keep it for ever."""
    mark = hashlib.sha256(STATIC.joinpath(name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={mark}"


def _day(value: str | dt.date | None) -> dt.date | None:
    return dt.date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _date_short(value: str | dt.date | None) -> str:
    day = _day(value)
    return dates.date_short(day) if day else ""


def _date_long(value: str | dt.date | None) -> str:
    day = _day(value)
    return dates.date_long(day) if day else ""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("council_gateway"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"static": static, "urlencode": urlencode, "new_key": lambda: str(uuid4())}
    environment.filters |= {
        "date": _date_short,
        "date_long": _date_long,
        "instant": labels.instant,
        "jst_date": labels.jst_date,
        "yen": amounts.yen,
        "yen_rounded": amounts.yen_rounded,
        "fiscal_year": dates.fiscal_year_name,
        "case_address": labels.case_address,
        "council": labels.council_name,
        "prefecture": labels.prefecture,
        "short_prefecture": labels.short_prefecture,
        "service": labels.service,
        "event": labels.event,
        "office": labels.office,
        "purpose": labels.purpose,
        "line": labels.line,
    }
    environment.tests["identifier"] = _is_identifier
    return environment


def _is_identifier(value: object) -> bool:
    """A number that only the system goes by: nothing a person reads."""
    return isinstance(value, str) and _IDENTIFIER.fullmatch(value) is not None


def gateway_of(request: Request) -> Gateway:
    """The parts that main.py put into the application."""
    gateway: Gateway = request.app.state.gateway
    return gateway


def page(
    request: Request, template: str, *, session: Session | None = None, status: int = 200, **context: Any
) -> HTMLResponse:
    """A page: the template with the session, the navigation and the day; `context` is the page's own."""
    text = (
        _environment()
        .get_template(template)
        .render(
            session=session,
            navigation=navigation(session, request.url.path) if session else (),
            ways=ways(session) if session else (),
            today=gateway_of(request).today(),
            **context,
        )
    )
    return HTMLResponse(text, status_code=status)
