"""A referral cites the 受渡し・共同支援の基準 in force on its day; without one it is possible, and counted (YR24-2-1-3-3-11)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from council_casework.corrections import CorrectEntry, correct
from council_events import Sealed
from council_events.deciding import Fact
from council_events.intake import EntryCorrected, ReferralMade
from council_events.values import PartnerSupport, ReferralBody
from council_intake.commands import MakeReferral
from council_intake.domain import Around, standard_cited
from council_intake.queries.partners import Referred, partners_view
from council_intake.rules.standards import Standard, cited, is_a_gap

from tests.services.intake.situations import day, given, head, only, opened, then, when

YOROZU, SUCCESSION = ReferralBody.YOROZU, ReferralBody.SUCCESSION_CENTER
HANDOVER, JOINT = PartnerSupport.HANDOVER, PartnerSupport.JOINT
FIRST = Standard(UUID(int=1), YOROZU, frozenset({HANDOVER}), day("2024-04-01"))
SECOND = Standard(UUID(int=2), YOROZU, frozenset({HANDOVER, JOINT}), day("2024-10-01"))
OTHER = Standard(UUID(int=3), SUCCESSION, frozenset({HANDOVER}), day("2024-04-01"))
ALL = (SECOND, FIRST, OTHER)


def referred(on: str, manner: PartnerSupport = HANDOVER, standards: tuple[Standard, ...] = ALL) -> ReferralMade:
    refer = MakeReferral(body=YOROZU, manner=manner, told_on=day(on))
    return only(ReferralMade, when(given(opened()), refer, head(on), Around(standards=standards)))


def test_a_referral_cites_the_standard_of_its_day_and_body() -> None:
    before = referred("2024-09-30")
    assert (before.standard_id, before.standard_from) == (FIRST.standard_id, day("2024-04-01"))
    after = referred("2024-10-01")
    assert (after.standard_id, after.standard_from, after.manner) == (SECOND.standard_id, day("2024-10-01"), HANDOVER)
    assert cited(ALL, SUCCESSION, HANDOVER, day("2024-12-01")) == OTHER


def test_a_joint_case_cites_a_standard_that_is_about_joint_support() -> None:
    assert referred("2024-09-30", JOINT).standard_id is None
    assert referred("2024-10-01", JOINT).standard_id == SECOND.standard_id


def test_without_a_standard_the_referral_is_made_and_seen_as_a_gap() -> None:
    for standards in ((), (OTHER,), (SECOND,)):
        made = referred("2024-09-30", standards=standards)
        assert (made.standard_id, made.standard_from) == (None, None)
    state = then(given(opened()), [referred("2024-09-30", standards=())], head("2024-09-30"))
    [kept] = state.referrals
    assert (kept.body, kept.manner, kept.on, kept.standard_from) == (YOROZU, HANDOVER, day("2024-09-30"), None)
    assert state.answered
    assert is_a_gap(kept.standard_from, kept.on)


def test_a_corrected_referral_cites_the_standard_of_what_it_says_now() -> None:
    """YR24-2-1-3-3-11: the body, the manner and the day are what a standard is found by."""
    made = referred("2024-09-30")
    fact = Fact(made, day("2024-09-30"), "24", "p24-head", uuid4())

    def mended(field: str, value: str) -> dict[str, Any]:
        command = CorrectEntry(event_id=fact.event_id, field=field, value=value, reason="相手先の取り違え")
        told = correct(
            [fact],
            made.case_id,
            command,
            EntryCorrected,
            dt.date(2025, 1, 1),
            lambda entry: standard_cited(entry.event, entry.on, ALL) if isinstance(entry.event, ReferralMade) else {},
        )
        assert {each.reason for each in told} == {Sealed("相手先の取り違え")}
        return {each.field: each.new.plain if each.new else None for each in told}

    assert mended("body", "succession_center") == {
        "body": "succession_center",
        "standard_id": str(OTHER.standard_id),
    }
    assert mended("body", "chamber") == {"body": "chamber", "standard_id": None, "standard_from": None}
    assert mended("manner", "joint") == {"manner": "joint", "standard_id": None, "standard_from": None}
    assert mended("occurredon", "2024-10-01") == {
        "occurredon": day("2024-10-01"),
        "standard_id": str(SECOND.standard_id),
        "standard_from": day("2024-10-01"),
    }
    assert mended("told_on", "2024-09-01") == {"told_on": day("2024-09-01")}
    assert mended("note", "担当者に電話") == {"note": None}


def test_a_referral_of_before_2024_named_no_manner_and_cites_nothing() -> None:
    made = referred("2024-09-30").model_copy(update={"manner": None})
    assert standard_cited(made, day("2024-09-30"), ALL) == {"standard_id": None, "standard_from": None}


def test_a_standard_is_to_be_there_since_the_edition_of_2024() -> None:
    assert not is_a_gap(None, day("2024-03-31"))
    assert is_a_gap(None, day("2024-04-01"))
    assert not is_a_gap(day("2024-04-01"), day("2024-04-01"))


def test_the_council_sees_the_standards_of_today_and_how_many_referrals_cite_none() -> None:
    made = [
        Referred("yorozu", day("2024-04-01"), day("2024-04-01"), 2),
        Referred("yorozu", day("2024-05-01"), None, 3),
        Referred("chamber", day("2024-06-01"), None, 1),
    ]
    view = partners_view("24", 2024, ALL, made, dt.date(2024, 9, 30))
    rows = {row.body: row for row in view.partners}
    assert [row.body for row in view.partners] == [body.label for body in ReferralBody]
    yorozu = rows[YOROZU.label]
    assert (yorozu.handover_from, yorozu.joint_from) == (day("2024-04-01"), None)
    assert (yorozu.referrals, yorozu.gaps) == (5, 3)
    assert (rows[ReferralBody.CHAMBER.label].gaps, view.gaps) == (1, 4)
    assert (rows[SUCCESSION.label].referrals, rows[SUCCESSION.label].gaps) == (0, 0)
    later = partners_view("24", 2024, ALL, [], dt.date(2024, 10, 1)).partners
    assert later[[*ReferralBody].index(YOROZU)].joint_from == day("2024-10-01")


def test_before_the_edition_of_2024_nothing_is_a_gap() -> None:
    view = partners_view("24", 2023, (), [Referred("chamber", day("2024-03-31"), None, 1)], dt.date(2024, 3, 31))
    assert (view.gaps, sum(row.referrals for row in view.partners)) == (0, 1)
