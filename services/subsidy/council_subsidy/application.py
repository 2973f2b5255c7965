"""Subsidy at work: load → decide → save, and the answers to readers, each with the asker's rights."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from council_access import Found, Reader, Resource, Scope, Service, Standing
from council_events import Event, Sealed, access
from council_events.subsidy import FutureDayExplained
from council_kit.answers import Page, WorkItem
from council_kit.clock import Clock
from council_kit.problems import ProblemError, field_problem
from council_kit.routes import Call
from council_kit.store import Acting, Model, Saved, Store, folded
from council_kit.vault import Vault

from council_subsidy import queries
from council_subsidy.commands import CaseCommand, Command, FileApplication
from council_subsidy.domain import INITIAL, State, decide, evolve
from council_subsidy.queries import Cases, CaseView, ListRow

MODEL: Final = Model(INITIAL, evolve)


class Subsidy:
    """The commands and queries of the service, as api.py calls them."""

    def __init__(self, store: Store, service: Service, cases: Cases, vault: Vault, clock: Clock) -> None:
        self._store = store
        self._service = service
        self._cases = cases
        self._vault = vault
        self._clock = clock

    def file(self, call: Call[FileApplication]) -> Saved:
        """An application: a case of the asker's council is made, or the one that it names is filed again.

        Raises NotVisible, Refused, ConcurrentDecision and the store's other errors, and a 422 problem for a later day
        without a reason.
        """
        return self._give(call, call.command.case_id, call.command, opens=True)

    def command(self, call: Call[CaseCommand]) -> Saved:
        """Any other command, on the case of the path; raises what `file` raises."""
        return self._give(call, call.case_id, call.command, opens=False)

    def case(self, reader: Reader, case_id: UUID) -> CaseView:
        """One case with its agencies, amounts, next steps and history."""

        def build(standing: Standing, content: tuple[State, list[bytes]]) -> CaseView:
            return queries.case_view(case_id, *content, standing, self._vault)

        return self._service.read_case(
            *reader, case_id, lambda: self._found(case_id), build, fields=queries.CASE_FIELDS
        )

    def work(self, reader: Reader, *, after: str | None, limit: int, overdue: bool) -> Page[WorkItem]:
        """The open cases that the asker may work on, the most urgent first."""
        today = self._clock.today()
        place = _place_in_work(after)
        following: str | None = None

        def query(_standing: Standing, scope: Scope) -> Sequence[ListRow]:
            nonlocal following
            rows = self._cases.work(scope, place, limit, today if overdue else None)
            last = rows[limit - 1] if len(rows) > limit else None
            following = f"{last.due.isoformat()}.{last.case_id}" if last else None
            return rows[:limit]

        return self._service.read_list(
            *reader,
            query,
            lambda _standing, rows: self._cases.page(rows, today, following),
            fields=queries.LIST_FIELDS,
            alias=queries.ALIAS,
        )

    def search(self, reader: Reader, *, words: str, after: str | None, limit: int) -> Page[WorkItem]:
        """The cases whose company fits the words (part of name or kana, a whole number).

        Candidates are opened and checked before they are recorded as shown; a page may hold fewer than `limit`.
        """
        place = _place_in_search(after)
        following: str | None = None

        def query(standing: Standing, scope: Scope) -> Sequence[ListRow]:
            nonlocal following
            rows = self._cases.search(scope, self._cases.tokens(words, standing.council), place, limit)
            following = str(rows[limit - 1].case_id) if len(rows) > limit else None
            return self._cases.fits(rows[:limit], words)

        return self._service.read_list(
            *reader,
            query,
            lambda _standing, rows: self._cases.page(rows, self._clock.today(), following),
            view=access.View.SEARCH,
            fields=queries.LIST_FIELDS,
            words=words,
            alias=queries.ALIAS,
        )

    def _give(self, call: Call[Any], case_id: UUID, command: Command, *, opens: bool) -> Saved:
        return self._service.command(
            call,
            case_id,
            lambda: self._resource(case_id),
            lambda standing, acting: self._save(case_id, command, standing, acting),
            opens=opens,
            occurred_on=self._business_day(command),
        )

    def _save(self, case_id: UUID, command: Command, standing: Standing, acting: Acting) -> Saved:
        return self._store.execute(
            case_id, MODEL, lambda state: self._decide(state, case_id, command, standing), acting
        )

    def _decide(self, state: State, case_id: UUID, command: Command, standing: Standing) -> list[Event]:
        events = decide(state, command, standing)
        if events and command.future_reason is not None and standing.on > self._clock.today():
            events.append(FutureDayExplained(case_id=case_id, reason=Sealed(command.future_reason)))
        return events

    def _resource(self, case_id: UUID) -> Resource | None:
        state, version = self._store.load(case_id, MODEL)
        return self._service.case(case_id, state.council) if version else None

    def _found(self, case_id: UUID) -> Found[tuple[State, list[bytes]]] | None:
        """The case as its events say, read once."""
        history = self._store.history(case_id)
        if not history:
            return None
        state = folded(history, MODEL)
        return Found(self._service.case(case_id, state.council), len(history), (state, history))

    def _business_day(self, command: Command) -> dt.date:
        today = self._clock.today()
        on = command.occurred_on or today
        if on > today and command.future_reason is None:
            raise field_problem(
                "future_reason",
                "発生日が本日より後です。先の日付とする理由を入力してください。",
                "The business date lies ahead: say why.",
            )
        return on


def _place_in_work(after: str | None) -> tuple[dt.date, UUID] | None:
    """Where a page of the work list goes on; raises a 422 problem."""
    if after is None:
        return None
    day, _, case_id = after.partition(".")
    try:
        return dt.date.fromisoformat(day), UUID(case_id)
    except ValueError:
        raise _no_place() from None


def _place_in_search(after: str | None) -> UUID | None:
    """Where a page of a search goes on; raises a 422 problem."""
    try:
        return None if after is None else UUID(after)
    except ValueError:
        raise _no_place() from None


def _no_place() -> ProblemError:
    return field_problem(
        "after", "続きの位置が正しくありません。最初から表示してください。", "This is no place in the list."
    )
