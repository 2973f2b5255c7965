"""助言支援: its five stages, who may advise by the edition of the day, and what waits for it."""

import datetime as dt
from uuid import UUID

import pytest
from council_events.subsidy import (
    AdviceItem,
    AdviceStage,
    Advised,
    BankCoordinationSupported,
    SubsidyAdviceGiven,
    Track,
)
from council_events.values import Office
from council_subsidy import commands as c
from council_subsidy.domain import Stage, next_steps

from tests.services.subsidy.situations import (
    AMANE,
    CASE,
    EVERYBODY,
    EXPLAINED,
    LINES,
    NOTOMA,
    Case,
    accompaniment,
    application,
    cost,
    early,
    head,
    person,
    plan_claim,
    secretary,
)

FIRST = c.GivePreliminaryAdvice(
    case_id=CASE, asker="加賀信用金庫（架空）", advised=(Advised.BANK,), advice="早期の活用を助言した。"
)
PLANNING = c.AdvisePlanning(
    advised=EVERYBODY, progress_checked=True, plan_advised=True, measures_advised=True, advice="進捗を確認した。"
)


def test_preliminary_advice_comes_before_any_application_to_agencies_and_banks() -> None:
    """YR-2-4-2-1-1."""
    case = Case()
    (given,) = case.advised("2024-04-10", FIRST)
    assert isinstance(given, SubsidyAdviceGiven)
    assert (given.stage, given.items) == (AdviceStage.PRELIMINARY, (AdviceItem.MEASURES,))
    assert (case.state.stage, case.state.council) == (Stage.ADVISED, "17")
    to_the_company = FIRST.model_copy(update={"advised": (Advised.COMPANY,)})
    assert case.refusal("2024-04-11", to_the_company, head("2024-04-11")).provision == "YR-2-4-2-1-1"
    assert case.ask("2024-04-15", application())
    assert case.refusal("2024-04-16", FIRST, head("2024-04-16")).provision == "YR-2-4-2-1-1"


@pytest.mark.parametrize(
    ("office", "on", "provision"),
    [
        (Office.HEAD, "2024-03-31", None),
        (Office.DEPUTY_IMPROVEMENT, "2024-03-31", None),
        (Office.DEPUTY, "2024-03-31", "YR-2-4-2-1-1"),
        (Office.DEPUTY, "2024-04-01", None),
        (Office.SECRETARIAT, "2024-04-01", "YR24-2-4-2"),
        (Office.EXPERT, "2024-04-01", "YR24-2-4-2"),
    ],
)
def test_who_may_advise_follows_the_edition_of_the_day(office: Office, on: str, provision: str | None) -> None:
    by = person(office, on)
    if provision is None:
        assert Case().ask(on, FIRST, by)
    else:
        refused = Case().refusal(on, FIRST, by)
        assert (refused.provision, refused.forbidden) == (provision, True)


def test_a_recused_or_unpledged_adviser_gives_none() -> None:
    assert Case().refusal("2024-04-10", FIRST, head("2024-04-10", recused=True)).provision == "YR-2-1-3-2-4"
    assert Case().refusal("2024-04-10", FIRST, head("2024-04-10", pledged=False)).provision == "YR24-2-1-5-2"
    assert Case().refusal("2024-03-31", FIRST, head("2024-03-31", pledged=False)).provision == "YR-2-1-4-2"


def test_no_application_is_accepted_before_company_and_agency_were_told_the_points() -> None:
    """YR-2-4-2-2: in force since 2022-04-01, and not for 中小版GL枠."""
    case = Case()
    case.ask("2024-04-15", application())
    assert case.refusal("2024-04-15", c.AcceptApplication()).provision == "YR-2-4-2-2"
    case.advised("2024-04-15", EXPLAINED.model_copy(update={"advised": (Advised.COMPANY,)}))
    assert case.refusal("2024-04-15", c.AcceptApplication()).provision == "YR-2-4-2-2"
    case.advised("2024-04-16", EXPLAINED.model_copy(update={"advised": (Advised.AGENCY,)}))
    assert case.ask("2024-04-16", c.AcceptApplication())
    before = Case()
    before.ask("2022-03-31", application(registry_certificate_on=dt.date(2022, 3, 1)))
    assert before.ask("2022-03-31", c.AcceptApplication())
    guideline = Case()
    guideline.ask("2024-04-15", application(track=Track.GUIDELINE))
    assert guideline.ask("2024-04-15", c.AcceptApplication())


def test_advice_never_moves_the_case_nor_decides_anything() -> None:
    """YR-2-4-1: a line of its own, with adviser, stage and the agencies advised."""
    case = Case().accepted(application())
    (given,) = case.ask("2024-06-03", PLANNING, person(Office.DEPUTY, "2024-06-03"))
    assert isinstance(given, SubsidyAdviceGiven)
    assert given.agency_ids == (AMANE,)
    assert case.state.stage is Stage.ACCEPTED
    assert case.state.dues == ()
    to_another = PLANNING.model_copy(update={"agency_ids": (NOTOMA,)})
    refused = case.refusal("2024-06-04", to_another, person(Office.DEPUTY, "2024-06-04"))
    assert (refused.provision, refused.field) == ("YR-2-4-1", "agency_ids")
    to_the_company = PLANNING.model_copy(update={"advised": (Advised.COMPANY,)})
    (alone,) = case.advised("2024-06-05", to_the_company)
    assert isinstance(alone, SubsidyAdviceGiven)
    assert alone.agency_ids == ()


def test_progress_plan_and_a_move_to_another_line_are_entries_of_their_own() -> None:
    """YR-2-4-2-3."""
    case = Case().accepted(application())
    (given,) = case.advised("2024-06-03", PLANNING)
    assert isinstance(given, SubsidyAdviceGiven)
    assert given.items == (AdviceItem.PROGRESS, AdviceItem.PLAN, AdviceItem.MEASURES)
    nothing = c.AdvisePlanning(advised=EVERYBODY, advice="面談した。")
    assert case.refusal("2024-06-03", nothing, head("2024-06-03")).provision == "YR-2-4-2-3"


def test_advice_at_claim_and_monitoring_may_go_beyond_the_check() -> None:
    """YR-2-4-2-4-1 and YR-2-4-2-5: the check is required, the advice optional."""
    case = Case().accepted(application())
    case.ask("2024-12-09", plan_claim(cost(AMANE, LINES.PLAN, 1_200_000)))
    (at_claim,) = case.advised(
        "2024-12-10", c.CheckPointsAtClaim(advised=EVERYBODY, plan_advised=True, advice="計画に助言した。")
    )
    assert isinstance(at_claim, SubsidyAdviceGiven)
    assert at_claim.items == (AdviceItem.POINTS_CHECKED, AdviceItem.PLAN)
    case.advised("2024-12-10", c.ExplainMonitoring(advised=EVERYBODY, advice="説明した。"))
    case.ask("2024-12-16", c.DecidePlanFee())
    checked = c.CheckPointsAtMonitoring(
        advised=EVERYBODY, monitoring_advised=True, measures_advised=True, advice="確認した。"
    )
    (before,) = case.advised("2025-01-10", checked)
    assert isinstance(before, SubsidyAdviceGiven)
    assert before.number is None
    case.ask("2025-06-10", accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 90_000)))
    (with_report,) = case.advised("2025-06-10", checked)
    assert isinstance(with_report, SubsidyAdviceGiven)
    assert with_report.number == 1
    assert with_report.items == (AdviceItem.POINTS_CHECKED, AdviceItem.MONITORING, AdviceItem.MEASURES)


@pytest.mark.parametrize(("on", "provision"), [("2024-03-29", "YR-2-4-2-2"), ("2024-04-15", "YR24-2-4-2")])
def test_the_guideline_track_is_outside_stages_two_to_five(on: str, provision: str) -> None:
    case = Case()
    case.ask(on, application(track=Track.GUIDELINE, registry_certificate_on=dt.date(2024, 3, 1)))
    assert case.refusal(on, EXPLAINED, head(on)).provision == provision
    steps = {step.command: step for step in next_steps(case.state, head(on))}
    assert steps[c.ExplainPoints].provision == provision


def test_support_with_banks_needs_the_recorded_request_of_the_company() -> None:
    """YR-2-4-2-3-2: never an automatic step; BR-13: never a duty."""
    case = Case().accepted(application())
    asked = c.SupportBankCoordination(
        requested_on=dt.date(2024, 6, 1), request="主要行との調整を求める。", content="主要行に計画を説明した。"
    )
    by = head("2024-06-03")
    for lacking, field in (
        ({"requested_on": None}, "requested_on"),
        ({"requested_on": dt.date(2024, 6, 4)}, "requested_on"),
        ({"request": None}, "request"),
    ):
        refused = case.refusal("2024-06-03", asked.model_copy(update=lacking), by)
        assert (refused.provision, refused.field) == ("YR-2-4-2-3-2", field)
    assert case.refusal("2024-06-03", asked, secretary("2024-06-03")).provision == "YR-2-4-2-3-2"
    (supported,) = case.ask("2024-06-03", asked, by)
    assert isinstance(supported, BankCoordinationSupported)
    assert case.state.coordination == (supported,)


def test_an_early_plan_is_advised_like_an_ordinary_one() -> None:
    case = Case().accepted(early(case_id=UUID(int=7)))
    assert case.advised("2024-06-03", PLANNING)
