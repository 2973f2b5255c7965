"""Input that does not fit, told in Japanese and English by field. The input itself is never repeated.

A validator of a command tells its own sentences with
`PydanticCustomError("period", "the last day precedes the first", {"ja": "最終日が開始日より前です"})`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from council_kit.problems import INVALID, MALFORMED, FieldFault, Problem, make

_PLACES: Final = ("body", "path", "query", "header", "cookie")
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")

Sentences = tuple[str, str]

_SENTENCES: Final[Mapping[str, Sentences]] = {
    "missing": ("入力してください。", "This field is required."),
    "none_required": ("値を指定できません。", "This field takes no value."),
    "extra_forbidden": ("この項目はありません。", "There is no such field."),
    "string_type": ("文字列で指定してください。", "A string is expected."),
    "string_unicode": ("読み取れない文字が含まれています。", "The text holds characters that cannot be read."),
    "string_too_short": ("{min_length}文字以上で入力してください。", "At least {min_length} characters are needed."),
    "string_too_long": ("{max_length}文字以内で入力してください。", "At most {max_length} characters are allowed."),
    "string_pattern_mismatch": (
        "形式が正しくありません。数字と英字は半角で指定してください。",
        "The form is wrong. Digits and letters must be ASCII.",
    ),
    "too_short": ("{min_length}件以上指定してください。", "At least {min_length} entries are needed."),
    "too_long": ("{max_length}件以内で指定してください。", "At most {max_length} entries are allowed."),
    "greater_than": ("{gt}より大きい値を指定してください。", "The value must be greater than {gt}."),
    "greater_than_equal": ("{ge}以上の値を指定してください。", "The value must be at least {ge}."),
    "less_than": ("{lt}より小さい値を指定してください。", "The value must be less than {lt}."),
    "less_than_equal": ("{le}以下の値を指定してください。", "The value must be at most {le}."),
    "multiple_of": ("{multiple_of}の倍数を指定してください。", "The value must be a multiple of {multiple_of}."),
    "finite_number": ("有限の数を指定してください。", "A finite number is expected."),
    "int_from_float": ("整数で指定してください。", "A whole number is expected."),
    "int_parsing_size": ("数が大きすぎます。", "The number is too large."),
    "decimal_max_digits": ("桁数が多すぎます。", "There are too many digits."),
    "decimal_max_places": ("小数の桁数が多すぎます。", "There are too many decimal places."),
    "enum": ("決められた値から選んでください。", "Choose one of the listed values."),
    "literal_error": ("決められた値から選んでください。", "Choose one of the listed values."),
    "union_tag_invalid": ("種類が正しくありません。", "The kind is not one of the listed ones."),
    "union_tag_not_found": ("種類を指定してください。", "The kind is missing."),
    "date_from_datetime_inexact": ("日付だけを指定してください。", "A date without a time is expected."),
    "timezone_naive": ("時差を付けて指定してください。", "The instant must name its offset from UTC."),
    "recursion_depth_exceeded": ("入れ子が深すぎます。", "The nesting is too deep."),
}
_FAMILIES: Final[Sequence[tuple[str, Sentences]]] = (
    ("int_", ("半角数字の整数で指定してください。", "A whole number in ASCII digits is expected.")),
    ("float_", ("半角数字の数で指定してください。", "A number in ASCII digits is expected.")),
    ("decimal_", ("半角数字の数で指定してください。", "A number in ASCII digits is expected.")),
    ("bool_", ("true か false で指定してください。", "true or false is expected.")),
    (
        "datetime_",
        (
            "日時は 2026-04-01T09:00:00+09:00 の形で指定してください。",
            "An instant like 2026-04-01T09:00:00+09:00 is expected.",
        ),
    ),
    (
        "date_",
        ("実在する日付を 2026-04-01 の形（半角）で指定してください。", "An existing date like 2026-04-01 is expected."),
    ),
    ("time_", ("時刻は 09:00 の形で指定してください。", "A time like 09:00 is expected.")),
    ("uuid_", ("番号（UUID）の形が正しくありません。", "A UUID is expected.")),
    ("model_", ("項目の集まり（オブジェクト）で指定してください。", "An object is expected.")),
    ("dict_", ("項目の集まり（オブジェクト）で指定してください。", "An object is expected.")),
    ("list_", ("配列で指定してください。", "An array is expected.")),
    ("tuple_", ("配列で指定してください。", "An array is expected.")),
    ("set_", ("配列で指定してください。", "An array is expected.")),
    ("frozen_set_", ("配列で指定してください。", "An array is expected.")),
    ("url_", ("URL の形が正しくありません。", "A URL is expected.")),
)
_OTHERWISE: Final[Sentences] = ("値が正しくありません。", "The value does not fit.")
_UNREADABLE: Final[Sentences] = ("JSON として読み取れません。", "The body is not valid JSON.")
_LIMITS: Final = ("min_length", "max_length", "gt", "ge", "lt", "le", "multiple_of")


def unreadable_body() -> Problem:
    """400: the body is no JSON."""
    fault = FieldFault(field="body", ja=_UNREADABLE[0], en=_UNREADABLE[1])
    return make(MALFORMED, fault.ja, fault.en, field=fault.field, errors=[fault])


def of_errors(errors: Iterable[Mapping[str, Any]]) -> Problem:
    """400 for a body that is no JSON, otherwise 422 with a sentence per field; `errors` as pydantic lists them."""
    found = list(errors)
    if any(error["type"] == "json_invalid" for error in found):
        return unreadable_body()
    faults = [_fault(error) for error in found]
    first = faults[0] if faults else FieldFault(field="body", ja=_OTHERWISE[0], en=_OTHERWISE[1])
    return make(
        INVALID,
        f"{first.field}: {first.ja}",
        f"{first.field}: {first.en}",
        field=first.field,
        errors=faults or [first],
    )


def _fault(error: Mapping[str, Any]) -> FieldFault:
    ja, en = _sentences(error)
    return FieldFault(field=_path(error["loc"]), ja=ja, en=en)


def _sentences(error: Mapping[str, Any]) -> Sentences:
    kind: str = error["type"]
    context: Mapping[str, Any] = error.get("ctx") or {}
    if isinstance(context.get("ja"), str):
        return context["ja"], str(error["msg"])
    if kind in _SENTENCES:
        # Only limits that the schema itself sets are told, never a part of the input.
        limits = {name: context.get(name, "") for name in _LIMITS}
        ja, en = _SENTENCES[kind]
        return ja.format(**limits), en.format(**limits)
    return next((sentences for start, sentences in _FAMILIES if kind.startswith(start)), _OTHERWISE)


def _path(location: Sequence[str | int]) -> str:
    """`("body", "creditors", 0, "amount")` → `creditors.0.amount`; a part that is no plain name (a caller's key) is `*`."""
    parts = location[1:] if location and location[0] in _PLACES else location
    shown = [str(part) if isinstance(part, int) or _NAME.fullmatch(part) else "*" for part in parts]
    return ".".join(shown) or str(location[0] if location else "body")
