"""What is shown of a case of guarantee debts; the main debtor's case is only said to be linked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from council_casework.sections import Section, SectionRow
from council_events import Event
from council_events.support import (
    RepaymentPlanDrafted,
)
from council_kit.vault import Vault

from council_support.domain.behaviour import Terms
from council_support.domain.guarantee import Creditor, Stage, State
from council_support.queries.guarantee.labels import LABELS
from council_support.queries.parts import Consents, Content, CreditorRow, TeamRow, day
from council_support.rules.restructuring.start import main_creditors

_CREDITOR_LISTS = ("creditors", "excluded")


def content(state: State, terms: Terms, vault: Vault) -> Content:
    """The case as its state says; every sealed text is opened in one visit of the vault."""
    creditors = list(state.creditors.values())
    outline, plan = state.outline, state.plan
    texts = vault.open_many(
        [
            outline.guarantor_name if outline else None,
            outline.expert_name if outline else None,
            plan.summary if plan else None,
            plan.exempt_assets if plan else None,
            plan.pledged_assets if plan else None,
            plan.incentive_assets if plan else None,
            *(creditor.name for creditor in creditors),
            *(creditor.reason for creditor in creditors),
        ]
    )
    (guarantor, expert, *of_plan), rest = texts[:6], texts[6:]
    names, reasons = rest[: len(creditors)], rest[len(creditors) :]
    main = main_creditors([(c.creditor_id, c.claim) for c in creditors], terms.main_share_percent)
    called = {creditor.creditor_id: name for creditor, name in zip(creditors, names, strict=True)}
    return Content(
        header=_header(state, guarantor, expert),
        due_on=_due(state),
        creditors=tuple(
            _creditor(creditor, called[creditor.creditor_id], reason, main=creditor.creditor_id in main)
            for creditor, reason in zip(creditors, reasons, strict=True)
        ),
        consents=Consents(
            consented=state.consents,
            creditors=len(state.in_plan),
            deadline=state.meeting.consent_deadline if state.meeting else None,
        ),
        team=tuple(
            TeamRow(
                person=member.person,
                name=f"{member.person}（{member.qualification.label}）",
                qualification=member.qualification.label,
                outside_expert=member.outside_expert,
            )
            for member in state.team
        ),
        sections=tuple(_sections(state, called, of_plan)),
    )


def _header(state: State, guarantor: str | None, expert: str | None) -> dict[str, str | None]:
    outline = state.outline
    return {
        "保証人": guarantor,
        "保証人支援専門家": expert,
        "整理の類型": outline.settlement.label if outline else None,
        "主債務者の手続": outline.procedure.label if outline else None,
        "主債務者の案件": "連結済み" if outline and outline.principal_case else None,
        "主債務の整理手続の終結の日": day(state.procedure_ended_on),
        "開始決定の日": day(state.started_on),
        "基準時": day(state.base_date),
        "返済猶予等の要請の日": day(state.standstill.sent_on if state.standstill else None),
        "弁済計画成立・完了の日": day(state.approved_on),
        "終了の日": day(state.ended_on),
    }


def _due(state: State) -> dt.date | None:
    return state.meeting.consent_deadline if state.stage is Stage.CONSENT and state.meeting else None


def _creditor(creditor: Creditor, name: str, reason: str | None, *, main: bool) -> CreditorRow:
    grounds = {None: None, True: "合理的な不同意事由あり", False: "合理的な不同意事由なし"}
    return CreditorRow(
        creditor_id=creditor.creditor_id,
        name=name,
        kind=creditor.kind,
        kind_title=creditor.kind.label,
        claim=creditor.claim,
        main=main,
        contact_allowed=creditor.contact_allowed,
        intention=grounds[creditor.ground_against],
        status=creditor.answer.value if creditor.answer else "none",
        status_title=creditor.answer.label if creditor.answer else "未回答",
        date=creditor.answered_on,
        reason=reason,
    )


def _sections(state: State, called: Mapping[UUID, str], of_plan: Sequence[Any]) -> Iterable[Section]:
    if state.plan is not None:
        yield _plan(state.plan, *of_plan)
        yield _payments(state, state.plan, called)
    if state.checked is not None and state.checked.remarks:
        yield Section(
            key="remarks",
            title="弁済計画案の確認での指摘",
            columns=("指摘",),
            rows=tuple(SectionRow(cells=(remark.label,)) for remark in state.checked.remarks),
        )
    asked = [creditor for creditor in state.creditors.values() if creditor.check_asked_on is not None]
    if asked:
        yield Section(
            key="warranty_checks",
            title="表明保証の適正性の確認（保証人支援専門家）",
            columns=("求めた対象債権者", "求めた日", "報告の日"),
            rows=tuple(
                SectionRow(
                    cells=(
                        called[creditor.creditor_id],
                        day(creditor.check_asked_on) or "",
                        day(creditor.checked_on) or "未報告",
                    )
                )
                for creditor in asked
            ),
        )


def _plan(
    plan: RepaymentPlanDrafted, summary: str, exempt: int | str, pledged: int | str, incentive: int | str
) -> Section:
    rows = {
        "版": f"{plan.version}",
        "概要": summary,
        "弁済の期間": f"{plan.term_months}か月" if plan.term_months else "一括",
        "弁済に充てる額": f"{plan.distributable:,}円",
        "免除額": f"{plan.remission:,}円",
        "残存資産：自由財産": _yen(exempt),
        "残存資産：担保提供資産": _yen(pledged),
        "残存資産：インセンティブ資産": _yen(incentive),
        "再生計画案への記載": "あり" if plan.within_principal_plan else "なし",
    }
    return Section(
        key="repayment_plan",
        title="弁済計画案",
        columns=("項目", "内容"),
        rows=tuple(SectionRow(cells=cells) for cells in rows.items()),
    )


def _yen(amount: int | str) -> str:
    """An amount that was sealed; the word of an erased one as it is."""
    return f"{amount:,}円" if isinstance(amount, int) else amount


def _payments(state: State, plan: RepaymentPlanDrafted, called: Mapping[UUID, str]) -> Section:
    paid = {payment.creditor_id: payment.amount for payment in plan.payments}
    return Section(
        key="payments",
        title="対象債権者への弁済",
        columns=("債権者", "保証債権額（円）", "弁済額（円）"),
        rows=tuple(
            SectionRow(
                cells=(
                    called[creditor.creditor_id],
                    f"{creditor.claim:,}",
                    f"{paid[creditor.creditor_id]:,}" if creditor.creditor_id in paid else "計画の対象外",
                )
            )
            for creditor in state.creditors.values()
        ),
    )


def pairs(event: Event, state: State) -> Iterable[tuple[str, Any]]:
    """Label and value of what is shown of an event; creditors by name, team members by qualification and id."""
    for field in type(event).model_fields:
        value = getattr(event, field)
        if field == "creditor_id" and value in state.creditors and "name" not in type(event).model_fields:
            yield LABELS[field], state.creditors[value].name
        elif field in _CREDITOR_LISTS and isinstance(value, tuple):
            label = "除外した債権者" if field == "excluded" else LABELS[field]
            yield label, tuple(state.creditors[each].name for each in value if each in state.creditors)
        elif field == "members":
            yield "構成員", "、".join(f"{member.person}（{member.qualification.label}）" for member in value)
        elif field == "creditors":
            yield "対象債権者の数", value
        elif field in LABELS and field != "creditor_id":
            yield LABELS[field], value
