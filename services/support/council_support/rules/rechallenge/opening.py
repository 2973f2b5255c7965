"""When 再チャレンジ支援 begins, and for whom (基本要領 第二章第6 1, 2 柱書, 2(1)①②)."""

from __future__ import annotations

from council_events.deciding import Refused, provision
from council_events.support.rechallenge import Beneficiary, Phase, Trigger
from council_events.values import SupportLine

PHASES = {
    SupportLine.REVENUE_IMPROVEMENT: Phase.REVENUE_IMPROVEMENT,
    SupportLine.RESTRUCTURING: Phase.RESTRUCTURING,
    SupportLine.TAX_SCHEME: Phase.RESTRUCTURING,
}
"""The lines during which the judgement opens a linked case; those of a guarantor lead there by other ways."""
AFTER_PLAN = frozenset({"approved", "scheme_approved", "completed", "monitoring", "monitored"})
"""Stages of any line at which its plan has come into being."""


@provision("YR-2-6-2-1-1")
def phase_of(line: SupportLine, stage: str) -> Phase:
    """During what a judgement is made: the line, or the monitoring of its plan. Raises Refused for another line."""
    if line not in PHASES:
        raise Refused(
            "YR-2-6-2-1-1",
            "この支援の種類からは、再チャレンジ支援の案件を開きません。",
            "No case of 再チャレンジ支援 is opened from this line.",
        )
    return Phase.MONITORING if stage in AFTER_PLAN else PHASES[line]


@provision("YR-2-6-1")
def one_of_two_triggers_is_on_record(trigger: Trigger | None) -> None:
    """The support is given on one of two recorded grounds."""
    if trigger is None:
        raise Refused(
            "YR-2-6-1",
            "再チャレンジ支援の事由（事業再生等が極めて困難、又は保証債務のみの整理の必要）の判断が記録されていません。",
            "Neither of the two grounds of 再チャレンジ支援 has been judged.",
        )


@provision("YR-2-6-2-3-2")
def guarantee_debts_alone_have_a_reason(trigger: Trigger, joint_difficulty: str | None) -> None:
    """Guarantee debts are settled alone only where a joint settlement is difficult, and why is on record."""
    if trigger is Trigger.GUARANTEE_ONLY and not joint_difficulty:
        raise Refused(
            "YR-2-6-2-3-2",
            "主たる債務と保証債務の一体整理が困難な理由を記入してください（例：主たる債務の法的整理手続の申立て）。",
            "Say why principal and guarantee debts can't be settled together.",
            field="joint_difficulty",
        )


@provision("YR-2-6-2-1-2")
def a_wish_to_close_was_examined(wish_to_close: bool, examined: bool) -> None:
    """A company that asks to close down: first the room for 再生支援 is examined, then it is judged."""
    if wish_to_close and not examined:
        raise Refused(
            "YR-2-6-2-1-2",
            "廃業を希望する場合も、再生支援の余地を検討した上での判断が必要です。検討の内容が記録されていません。",
            "A wish to close is no ground by itself: the room for 再生支援 must have been examined.",
        )


@provision("YR-2-6-2-0")
def addressee_of(trigger: Trigger) -> Beneficiary:
    """To whom the judgement is told: the company, or the guarantor where only guarantee debts are to be settled."""
    return Beneficiary.GUARANTOR if trigger is Trigger.GUARANTEE_ONLY else Beneficiary.COMPANY


@provision("YR-2-6-2-0")
def the_right_one_is_told(to: Beneficiary, trigger: Trigger) -> None:
    """The judgement is told to the one it concerns."""
    right = addressee_of(trigger)
    if to is not right:
        raise Refused(
            "YR-2-6-2-0",
            f"この事由の判断は{right.label}に伝えます。",
            f"This judgement is told to the {right.value}.",
            field="to",
        )


@provision("YR-2-6-2-0")
def the_judgement_was_told(told: bool) -> None:
    """The support is proposed after the judgement was told."""
    if not told:
        raise Refused(
            "YR-2-6-2-0",
            "判断を相手に伝えたことが記録されていません。",
            "The judgement has not been told to the one it concerns.",
        )


@provision("BR-11", "YR-2-6-2-3-2")
def the_requester_fits(requester: Beneficiary, trigger: Trigger) -> None:
    """Company and guarantor may each ask; where only guarantee debts are settled there is no company that asks."""
    if requester is Beneficiary.COMPANY and trigger is Trigger.GUARANTEE_ONLY:
        raise Refused(
            "BR-11",
            "保証債務のみの整理は、保証人の求めにより支援します。",
            "A settlement of guarantee debts alone is asked for by the guarantor.",
            field="requester",
        )
