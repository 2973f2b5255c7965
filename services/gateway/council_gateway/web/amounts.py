"""Numbers as staff write them: full-width digits, thousands separators, 円, 千円, 万円, 億円; and as screens show them. Pure."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final


class UnreadableNumberError(ValueError):
    """The text is not a number of the kind that is asked for; `ja` and `en` say what to change."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.ja: Final = ja
        self.en: Final = en


_UNITS: Final = {"兆": 10**12, "億": 10**8, "百万": 10**6, "万": 10**4, "千": 10**3, "": 1}
_NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_PART: Final = re.compile(rf"({_NUMBER})(兆|億|百万|万|千)?")
_WHOLE: Final = re.compile(rf"(?P<sign>[-▲△]?)[¥\\]?(?P<parts>(?:{_NUMBER}(?:兆|億|百万|万|千)?)+)円?")
_COUNTERS: Final = re.compile(r"(人|名|件|社|年|か月|ヶ月|カ月|月|回|倍|日|版)$")
_MINUS: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))


def _fold(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(_MINUS).replace("、", ",")


def parse_yen(text: str) -> int:
    """Whole yen: `1,200万円` is 12,000,000; `▲500` is -500; `1億2,000万円` adds up. Raises UnreadableNumberError."""
    folded = _fold(text)
    match = _WHOLE.fullmatch(folded)
    if match is None:
        raise UnreadableNumberError(
            "金額として読み取れません。「12,000,000」「1,200万円」のように入れてください。",
            "this cannot be read as an amount in yen",
        )
    total, last = Decimal(0), 10**16
    for number, unit in _PART.findall(match["parts"]):
        factor = _UNITS[unit]
        if factor >= last:
            raise UnreadableNumberError(
                "金額の単位の順序を確かめてください（例：1億2,000万円）。", "units must go from large to small"
            )
        total, last = total + Decimal(number.replace(",", "")) * factor, factor
    if total != total.to_integral_value():
        raise UnreadableNumberError("1円未満の金額は入れられません。", "yen are whole")
    return -int(total) if match["sign"] else int(total)


def parse_whole(text: str) -> int:
    """A whole number, with or without separators and a counter word (`20人`). Raises UnreadableNumberError."""
    folded = _COUNTERS.sub("", _fold(text))
    if not re.fullmatch(r"-?(\d{1,3}(,\d{3})+|\d+)", folded):
        raise UnreadableNumberError("整数を入れてください（例：20）。", "a whole number is needed")
    return int(folded.replace(",", ""))


def parse_decimal(text: str) -> float:
    """A number that may have decimals (`9.8倍`). Raises UnreadableNumberError."""
    folded = _COUNTERS.sub("", _fold(text))
    if not re.fullmatch(rf"-?{_NUMBER}", folded):
        raise UnreadableNumberError("数値を入れてください（例：9.8）。", "a number is needed")
    return float(folded.replace(",", ""))


def fold_digits(text: str) -> str:
    """Codes and identifiers: full-width folded to half-width, outer spaces and inner hyphens of digit groups kept out."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return (
        re.sub(r"(?<=\d)[-\s](?=\d)", "", folded.translate(_MINUS))
        if re.fullmatch(r"[\d\s\-‐−ー]+", folded)
        else folded
    )


def yen(amount: int) -> str:
    """`12,000,000円`; a loss is shown with the minus of accounting, `▲500円`."""
    return f"{'▲' if amount < 0 else ''}{abs(amount):,}円"


def yen_rounded(amount: int) -> str:
    """A large amount in two units for a dense table or a tile: `3.2億円`, `1,200万円`, `9,500円`."""
    size = abs(amount)
    sign = "▲" if amount < 0 else ""
    if size >= 10**8:
        return f"{sign}{Decimal(size) / 10**8:,.1f}億円"
    if size >= 10**4:
        return f"{sign}{size // 10**4:,}万円"
    return f"{sign}{size:,}円"
