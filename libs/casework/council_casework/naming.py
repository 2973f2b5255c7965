"""What the lists of other services call a case. audit's hold numbers alone, for the auditor too: the service that keeps a case opens
its name, for those who may see the case, and puts that on record as it does with every list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, LiteralString, NamedTuple
from uuid import UUID

from council_access import Reader, Scope, Service, Standing
from council_events import Sealed, SealedBox
from council_kit.answers import Page
from council_kit.auth import SignedIn
from council_kit.postgres import Pool
from council_kit.routes import PROBLEMS
from council_kit.vault import Vault
from fastapi import APIRouter, Request
from psycopg import sql
from pydantic import BaseModel, ConfigDict, Field

MOST_NAMED: Final = 200
_SELECT: Final = """
SELECT c.case_id, c.council, c.version, {name} FROM {table} c
WHERE {scope} AND c.case_id = ANY(%(wanted)s) ORDER BY c.case_id"""


class AskNames(BaseModel):
    """Whose names are asked for; a POST, so that no number stands in an address."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="名称を調べる")

    ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_NAMED, title="案件番号又は企業番号")]


class Named(BaseModel):
    """A case, or an entry of the register, and what lists call it; 「消去済」 where the key is destroyed."""

    model_config = ConfigDict(frozen=True)

    id: UUID = Field(title="案件番号又は企業番号")
    name: str | None = Field(title="名称")


class _Row(NamedTuple):
    case_id: UUID
    council: str
    version: int
    name: Sequence[str] | None


class Names:
    """Names from one read table. `name`: an expression over the table's alias `c` that gives the sealed name's box."""

    def __init__(self, pool: Pool, vault: Vault, table: tuple[str, str], name: LiteralString) -> None:
        self._pool = pool
        self._vault = vault
        self._table = sql.Identifier(*table)
        self._name = sql.SQL(name)

    def rows(self, scope: Scope, wanted: Sequence[UUID]) -> list[_Row]:
        """Those of the wanted that the scope over `c` lets through."""
        statement = sql.SQL(_SELECT).format(name=self._name, table=self._table, scope=sql.SQL(scope.sql))
        with self._pool.connection() as connection:
            found = connection.execute(statement, {**scope.params, "wanted": list(wanted)}).fetchall()
        return [_Row(*row) for row in found]

    def page(self, rows: Sequence[_Row]) -> Page[Named]:
        """The rows with their names opened, in one round trip."""
        sealed: list[Sealed[str] | None] = [
            None if row.name is None else Sealed.from_box(SealedBox(*row.name)) for row in rows
        ]
        opened = self._vault.open_many(sealed)
        return Page[Named](
            items=tuple(Named(id=row.case_id, name=name) for row, name in zip(rows, opened, strict=True))
        )


def name_routes(service: Service, names: Names, kind: str = "cases") -> APIRouter:
    """`POST /v1/<kind>/names`; what the asker may not see is left out, like what is not there."""
    router = APIRouter(prefix="/v1")

    @router.post(f"/{kind}/names", summary="名称を調べる", responses=PROBLEMS)
    def named(request: Request, who: SignedIn, body: AskNames) -> Page[Named]:
        """What these are called, as far as the asker may see them."""

        def query(_standing: Standing, scope: Scope) -> Sequence[_Row]:
            return names.rows(scope, body.ids)

        return service.read_list(
            *Reader(request, who), query, lambda _standing, rows: names.page(rows), fields=("company_name",), alias="c"
        )

    return router
