"""Companies in the browser: a consultation finds or enters its company; entries are found, changed and joined."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from tests.services.gateway.conftest import Front
from tests.services.gateway.test_pages import hidden_of, opening

NUMBER = "8999902000123"


def opened(browser: httpx.Client, **more: Any) -> str:
    """The page of a consultation that was opened from its form."""
    sent = opening(browser.get("/consultations/new").text, **more)
    answer = browser.post("/consultations/new", data=sent)
    assert answer.status_code == 303, answer.text
    return browser.get(answer.headers["location"]).text


def search(browser: httpx.Client, words: str) -> str:
    token = hidden_of(browser.get("/companies").text)
    return browser.post("/companies", data=token | {"words": words}).text


def listed(front: Front, browser: httpx.Client, words: str, name: str) -> str:
    """The page of a search, once it shows the name."""
    assert front.house is not None
    return str(front.house.eventually(lambda: page if f">{name}</a>" in (page := search(browser, words)) else ""))


def number_of(found: str, name: str) -> str:
    match = re.search(rf'/companies/([0-9a-f-]{{36}})">{name}', found)
    assert match, found
    return match[1]


def test_a_consultation_enters_its_company_in_the_register_and_finds_it_the_next_time(front: Front) -> None:
    with front.browser("p13-head") as browser:
        name = "有限会社越前三国水産（架空）"
        opened(browser, company_name=name, corporate_number=NUMBER, company_address="東京都江東区")
        found = listed(front, browser, "三国水産", name)
        entry = number_of(found, name)
        again = opened(browser, company_name="越前三国水産", corporate_number=NUMBER)
        assert "相談の受付" in again
        assert search(browser, NUMBER).count("/companies/") == found.count("/companies/"), "one entry, not two"
        company = browser.get(f"/companies/{entry}").text
    assert NUMBER in company
    assert "東京都江東区" in company


def test_a_wrong_number_comes_back_to_its_field_before_anything_is_recorded(front: Front) -> None:
    with front.browser("p13-head") as browser:
        sent = opening(browser.get("/consultations/new").text, corporate_number="1999902000123")
        refused = browser.post("/consultations/new", data=sent)
    assert refused.status_code == 409
    assert "STD-1" in refused.text
    assert 'id="f-corporate_number-error"' in refused.text


def test_the_promises_stand_on_every_page_on_which_a_consultation_is_asked_for(front: Front) -> None:
    """BR-2"""
    with front.browser("p13-head") as browser:
        for page in ("/consultations/new", "/guarantee-consultations/new"):
            text = browser.get(page).text
            for promise in ("公正中立な機関", "相談の秘密を厳守", "専門家が相談を受け支援", "地域全体でバックアップ"):
                assert promise in text


def test_a_joint_request_without_an_adviser_is_shown_the_counter(front: Front) -> None:
    """B4-3-1"""
    with front.browser("p13-head") as browser:
        form = browser.get("/guarantee-consultations/new").text
        typed = opening(form, requester_name="三国 汐", employees="9")
        typed = {name: value for name, value in typed.items() if name not in ("requester", "route", "wishes")}
        refused = browser.post("/guarantee-consultations/new", data=typed)
        assert refused.status_code == 409
        assert "保証人だけの場合は窓口相談で応対" in refused.text
        joint = (
            typed
            | hidden_of(refused.text)
            | {
                "adviser": "弁護士 架空 花子",
                "adviser_qualification": "lawyer",
                "received_on": "2024-08-28",
            }
        )
        taken = browser.post("/guarantee-consultations/new", data=joint)
        assert taken.status_code == 303, taken.text
        assert "利用相談（保証債務の整理）" in browser.get(taken.headers["location"]).text


@pytest.fixture
def entry(front: Front) -> str:
    with front.browser("p13-head") as browser:
        opened(browser, company_name="旧名工務店（架空）", company_address="東京都港区")
        found = listed(front, browser, "旧名工務店", "旧名工務店（架空）")
        return number_of(found, "旧名工務店")


def test_an_entry_is_changed_and_asked_about_in_the_browser(front: Front, entry: str) -> None:
    with front.browser("p13-head") as browser:
        page = browser.get(f"/companies/{entry}").text
        assert f'href="/companies/{entry}/rename-company"' in page
        form = browser.get(f"/companies/{entry}/rename-company").text
        done = browser.post(f"/companies/{entry}/rename-company", data=hidden_of(form) | {"name": "新名工務店（架空）"})
        assert done.status_code == 303, done.text
        form = browser.get(f"/companies/{entry}/ask-nationwide").text
        asked = browser.post(f"/companies/{entry}/ask-nationwide", data=hidden_of(form) | {"question": "early_again"})
        assert asked.status_code == 303, asked.text
        page = browser.get(asked.headers["location"]).text
        assert "<h1>新名工務店（架空）</h1>" in page
        assert "全国の利用状況の照会への回答" in page
        assert "いいえ" in page
        form = browser.get(f"/consultations/new?company={entry}").text
        assert 'value="新名工務店（架空）"' in form
        assert f'name="company_id" value="{entry}"' in form
        assert browser.get(f"/companies/{entry}/no-such-command").status_code == 404
        assert "2文字以上" in search(browser, "あ")


def test_the_report_of_a_consultation_is_a_page_and_a_file(front: Front) -> None:
    with front.browser("p13-head") as browser:
        sent = opening(browser.get("/consultations/new").text, company_name="報告商会（架空）")
        case = browser.post("/consultations/new", data=sent).headers["location"].partition("?")[0]
        for command, typed in (
            ("explain-role", {}),
            ("close-consultation", {"result": "solved"}),
            ("draft-report", {}),
        ):
            form = browser.get(f"{case}/{command}").text
            done = browser.post(f"{case}/{command}", data=hidden_of(form) | typed)
            assert done.status_code == 303, done.text
        assert f'href="{case}/report"' in browser.get(case).text
        report = browser.get(f"{case}/report").text
        assert "窓口相談対応報告書" in report
        assert "中小企業活性化全国本部" in report
        assert "報告商会（架空）" in report
        file = browser.get(f"{case}/report.xlsx")
        assert file.content.startswith(b"PK")
        assert file.headers["content-disposition"].startswith("attachment")


def test_a_wrong_entry_of_the_register_is_corrected_from_its_history(front: Front) -> None:
    with front.browser("p13-head") as browser:
        name = "誤記窯業株式会社（架空）"
        opened(browser, company_name=name, corporate_number="", company_address="東京都台東区")
        company = f"/companies/{number_of(listed(front, browser, '誤記窯業', name), name)}"
        link = re.findall(rf'href="({company}/entries/[^"]+)"', browser.get(company).text)[-1]
        entry = browser.get(link).text
        assert "商号・屋号" in entry
        form_path = f"{link}?field=name"
        body = hidden_of(browser.get(form_path).text) | {
            "value": "正記窯業株式会社（架空）",
            "reason": "看板の読み違い",
        }
        sent = browser.post(form_path, data=body)
        assert (sent.status_code, sent.headers["location"]) == (303, f"{company}?done=1"), sent.text
        mended = browser.get(company).text
        assert browser.get(f"{link}?field=no_such").status_code == 404
    assert "<h1>正記窯業株式会社（架空）</h1>" in mended
    assert "企業の登録の訂正" in mended
