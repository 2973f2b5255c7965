"""HTTP ⇄ commands and queries of governance."""

from __future__ import annotations

from typing import Annotated, Any, Final, get_args
from uuid import UUID

from council_access import Action, Service
from council_casework.entries import FIELDS, EntryView
from council_events.access import View
from council_events.values import CouncilCode, PersonId
from council_kit.answers import Page
from council_kit.auth import SignedIn
from council_kit.routes import PROBLEMS, command_route, kebab
from fastapi import APIRouter, Path, Query, Request

from council_governance.application import Governance
from council_governance.commands import CorrectEntry, OrganisationCommand, PersonCommand
from council_governance.queries import people as people_queries
from council_governance.queries.organisation import OrganisationView, YearOfCouncils
from council_governance.queries.people import Me, Person, PersonView

PEOPLE_AT_ONCE: Final = 200
"""A council has some dozens of people; a page holds them all."""

OfCouncil = Annotated[CouncilCode | None, Query(title="協議会", description="空欄は自分の協議会")]
_ROUTE: Final[dict[str, Any]] = {"responses": PROBLEMS}


def routes(governance: Governance, service: Service) -> APIRouter:
    """All routes of the service."""
    router = APIRouter(prefix="/v1")

    @router.get("/me", summary="自分の役職", **_ROUTE)
    def me(request: Request, who: SignedIn) -> Me:
        """Who the asker is, by today's offices; everybody who has signed in may ask."""
        standing = service.standing(who)
        return service.answer(
            request, who, View.PERSON, [], [], ["offices"], lambda: people_queries.me(standing), standing=standing
        )

    @router.get("/people", summary="役職者の一覧", **_ROUTE)
    def people(
        request: Request,
        who: SignedIn,
        council: OfCouncil = None,
        after: Annotated[PersonId | None, Query(title="続き")] = None,
        limit: Annotated[int, Query(ge=1, le=PEOPLE_AT_ONCE)] = PEOPLE_AT_ONCE,
        everyone: Annotated[bool, Query(title="候補者と退任した者を含む")] = False,
    ) -> Page[Person]:
        """The people of a council, in order of their ids."""
        return service.read(
            request,
            who,
            Action.READ_PEOPLE,
            View.PERSON,
            lambda standing: governance.people(standing, after=after or "", limit=limit, everyone=everyone),
            council=council,
            fields=("name", "offices", "pledge_on"),
        )

    @router.get("/people/{person}", summary="役職者", **_ROUTE)
    def person(
        request: Request, who: SignedIn, person: Annotated[PersonId, Path()], council: OfCouncil = None
    ) -> PersonView:
        """One person: offices, pledge, next steps and history."""
        return service.read(
            request,
            who,
            Action.READ_PEOPLE,
            View.PERSON,
            lambda standing: governance.person(standing, person),
            council=council,
            fields=("name", "offices", "pledge_on", "timeline"),
        )

    @router.get("/organisation", summary="協議会の体制", **_ROUTE)
    def organisation(request: Request, who: SignedIn, council: OfCouncil = None) -> OrganisationView:
        """Host, committee and business of one council: what is missing, tables, next steps and history."""
        return service.read(
            request,
            who,
            Action.READ_PEOPLE,
            View.ORGANISATION,
            governance.organisation,
            council=council,
            fields=("sections", "missing", "timeline"),
        )

    @router.get("/yearly-duties", summary="年度の全体会議と事業計画", **_ROUTE)
    def yearly_duties(
        request: Request, who: SignedIn, fiscal_year: Annotated[int, Query(ge=2022, le=2999, title="年度")]
    ) -> YearOfCouncils:
        """Which councils held no 全体会議, or made no 事業計画, in a fiscal year; of those that the asker may see."""
        standing = service.standing(who)
        with service.recording_refusals(request, who, standing):
            return service.answer(
                request,
                who,
                View.ORGANISATION,
                [],
                [],
                ["whole_meetings", "annual_plan"],
                lambda: governance.year_of_councils(standing, fiscal_year),
                standing=standing,
            )

    @router.get("/people/{person}/entries/{event_id}", summary="役職者の記録の一件", **_ROUTE)
    def entry_of_person(
        request: Request,
        who: SignedIn,
        person: Annotated[PersonId, Path()],
        event_id: Annotated[UUID, Path()],
        council: OfCouncil = None,
    ) -> EntryView:
        """One entry of a person's history, with what can be corrected in it."""
        return service.read(
            request,
            who,
            Action.READ_PEOPLE,
            View.PERSON,
            lambda standing: governance.entry_of_person(standing, person, event_id),
            council=council,
            fields=FIELDS,
        )

    @router.get("/organisation/entries/{event_id}", summary="協議会の体制の記録の一件", **_ROUTE)
    def entry_of_organisation(
        request: Request, who: SignedIn, event_id: Annotated[UUID, Path()], council: OfCouncil = None
    ) -> EntryView:
        """One entry of an organisation's history, with what can be corrected in it."""
        return service.read(
            request,
            who,
            Action.READ_PEOPLE,
            View.ORGANISATION,
            lambda standing: governance.entry_of_organisation(standing, event_id),
            council=council,
            fields=FIELDS,
        )

    command_route(router, "/people/{person}/correct-entry", CorrectEntry, governance.correct_of_person)
    command_route(router, "/organisation/correct-entry", CorrectEntry, governance.correct_of_organisation)
    for command in get_args(PersonCommand):
        command_route(router, f"/people/{{person}}/{kebab(command)}", command, governance.command)
    for command in get_args(OrganisationCommand):
        command_route(router, f"/organisation/{kebab(command)}", command, governance.organise)
    return router
