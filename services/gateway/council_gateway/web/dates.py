"""Dates as staff write them, in 西暦 or 和暦, half- or full-width; and dates as screens show them. Pure.

Accepted: `2024年7月1日`, `2024/7/1`, `2024-07-01`, `2024.7.1`, `20240701`, `令和6年7月1日`, `R6.7.1`, `令和元年5月1日`, each also
in full-width characters and with spaces. A year of two digits without an era is refused, since it can mean either calendar.

Sources of the eras: 元号法 and 改元の詔書・政令. On 1912-07-30 and 1926-12-25 the era changed within the day, so both names are
read for that day; it is shown under the new one. Japan counted by the lunar calendar until 明治5年, so 明治 is read from 明治6年.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final, NamedTuple


class UnreadableDateError(ValueError):
    """The text is not a date. `ja` says why in a sentence for the screen, `en` the same for the log of an API client."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.ja: Final = ja
        self.en: Final = en


class Era(NamedTuple):
    """One era: its first day, the last day on which its name is read, and the year counted as 元年."""

    name: str
    letter: str
    begins: dt.date
    read_until: dt.date
    first_year: int


ERAS: Final = (
    Era("明治", "M", dt.date(1873, 1, 1), dt.date(1912, 7, 30), 1868),
    Era("大正", "T", dt.date(1912, 7, 30), dt.date(1926, 12, 25), 1912),
    Era("昭和", "S", dt.date(1926, 12, 25), dt.date(1989, 1, 7), 1926),
    Era("平成", "H", dt.date(1989, 1, 8), dt.date(2019, 4, 30), 1989),
    Era("令和", "R", dt.date(2019, 5, 1), dt.date.max, 2019),
)

EXAMPLES: Final = "2024年7月1日、令和6年7月1日、R6.7.1 のいずれの書き方でも入れられます。"

_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))
_SEPARATED: Final = re.compile(
    r"(?:(?P<era>明治|大正|昭和|平成|令和|[MTSHR]))?(?P<year>元|\d{1,4})(?P<s1>[年/.-])(?P<month>\d{1,2})(?P<s2>[月/.-])(?P<day>\d{1,2})日?"
)
_COMPACT: Final = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_PARTIAL: Final = re.compile(r"(?:明治|大正|昭和|平成|令和|[MTSHR])?(?:元|\d{1,4})年?(?:[/.-]?\d{1,2}月?)?")


def parse_date(text: str) -> dt.date:
    """The day that the text names; raises UnreadableDateError with a sentence that says what to change."""
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(_DASHES).upper()
    if not folded:
        raise UnreadableDateError("日付を入れてください。", "a date is required")
    match = _SEPARATED.fullmatch(folded) or _COMPACT.fullmatch(folded)
    if match is None or not _marks_agree(match):
        raise _unreadable(folded)
    parts = match.groupdict()
    month, day = int(parts["month"]), int(parts["day"])
    if parts.get("era"):
        return _in_era(_era(parts["era"]), parts["year"], month, day)
    if parts["year"] == "元" or len(parts["year"]) < 4:
        raise UnreadableDateError(
            "年は、西暦4けた（2024年）か、元号を付けた和暦（令和6年、R6）で入れてください。",
            "write the year with four digits or with an era",
        )
    return _day(int(parts["year"]), month, day, f"{int(parts['year'])}年{month}月{day}日")


def _marks_agree(match: re.Match[str]) -> bool:
    """`2024年7月1日` and `2024/7/1` use one kind of mark each; `2024年7/1` is a slip worth asking about."""
    marks = match.groupdict()
    if "s1" not in marks:
        return True
    written_out = (marks["s1"] == "年", marks["s2"] == "月")
    return all(written_out) or (not any(written_out) and marks["s1"] == marks["s2"])


def _unreadable(folded: str) -> UnreadableDateError:
    if _PARTIAL.fullmatch(folded):
        return UnreadableDateError(
            "年・月・日をすべて入れてください。" + EXAMPLES, "year, month and day are all needed"
        )
    return UnreadableDateError("日付として読み取れません。" + EXAMPLES, "this cannot be read as a date")


def _era(written: str) -> Era:
    return next(era for era in ERAS if written in (era.name, era.letter))


def _in_era(era: Era, year_text: str, month: int, day: int) -> dt.date:
    number = 1 if year_text == "元" else int(year_text)
    shown = f"{era.name}{_year_name(number)}{month}月{day}日"
    if number == 0:
        raise UnreadableDateError(f"{era.name}は元年（1年）から始まります。", "an era begins with year 1")
    date = _day(era.first_year + number - 1, month, day, shown)
    if date < era.begins and era.name == "明治":
        raise UnreadableDateError(
            "明治5年までは旧暦です。明治6年（1873年）1月1日以後の日付を入れてください。",
            "dates before 1873-01-01 were lunar",
        )
    if not era.begins <= date <= era.read_until:
        raise UnreadableDateError(
            f"{shown}はありません。その日は{_in_words(date)}（{date.year}年）です。", "the day lies outside that era"
        )
    return date


def _day(year: int, month: int, day: int, shown: str) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise UnreadableDateError(f"{shown}という日はありません。", "there is no such day") from None


def _year_name(number: int) -> str:
    return "元年" if number == 1 else f"{number}年"


def era_year(day: dt.date) -> str | None:
    """`令和6年`, `平成元年`; None before 明治6年, where the lunar calendar would mislead."""
    era = next((era for era in reversed(ERAS) if era.begins <= day), None)
    return None if era is None else f"{era.name}{_year_name(day.year - era.first_year + 1)}"


def _in_words(day: dt.date) -> str:
    era = era_year(day)
    return f"{era or f'{day.year}年'}{day.month}月{day.day}日"


def date_long(day: dt.date) -> str:
    """`2024年7月1日（令和6年）`."""
    era = era_year(day)
    western = f"{day.year}年{day.month}月{day.day}日"
    return western if era is None else f"{western}（{era}）"


def date_short(day: dt.date) -> str:
    """`2024年7月1日`, for tables."""
    return f"{day.year}年{day.month}月{day.day}日"


def fiscal_year_name(year: int) -> str:
    """`2024年度（令和6年度）`; a fiscal year is called after the era of its first day, 1 April (2019年度 is 平成31年度)."""
    era = era_year(dt.date(year, 4, 1))
    return f"{year}年度" if era is None else f"{year}年度（{era}度）"
