"""The 個別支援チーム and its examination (別冊２ 2(3), 2(4))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from council_directory import provision_row
from council_events.deciding import Refused, provision
from council_events.support import DueDiligence, TeamMember
from council_events.values import Qualification

ACCOUNTANTS = frozenset({Qualification.ACCOUNTANT, Qualification.TAX_ACCOUNTANT})


@provision("B2-2-3-2", "B2-2-3-3")
def nobody_has_an_interest(members: Sequence[TeamMember]) -> None:
    """Every member has declared that no interest ties it to the company or a creditor."""
    for member in members:
        if not member.no_interest_declared:
            raise Refused(
                "B2-2-3-3" if member.outside_expert else "B2-2-3-2",
                "相談企業・主要債権者との間に利害関係がない旨の申告がない構成員がいます。",
                "A member has not declared to have no interest in the company or a main creditor.",
                field="members",
            )


@provision("B2-2-3-1")
def the_professions_are_complete(members: Sequence[TeamMember], waiver: bool, exception_grounds: bool) -> None:
    """公認会計士 or 税理士 in principle; with 債権放棄等 弁護士 and 公認会計士, without exception. Assistants don't count."""
    professions = {member.qualification for member in members if member.assistant_ground is None}
    if waiver and not {Qualification.LAWYER, Qualification.ACCOUNTANT} <= professions:
        raise Refused(
            "B2-2-3-1",
            "債権放棄等の要請が見込まれる場合、チームには弁護士及び公認会計士が必要です（税理士では代えられません）。",
            "Where 債権放棄等 is expected the team needs a lawyer and a certified public accountant.",
            field="members",
        )
    if professions.isdisjoint(ACCOUNTANTS) and not exception_grounds:
        raise Refused(
            "B2-2-3-1",
            "チームには原則として公認会計士又は税理士を含めます。含めない場合は理由を記入してください。",
            "The team includes a certified public accountant or tax accountant in principle.",
            field="members",
        )


@provision("B2-2-3-4")
def assistants_join_after_consultation(members: Sequence[TeamMember], on: dt.date) -> None:
    """From 2024-04-01 an 外部専門家補佐人 joins after 協議 with the 外部専門家, on one of the two grounds."""
    for member in members:
        if member.assistant_ground is None:
            continue
        if not provision_row("B2-2-3-4").in_force(on):
            raise Refused(
                "B2-2-3-4",
                "外部専門家補佐人は2024年4月1日以降に参画させることができます。",
                "Assistants of outside experts exist since 2024-04-01.",
                field="members",
            )
        if member.experts_consulted_on is None or member.experts_consulted_on > on:
            raise Refused(
                "B2-2-3-4",
                "外部専門家補佐人の参画には、外部専門家との協議の日の記録が必要です。",
                "An assistant joins after 協議 with the outside expert.",
                field="members",
            )


@provision("B2-2-4-1", "B2-2-4-4", "B2-Q37")
def the_financial_side_was_examined_by(member: TeamMember | None, due_diligence: DueDiligence) -> None:
    """By a 公認会計士 or 税理士 of the team; by any member where the simple way is allowed."""
    if member is not None and (due_diligence is DueDiligence.SIMPLE_FINANCIAL or member.qualification in ACCOUNTANTS):
        return
    raise Refused(
        "B2-2-4-1",
        "財務面の調査は、チームに参画する公認会計士又は税理士が行います。",
        "The financial side is examined by the team's accountant or tax accountant.",
        field="by",
    )


@provision("B2-2-4-1", "B2-Q37")
def the_business_side_was_examined_by(member: TeamMember | None) -> None:
    """By an outside expert of the team (中小企業診断士等), in every kind of examination."""
    if member is None:
        raise Refused(
            "B2-2-4-1",
            "事業面の調査は、チームに参画する中小企業診断士等が行います。",
            "The business side is examined by a member of the team.",
            field="by",
        )
    if not member.outside_expert or member.assistant_ground is not None:
        raise Refused(
            "B2-Q37",
            "事業面の調査は、外部専門家を含むチームによる実施又は検証が必要です。",
            "The business side always needs an outside expert.",
            field="by",
        )


@provision("B2-2-4-1")
def both_sides_were_examined(financial: bool, business: bool) -> None:
    """A plan rests on a financial and a business examination."""
    if not (financial and business):
        side = "財務面" if not financial else "事業面"
        raise Refused(
            "B2-2-4-1",
            f"{side}の調査が完了していません。",
            "The plan rests on a financial and a business examination.",
        )
