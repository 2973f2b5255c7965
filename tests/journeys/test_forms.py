"""Every command of every service has a form in the words of the programme; what was recorded can be read and printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

import httpx
import pytest

from tests.journeys.lines import COUNCIL, Journey
from tests.journeys.screens import Visitor, form_of
from tests.whole import Whole

CASES: Final = {"intake": "restructuring", "support": "restructuring", "subsidy": "subsidy"}
"""The case before which the commands of a service are shown."""
COMMAND: Final = re.compile(
    r"/v1/(cases/\{case_id\}|companies/\{company_id\}|agencies/\{agency\}|people/\{person\}|organisation)/([a-z-]+)"
)
OPENINGS: Final = (
    "/consultations/new",
    "/guarantee-consultations/new",
    "/applications/new",
    "/preliminary-advice/new",
    "/companies/new",
    "/agencies/new",
)


def commands(platform: Whole, service: str) -> Iterator[tuple[str, str]]:
    """What is commanded (a case, a company, a person, the organisation) and the name of each command."""
    document = httpx.get(f"{platform.running.components[service].url}/openapi.json", trust_env=False).json()
    for path, operations in document["paths"].items():
        command = COMMAND.fullmatch(path)
        content = operations.get("post", {}).get("requestBody", {}).get("content", {})
        if command is not None and "application/json" in content:
            yield command[1].partition("/")[0], command[2]


@pytest.fixture(scope="module")
def company(visitors: Callable[[str], Visitor], eventually: Callable[..., str]) -> str:
    """The page of a company that was entered with its consultation."""
    visitor = visitors(f"p{COUNCIL}-head")
    form = form_of(visitor.page("/consultations/new"))
    asked = {
        "requester": "company",
        "route": "direct",
        "company_name": "会津喜多方木工株式会社（架空）",
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": COUNCIL,
        "employees": 12,
    }
    assert visitor.send(form, asked).status_code == 303

    def listed() -> str | None:
        found = visitor.find("/companies", "会津喜多方")
        return next((link for link in found if re.fullmatch("/companies/[0-9a-f-]{36}", link)), None)

    return eventually(listed, within=30)


@pytest.mark.parametrize("service", ["governance", "intake", "support", "subsidy"])
def test_every_command_has_a_form_with_labels_and_no_word_of_the_code(
    service: str,
    platform: Whole,
    played: dict[str, Journey],
    visitors: Callable[[str], Visitor],
    company: str,
    agency: str,
) -> None:
    pages = {
        "companies": (company, "head", ""),
        "agencies": (agency, "office", ""),
        "people": (f"/people/p{COUNCIL}-deputy", "host", f"?council={COUNCIL}"),
        "organisation": ("/organisation", "host", f"?council={COUNCIL}"),
    }
    if service in CASES:
        pages["cases"] = (f"/cases/{service}/{played[CASES[service]].case_id}", "head", "")
    seen, said = 0, []
    for kind, command in commands(platform, service):
        address, role, query = pages[kind]
        form = form_of(visitors(f"p{COUNCIL}-{role}").page(f"{address}/{command}{query}"))
        said += [f"{command}: {trouble}" for trouble in form.troubles]
        seen += 1
    assert said == []
    assert seen > 10


@pytest.mark.parametrize("opening", OPENINGS)
def test_every_way_to_begin_a_case_is_asked_in_plain_words(opening: str, visitors: Callable[[str], Visitor]) -> None:
    assert form_of(visitors(f"p{COUNCIL}-head").page(opening)).troubles == ()


def test_a_notice_can_be_printed_on_a_sheet_of_its_own(
    played: dict[str, Journey], visitors: Callable[[str], Visitor]
) -> None:
    case = f"/cases/subsidy/{played['subsidy'].case_id}"
    visitor = visitors(f"p{COUNCIL}-office")
    assert f"{case}/notices" in [link.own("href") for link in visitor.page(case).every("a")]
    [letter] = visitor.page(f"{case}/notices").every("article")
    assert "支払決定の通知" in letter.text
    assert "1,200,000円" in letter.text
    assert "統括責任者" in letter.text


def test_the_values_that_the_texts_leave_open_are_shown_with_default_and_source(
    visitors: Callable[[str], Visitor],
) -> None:
    page = visitors(f"p{COUNCIL}-office").page("/terms")
    [row] = [each for each in page.every("tr") if each.text.startswith("3分の2を乗じた額")]
    assert "1円未満切捨て 1円未満切捨て" in row.text
    assert "SUB-A-2" in row.text
    assert "確認できない" in row.text
    assert {"計画策定支援", "再生支援"} <= {each.text for each in page.every("h2")}


def test_payments_are_shown_by_agency_and_people_by_name(
    played: dict[str, Journey], visitors: Callable[[str], Visitor]
) -> None:
    page = visitors(f"p{COUNCIL}-office").page(f"/cases/subsidy/{played['subsidy'].case_id}")
    paid = [row.text for row in page.every("tr") if "計画策定支援費用（後半）" in row.text]
    assert len(paid) == 2
    assert all("支払済み" in row and "架空の機関" in row for row in paid)
    history = " ".join(each.text for each in page.every("ol") if each.own("class") == "timeline")
    assert "架空 東京都太郎が" in history
    assert not re.search(r"p13-|9999000001", history)


def test_what_mostly_comes_next_stands_first(played: dict[str, Journey], visitors: Callable[[str], Visitor]) -> None:
    page = visitors(f"p{COUNCIL}-head").page(f"/cases/intake/{played['restructuring'].case_id}")
    steps, *_ = [each for each in page.every("ul") if each.own("class") == "steps"]  # those of the papers follow
    first, *others = steps.every("a")
    assert first.text == "相談を終結する"
    assert "primary" in first.own("class")
    assert not any("primary" in each.own("class") for each in others)
