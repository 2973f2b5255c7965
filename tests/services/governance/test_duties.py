"""What a council lacks on a day, as its page shows it."""

from __future__ import annotations

import datetime as dt

from council_events.governance import (
    BodyCategory,
    EvaluationGrade,
    ImprovementGround,
    ObserverKind,
    Organ,
)
from council_events.values import Office
from council_governance.commands import (
    AdoptPolicy,
    AdoptSubstitutionRules,
    EstablishOrgan,
    RecordCancellation,
)
from council_governance.domain.organisation.duties import Staff, findings, year_of
from council_governance.rules.duties import Finding
from council_governance.rules.offices import display_name

from tests.services.governance.acts import AROUND, evaluation, plan, request
from tests.services.governance.councils import (
    MEETING,
    Council,
    bureau,
    by,
    day,
    head,
    host,
    meeting,
    observe,
    office,
    seat,
    with_chair,
)

FULL = Staff(1, 2)


def missing(council: Council, on: str, staff: Staff = FULL) -> list[Finding]:
    return findings(council.state, staff, day(on))


def provisions(council: Council, on: str, staff: Staff = FULL) -> set[str]:
    return {each.provision for each in missing(council, on, staff)}


def complete() -> Council:
    """Everything that a council must have in fiscal year 2024."""
    organs = (Organ.COMMITTEE, Organ.DEPARTMENT, Organ.SECRETARIAT)
    council = with_chair().given(
        *((EstablishOrgan(organ=organ, established_on=day("2024-04-01")), host("2024-04-01")) for organ in organs),
        (
            AdoptSubstitutionRules(
                adopted_on=day("2024-04-01"),
                in_force_from=day("2024-04-01"),
                substitutes=("p45-vice",),
                procedure="手続",
            ),
            host("2024-04-01"),
        ),
        *(
            (seat(f"p45-{category.value.replace('_', '-')}", category), host("2024-04-01"))
            for category in BodyCategory
            if category is not BodyCategory.PREFECTURE
        ),
        *((observe(f"p45-o-{kind.value.replace('_', '-')}", kind), office("2024-04-01")) for kind in ObserverKind),
        (meeting("2024-06-11", "p45-cci"), office("2024-06-11")),
        (
            AdoptPolicy(
                meeting_id=MEETING, adopted_on=day("2024-06-11"), in_force_from=day("2024-06-11"), policy="方針"
            ),
            office("2024-06-11"),
        ),
    )
    council.when(plan(conferred_on="2024-04-01", fiscal_year=2024), head("2024-04-01"), AROUND)
    return council


def test_a_complete_council_lacks_nothing() -> None:
    assert missing(complete(), "2025-03-31") == []


def test_a_new_council_lacks_everything() -> None:
    """YR-2-1-1-1 YR-2-1-1-5 YR-2-1-2-1 YR-2-1-2-1-2 YR-2-1-2-2-1 YR-2-1-2-2-4 YR-2-1-2-3-1 YR-2-1-3-3-7 YR24-2-1-3-1."""
    lacking = missing(Council(), "2024-07-01", Staff(0, 0))
    assert [each.provision for each in lacking] == [
        *["YR-2-1-1-1"] * 3,
        "YR-2-1-1-5",
        *["YR-2-1-2-1"] * 8,
        *["YR-2-1-2-1-2"] * 2,
        "YR-2-1-2-2-1",
        "YR-2-1-2-2-4",
        "YR-2-1-2-3-1",
        *["YR24-2-1-3-1"] * 2,
        "YR-2-1-3-3-7",
    ]
    assert all(each.ja and each.en for each in lacking)


def test_a_department_needs_a_head_and_a_deputy_by_the_edition_of_the_day() -> None:
    assert provisions(complete(), "2025-03-31", Staff(1, 0)) == {"YR24-2-1-3-1"}
    assert "YR-2-1-3-1" in provisions(Council(), "2024-03-31", Staff(0, 1))


def test_one_deputy_is_few_since_the_leaflet_tells_of_several() -> None:
    """BR-3"""
    assert provisions(complete(), "2025-03-31", Staff(1, 1)) == {"BR-3"}
    assert "BR-3" not in provisions(Council(), "2024-04-30", Staff(1, 1))
    assert [display_name(office) for office in (Office.HEAD, Office.DEPUTY, Office.SECRETARIAT)] == [
        "統括責任者（ＰＭ）",
        "統括責任者補佐（ＳＭ）",
        "協議会事務局員",
    ]


def test_the_prefecture_alone_may_be_represented_by_an_observer() -> None:
    council = Council().given((observe("p45-prefecture", ObserverKind.PREFECTURE), office("2024-04-01")))
    lacking = [each.ja for each in missing(council, "2024-07-01") if each.provision == "YR-2-1-2-1"]
    assert len(lacking) == 7
    assert not any("都道府県を" in text for text in lacking)


def test_a_year_without_whole_meeting_is_due_by_its_last_day_and_overdue_afterwards() -> None:
    council = complete()

    def of_meetings(on: str) -> list[tuple[dt.date | None, bool]]:
        return [(each.due_on, each.overdue) for each in missing(council, on) if each.provision == "YR-2-1-2-2-4"]

    assert of_meetings("2025-04-01") == [(day("2026-03-31"), False)]
    assert of_meetings("2026-04-01") == [(day("2026-03-31"), True), (day("2027-03-31"), False)]
    assert year_of(council.state, 2024).meetings == (day("2024-06-11"),)
    assert year_of(council.state, 2025) == ((), False, False)


def test_an_open_request_and_a_cancellation_are_shown() -> None:
    council = complete().given((request("2024-08-01"), bureau("2024-08-01")))
    cancelled = RecordCancellation(cancelled_on=day("2024-09-01"), ground="理由")
    council.given((cancelled, bureau("2024-09-01")))
    assert provisions(council, "2024-08-31") == {"YR24-2-1-3-3-10"}
    assert provisions(council, "2024-09-01") == {"YR24-2-1-3-3-10", "LAW-137"}


# ---- the 基準 by YR24-2-1-3-3-10-2


def test_an_evaluation_below_the_standard_is_shown_until_the_bureau_has_asked() -> None:
    """YR24-2-1-3-3-10-2."""
    council = Council()
    council.when(evaluation(EvaluationGrade.D), by("2025-10-20", Office.HQ_OFFICER))

    def shown(standard: EvaluationGrade | None) -> bool:
        found = findings(council.state, Staff(1, 1), day("2025-11-01"), standard)
        return "YR24-2-1-3-3-10-2" in {each.provision for each in found}

    assert shown(EvaluationGrade.C)
    assert not shown(EvaluationGrade.D)
    assert not shown(None), "without the 基準 nothing follows from a grade"
    council.when(request("2025-11-01", ImprovementGround.EVALUATION), bureau("2025-11-01"))
    assert not shown(EvaluationGrade.C)


def test_only_the_last_evaluation_counts() -> None:
    """YR24-2-1-3-3-10-2."""
    council, officer = Council(), by("2026-10-20", Office.HQ_OFFICER)
    council.when(evaluation(EvaluationGrade.E), officer)
    council.when(evaluation(EvaluationGrade.A, "2026-10-15", 2025), officer)
    found = findings(council.state, Staff(1, 1), day("2026-11-01"), EvaluationGrade.C)
    assert "YR24-2-1-3-3-10-2" not in {each.provision for each in found}
