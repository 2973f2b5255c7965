"""What is shown of a case of 再チャレンジ支援: the people concerned, what is confirmed, and what may be published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from council_casework.sections import Section, SectionRow
from council_events import Event
from council_kit.vault import Vault

from council_support.domain.behaviour import Terms
from council_support.domain.rechallenge import Manager, State, missing
from council_support.queries.parts import Content, day
from council_support.queries.rechallenge.labels import LABELS
from council_support.rules.rechallenge.outcome import published_entry


def content(state: State, _terms: Terms, vault: Vault) -> Content:
    """The case as its state says; every sealed text is opened in one visit of the vault."""
    managers = list(state.managers.values())
    names = vault.open_many([manager.name for manager in managers])
    trigger = state.trigger
    return Content(
        header={
            "事由": trigger.trigger.label if trigger else None,
            "判断した場面": trigger.phase.label if trigger else None,
            "判断した日": day(trigger.judged_on) if trigger else None,
            "伝えた日": day(state.told.told_on) if state.told else None,
            "支援開始の日": day(state.started_on),
        },
        sections=(_people(managers, names), *_outcome(state), *_published(state)),
    )


def _people(managers: Sequence[Manager], names: Sequence[str]) -> Section:
    return Section(
        key="managers",
        title="経営者等",
        columns=("氏名", "別冊４への移行", "個人の債務整理", "再チャレンジの状況"),
        rows=tuple(
            SectionRow(
                id=str(manager.manager_id),
                name=name,
                cells=(
                    name,
                    day(manager.referred_on) or "",
                    _text(manager.settled.settlement.label, day(manager.settled.settled_on)) if manager.settled else "",
                    manager.start.state.label if manager.start else "",
                ),
            )
            for manager, name in zip(managers, names, strict=True)
        ),
    )


def _outcome(state: State) -> Iterable[Section]:
    """How far the outcome is confirmed, from the start of the support on."""
    if state.started is None:
        return
    company = state.company
    rows = [SectionRow(cells=(part.label, "未確認")) for part in missing(state)]
    if company is not None:
        rows.insert(0, SectionRow(cells=("法人の債務整理", _text(company.settlement.label, day(company.settled_on)))))
    rows.append(SectionRow(cells=("認められた効果", "、".join(effect.label for effect in state.effects) or "記録なし")))
    yield Section(key="outcome", title="結果の確認", columns=("項目", "状況"), rows=tuple(rows))


def _published(state: State) -> Iterable[Section]:
    if state.outcome is not None:
        yield Section(
            key="published",
            title="中小企業庁による公表に用いる事項（企業・個人を特定できる情報を含まない）",
            columns=("項目", "内容"),
            rows=tuple(SectionRow(cells=pair) for pair in published_entry(state.outcome)),
        )


def _text(settlement: str, settled_on: str | None) -> str:
    return f"{settlement}（{settled_on}）" if settled_on else settlement


def pairs(event: Event, state: State) -> Iterable[tuple[str, Any]]:
    """Label and value of what is shown of an event; people by name."""
    for field in type(event).model_fields:
        value = getattr(event, field)
        if field == "manager_id" and value in state.managers and "name" not in type(event).model_fields:
            yield "経営者等", state.managers[value].name
        elif field in LABELS:
            yield LABELS[field], value
