"""Which rules hold for a case, and its clocks. The acceptance date of the application pins the rules (SUB-V-1)."""

from __future__ import annotations

import datetime as dt

from council_directory import add_years
from council_events.deciding import Refused, provision
from council_events.subsidy import Track

RULESETS = (dt.date(2013, 3, 8), dt.date(2022, 4, 1), dt.date(2024, 4, 1))
"""First days of the rules that differ here, oldest first."""
SPLIT_FROM = RULESETS[1]


@provision("SUB-V-1")
def ruleset_on(accepted_on: dt.date) -> dt.date:
    """The first day of the rules in force when the application was accepted; of the oldest, for an earlier day."""
    return max((day for day in RULESETS if day <= accepted_on), default=RULESETS[0])


@provision("SUB-C-5", "SUB-C-6", "SUB-C-7")
def lapse_date(track: Track, accepted_on: dt.date) -> dt.date:
    """The last day for the plan claim: one year (早期) or two after acceptance, the anniversary still in time.

    Acceptance on 29 February: the term ends on the last day of February (民法143条).
    """
    return add_years(accepted_on, 1 if track is Track.EARLY else 2)


@provision("SUB-C-5", "SUB-C-6")
def the_claim_is_in_time(track: Track, lapses_on: dt.date, on: dt.date) -> None:
    """Raises Refused for a plan claim after its last day."""
    if on > lapses_on:
        raise Refused(
            "SUB-C-6" if track is Track.EARLY else "SUB-C-5",
            f"支払申請の期限（{lapses_on.isoformat()}）を過ぎ、利用申請は失効しています。",
            f"The term of the claim ended on {lapses_on.isoformat()}; the application has lapsed.",
        )


@provision("SUB-C-5", "SUB-C-6")
def the_term_has_run_out(track: Track, lapses_on: dt.date, on: dt.date) -> None:
    """Raises Refused for a lapse that is stated before the term has run out."""
    if on <= lapses_on:
        raise Refused(
            "SUB-C-6" if track is Track.EARLY else "SUB-C-5",
            f"支払申請の期限は{lapses_on.isoformat()}で、まだ過ぎていません。",
            f"The term of the claim runs until {lapses_on.isoformat()}.",
        )


@provision("SUB-C-6")
def the_term_can_be_extended(track: Track, lapses_on: dt.date, new: dt.date) -> None:
    """Only 通常枠 and 中小版GL枠, only to a later day."""
    if track is Track.EARLY:
        raise Refused("SUB-C-6", "早期の期限は延長できません。", "The term of an early plan cannot be extended.")
    if new <= lapses_on:
        raise Refused(
            "SUB-C-5", "新しい期限は今の期限より後の日とします。", "The new day must be later.", field="lapses_on"
        )


@provision("SUB-P-7")
def the_work_began_after_acceptance(worked_from: dt.date, accepted_on: dt.date) -> None:
    """Costs of work before acceptance are not paid for."""
    if worked_from < accepted_on:
        raise Refused(
            "SUB-P-7",
            "受理より前の業務の費用は支払の対象になりません。",
            "Work before the acceptance is not paid for.",
            field="worked_from",
        )
