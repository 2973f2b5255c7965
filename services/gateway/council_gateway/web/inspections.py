"""検査: the bureau looks through all cases of a council as of an instant, sealed, and opens content only as far as it needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Final, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from council_directory.directory import HQ
from council_events.values import Office
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from council_gateway.application.sessions import Session
from council_gateway.clients import Contract, ServiceRefusal, UnknownCommandError
from council_gateway.web import commands, notices
from council_gateway.web.commands import Target
from council_gateway.web.errors import NoSuchPage
from council_gateway.web.fields import Choices
from council_gateway.web.forms import Problem
from council_gateway.web.guard import CommandName, SignedIn, TypedForm
from council_gateway.web.instants import AXES, Stop, axis_of, instant_in, moment_of, stops_of
from council_gateway.web.rendering import gateway_of, page
from council_gateway.web.route import PageRoute
from council_gateway.web.steps import split_steps

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)
Text = Annotated[str, Query(max_length=100)]
_LEAD: Final = "検査の理由と範囲を記録すると、その協議会の案件を、封印されたまま、任意の時点の姿で見られます。見たことはすべて記録されます。"
_OPENING_LEAD: Final = (
    "検査に必要な項目だけを、理由を付けて開封します。開封したことは、項目と理由とともに検査の経過に残ります。"
)


@router.get("/inspections")
async def inspections(request: Request, session: SignedIn) -> Response:
    """The inspections of the councils of the area."""
    found = await gateway_of(request).services.get("audit", "/v1/inspections", session.caller)
    return page(request, "inspections.html", session=session, items=found["items"])


@router.get("/inspections/new")
async def new(request: Request, session: SignedIn) -> Response:
    """The form with which an inspection begins."""
    contract = await gateway_of(request).contracts.command("audit", "/v1/inspections")
    return commands.show(request, session, _beginning(contract), commands.draft(contract, _councils(session)))


@router.post("/inspections/new")
async def begin(request: Request, session: SignedIn, typed: TypedForm) -> Response:
    """Begin it, or show the form again."""
    contract = await gateway_of(request).contracts.command("audit", "/v1/inspections")
    draft = commands.draft(contract, _councils(session))
    return await commands.send(request, session, _beginning(contract), draft, typed)


@router.get("/inspections/{inspection_id}")
async def inspection(request: Request, session: SignedIn, inspection_id: UUID, done: str = "") -> Response:
    """One inspection: why, and what was opened within it."""
    view = await _view(request, session, inspection_id)
    allowed, barred = split_steps(view["next_steps"])
    return page(
        request,
        "inspection.html",
        session=session,
        view=view,
        here=f"/inspections/{inspection_id}",
        allowed=allowed,
        barred=barred,
        timeline=sorted(view["timeline"], key=lambda entry: entry["sequence"], reverse=True),
        done=bool(done),
    )


class Asked(NamedTuple):
    """The instants asked for, as typed and as read."""

    typed: dict[str, str]
    query: dict[str, str]
    problems: list[Problem]


@router.get("/inspections/{inspection_id}/cases")
async def cases(
    request: Request,
    session: SignedIn,
    inspection_id: UUID,
    day: Text = "",
    time: Text = "",
    since_day: Text = "",
    since_time: Text = "",
    axis: Text = "known",
    after: Text = "",
) -> Response:
    """All cases of the council as of the instant; with an earlier one, what changed in between."""
    asked = _asked(day, time, since_day, since_time, axis_of(axis), gateway_of(request).today())
    found: dict[str, Any] | None = None
    notice = None
    if not asked.problems:
        query = asked.query | ({"after": after} if after else {})
        try:
            found = await gateway_of(request).services.get(
                "audit", f"/v1/inspections/{inspection_id}/cases?{urlencode(query)}", session.caller
            )
        except ServiceRefusal as refusal:
            if refusal.status in (403, 404):
                raise
            notice = notices.of_refusal(refusal)
    return page(
        request,
        "inspected_cases.html",
        session=session,
        status=422 if asked.problems else 200,
        here=f"/inspections/{inspection_id}",
        found=found,
        notice=notice,
        asked=asked.typed,
        axes=AXES,
        problems=asked.problems,
        errors={problem.path: problem.ja for problem in asked.problems},
        of_case=urlencode({name: text for name, text in asked.query.items() if name != "earlier"}),
        against=asked.query.get("earlier", ""),
        following=urlencode({**asked.typed, "after": found["next"]}) if found and found["next"] else None,
    )


@router.get("/inspections/{inspection_id}/cases/{case_id}")
async def one_case(
    request: Request,
    session: SignedIn,
    inspection_id: UUID,
    case_id: UUID,
    at: Text = "",
    axis: Text = "known",
    against: Text = "",
) -> Response:
    """One of the council's cases as of an instant, with the slider over its instants."""
    axis, here = axis_of(axis), f"/inspections/{inspection_id}/cases/{case_id}"
    services, path = gateway_of(request).services, f"/v1{here}"
    instant, earlier = instant_in(at), instant_in(against)
    query = urlencode({"axis": axis} | ({"at": instant.isoformat()} if instant else {}))
    found = await services.get("audit", f"{path}/replay?{query}", session.caller)
    shown = dt.datetime.fromisoformat(found["at"])
    changes = None
    if earlier is not None and earlier <= shown:
        query = urlencode({"earlier": earlier.isoformat(), "later": shown.isoformat(), "axis": axis})
        changes = await services.get("audit", f"{path}/difference?{query}", session.caller)
    carried = {"axis": axis} | ({"against": against} if against else {})

    def address(stop: str) -> str:
        return f"{here}?{urlencode({**carried, 'at': stop})}"

    stops: list[Stop] = stops_of(found, shown, address)
    return page(
        request,
        "inspected_case.html",
        session=session,
        inspection=f"/inspections/{inspection_id}",
        here=here,
        found=found,
        at=shown,
        axis=axis,
        against=earlier,
        stops=stops,
        changes=changes,
        opening=f"/inspections/{inspection_id}/open-inspected-content?case={case_id}&entry=",
    )


@router.get("/inspections/{inspection_id}/cases/{case_id}/content/{entry}")
async def content(request: Request, session: SignedIn, inspection_id: UUID, case_id: UUID, entry: UUID) -> Response:
    """What this inspection has opened of an entry."""
    here = f"/inspections/{inspection_id}/cases/{case_id}"
    found = await gateway_of(request).services.get("audit", f"/v1{here}/content/{entry}", session.caller)
    trail = (("検査", "/inspections"), ("検査の経過", f"/inspections/{inspection_id}"), ("案件", here))
    return page(request, "opened_content.html", session=session, found=found, trail=trail, back=f"{here}#entry-{entry}")


@router.get("/inspections/{inspection_id}/{command}")
async def command_form(
    request: Request,
    session: SignedIn,
    inspection_id: UUID,
    command: CommandName,
    case: UUID | None = None,
    entry: UUID | None = None,
) -> Response:
    """The form of one step; `case` and `entry` name the entry that is to be opened."""
    contract, view, choices = await _parts(request, session, inspection_id, command, case, entry)
    draft = commands.draft(contract, choices, view["version"])
    return commands.show(request, session, _target(command, contract, view, case, entry), draft)


@router.post("/inspections/{inspection_id}/{command}")
async def give_command(
    request: Request,
    session: SignedIn,
    typed: TypedForm,
    inspection_id: UUID,
    command: CommandName,
    case: UUID | None = None,
    entry: UUID | None = None,
) -> Response:
    """Take the step, or show its form again."""
    contract, view, choices = await _parts(request, session, inspection_id, command, case, entry)
    draft = commands.draft(contract, choices, view["version"])
    answer = await commands.send(request, session, _target(command, contract, view, case, entry), draft, typed)
    if case is not None and entry is not None and answer.status_code == 303:
        return RedirectResponse(f"/inspections/{inspection_id}/cases/{case}/content/{entry}", status_code=303)
    return answer


async def _view(request: Request, session: Session, inspection_id: UUID) -> dict[str, Any]:
    view: dict[str, Any] = await gateway_of(request).services.get(
        "audit", f"/v1/inspections/{inspection_id}", session.caller
    )
    return view


async def _parts(
    request: Request, session: Session, inspection_id: UUID, command: str, case: UUID | None, entry: UUID | None
) -> tuple[Contract, dict[str, Any], Choices]:
    try:
        contract = await gateway_of(request).contracts.command("audit", f"/v1/inspections/{{inspection_id}}/{command}")
    except UnknownCommandError:
        raise NoSuchPage from None
    view = await _view(request, session, inspection_id)
    if case is None or entry is None:
        return contract, view, Choices(asked=frozenset({"opened_case", "entry"}))
    path = f"/v1/inspections/{inspection_id}/cases/{case}/replay"
    found = await gateway_of(request).services.get("audit", path, session.caller)
    of_entry: Mapping[str, Any] = next((each for each in found["entries"] if each["event_id"] == str(entry)), {})
    fields = tuple((each["name"], each["label"]) for each in of_entry.get("fields", ()) if each["sealed"])
    fixed = {"entry": str(entry), "opened_case": str(case)}
    return contract, view, Choices(lists={"entry_fields": fields} if fields else {}, fixed=fixed)


def _beginning(contract: Contract) -> Target:
    return Target(
        service="audit",
        path="/v1/inspections",
        action="/inspections/new",
        done="/inspections/{case_id}",
        heading=contract.title,
        template="inspection_command.html",
        context={"lead": _LEAD, "back": "/inspections"},
    )


def _target(command: str, contract: Contract, view: Mapping[str, Any], case: UUID | None, entry: UUID | None) -> Target:
    here = f"/inspections/{view['inspection_id']}"
    named = case is not None and entry is not None
    query = f"?{urlencode({'case': str(case), 'entry': str(entry)})}" if named else ""
    return Target(
        service="audit",
        path=f"/v1{here}/{command}",
        action=f"{here}/{command}{query}",
        done=f"{here}?done=1",
        heading=contract.title,
        template="inspection_command.html",
        context={"lead": _OPENING_LEAD if named else "", "back": f"{here}/cases/{case}" if named else here},
    )


def _councils(session: Session) -> Choices:
    """全国本部 inspects what it runs itself; a bureau says which of its councils."""
    return Choices() if Office.BUREAU_OFFICER in session.offices else Choices(defaults={"concerned": HQ})


def _asked(day: str, time: str, since_day: str, since_time: str, axis: str, today: dt.date) -> Asked:
    """An empty day is today's end; without an earlier day nothing is compared."""
    problems: list[Problem] = []
    query = {"axis": axis, "at": moment_of(day, time, today, "day", "time", problems).isoformat()}
    if since_day.strip():
        query["earlier"] = moment_of(since_day, since_time, today, "since_day", "since_time", problems).isoformat()
        if not problems and query["earlier"] > query["at"]:
            problems.append(Problem("since_day", "比べる時点は、見る時点より前にしてください。"))
    typed = {"day": day, "time": time, "since_day": since_day, "since_time": since_time, "axis": axis}
    return Asked(typed, query, problems)
