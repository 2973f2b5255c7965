"""The company, and its consultation from the opening to the line chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from council_events import Sealed, intake
from council_events.values import SupportLine

from council_local.histories.reports import consultation_report
from council_local.histories.telling import Happening, Teller, identity, size
from council_local.profiles import Course


def registered(teller: Teller) -> Happening:
    """The company as it is entered in the register."""
    profile = teller.profile
    subject = f"company:{profile.company_id}"
    return teller.register(
        intake.CompanyRegistered(
            company_id=profile.company_id,
            name=Sealed(profile.name, subject),
            kana=Sealed(profile.kana, subject),
            corporate_number=Sealed(profile.corporate_number, subject) if profile.corporate_number else None,
            phone=Sealed(profile.phone, subject),
            prefecture=profile.council,
            legal_form=profile.legal_form,
            industry=profile.industry,
        )
    )


def opened(teller: Teller) -> Happening:
    """The consultation as it is received."""
    profile = teller.profile
    asks_itself = profile.requester in (intake.Requester.COMPANY, intake.Requester.GUARANTOR)
    return teller.tell(
        "intake",
        intake.ConsultationOpened(
            case_id=profile.case_id,
            kind=intake.ConsultationKind.COUNTER if asks_itself else intake.ConsultationKind.PRELIMINARY,
            requester=profile.requester,
            route=profile.route,
            channel=profile.channel,
            assigned_to=f"p{profile.council}-deputy",
            company_phone=Sealed(profile.phone, f"company:{profile.company_id}"),
            capital=profile.capital,
            wishes=profile.wishes,
            **identity(profile),
            **size(profile),
        ),
    )


def consultation(teller: Teller) -> Iterator[Happening]:
    """窓口相談, and the line chosen where one is."""
    profile, case = teller.profile, teller.profile.case_id
    yield registered(teller)
    yield opened(teller)
    yield teller.tell("intake", intake.RoleExplained(case_id=case))
    items = tuple(intake.FactItem)
    notes = tuple(Sealed(f"{item.label}を聴取した。") for item in items)
    yield teller.tell("intake", intake.ConsultationFactsRecorded(case_id=case, items=items, notes=notes), days=6)
    edition = intake.Edition.E2024 if teller.day >= dt.date(2024, 4, 1) else intake.Edition.E2022
    yield teller.tell("intake", intake.FactFindingCompleted(case_id=case, edition=edition), days=3)
    yield teller.tell("intake", intake.AdviceGiven(case_id=case, advice=Sealed("資金繰り表の作成を助言した。")), days=2)
    line = {Course.CONSULTED: None, Course.SUBSIDY: SupportLine.PLAN_SUBSIDY}.get(
        profile.course, SupportLine.RESTRUCTURING
    )
    if line is not None:
        chosen = intake.SupportLineChosen(
            case_id=case,
            line=line,
            consulted_on=profile.opened_on,
            capital=profile.capital,
            **identity(profile),
            **size(profile),
        )
        yield teller.tell("intake", chosen, "head", days=4)
    yield teller.tell("intake", intake.ConsultationClosed(case_id=case, result=profile.result), "head", days=1)
    yield from consultation_report(teller)
