"""公表 of a completed case by the council (別冊２ 3): three agreements stand before one page."""

from __future__ import annotations

from typing import Any

import pytest
from council_events.support import CasePublished
from council_support.commands.restructuring import AgreePublication, PublishCase, SettlePublication

from tests.services.support.situations import approved, asking, at_vote, day, deputy, head, names

AGREED = AgreePublication(
    outline="県内の製油業者が債務の条件変更により再生した。",
    company_agreed_on=day("2025-02-10"),
    creditors_agreed_on=day("2025-02-10"),
)
SETTLED = SettlePublication(settled_on=day("2025-02-17"), publish_on=day("2025-03-10"))


@pytest.mark.scenario("A-CON-05")
def test_a_completed_case_is_published_as_agreed_and_settled_and_without_the_name_that_was_not_agreed() -> None:
    """A-CON-05, YR-2-1-3-3-5: 備前牛窓製油, completed on 2024-12-13."""
    case = approved("2024-12-13")
    case.when(AGREED, deputy("2025-02-10"))
    early = case.refused(PublishCase(), head("2025-02-13"))
    assert early.provision == "B2-3-1"
    assert "中小企業庁" in early.ja

    case.when(SETTLED, deputy("2025-02-17"))
    named = case.refused(PublishCase(with_name=True), head("2025-03-10"))
    assert (named.provision, named.field) == ("B2-3-2", "with_name")

    [published] = case.when(PublishCase(), head("2025-03-10"))
    assert isinstance(published, CasePublished)
    assert published.with_name is False
    assert set(published.model_dump()) == {"case_id", "with_name"}, "neither name nor 法人番号"
    assert case.when(PublishCase(), head("2025-03-11")) == []
    assert "PublishCase" not in case.steps(head("2025-03-11"))


def test_b2_3_1_only_a_completed_case_is_published_and_not_before_the_time_that_was_settled() -> None:
    assert at_vote().refused(AGREED, head("2025-02-13")).provision == "B2-3-2"
    case = approved("2024-12-13")
    case.when(AGREED, head("2025-02-10"))
    case.when(SETTLED, head("2025-02-17"))
    assert case.refused(PublishCase(), head("2025-03-09")).provision == "B2-3-1"
    assert case.refused(PublishCase(), asking(on="2025-03-10")).forbidden


@pytest.mark.parametrize("command", [SETTLED, PublishCase()])
def test_b2_3_2_nothing_is_settled_or_published_before_company_and_creditors_agreed(command: Any) -> None:
    assert approved("2024-12-13").refused(command, head("2025-03-10")).provision == "B2-3-2"


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (AGREED.model_copy(update={"company_agreed_on": day("2025-02-11")}), "company_agreed_on"),
        (AGREED.model_copy(update={"creditors_agreed_on": day("2025-02-11")}), "creditors_agreed_on"),
    ],
)
def test_an_agreement_is_recorded_when_it_was_reached(command: Any, field: str) -> None:
    assert approved("2024-12-13").refused(command, head("2025-02-10")).field == field


def test_another_text_is_settled_anew_and_a_name_that_the_company_agreed_to_is_printed() -> None:
    case = approved("2024-12-13")
    case.when(AGREED, head("2025-02-10"))
    ahead = SETTLED.model_copy(update={"settled_on": day("2025-02-18")})
    assert case.refused(ahead, head("2025-02-17")).field == "settled_on"
    case.when(SETTLED, head("2025-02-17"))
    case.when(AGREED.model_copy(update={"name_agreed": True}), head("2025-02-20"))
    assert case.refused(PublishCase(with_name=True), head("2025-03-10")).provision == "B2-3-1"
    case.when(SETTLED, head("2025-02-21"))
    assert names(case.when(PublishCase(with_name=True), head("2025-03-10"))) == ["CasePublished"]
