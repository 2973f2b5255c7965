"""Invented companies and the course each case takes, distributed after the published figures.

Shares are taken from the activity reports quoted in docs/demo-data.md; every name and number is fictitious. The same
seed gives the same profiles.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeVar
from uuid import UUID

from council_directory import councils
from council_events.intake import Channel, FirstResponse, Requester, Route, Wish
from council_events.support import BusinessMethod, Method, PlanKind
from council_events.values import CreditorKind, Industry, LegalForm

T = TypeVar("T")


class Course(Enum):
    """How far a case goes."""

    CONSULTED = "consulted"
    DECLINED = "declined"
    ENDED = "ended"
    APPROVED = "approved"
    SUBSIDY = "subsidy"


@dataclass(frozen=True, slots=True)
class Creditor:
    """One creditor of an invented company; claim in yen."""

    creditor_id: UUID
    kind: CreditorKind
    name: str
    claim: int


@dataclass(frozen=True, slots=True)
class Profile:
    """An invented company, and what becomes of its case. Amounts in yen."""

    number: int
    case_id: UUID
    company_id: UUID
    council: str
    opened_on: dt.date
    name: str
    kana: str
    phone: str
    corporate_number: str | None
    legal_form: LegalForm
    industry: Industry
    employees: int
    capital: int
    sales: int
    debt: int
    requester: Requester
    route: Route
    channel: Channel
    wishes: tuple[Wish, ...]
    result: FirstResponse
    course: Course
    plan_kind: PlanKind
    methods: tuple[Method, ...]
    business_methods: tuple[BusinessMethod, ...]
    creditors: tuple[Creditor, ...]
    below_plan: bool
    failed_again: bool


INDUSTRIES: Final = {
    Industry.MANUFACTURING: 30,
    Industry.WHOLESALE_RETAIL: 22,
    Industry.CONSTRUCTION: 15,
    Industry.FOOD_LODGING: 11,
    Industry.SERVICE: 12,
    Industry.TRANSPORT: 5,
    Industry.OTHER: 5,
}
"""Manufacturing, wholesale and retail, construction: 2010 Q2; the rest is shared out."""
SALES_BANDS: Final = {
    (20_000_000, 99_000_000): 13,
    (101_000_000, 499_000_000): 39,
    (500_000_000, 999_000_000): 18,
    (1_000_000_000, 4_999_000_000): 28,
    (5_000_000_000, 9_000_000_000): 2,
}
STAFF_BANDS: Final = {(1, 10): 12, (11, 20): 17, (21, 100): 60, (101, 280): 11}
RESULTS: Final = {
    FirstResponse.SECOND_STAGE: 26,
    FirstResponse.CANDIDATE: 183,
    FirstResponse.SOLVED: 256,
    FirstResponse.DIFFICULT: 47,
    FirstResponse.OTHER: 184,
}
"""Results of the first response, 2007 Q1 (696 consultations)."""
COURSES: Final = {Course.CONSULTED: 52, Course.DECLINED: 3, Course.ENDED: 5, Course.APPROVED: 30, Course.SUBSIDY: 10}
PLAN_KINDS: Final = {PlanKind.PRE_PLAN: 66, PlanKind.ORDINARY: 30, PlanKind.SMALL_BUSINESS: 4}
"""Pre-plans and plans of fiscal year 2024: 737 to 381."""
CHANNELS: Final = {Channel.INTERVIEW: 86, Channel.ONLINE: 14}
ROUTES: Final = {Route.DIRECT: 62, Route.FINANCIAL_INSTITUTION: 33, Route.OTHER: 5}
REQUESTERS: Final = {
    Requester.COMPANY: 82,
    Requester.GUARANTOR: 3,
    Requester.FINANCIAL_INSTITUTION: 11,
    Requester.ADVISER: 4,
}
FORMS: Final = {LegalForm.STOCK_COMPANY: 74, LegalForm.LIMITED_COMPANY: 18, LegalForm.SOLE_PROPRIETOR: 8}

PLACES: Final = (
    ("千曲", "チクマ"), ("安芸", "アキ"), ("石狩", "イシカリ"), ("伊予", "イヨ"), ("讃岐", "サヌキ"), ("若狭", "ワカサ"),
    ("近江", "オウミ"), ("日向", "ヒュウガ"), ("筑紫", "ツクシ"), ("三河", "ミカワ"), ("越前", "エチゼン"), ("但馬", "タジマ"),
    ("出雲", "イズモ"), ("上総", "カズサ"), ("常陸", "ヒタチ"), ("陸奥", "ムツ"), ("羽前", "ウゼン"), ("甲斐", "カイ"),
    ("駿河", "スルガ"), ("丹波", "タンバ"), ("播磨", "ハリマ"), ("備前", "ビゼン"), ("土佐", "トサ"), ("薩摩", "サツマ"),
)  # fmt: skip
RIVERS: Final = (
    ("青葉", "アオバ"), ("白鳥", "シラトリ"), ("高橋", "タカハシ"), ("松原", "マツバラ"), ("清水", "シミズ"), ("朝日", "アサヒ"),
    ("緑川", "ミドリカワ"), ("玉城", "タマキ"), ("大和", "ヤマト"), ("富士見", "フジミ"), ("桜井", "サクライ"), ("宮川", "ミヤガワ"),
    ("鶴見", "ツルミ"), ("亀山", "カメヤマ"), ("星野", "ホシノ"), ("月岡", "ツキオカ"), ("旭", "アサヒ"), ("港", "ミナト"),
)  # fmt: skip
TRADES: Final = {
    Industry.MANUFACTURING: (
        ("精機", "セイキ"),
        ("鉄工", "テッコウ"),
        ("食品", "ショクヒン"),
        ("木工", "モッコウ"),
        ("繊維", "センイ"),
    ),
    Industry.WHOLESALE_RETAIL: (("商事", "ショウジ"), ("物産", "ブッサン"), ("青果", "セイカ"), ("酒販", "シュハン")),
    Industry.CONSTRUCTION: (("建設", "ケンセツ"), ("工務店", "コウムテン"), ("土木", "ドボク"), ("設備", "セツビ")),
    Industry.FOOD_LODGING: (("旅館", "リョカン"), ("ホテル", "ホテル"), ("フーズ", "フーズ")),
    Industry.SERVICE: (("クリーニング", "クリーニング"), ("警備", "ケイビ"), ("印刷サービス", "インサツサービス")),
    Industry.TRANSPORT: (("運輸", "ウンユ"), ("交通", "コウツウ"), ("倉庫", "ソウコ")),
    Industry.OTHER: (("農園", "ノウエン"), ("水産", "スイサン"), ("興業", "コウギョウ")),
}
BANKS: Final = {
    CreditorKind.BANK: ("中央銀行", "湾岸銀行", "高原銀行"),
    CreditorKind.SHINKIN: ("信用金庫",),
    CreditorKind.CREDIT_UNION: ("信用組合",),
    CreditorKind.GOVERNMENT_BANK: ("政策金融支店",),
    CreditorKind.GUARANTEE_CORPORATION: ("信用保証協会",),
}


def weighted(chance: random.Random, weights: dict[T, int]) -> T:
    """One key, with the probability of its weight."""
    return chance.choices(list(weights), list(weights.values()))[0]


def random_uuid(chance: random.Random) -> UUID:
    """A version 4 UUID from this chance, so that the same seed gives the same ids."""
    return UUID(int=chance.getrandbits(128), version=4)


def profiles(seed: int, count: int, first_day: dt.date, last_day: dt.date) -> Iterator[Profile]:
    """`count` profiles opened between the two days (inclusive), every council at least once when count allows it."""
    chance = random.Random(seed)  # noqa: S311  # invented data, no secret
    codes = [council.code for council in councils()]
    span = (last_day - first_day).days
    for number in range(count):
        council = codes[number] if number < len(codes) else chance.choice(codes)
        yield _profile(chance, number, council, first_day + dt.timedelta(days=chance.randint(0, span)))


def _profile(chance: random.Random, number: int, council: str, opened_on: dt.date) -> Profile:
    industry, form = weighted(chance, INDUSTRIES), weighted(chance, FORMS)
    name, kana = _company_name(chance, industry, form)
    sales = _between(chance, weighted(chance, SALES_BANDS), 1_000_000)
    debt = round(sales * chance.uniform(0.3, 1.4) / 1_000_000) * 1_000_000
    requester = weighted(chance, REQUESTERS)
    course = weighted(chance, COURSES) if requester is Requester.COMPANY else Course.CONSULTED
    plan_kind = weighted(chance, PLAN_KINDS)
    return Profile(
        number=number,
        case_id=random_uuid(chance),
        company_id=random_uuid(chance),
        council=council,
        opened_on=opened_on,
        name=name,
        kana=kana,
        phone=f"0{chance.randint(11, 99)}-{chance.randint(200, 999)}-{chance.randint(0, 9999):04}",
        corporate_number=None if form is LegalForm.SOLE_PROPRIETOR else corporate_number(number),
        legal_form=form,
        industry=industry,
        employees=min(_between(chance, weighted(chance, STAFF_BANDS), 1), 300),
        capital=chance.choice((3, 5, 10, 20, 30, 50)) * 1_000_000,
        sales=sales,
        debt=debt,
        requester=requester,
        route=weighted(chance, ROUTES),
        channel=weighted(chance, CHANNELS),
        wishes=tuple(chance.sample(list(Wish), chance.randint(1, 3))),
        result=_result(chance, course),
        course=course,
        plan_kind=plan_kind,
        methods=_methods(chance, plan_kind),
        business_methods=_business_methods(number, plan_kind),
        creditors=tuple(_creditors(chance, debt)),
        below_plan=chance.random() < 0.25,
        failed_again=chance.random() < 0.04,
    )


def corporate_number(number: int) -> str:
    """A 法人番号 with a right check digit under a registry code that is not in use (…9999…)."""
    base = f"9999{number % 10**8:08}"
    weighted_sum = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(base)))
    return f"{9 - weighted_sum % 9}{base}"


def _company_name(chance: random.Random, industry: Industry, form: LegalForm) -> tuple[str, str]:
    parts = chance.choice(PLACES), chance.choice(RIVERS), chance.choice(TRADES[industry])
    name, kana = ("".join(part[side] for part in parts) for side in (0, 1))
    if form is LegalForm.SOLE_PROPRIETOR:
        return f"{name}（架空）", kana
    return f"{form.label}{name}（架空）", kana


def _between(chance: random.Random, band: tuple[int, int], step: int) -> int:
    return chance.randint(band[0] // step, band[1] // step) * step


def _result(chance: random.Random, course: Course) -> FirstResponse:
    if course in (Course.APPROVED, Course.ENDED, Course.DECLINED):
        return FirstResponse.SECOND_STAGE
    if course is Course.SUBSIDY:
        return FirstResponse.SOLVED
    return weighted(chance, {result: weight for result, weight in RESULTS.items() if weight > 26})


def _methods(chance: random.Random, kind: PlanKind) -> tuple[Method, ...]:
    """リスケ in about nine of ten, 債権放棄等 in some fifteen of a hundred full plans (2009 Q2, 2010)."""
    methods = [Method.RESCHEDULE]
    if kind is PlanKind.ORDINARY:
        if chance.random() < 0.15:
            methods = [chance.choice((Method.SECOND_COMPANY, Method.SECOND_COMPANY, Method.DIRECT_WAIVER))]
        elif chance.random() < 0.12:
            methods.append(Method.DDS)
    if chance.random() < 0.05:
        methods.append(Method.NEW_LOAN)
    return tuple(methods)


def _business_methods(number: int, kind: PlanKind) -> tuple[BusinessMethod, ...]:
    """選択と集中 in about half of the plans, 関係会社整理等 in one of ten (FY2007); a プレ再生 leaves them to the full plan.

    Drawn from a chance of its own, so that everything else of a profile stays as it was.
    """
    if kind is PlanKind.PRE_PLAN:
        return ()
    chance = random.Random(number)  # noqa: S311  # invented data, no secret
    weights = {
        BusinessMethod.SELECTION: 0.5,
        BusinessMethod.AFFILIATES: 0.1,
        BusinessMethod.EARNINGS: 0.4,
        BusinessMethod.PERSONNEL: 0.15,
    }
    return tuple(method for method, share in weights.items() if chance.random() < share)


def _creditors(chance: random.Random, debt: int) -> Iterator[Creditor]:
    kinds: Sequence[CreditorKind] = (CreditorKind.BANK, CreditorKind.SHINKIN, CreditorKind.GUARANTEE_CORPORATION)
    if chance.random() < 0.4:
        kinds = (*kinds, CreditorKind.GOVERNMENT_BANK)
    left = debt
    for place, kind in enumerate(kinds):
        claim = left if place == len(kinds) - 1 else round(left * chance.uniform(0.4, 0.7) / 100_000) * 100_000
        left -= claim
        name = f"{chance.choice(PLACES)[0]}{chance.choice(BANKS[kind])}（架空）"
        yield Creditor(random_uuid(chance), kind, name, max(claim, 100_000))
