"""Second uses: what a company has used in all councils, what it may still use, and what a council is told of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from council_casework.nationwide import (
    LIFETIME_LIMIT,
    Supported,
    had_a_plan,
    is_barred_from_the_bank_track,
    left_of,
    of_track,
)
from council_directory import provision_row
from council_events.deciding import Refused, provision
from council_events.subsidy import CostLine, DeclineCause, ReuseGround, SubsidyUseCounted, Track

from council_subsidy.rules.amounts import Caps, caps_of
from council_subsidy.rules.clocks import ruleset_on
from council_subsidy.rules.terms import Terms


class Wish(NamedTuple):
    """What an application asks, as far as earlier uses matter."""

    track: Track
    by_bank: bool
    cause: DeclineCause | None
    ground: ReuseGround | None
    explained: bool


class Answer(NamedTuple):
    """Yes (a no is a refusal), and what is left of a limit in yen, where one is counted.

    `reuse`: the company used the track before; `finding_needed`: the council must find the second use fit.
    """

    provision: str
    remaining: int | None
    reuse: bool
    finding_needed: bool


@provision("SUB-E-4", "SUB-E-6")
def limit_on(accepted_on: dt.date) -> int:
    """The limit on all 通常枠 uses of a company: 3,000,000 yen for life, before 2024-04-01 that of one use."""
    if provision_row("SUB-E-4").in_force(accepted_on):
        return LIFETIME_LIMIT
    return sum(caps_of(Track.ORDINARY, ruleset_on(accepted_on)).values())


@provision("SUB-E-4", "SUB-E-4-2")
def lifetime_cap(uses: Sequence[SubsidyUseCounted], accepted_on: dt.date, terms: Terms) -> Caps:
    """What earlier uses leave to this case, as one more cap on its lines; none where there is no other use."""
    if not of_track(uses, Track.ORDINARY):
        return {}
    left = left_of(limit_on(accepted_on), uses, negotiation_counts=terms.negotiation_counts)
    lines = [line for line in CostLine if terms.negotiation_counts or line is not CostLine.NEGOTIATION]
    return {frozenset(lines): left}


def nationwide(
    wish: Wish, on: dt.date, uses: Sequence[SubsidyUseCounted], supports: Sequence[Supported], terms: Terms
) -> Answer:
    """Whether the company may use the track, from all councils' uses and supports; raises Refused where it may not."""
    if wish.by_bank:
        the_company_is_new_to_the_bank_track(uses, supports)
        return Answer("SUB-E-10", None, reuse=False, finding_needed=False)
    if wish.track is Track.EARLY:
        return _early(wish, on, uses, supports)
    if wish.track is Track.GUIDELINE:
        return Answer("BR-12", None, reuse=False, finding_needed=False)
    others = of_track(uses, Track.ORDINARY)
    left = left_of(limit_on(on), uses, negotiation_counts=terms.negotiation_counts)
    if provision_row("SUB-E-4").in_force(on):
        if others:
            the_second_use_rests_on_another_cause(wish, others, left)
        return Answer("SUB-E-4", left, reuse=bool(others), finding_needed=bool(others))
    if others and provision_row("SUB-E-6").in_force(on):
        the_second_use_has_a_special_ground(wish)
    return Answer("SUB-E-6", left, reuse=bool(others), finding_needed=False)


@provision("SUB-E-4")
def the_second_use_rests_on_another_cause(wish: Wish, others: Sequence[SubsidyUseCounted], left: int) -> None:
    """From 2024-04-01: another cause of decline than last time, explained on the form, and something left of the limit."""
    latest = max(others, key=lambda use: (use.accepted_on, use.use_id))
    if wish.cause is None or not wish.explained:
        raise Refused(
            "SUB-E-4",
            "通常枠の再度の利用は原則できません。業況悪化の要因と、別紙1備考欄の理由を記録してください。",
            "A second use needs the cause of decline and the reason given on the form.",
            field="decline_cause" if wish.cause is None else "reuse_reason",
        )
    if wish.cause is latest.cause:
        raise Refused(
            "SUB-E-4",
            "業況悪化の要因が前回と同じであるため、通常枠を再度利用することはできません。",
            "A second use is not open for the same cause of decline.",
            field="decline_cause",
        )
    if left == 0:
        raise Refused(
            "SUB-E-4",
            "補助額の通算の上限300万円に達しているため、利用できません（残り0円）。",
            "The lifetime limit of 3,000,000 yen has been used up (0 yen left).",
        )


@provision("SUB-E-6")
def the_second_use_has_a_special_ground(wish: Wish) -> None:
    """From 2020-09-01 to 2024-03-31 a second use rested on a recorded special ground."""
    if wish.ground is None:
        raise Refused(
            "SUB-E-6",
            "再度の利用は、新型コロナウイルス感染症等の影響を受けた場合に限ります。事由を記録してください。",
            "A second use needs a recorded special ground.",
            field="reuse_ground",
        )


@provision("SUB-E-5", "SUB-E-6", "SUB-E-7")
def _early(wish: Wish, on: dt.date, uses: Sequence[SubsidyUseCounted], supports: Sequence[Supported]) -> Answer:
    again = bool(of_track(uses, Track.EARLY))
    rests_on = "SUB-E-5" if again and provision_row("SUB-E-5").in_force(on) else "SUB-E-7"
    if again and not provision_row("SUB-E-5").in_force(on) and provision_row("SUB-E-6").in_force(on):
        rests_on = "SUB-E-6"
    if had_a_plan(uses, supports) and not _excepted(wish, on):
        the_early_track_is_closed(rests_on, on, again=again)
    return Answer(rests_on, None, reuse=again, finding_needed=False)


def _excepted(wish: Wish, on: dt.date) -> bool:
    """SUB-E-6 let companies come again to 早期 in the fiscal years 2022 and 2023, on a special ground."""
    in_the_years = provision_row("SUB-E-6").in_force(on) and provision_row("SUB-E-7").in_force(on)
    return in_the_years and wish.ground is not None


def the_early_track_is_closed(rests_on: str, on: dt.date, *, again: bool) -> None:
    """Raises Refused where the rules of the day close 早期 to a company that had a plan before."""
    if again or provision_row("SUB-E-7").in_force(on):
        raise Refused(
            rests_on,
            "早期を再度利用することはできません。"
            if again
            else "過去に経営改善支援センター又は協議会の計画策定支援を受けた事業者は、早期を利用できません。",
            "The company had a plan before; the early track is not open to it.",
            field="track",
        )


@provision("SUB-E-10")
def the_company_is_new_to_the_bank_track(uses: Sequence[SubsidyUseCounted], supports: Sequence[Supported]) -> None:
    """Any finished or running use or support closes the bank track."""
    if is_barred_from_the_bank_track(uses, supports):
        raise Refused(
            "SUB-E-10",
            "通常枠、早期、収益力改善、プレ再生、再生又は再チャレンジの支援を受けた（支援中を含む。）事業者は、"
            "民間金融機関による早期を利用できません。",
            "The bank track is not open to a company with any finished or running support.",
            field="by_private_bank",
        )


@provision("SUB-E-4")
def the_second_use_was_found_fit(*, needed: bool, found: bool) -> None:
    """A second use is held until the council has found it fit."""
    if needed and not found:
        raise Refused(
            "SUB-E-4",
            "再度の利用は、協議会が適切と判断した後に受理できます（判断待ち）。",
            "A second use is held until the council finds it fit.",
        )
