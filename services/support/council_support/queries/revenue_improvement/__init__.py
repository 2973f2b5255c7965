"""What is shown of revenue improvement cases, in the case itself and in the work list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Final

from council_casework.sections import Section, SectionRow
from council_events import Event
from council_events.support import ImprovementForm, ImprovementStarted, MonitoringReported, MonitoringStarted
from council_kit.vault import Vault
from pydantic import BaseModel

from council_support.commands.restructuring import RecordConsent, RecordMonitoringReport, StartMonitoring
from council_support.commands.revenue_improvement import AnalyseBusiness, DraftImprovementPlan, StartImprovement
from council_support.domain.behaviour import Terms
from council_support.domain.revenue_improvement import Creditor, Stage, State, next_report_due
from council_support.queries.parts import Consents, Content, CreditorRow, day

NEXT_COMMAND: Final[dict[Stage, type[BaseModel]]] = {
    Stage.CANDIDATE: StartImprovement,
    Stage.STARTED: AnalyseBusiness,
    Stage.ANALYSED: DraftImprovementPlan,
    Stage.DRAFTED: RecordConsent,
    Stage.COMPLETED: StartMonitoring,
    Stage.MONITORING: RecordMonitoringReport,
}
"""What usually comes next at a stage, for the work list; the case itself says everything that can."""
FIRST_COMMAND: Final = StartImprovement
"""What a candidate waits for: this line knows no separate application."""
FILLS: Final[dict[type[Event], Callable[[Any], dict[str, Any]]]] = {
    ImprovementStarted: lambda event: {"standard_date": event.standard_date},
    MonitoringStarted: lambda event: {
        "monitored_from": event.begins_on,
        "monitored_to": event.ends_on,
        "report_months": event.months_between_reports,
    },
    MonitoringReported: lambda event: {"reported_to": event.period_to},
}
"""The columns of the case list that an event fills."""
LABELS: Final = {
    "form": "計画書式", "likely_because": "有事に移行するおそれがあると判断した理由", "problems": "現状の課題・問題点",
    "business_model": "ビジネスモデルの分析", "parts": "計画に含まれるもの", "governance": "ガバナンス体制の整備",
    "line": "支援の種類", "consulted_on": "相談の日", "company_name": "企業名", "creditor_id": "債権者", "name": "名称",
    "kind": "種類", "claim": "債権額（円）", "decided_by": "決定した者", "standard_date": "標準処理期間の目安",
    "reason": "理由", "version": "計画案の版", "plan_version": "計画案の版", "begins_on": "開始日", "ends_on": "最終日",
    "methods": "金融支援の手法", "summary": "概要", "confirmation": "確認の方法", "confirmed_on": "同意を確認した日",
    "ground": "終了の事由", "months_between_reports": "報告の間隔（月）", "period_reason": "別の期間とする理由",
    "number": "回", "period_from": "対象期間の初日", "period_to": "対象期間の末日", "result": "結果",
    "sales": "売上高（円）", "ordinary_profit": "経常利益（円）", "advice": "助言", "decision": "判断",
    "company_told_on": "極めて困難と伝えた日", "earlier_case": "もとの案件", "next_case_id": "次の案件",
    "succession": "次の支援を始める理由", "requested_on": "申込日", "exception_grounds": "例外とする理由",
}  # fmt: skip


def content(state: State, _terms: Terms, vault: Vault) -> Content:
    """The case as its state says; every sealed text is opened in one visit of the vault."""
    creditors = list(state.creditors.values())
    texts = vault.open_many(
        [
            state.analysis.problems if state.analysis else None,
            state.analysis.business_model if state.analysis else None,
            state.plan.summary if state.plan else None,
            state.plan.governance if state.plan else None,
            *(creditor.name for creditor in creditors),
            *(creditor.reason for creditor in creditors),
        ]
    )
    problems, model, summary, governance = texts[:4]
    names, reasons = texts[4 : 4 + len(creditors)], texts[4 + len(creditors) :]
    return Content(
        header={
            "計画書式": state.form.label if state.form else None,
            "支援開始の日": day(state.started_on),
            "標準処理期間の目安": day(state.standard_date),
            "成立・完了の日": day(state.completed_on),
            "終了の日": day(state.ended_on),
            "モニタリングの最終日": day(state.monitoring.ends_on if state.monitoring else None),
        },
        due_on=_due(state),
        creditors=tuple(
            CreditorRow(
                creditor_id=creditor.creditor_id,
                name=name,
                kind=creditor.kind,
                kind_title=creditor.kind.label,
                claim=creditor.claim,
                main=False,
                contact_allowed=True,
                status=creditor.answer.value if creditor.answer else "none",
                status_title=_status_title(creditor, state),
                date=creditor.answered_on,
                reason=reason,
            )
            for creditor, name, reason in zip(creditors, names, reasons, strict=True)
        ),
        consents=Consents(consented=state.consents, creditors=_asked(state), deadline=None),
        sections=tuple(_sections(state, problems, model, summary, governance)),
    )


def _status_title(creditor: Creditor, state: State) -> str:
    if creditor.answer:
        return creditor.answer.label
    return "未回答" if state.plan is None or creditor.creditor_id in state.asked else "要請していない"


def _asked(state: State) -> int:
    return len(state.asked) if state.form is ImprovementForm.WITH_SUPPORT else 0


def _due(state: State) -> dt.date | None:
    """The next day that matters, as the work list has it."""
    if state.stage is Stage.MONITORING and state.monitoring:
        return next_report_due(state.monitoring)
    running = Stage.STARTED.rank <= state.stage.rank <= Stage.DRAFTED.rank
    return state.standard_date if running else None


def _sections(
    state: State, problems: str | None, model: str | None, summary: str | None, governance: str | None
) -> Iterable[Section]:
    if state.analysis:
        analysed = (("現状の課題・問題点", problems or ""), ("ビジネスモデル", model or ""))
        yield _section("analysis", "現状の分析", analysed)
    if state.plan:
        plan = state.plan
        rows = (
            ("版", str(plan.version)),
            ("計画書式", plan.form.label),
            ("計画期間", f"{day(plan.begins_on)}～{day(plan.ends_on)}"),
            ("金融支援の手法", "、".join(method.label for method in plan.methods) or "なし"),
            ("金融支援を要請する債権者", f"{len(state.asked)}者" if plan.methods else "なし"),
            ("計画に含まれるもの", "、".join(part.label for part in plan.parts)),
            ("ガバナンス体制の整備", governance or "－"),
            ("概要", summary or ""),
        )
        yield _section("improvement_plan", "収益力改善計画", rows)


def _section(key: str, title: str, rows: Iterable[tuple[str, str]]) -> Section:
    return Section(key=key, title=title, columns=("項目", "内容"), rows=tuple(SectionRow(cells=row) for row in rows))


def pairs(event: Event, state: State) -> Iterable[tuple[str, Any]]:
    """Label and value of what is shown of an event; creditors by name."""
    for field in type(event).model_fields:
        value = getattr(event, field)
        if field == "creditor_id" and value in state.creditors and "name" not in type(event).model_fields:
            yield LABELS[field], state.creditors[value].name
        elif field in LABELS and field != "creditor_id":
            yield LABELS[field], value


__all__ = ["FILLS", "FIRST_COMMAND", "LABELS", "NEXT_COMMAND", "content", "pairs"]
