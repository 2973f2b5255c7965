"""What a service's staff see of its cases: one of them as its stream says, the pages of the work list, and the search.

Which rows and how they are shaped is the service's; who may see them, what is recorded and where a page goes on is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Generic, NamedTuple, Protocol, Self, TypeVar
from uuid import UUID

from council_access import Found, Reader, Resource, Scope, Service, Standing
from council_events import access
from council_events.deciding import Step
from council_kit.answers import Page, TimelineEntry, WorkItem
from council_kit.problems import ProblemError, field_problem
from council_kit.store import Model, Store, folded
from council_kit.vault import Vault
from pydantic import Field

from council_casework.papers import Shelf
from council_casework.work import with_reason


class CaseState(Protocol):
    """What every state of a case has."""

    @property
    def council(self) -> str: ...
    @property
    def shelf(self) -> Shelf: ...


S = TypeVar("S", bound=CaseState)


class Streams(Generic[S]):
    """The cases of a service as their streams say. Every method blocks."""

    def __init__(
        self,
        store: Store,
        service: Service,
        model: Model[S],
        beside: Callable[[Mapping[UUID, S]], Mapping[UUID, S]] = dict,
    ) -> None:
        """`beside`: adds to several cases at once what their rules ask of other cases."""
        self._store = store
        self._service = service
        self._model = model
        self._beside = beside

    def resource(self, case_id: UUID) -> Resource | None:
        """The case as rights are asked of it, None where there is none."""
        state, version = self._store.load(case_id, self._model)
        return self._service.case(case_id, state.council) if version else None

    def found(self, case_id: UUID) -> Found[tuple[S, list[bytes]]] | None:
        """The case with its history, read once."""
        history = self._store.history(case_id)
        if not history:
            return None
        state = folded(history, self._model)
        return Found(self._service.case(case_id, state.council), len(history), (state, history))

    def shelf(self, case_id: UUID) -> Found[Shelf] | None:
        """The papers of a case, for those who bring files in or fetch them."""
        state, version = self._store.load(case_id, self._model)
        return Found(self._service.case(case_id, state.council), version, state.shelf) if version else None

    def history(self, case_id: UUID) -> Found[Sequence[bytes]] | None:
        """What was recorded of a case, for those who correct it."""
        found = self.found(case_id)
        return None if found is None else Found(found.resource, found.version, found.content[1])

    def explained(self, page: Page[WorkItem], steps: Callable[[S], Sequence[Step]]) -> Page[WorkItem]:
        """The page with the reason beside each row whose next step can't be taken; `steps(state)`: what can come next."""
        states = self._beside(self._store.load_many([item.case_id for item in page.items], self._model))
        items = tuple(with_reason(item, steps(states[item.case_id])) for item in page.items)
        return Page(items=items, next=page.next)


Erased = Annotated[bool, Field(title="内容の廃棄", description="鍵が廃棄され、内容は読めず、手続もできない")]


class CaseAnswer(Protocol):
    """What every service's answer about a case has, besides `erased`: whether its content was destroyed."""

    @property
    def timeline(self) -> tuple[TimelineEntry, ...]: ...
    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self: ...


V = TypeVar("V", bound=CaseAnswer)


def as_far_as_kept(vault: Vault, key_id: str, build: Callable[[], V]) -> V:
    """The answer that is built; of what was destroyed with this data key without any step, since nothing is sealed under it again.

    The key is asked for before, so that no minute passes in which one that is destroyed still opens the content from memory.
    """
    erased = vault.is_destroyed(key_id)
    view = build()
    if not erased:
        return view
    timeline = tuple(entry.model_copy(update={"correctable": False}) for entry in view.timeline)
    nothing: dict[str, Any] = {
        name: () for name in ("next_steps", "paper_steps", "needed_papers") if hasattr(view, name)
    }
    return view.model_copy(update={**nothing, "timeline": timeline, "erased": True})


class ListedCase(Protocol):
    """What every row of a case list has."""

    @property
    def case_id(self) -> UUID: ...
    @property
    def council(self) -> str: ...
    @property
    def version(self) -> int: ...


R = TypeVar("R", bound=ListedCase)


class Finder(Protocol[R]):
    """The read tables of a service, as far as its lists ask."""

    def tokens(self, words: str, council: str) -> list[int]: ...
    def search(self, scope: Scope, tokens: list[int], after: UUID | None, limit: int) -> list[R]: ...
    def fits(self, rows: Sequence[R], words: str) -> list[R]: ...


class Shown(NamedTuple):
    """How a service shows its lists: the fields that are opened, and the alias of the table that holds the cases."""

    fields: tuple[str, ...]
    alias: str


def work_page(
    service: Service,
    reader: Reader,
    rows_for: Callable[[Scope], Sequence[R]],
    build: Callable[[Standing, Sequence[R], str | None], Page[WorkItem]],
    place_of: Callable[[R], str],
    limit: int,
    shown: Shown,
) -> Page[WorkItem]:
    """One page of the work list. `rows_for(scope)`: up to one row more than `limit`; `place_of(row)`: where the next page goes on."""
    following: str | None = None

    def query(_standing: Standing, scope: Scope) -> Sequence[R]:
        nonlocal following
        rows = rows_for(scope)
        following = place_of(rows[limit - 1]) if len(rows) > limit else None
        return rows[:limit]

    return service.read_list(
        *reader,
        query,
        lambda standing, rows: build(standing, rows, following),
        fields=shown.fields,
        alias=shown.alias,
    )


def found_page(
    service: Service,
    reader: Reader,
    cases: Finder[R],
    build: Callable[[Sequence[R], str | None], Page[WorkItem]],
    asked: tuple[str, str | None, int],
    shown: Shown,
) -> Page[WorkItem]:
    """The cases whose company fits the words (part of name or kana, a whole number). `asked`: words, after, limit.

    Candidates are opened and checked before they are recorded as shown; a page may hold fewer than `limit`.
    """
    words, after, limit = asked
    place, following = _place_in_search(after), None

    def query(standing: Standing, scope: Scope) -> Sequence[Any]:
        nonlocal following
        rows = cases.search(scope, cases.tokens(words, standing.council), place, limit)
        following = str(rows[limit - 1].case_id) if len(rows) > limit else None
        return cases.fits(rows[:limit], words)

    return service.read_list(
        *reader,
        query,
        lambda _standing, rows: build(rows, following),
        view=access.View.SEARCH,
        fields=shown.fields,
        words=words,
        alias=shown.alias,
    )


def _place_in_search(after: str | None) -> UUID | None:
    """Where a page of a search goes on; raises a 422 problem."""
    try:
        return None if after is None else UUID(after)
    except ValueError:
        raise no_place() from None


def no_place() -> ProblemError:
    """The problem of a list that is asked to go on from nowhere."""
    return field_problem(
        "after", "続きの位置が正しくありません。最初から表示してください。", "This is no place in the list."
    )
