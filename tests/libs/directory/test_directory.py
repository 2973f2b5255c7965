"""The directory: 47 councils, nine bureaus, check digits, fiscal years."""

import datetime as dt

import pytest
from council_directory import (
    bodies_on,
    bureau_of,
    bureaus,
    consultation_hours,
    corporate_number_is_valid,
    council,
    council_lists,
    councils,
    councils_of,
    faults_of,
    fiscal_year,
    headquarters,
    local_government_code_is_valid,
    partners,
    provisions,
)


def test_there_are_47_councils_in_jis_order() -> None:
    assert [each.code for each in councils()] == [f"{n:02}" for n in range(1, 48)]


def test_every_council_lies_in_exactly_one_bureaus_area() -> None:
    assert sorted(code for bureau in bureaus() for code in bureau.councils) == [each.code for each in councils()]
    assert len(bureaus()) == 9


@pytest.mark.parametrize(
    ("prefecture", "bureau"),
    [
        ("新潟県", "関東経済産業局"),
        ("静岡県", "関東経済産業局"),
        ("富山県", "中部経済産業局"),
        ("福井県", "近畿経済産業局"),
        ("三重県", "中部経済産業局"),
        ("沖縄県", "沖縄総合事務局"),
    ],
)
def test_the_edge_prefectures_follow_the_organisation_order(prefecture: str, bureau: str) -> None:
    found = next(each for each in councils() if each.prefecture == prefecture)
    assert found.bureau.startswith(bureau)
    assert found.code in councils_of(found.bureau_code)


def test_a_bureaus_code_leads_back_from_the_council() -> None:
    assert bureau_of("20") == council("20").bureau_code == "BUR-03"


@pytest.mark.parametrize("number", ["7000012050002", "1000012090004", "4000012090001", "8000012010038"])
def test_real_corporate_numbers_pass(number: str) -> None:
    assert corporate_number_is_valid(number)


@pytest.mark.parametrize(
    "number", ["8000012050002", "700001205000", "７000012050002", "70000120500021", "", "abcdefghijklm"]
)
def test_wrong_corporate_numbers_fail(number: str) -> None:
    assert not corporate_number_is_valid(number)


def test_a_fiscal_year_begins_on_the_first_of_april() -> None:
    assert [fiscal_year(dt.date(2025, 3, 31)), fiscal_year(dt.date(2025, 4, 1))] == [2024, 2025]


def test_provisions_have_unique_ids_and_know_when_they_hold() -> None:
    assert len(provisions()) == 277
    old = provisions()["YR-2-2-3-2"]
    assert old.in_force(dt.date(2024, 3, 31))
    assert not old.in_force(dt.date(2024, 4, 1))


@pytest.mark.parametrize("code", ["131016", "130001", "010006"])
def test_codes_of_local_governments_pass(code: str) -> None:
    """STD-2"""
    assert local_government_code_is_valid(code)


@pytest.mark.parametrize("code", ["131017", "13101", "1310166", "１３１０１６", "13101x", ""])
def test_wrong_codes_of_local_governments_fail(code: str) -> None:
    """STD-2"""
    assert not local_government_code_is_valid(code)


def test_the_latest_list_is_the_one_that_everything_else_reads() -> None:
    """BR-15"""
    lists = council_lists()
    assert [each.as_of for each in lists] == sorted((each.as_of for each in lists), reverse=True)
    assert lists[0].councils == councils()
    assert lists[-1].as_of == dt.date(2024, 5, 1)
    kochi = next(each for each in lists[-1].councils if each.code == "39")
    assert (kochi.host, kochi.bureau) == ("高知商工会議所", "四国経済産業局")


def test_a_list_has_one_council_with_a_host_for_each_of_the_47_prefectures() -> None:
    """BR-1"""
    whole = list(councils())
    assert faults_of(whole) == []
    assert (
        faults_of(whole[:-1])
        == faults_of([*whole, whole[0]])
        == ["not exactly one council for each prefecture, 01 to 47"]
    )
    hostless = whole[0].model_copy(update={"host": ""})
    misprinted = whole[1].model_copy(update={"local_government_code": "020002"})
    of_another = whole[2].model_copy(update={"local_government_code": "020001"})
    assert faults_of([hostless, misprinted, of_another, *whole[3:]]) == [
        "01 has no 認定支援機関",
        "02 has no valid 全国地方公共団体コード",
        "03 has no valid 全国地方公共団体コード",
    ]
    assert next(body.name for body in headquarters()) == "中小企業活性化全国本部"


def test_the_council_takes_over_from_two_bodies_on_1_april_2022() -> None:
    """YR-1-1-1"""
    assert bodies_on(dt.date(2022, 3, 31)) == ("中小企業再生支援協議会", "経営改善支援センター")
    assert bodies_on(dt.date(2022, 4, 1)) == ("中小企業活性化協議会",)


def test_a_council_has_the_hours_that_it_fixed_and_by_default_none() -> None:
    """YR-2-2-2-1-2"""
    fixed = {"13": "平日9時から17時"}
    assert [consultation_hours(code, fixed) for code in ("13", "14")] == ["平日9時から17時", None]
    with pytest.raises(KeyError):
        consultation_hours("48", fixed)


def test_every_prefecture_has_its_two_partners_with_their_field_of_advice() -> None:
    """BR-14"""
    assert [each.name for each in partners("44")] == ["大分県よろず支援拠点", "大分県事業承継・引継ぎ支援センター"]
    assert all("相談" in partner.field_of_advice for each in councils() for partner in partners(each.code))
    assert "事業承継" in partners("01")[1].field_of_advice
