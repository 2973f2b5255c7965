"""Dates as staff write them."""

from __future__ import annotations

import datetime as dt

import pytest
from council_gateway.web.dates import (
    ERAS,
    UnreadableDateError,
    date_long,
    date_short,
    era_year,
    fiscal_year_name,
    parse_date,
)
from hypothesis import given
from hypothesis import strategies as st

FIRST_OF_JULY = dt.date(2024, 7, 1)


@pytest.mark.parametrize(
    "written",
    [
        "2024年7月1日",
        "２０２４年７月１日",
        "2024年07月01日",
        " 2024年 7月 1日 ",
        "2024/7/1",
        "2024/07/01",
        "2024-07-01",
        "2024.7.1",
        "２０２４／７／１",
        "２０２４－０７－０１",
        "2024−07−01",
        "2024ー7ー1",
        "20240701",
        "２０２４０７０１",
        "令和6年7月1日",
        "令和６年７月１日",
        "㋿6年7月1日",
        "R6.7.1",
        "r6.7.1",
        "Ｒ６．７．１",
        "R6/7/1",
        "R06-07-01",
        "令和6.7.1",
    ],
)
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    assert parse_date(written) == FIRST_OF_JULY


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("令和元年5月1日", dt.date(2019, 5, 1)),
        ("R1.5.1", dt.date(2019, 5, 1)),
        ("平成31年4月30日", dt.date(2019, 4, 30)),
        ("平成元年1月8日", dt.date(1989, 1, 8)),
        ("H1.1.8", dt.date(1989, 1, 8)),
        ("昭和64年1月7日", dt.date(1989, 1, 7)),
        ("S64.1.7", dt.date(1989, 1, 7)),
        ("昭和元年12月25日", dt.date(1926, 12, 25)),
        ("大正15年12月25日", dt.date(1926, 12, 25)),
        ("大正15年12月24日", dt.date(1926, 12, 24)),
        ("T15.12.24", dt.date(1926, 12, 24)),
        ("大正元年7月30日", dt.date(1912, 7, 30)),
        ("明治45年7月30日", dt.date(1912, 7, 30)),
        ("明治45年7月29日", dt.date(1912, 7, 29)),
        ("M6.1.1", dt.date(1873, 1, 1)),
        ("令和6年2月29日", dt.date(2024, 2, 29)),
    ],
)
def test_the_first_and_last_days_of_every_era_are_read(written: str, day: dt.date) -> None:
    assert parse_date(written) == day


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("平成31年5月1日", "平成31年5月1日はありません。その日は令和元年5月1日（2019年）です。"),
        ("平成32年3月31日", "平成32年3月31日はありません。その日は令和2年3月31日（2020年）です。"),
        ("令和元年4月30日", "令和元年4月30日はありません。その日は平成31年4月30日（2019年）です。"),
        ("昭和64年1月8日", "昭和64年1月8日はありません。その日は平成元年1月8日（1989年）です。"),
        ("平成元年1月7日", "平成元年1月7日はありません。その日は昭和64年1月7日（1989年）です。"),
        ("昭和元年12月24日", "昭和元年12月24日はありません。その日は大正15年12月24日（1926年）です。"),
        ("大正元年7月29日", "大正元年7月29日はありません。その日は明治45年7月29日（1912年）です。"),
        ("明治5年12月2日", "明治5年までは旧暦です。明治6年（1873年）1月1日以後の日付を入れてください。"),
        ("令和0年1月1日", "令和は元年（1年）から始まります。"),
    ],
)
def test_a_day_outside_its_era_is_refused_with_the_right_name(written: str, says: str) -> None:
    with pytest.raises(UnreadableDateError) as refused:
        parse_date(written)
    assert refused.value.ja == says


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("2024年2月30日", "2024年2月30日という日はありません。"),
        ("2023/2/29", "2023年2月29日という日はありません。"),
        ("令和5年2月29日", "令和5年2月29日という日はありません。"),
        ("2024年13月1日", "2024年13月1日という日はありません。"),
        ("20240431", "2024年4月31日という日はありません。"),
        ("0000-01-01", "0年1月1日という日はありません。"),
    ],
)
def test_an_impossible_day_is_refused_by_its_name(written: str, says: str) -> None:
    with pytest.raises(UnreadableDateError) as refused:
        parse_date(written)
    assert refused.value.ja == says


@pytest.mark.parametrize("written", ["6.7.1", "24/7/1", "6年7月1日", "元年5月1日", "024-7-1"])
def test_a_short_year_without_an_era_is_asked_about(written: str) -> None:
    with pytest.raises(UnreadableDateError, match="four digits"):
        parse_date(written)


@pytest.mark.parametrize("written", ["2024年7月", "令和6年7月", "2024", "R6", "令和6年", "2024/7", "2024年"])
def test_an_incomplete_day_is_asked_to_be_completed(written: str) -> None:
    with pytest.raises(UnreadableDateError) as refused:
        parse_date(written)
    assert refused.value.ja.startswith("年・月・日をすべて入れてください。")


@pytest.mark.parametrize(
    "written",
    [
        "きのう",
        "2024年7/1",
        "2024/7-1",
        "7/1/2024",
        "X6.7.1",
        "2024年7月1日12時",
        "慶応3年1月1日",
        "R6.7.1.2",
        "2024--7-1",
    ],
)
def test_what_is_no_date_is_refused_with_examples(written: str) -> None:
    with pytest.raises(UnreadableDateError) as refused:
        parse_date(written)
    assert "令和6年7月1日" in refused.value.ja


@pytest.mark.parametrize("written", ["", "   ", "\u3000"])
def test_an_empty_field_is_asked_for(written: str) -> None:
    with pytest.raises(UnreadableDateError) as refused:
        parse_date(written)
    assert refused.value.ja == "日付を入れてください。"


@given(st.dates(min_value=dt.date(1873, 1, 1), max_value=dt.date(2117, 12, 31)))
def test_every_day_that_is_shown_can_be_typed_in_again(day: dt.date) -> None:
    era = era_year(day)
    assert era is not None
    assert parse_date(date_short(day)) == day
    assert parse_date(f"{era}{day.month}月{day.day}日") == day
    assert parse_date(day.isoformat()) == day


@given(st.dates(min_value=dt.date(1873, 1, 1), max_value=dt.date(2117, 12, 31)))
def test_every_day_belongs_to_exactly_one_shown_era(day: dt.date) -> None:
    era = era_year(day)
    assert era is not None
    assert sum(era.startswith(each.name) for each in ERAS) == 1


def test_dates_are_shown_in_both_calendars() -> None:
    assert date_long(FIRST_OF_JULY) == "2024年7月1日（令和6年）"
    assert date_long(dt.date(2019, 5, 1)) == "2019年5月1日（令和元年）"
    assert date_long(dt.date(1860, 1, 1)) == "1860年1月1日"


def test_a_fiscal_year_bears_the_era_of_its_first_day() -> None:
    assert fiscal_year_name(2024) == "2024年度（令和6年度）"
    assert fiscal_year_name(2019) == "2019年度（平成31年度）"
