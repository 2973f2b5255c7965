"""What is shown of a case under 別冊３."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from council_casework.sections import Section, SectionRow
from council_events import Event, Sealed
from council_events.support import (
    CommitteeEstablished,
    CommitteeReported,
    MeetingResolved,
    SchemeConfirmed,
    SchemeRole,
    StandstillNotified,
)
from council_kit.vault import Vault

from council_support.domain.behaviour import Terms
from council_support.domain.tax_scheme import Creditor, Stage, State, main_creditors
from council_support.queries.parts import Consents, Content, CreditorRow, TeamRow, day
from council_support.queries.tax_scheme.labels import LABELS
from council_support.rules.tax_scheme.committee import notices

_CREDITOR_LISTS = {
    "creditors": "債権者",
    "signing_creditors": "連名の主要債権者",
    "attending": "出席した対象債権者",
    "consenting": "同意した対象債権者",
}


def content(state: State, terms: Terms, vault: Vault) -> Content:
    """The case as its state says; every sealed text is opened in one visit of the vault."""
    creditors = list(state.creditors.values())
    named = [member.name for member in state.team]
    committee = [member.name for member in state.committee.members] if state.committee else []
    opened = vault.open_many(
        [
            state.plan.summary if state.plan else None,
            *named,
            *committee,
            *(c.name for c in creditors),
            *(c.reason for c in creditors),
        ]
    )
    summary, *rest = opened
    members, rest = rest[: len(named)], rest[len(named) :]
    committee_names, rest = rest[: len(committee)], rest[len(committee) :]
    names, reasons = rest[: len(creditors)], rest[len(creditors) :]
    main = main_creditors(state, terms)
    return Content(
        header={
            "適用を想定する規定": "、".join(each.label for each in state.intended) or None,
            "開始決定の日": day(state.started_on),
            "一時停止の通知の日": day(state.notice.sent_on if state.notice else None),
            "確認書（様式３）の交付の日": day(state.confirmed_on),
            "成立・完了の日": day(state.approved_on),
            "次の実施状況の報告の期限": day(state.next_report_due),
            "終了の日": day(state.ended_on),
        },
        due_on=_due(state),
        creditors=tuple(
            _creditor(creditor, name, reason, main=creditor.creditor_id in main)
            for creditor, name, reason in zip(creditors, names, reasons, strict=True)
        ),
        consents=Consents(
            consented=state.consents,
            creditors=len(creditors),
            deadline=state.consent_term,
        ),
        team=tuple(
            TeamRow(
                person=member.person or "",
                name=f"{name or member.person}（{member.role.label}・{member.qualification.label}）",
                qualification=member.qualification.label,
                outside_expert=member.role is SchemeRole.EXPERT,
            )
            for member, name in zip(state.team, members, strict=True)
        ),
        sections=tuple(_sections(state, summary, committee_names)),
    )


def _due(state: State) -> dt.date | None:
    """The next day that matters."""
    if state.stage is Stage.CONSENT:
        return state.consent_term
    if state.stage is Stage.NOTIFIED and state.notice:
        return state.notice.first_meeting_on
    return state.next_report_due if state.stage is Stage.APPROVED else None


def _creditor(creditor: Creditor, name: str, reason: str | None, *, main: bool) -> CreditorRow:
    return CreditorRow(
        creditor_id=creditor.creditor_id,
        name=name,
        kind=creditor.kind,
        kind_title=creditor.kind.label,
        claim=creditor.claim,
        main=main,
        contact_allowed=creditor.contact_allowed,
        intention=creditor.attitude.label if creditor.attitude else None,
        status=creditor.answer.value if creditor.answer else "none",
        status_title=creditor.answer.label if creditor.answer else "未回答",
        date=creditor.answered_on,
        reason=reason,
    )


def _sections(state: State, summary: str | None, committee: list[str]) -> Iterable[Section]:
    if state.plan is not None:
        plan = state.plan
        rows = {
            "版": f"{plan.version}",
            "概要": summary or "",
            "債務額": f"{plan.debt_before:,}円",
            "債務免除等の額": f"{plan.debt_waived:,}円",
            "実質債務超過の解消までの年数": "記載なし"
            if plan.years_to_solvency is None
            else f"{plan.years_to_solvency}年",
            "経常黒字化までの年数": "記載なし" if plan.years_to_profit is None else f"{plan.years_to_profit}年",
        }
        yield _table("scheme_plan", "再生計画案", ("項目", "内容"), rows.items())
    if state.resolutions:
        yield _table(
            "resolutions",
            "第１回債権者会議の決議",
            ("事項", "結果", "定めた日"),
            ((each.matter.label, _result(each), day(each.until) or "") for each in state.resolutions.values()),
        )
    if state.committee is not None:
        yield _table(
            "committee",
            "再生計画検討委員会",
            ("委員", "資格", "役"),
            (
                (name, member.qualification.label, "委員長" if member.chair else "委員")
                for name, member in zip(committee, state.committee.members, strict=True)
            ),
        )
    sent = [row for act in _acts(state) for row in notices(act, state.council)]
    if sent:
        yield _table(
            "notices", "発する文書", ("文書", "差出人", "宛先"), ((name, by, "、".join(to)) for name, by, to in sent)
        )


def _result(resolution: MeetingResolved) -> str:
    return f"{'可決' if resolution.passed else '否決'}（同意{len(resolution.consenting)}者）"


def _acts(state: State) -> Iterable[type[Event]]:
    """What has been done that papers are sent for."""
    done: dict[type[Event], object] = {
        StandstillNotified: state.notice,
        CommitteeEstablished: state.committee,
        SchemeConfirmed: state.confirmed_on,
        CommitteeReported: state.report,
    }
    return (act for act, fact in done.items() if fact is not None)


def _table(key: str, title: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Section:
    return Section(key=key, title=title, columns=columns, rows=tuple(SectionRow(cells=tuple(row)) for row in rows))


def pairs(event: Event, state: State) -> Iterable[tuple[str, Any]]:
    """Label and value of what is shown of an event; creditors by name, members by name or id."""
    for field in type(event).model_fields:
        value = getattr(event, field)
        if field == "creditor_id" and value in state.creditors and "name" not in type(event).model_fields:
            yield LABELS[field], state.creditors[value].name
        elif field in _CREDITOR_LISTS and isinstance(value, tuple):
            yield _CREDITOR_LISTS[field], tuple(state.creditors[each].name for each in value if each in state.creditors)
        elif field == "members":
            yield "構成員", tuple(_member(each) for each in value)
        elif field == "creditors":
            yield "対象債権者の数", value
        elif field in LABELS and field != "creditor_id":
            yield LABELS[field], value


def _member(member: Any) -> tuple[Sealed[str] | str, str]:
    return member.name or getattr(member, "person", None) or "", member.qualification.label
