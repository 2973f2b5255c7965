"""Situations of 再チャレンジ支援 with names: at 秋田, the lawyer among the 統括責任者補佐 is p05-lawyer."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from council_events import Sealed
from council_events.deciding import Asking
from council_events.support import CandidateReceived
from council_events.support.rechallenge import AdviceTopic, Beneficiary, Phase, Trigger, WorkoutAdvice, WorkoutParty
from council_events.values import Industry, LegalForm, Office, SupportLine
from council_support.commands.rechallenge import (
    ConfirmCompanySettlement,
    ConfirmNewStart,
    ConfirmPersonalSettlement,
    GiveRechallengeAdvice,
    GiveWorkoutAdvice,
    ListManager,
    RecordTrigger,
    RecordWorkout,
    ReferGuaranteeSettlement,
    StartRechallenge,
    TellJudgement,
)

from tests.services.support.situations import day
from tests.services.support.whole import Whole

CASE = UUID("018f5e1c-0000-7000-8000-0000000000cc")
PRESIDENT = uuid5(CASE, "president")
WIFE = uuid5(CASE, "wife")
LAWYER = "p05-lawyer"
LAWYERS = frozenset({LAWYER})


def asking(*offices: Office, on: str, person: str = "p05-head", council: str = "05", **rest: Any) -> Asking:
    return Asking(person, council, day(on), frozenset(offices), **({"lawyers": LAWYERS} | rest))


def head(on: str, **rest: Any) -> Asking:
    return asking(Office.HEAD, on=on, **rest)


def deputy(on: str, **rest: Any) -> Asking:
    return asking(Office.DEPUTY, on=on, person="p05-deputy", **rest)


def company(**changes: Any) -> CandidateReceived:
    """羽後角館味噌, a maker of miso."""
    received = CandidateReceived(
        case_id=CASE,
        line=SupportLine.RECHALLENGE,
        consulted_on=day("2024-09-20"),
        company_name=Sealed("有限会社羽後角館味噌（架空）"),
        prefecture="05",
        legal_form=LegalForm.LIMITED_COMPANY,
        industry=Industry.MANUFACTURING,
        employees=12,
    )
    return received.model_copy(update=changes)


def received(on: str = "2024-09-24", **changes: Any) -> Whole:
    return Whole("05").given(on, company(**changes), actor="system:support")


TRIGGER = RecordTrigger(
    trigger=Trigger.EXTREMELY_DIFFICULT,
    phase=Phase.CONSULTATION,
    judged_on=day("2024-10-03"),
    reason="主要な取引先を失い、資金繰りの見込みが立たない",
)
GUARANTEE_ONLY = RecordTrigger(
    trigger=Trigger.GUARANTEE_ONLY,
    judged_on=day("2024-10-03"),
    reason="会社の破産手続が申し立てられた",
    joint_difficulty="主たる債務の破産手続が係属中",
)


def judged(trigger: RecordTrigger = TRIGGER) -> Whole:
    case = received()
    case.when(trigger, head("2024-10-03"))
    return case


def told(trigger: RecordTrigger = TRIGGER) -> Whole:
    case = judged(trigger)
    to = Beneficiary.GUARANTOR if trigger.trigger is Trigger.GUARANTEE_ONLY else Beneficiary.COMPANY
    case.when(TellJudgement(to=to, told_on=day("2024-10-07")), head("2024-10-07"))
    return case


def started(trigger: RecordTrigger = TRIGGER) -> Whole:
    case = told(trigger)
    to = Beneficiary.GUARANTOR if trigger.trigger is Trigger.GUARANTEE_ONLY else Beneficiary.COMPANY
    case.when(StartRechallenge(requester=to), head("2024-10-08"))
    case.when(ListManager(manager_id=PRESIDENT, name="角館 実"), deputy("2024-10-08"))
    return case


def advice(on: str, conferred: str | None = None, **changes: Any) -> GiveRechallengeAdvice:
    command = GiveRechallengeAdvice(
        topics=(AdviceTopic.CLOSING_WORKOUT, AdviceTopic.GUARANTEE_DEBTS),
        given_on=day(on),
        content="廃業型私的整理の進め方と、経営者保証ガイドラインの活用",
        lawyer_deputy=LAWYER if conferred else None,
        conferred_on=day(conferred) if conferred else None,
    )
    return command.model_copy(update=changes)


def advised() -> Whole:
    case = started()
    case.when(advice("2024-10-17", "2024-10-15"), deputy("2024-10-17"))
    return case


WORKOUT = RecordWorkout(entered_on=day("2024-11-01"), guideline=True, outside_expert="弁護士 仙北 守")


def in_workout(workout: RecordWorkout = WORKOUT) -> Whole:
    case = advised()
    case.when(workout, head("2024-11-01"))
    return case


def workout_advice(on: str = "2024-11-11", **changes: Any) -> GiveWorkoutAdvice:
    command = GiveWorkoutAdvice(
        party=WorkoutParty.MAIN_CREDITOR,
        requested_on=day(on),
        kind=WorkoutAdvice.PLAN,
        given_on=day(on),
        content="弁済計画案の清算価値の計算について",
        lawyer_deputy=LAWYER,
        conferred_on=day(on),
    )
    return command.model_copy(update=changes)


COMPANY_BANKRUPT = ConfirmCompanySettlement(
    settlement="bankruptcy", settled_on=day("2025-03-03"), confirmed_on=day("2025-03-10")
)
REFERRED = ReferGuaranteeSettlement(manager_id=PRESIDENT, referred_on=day("2025-03-14"))
PERSON_SETTLED = ConfirmPersonalSettlement(
    manager_id=PRESIDENT, settlement="plan", settled_on=day("2025-08-20"), confirmed_on=day("2025-08-27")
)
EMPLOYED = ConfirmNewStart(manager_id=PRESIDENT, state="employed", confirmed_on=day("2025-11-04"))
CONFIRMED = (COMPANY_BANKRUPT, REFERRED, PERSON_SETTLED, EMPLOYED)


def confirmed() -> Whole:
    case = advised()
    for command in CONFIRMED:
        case.when(command, deputy("2025-11-05"))
    return case
