"""The 47 councils and their bureaus, as of 2024-05-01 (leaflet BR24; areas: 経済産業省組織令 第102条).

The bureau follows the council that acts, never the address of a company.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Final

from pydantic import BaseModel, ConfigDict

HQ: Final = "hq"
"""The code under which 全国本部 acts where it runs a case itself (別冊３, 別冊４)."""


class Council(BaseModel):
    """One 中小企業活性化協議会 and the 認定支援機関 that hosts it."""

    model_config = ConfigDict(frozen=True)

    code: str
    local_government_code: str
    prefecture: str
    name: str
    host: str
    host_kind: str
    bureau_code: str
    bureau: str
    postal_code: str
    address: str
    phone: str


class Bureau(BaseModel):
    """One of the nine 経済産業局等 and the councils in its area."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    councils: tuple[str, ...]


class Body(BaseModel):
    """A national body: 全国本部, 中小機構, 中小企業庁, a bureau or a related body."""

    model_config = ConfigDict(frozen=True)

    body_id: str
    name: str
    category: str
    role: str
    area: str


def _rows(name: str) -> list[dict[str, str]]:
    text = files("council_directory").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def headquarters() -> tuple[Body, ...]:
    """The national bodies in the order of the data file."""
    fields = ("body_id", "name", "category", "role", "area")
    return tuple(Body(**{field: row[field] for field in fields}) for row in _rows("headquarters.csv"))


@cache
def _bureau_codes() -> dict[str, str]:
    return {body.name: body.body_id for body in headquarters() if body.body_id.startswith("BUR-")}


@cache
def councils() -> tuple[Council, ...]:
    """All councils in JIS order, 01 to 47."""
    codes = _bureau_codes()
    return tuple(
        Council(
            code=row["jis_code"],
            local_government_code=row["local_government_code"],
            prefecture=row["prefecture"],
            name=row["council_name"],
            host=row["host_institution"],
            host_kind=row["host_kind"],
            bureau_code=codes[_bureau_name(row["bureau"])],
            bureau=row["bureau"],
            postal_code=row["postal_code"],
            address=row["address"],
            phone=row["phone"],
        )
        for row in _rows("councils.csv")
    )


def _bureau_name(printed: str) -> str:
    """The name in headquarters.csv for the name printed beside a council (沖縄 names its division there)."""
    return next(name for name in _bureau_codes() if name.split("（")[0] == printed.split("（")[0])


@cache
def _by_code() -> dict[str, Council]:
    return {council.code: council for council in councils()}


def council(code: str) -> Council:
    """The council with this JIS X 0401 code; raises KeyError for `hq` and unknown codes."""
    return _by_code()[code]


@cache
def bureaus() -> tuple[Bureau, ...]:
    """The nine 経済産業局等 in the order of their codes, each with the codes of its councils."""
    members: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for each in councils():
        members.setdefault(each.bureau_code, []).append(each.code)
        names[each.bureau_code] = each.bureau
    return tuple(Bureau(code=code, name=names[code], councils=tuple(members[code])) for code in sorted(members))


def bureau_of(code: str) -> str:
    """The code of the bureau in whose area a council lies; raises KeyError."""
    return council(code).bureau_code


def councils_of(bureau_code: str) -> tuple[str, ...]:
    """The codes of the councils in a bureau's area; empty for an unknown bureau."""
    return next((bureau.councils for bureau in bureaus() if bureau.code == bureau_code), ())


def corporate_number_is_valid(number: str) -> bool:
    """Whether these are 13 half-width digits whose first is the check digit of the rest (STD-1).

    Check digit = 9 − (Σ P_n × Q_n mod 9), P_n counted from the right of the other twelve, Q_n = 1 for odd n, else 2.
    It cannot tell 0 from 9.
    """
    if len(number) != 13 or not (number.isascii() and number.isdigit()):
        return False
    weighted = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number[1:])))
    return int(number[0]) == 9 - weighted % 9
