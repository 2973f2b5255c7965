"""Folding of names and numbers for blind search: what must count as equal becomes equal (design §4).

NFKC, forms of the same character (髙 as 高), legal forms dropped, hiragana as katakana, lower case, no spaces or hyphens.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_FORMS: Final = {
    "髙": "高", "﨑": "崎", "嵜": "崎", "碕": "崎", "齋": "斎", "齊": "斎", "斉": "斎", "邊": "辺", "邉": "辺", "澤": "沢",
    "濱": "浜", "濵": "浜", "廣": "広", "國": "国", "圀": "国", "眞": "真", "德": "徳", "惠": "恵", "榮": "栄", "壽": "寿",
    "龍": "竜", "瀧": "滝", "櫻": "桜", "靜": "静", "豐": "豊", "嶋": "島", "嶌": "島", "冨": "富", "𠮷": "吉", "桒": "桑",
    "栁": "柳", "槇": "槙", "彌": "弥", "與": "与", "萬": "万", "圓": "円", "鐵": "鉄", "會": "会", "學": "学", "澁": "渋",
    "藏": "蔵", "淺": "浅", "條": "条", "黑": "黒", "賴": "頼", "塚": "塚", "增": "増", "橫": "横", "舘": "館", "峯": "峰",
    "渕": "淵", "渊": "淵", "繩": "縄", "藝": "芸", "醬": "醤", "麵": "麺", "ヶ": "ケ", "ヵ": "カ", "ヱ": "エ", "ヰ": "イ",
}  # fmt: skip
_VARIATION_SELECTORS: Final = [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
_UNIFIED: Final[dict[int, str | int | None]] = {
    **{ord(form): common for form, common in _FORMS.items()},
    **{hiragana: hiragana + 0x60 for hiragana in range(0x3041, 0x3097)},
    **dict.fromkeys(_VARIATION_SELECTORS),
}
_DROPPED: Final = dict.fromkeys(map(ord, " \t\r\n-‐‑‒–—―−・.,、。'’\"()「」"))

_LEGAL_FORMS: Final = re.compile(
    r"\((?:株|有|同|資|名|医|カ|ユ|ド)\)|(?:株式|有限|合同|合資|合名)会社|医療法人|カブシキガイシャ|ユウゲンガイシャ|ゴウドウガイシャ"
)
_NUMBER: Final = re.compile(r"[\d\s()+.\-‐‑‒–—―−ー]+")
_WHOLE_NUMBER_DIGITS: Final = 9
"""From this many digits a value is a number to be found whole (phone 10 or 11, 法人番号 13), not a part of a name."""


def fold(text: str) -> str:
    """The text as search compares it; legal forms in brackets are dropped before the brackets themselves are."""
    unified = unicodedata.normalize("NFKC", text).translate(_UNIFIED)
    return _LEGAL_FORMS.sub("", unified).translate(_DROPPED).casefold()


def digits_of(text: str) -> str | None:
    """The digits of a phone or register number, or None when the text is anything else or too short to be one."""
    normal = unicodedata.normalize("NFKC", text)
    if not _NUMBER.fullmatch(normal):
        return None
    digits = "".join(character for character in normal if character.isdecimal())
    return digits if len(digits) >= _WHOLE_NUMBER_DIGITS else None


def bigrams(folded: str) -> set[str]:
    """All pairs of neighbouring characters; a single character stands for itself."""
    if len(folded) < 2:
        return {folded} if folded else set()
    return {folded[start : start + 2] for start in range(len(folded) - 1)}


def search_words(text: str) -> set[bytes]:
    """What is hashed into tokens: the whole number, or the bigrams of the folded text, each kind in a space of its own."""
    digits = digits_of(text)
    if digits is not None:
        return {b"number:" + digits.encode()}
    return {b"pair:" + pair.encode() for pair in bigrams(fold(text))}
