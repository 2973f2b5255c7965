"""What one service hands on to another: an applicant who needs 事業再生, the data of applicants, the standards that referrals cite."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID, uuid4, uuid5

import httpx
import psycopg
import pytest
from council_events import access, read_envelope
from council_events.values import Office, Purpose

from tests.services.gateway.conftest import Front, opened
from tests.services.house import LONG_AGO, TODAY, Caller, House
from tests.services.subsidy.test_api import application

NAME = "能登福良漆器株式会社（架空）"
FOUND: dict[str, Any] = {"reason": "借入金の返済が続かない", "requested_on": LONG_AGO}


class World(NamedTuple):
    """The house with a gateway before it, and two applicants: one who needs 事業再生, and one of another council."""

    house: House
    front: Front
    case_id: str
    other: str

    @property
    def consultation(self) -> str:
        return str(uuid5(UUID(self.case_id), "consultation"))

    @property
    def head(self) -> Caller:
        return self.house.as_("p17-head", "17")

    @property
    def deputy(self) -> Caller:
        return self.house.as_("p17-deputy", "17")

    @property
    def headquarters(self) -> Caller:
        return self.house.as_("hq-officer", "hq", Purpose.SUPERVISION)


def filed(house: House, council: str, **changes: Any) -> str:
    case_id = uuid4()
    body = application(case_id, prefecture=council, **changes)
    office = house.as_(f"p{council}-office", council, Purpose.SUBSIDY_WORK)
    house.eventually(lambda: office.post("subsidy", "/v1/work", {}).status_code == 200)
    answer = office.post("subsidy", "/v1/applications", body)
    assert answer.status_code == 201, answer.text
    return str(case_id)


@pytest.fixture(scope="module")
def world(closed_house: House) -> Iterator[World]:
    with closed_house.open("governance", "intake", "subsidy") as house:
        for council in ("17", "40"):
            house.staff(council)
        house.nation("hq-officer", Office.HQ_OFFICER)
        case_id, other = filed(house, "17"), filed(house, "40", company_name="博多湾鉄工株式会社（架空）")
        addresses = {name: str(client.base_url) for name, client in house.clients.items()}
        with opened(house.folder, house.folder / "private.jwk", addresses, house) as front:
            world = World(house, front, case_id, other)
            house.eventually(lambda: len(listed(world.headquarters)) == 2)
            yield world


def find(caller: Caller, case_id: str, **changes: Any) -> httpx.Response:
    return caller.post("subsidy", f"/v1/cases/{case_id}/find-revitalization-necessary", FOUND | changes)


def search(caller: Caller, **body: Any) -> httpx.Response:
    return caller.post("subsidy", "/v1/applicants/search", body)


def listed(caller: Caller, **body: Any) -> list[dict[str, Any]]:
    answer = search(caller, **body)
    return list(answer.json()["items"]) if answer.status_code == 200 else []


def applicant(caller: Caller, case_id: str) -> httpx.Response:
    return caller.get("subsidy", f"/v1/applicants/{case_id}")


def reads(house: House, person: str) -> list[access.Read]:
    """What subsidy has recorded that a person read, the last first."""
    with psycopg.connect(house.databases["subsidy"]) as connection:
        rows = connection.execute("SELECT body FROM events WHERE kind = 1 ORDER BY position DESC").fetchall()
    envelopes = [read_envelope(bytes(body)) for (body,) in rows]
    return [each.data for each in envelopes if each.actor == person and isinstance(each.data, access.Read)]


def test_headquarters_sees_what_applicants_of_all_councils_told_and_nothing_else_of_their_cases(world: World) -> None:
    """YR-3-2-2-4, YR24-3-2-2-4."""
    items = {item["case_id"]: item for item in listed(world.headquarters)}
    assert {(item["council"], item["company_name"]) for item in items.values()} == {
        ("17", NAME),
        ("40", "博多湾鉄工株式会社（架空）"),
    }
    assert [item["case_id"] for item in listed(world.headquarters, council="40")] == [world.other]
    first = search(world.headquarters, limit=1).json()
    second = search(world.headquarters, limit=1, after=first["next"]).json()
    assert {item["case_id"] for item in (*first["items"], *second["items"])} == items.keys()
    assert second["next"] is None
    view = applicant(world.headquarters, world.case_id).json()
    assert view["applicant"]["企業名"] == NAME
    assert view["applicant"]["所在地の都道府県"] == "石川県"
    assert view["applicant"]["売上高（円）"] == "480,000,000"
    assert "税理士法人あまね会計（架空）" in view["applicant"]["認定経営革新等支援機関"]
    assert world.headquarters.get("subsidy", f"/v1/cases/{world.case_id}").status_code == 404


def test_every_look_of_headquarters_at_an_applicant_is_on_record(world: World) -> None:
    """YR-3-2-2-4."""
    assert applicant(world.headquarters, world.other).status_code == 200
    read = reads(world.house, "hq-officer")[0]
    assert (read.view, read.office, read.fields) == (access.View.CASE, Office.HQ_OFFICER, ("company_name", "applicant"))
    assert read.cases == (UUID(world.other),)
    assert listed(world.headquarters, council="40")
    read = reads(world.house, "hq-officer")[0]
    assert (read.view, read.cases) == (access.View.LIST, (UUID(world.other),))


def test_whoever_is_not_of_headquarters_gets_no_list_and_sees_the_own_councils_applicants_alone(world: World) -> None:
    """YR24-3-2-2-4: the 支援業務部門 of the same council sees the applicant's data."""
    refused = search(world.head)
    assert (refused.status_code, refused.json()["provision"]) == (403, "LAW-136")
    assert search(world.house.as_("hq-officer", "hq", Purpose.REPORTING)).status_code == 403
    for own in (world.head, world.deputy):
        assert applicant(own, world.case_id).json()["applicant"]["企業名"] == NAME
        assert applicant(own, world.other).status_code == 404
    assert applicant(world.house.as_("hq-officer", "hq", Purpose.REPORTING), world.case_id).status_code == 404
    assert applicant(world.headquarters, str(uuid4())).status_code == 404
    assert search(world.headquarters, after="nowhere").status_code == 422


def test_a_consultation_is_opened_from_the_subsidy_case_without_typing_anything_again(world: World) -> None:
    """YR-3-2-2-4, YR24-3-2-2-4: through Kafka to intake, with a deputy to respond, and told to 全国本部."""
    nobody = find(world.head, world.case_id, responder="p17-office")
    assert (nobody.status_code, nobody.json()["provision"]) == (409, "YR-2-2-3-1")
    assert find(world.deputy, world.case_id).status_code == 403
    answer = find(world.head, world.case_id, responder="p17-deputy")
    assert answer.status_code == 201, answer.text

    def consultation() -> Any:
        answer = world.deputy.get("intake", f"/v1/cases/{world.consultation}")
        return answer.json() if answer.status_code == 200 else None

    view = world.house.eventually(consultation)
    assert (view["company_name"], view["kind"], view["assigned_to"]) == (NAME, "counter", "p17-deputy")
    assert view["header"]["従業員数（人）"] == "30"
    assert view["header"]["計画策定支援事業の案件"] == world.case_id
    told = [field["value"] for entry in view["timeline"] for field in entry["fields"]]
    assert FOUND["reason"] in told, "what the consultation is about"
    work = world.house.eventually(
        lambda: [
            item
            for item in world.deputy.post("intake", "/v1/work", {}).json()["items"]
            if item["case_id"] == world.consultation
        ]
    )
    assert work[0]["company_name"] == NAME
    assert world.house.as_("p40-head", "40").get("intake", f"/v1/cases/{world.consultation}").status_code == 404
    [needing] = world.house.eventually(lambda: listed(world.headquarters, revitalization=True))
    assert (needing["case_id"], needing["revitalization_on"]) == (world.case_id, TODAY.isoformat())


def test_the_pages_lead_from_the_one_case_to_the_other(world: World) -> None:
    """YR-3-2-2-4."""
    find(world.head, world.case_id)
    world.house.eventually(lambda: world.head.get("intake", f"/v1/cases/{world.consultation}").status_code == 200)
    with world.front.browser("p17-head") as browser:
        subsidy = browser.get(f"/cases/subsidy/{world.case_id}").text
        assert f"/cases/intake/{world.consultation}" in subsidy
        assert f"/cases/subsidy/{world.case_id}" in browser.get(f"/cases/intake/{world.consultation}").text
    with world.front.browser("hq-officer") as browser:
        page = browser.get("/applicants")
        assert page.status_code == 200
        assert "申請者の情報" in page.text
        assert f"/applicants/{world.case_id}" in page.text
        assert NAME in browser.get(f"/applicants/{world.case_id}").text
        assert "該当する申請者はいません" in browser.get("/applicants?council=01").text


def test_a_referral_cites_the_standard_that_governance_has_published(world: World) -> None:
    """YR24-2-1-3-3-11: none at first, which is possible and counted; then the one in force."""
    body = {
        "requester": "company",
        "route": "direct",
        "company_name": "株式会社鏡川商店（架空）",
        "legal_form": "stock_company",
        "industry": "manufacturing",
        "prefecture": "17",
        "employees": 12,
    }
    case_id = world.head.post("intake", "/v1/consultations", body).json()["case_id"]
    refer = {"body": "yorozu", "subject": "consultation", "told_on": TODAY.isoformat()}
    path, year = f"/v1/cases/{case_id}/make-referral", fiscal_year_of(TODAY)

    def referrals() -> list[list[str]]:
        view = world.head.get("intake", f"/v1/cases/{case_id}").json()
        [section] = [part for part in view["sections"] if part["key"] == "referrals"]
        return [row["cells"] for row in section["rows"]]

    def partners() -> Any:
        answer = world.head.get("intake", "/v1/partners", fiscal_year=year)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def counted() -> tuple[int, int]:
        view = partners()
        return sum(row["referrals"] for row in view["partners"]), view["gaps"]

    assert world.head.post("intake", path, refer).status_code == 201
    assert "施行されている基準がありません" in referrals()[0][3]
    world.house.eventually(lambda: counted() == (1, 1))
    adopt = {
        "standard_id": str(uuid4()),
        "body": "yorozu",
        "supports": ["handover"],
        "adopted_on": TODAY.isoformat(),
        "in_force_from": TODAY.isoformat(),
        "standard": "売上増加の相談は受け渡す。",
    }
    answer = world.head.post("governance", "/v1/organisation/adopt-partner-standard", adopt)
    assert answer.status_code == 201, answer.text
    shown = world.head.get("governance", "/v1/organisation").json()
    [section] = [part for part in shown["sections"] if part["key"] == "partner_standards"]
    assert [row["cells"][0] for row in section["rows"]] == ["よろず支援拠点", "事業承継・引継ぎ支援センター"]
    assert section["rows"][0]["cells"][3] == adopt["standard"]
    assert section["rows"][1]["cells"][1] == "基準はまだありません"

    def in_force() -> Any:
        return [row for row in partners()["partners"] if row["handover_from"] == TODAY.isoformat()]

    [row] = world.house.eventually(in_force)
    assert (row["body"], row["joint_from"]) == ("よろず支援拠点", None)
    assert world.head.post("intake", path, refer).status_code == 201
    assert world.head.post("intake", path, refer | {"manner": "joint"}).status_code == 201
    assert [(manner, "施行されている基準がありません" in by) for _, manner, _, by in referrals()] == [
        ("受渡し", True),
        ("受渡し", False),
        ("共同支援", True),
    ]
    world.house.eventually(lambda: counted() == (3, 2))
    [entry, *_] = [
        each
        for each in world.head.get("intake", f"/v1/cases/{case_id}").json()["timeline"]
        if each["type"].startswith("council.intake.ReferralMade.")
    ]
    mend = {"event_id": entry["event_id"], "field": "body", "value": "chamber", "reason": "紹介先の入力を誤った"}
    answer = world.head.post("intake", f"/v1/cases/{case_id}/correct-entry", mend)
    assert answer.status_code == 201, answer.text
    world.house.eventually(
        lambda: (
            {row["body"]: row["referrals"] for row in partners()["partners"] if row["referrals"]}
            == {"よろず支援拠点": 2, "商工会議所・商工会": 1}
        )
    )
    back = world.head.post("intake", f"/v1/cases/{case_id}/correct-entry", mend | {"value": "yorozu"})
    assert len(back.json()["events"]) == 3, "the body, and the standard in force with it: its number and its day"
    assert "施行されている基準がありません" not in referrals()[0][3]
    world.house.eventually(lambda: counted() == (3, 1))
    with world.front.browser("p17-head") as browser:
        page = browser.get("/partners").text
        assert "基準を引用していない紹介が1件あります" in page
        assert "/partners" in browser.get("/organisation?council=17").text


def fiscal_year_of(day: dt.date) -> int:
    return day.year - (day.month < 4)
