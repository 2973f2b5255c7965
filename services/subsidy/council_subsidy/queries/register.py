"""Who a company is for nationwide checks: the ledgers that count its uses, and the supports it had in any council.

A ledger is named by a blind token: HMAC of the 法人番号 under the national search key, or of the entry in intake's
register, or (a sole proprietor without either) of name and prefecture.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_casework.nationwide import Supported, ledger_of_company, ledger_of_name, ledger_of_number
from council_directory.directory import HQ
from council_events import Sealed
from council_events.subsidy import SubsidyApplicationFiled
from council_events.values import SupportLine
from council_kit.postgres import Pool
from council_kit.vault import ERASED, Vault

from council_subsidy.commands import FileApplication

_SAME: Final = """
WITH RECURSIVE known AS (
    SELECT e.company_id FROM register.entries e WHERE e.number_ledger = %(number)s
    UNION SELECT %(company)s::uuid WHERE %(company)s::uuid IS NOT NULL
    UNION SELECT CASE WHEN j.company_id = k.company_id THEN j.same_as ELSE j.company_id END
          FROM known k JOIN register.joins j ON k.company_id IN (j.company_id, j.same_as)
)
SELECT k.company_id, e.number_ledger FROM known k LEFT JOIN register.entries e USING (company_id)"""
_LINES: Final = {line.value: line for line in SupportLine}
_SUPPORTS: Final = """
SELECT case_id, line, planned FROM register.supports
WHERE started AND line IS NOT NULL AND (company_id = ANY(%s) OR number_ledger = ANY(%s))"""


def national_tokens(values: Sequence[Sealed[Any] | None], vault: Vault) -> list[list[int]]:
    """The blind tokens of each value under the national key, which no council holds."""
    return vault.blind_tokens(values, HQ)


def ledger_of_number_token(tokens: Sequence[int]) -> UUID | None:
    """The ledger of a 法人番号, from its one token; None where there is no number."""
    return ledger_of_number(tokens[0]) if tokens else None


class Known(NamedTuple):
    """What the register knows of the company of a case."""

    ledgers: tuple[UUID, ...]
    """Every ledger that counts for it, in one order for all processes, so that two saves can't block each other."""
    supports: tuple[Supported, ...]
    """The supports that it had or has in any council."""


UNKNOWN: Final = Known((), ())
"""Of a case without an application."""


class Register:
    """Finds the ledgers and supports of the company of a case."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault

    def known(self, filed: FileApplication | SubsidyApplicationFiled) -> Known:
        """The ledgers and supports of the company: more than one ledger where entries of it were joined."""
        name, number = self._clear(filed)
        own = ledger_of_number_token(self._vault.search_tokens(number, HQ)) if number else None
        with self._pool.connection() as connection:
            entries = connection.execute(_SAME, {"number": own, "company": filed.company_id}).fetchall()
            companies = [company for company, _ in entries]
            ledgers = {ledger_of_company(company) for company in companies}
            ledgers |= {ledger for _, ledger in (*entries, (None, own)) if ledger is not None}
            rows = connection.execute(_SUPPORTS, (companies, list(ledgers))).fetchall()
        if not ledgers:
            tokens = self._vault.search_tokens("".join(name.split()), HQ)
            ledgers = {ledger_of_name(filed.prefecture, tokens)}
        supports = tuple(Supported(case_id, _LINES[line], planned) for case_id, line, planned in rows)
        return Known(tuple(sorted(ledgers)), supports)

    def _clear(self, filed: FileApplication | SubsidyApplicationFiled) -> tuple[str, str | None]:
        if isinstance(filed, FileApplication):
            return filed.company_name, filed.corporate_number
        name, number = self._vault.open_many([filed.company_name, filed.corporate_number])
        return str(name), None if number in (None, ERASED) else str(number)
