"""Companies of the register as a reader may see them, and what the nationwide question is answered from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple
from uuid import UUID

from council_access import Scope, Standing
from council_casework.desk import Erased
from council_casework.nationwide import Supported, counting, ledger_of_company
from council_directory import council
from council_events import Sealed
from council_events.subsidy import SubsidyUseCounted
from council_events.values import Code, LegalForm, SupportLine
from council_kit.answers import NextStep, Page, TimelineEntry
from council_kit.postgres import Pool
from council_kit.problems import field_problem
from council_kit.routes import kebab, title_of
from council_kit.timeline import shown_value, timeline
from council_kit.vault import Vault, fold
from pydantic import BaseModel, ConfigDict, Field

from council_intake.domain import Company, company_steps
from council_intake.domain.company import Stage
from council_intake.queries.labels import LABELS, pairs
from council_intake.queries.lists import PAGE_ROWS, holds, is_sure, sealed_of
from council_intake.rules.companies import Past


class CompanyItem(BaseModel):
    """One entry of the register in a list."""

    model_config = ConfigDict(frozen=True)

    company_id: UUID = Field(title="企業番号")
    name: str | None = Field(title="商号・屋号")
    corporate_number: str | None = Field(title="法人番号")
    address: str | None = Field(title="所在地")
    prefecture: str = Field(title="都道府県")
    legal_form: str = Field(title="法人格")
    stage: str = Field(title="登録の状況")
    version: int = Field(title="版")


class CompanyView(BaseModel):
    """One entry of the register as this reader may see it."""

    model_config = ConfigDict(frozen=True)

    company_id: UUID = Field(title="企業番号")
    case_id: UUID = Field(title="企業番号（案件と同じ形）")
    version: int = Field(title="版")
    council: str = Field(title="協議会")
    erased: Erased = False
    stage: str = Field(title="登録の状況")
    stage_title: str = Field(title="登録の状況（名称）")
    company_name: str | None = Field(title="商号・屋号")
    known: dict[str, str] = Field(title="相談の受付に使う値", description="受付の項目名ごと")
    header: dict[str, str] = Field(title="概要")
    joined_to: tuple[UUID, ...] = Field(title="統合先の企業番号")
    merged_into: UUID | None = Field(title="合併後の企業番号")
    next_steps: tuple[NextStep, ...] = Field(title="次の手続")
    timeline: tuple[TimelineEntry, ...] = Field(title="経過")


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A row of `companies`, in the order of `_COLUMNS`. `case_id` is the company's number: lists check rows alike."""

    case_id: UUID
    council: str
    version: int
    stage: str
    prefecture: str
    legal_form: str
    name: list[str] | None
    corporate_number: list[str] | None
    address: list[str] | None
    kana: list[str] | None
    phone: list[str] | None
    names: list[list[str]]
    shown: tuple[str | None, ...] = ()

    @property
    def sealed(self) -> list[Sealed[str] | None]:
        """Name, number and address, as a list shows them; then what a search looks at besides."""
        boxes = [self.name, self.corporate_number, self.address, self.kana, self.phone, *self.names]
        return [sealed_of(box) for box in boxes]


class CompanyRows(NamedTuple):
    """A page of rows, and the cursor of the next."""

    rows: list[CompanyRow]
    next: str | None


_COLUMNS: Final = """c.case_id, c.council, c.version, c.stage, c.prefecture, c.legal_form, c.name, c.corporate_number,
    c.address, c.kana, c.phone, c.names"""
_SEARCH: Final = """
SELECT {columns} FROM companies.words w JOIN companies.companies c USING (case_id)
WHERE {scope} AND w.tokens @> %(tokens)s AND w.case_id > %(place)s ORDER BY w.case_id LIMIT %(limit)s"""
_STANDING: Final = """
SELECT {columns} FROM companies.words w JOIN companies.companies c USING (case_id)
WHERE w.council = %(council)s AND w.tokens @> %(tokens)s AND c.stage = 'registered' ORDER BY w.case_id LIMIT %(limit)s"""
_SAME: Final = """
WITH RECURSIVE same(id) AS (
    SELECT %(id)s::uuid
    UNION SELECT next.id FROM same, LATERAL (
        SELECT j.same_as AS id FROM companies.joins j WHERE j.company_id = same.id
        UNION ALL SELECT j.company_id FROM companies.joins j WHERE j.same_as = same.id
        UNION ALL SELECT c.case_id FROM companies.companies c WHERE c.merged_into = same.id
        UNION ALL SELECT o.case_id FROM companies.companies c JOIN companies.companies o USING (number_ledger)
            WHERE c.case_id = same.id) next
)
SELECT same.id, c.number_ledger FROM same LEFT JOIN companies.companies c ON c.case_id = same.id"""
"""The entries of one company in any council: joined, merged into it, or of the same 法人番号."""
_USES: Final = "SELECT counted FROM nationwide.uses WHERE ledger_id = ANY(%(ledgers)s) ORDER BY use_id"
_SUPPORTS: Final = """
SELECT case_id, line, planned FROM nationwide.supports
WHERE started AND line IS NOT NULL AND (company_id = ANY(%(ids)s) OR number_ledger = ANY(%(ledgers)s)) ORDER BY case_id"""
_LINES: Final = {line.value: line for line in SupportLine}
_FIRST: Final = UUID(int=0)


class Companies:
    """The read tables of the register; what is listed is opened here."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault

    def search(self, scope: Scope, words: str, council_code: str, *, after: str | None, limit: int) -> CompanyRows:
        """Entries of the own register whose names, kana, address or numbers hold all the words; checked in clear.

        `scope` is over the alias `w`. Raises a 422 problem for an unreadable cursor.
        """
        tokens = self._vault.search_tokens(words, council_code)
        if not tokens:
            return CompanyRows([], None)
        values = {**scope.params, "tokens": tokens, "place": _place(after), "limit": limit + 1}
        rows = self._opened(_SEARCH.format(columns=_COLUMNS, scope=scope.sql), values)
        more = str(rows[limit - 1].case_id) if len(rows) > limit else None
        unsure = [word for word in words.split() if not is_sure(word)]
        return CompanyRows([row for row in rows[:limit] if holds(row.shown, unsure)], more)

    def of_number(self, council_code: str, number: str) -> UUID | None:
        """The council's own standing entry of this 法人番号."""
        rows = self._standing(council_code, number)
        return next((row.case_id for row in rows if row.shown[1] == number), None)

    def of_name_and_address(self, council_code: str, name: str, address: str) -> UUID | None:
        """The council's own standing entry of this name at this address, compared as a search folds them."""
        wanted = (fold(name), fold(address))
        rows = self._standing(council_code, name)
        return next(
            (row.case_id for row in rows if wanted == (fold(row.shown[0] or ""), fold(row.shown[2] or ""))), None
        )

    def past(self, company_id: UUID) -> Past:
        """Uses and supports of this company in any council; joined entries, merged companies and closed entries count."""
        with self._pool.connection() as connection:
            same = connection.execute(_SAME, {"id": company_id}).fetchall()
            ids = sorted(found for found, _ in same)
            of_numbers = sorted({ledger for _, ledger in same if ledger is not None})
            ledgers = [*map(ledger_of_company, ids), *of_numbers]
            uses = connection.execute(_USES, {"ledgers": ledgers}).fetchall()
            supports = connection.execute(_SUPPORTS, {"ids": ids, "ledgers": of_numbers}).fetchall()
        return Past(
            counting(SubsidyUseCounted.model_validate(counted) for (counted,) in uses),
            tuple(Supported(case_id, _LINES[line], planned) for case_id, line, planned in supports),
        )

    def _standing(self, council_code: str, words: str) -> list[CompanyRow]:
        tokens = self._vault.search_tokens(words, council_code)
        if not tokens:
            return []
        values = {"council": council_code, "tokens": tokens, "limit": PAGE_ROWS}
        return self._opened(_STANDING.format(columns=_COLUMNS), values)

    def _opened(self, sql: str, values: dict[str, Any]) -> list[CompanyRow]:
        with self._pool.connection() as connection:
            rows = [CompanyRow(*row) for row in connection.execute(sql, values).fetchall()]
        clear = iter(self._vault.open_many([value for row in rows for value in row.sealed]))
        return [replace(row, shown=tuple(next(clear) for _ in row.sealed)) for row in rows]


def _place(after: str | None) -> UUID:
    try:
        return UUID(after) if after else _FIRST
    except ValueError:
        raise field_problem(
            "after", "続きの位置が読み取れません。", "The place to go on from cannot be read."
        ) from None


class CompaniesPaged:
    """One page of companies, in the two steps of `Service.read_list`."""

    def __init__(self, companies: Companies, find: Callable[[Standing, Scope], CompanyRows]) -> None:
        self._companies = companies
        self._find = find
        self._next: str | None = None

    def query(self, standing: Standing, scope: Scope) -> list[CompanyRow]:
        """The rows; the policies are asked about each of them next."""
        rows, self._next = self._find(standing, scope)
        return rows

    def build(self, _standing: Standing, rows: Sequence[CompanyRow]) -> Page[CompanyItem]:
        """The page as it is shown."""
        return Page[CompanyItem](items=tuple(_item(row) for row in rows), next=self._next)


def _item(row: CompanyRow) -> CompanyItem:
    name, number, address = row.shown[:3]
    return CompanyItem(
        company_id=row.case_id,
        name=name,
        corporate_number=number,
        address=address,
        prefecture=council(row.prefecture).prefecture,
        legal_form=_label(LegalForm, row.legal_form),
        stage=_label(Stage, row.stage),
        version=row.version,
    )


def _label(codes: type[Code], value: str) -> str:
    return next((code.label for code in codes if code == value), value)


def company_view(standing: Standing, company: Company, history: Sequence[bytes], vault: Vault) -> CompanyView:
    """One entry as its stream says. Raises LookupError for a stream without a registration."""
    registered = company.registered
    if registered is None:
        raise LookupError("no company was registered")
    header = _header(company, vault)
    return CompanyView(
        company_id=registered.company_id,
        case_id=registered.company_id,
        version=len(history),
        council=company.council,
        stage=company.stage.value,
        stage_title=company.stage.label,
        company_name=header.get(LABELS["name"]),
        known=_known(company, header),
        header=header,
        joined_to=company.joined_to,
        merged_into=company.merged_into,
        next_steps=tuple(
            NextStep(
                command=step.command.__name__,
                title=title_of(step.command),
                path=f"/v1/companies/{registered.company_id}/{kebab(step.command)}",
                allowed=step.allowed,
                provision=step.provision,
                reason_ja=step.ja,
                reason_en=step.en,
            )
            for step in company_steps(company, standing)
        ),
        timeline=_timeline(company, history, vault),
    )


def _timeline(company: Company, history: Sequence[bytes], vault: Vault) -> tuple[TimelineEntry, ...]:
    """Nothing of a closed entry is corrected any more."""
    entries = timeline(history, pairs, vault)
    return tuple(
        each.model_copy(update={"correctable": each.correctable and not company.is_closed}) for each in entries
    )


def _known(company: Company, header: dict[str, str]) -> dict[str, str]:
    """What the form of a consultation takes over, under the names of its fields."""
    names = {
        "company_name": "name",
        "company_kana": "kana",
        "company_phone": "phone",
        "corporate_number": "corporate_number",
    }
    found = {field: header[LABELS[name]] for field, name in names.items() if LABELS[name] in header}
    registered = company.registered
    industry = {"industry": registered.industry.value} if registered else {}
    form = {"legal_form": company.legal_form.value} if company.legal_form else {}
    return found | {"prefecture": company.prefecture} | form | industry


def _header(company: Company, vault: Vault) -> dict[str, str]:
    values: list[tuple[str, Any]] = [
        (LABELS[name], getattr(company, name)) for name in ("name", "kana", "corporate_number", "address", "phone")
    ]
    values += [
        ("都道府県", council(company.prefecture).prefecture),
        (LABELS["legal_form"], company.legal_form),
        ("統合先の企業番号", company.joined_to),
        ("合併後の企業番号", company.merged_into),
    ]
    sealed = [value for _, value in values if isinstance(value, Sealed)]
    clear = dict(zip(map(id, sealed), vault.open_many(sealed), strict=True))
    return {label: text for label, value in values if (text := shown_value(value, clear))}
