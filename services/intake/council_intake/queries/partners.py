"""What a council shares with 関係支援機関: the standards in force, and how many referrals cite none though there is to be one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from council_directory import fiscal_year_end, fiscal_year_start
from council_events.values import PartnerSupport, ReferralBody
from council_kit.postgres import Pool
from pydantic import BaseModel, ConfigDict, Field

from council_intake.rules.standards import Standard, cited, is_a_gap

_BODIES: Final = {body.value: body for body in ReferralBody}
_MANNERS: Final = {manner.value: manner for manner in PartnerSupport}
_STANDARDS: Final = (
    "SELECT standard_id, body, supports, in_force_from FROM standards.standards WHERE council = %(council)s"
)
_WITH: Final = f"{_STANDARDS} AND body = %(body)s"
_REFERRALS: Final = """
SELECT body, referred_on, standard_from, count(*) FROM standards.referrals
WHERE council = %(council)s AND referred_on BETWEEN %(first)s AND %(last)s
GROUP BY body, referred_on, standard_from"""


class PartnerRow(BaseModel):
    """One kind of body."""

    model_config = ConfigDict(frozen=True)

    body: str = Field(title="関係支援機関")
    handover_from: dt.date | None = Field(title="受渡しの基準の施行の日", description="本日施行されている基準")
    joint_from: dt.date | None = Field(title="共同支援の基準の施行の日", description="本日施行されている基準")
    referrals: int = Field(title="紹介の件数")
    gaps: int = Field(title="基準を引用していない件数", description="基準の整備が定められた日以後の紹介")


class PartnersView(BaseModel):
    """All of a council's bodies in a fiscal year."""

    model_config = ConfigDict(frozen=True)

    council: str = Field(title="協議会")
    fiscal_year: int = Field(title="年度")
    partners: tuple[PartnerRow, ...] = Field(title="関係支援機関")
    gaps: int = Field(title="基準を引用していない件数")


class Referred(NamedTuple):
    """Referrals of one day to one body by one standard, or by none."""

    body: str
    on: dt.date
    standard_from: dt.date | None
    times: int


class Partners:
    """The read tables of standards and referrals."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def standards(self, council: str, body: ReferralBody) -> tuple[Standard, ...]:
        """All standards of a council with a body, former and future ones too."""
        with self._pool.connection() as connection:
            rows = connection.execute(_WITH, {"council": council, "body": body.value}).fetchall()
        return tuple(_standard(row) for row in rows)

    def view(self, council: str, year: int, today: dt.date) -> PartnersView:
        """Every kind of body in a fiscal year."""
        days = {"first": fiscal_year_start(year), "last": fiscal_year_end(year)}
        with self._pool.connection() as connection, connection.pipeline():
            held = connection.execute(_STANDARDS, {"council": council})
            made = connection.execute(_REFERRALS, {"council": council, **days})
            standards = [_standard(row) for row in held.fetchall()]
            referred = [Referred(*row) for row in made.fetchall()]
        return partners_view(council, year, standards, referred, today)


def partners_view(
    council: str, year: int, standards: Iterable[Standard], referred: Iterable[Referred], today: dt.date
) -> PartnersView:
    """The rows of every kind of body. Pure."""
    held, made, gaps = list(standards), Counter[str](), Counter[str]()
    for each in referred:
        made[each.body] += each.times
        if is_a_gap(each.standard_from, each.on):
            gaps[each.body] += each.times
    rows = tuple(
        PartnerRow(
            body=body.label,
            handover_from=_since(cited(held, body, PartnerSupport.HANDOVER, today)),
            joint_from=_since(cited(held, body, PartnerSupport.JOINT, today)),
            referrals=made[body.value],
            gaps=gaps[body.value],
        )
        for body in ReferralBody
    )
    return PartnersView(council=council, fiscal_year=year, partners=rows, gaps=sum(gaps.values()))


def _since(standard: Standard | None) -> dt.date | None:
    return standard.in_force_from if standard else None


def _standard(row: Sequence[Any]) -> Standard:
    standard_id, body, supports, in_force_from = row
    return Standard(standard_id, _BODIES[body], frozenset(_MANNERS[each] for each in supports), in_force_from)
