"""HTTP ⇄ the keeping of a case or a company's entry: legal hold, destruction by two, and the report on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, get_args
from uuid import UUID

from council_access import NATIONAL, Action, Reader, Resource, RightsStale, Service, Standing, authorize
from council_events import access
from council_events.audit import RetainedKind
from council_events.values import Office
from council_kit.answers import Page
from council_kit.auth import SignedIn
from council_kit.problems import NotVisible
from council_kit.routes import PROBLEMS, command_route, kebab
from fastapi import APIRouter, Request

from council_audit.application.destructions import Destructions
from council_audit.commands.destructions import DestructionCommand
from council_audit.domain.destructions import Subject
from council_audit.queries.destructions import DestructionReport, KeptRow
from council_audit.queries.due import DueRow

_NOWHERE = "00"
R = TypeVar("R", KeptRow, DueRow)


def destruction_routes(service: Service, destructions: Destructions) -> APIRouter:
    """For those who decide on the case or the entry, and for auditors."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["retention"])
    asking = _Asking(service, destructions)

    @router.get("/cases/{case_id}/destruction", summary="案件の保存と廃棄")
    def of_case(request: Request, who: SignedIn, case_id: UUID) -> DestructionReport:
        """How far it is, who decided, which keys and copies are gone, and when that is complete."""
        return asking.report(Reader(request, who), Subject(RetainedKind.CASE, case_id))

    @router.get("/companies/{company_id}/destruction", summary="企業の登録の保存と廃棄")
    def of_company(request: Request, who: SignedIn, company_id: UUID) -> DestructionReport:
        """The same of an entry of the register of companies, which goes after the last of the company's cases."""
        return asking.report(Reader(request, who), Subject(RetainedKind.COMPANY, company_id))

    @router.get("/destructions", summary="保存と廃棄の一覧")
    def listed(request: Request, who: SignedIn) -> Page[KeptRow]:
        """Cases and entries that are held, or whose destruction is proposed, approved or done."""
        return asking.rows(Reader(request, who), destructions.listed)

    @router.get("/destructions/due", summary="保存期間が満了したもの")
    def due(request: Request, who: SignedIn) -> Page[DueRow]:
        """Cases and entries whose period has passed and on which nobody has decided, the longest overdue first."""
        return asking.rows(Reader(request, who), destructions.due)

    for command in get_args(DestructionCommand):
        command_route(router, f"/cases/{{case_id}}/{kebab(command)}", command, destructions.of_case)
        command_route(router, f"/companies/{{company_id}}/{kebab(command)}", command, destructions.of_company)
    return router


class _Asking:
    """What is read, by whom it may be, with the record of it."""

    def __init__(self, service: Service, destructions: Destructions) -> None:
        self._service = service
        self._destructions = destructions

    def report(self, reader: Reader, subject: Subject) -> DestructionReport:
        """To those who may read the case or the entry, and to auditors; one that is not there is as unknown as another council's."""
        service, asked = self._service, subject.retained_id
        standing = service.standing(reader.identity, asked)
        with service.recording_refusals(*reader, standing, asked):
            found = self._destructions.find(subject)
            if Office.AUDITOR in standing.offices_now:
                authorize(standing, Action.READ_LEDGER, Resource(None, NATIONAL))
            else:
                authorize(standing, Action.READ_CASE, found.resource if found else Resource(asked, _NOWHERE))
            if found is None:
                raise NotVisible
            return service.answer(
                *reader,
                access.View.REPORT,
                [asked],
                [0],
                ["keeping"],
                lambda: self._destructions.report(found, standing),
                standing=standing,
            )

    def rows(self, reader: Reader, find: Callable[[Standing], tuple[R, ...]]) -> Page[R]:
        """To staff of a council, and to auditors."""
        service = self._service
        standing = service.standing(reader.identity)
        with service.recording_refusals(*reader, standing):
            if Office.AUDITOR in standing.offices_now:
                authorize(standing, Action.READ_LEDGER, Resource(None, NATIONAL))
            elif not standing.in_council:
                raise NotVisible
            elif standing.stale:
                raise RightsStale
            found = find(standing)
            return service.answer(
                *reader,
                access.View.LIST,
                [row.retained_id for row in found],
                [0] * len(found),
                ["keeping"],
                lambda: Page[Any](items=found),
                standing=standing,
            )
