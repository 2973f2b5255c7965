"""What the headquarters published, for a visitor who has not signed in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest
from council_directory import councils, fiscal_year
from council_events.values import Office, Purpose
from council_gateway import main

from tests.services.gateway.conftest import Front, opened
from tests.services.house import TODAY, House

YEAR = fiscal_year(TODAY) - 1


@pytest.fixture(scope="module")
def public(closed_house: House) -> Iterator[Front]:
    """A gateway with reporting behind it; the last year is published in the first test."""
    with closed_house.open("governance", "reporting") as house:
        house.nation("hq-officer", Office.HQ_OFFICER)
        addresses = {name: str(client.base_url) for name, client in house.clients.items()}
        with opened(house.folder, house.folder / "private.jwk", addresses, house) as front:
            yield front


@pytest.fixture(scope="module")
def published(public: Front) -> Front:
    house = public.house
    assert house is not None
    hq = house.as_("hq-officer", "hq", Purpose.REPORTING)
    edition = {"kind": "fiscal_year", "first": f"{YEAR}-04-01"}
    house.eventually(lambda: hq.post("reporting", "/v1/editions/close", edition).status_code in (200, 201), within=30.0)
    with public.browser("hq-officer") as officer:
        house.eventually(lambda: f'<option value="{YEAR}">' in officer.get("/reports").text)
        form = dict(re.findall(r'name="(_csrf|_key)" value="([^"]+)"', officer.get("/reports").text))
        sent = officer.post("/reports/publish", data=form | {"fiscal_year": str(YEAR)})
        assert (sent.status_code, sent.headers["location"]) == (303, f"/reports/publishing/{YEAR}")
        waiting = officer.get(f"/reports/publishing/{YEAR}")
        if "公表しました" not in waiting.text:  # it may be quicker than the page
            assert "公表の準備をしています" in waiting.text
            assert waiting.headers["refresh"] == "3"
        house.eventually(lambda: "公表しました" in officer.get(f"/reports/publishing/{YEAR}").text, within=60.0)
        assert "公表できる年度はありません" in officer.get("/reports").text
    return public


def test_everybody_reads_what_was_published_and_browsers_may_keep_it(published: Front) -> None:
    with published.browser() as visitor:
        assert visitor.get("/statistics").headers["location"] == f"/statistics/{YEAR}"
        page = visitor.get(f"/statistics/{YEAR}?view=graph&order=value&mark=13")
        assert page.status_code == 200
        assert "サインアウト" not in page.text
        assert page.headers["cache-control"] == "public, max-age=300"
        lines = list(csv.reader(io.StringIO(visitor.get(f"/statistics/{YEAR}/values.csv").text)))
        assert len(lines) > 3000
        data = visitor.get(f"/statistics/{YEAR}/values.json").json()
        assert data["year"]["fiscal_year"] == YEAR
        catalogue = visitor.get("/statistics/catalog.jsonld")
        assert catalogue.headers["content-type"].startswith("application/ld+json")
        assert f"{published.url}/statistics/{YEAR}/values.csv" in catalogue.text


def test_everybody_finds_every_council_with_host_address_and_phone_as_of_a_stated_day(public: Front) -> None:
    """BR-15, BR-14, YR-2-2-2-1-2: no hours are published by default."""
    with public.browser() as visitor:
        page = visitor.get("/councils")
        assert page.status_code == 200
        assert page.headers["cache-control"] == "public, max-age=300"
        assert all(council.phone in page.text and council.host in page.text for council in councils())
        assert "2024年5月1日" in page.text
        assert page.text.count("協議会にお問い合わせください") == 47
        assert "大分県よろず支援拠点" in page.text
        lines = list(csv.DictReader(io.StringIO(visitor.get("/councils/list.csv?as_of=2024-05-01").text)))
        assert (len(lines), lines[12]["全国地方公共団体コード"], lines[12]["郵便番号"]) == (47, "130001", "1000005")
        assert visitor.get("/councils/list.json").json()["as_of"] == "2024-05-01"
        assert visitor.get("/councils?as_of=2023-05-01").status_code == 404


def test_a_year_that_is_not_public_is_not_found(published: Front) -> None:
    with published.browser() as visitor:
        assert visitor.get(f"/statistics/{YEAR + 1}").status_code == 404
        assert visitor.get(f"/statistics/{YEAR + 1}/values.csv").status_code == 404


def test_the_figures_of_the_staff_stay_behind_the_sign_in(published: Front) -> None:
    with published.browser() as visitor:
        assert visitor.get("/figures").headers["location"].startswith("/sign-in")
        assert visitor.get("/reports").headers["location"].startswith("/sign-in")


def test_one_address_reads_no_more_than_a_reader_would_in_a_minute(published: Front) -> None:
    twice = 2 * main.VISITS_A_MINUTE + 1  # one of two minutes that they may fall into gets too many
    with published.browser() as visitor:
        answers = [visitor.get("/statistics") for _ in range(twice)]
        refused = next(answer for answer in answers if answer.status_code == 429)
        assert answers[0].status_code == 303
    assert refused.headers["retry-after"] == "60"
    assert "続けて開かれすぎています" in refused.text
