"""The 47 councils and their bureaus (leaflet BR24; areas: 経済産業省組織令 第102条).

The list of councils is published as of a day, `data/councils/<day>.csv`; a change is another file, never a change of one.
The bureau follows the council that acts, never the address of a company.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from pydantic import BaseModel, ConfigDict

from council_directory.provisions import carries

HQ: Final = "hq"
"""The code under which 全国本部 acts where it runs a case itself (別冊３, 別冊４)."""


ESTABLISHED_ON: Final = dt.date(2022, 4, 1)
"""The day on which 中小企業活性化協議会 became the name of what two bodies had done before."""
PREDECESSORS: Final = ("中小企業再生支援協議会", "経営改善支援センター")
ORGANS: Final = ("支援業務部門", "協議会事務局")
"""What the name 中小企業活性化協議会 covers at each 認定支援機関."""


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


class CouncilList(BaseModel):
    """All councils as published on a day: name, host, postal code, address and phone."""

    model_config = ConfigDict(frozen=True)

    as_of: dt.date
    councils: tuple[Council, ...]


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
@carries("BR-15")
def council_lists() -> tuple[CouncilList, ...]:
    """Every published list of councils, the latest first. Raises ValueError for a file that is no list of the 47."""
    folder = files("council_directory").joinpath("data", "councils")
    days = sorted((dt.date.fromisoformat(file.name.removesuffix(".csv")) for file in folder.iterdir()), reverse=True)
    return tuple(CouncilList(as_of=day, councils=_read(f"councils/{day.isoformat()}.csv")) for day in days)


def councils() -> tuple[Council, ...]:
    """All councils in JIS order, 01 to 47, as last published."""
    return council_lists()[0].councils


@carries("BR-1", "STD-2")
def faults_of(found: Sequence[Council]) -> list[str]:
    """What is wrong with a list: not one council for each of the 47 prefectures, no host, or a code that is none."""
    faults = []
    if [each.code for each in found] != [f"{number:02}" for number in range(1, 48)]:
        faults.append("not exactly one council for each prefecture, 01 to 47")
    for each in found:
        if not each.host:
            faults.append(f"{each.code} has no 認定支援機関")
        whole = each.local_government_code
        if not whole.startswith(each.code) or not local_government_code_is_valid(whole):
            faults.append(f"{each.code} has no valid 全国地方公共団体コード")
    return faults


@carries("YR-1-1-1")
def bodies_on(day: dt.date) -> tuple[str, ...]:
    """Who did the business on a day: the council, or before 2022-04-01 the two that were merged into it."""
    return ("中小企業活性化協議会",) if day >= ESTABLISHED_ON else PREDECESSORS


def _read(name: str) -> tuple[Council, ...]:
    codes = _bureau_codes()
    found = tuple(
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
        for row in _rows(name)
    )
    faults = faults_of(found)
    if faults:
        raise ValueError(f"{name}: {'; '.join(faults)}")
    return found


def _bureau_name(printed: str) -> str:
    """The name in headquarters.csv for the name printed beside a council (沖縄 names its division there)."""
    return next(name for name in _bureau_codes() if name.split("（")[0] == printed.split("（")[0])


@carries("YR-2-2-2-1-2")
def consultation_hours(code: str, fixed: Mapping[str, str]) -> str | None:
    """The hours in which a council takes consultations: as it fixed them, None where it published none. Raises KeyError."""
    return fixed.get(council(code).code)


class Partner(BaseModel):
    """A body beside the council in a prefecture, to which it refers and with which it works together."""

    model_config = ConfigDict(frozen=True)

    name: str
    field_of_advice: str


@carries("BR-14")
def partners(code: str) -> tuple[Partner, ...]:
    """The よろず支援拠点 and the 事業承継・引継ぎ支援センター of a council's prefecture; raises KeyError."""
    prefecture = council(code).prefecture
    return tuple(
        Partner(name=f"{prefecture}{body.name}", field_of_advice=body.role.split("；")[0])
        for body in headquarters()
        if body.body_id in _PARTNERS
    )


_PARTNERS: Final = ("REL-02", "REL-03")


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


@carries("STD-2")
def local_government_code_is_valid(code: str) -> bool:
    """Whether the last of these six digits is the check digit of the others: (11 − (6a+5b+4c+3d+2e) mod 11) mod 10."""
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        return False
    weighted = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=False))
    return int(code[5]) == (11 - weighted % 11) % 10


def corporate_number_is_valid(number: str) -> bool:
    """Whether these are 13 half-width digits whose first is the check digit of the rest (STD-1).

    Check digit = 9 − (Σ P_n × Q_n mod 9), P_n counted from the right of the other twelve, Q_n = 1 for odd n, else 2.
    It cannot tell 0 from 9.
    """
    if len(number) != 13 or not (number.isascii() and number.isdigit()):
        return False
    weighted = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number[1:])))
    return int(number[0]) == 9 - weighted % 9
