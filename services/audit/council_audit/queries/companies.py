"""A company of the register as far as its keeping goes: its entries together, their cases, and what counts for life."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple
from uuid import UUID

from council_kit.postgres import Pool

_TOGETHER: Final = """
WITH RECURSIVE same(id) AS (
    (SELECT %(id)s::uuid UNION SELECT company_id FROM companies.cases WHERE case_id = %(id)s)
    UNION SELECT next.id FROM same, LATERAL (
        SELECT l.same_as AS id FROM companies.links l WHERE l.company_id = same.id
        UNION ALL SELECT l.company_id FROM companies.links l WHERE l.same_as = same.id) next
)
SELECT e.company_id, e.council, e.recorded_on, e.closed_on, coalesce(e.numbered, false),
    EXISTS (SELECT FROM companies.uses u WHERE u.ledger_id = e.ledger_id AND u.counts),
    coalesce(k.held, false)
FROM same JOIN companies.entries e ON e.company_id = same.id LEFT JOIN retention.kept k ON k.retained_id = e.company_id"""
"""The entries of one company: `id` is one of them, or a case of it."""
_CASES: Final = """
SELECT c.case_id, c.supported, coalesce(k.keeping, 'kept') IN ('destroyed', 'complete')
FROM companies.cases c LEFT JOIN retention.kept k ON k.retained_id = c.case_id WHERE c.company_id = ANY(%s)"""


class CompanyFile(NamedTuple):
    """An entry of the register, and what its company's entries say together: those that were joined or merged are one company.

    `last_recorded_on` of any of them; `numbered`: one of them bears a 法人番号; `used`: one was supported, or a use counts;
    `held`: a legal hold stands on one of them.
    """

    company_id: UUID
    council: str
    closed_on: dt.date | None
    last_recorded_on: dt.date
    numbered: bool
    used: bool
    held: bool
    cases: tuple[UUID, ...]
    cases_left: int


def company_file(pool: Pool, company_id: UUID) -> CompanyFile | None:
    """The entry with this number, None where the register has none."""
    with pool.connection() as connection:
        entries = connection.execute(_TOGETHER, {"id": company_id}).fetchall()
        cases = connection.execute(_CASES, [[entry[0] for entry in entries]]).fetchall()
    own = next((entry for entry in entries if entry[0] == company_id), None)
    if own is None:
        return None
    return CompanyFile(
        company_id=company_id,
        council=own[1],
        closed_on=own[3],
        last_recorded_on=max(recorded_on for _, _, recorded_on, *_ in entries),
        numbered=any(numbered for *_, numbered, _, _ in entries),
        used=any(used for *_, used, _ in entries) or any(supported for _, supported, _ in cases),
        held=any(held for *_, held in entries),
        cases=tuple(sorted(case_id for case_id, _, _ in cases)),
        cases_left=sum(not destroyed for _, _, destroyed in cases),
    )


def company_of_case_is_held(pool: Pool, case_id: UUID) -> bool:
    """Whether a legal hold stands on the company of this case, where it has one."""
    with pool.connection() as connection:
        return any(held for *_, held in connection.execute(_TOGETHER, {"id": case_id}))
