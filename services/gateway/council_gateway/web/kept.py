"""What other pages say of the keeping of a case: what it is called in a list of numbers, and what is left of one that was destroyed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_events.values import Purpose

from council_gateway.application.sessions import Session
from council_gateway.clients import CASE_SERVICES, ServiceRefusal, Services, ServiceUnavailable

_WORK: Final = frozenset({Purpose.CASE_WORK, Purpose.SUPERVISION, Purpose.SUBSIDY_WORK})
"""The purposes for which a case may be seen; whoever comes for another is not made to be refused by three services."""
_GONE: Final = frozenset({"destroyed", "complete"})
_CASES: Final = "cases"
_COMPANIES: Final = "companies"


class Called(NamedTuple):
    """What a service calls a case or an entry of the register, and where its page is."""

    name: str
    href: str


async def called(services: Services, session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[str, Called]:
    """The names of what audit lists, by number, from the services that keep them, as far as the reader may see each there.

    Of what is destroyed none is asked for: an opened key may be in a service's memory for a minute more.
    """
    if session.purpose not in _WORK:
        return {}
    there = [row for row in rows if row.get("keeping") not in _GONE]
    cases = [str(row["retained_id"]) for row in there if row["retained"] == "case"]
    entries = [str(row["retained_id"]) for row in there if row["retained"] == "company"]
    asked = [(service, _CASES, cases) for service in CASE_SERVICES] + [("intake", _COMPANIES, entries)]
    found = await asyncio.gather(*(_names(services, session, *each) for each in asked if each[2]))
    return {number: each for part in reversed(found) for number, each in part.items()}


async def _names(services: Services, session: Session, service: str, kind: str, ids: list[str]) -> dict[str, Called]:
    try:
        told = await services.post(service, f"/v1/{kind}/names", session.caller, {"ids": ids})
    except (ServiceRefusal, ServiceUnavailable):
        return {}
    home = "/companies" if kind == _COMPANIES else f"/cases/{service}"
    return {item["id"]: Called(item["name"], f"{home}/{item['id']}") for item in told["items"] if item["name"]}


async def destruction_of(services: Services, session: Session, case_id: UUID) -> dict[str, Any]:
    """The report on the destruction of a case, {} where audit does not give it now; the page says less then."""
    try:
        report: dict[str, Any] = await services.get("audit", f"/v1/cases/{case_id}/destruction", session.caller)
    except (ServiceRefusal, ServiceUnavailable):
        return {}
    return report if report["destroyed_on"] else {}
