"""Cases found by the words of their company, from the read tables `cases.cases` (alias `c`) and `cases.words`.

A service's rows name their case and hold in `company` the boxes of what a case is found by, the name first. Candidates come by blind
tokens; they are opened and checked before they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from council_access import Scope
from council_events import Sealed, SealedBox
from council_kit.postgres import Pool
from council_kit.vault import Vault
from council_kit.vault.folding import digits_of, fold


class CompanyRow(Protocol):
    """A row of a case list; `company`: the sealed values by which the case is found, the name first."""

    @property
    def company(self) -> list[list[str] | None] | None: ...


R = TypeVar("R", bound=CompanyRow)


class CaseFinder(Generic[R]):
    """Finds cases and opens their companies' names. `columns`: of alias `c`, in the order that `row` takes them.

    `width`: how many values a case is found by.
    """

    def __init__(self, pool: Pool, vault: Vault, columns: str, row: Callable[..., R], width: int) -> None:
        self._pool = pool
        self._vault = vault
        self._columns = columns
        self._row = row
        self._width = width

    def tokens(self, words: str, council: str) -> list[int]:
        """The blind tokens of what is searched for."""
        return self._vault.search_tokens(words, council)

    def search(self, scope: Scope, tokens: list[int], after: UUID | None, limit: int) -> list[R]:
        """Candidates that hold all tokens, newest id first, one more than `limit`; none for no token."""
        if not tokens:
            return []
        placed = "AND c.case_id < %(after)s" if after else ""
        sql = f"""SELECT {self._columns} FROM cases.words w JOIN cases.cases c USING (case_id)
                  WHERE {scope.sql} AND w.council = c.council AND w.tokens @> %(tokens)s::bigint[] {placed}
                  ORDER BY c.case_id DESC LIMIT %(limit)s"""
        return self.rows(sql, scope.params | {"tokens": tokens, "after": after, "limit": limit + 1})

    def fits(self, rows: Sequence[R], words: str) -> list[R]:
        """The candidates that really hold every word in name or kana, or the whole number."""
        opened = self._vault.open_many([_sealed(box) for row in rows for box in self._boxes(row)])
        width = self._width
        return [
            row
            for place, row in enumerate(rows)
            if _holds([text for text in opened[place * width : (place + 1) * width] if text], words)
        ]

    def names(self, rows: Sequence[R]) -> list[Any]:
        """The names of the rows' companies, in their order."""
        return self._vault.open_many([_sealed(self._boxes(row)[0]) for row in rows])

    def rows(self, sql: str, params: dict[str, Any]) -> list[R]:
        """The rows of a statement that selects the columns."""
        with self._pool.connection() as connection:
            return [self._row(*row) for row in connection.execute(sql, params).fetchall()]

    def _boxes(self, row: R) -> list[list[str] | None]:
        return list(row.company or [None] * self._width)


def _holds(texts: Sequence[str], words: str) -> bool:
    numbers = {digits_of(text) for text in texts} - {None}
    folded = [fold(text) for text in texts]
    return all(digits_of(word) in numbers or any(fold(word) in text for text in folded) for word in words.split())


def _sealed(box: Sequence[str] | None) -> Sealed[str] | None:
    return None if box is None else Sealed.from_box(SealedBox(*box))
