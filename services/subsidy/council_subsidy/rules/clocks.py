"""Which rules hold for a case, and its clocks. The acceptance date of the application pins the rules (SUB-V-1)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from council_directory import add_months, add_years
from council_events.deciding import Refused, provision
from council_events.subsidy import Track

from council_subsidy.rules.terms import Terms

RULESETS: Final = (dt.date(2013, 3, 8), dt.date(2022, 4, 1), dt.date(2024, 4, 1))
"""First days of the rules that differ here, oldest first."""
SPLIT_FROM: Final = RULESETS[1]
REUSE_FROM: Final = RULESETS[2]


@provision("SUB-V-1")
def ruleset_on(accepted_on: dt.date) -> dt.date:
    """The first day of the rules in force when the application was accepted; of the oldest, for an earlier day."""
    return max((day for day in RULESETS if day <= accepted_on), default=RULESETS[0])


@provision("SUB-C-5", "SUB-C-6", "SUB-C-7")
def lapse_date(track: Track, accepted_on: dt.date, terms: Terms) -> dt.date:
    """The last day for the plan claim: one year (早期) or two after acceptance.

    The day of acceptance is not counted. The anniversary is still in time unless the deployment says otherwise.
    Acceptance on 29 February: the term ends on the last day of February (民法143条).
    """
    anniversary = add_years(accepted_on, 1 if track is Track.EARLY else 2)
    return anniversary if terms.anniversary_in_time else anniversary - dt.timedelta(days=1)


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


@provision("SUB-C-5", "SUB-C-6")
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


@provision("SUB-M-3")
def accompaniment_claim_due(period_to: dt.date, ruleset: dt.date, terms: Terms) -> dt.date | None:
    """The last day for the claim of a report; None where no limit is set or the rules knew none (before 2022-04-01)."""
    if terms.accompaniment_claim_months is None or ruleset < SPLIT_FROM:
        return None
    return add_months(period_to, terms.accompaniment_claim_months)


@provision("SUB-M-3")
def the_accompaniment_claim_is_in_time(due: dt.date | None, on: dt.date) -> None:
    """Raises Refused for a claim of accompaniment after its last day."""
    if due is not None and on > due:
        raise Refused(
            "SUB-M-3",
            f"伴走支援費用の支払申請の期限（{due.isoformat()}）を過ぎています。",
            f"The claim of this accompaniment was due by {due.isoformat()}.",
            field="period_to",
        )


@provision("SUB-X-1")
def decision_due(filed_on: dt.date, terms: Terms) -> dt.date | None:
    """Until when the council should have decided on an application; None where no processing time is set."""
    return None if terms.processing_days is None else filed_on + dt.timedelta(days=terms.processing_days)
