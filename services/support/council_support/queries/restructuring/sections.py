"""The tables of a restructuring case beside creditors, team and plan: left out, filed, borne, met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from council_casework.sections import Section, SectionRow
from council_events import Sealed

from council_support.domain.restructuring import State
from council_support.queries.parts import day
from council_support.rules.restructuring.plan import (
    PROFIT_YEARS,
    SOLVENCY_YEARS,
    is_tested_by_numbers,
    missed_tests,
)
from council_support.rules.years import last_day_within


def sealed_of_sections(state: State) -> list[Sealed[str] | None]:
    """The sealed texts that the sections show, in the order in which `sections` takes them."""
    burdens = state.plan.burdens if state.plan else ()
    return [
        *(creditor.name for creditor in state.left_out.values()),
        *(burden.grounds for burden in burdens),
        *(text for meeting in state.plan_meetings for text in (meeting.sponsors, meeting.shared)),
        *((state.publication.outline,) if state.publication else ()),
    ]


def sections(state: State, names: Mapping[UUID, str | None], texts: Sequence[str | None]) -> tuple[Section, ...]:
    """The tables that hold anything. `names` of the creditors; `texts` as `sealed_of_sections` asked for them."""
    opened = iter(texts)
    called = {each: name or "" for each, name in names.items()}
    called |= {each: next(opened) or "" for each in state.left_out}
    tables = (
        _tests(state),
        _left_out(state, called),
        _burdens(state, called, opened),
        _filed(state, called),
        _met(state, called, opened),
        _publication(state, opened),
    )
    return tuple(table for table in tables if table.rows)


def _tests(state: State) -> Section:
    """The numeric tests of the plan: what it says, the limit, and whether it keeps it (B2-2-5-2 to -4)."""
    rows: tuple[SectionRow, ...] = ()
    if state.plan and is_tested_by_numbers(state.plan.kind):
        figures, missed = state.plan.figures, missed_tests(state.plan.figures)
        solvent_by, profitable_by = _limit(state, SOLVENCY_YEARS), _limit(state, PROFIT_YEARS)
        rows = tuple(
            SectionRow(cells=(name, told, limit, "満たさない" if provision in missed else "満たす"))
            for provision, name, told, limit in (
                ("B2-2-5-2", "実質債務超過の解消", _years(figures.years_to_solvency), f"5年以内（{solvent_by}）"),
                ("B2-2-5-3", "経常黒字化", _years(figures.years_to_profit), f"3年以内（{profitable_by}）"),
                (
                    "B2-2-5-4",
                    "有利子負債の対キャッシュフロー比率",
                    "算定できない" if figures.debt_to_cash_flow is None else f"{figures.debt_to_cash_flow:.2f}倍",
                    "10倍以下",
                ),
            )
        )
    return Section(key="numeric_tests", title="数値基準", columns=("基準", "計画", "限度", "判定"), rows=rows)


def _years(years: int | None) -> str:
    return "示されていない" if years is None else f"{years}年"


def _limit(state: State, years: int) -> str:
    approved_on = state.plan.expected_approval_on if state.plan else None
    return f"{day(last_day_within(approved_on, state.closing_month, years))}まで" if approved_on else "－"


def _left_out(state: State, called: Mapping[UUID, str]) -> Section:
    return Section(
        key="left_out",
        title="対象債権者から除いた債権者",
        columns=("名称", "種類", "債権額（円）", "回答"),
        rows=tuple(
            SectionRow(
                id=str(each.creditor_id),
                name=called[each.creditor_id],
                cells=(
                    called[each.creditor_id],
                    each.kind.label,
                    f"{each.claim:,}",
                    each.answer.label if each.answer else "－",
                ),
            )
            for each in state.left_out.values()
        ),
    )


def _burdens(state: State, called: Mapping[UUID, str], opened: Iterator[str | None]) -> Section:
    """Each creditor's share of the burden beside its share of the claims (B2-2-5-7)."""
    burdens = state.plan.burdens if state.plan else ()
    claims, waived = sum(each.claim for each in burdens), sum(each.waived for each in burdens)
    return Section(
        key="burdens",
        title="債権者ごとの負担割合",
        columns=("債権者", "債権額（円）", "債権割合", "債務減免額（円）", "負担割合", "衡平と認める理由"),
        rows=tuple(
            SectionRow(
                cells=(
                    called.get(each.creditor_id, "－"),
                    f"{each.claim:,}",
                    _percent(each.claim, claims),
                    f"{each.waived:,}",
                    _percent(each.waived, waived),
                    next(opened) or "－",
                )
            )
            for each in burdens
        ),
    )


def _percent(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.1f}％" if whole else "－"


def _filed(state: State, called: Mapping[UUID, str]) -> Section:
    return Section(
        key="filings",
        title="債権届出",
        columns=("債権者", "届出の日", "債権残高（円）", "金利（年％）", "物的担保（円）", "保証（円）"),
        rows=tuple(
            SectionRow(
                cells=(
                    called[each.creditor_id],
                    day(each.filing.filed_on) or "",
                    f"{each.filing.balance:,}",
                    "－" if each.filing.interest_rate is None else f"{each.filing.interest_rate:g}",
                    f"{each.filing.secured:,}",
                    f"{each.filing.guaranteed:,}",
                )
            )
            for each in state.creditors.values()
            if each.filing
        ),
    )


def _met(state: State, called: Mapping[UUID, str], opened: Iterator[str | None]) -> Section:
    return Section(
        key="plan_meetings",
        title="関係者の会議",
        columns=("開催日", "参加した債権者", "その他の参加者", "共有した内容"),
        rows=tuple(
            SectionRow(
                cells=(
                    day(each.held_on) or "",
                    "、".join(called.get(creditor, "－") for creditor in each.creditors),
                    next(opened) or "－",
                    next(opened) or "",
                )
            )
            for each in state.plan_meetings
        ),
    )


def _publication(state: State, opened: Iterator[str | None]) -> Section:
    """The three agreements before a publication by the council, and the publication (B2-3-1, B2-3-2)."""
    rows: tuple[tuple[str, str], ...] = ()
    if state.publication:
        agreed = state.publication
        rows = (
            ("公表する内容", next(opened) or ""),
            ("相談企業との調整", day(agreed.company_agreed_on) or ""),
            ("対象債権者等との調整", day(agreed.creditors_agreed_on) or ""),
            ("企業名", "公表に同意" if agreed.name_agreed else "公表しない"),
            ("中小企業庁と調整した時期", day(state.publish_on) or "未調整"),
            ("公表", day(state.published_on) or "未公表"),
        )
    return Section(
        key="publication",
        title="完了案件の公表",
        columns=("項目", "内容"),
        rows=tuple(SectionRow(cells=row) for row in rows),
    )
