"""What the cases rest on the register of 認定経営革新等支援機関 for: filing, acceptance, claims, payments (SUB-P-2)."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from council_events.subsidy import BankKind, BankTie, BankTrack
from council_subsidy import commands as c
from council_subsidy.commands.agencies import (
    RenewCertification,
    WithdrawCertification,
)
from council_subsidy.domain import (
    Agency,
)
from council_subsidy.rules.terms import Terms
from pydantic import ValidationError

from tests.services.subsidy.register import Entry, a_bank, day
from tests.services.subsidy.situations import (
    AMANE,
    CHECKED,
    EXPLAINED,
    HAKATA,
    LINES,
    MONITORING_EXPLAINED,
    NOTOMA,
    REPORT_CHECKED,
    Case,
    accompaniment,
    agencies,
    application,
    cost,
    early,
    plan_claim,
)


def registered(*entries: Entry) -> Mapping[str, Agency]:
    return {entry.agency_id: entry.agency for entry in entries}


VALID = registered(Entry().certified("2022-04-01"), Entry(NOTOMA).certified("2022-04-01"))
KEPT = Terms(agencies_registered_from=day("2024-04-01"))


def test_sub_p_2_an_application_with_a_lapsed_agency_is_refused_at_filing_and_at_acceptance() -> None:
    lapsed = registered(Entry().certified("2019-04-01"))  # to 2024-03-31
    case = Case()
    case.register = lapsed
    refused = case.refusal("2024-04-01", application())
    assert (refused.provision, refused.field) == ("SUB-P-2", "agencies")
    assert case.ask("2024-03-29", application(registry_certificate_on=day("2024-03-01")))
    case.advised("2024-04-01", EXPLAINED)
    assert case.refusal("2024-04-01", c.AcceptApplication()).provision == "SUB-P-2"
    assert case.ask("2024-03-31", c.AcceptApplication())


def test_sub_p_2_from_the_day_of_the_register_an_agency_must_stand_in_it() -> None:
    for register, days in (({}, ("2024-04-01", "2024-04-02")), (VALID, ())):
        case = Case(terms=KEPT)
        case.register = register
        for on in days:
            assert case.refusal(on, application()).field == "agencies"
        assert case.ask("2024-03-31", application()), "before, the notice of certification is enough"
    without = Case(terms=Terms(agencies_registered_from=None))
    assert without.ask("2030-04-01", application()), "a deployment may keep none"
    unknown = Case(terms=KEPT)
    unknown.register = VALID
    unknown.ask("2024-03-31", application(agencies=agencies(AMANE, HAKATA)))
    unknown.advised("2024-04-01", EXPLAINED)
    assert HAKATA in unknown.refusal("2024-04-01", c.AcceptApplication()).ja


def test_yr_1_2_1_a_host_of_a_council_is_no_agency() -> None:
    """認定支援機関 and 認定経営革新等支援機関 are certified under two acts (YR-1-2-1)."""
    for code in ("17", "hq", "BUR-04"):
        with pytest.raises(ValidationError):
            agencies(code)
    case = Case(terms=KEPT)
    case.register = VALID
    assert case.refusal("2024-04-15", application(agencies=agencies(HAKATA))).provision == "SUB-P-2"


PLAN = cost(AMANE, LINES.PLAN, 1_200_000)


def accepted() -> Case:
    case = Case()
    case.register = VALID
    filed = application(PLAN, cost(AMANE, LINES.ACCOMPANIMENT, 150_000), registry_certificate_on=day("2024-07-01"))
    return case.accepted(filed, "2024-07-16")


@pytest.mark.parametrize(
    ("certified_on", "expires_on", "paid"),
    [
        ("2022-04-01", "2024-09-30", True),  # the plan was completed on this day
        ("2022-04-01", "2024-09-29", False),
        ("2024-07-16", "2029-07-15", True),  # the work began on this day
        ("2024-07-17", "2029-07-16", False),
    ],
)
def test_sub_p_2_work_outside_the_validity_is_not_claimed(certified_on: str, expires_on: str, paid: bool) -> None:
    case = accepted()
    case.register = registered(Entry().certified(certified_on, expires_on))
    if paid:
        assert case.ask("2024-10-15", plan_claim(PLAN))
    else:
        refused = case.refusal("2024-10-15", plan_claim(PLAN))
        assert (refused.provision, refused.field) == ("SUB-P-2", "worked_from")


def test_sub_p_2_work_across_a_renewal_is_covered_and_across_a_gap_it_is_not() -> None:
    case = accepted()
    over = Entry().certified("2019-09-01")  # to 2024-08-31
    case.register = registered(over.when(RenewCertification(renewed_on=day("2024-08-30"))))
    assert case.ask("2024-10-15", plan_claim(PLAN))
    touching = Entry().certified("2019-08-15").certified("2024-08-15")
    gap = Entry().certified("2019-08-15").certified("2024-08-16")
    other = accepted()
    other.register = registered(gap)
    assert "2024-08-15" in other.refusal("2024-10-15", plan_claim(PLAN)).ja
    other.register = registered(touching)
    assert other.ask("2024-10-15", plan_claim(PLAN))


def test_sub_p_2_the_payment_is_decided_by_what_the_register_says_then() -> None:
    case = accepted()
    case.ask("2024-10-15", plan_claim(PLAN))
    case.advised("2024-10-15", CHECKED)
    case.advised("2024-10-15", MONITORING_EXPLAINED)
    withdrawn = Entry().certified("2022-04-01")
    case.register = registered(
        withdrawn.when(WithdrawCertification(withdrawn_on=day("2024-08-01"), reason="認定の取消し"))
    )
    assert case.refusal("2024-10-16", c.DecidePlanFee()).provision == "SUB-P-2"
    case.register = VALID
    assert case.ask("2024-10-16", c.DecidePlanFee())


def test_sub_p_2_accompaniment_is_paid_to_an_agency_that_is_certified_at_the_end_of_its_period() -> None:
    report = accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 150_000))  # to 2025-03-31
    for last, fine in (("2025-03-30", False), ("2025-03-31", True)):
        case = accepted()
        case.decided("2024-10-15", plan_claim(PLAN))
        case.register = registered(Entry().certified("2022-04-01", last))
        if fine:
            case.ask("2025-06-10", report)
            case.advised("2025-06-10", REPORT_CHECKED)
            assert case.ask("2025-06-11", c.DecideAccompaniment())
        else:
            refused = case.refusal("2025-06-10", report)
            assert (refused.provision, refused.field) == ("SUB-P-2", "period_to")


def test_sub_e_9_the_bank_track_is_a_private_banks_that_the_register_knows_as_one() -> None:
    filed = early(
        cost(HAKATA, LINES.PLAN, 150_000),
        agencies=agencies(HAKATA),
        interim_requested=False,
        by_private_bank=True,
        bank_is_main=True,
        zero_zero_balance=15_000_000,
        bank_total_lending=20_000_000,
    )
    case = Case()
    for agency, provision in (
        (Entry(HAKATA).certified("2022-04-01").agency, "SUB-E-9"),
        (a_bank(kind=BankKind.GOVERNMENT), "SUB-E-9"),
        (a_bank(tie=BankTie.GROUP), "SUB-E-9"),
    ):
        case.register = {HAKATA: agency}
        refused = case.refusal("2025-04-01", filed)
        assert (refused.provision, refused.field) == (provision, "by_private_bank")
    assert case.refusal("2024-04-01", filed).provision == "SUB-E-8"
    case.register = {HAKATA: a_bank()}
    [event, *_] = case.ask("2025-04-01", filed)
    assert event.bank == BankTrack(main_bank=True, zero_zero_balance=15_000_000, total_lending=20_000_000)  # type: ignore[attr-defined]
    unknown = Case()
    assert unknown.ask("2025-04-01", filed), "what the register does not know it does not refuse"


def test_sub_p_5_a_main_bank_signs_as_an_agency() -> None:
    signed = application(agencies=agencies(AMANE, HAKATA), main_bank_signed=True)
    case = Case()
    case.register = registered(Entry().certified("2022-04-01"), Entry(HAKATA).certified("2022-04-01"))
    refused = case.refusal("2024-04-15", signed)
    assert (refused.provision, refused.field) == ("SUB-P-5", "main_bank_signed")
    assert case.ask("2024-04-15", signed.model_copy(update={"main_bank_signed": False}))
    case = Case()
    case.register = registered(Entry().certified("2022-04-01"))
    assert case.ask("2024-04-15", signed), "of the other agency the register knows nothing"
    case = Case()
    case.register = {**registered(Entry().certified("2022-04-01")), HAKATA: a_bank(kind=BankKind.GOVERNMENT)}
    assert case.ask("2024-04-15", signed)


def test_a_claim_from_before_its_days_were_told_is_held_against_its_acceptance() -> None:
    case = accepted()
    case.ask("2024-10-15", plan_claim(PLAN))
    assert case.state.claim is not None
    case.state = replace(
        case.state, claim=case.state.claim.model_copy(update={"worked_from": None, "plan_completed_on": None})
    )
    case.advised("2024-10-15", CHECKED)
    case.advised("2024-10-15", MONITORING_EXPLAINED)
    case.register = registered(Entry().certified("2024-07-17"))
    assert case.refusal("2024-10-16", c.DecidePlanFee()).provision == "SUB-P-2"
    case.register = registered(Entry().certified("2024-07-16"))
    assert case.ask("2024-10-16", c.DecidePlanFee())
