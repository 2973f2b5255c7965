"""What can be asked in 再チャレンジ支援, in the order of a case's life."""

from council_support.commands.rechallenge.advice import (
    AttendCreditorsMeeting,
    GiveRechallengeAdvice,
    GiveWorkoutAdvice,
    IntroduceLawyer,
    RecordWorkout,
    ReferGuaranteeSettlement,
    Seat,
)
from council_support.commands.rechallenge.opening import (
    DeclineRechallenge,
    ListManager,
    ReceiveRechallenge,
    RecordTrigger,
    StartRechallenge,
    TellJudgement,
)
from council_support.commands.rechallenge.outcome import (
    CompileOutcome,
    ConfirmCompanySettlement,
    ConfirmNewStart,
    ConfirmPersonalSettlement,
    RecordEffects,
)

StaffCommand = (
    RecordTrigger
    | TellJudgement
    | StartRechallenge
    | DeclineRechallenge
    | ListManager
    | GiveRechallengeAdvice
    | IntroduceLawyer
    | RecordWorkout
    | GiveWorkoutAdvice
    | AttendCreditorsMeeting
    | ReferGuaranteeSettlement
    | RecordEffects
    | ConfirmCompanySettlement
    | ConfirmPersonalSettlement
    | ConfirmNewStart
    | CompileOutcome
)
"""What a person may ask, each a route of the API."""

__all__ = [
    "AttendCreditorsMeeting",
    "CompileOutcome",
    "ConfirmCompanySettlement",
    "ConfirmNewStart",
    "ConfirmPersonalSettlement",
    "DeclineRechallenge",
    "GiveRechallengeAdvice",
    "GiveWorkoutAdvice",
    "IntroduceLawyer",
    "ListManager",
    "ReceiveRechallenge",
    "RecordEffects",
    "RecordTrigger",
    "RecordWorkout",
    "ReferGuaranteeSettlement",
    "Seat",
    "StaffCommand",
    "StartRechallenge",
    "TellJudgement",
]
