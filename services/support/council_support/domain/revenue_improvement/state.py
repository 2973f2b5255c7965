"""What a revenue improvement case is: its state, and how each event changes it. `evolve` only assigns and never raises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from council_events import Event
from council_events.deciding import changed
from council_events.support import (
    BusinessAnalysed,
    CandidateReceived,
    CreditorConsented,
    CreditorConsentWithdrawn,
    CreditorListed,
    CreditorRefused,
    ImprovementCompleted,
    ImprovementDeclined,
    ImprovementEnded,
    ImprovementForm,
    ImprovementPlanDrafted,
    ImprovementStarted,
    MonitoringDecision,
    MonitoringEnded,
    MonitoringStarted,
)

from council_support.domain import creditors, monitored, stages
from council_support.domain.creditors import Answer, Creditor
from council_support.domain.monitored import Monitoring


class Stage(stages.Stage):
    """Where a case stands, in the order of its life."""

    NONE = "none", "未受入れ"
    CANDIDATE = "candidate", "支援候補"
    DECLINED = "declined", "収益力改善支援を開始しない"
    STARTED = "started", "収益力改善支援開始"
    ANALYSED = "analysed", "現状分析済み・計画策定中"
    DRAFTED = "drafted", "収益力改善計画案作成済み"
    ENDED = "ended", "終了"
    COMPLETED = "completed", "成立・完了"
    MONITORING = "monitoring", "モニタリング中"
    MONITORED = "monitored", "モニタリング終了"


@dataclass(frozen=True)
class State:
    """A revenue improvement case. `asked`: of whom the current version asks support."""

    stage: Stage = Stage.NONE
    candidate: CandidateReceived | None = None
    started_on: dt.date | None = None
    form: ImprovementForm | None = None
    standard_date: dt.date | None = None
    analysis: BusinessAnalysed | None = None
    analysed_on: dt.date | None = None
    creditors: Mapping[UUID, Creditor] = field(default_factory=lambda: MappingProxyType({}))
    plan: ImprovementPlanDrafted | None = None
    asked: frozenset[UUID] = frozenset()
    plan_on: dt.date | None = None
    completed_on: dt.date | None = None
    ended_on: dt.date | None = None
    monitoring: Monitoring | None = None
    reports: int = 0
    monitoring_decision: MonitoringDecision | None = None

    @property
    def consents(self) -> int:
        """How many of those asked have consented to the current version."""
        return sum(
            creditor.answer is Answer.CONSENTED
            for creditor in self.creditors.values()
            if creditor.creditor_id in self.asked
        )


INITIAL = State()
RUNNING = frozenset({Stage.STARTED, Stage.ANALYSED, Stage.DRAFTED})
STAGE_AFTER: stages.Moves[Stage] = {
    CandidateReceived: (Stage.CANDIDATE, False),
    ImprovementDeclined: (Stage.DECLINED, True),
    ImprovementStarted: (Stage.STARTED, True),
    BusinessAnalysed: (Stage.ANALYSED, False),
    ImprovementPlanDrafted: (Stage.DRAFTED, True),
    ImprovementCompleted: (Stage.COMPLETED, True),
    ImprovementEnded: (Stage.ENDED, True),
    MonitoringStarted: (Stage.MONITORING, True),
    MonitoringEnded: (Stage.MONITORED, True),
}
"""How events move the stage; the projection of the case list moves it alike."""
CLOSED = frozenset({Stage.NONE, Stage.DECLINED, Stage.ENDED, Stage.MONITORED})
"""Stages at which nothing is left to do; such a case is on no work list."""


def _started(state: State, event: ImprovementStarted, on: dt.date) -> State:
    return changed(state, started_on=on, form=event.form, standard_date=event.standard_date)


def _analysed(state: State, event: BusinessAnalysed, on: dt.date) -> State:
    return changed(state, analysis=event, analysed_on=on)


def _drafted(state: State, event: ImprovementPlanDrafted, on: dt.date) -> State:
    asked = frozenset(state.creditors if event.asked is None else event.asked)
    return changed(
        state,
        plan=event,
        plan_on=on,
        form=event.form,
        asked=asked,
        creditors=creditors.unanswered(state.creditors, reason=None),
    )


def _completed(state: State, _event: ImprovementCompleted, on: dt.date) -> State:
    return changed(state, completed_on=on, monitoring=None, monitoring_decision=None)


def _ended(state: State, _event: ImprovementEnded, on: dt.date) -> State:
    return changed(state, ended_on=on)


_CHANGES: dict[type[Event], stages.Change[State]] = {
    CandidateReceived: lambda state, event, _on: changed(state, candidate=event),
    ImprovementStarted: _started,
    BusinessAnalysed: _analysed,
    ImprovementPlanDrafted: _drafted,
    CreditorListed: creditors.listed_as(Creditor),
    CreditorConsented: creditors.consented(),
    CreditorRefused: creditors.refused(),
    CreditorConsentWithdrawn: creditors.withdrawn,
    ImprovementCompleted: _completed,
    ImprovementEnded: _ended,
    **monitored.CHANGES,
}
evolve = stages.evolving(_CHANGES, STAGE_AFTER)
