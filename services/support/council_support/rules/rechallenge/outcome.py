"""What is confirmed, compiled and published of a 再チャレンジ支援 (基本要領 第二章第6 1, 2(3)③, 3(2)(3))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from council_events.deciding import Refused, provision
from council_events.support.rechallenge import OutcomeCompiled, OutcomePart, PersonalSettlement, Trigger


@provision("YR-2-6-3-2")
def the_person_is_listed(listed: bool) -> None:
    """An outcome is of a person whom the case knows."""
    if not listed:
        raise Refused(
            "YR-2-6-3-2",
            "経営者等として登録されていません。",
            "This person is not listed in the case.",
            field="manager_id",
        )


@provision("YR-2-6-3-2")
def a_settlement_has_its_day(settlement: PersonalSettlement, settled_on: dt.date | None) -> None:
    """A settlement ended on a day; only where there were no debts is there none."""
    if settlement is not PersonalSettlement.NO_DEBTS and settled_on is None:
        raise Refused(
            "YR-2-6-3-2",
            "債務整理が終わった日を記入してください。",
            "Name the day on which the settlement ended.",
            field="settled_on",
        )


@provision("YR-2-6-3-2")
def it_is_confirmed_after_it_ended(settled_on: dt.date | None, confirmed_on: dt.date) -> None:
    """What has not happened yet can't be confirmed."""
    if settled_on is not None and settled_on > confirmed_on:
        raise Refused(
            "YR-2-6-3-2",
            "確認した日が、債務整理が終わった日より前です。",
            "It was confirmed before it ended.",
            field="confirmed_on",
        )


@provision("YR-2-6-2-3-3")
def a_plan_under_the_guideline_went_through_annex_4(settlement: PersonalSettlement, referred: bool) -> None:
    """A settlement under the 経営者保証ガイドライン follows 別冊４."""
    if settlement is PersonalSettlement.PLAN and not referred:
        raise Refused(
            "YR-2-6-2-3-3",
            "経営者保証ガイドラインに基づく整理は別冊４の手順によります。別冊４への移行が記録されていません。",
            "A settlement under the guideline follows 別冊４, and no referral to it is on record.",
            field="settlement",
        )


@provision("YR-2-6-3-2")
def missing_parts(
    trigger: Trigger | None,
    company_settled: bool,
    people: Collection[UUID],
    settled: Collection[UUID],
    started: Collection[UUID],
) -> tuple[OutcomePart, ...]:
    """What is not confirmed yet: of the company (not asked where only a guarantor is supported), and of each person."""
    missing = []
    if not company_settled and trigger is not Trigger.GUARANTEE_ONLY:
        missing.append(OutcomePart.COMPANY_DEBTS)
    if not people or not set(people) <= set(settled):
        missing.append(OutcomePart.PERSONAL_DEBTS)
    if not people or not set(people) <= set(started):
        missing.append(OutcomePart.NEW_START)
    return tuple(missing)


@provision("YR-2-6-3-3")
def published_entry(outcome: OutcomeCompiled) -> tuple[tuple[str, str], ...]:
    """Label and text of what the nationwide publication may use: codes only, no name, number, place or day.

    The entries of persons are in alphabetical order, so that they tell nothing of who is who.
    """
    rows = (
        ("支援の事由", (outcome.trigger.label,)),
        ("判断した場面", (outcome.phase.label,)),
        ("助言の事項", tuple(topic.label for topic in outcome.topics)),
        ("廃業型私的整理のサポート支援", ("あり" if outcome.workout_supported else "なし",)),
        ("法人の債務整理", (outcome.company.label,) if outcome.company else ()),
        ("個人の債務整理", tuple(sorted(each.label for each in outcome.persons))),
        ("再チャレンジの状況", tuple(sorted(each.label for each in outcome.starts))),
        ("認められた効果", tuple(effect.label for effect in outcome.effects)),
    )
    return tuple((label, "、".join(texts)) for label, texts in rows if texts)
