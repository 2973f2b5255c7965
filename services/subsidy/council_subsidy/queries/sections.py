"""What a case shows beside header, amounts, next steps and history, as tables that pages draw without knowing them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from council_casework.sections import Section, SectionRow
from council_events.subsidy import ApplicationPaper
from council_kit.vault import Vault

from council_subsidy.domain import Circumstances, Stage, State
from council_subsidy.rules import amounts, papers, rulebook


def day(day: dt.date | None) -> str:
    """A day as screens write it."""
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def sections(state: State, around: Circumstances, vault: Vault) -> tuple[Section, ...]:
    """Every section that has rows."""
    found = (
        _section("application_forms", "利用申請の様式", ("書類", "様式"), _application_forms(state, around)),
        _section("nationwide", "全国の利用状況の照会", ("回答", "残りの上限額", "根拠規定"), _nationwide(state)),
        _section("schedule", "伴走支援の予定", ("時期", "対象期間の末日"), _schedule(state)),
        _section("advice", "助言支援", ("段階", "内容の種類", "相手方", "内容"), _advice(state, vault)),
        _section("notices", "通知", ("通知", "支払決定額", "支払日", "通知の本文"), _notices(state, vault)),
    )
    return tuple(section for section in found if section.rows)


def _section(key: str, title: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Section:
    return Section(key=key, title=title, columns=columns, rows=tuple(SectionRow(cells=cells) for cells in rows))


def _application_forms(state: State, around: Circumstances) -> Iterable[tuple[str, ...]]:
    """Which form each paper of the application is written on; whether it is there, the list of needed papers says."""
    filed = state.application
    if filed is None or state.stage is not Stage.FILED:
        return
    cost = amounts.cost_of(filed.estimates, amounts.PLAN_COST_LINES)
    required = papers.papers_required(filed, around.on, plan_cost=cost, terms=around.terms)
    for paper in sorted(required, key=list(ApplicationPaper).index):
        yield paper.label, rulebook.form_number(filed.track, paper, around.terms) or "自由様式"


def _nationwide(state: State) -> Iterable[tuple[str, ...]]:
    answer = state.answer
    if answer is not None:
        held = answer.finding_needed and not state.found_fit
        said = "利用できる（協議会の判断待ち）" if held else "利用できる"
        left = "" if answer.remaining is None else f"{answer.remaining:,}円"
        yield said, left, answer.provision
        if answer.remaining is not None and state.accepted_on is not None:
            yield "今回の補助の最大", f"{state.largest_subsidy:,}円", answer.provision
            yield "今回後の残り", f"{max(answer.remaining - state.largest_subsidy, 0):,}円", answer.provision


def _schedule(state: State) -> Iterable[tuple[str, ...]]:
    for report in state.open_reports:
        yield report.kind.label, day(report.period_to)


def _advice(state: State, vault: Vault) -> Iterable[tuple[str, ...]]:
    texts = vault.open_many([given.advice for given in state.advice])
    for given, text in zip(state.advice, texts, strict=True):
        items = "、".join(item.label for item in given.items)
        yield given.stage.label, items, "、".join(each.label for each in given.advised), str(text)


def _notices(state: State, vault: Vault) -> Iterable[tuple[str, ...]]:
    texts = vault.open_many([notice.text for notice in state.notices])
    for notice, text in zip(state.notices, texts, strict=True):
        total = "" if notice.total is None else f"{notice.total:,}円"
        yield notice.kind.label, total, day(notice.pay_on), str(text)
