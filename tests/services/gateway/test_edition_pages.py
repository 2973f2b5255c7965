"""The pages of editions, reports and the cases behind a figure: rights, empty states, files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator

import httpx
import pytest
from council_events.values import Office, Purpose
from council_gateway.web.editions import headline, period

from tests.services.gateway.conftest import COUNCIL, Front, opened
from tests.services.gateway.test_pages import hidden_of, opening
from tests.services.gateway.test_staff_api import consultation
from tests.services.house import TODAY, House

MONTH = (TODAY.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def front(closed_house: House) -> Iterator[Front]:
    """A gateway with governance, intake and reporting behind it; nothing has been counted or closed yet."""
    with closed_house.open("governance", "intake", "reporting") as house:
        house.staff(COUNCIL)
        house.nation("hq-officer", Office.HQ_OFFICER)
        house.nation("bur04-officer", Office.BUREAU_OFFICER, bureau="BUR-04")
        addresses = {name: str(client.base_url) for name, client in house.clients.items()}
        readers = [house.as_("hq-officer", "hq", Purpose.REPORTING), house.as_(f"p{COUNCIL}-head", COUNCIL)]
        house.eventually(lambda: all(each.get("reporting", "/v1/editions").status_code == 200 for each in readers))
        with opened(house.folder, house.folder / "private.jwk", addresses, house) as front:
            yield front


def form_of(page: httpx.Response) -> dict[str, str]:
    """What a form of ours carries beside what is typed."""
    return dict(re.findall(r'name="(_csrf|_key)" value="([^"]+)"', page.text))


def in_house(front: Front) -> House:
    assert front.house is not None
    return front.house


def test_without_an_edition_the_page_says_who_closes_one_and_offers_it_to_the_headquarters_alone(front: Front) -> None:
    with front.browser(f"p{COUNCIL}-head") as head, front.browser("hq-officer") as officer:
        page = head.get("/editions")
        assert "確定した版はまだありません" in page.text
        assert 'action="/editions/close"' not in page.text
        assert 'action="/editions/close"' in officer.get("/editions").text
        assert '<a href="/reports" aria-current="page">集計報告</a>' in officer.get("/editions").text
        forced = head.post("/editions/close", data=form_of(head.get("/search")) | {"period": f"month/{MONTH}"})
        assert forced.status_code == 404


def test_an_edition_shows_what_was_published_beside_what_is_known_now_and_each_record_that_came_late(
    front: Front,
) -> None:
    house = in_house(front)
    with front.browser("hq-officer") as officer, front.browser(f"p{COUNCIL}-head") as head:
        sent = officer.post("/editions/close", data=form_of(officer.get("/editions")) | {"period": f"month/{MONTH}"})
        assert (sent.status_code, sent.headers["location"]) == (303, "/editions")
        house.eventually(lambda: "第1版" in head.get("/editions").text)
        address = re.findall(r'href="(/editions/[0-9a-f-]{36})"', head.get("/editions").text)[0]
        before = head.get(address)
        assert "この期間と範囲の記録はありません" in before.text
        assert "確定のあとに数値を変えた記録はありません" in before.text

        with front.browser(f"p{COUNCIL}-deputy") as deputy:
            case = entered_with_its_reason(house, deputy, MONTH.replace(day=3))
        house.eventually(lambda: "増減の元となった記録" in head.get(address).text and "+1" in head.get(address).text)
        page = head.get(address).text
        assert f"{MONTH.year}年{MONTH.month}月" in page
        assert "窓口相談（延べ件数）" in page
        assert "相談の受付" in page
        assert "内訳の増減" in page
        assert "集計方法の変更による増減" not in page
        assert "+1" in officer.get(f"{address}?area={COUNCIL}").text
        assert "案件の履歴に記録済み" in page
        assert "未記入" not in page
        with front.browser(f"p{COUNCIL}-deputy") as deputy:
            for command, typed in (("explain-role", {}), ("close-consultation", {"result": "solved"})):
                form = hidden_of(deputy.get(f"{case}/{command}").text)
                assert deputy.post(f"{case}/{command}", data=form | typed).status_code == 303
        house.eventually(lambda: "未記入" in head.get(address).text)
        with front.browser(f"p{COUNCIL}-deputy") as deputy:
            waiting = deputy.get(address)
            form = form_of(waiting) | dict(re.findall(r'name="(entry_id)" value="([^"]+)"', waiting.text))
            assert deputy.post(f"{address}/explain", data=form | {"ground": "papers"}).status_code == 303
        house.eventually(lambda: "未記入" not in head.get(address).text)
        assert "書類の到着が遅れた" in officer.get(f"{address}?area={COUNCIL}").text
        assert f"{address}/explain" not in officer.get(f"{address}?area={COUNCIL}").text
        assert head.get(f"{address}?area=01").status_code == 404
        with front.browser("bur04-officer") as bureau:
            assert bureau.get(f"{address}?area={COUNCIL}").status_code == 404
            assert bureau.get(f"{address}?area=BUR-04").status_code == 200


def entered_with_its_reason(house: House, deputy: httpx.Client, on: dt.date) -> str:
    """A consultation of a day whose figures were closed: the form asks for the reason, with everything typed still in it."""
    wait_until_intake_knows(house, on)
    page, typed = (
        "/consultations/new",
        {"company_name": "千代田神田製本株式会社（架空）", "occurred_on": on.isoformat()},
    )
    refused = deputy.post(page, data=opening(deputy.get(page).text, **typed))
    assert refused.status_code == 409
    assert 'value="千代田神田製本株式会社（架空）"' in refused.text
    [later] = re.findall(r'<details class="more" open>(.*?)</details>', refused.text, re.DOTALL)
    assert f'value="{on.isoformat()}"' in later
    assert "の集計は確定しています" in later
    reason = {"closed_reason": "来訪の記録が漏れていたため"}
    answer = deputy.post(page, data=opening(refused.text, **typed, **reason))
    assert answer.status_code == 303, answer.text
    case = answer.headers["location"].partition("?")[0]
    assert "集計が確定した期間の日付とした理由" in deputy.get(case).text
    return case


def wait_until_intake_knows(house: House, on: dt.date) -> None:
    """That the figures of this day were closed: then a contact of it, which counts in no figure, is refused."""
    deputy = house.as_(f"p{COUNCIL}-deputy", COUNCIL)
    case_id = deputy.post("intake", "/v1/consultations", consultation()).json()["case_id"]
    contact = f"/v1/cases/{case_id}/record-contact"
    house.eventually(lambda: deputy.post("intake", contact, {"occurred_on": on.isoformat()}).status_code == 409)


def test_a_figure_of_a_report_leads_to_the_cases_behind_it_and_to_its_files(front: Front) -> None:
    with front.browser(f"p{COUNCIL}-head") as head:
        page = head.get(f"/reports/monthly?day={MONTH:%Y-%m}")
        assert page.status_code == 200
        for name, kind in (("file.xlsx", SPREADSHEET), ("file.csv", "text/csv; charset=utf-8")):
            [address] = re.findall(rf'href="(/reports/monthly/{name}[^"]*)"', page.text)
            file = head.get(address.replace("&amp;", "&"))
            assert (file.status_code, file.headers["content-type"]) == (200, kind)
        lines = list(csv.DictReader(io.StringIO(file.text)))
        assert next(each for each in lines if each["区分コード"] == "counter_consultations")["値"] == "1"
        behind = re.findall(r'href="(/figures/cases[^"]*counter[^"]*)"', page.text)
        cases = head.get(behind[0].replace("&amp;", "&"))
        assert len(re.findall(r'href="/cases/intake/[0-9a-f-]{36}"', cases.text)) == 1
        earlier = head.get("/figures/cases?measure=consultation&item=counter&from=2023-04-01&to=2023-04-30")
        assert "表示できる案件はありません" in earlier.text


def test_who_may_not_see_a_report_is_told_so_and_who_may_sees_no_way_to_others_cases(front: Front) -> None:
    with front.browser("bur04-officer") as bureau:
        assert bureau.get(f"/reports/monthly?area={COUNCIL}").status_code == 404
        assert bureau.get("/reports/headquarters").status_code == 404
        overview = bureau.get("/reports/bureau?area=BUR-04")
        assert overview.status_code == 200
        assert "/figures/cases" not in overview.text
        assert bureau.get("/reports/monthly/file.csv?area=13").status_code == 404
        assert 'action="/reports/publish"' not in bureau.get("/reports").text
        assert bureau.get("/reports/publishing/2024").status_code in (403, 404)


def test_before_the_first_night_no_table_has_been_checked(front: Front) -> None:
    with front.browser(f"p{COUNCIL}-head") as head:
        assert "まだ検算していません" in head.get("/figures/checks").text


def test_without_an_edition_of_a_year_there_is_nothing_to_publish(front: Front) -> None:
    with front.browser("hq-officer") as officer:
        page = officer.get("/reports").text
        assert "公表できる年度はありません" in page
        assert 'action="/reports/publish"' not in page


@pytest.mark.parametrize(
    ("kind", "begins", "name"),
    [
        ("month", "2025-01-01", "2025年1月"),
        ("quarter", "2025-01-01", "2024年度第4四半期"),
        ("quarter", "2024-04-01", "2024年度第1四半期"),
        ("fiscal_year", "2024-04-01", "2024年度"),
    ],
)
def test_a_period_is_named(kind: str, begins: str, name: str) -> None:
    assert period({"kind": kind, "from": begins}) == name


def test_means_have_no_difference_and_what_was_never_counted_has_no_line() -> None:
    found = {
        "published": {"starts": 3, "ends": 0, "mean_days": "75.5", "other": 1},
        "known_now": {"starts": 2, "ends": 0, "mean_days": "70.0", "other": 1},
    }
    titles = {name: (name, "件") for name in ("starts", "ends", "mean_days")}
    assert [(line.label, line.difference) for line in headline(found, titles)] == [("starts", -1), ("mean_days", None)]
