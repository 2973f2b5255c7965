"""The register of 認定経営革新等支援機関 through its pages: entered from a notice, renewed, tied to a bank, and held against an application."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.journeys.conftest import AGENCY
from tests.journeys.lines import COUNCIL, Journey
from tests.journeys.screens import Visitor, form_of, read
from tests.services.subsidy.situations import application


def test_an_agency_is_found_by_its_name_and_its_page_tells_when_its_certification_runs_out(
    visitors: Callable[[str], Visitor], agency: str
) -> None:
    visitor = visitors(f"p{COUNCIL}-office")
    assert agency in visitor.find("/agencies", "会津磐梯")
    assert agency in visitor.find("/agencies", AGENCY)
    assert agency not in visitor.find("/agencies", "猪苗代")
    page = visitor.page(agency)
    assert "有効期限 2028年3月31日" in page.text
    assert "更新の申請の期限 2028年3月1日" in page.text


def test_sub_p_2_what_changes_is_recorded_and_a_lapsed_agency_bars_an_application(
    visitors: Callable[[str], Visitor], agency: str, played: dict[str, Journey]
) -> None:
    visitor = visitors(f"p{COUNCIL}-office")

    def gives(command: str, body: dict[str, Any]) -> None:
        answer = visitor.send(form_of(visitor.page(f"{agency}/{command}")), body)
        assert answer.status_code == 303, answer.text

    tie = {"tie": "group", "bank_kind": "private", "institution": "猪苗代銀行（架空）", "begins_on": "2024-04-01"}
    gives("record-bank-tie", tie)
    gives("rename-agency", {"name": "会津磐梯会計事務所（架空）"})
    gives("withdraw-certification", {"withdrawn_on": "2025-06-10", "reason": "業務の廃止"})
    page = visitor.page(agency)
    assert "取消し・廃止" in page.text
    assert "猪苗代銀行（架空）" in page.text
    assert "会津磐梯会計事務所（架空）" in next(page.every("h1")).text
    assert "renew-certification" not in " ".join(link.own("href") for link in page.every("a"))

    asked = application().model_dump(mode="json", exclude_none=True, exclude={"occurred_on", "case_id", "company_id"})
    [own], [cost] = asked["agencies"], asked["estimates"]
    changed = {
        "agencies": [own | {"agency_id": AGENCY}],
        "estimates": [cost | {"agency_id": AGENCY}],
        "prefecture": COUNCIL,
    }
    refused = visitor.send(form_of(visitor.page("/applications/new")), asked | changed)
    assert refused.status_code == 409
    told = read(refused.text).text
    assert "SUB-P-2" in told
    assert AGENCY in told
