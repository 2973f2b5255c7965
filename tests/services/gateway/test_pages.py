"""The pages, as a browser without script gets them."""

from __future__ import annotations

import html
import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from council_events.values import Office

from tests.services.gateway.conftest import COUNCIL, Front
from tests.services.gateway.test_staff_api import consultation, post

NAME = "株式会社千曲青葉精機（架空）"


def hidden_of(page: str) -> dict[str, str]:
    """The hidden controls of the last form that posts somewhere."""
    form = page[page.rindex('<form method="post"') :]
    return {
        html.unescape(name): html.unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    }


def opening(page: str, **more: Any) -> dict[str, Any]:
    typed = {
        "requester": "company",
        "route": "direct",
        "company_name": NAME,
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": "13",
        "employees": "４２人",
        "sales": "８億２，０００万円",
        "wishes": ["cash_flow", "rebuild"],
        "story": "受注が3割減った。",
    }
    return hidden_of(page) | typed | more


@pytest.fixture
def case_id(front: Front) -> str:
    body = consultation(company_name=NAME)
    assert post(front, "/api/intake/v1/consultations", body).status_code == 201
    return str(body["case_id"])


def test_a_consultation_is_opened_from_its_form(front: Front) -> None:
    with front.browser("p13-head") as browser:
        form = browser.get("/consultations/new").text
        opened = browser.post("/consultations/new", data=opening(form))
        assert opened.status_code == 303, opened.text
        case = browser.get(opened.headers["location"]).text
    assert "記録しました。" in case
    assert f"<h1>{NAME}</h1>" in case
    assert "820,000,000" in case
    assert "相談の受付" in case


def test_sending_the_same_form_twice_opens_one_case(front: Front) -> None:
    with front.browser("p13-head") as browser:
        sent = opening(browser.get("/consultations/new").text)
        first, again = (browser.post("/consultations/new", data=sent) for _ in range(2))
        assert first.headers["location"] == again.headers["location"]
        case = browser.get(first.headers["location"]).text
    assert case.count("<h3>相談の受付</h3>") == 1


def test_nothing_typed_is_lost_when_something_cannot_be_read(front: Front) -> None:
    with front.browser("p13-head") as browser:
        sent = opening(
            browser.get("/consultations/new").text, occurred_on="令和6年2月30日", employees="たくさん", route=""
        )
        refused = browser.post("/consultations/new", data=sent)
    assert refused.status_code == 422
    page = refused.text
    assert "入力内容を確かめてください（3件）" in page
    assert '<a href="#f-occurred_on">発生日：令和6年2月30日という日はありません。</a>' in page
    assert '<a href="#f-route">持込経路を選んでください。</a>' in page
    assert 'value="令和6年2月30日"' in page
    assert 'value="たくさん"' in page
    assert f'value="{NAME}"' in page
    assert re.search(r'value="rebuild" checked', page)
    assert "受注が3割減った。</textarea>" in page
    assert hidden_of(page)["_key"] == sent["_key"]


def test_what_only_the_service_can_judge_comes_back_to_its_field(front: Front) -> None:
    with front.browser("p13-head") as browser:
        sent = opening(browser.get("/consultations/new").text, corporate_number="１２３")
        refused = browser.post("/consultations/new", data=sent)
    assert refused.status_code == 422
    assert 'id="f-corporate_number-error"' in refused.text
    assert 'value="１２３"' in refused.text


def test_text_from_a_form_is_never_markup(front: Front) -> None:
    with front.browser("p13-head") as browser:
        sent = opening(browser.get("/consultations/new").text, company_name="<script>alert(1)</script>")
        opened = browser.post("/consultations/new", data=sent)
        case = browser.get(opened.headers["location"]).text
    assert "<script>alert" not in case
    assert "&lt;script&gt;" in case


def test_steps_that_cannot_be_taken_show_provision_and_reason(front: Front, case_id: str) -> None:
    with front.browser("p13-head") as browser:
        case = browser.get(f"/cases/intake/{case_id}").text
    allowed, barred = case.split("まだできない手続と理由")
    assert f'href="/cases/intake/{case_id}/record-facts"' in allowed
    assert "事項の把握を完了する" in barred
    late = f'<a href="/cases/intake/{case_id}/complete-fact-finding">過去の日付の記録として入力する'
    assert late in barred, "what is barred today may have been open on an earlier day"
    assert re.search(r"YR(24)?-2-2-3-2", barred)


def test_a_rule_that_refuses_is_told_on_the_form_that_keeps_its_text(front: Front, case_id: str) -> None:
    with front.browser("p13-head") as browser:
        address = f"/cases/intake/{case_id}/complete-fact-finding"
        sent = hidden_of(browser.get(address).text) | {"occurred_on": "", "future_reason": ""}
        refused = browser.post(address, data=sent)
    assert refused.status_code == 409
    assert "規定により、この操作はできません" in refused.text
    assert re.search(r"根拠：YR", refused.text)
    assert 'lang="en"' in refused.text


def test_whoever_comes_second_learns_who_was_first_and_may_decide_again(front: Front, case_id: str) -> None:
    with front.browser("p13-deputy") as browser:
        address = f"/cases/intake/{case_id}/give-advice"
        sent = hidden_of(browser.get(address).text) | {"advice": "資金繰り表を毎週確かめること。"}
        first = post(front, f"/api/intake/v1/cases/{case_id}/explain-role", {})
        assert first.status_code == 201
        second = browser.post(address, data=sent)
        assert second.status_code == 409
        assert "先に別の記録がありました" in second.text
        assert "p13-headが「協議会の立場と役割の説明」を記録しました" in second.text
        assert "資金繰り表を毎週確かめること。</textarea>" in second.text
        again = browser.post(address, data=hidden_of(second.text) | {"advice": "資金繰り表を毎週確かめること。"})
        assert again.status_code == 303


def test_a_case_is_found_by_part_of_its_name_and_the_words_stay_out_of_the_address(
    front: Front, case_id: str, eventually: Any
) -> None:
    with front.browser("p13-head") as browser:
        token = hidden_of(browser.get("/search").text)

        def found() -> httpx.Response | None:
            answer = browser.post("/search", data=token | {"words": "青葉精"})
            return answer if case_id in answer.text else None

        answer = eventually(found)
    assert answer.request.url.query == b""
    assert NAME in answer.text


def test_a_search_for_one_character_is_asked_to_be_longer(front: Front) -> None:
    with front.browser("p13-head") as browser:
        answer = browser.post("/search", data=hidden_of(browser.get("/search").text) | {"words": "精"})
    assert answer.status_code == 422
    assert "2文字以上入れてください" in answer.text


def test_nothing_found_says_what_to_do_next(front: Front) -> None:
    with front.browser("p13-head") as browser:
        answer = browser.post("/search", data=hidden_of(browser.get("/search").text) | {"words": "どこにもない"})
    assert "見つかりませんでした" in answer.text
    assert 'href="/consultations/new"' in answer.text


def test_the_work_list_shows_the_case_and_names_what_cannot_be_read(
    front: Front, case_id: str, eventually: Any
) -> None:
    with front.browser("p13-head") as browser:
        page = eventually(lambda: next((t for t in [browser.get("/work").text] if case_id in t), None))
    assert "「再生支援」の一覧を読み込めませんでした" in page


def test_a_list_that_is_empty_says_what_to_do_next(front: Front) -> None:
    with front.browser("p13-head") as browser:
        page = browser.get("/work?service=intake&overdue=true").text
    assert "期限を過ぎた案件はありません" in page


def test_an_unknown_case_and_a_strangers_case_look_alike(front: Front, case_id: str) -> None:
    with front.browser("p14-head") as stranger:
        hidden = stranger.get(f"/cases/intake/{case_id}")
        unknown = stranger.get(f"/cases/intake/{uuid4()}")
    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert hidden.text.replace(case_id, "") == unknown.text
    assert NAME not in hidden.text


def test_an_address_that_leads_nowhere_is_a_page(front: Front) -> None:
    with front.browser("p13-head") as browser:
        for path in ("/nowhere", "/cases/elsewhere/1", f"/cases/intake/{uuid4()}/no-such-command", "/static/none.css"):
            answer = browser.get(path)
            assert answer.status_code == 404
            assert "見つかりません" in answer.text


def test_a_service_that_does_not_answer_gives_a_page_with_a_reference(front: Front) -> None:
    with front.browser("p13-head") as browser:
        answer = browser.get(f"/cases/support/{uuid4()}")
    assert answer.status_code == 502
    assert "ただいま受け付けられません" in answer.text
    assert re.search(r"照会番号：<code>[0-9a-f-]{36}</code>", answer.text)


def test_the_people_of_a_council_and_their_offices_are_listed(front: Front) -> None:
    with front.browser("p13-host") as browser:
        page = browser.get("/people").text
        assert "p13-head" in page
        assert "統括責任者補佐" in page
        proposing = browser.get("/people?person=p13-new&council=13")
        assert proposing.headers["location"] == "/people/p13-new/propose-candidate?council=13"


def test_a_host_proposes_a_candidate_and_sees_what_is_missing_for_the_appointment(front: Front) -> None:
    person = f"p13-{uuid4().hex[:8]}"
    with front.browser("p13-host") as browser:
        address = f"/people/{person}/propose-candidate?council={COUNCIL}"
        sent = hidden_of(browser.get(address).text) | {
            "office": "deputy",
            "name": "佐藤次郎（架空）",
            "career": "金融機関で事業再生を担当。",
            "knowledge": ["revitalization"],
            "secondment": "none",
        }
        proposed = browser.post(address, data=sent)
        assert proposed.status_code == 303, proposed.text
        page = browser.get(proposed.headers["location"]).text
    assert "佐藤次郎（架空）" in page
    assert "候補者の提案" in page
    barred = page.split("まだできない手続と理由")[1]
    assert "選任" in barred
    assert "YR-2-1-3-2" in barred


def test_the_page_of_a_person_shows_bureau_and_administrator_no_case_number(front: Front) -> None:
    case_id, house = str(uuid4()), front.house
    assert house is not None
    house.nation("bur03-officer", Office.BUREAU_OFFICER, bureau="BUR-03")
    house.nation("admin-1", Office.ADMINISTRATOR)
    house.eventually(lambda: house.as_("admin-1", "hq").offices() == ["administrator"])
    interest = {"case_id": case_id, "kind": "creditor"}
    deputy = house.as_("p13-deputy", COUNCIL)
    declared = deputy.post("governance", "/v1/people/p13-deputy/declare-conflict-of-interest", interest)
    assert declared.status_code == 201, declared.text
    for person, is_told in (("bur03-officer", False), ("admin-1", False), ("p13-host", True)):
        with front.browser(person) as browser:
            shown = browser.get(f"/people/p13-deputy?council={COUNCIL}").text
        assert "利害関係の申告" in shown
        assert (case_id in shown, "（協議会の外には示しません）" in shown) == (is_told, not is_told)


def test_static_files_may_be_kept_and_pages_may_not(front: Front) -> None:
    with front.browser("p13-head") as browser:
        page = browser.get("/search")
        style = re.search(r'href="(/static/base\.css\?v=[0-9a-f]+)"', page.text)
        assert style is not None
        assert page.headers["cache-control"] == "no-store"
        assert "immutable" in browser.get(style[1]).headers["cache-control"]
