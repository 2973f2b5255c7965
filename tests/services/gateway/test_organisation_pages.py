"""The organisation of a council in the browser: what is missing with its provision, and each step done from its form."""

from __future__ import annotations

import re
from typing import Any, get_args
from uuid import UUID

import httpx
from council_governance.commands import OrganisationCommand
from council_kit.routes import kebab, title_of

from tests.services.gateway.conftest import COUNCIL, Front
from tests.services.gateway.test_pages import hidden_of

ADDRESS = f"/organisation?council={COUNCIL}"


def give(browser: httpx.Client, command: str, fields: dict[str, Any]) -> httpx.Response:
    """Fill in the form of a command and send it."""
    address = f"/organisation/{command}?council={COUNCIL}"
    page = browser.get(address)
    assert page.status_code == 200, page.text
    return browser.post(address, data=hidden_of(page.text) | fields)


def test_what_a_council_lacks_is_shown_with_the_provision_until_it_is_there(front: Front) -> None:
    with front.browser("p13-host") as browser:
        before = browser.get(ADDRESS).text
        assert "協議会事務局が置かれていません。" in before
        assert "YR-2-1-1-1" in before
        sent = give(browser, "establish-organ", {"organ": "secretariat", "established_on": "2022-04-01"})
        assert (sent.status_code, sent.headers["location"]) == (303, f"{ADDRESS}&done=1"), sent.text
        after = browser.get(sent.headers["location"]).text
    assert "協議会事務局が置かれていません。" not in after
    assert "組織の設置" in after


def test_a_member_is_appointed_and_elected_chair_from_the_forms(front: Front) -> None:
    with front.browser("p13-host") as browser:
        member = {
            "member": "p13-cci",
            "name": "会頭（架空）",
            "category": "chamber",
            "body": "東京商工会議所",
            "begins_on": "2024年4月1日",
        }
        assert give(browser, "appoint-member", member).status_code == 303
        form = browser.get(f"/organisation/elect-chair?council={COUNCIL}").text
        assert re.search(r'name="electors"[^>]*value="p13-cci"', form)
        election = {
            "chair": "p13-cci",
            "electors": ["p13-cci"],
            "elected_on": "2024-06-11",
            "begins_on": "2024-06-11",
        }
        named = give(browser, "elect-chair", election | {"method": "named"})
        assert named.status_code == 409
        assert "YR-2-1-2-2-1" in named.text
        assert give(browser, "elect-chair", election | {"method": "mutual_vote"}).status_code == 303
        meeting = {
            "held_on": "2024-06-11",
            "convened_by": "p13-host",
            "present": ["p13-cci"],
            "sums_up": "true",
            "minutes": "会長を互選し、事業を総括した。",
        }
        assert give(browser, "hold-whole-meeting", meeting).status_code == 303
        page = browser.get(ADDRESS).text
        year = browser.get("/yearly-duties?fiscal_year=2024").text
    assert "会頭（架空）" in page
    assert "全体会議の開催" in page
    assert "2024年6月11日" in year


def test_who_may_not_is_told_by_whom_it_is_done(front: Front) -> None:
    with front.browser("p13-head") as browser:
        page = browser.get(ADDRESS).text
    barred = page.split("まだできない手続と理由")[1]
    assert "協議会の委員を選任する" in barred
    assert "YR-2-1-2-1" in barred


def test_every_command_on_the_organisation_has_a_form_with_japanese_names(front: Front) -> None:
    with front.browser("p13-host") as browser:
        for command in get_args(OrganisationCommand):
            page = browser.get(f"/organisation/{kebab(command)}?council={COUNCIL}")
            assert page.status_code == 200, command
            assert f"<h1>{title_of(command)}</h1>" in page.text
            for name, field in command.model_fields.items():
                if name not in ("council", "occurred_on", "future_reason") and field.annotation is not UUID:
                    assert str(field.title) in page.text, (command, name)


def test_an_unknown_command_is_a_page_and_a_council_of_others_is_not_shown(front: Front) -> None:
    with front.browser("p13-head") as browser:
        assert browser.get(f"/organisation/abolish-everything?council={COUNCIL}").status_code == 404
        assert browser.get("/organisation?council=14").status_code == 404


def test_a_wrong_entry_on_the_organisation_is_corrected_from_its_history_and_a_seat_only_in_its_texts(
    front: Front,
) -> None:
    with front.browser("p13-host") as browser:
        member = {
            "member": "p13-typo",
            "name": "誤記 太郎",
            "category": "chamber",
            "body": "商工会",
            "begins_on": "2024-04-01",
        }
        assert give(browser, "appoint-member", member).status_code == 303
        [link, *_] = re.findall(rf'href="(/organisation/entries/[^"]+\?council={COUNCIL})"', browser.get(ADDRESS).text)
        entry = browser.get(link).text
        assert "氏名" in entry
        assert "開始日" not in entry
        form = browser.get(f"{link}&field=name")
        sent = browser.post(
            f"{link}&field=name", data=hidden_of(form.text) | {"value": "正記 太郎", "reason": "読み違い"}
        )
        assert (sent.status_code, sent.headers["location"]) == (303, f"{ADDRESS}&done=1"), sent.text
        after = browser.get(ADDRESS).text
    assert "正記 太郎" in after
    assert "記録の訂正" in after
