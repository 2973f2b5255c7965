"""What a plan holds besides items and numbers: its author, arrears of public dues, burdens and their 衡平 (2(4)②, 2(5))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from uuid import UUID

from council_directory import provision_row
from council_events.deciding import Refused, provision
from council_events.support import Burden


@provision("B2-2-4-2")
def the_company_is_the_author(by_company: bool) -> None:
    """The team supports; the plan is the company's own."""
    if not by_company:
        raise Refused(
            "B2-2-4-2",
            "再生計画案は、個別支援チームの支援のもと相談企業が作成します。",
            "The plan is made by the company, with the team's support.",
            field="author",
        )


@provision("YR-2-5-2")
def the_tax_treatment_has_its_own_scheme(intended: bool) -> None:
    """法人税法 25条3項, 33条4項 or 59条2項: 別冊３ and its steps, never mixed with 別冊２ in one case."""
    if intended:
        raise Refused(
            "YR-2-5-2",
            "法人税法第25条第3項・第33条第4項・第59条第2項の適用を想定する場合は、別冊３「中小企業再生支援スキーム」に従います。",
            "A plan meant for these articles of the corporation tax act follows 別冊３, not 別冊２.",
            field="tax_treatment_intended",
        )


@provision("B2-2-5-1-2")
def arrears_are_paid_first(
    arrears: int, plan: str | None, consulted_on: dt.date | None, first: bool, on: dt.date
) -> None:
    """From 2024-04-01: arrears of public dues (yen) have a payment plan agreed on with the offices, before the creditors."""
    if not arrears or not provision_row("B2-2-5-1-2").in_force(on):
        return
    if not plan:
        raise Refused(
            "B2-2-5-1-2",
            "公租公課の滞納がある場合は、滞納解消に向けた納付計画が必要です。",
            "Arrears of taxes or public dues need a payment plan.",
            field="arrears_plan",
        )
    if consulted_on is None or consulted_on > on:
        raise Refused(
            "B2-2-5-1-2",
            "納付計画は関係官公署と協議の上で策定します。協議の日を記録してください。",
            "The payment plan is made after consulting the offices concerned.",
            field="arrears_offices_consulted_on",
        )
    if not first:
        raise Refused(
            "B2-2-5-1-2",
            "債務弁済計画は、公租公課の納付計画を前提とします。",
            "The repayment plan rests on the payment plan for the arrears, which ranks before the creditors.",
            field="arrears_first",
        )


@provision("B2-2-5-7")
def burdens_by_claim(claims: Sequence[tuple[UUID, int]], waived: int) -> tuple[Burden, ...]:
    """The waived debt shared out by the claims to the yen, the last yen to the largest remainders. Yen."""
    total = sum(claim for _, claim in claims)
    if not waived or not total:
        return ()
    shares = [waived * claim // total for _, claim in claims]
    by_remainder = sorted(range(len(claims)), key=lambda place: -(waived * claims[place][1] % total))
    for place in by_remainder[: waived - sum(shares)]:
        shares[place] += 1
    return tuple(
        Burden(creditor_id=creditor, claim=claim, waived=share)
        for (creditor, claim), share in zip(claims, shares, strict=True)
    )


@provision("B2-2-5-7")
def everybody_bears_once(bearing: Sequence[UUID], creditors: Collection[UUID]) -> None:
    """Where burdens are told one by one, every creditor stands there once."""
    if len(bearing) != len(set(bearing)) or set(bearing) != set(creditors):
        raise Refused(
            "B2-2-5-7",
            "債権者ごとの負担には、全ての対象債権者を一度ずつ記入してください。",
            "The burdens name every creditor once.",
            field="burdens",
        )


@provision("B2-2-5-7")
def burdens_are_fair(burdens: Sequence[Burden], waived: int) -> None:
    """Burdens add up and stay within the claims; each share that differs from the claim's has its grounds of 衡平.

    Unequal cut rates as such are not refused. A yen more or less is rounding.
    """
    total = sum(burden.claim for burden in burdens)
    if sum(burden.waived for burden in burdens) != waived or any(b.waived > b.claim for b in burdens):
        raise Refused(
            "B2-2-5-7",
            "債権者ごとの負担の合計が債務減免額と合わないか、債権額を超えています。",
            "The burdens do not add up to the debt released, or exceed a claim.",
            field="burdens",
        )
    uneven = sum(
        abs(burden.waived * total - waived * burden.claim) >= total for burden in burdens if burden.grounds is None
    )
    if uneven:
        raise Refused(
            "B2-2-5-7",
            f"負担割合が債権額の割合と異なる債権者（{uneven}者）について、衡平と認める理由を記入してください。",
            f"{uneven} creditor(s) bear a share that differs from that of the claims, without grounds of 衡平.",
            field="burdens",
        )
