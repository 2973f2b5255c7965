"""A case of the plan-subsidy programme, from the application to the last payment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from uuid import uuid5

from council_events import Sealed, subsidy

from council_local.histories.telling import Happening, Teller, identity, size
from council_local.profiles import Profile


def subsidy_case(teller: Teller) -> Iterator[Happening]:
    """利用申請, 受理, 支払申請, 支払決定, 支払, 伴走支援."""
    profile, case = teller.profile, teller.profile.case_id
    agency = f"{uuid5(profile.company_id, 'agency').int % 10**12:012}"
    plan_cost, accompaniment_cost = 1_200_000, 300_000
    filed = subsidy.SubsidyApplicationFiled(
        case_id=case,
        track=subsidy.Track.ORDINARY,
        agencies=(subsidy.Agency(agency_id=agency, name=Sealed("架空税理士法人"), representative=True),),
        estimates=(
            subsidy.Cost(agency_id=agency, line=subsidy.CostLine.PLAN, amount=plan_cost),
            subsidy.Cost(agency_id=agency, line=subsidy.CostLine.ACCOMPANIMENT, amount=accompaniment_cost),
        ),
        financial_support=(subsidy.FinancialSupport.TERMS_CHANGED,),
        papers=tuple(subsidy.ApplicationPaper),
        guarantee_release=False,
        interim_requested=False,
        **identity(profile),
        **size(profile),
    )
    yield teller.tell("subsidy", filed, "office", days=10)
    lapses = teller.day.replace(year=teller.day.year + 2, day=min(teller.day.day, 28))
    accepted = subsidy.SubsidyApplicationAccepted(case_id=case, ruleset="2024-04-01", lapses_on=lapses)
    yield teller.tell("subsidy", accepted, "office", days=7)
    costs = (subsidy.Cost(agency_id=agency, line=subsidy.CostLine.PLAN, amount=plan_cost),)
    claimed = subsidy.PlanFeeClaimed(case_id=case, costs=costs, papers=tuple(subsidy.ClaimPaper))
    yield teller.tell("subsidy", claimed, "office", days=90)
    half = plan_cost * 2 // 3 // 2
    first, second = subsidy.PaymentKind.PLAN_FIRST_HALF, subsidy.PaymentKind.PLAN_SECOND_HALF
    payables = tuple(subsidy.Payable(agency_id=agency, kind=kind, amount=half) for kind in (first, second))
    decided = subsidy.PlanFeeDecided(case_id=case, payables=payables, total=2 * half)
    yield teller.tell("subsidy", decided, "office", days=14)
    yield teller.tell("subsidy", _paid(profile, agency, first, half, teller.day), "office", days=10)
    yield from _accompaniment(teller, agency, accompaniment_cost, half)


def _accompaniment(teller: Teller, agency: str, cost: int, half: int) -> Iterator[Happening]:
    profile, case = teller.profile, teller.profile.case_id
    claim = subsidy.AccompanimentClaimed(
        case_id=case,
        number=1,
        kind=subsidy.AccompanimentKind.SETTLEMENT,
        period_to=teller.day,
        costs=(subsidy.Cost(agency_id=agency, line=subsidy.CostLine.ACCOMPANIMENT, amount=cost),),
        papers=tuple(subsidy.ClaimPaper),
        report=Sealed("決算の状況を金融機関に報告した。"),
    )
    yield teller.tell("subsidy", claim, "office", days=60)
    amount, kind = cost * 2 // 3, subsidy.PaymentKind.ACCOMPANIMENT
    payable = subsidy.Payable(agency_id=agency, kind=kind, amount=amount)
    decided = subsidy.AccompanimentDecided(case_id=case, number=1, payables=(payable,), total=amount)
    yield teller.tell("subsidy", decided, "office", days=7)
    yield teller.tell("subsidy", _paid(profile, agency, kind, amount, teller.day), "office", days=5)
    second = subsidy.PaymentKind.PLAN_SECOND_HALF
    yield teller.tell("subsidy", _paid(profile, agency, second, half, teller.day), "office")


def _paid(profile: Profile, agency: str, kind: subsidy.PaymentKind, amount: int, on: dt.date) -> subsidy.FeePaid:
    return subsidy.FeePaid(
        case_id=profile.case_id,
        agency_id=agency,
        kind=kind,
        track=subsidy.Track.ORDINARY,
        amount=amount,
        paid_on=on,
    )
