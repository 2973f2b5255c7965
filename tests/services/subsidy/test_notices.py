"""The council's notices: to the 代表 alone, in the name of the 統括責任者, with what is printed on them."""

import datetime as dt

import pytest
from council_events.subsidy import NoticeIssued, NoticeKind, NoticeProxyDesignated, Track
from council_events.values import Office
from council_subsidy import commands as c
from council_subsidy.domain import next_steps
from council_subsidy.rules.notices import STATEMENT
from council_subsidy.rules.rulebook import BASIS, display_name

from tests.services.subsidy.situations import (
    AMANE,
    EXPLAINED,
    LINES,
    NOTOMA,
    Case,
    accompaniment,
    agencies,
    application,
    cost,
    early,
    head,
    person,
    plan_claim,
    secretary,
)

ACCEPTED = c.IssueNotice(kind=NoticeKind.ACCEPTED)


def issued(case: Case, on: str, kind: NoticeKind, **more: object) -> NoticeIssued:
    (notice,) = case.ask(on, c.IssueNotice(kind=kind, **more), head(on))
    assert isinstance(notice, NoticeIssued)
    return notice


def test_the_decision_on_an_application_is_told_to_the_representative_alone() -> None:
    """SUB-P-7."""
    filed = application(agencies=agencies(NOTOMA, AMANE), estimates=(cost(AMANE, LINES.PLAN, 900_000),))
    case = Case().accepted(filed)
    notice = issued(case, "2024-04-16", NoticeKind.ACCEPTED)
    assert notice.agency_id == NOTOMA
    assert case.ask("2024-04-17", ACCEPTED, head("2024-04-17")) == []


def test_a_notice_prints_its_signer_its_basis_and_that_the_council_bears_no_responsibility() -> None:
    """BR-13, YR-3-2-1-4 and YR-1-2-3: the subsidy's own rule book, never the guideline of the councils."""
    case = Case().accepted(application())
    text = issued(case, "2024-04-16", NoticeKind.ACCEPTED, remarks="次回の面談は5月とします。").text.clear
    assert "石川県中小企業活性化協議会　統括責任者\n" in text
    assert all(document in text for document in BASIS)
    assert "中小企業活性化協議会実施基本要領" not in text
    assert text.endswith(STATEMENT)
    assert "次回の面談は5月とします。" in text


def test_the_guideline_track_prints_no_such_statement() -> None:
    """BR-13 speaks of 早期 and 通常枠."""
    case = Case().accepted(application(track=Track.GUIDELINE))
    assert STATEMENT not in issued(case, "2024-04-16", NoticeKind.ACCEPTED).text.clear
    small = Case().accepted(early())
    assert STATEMENT in issued(small, "2024-04-16", NoticeKind.ADVICE).text.clear


@pytest.mark.parametrize(
    ("office", "on", "provision"),
    [
        (Office.DEPUTY_IMPROVEMENT, "2024-03-31", None),
        (Office.DEPUTY, "2024-03-31", "YR-3-2-1-4"),
        (Office.DEPUTY, "2024-04-01", None),
        (Office.SECRETARIAT, "2024-04-01", "YR24-3-2-1"),
    ],
)
def test_a_proxy_is_a_deputy_of_the_day_whom_the_head_designated(
    office: Office, on: str, provision: str | None
) -> None:
    filed = application(registry_certificate_on=dt.date(2024, 3, 1))
    case = Case().accepted(filed, on="2024-03-29")
    by = person(office, on)
    undesignated = case.refusal(on, ACCEPTED, by)
    assert undesignated.forbidden
    assert case.refusal(on, c.DesignateNoticeProxy(person=by.person), secretary(on)).provision == "YR-3-2-1-4"
    (designated,) = case.ask(on, c.DesignateNoticeProxy(person=by.person), head(on))
    assert isinstance(designated, NoticeProxyDesignated)
    assert case.ask(on, c.DesignateNoticeProxy(person=by.person), head(on)) == []
    if provision is not None:
        assert case.refusal(on, ACCEPTED, by).provision == provision
        return
    (notice,) = case.ask(on, ACCEPTED, by)
    assert isinstance(notice, NoticeIssued)
    assert notice.proxy
    assert "代理" in notice.text.clear


def test_a_notice_of_a_payment_decision_says_how_much_and_when() -> None:
    """SUB-C-4."""
    case = Case().accepted(application())
    kind = NoticeKind.PLAN_DECISION
    early_notice = c.IssueNotice(kind=kind, pay_on=dt.date(2024, 12, 20))
    assert case.refusal("2024-12-16", early_notice, head("2024-12-16")).provision == "SUB-C-4"
    case.decided("2024-12-16", plan_claim(cost(AMANE, LINES.PLAN, 1_200_000)))
    assert case.refusal("2024-12-16", c.IssueNotice(kind=kind), head("2024-12-16")).field == "pay_on"
    notice = issued(case, "2024-12-16", kind, pay_on=dt.date(2024, 12, 20))
    assert (notice.total, notice.pay_on) == (800_000, dt.date(2024, 12, 20))
    assert "支払決定額：800,000円\n支払日：2024年12月20日" in notice.text.clear


def test_every_accompaniment_decision_is_told_in_its_turn() -> None:
    case = Case().accepted(application())
    case.decided("2024-12-16", plan_claim(cost(AMANE, LINES.PLAN, 1_200_000)))
    for on, amount in (("2025-06-10", 90_000), ("2026-06-10", 60_000)):
        case.reported(on, accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, amount)))
    kind, day = NoticeKind.ACCOMPANIMENT_DECISION, dt.date(2026, 6, 30)
    told = [issued(case, "2026-06-11", kind, pay_on=day) for _ in range(2)]
    assert [(notice.number, notice.total) for notice in told] == [(1, 60_000), (2, 40_000)]


def test_a_declined_application_is_told_with_its_provision() -> None:
    """SUB-P-7."""
    case = Case()
    case.ask("2024-05-01", application())
    declined = c.IssueNotice(kind=NoticeKind.DECLINED)
    assert case.refusal("2024-05-01", declined, head("2024-05-01")).provision == "SUB-P-7"
    assert c.IssueNotice not in {step.command for step in next_steps(case.state, head("2024-05-01"))}
    case.ask("2024-05-02", c.DeclineApplication(reason="費用負担が適切と認められないため"))
    assert issued(case, "2024-05-02", NoticeKind.DECLINED).agency_id == AMANE


def test_advice_is_told_once_each() -> None:
    case = Case()
    case.advised("2024-04-10", first_advice())
    case.ask("2024-04-15", application())
    refused = case.refusal("2024-04-15", c.IssueNotice(kind=NoticeKind.ADVICE), head("2024-04-15"))
    assert refused.provision == "SUB-C-4"
    case.advised("2024-04-15", EXPLAINED)
    assert issued(case, "2024-04-15", NoticeKind.ADVICE).number == 2
    assert case.ask("2024-04-15", c.IssueNotice(kind=NoticeKind.ADVICE), head("2024-04-15")) == []


def first_advice() -> c.GivePreliminaryAdvice:
    return c.GivePreliminaryAdvice(
        case_id=application().case_id, asker="架空の機関", advised=("agency",), advice="助言した。"
    )


@pytest.mark.parametrize(
    ("on", "name"),
    [
        ("2017-05-28", None),
        ("2017-05-29", "プレ405"),
        ("2021-04-01", "ポストコロナ持続的発展計画事業"),
        ("2025-04-01", "バリューアップ支援事業"),
    ],
)
def test_the_early_track_has_one_code_and_dated_names(on: str, name: str | None) -> None:
    """SUB-V-2."""
    shown = display_name(Track.EARLY, dt.date.fromisoformat(on))
    assert shown == (f"{Track.EARLY.label}（{name}）" if name else Track.EARLY.label)
    assert display_name(Track.ORDINARY, dt.date.fromisoformat(on)) == "通常枠"
