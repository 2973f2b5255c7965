"""What applicants told, shared with 全国本部 (YR-3-2-2-4, YR24-3-2-2-4): listed and read, each read on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from council_access import APPLICANTS, Action, Found, Reader, Scope, Service, Standing
from council_casework.desk import no_place
from council_events.subsidy import SubsidyApplicationFiled
from council_kit.answers import Page
from council_kit.store import Model, Store
from council_kit.vault import Vault

from council_subsidy.domain import State
from council_subsidy.queries import (
    APPLICANT_FIELDS,
    ApplicantItem,
    Applicants,
    ApplicantView,
    Place,
    Wanted,
    applicant_view,
)
from council_subsidy.queries.applicants import ApplicantRow


class SharedApplicants:
    """The queries on applicants, as api.py calls them."""

    def __init__(
        self, store: Store, service: Service, applicants: Applicants, vault: Vault, model: Model[State]
    ) -> None:
        self._store = store
        self._service = service
        self._applicants = applicants
        self._vault = vault
        self._model = model

    def search(self, reader: Reader, wanted: Wanted, *, after: str | None, limit: int) -> Page[ApplicantItem]:
        """The applicants of all councils, the last who applied first, for 全国本部. Raises Refused and a 422 problem."""
        place, following = _read_place(after), None

        def query(_standing: Standing, scope: Scope) -> Sequence[ApplicantRow]:
            nonlocal following
            rows = self._applicants.rows(scope, wanted, place, limit)
            following = _place(rows[limit - 1]) if len(rows) > limit else None
            return rows[:limit]

        return self._service.read_list(
            *reader,
            query,
            lambda _standing, rows: self._applicants.page(rows, following),
            fields=APPLICANT_FIELDS,
            alias="c",
            reach=APPLICANTS,
        )

    def one(self, reader: Reader, case_id: UUID) -> ApplicantView:
        """What one applicant told; raises NotVisible for a case without an application, and whatever rights refuse."""

        def build(_standing: Standing, content: tuple[State, SubsidyApplicationFiled]) -> ApplicantView:
            state, filed = content
            return applicant_view(filed, state.council, state.filed_on, state.revitalization_on, self._vault)

        return self._service.read_case(
            *reader,
            case_id,
            lambda: self._found(case_id),
            build,
            fields=APPLICANT_FIELDS,
            action=Action.READ_APPLICANT,
        )

    def _found(self, case_id: UUID) -> Found[tuple[State, SubsidyApplicationFiled]] | None:
        state, version = self._store.load(case_id, self._model)
        if state.application is None:
            return None
        return Found(self._service.case(case_id, state.council), version, (state, state.application))


def _place(row: ApplicantRow) -> str:
    return f"{row.filed_on.isoformat()}.{row.case_id}"


def _read_place(after: str | None) -> Place | None:
    """Raises a 422 problem for a place that is none."""
    if after is None:
        return None
    day, _, case_id = after.partition(".")
    try:
        return Place(dt.date.fromisoformat(day), UUID(case_id))
    except ValueError:
        raise no_place() from None
