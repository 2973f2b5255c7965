"""The register of companies: numbers, joins and merges; and what a nationwide question may answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from council_casework.nationwide import (
    LIFETIME_LIMIT,
    Supported,
    had_a_plan,
    is_barred_from_the_bank_track,
    left_of,
    of_track,
)
from council_directory import corporate_number_is_valid, provision_row
from council_events.deciding import Refused, provision
from council_events.intake import Answer, NationwideQuestion
from council_events.subsidy import SubsidyUseCounted, Track
from council_events.values import LegalForm


@provision("STD-1")
def the_corporate_number_is_right(number: str | None, legal_form: LegalForm) -> None:
    """The check digit holds; a sole proprietor has none, and nobody must have one."""
    if number is None:
        return
    if legal_form is LegalForm.SOLE_PROPRIETOR:
        raise Refused(
            "STD-1",
            "個人事業主に法人番号はありません。",
            "A sole proprietor has no corporate number.",
            field="corporate_number",
        )
    if not corporate_number_is_valid(number):
        raise Refused(
            "STD-1",
            "法人番号の検査用数字（先頭の1桁）が合いません。入力を確かめてください。",
            "The check digit (the first) of the corporate number does not fit the other twelve.",
            field="corporate_number",
        )


@provision("STD-1")
def a_proprietor_becomes_a_corporation(was: LegalForm, becomes: LegalForm) -> None:
    """法人成り begins with a sole proprietor and ends with a corporation that has a number."""
    if was is not LegalForm.SOLE_PROPRIETOR or becomes in (LegalForm.SOLE_PROPRIETOR, LegalForm.LLP):
        raise Refused(
            "STD-1",
            "法人成りは、個人事業主の登録について、法人となった後の法人格を選んで記録します。",
            "Incorporation is recorded on a sole proprietor's entry, with the corporation's legal form.",
            field="legal_form",
        )


@provision("RP-3")
def the_entry_stands(stands: bool) -> None:
    """An entry that was joined to another, whose company went into another, or that was closed is not changed any more."""
    if not stands:
        raise Refused(
            "RP-3",
            "この登録は、他の登録に統合されているか、合併により消滅しているか、閉鎖されています。",
            "This entry was joined to another one, its company went into another, or it was closed.",
        )


@provision("RP-3")
def the_other_is_another(company_id: UUID, other_id: UUID, joined_to: Sequence[UUID], field: str) -> None:
    """A company is joined to, or goes into, another entry, which does not already lead back to it."""
    if company_id == other_id or company_id in joined_to:
        raise Refused(
            "RP-3",
            "同じ登録、又は既にこの登録に統合されている登録は選べません。",
            "Choose another entry, which is not joined to this one already.",
            field=field,
        )


@provision("RP-3")
def they_were_joined(other_id: UUID, joined_to: Sequence[UUID]) -> None:
    """Only a join is taken back."""
    if other_id not in joined_to:
        raise Refused(
            "RP-3",
            "この二つの登録は統合されていません。",
            "These two entries are not joined.",
            field="same_as",
        )


# ---- what a nationwide question may answer: nothing but yes, no or the yen that remain


class Past(NamedTuple):
    """What all councils together know of the company: its uses of the programme, and its supports."""

    uses: tuple[SubsidyUseCounted, ...] = ()
    supports: tuple[Supported, ...] = ()


class Finding(NamedTuple):
    """The whole answer."""

    answer: Answer
    provision: str
    remaining: int | None = None


def nationwide(question: NationwideQuestion, past: Past, on: dt.date, *, negotiation_counts: bool) -> Finding:
    """The answer to a question about an application to be accepted on this day; raises Refused for a day without rule.

    What counts is told by council_casework.nationwide, by which subsidy decides as well.
    """
    if question is NationwideQuestion.LIFETIME_CEILING:
        return remaining_of_the_ceiling(past, on, negotiation_counts=negotiation_counts)
    if question is NationwideQuestion.REGULAR_AGAIN:
        return _said(bool(of_track(past.uses, Track.ORDINARY)), _of_the_day("SUB-E-4", on))
    if question is NationwideQuestion.EARLY_AGAIN:
        return _said(bool(of_track(past.uses, Track.EARLY)), _of_the_day("SUB-E-5", on))
    if question is NationwideQuestion.EARLIER_PLAN:
        return earlier_plan(past)
    return any_support(past)


def _said(is_so: bool, provision_id: str) -> Finding:
    return Finding(Answer.YES if is_so else Answer.NO, provision_id)


@provision("SUB-E-4", "SUB-E-5", "SUB-E-6")
def _of_the_day(provision_id: str, on: dt.date) -> str:
    """A second use rests on SUB-E-6 until 2024-03-31, then on SUB-E-4 (通常枠) or SUB-E-5 (早期)."""
    return provision_id if provision_row(provision_id).in_force(on) else "SUB-E-6"


@provision("SUB-E-4")
def remaining_of_the_ceiling(past: Past, on: dt.date, *, negotiation_counts: bool) -> Finding:
    """What past and new subsidy of 通常枠 may still come to, for life."""
    if not provision_row("SUB-E-4").in_force(on):
        raise Refused(
            "SUB-E-4",
            "通算の上限は、2024年4月1日以降に受け付ける利用申請に適用されます。",
            "The lifetime ceiling applies to applications accepted from 2024-04-01.",
            field="accepted_on",
        )
    left = left_of(LIFETIME_LIMIT, past.uses, negotiation_counts=negotiation_counts)
    return Finding(Answer.REMAINING, "SUB-E-4", left)


@provision("SUB-E-7")
def earlier_plan(past: Past) -> Finding:
    """Whether a plan was made with a 経営改善支援センター or 協議会 before."""
    return _said(had_a_plan(past.uses, past.supports), "SUB-E-7")


@provision("SUB-E-10")
def any_support(past: Past) -> Finding:
    """Whether 通常枠, 早期 or one of the support lines has been used or runs."""
    return _said(is_barred_from_the_bank_track(past.uses, past.supports), "SUB-E-10")
