"""What a council's organisation lacks on a day."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from council_directory import fiscal_year
from council_events.governance import EvaluationGrade, Organ

from council_governance.domain.organisation.committee import policy_on, years_met
from council_governance.domain.organisation.state import Organisation
from council_governance.rules import authority, business, duties
from council_governance.rules.duties import Finding
from council_governance.rules.periods import includes


class Staff(NamedTuple):
    """How many hold the offices of the 支援業務部門 on the day."""

    heads: int
    deputies: int


def findings(
    state: Organisation, staff: Staff, on: dt.date, worst_that_meets: EvaluationGrade | None = None
) -> list[Finding]:
    """Everything that is missing on the day, in the order of the guideline.

    `worst_that_meets`: the lowest grade of an evaluation that meets the 基準, None where that is not set.
    """
    host, committee = state.host, state.committee
    observing = {each.kind for each in committee.observers if includes(each, on)}
    represented = {each.category for each in committee.members if includes(each, on)}
    cancelled = next((each.begins_on for each in host.uncertified if includes(each, on)), None)
    first, current = _first_year(state, on), fiscal_year(on)
    requests = [each for each in state.business.requests.values() if each.filed_on is None]
    return [
        *duties.certification_missing(cancelled),
        *duties.organs_missing(host.organs),
        *duties.substitution_rules_missing(any(includes(each, on) for each in host.rules)),
        *duties.categories_missing(represented, observing),
        *duties.observers_missing(observing),
        *duties.chair_missing(committee.chair(on)),
        *duties.meetings_missing(years_met(committee), first, on, current),
        *duties.policy_missing(policy_on(committee, on) is not None),
        *duties.staff_missing(staff.heads, staff.deputies, on),
        *duties.plans_missing(state.business.plans, first, current),
        *duties.requests_open(
            (each.requested_on, authority.improvement_provision(each.requested_on)) for each in requests
        ),
        *duties.plans_to_ask_for(_missed(state, worst_that_meets)),
        *duties.inquiries_missing(
            each.received_on for each in state.business.opinions.values() if each.inquired_on is None
        ),
    ]


def _missed(state: Organisation, worst_that_meets: EvaluationGrade | None) -> list[int]:
    """Only the last evaluation counts, and only until a request follows it."""
    if not state.business.evaluations:
        return []
    year, last = max(state.business.evaluations.items())
    asked = any(each.requested_on >= last.published_on for each in state.business.requests.values())
    return [year] if business.misses_the_standard(last.grade, worst_that_meets) and not asked else []


def _first_year(state: Organisation, on: dt.date) -> int:
    """Yearly duties are counted from the fiscal year in which the committee was set up, or from the current one."""
    return fiscal_year(min(state.host.organs.get(Organ.COMMITTEE, on), on))


class Year(NamedTuple):
    """One fiscal year of a council: whether it had a 全体会議, one that summed up the business, and a 事業計画."""

    meetings: tuple[dt.date, ...]
    summed_up: bool
    planned: bool


def year_of(state: Organisation, year: int) -> Year:
    """What the council did in a fiscal year."""
    held = [each for each in state.committee.meetings if fiscal_year(each.held_on) == year]
    return Year(
        tuple(sorted(each.held_on for each in held)),
        any(each.sums_up for each in held),
        year in state.business.plans,
    )
