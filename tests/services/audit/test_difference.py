"""The difference between two instants of a case: what came, what went, and which values read otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import uuid4

from council_audit.replay import Axis, Told, as_of, difference, fold
from council_events import intake
from council_events.corrections import OCCURRED_ON
from hypothesis import given
from hypothesis import strategies as st

from tests.services.audit.situations import BOX, NOON, envelope
from tests.services.audit.test_replay import CASE, HOUR, corrected_later, listed, told

BANK = uuid4()


def test_what_was_recorded_in_between_came_and_the_values_that_it_changed_are_named():
    history = told(listed(1, BANK, 100), listed(2, BANK, 150))
    between = difference(history, NOON + HOUR, NOON + 2 * HOUR, Axis.KNOWN)
    assert [each.envelope.sequence for each in between.came] == [2]
    assert between.went == []
    changes = {each.name: (each.before, each.after) for each in between.changed}
    assert changes["claim"] == ("100", "150")
    assert "kind" not in changes


def test_what_appears_for_the_first_time_had_no_value_before():
    between = difference(told(listed(1, BANK, 100)), NOON, NOON + HOUR, Axis.KNOWN)
    claims = [(each.before, each.after) for each in between.changed if each.name == "claim"]
    assert claims == [(None, "100")]


def test_between_an_instant_and_itself_there_is_no_difference():
    history = told(listed(1, BANK, 100), listed(2, BANK, 150))
    assert difference(history, NOON + HOUR, NOON + HOUR, Axis.KNOWN) == ([], [], ())


def test_a_sealed_value_said_anew_counts_as_changed_though_neither_can_be_read():
    advice = [envelope(intake.AdviceGiven(case_id=CASE, advice=BOX), CASE, 1 + n, at=NOON + n * HOUR) for n in (0, 1)]
    (changed,) = difference(told(*advice), NOON, NOON + HOUR, Axis.KNOWN).changed
    assert (changed.name, changed.sealed, changed.before, changed.after) == ("advice", True, "〔封印〕", "〔封印〕")
    assert changed.event_id == advice[1].id


def test_a_correction_shows_as_the_value_that_it_mended():
    referral = envelope(
        intake.ReferralMade(case_id=CASE, body=intake.ReferralBody.YOROZU, told_on=dt.date(2024, 7, 1)), CASE, 1
    )
    history = told(referral, corrected_later(referral, "told_on", dt.date(2024, 6, 30), at=NOON + 2 * HOUR))
    between = difference(history, NOON + HOUR, NOON + 2 * HOUR, Axis.KNOWN)
    assert [(each.before, each.after) for each in between.changed if each.name == "told_on"] == [
        ("2024年7月1日", "2024年6月30日")
    ]


def test_on_the_axis_of_what_happened_an_event_counts_from_its_own_day():
    first = envelope(intake.RoleExplained(case_id=CASE), CASE, 1, on="2024-07-20", at=NOON)
    days = [dt.datetime(2024, 7, day, 12, tzinfo=dt.UTC) for day in (19, 20)]
    assert [each.envelope for each in difference(told(first), *days, Axis.HAPPENED).came] == [first]
    assert difference(told(first), NOON, NOON + HOUR, Axis.HAPPENED).came == []


OTHER_BANK = uuid4()
REFERRAL = envelope(
    intake.ReferralMade(case_id=CASE, body=intake.ReferralBody.YOROZU, told_on=dt.date(2024, 7, 1)), CASE, 1
)
MOMENTS = st.integers(min_value=0, max_value=6).map(lambda hours: NOON + hours * HOUR)
HAPPENINGS = st.one_of(
    st.builds(listed, st.integers(1, 5), st.sampled_from([BANK, OTHER_BANK]), st.sampled_from([100, 150])),
    st.builds(lambda at: envelope(intake.AdviceGiven(case_id=CASE, advice=BOX), CASE, 2, at=at), MOMENTS),
    st.builds(
        lambda day, at: corrected_later(REFERRAL, "told_on", dt.date(2024, 6, day), at=at), st.integers(1, 3), MOMENTS
    ),
    st.builds(
        lambda day, at: corrected_later(REFERRAL, OCCURRED_ON, dt.date(2024, 7, day), at=at),
        st.integers(1, 3),
        MOMENTS,
    ),
)


@given(st.lists(HAPPENINGS, max_size=7), MOMENTS, MOMENTS, st.sampled_from(Axis))
def test_no_value_that_changed_is_overlooked(happened, earlier: dt.datetime, later: dt.datetime, axis: Axis):
    """What can't have changed is not looked at; held against both states in full."""
    history = told(REFERRAL, *happened)
    was, now = (states(as_of(history, at, axis)) for at in (earlier, later))
    changed = {
        (each.service, each.entity, each.name): (each.before, each.after)
        for each in difference(history, earlier, later, axis).changed
    }
    assert changed == {
        key: (was[key][0] if key in was else None, now[key][0] if key in now else None)
        for key in was.keys() | now.keys()
        if was.get(key) != now.get(key)
    }


def states(shown: Sequence[Told]) -> dict[tuple[str, str, str], tuple[str, object]]:
    """The value of every field; of a sealed one, which event says it, since nothing else is known."""
    return {
        (state.service, each.entity, each.field.name): (each.field.value, each.event_id if each.field.sealed else None)
        for state in fold(shown)
        for each in state.values
    }
