"""The directory: 47 councils, nine bureaus, check digits, fiscal years."""

import datetime as dt

import pytest
from council_directory import (
    bureau_of,
    bureaus,
    corporate_number_is_valid,
    council,
    councils,
    councils_of,
    fiscal_year,
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


@pytest.mark.parametrize("council_row", councils(), ids=lambda each: each.code)
def test_the_local_government_code_carries_its_check_digit(council_row: object) -> None:
    code = council_row.local_government_code  # type: ignore[attr-defined]  # parametrised rows are Council
    weighted = sum(int(digit) * weight for digit, weight in zip(code[:5], (6, 5, 4, 3, 2), strict=True))
    assert int(code[5]) == (11 - weighted % 11) % 10


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
