"""Applications: who may use the programme, what must be there, which rules are pinned."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from council_events.deciding import Refused
from council_events.subsidy import (
    ApplicationPaper,
    EndKind,
    SubsidyApplicationAccepted,
    SubsidyApplicationFiled,
    SubsidyCaseEnded,
    Track,
)
from council_events.values import LegalForm, Office
from council_subsidy import commands as c
from council_subsidy.domain import Stage, decide, next_steps
from council_subsidy.domain.application import application_of, lapsed_on
from council_subsidy.domain.claiming import plan_claim_of
from council_subsidy.domain.state import INITIAL
from council_subsidy.rules.asking import SYSTEM
from council_subsidy.rules.clocks import lapse_date
from council_subsidy.rules.papers import the_schedule_is_needed
from council_subsidy.rules.rulebook import form_number, tracks
from council_subsidy.rules.terms import DEFAULTS, Terms

from tests.services.subsidy.situations import (
    AMANE,
    CASE,
    EXPLAINED,
    LINES,
    NOTOMA,
    Case,
    agencies,
    application,
    cost,
    early,
    person,
    plan_claim,
    secretary,
)


def refusal(case: Case, on: str, command: c.Command, **asking: Any) -> Refused:
    return case.refusal(on, command, **asking)


def test_an_application_is_filed_and_accepted_under_the_rules_of_the_day() -> None:
    case = Case()
    filed, _answer = case.ask("2024-04-15", application())
    assert isinstance(filed, SubsidyApplicationFiled)
    assert filed.company_name.clear == "能登福良漆器株式会社（架空）"
    case.advised("2024-04-15", EXPLAINED)
    (accepted,) = case.ask("2024-04-22", c.AcceptApplication())
    assert accepted == SubsidyApplicationAccepted(
        case_id=filed.case_id, ruleset="2024-04-01", lapses_on=dt.date(2026, 4, 22), largest_subsidy=800_000
    )
    assert case.state.stage is Stage.ACCEPTED


@pytest.mark.parametrize("form", [LegalForm.NPO, LegalForm.SOCIAL_WELFARE, LegalForm.SCHOOL, LegalForm.LLP])
def test_a_sub_12_an_excluded_legal_form_is_refused(form: LegalForm) -> None:
    refused = refusal(Case(), "2024-08-06", application(legal_form=form))
    assert (refused.provision, refused.field) == ("SUB-E-2", "legal_form")


def test_a_sub_12_a_medical_corporation_of_300_and_a_sole_proprietor_are_inside() -> None:
    assert Case().ask("2024-08-06", application(legal_form=LegalForm.MEDICAL, employees=300))
    assert Case().ask("2024-08-06", application(legal_form=LegalForm.SOLE_PROPRIETOR))
    assert (
        refusal(Case(), "2024-08-06", application(legal_form=LegalForm.MEDICAL, employees=301)).provision == "SUB-E-2"
    )


def test_a_sub_05_an_early_plan_asks_banks_for_nothing_and_an_ordinary_one_does() -> None:
    with_support = early(financial_support=application().financial_support)
    assert refusal(Case(), "2024-09-12", with_support).provision == "SUB-E-1"
    assert refusal(Case(), "2024-09-12", application(financial_support=())).provision == "SUB-E-1"


def test_one_lender_without_a_guaranteed_loan_is_refused_in_the_ordinary_track_only() -> None:
    alone = {"lenders": 1, "guaranteed_loan": False}
    assert refusal(Case(), "2024-09-12", application(**alone)).provision == "SUB-E-3"
    assert Case().ask("2024-09-12", application(lenders=1, guaranteed_loan=True))
    assert Case().ask("2024-09-12", early(**alone))


def test_company_and_all_agencies_sign_and_one_represents() -> None:
    unsigned = (c.AgencyEntry(agency_id=AMANE, name="架空", representative=True, signed=False),)
    assert refusal(Case(), "2024-09-12", application(company_signed=False)).field == "company_signed"
    assert refusal(Case(), "2024-09-12", application(agencies=unsigned)).provision == "SUB-P-1"
    two = tuple(agency.model_copy(update={"representative": True}) for agency in agencies(AMANE, NOTOMA))
    assert refusal(Case(), "2024-09-12", application(agencies=two)).provision == "SUB-P-1"
    assert refusal(Case(), "2024-09-12", application(agencies=agencies(AMANE, AMANE))).provision == "SUB-P-1"
    foreign = application(cost(NOTOMA, LINES.PLAN, 1))
    assert refusal(Case(), "2024-09-12", foreign).provision == "SUB-P-1"


def test_a_wrong_corporate_number_is_refused_by_its_check_digit() -> None:
    assert refusal(Case(), "2024-09-12", application(corporate_number="1999901000131")).provision == "STD-1"
    assert Case().ask("2024-09-12", application(corporate_number="9999901000131"))


def test_a_sub_03_the_guideline_track_has_no_line_for_negotiation() -> None:
    filed = application(cost(AMANE, LINES.NEGOTIATION, 150_000), track=Track.GUIDELINE, guarantee_release=True)
    assert refusal(Case(), "2024-07-24", filed).provision == "SUB-A-5"


def test_cost_lines_belong_to_their_track() -> None:
    negotiation = cost(AMANE, LINES.NEGOTIATION, 90_000)
    assert refusal(Case(), "2024-07-24", application(negotiation)).provision == "SUB-A-4"
    assert refusal(Case(), "2024-07-24", early(negotiation)).provision == "SUB-A-6"
    interim = cost(AMANE, LINES.ACCOMPANIMENT_INTERIM, 60_000)
    assert refusal(Case(), "2024-07-24", early(interim, interim_requested=False)).provision == "SUB-A-6"
    assert refusal(Case(), "2024-07-24", early(cost(AMANE, LINES.DUE_DILIGENCE, 1))).provision == "SUB-A-6"


def test_accompaniment_may_be_half_of_the_whole_and_not_more() -> None:
    half = application(cost(AMANE, LINES.PLAN, 900_000), cost(AMANE, LINES.ACCOMPANIMENT, 900_000))
    assert Case().ask("2024-07-24", half)
    more = application(cost(AMANE, LINES.PLAN, 899_999), cost(AMANE, LINES.ACCOMPANIMENT, 900_000))
    assert refusal(Case(), "2024-07-24", more).provision == "SUB-A-9"


@pytest.mark.parametrize(
    ("missing", "provision"),
    [(ApplicationPaper.SCHEDULE, "SUB-P-3"), (ApplicationPaper.BANK_CONFIRMATION, "SUB-P-5")],
)
def test_acceptance_waits_for_every_paper(missing: ApplicationPaper, provision: str) -> None:
    case = Case()
    case.ask("2024-04-15", application(papers=tuple(p for p in ApplicationPaper if p is not missing)))
    refused = refusal(case, "2024-04-16", c.AcceptApplication())
    assert refused.provision == provision
    assert missing.label in refused.ja
    case.ask("2024-04-17", application())
    case.advised("2024-04-18", EXPLAINED)
    assert case.ask("2024-04-18", c.AcceptApplication())


def test_the_schedule_is_waived_up_to_450_000_yen_and_the_banks_paper_when_it_signed() -> None:
    papers = tuple(
        p for p in ApplicationPaper if p not in (ApplicationPaper.SCHEDULE, ApplicationPaper.BANK_CONFIRMATION)
    )
    small = application(cost(AMANE, LINES.PLAN, 450_000), papers=papers, main_bank_signed=True)
    assert Case().accepted(small).state.stage is Stage.ACCEPTED
    larger = application(cost(AMANE, LINES.PLAN, 450_001), papers=papers, main_bank_signed=True)
    case = Case()
    case.ask("2024-04-15", larger)
    assert refusal(case, "2024-04-15", c.AcceptApplication()).provision == "SUB-P-3"


def test_the_two_checklists_came_in_april_2024_and_an_early_plan_needs_neither() -> None:
    checklists = (ApplicationPaper.MANAGER_CHECKLIST, ApplicationPaper.SUPPORTER_CHECKLIST)
    papers = tuple(p for p in ApplicationPaper if p not in checklists)
    before = application(papers=papers, registry_certificate_on=dt.date(2024, 3, 1))
    assert Case().accepted(before, on="2024-03-31").state.stage is Stage.ACCEPTED
    assert Case().accepted(early(papers=papers)).state.stage is Stage.ACCEPTED
    case = Case()
    case.ask("2024-04-01", before)
    assert refusal(case, "2024-04-01", c.AcceptApplication()).provision == "SUB-P-3"


def test_an_early_application_without_the_banks_paper_is_refused_by_its_own_provision() -> None:
    case = Case()
    case.ask(
        "2024-04-15", early(papers=tuple(p for p in ApplicationPaper if p is not ApplicationPaper.PRIOR_CONSULTATION))
    )
    assert refusal(case, "2024-04-15", c.AcceptApplication()).provision == "SUB-P-5"
    without = early(papers=tuple(p for p in ApplicationPaper if p is not ApplicationPaper.ESTIMATE_BY_TASK))
    case.ask("2024-04-15", without)
    assert refusal(case, "2024-04-15", c.AcceptApplication()).provision == "SUB-P-6"


@pytest.mark.parametrize(("issued", "fits"), [("2024-01-15", True), ("2024-01-14", False), ("2024-04-16", False)])
def test_the_registry_certificate_is_not_older_than_three_months(issued: str, fits: bool) -> None:
    case = Case()
    case.ask("2024-04-15", application(registry_certificate_on=dt.date.fromisoformat(issued)))
    if fits:
        case.advised("2024-04-15", EXPLAINED)
        assert case.ask("2024-04-15", c.AcceptApplication())
    else:
        assert refusal(case, "2024-04-15", c.AcceptApplication()).field == "registry_certificate_on"


def test_three_months_from_the_end_of_november_end_with_february() -> None:
    case = Case()
    case.ask("2024-02-29", application(registry_certificate_on=dt.date(2023, 11, 30)))
    case.advised("2024-02-29", EXPLAINED)
    assert case.ask("2024-02-29", c.AcceptApplication())


def test_a_sole_proprietor_has_no_registry_certificate() -> None:
    sole = application(legal_form=LegalForm.SOLE_PROPRIETOR, registry_certificate_on=None)
    assert Case().accepted(sole).state.stage is Stage.ACCEPTED


def test_a_sub_07_above_the_guide_of_its_size_an_application_needs_a_reason() -> None:
    small = {"sales": 62_000_000, "interest_bearing_debt": 48_000_000}
    over = application(cost(AMANE, LINES.PLAN, 1_260_000), cost(AMANE, LINES.ACCOMPANIMENT, 540_000), **small)
    case = Case()
    case.ask("2024-06-03", over)
    assert refusal(case, "2024-06-04", c.AcceptApplication()).provision == "SUB-A-8"
    case.advised("2024-06-04", EXPLAINED)
    assert case.ask("2024-06-04", c.AcceptApplication(above_guide_reason="店舗が多く調査に時間を要するため"))
    fit = application(cost(AMANE, LINES.PLAN, 1_050_000), cost(AMANE, LINES.ACCOMPANIMENT, 450_000), **small)
    assert Case().accepted(fit, on="2024-06-08").state.stage is Stage.ACCEPTED


@pytest.mark.parametrize(
    ("sales", "debt", "guide"),
    [
        (99_999_999, 99_999_999, 1_500_000),
        (100_000_000, 1, 3_000_000),
        (999_999_999, 999_999_999, 3_000_000),
        (1_000_000_000, 1, 4_500_000),
        (1, 1_000_000_000, 4_500_000),
    ],
)
def test_the_guide_follows_sales_and_debt(sales: int, debt: int, guide: int) -> None:
    size = {"sales": sales, "interest_bearing_debt": debt}
    assert Case().accepted(application(cost(AMANE, LINES.PLAN, guide), **size)).state.stage is Stage.ACCEPTED
    case = Case()
    case.ask("2024-04-15", application(cost(AMANE, LINES.PLAN, guide + 1), **size))
    assert refusal(case, "2024-04-15", c.AcceptApplication()).provision == "SUB-A-8"


def test_only_the_secretariat_receives_and_never_a_recused_or_unpledged_one() -> None:
    asking = secretary("2024-04-15")
    head = type(asking)("p17-head", "17", asking.on, frozenset({Office.HEAD, Office.DEPUTY}))
    with pytest.raises(Refused) as refused:
        decide(INITIAL, application(), head)
    assert (refused.value.provision, refused.value.forbidden) == ("YR-3-2-1-1", True)
    assert refusal(Case(), "2024-04-15", application(), recused=True).provision == "YR-2-1-3-2-4"
    assert refusal(Case(), "2024-04-15", application(), pledged=False).provision == "YR24-2-1-5-2"


@pytest.mark.parametrize(
    ("track", "accepted", "last"),
    [
        (Track.ORDINARY, "2023-06-15", "2025-06-15"),
        (Track.GUIDELINE, "2023-06-15", "2025-06-15"),
        (Track.EARLY, "2023-06-15", "2024-06-15"),
        (Track.EARLY, "2024-02-29", "2025-02-28"),
    ],
)
def test_the_anniversary_of_acceptance_is_still_in_time(track: Track, accepted: str, last: str) -> None:
    assert lapse_date(track, dt.date.fromisoformat(accepted), DEFAULTS) == dt.date.fromisoformat(last)


def test_sub_c_5_the_clock_records_the_lapse_of_the_day_after_the_term_and_nothing_else() -> None:
    def overdue() -> Case:
        return Case().accepted(application(registry_certificate_on=dt.date(2023, 6, 1)), "2023-06-15")

    clock = person(Office.EXPERT, "2025-06-16")
    by_itself = replace(clock, person=SYSTEM)
    assert lapsed_on(overdue().state, dt.date(2025, 7, 1)) == dt.date(2025, 6, 16)
    with pytest.raises(Refused):
        lapsed_on(overdue().state, dt.date(2025, 6, 15))
    assert overdue().ask("2025-06-16", c.LapseApplication(), by_itself) == [
        SubsidyCaseEnded(case_id=CASE, kind=EndKind.LAPSED)
    ]
    assert refusal(overdue(), "2025-06-16", c.LapseApplication(), by=clock).forbidden, "a person needs the office"
    end = c.EndSubsidyCase(kind=c.EndingKind.WITHDRAWN, representative_asked=True, reason="倒産")
    assert refusal(overdue(), "2025-06-16", end, by=by_itself).forbidden


def test_a_sub_06_after_two_years_the_application_has_lapsed() -> None:
    filed = application(registry_certificate_on=dt.date(2023, 6, 1))
    claim = plan_claim(cost(AMANE, LINES.PLAN, 1_000_000), worked_from=dt.date(2023, 7, 1))
    assert Case().accepted(filed, on="2023-06-15").ask("2025-06-15", claim)
    case = Case().accepted(filed, on="2023-06-15")
    assert refusal(case, "2025-06-15", c.LapseApplication()).provision == "SUB-C-5"
    assert refusal(case, "2025-08-01", claim).provision == "SUB-C-5"
    assert case.ask("2025-08-01", c.LapseApplication()) == [
        SubsidyCaseEnded(case_id=filed.case_id, kind=EndKind.LAPSED)
    ]
    assert case.state.stage is Stage.ENDED


def test_the_term_of_an_early_plan_is_never_extended_and_that_of_an_ordinary_one_only_to_a_later_day() -> None:
    longer = c.ExtendPlanClaimTerm(lapses_on=dt.date(2026, 6, 30), reason="金融機関との協議が大詰めのため")
    case = Case().accepted(application())
    shorter = longer.model_copy(update={"lapses_on": dt.date(2026, 4, 15)})
    assert refusal(case, "2026-04-01", shorter).field == "lapses_on"
    assert case.ask("2026-04-01", longer)
    claim = plan_claim(cost(AMANE, LINES.PLAN, 1_000_000))
    assert case.ask("2026-06-30", claim)
    early_case = Case().accepted(early())
    assert refusal(early_case, "2025-04-01", longer).provision == "SUB-C-6"
    assert c.ExtendPlanClaimTerm not in [step.command for step in next_steps(early_case.state, secretary("2025-04-01"))]
    assert refusal(early_case, "2025-04-16", claim).provision == "SUB-C-6"
    assert refusal(early_case, "2025-04-01", c.LapseApplication()).provision == "SUB-C-6"


def test_the_next_steps_name_the_provision_that_forbids_one() -> None:
    case = Case().accepted(application())
    steps = {step.command: step for step in next_steps(case.state, secretary("2024-05-01"))}
    assert steps[c.ClaimPlanFee].allowed
    assert (steps[c.LapseApplication].allowed, steps[c.LapseApplication].provision) == (False, "SUB-C-5")
    assert c.DecidePlanFee not in steps
    recused = next_steps(case.state, secretary("2024-05-01", recused=True))
    assert {step.provision for step in recused} == {"YR-2-1-3-2-4"}


def test_a_step_out_of_its_order_is_refused_with_the_stage() -> None:
    assert refusal(Case(), "2024-05-01", c.AcceptApplication()).ja == "現在の段階（未受付）では行えません。"


def test_a_second_acceptance_has_nothing_left_to_do() -> None:
    assert Case().accepted(application()).ask("2024-05-01", c.AcceptApplication()) == []


def test_each_track_has_its_first_day() -> None:
    guideline = application(track=Track.GUIDELINE, registry_certificate_on=dt.date(2022, 4, 1))
    assert refusal(Case(), "2022-04-14", guideline).provision == "SUB-A-5"
    assert Case().ask("2022-04-15", guideline)
    assert refusal(Case(), "2017-05-28", early()).provision == "SUB-V-2"


def test_a_term_that_has_run_out_is_not_extended() -> None:
    longer = c.ExtendPlanClaimTerm(lapses_on=dt.date(2026, 12, 31), reason="金融機関との協議が大詰めのため")
    assert refusal(Case().accepted(application()), "2026-04-16", longer).provision == "SUB-C-5"


def test_every_agency_hands_in_its_notice_estimate_and_rate_sheet() -> None:
    """SUB-P-3 and SUB-P-6: once per 認定経営革新等支援機関."""
    lacking = (*agencies(AMANE), c.AgencyEntry(agency_id=NOTOMA, name="架空の機関"))
    for filed, provision in ((application(agencies=lacking), "SUB-P-3"), (early(agencies=lacking), "SUB-P-6")):
        case = Case()
        case.ask("2024-04-15", filed)
        refused = refusal(case, "2024-04-15", c.AcceptApplication())
        assert (refused.provision, refused.field) == (provision, "agencies")


def test_an_agency_stands_once() -> None:
    twice = (*agencies(AMANE), *agencies(NOTOMA, AMANE)[1:])
    assert refusal(Case(), "2024-09-12", application(agencies=twice)).field == "agencies"


def test_the_schedule_of_work_is_waived_at_450_000_yen() -> None:
    """SUB-P-4."""
    assert not the_schedule_is_needed(450_000)
    assert the_schedule_is_needed(450_001)


def test_forms_bear_the_numbers_of_their_set_and_those_of_early_are_a_setting() -> None:
    """SUB-P-3 and SUB-P-6."""
    form, outline = ApplicationPaper.APPLICATION_FORM, ApplicationPaper.APPLICANT_OUTLINE
    assert form_number(Track.ORDINARY, form, DEFAULTS) == "別紙1"
    assert form_number(Track.ORDINARY, outline, DEFAULTS) == "別紙1－1"
    assert form_number(Track.ORDINARY, ApplicationPaper.MANAGER_CHECKLIST, DEFAULTS) == "別添1"
    assert form_number(Track.ORDINARY, ApplicationPaper.TAX_RETURNS, DEFAULTS) is None
    assert form_number(Track.EARLY, outline, Terms(early_forms="様式第1")) == "様式第1－1"
    assert form_number(Track.EARLY, ApplicationPaper.CHECKLIST, DEFAULTS) is None


def test_there_are_exactly_three_tracks() -> None:
    """BR-12."""
    assert set(tracks()) == set(Track)
    assert len(tracks()) == 3


def test_a_history_without_its_clocks_is_held_to_none() -> None:
    """Odd histories never crash a decision: what is not there can't have run out."""
    case = Case().accepted(application())
    case.state = replace(case.state, lapses_on=None, accepted_on=None)
    longer = c.ExtendPlanClaimTerm(lapses_on=dt.date(2026, 6, 30), reason="協議が大詰めのため")
    assert case.ask("2026-05-01", longer)
    case.state = replace(case.state, lapses_on=None)
    assert case.ask("2026-05-01", plan_claim(cost(AMANE, LINES.PLAN, 1_000_000)))
    other = Case().accepted(application())
    other.state = replace(other.state, lapses_on=None)
    assert other.ask("2026-05-01", c.LapseApplication())
    for asked_for in (application_of, plan_claim_of):
        with pytest.raises(LookupError):
            asked_for(INITIAL)
