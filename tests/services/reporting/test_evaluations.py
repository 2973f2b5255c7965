"""T13: the grades of a fiscal year, and targets beside results, also as counted a second time from the raw events."""

import random

import pytest
from council_directory import councils
from council_events.governance import EvaluationGrade
from council_events.support import Method, PlanKind
from council_reporting.queries.evaluations import CouncilEvaluation, Evaluations, read_evaluations

from bench.recount import evaluated
from tests.services.reporting.situations import Desk, Story, named

GRADES = {grade.value: grade for grade in EvaluationGrade}
CODES = [council.code for council in councils()]
FIFTEEN = dict(
    zip(CODES, [*"a" * 8, *"b" * 14, *"c" * 16, *"d" * 8, "e"], strict=True)  # FY2015: A 8, B 14, C 16, D 8, E 1
)


def of(found: Evaluations, code: str) -> CouncilEvaluation:
    return next(each for each in found.councils if each.council == code)


def plans(story: Story, council: str, count: int, *methods: Method, kind: PlanKind = PlanKind.ORDINARY) -> None:
    for number in range(count):
        case = named(f"{council} {methods} {kind} {number}")
        story.approval(council, "2024-09-30", case, *methods, kind=kind)


async def test_the_grades_of_a_year_are_counted_with_their_share_of_the_evaluated_councils(desk: Desk) -> None:
    """LAW-140-4: as published of FY2015, when every council was evaluated."""
    story = Story()
    for code, grade in FIFTEEN.items():
        story.evaluation(code, "2016-11-30", 2015, GRADES[grade])
    story.evaluation("13", "2017-10-05", 2016, EvaluationGrade.A)
    await desk.feed(story.envelopes, size=7)
    found = read_evaluations(desk.pool, 2015, [])
    assert [(each.label, each.councils, str(each.share)) for each in found.grades] == [
        ("Ａ評価", 8, "17.0"),
        ("Ｂ評価", 14, "29.8"),
        ("Ｃ評価", 16, "34.0"),
        ("Ｄ評価", 8, "17.0"),
        ("Ｅ評価", 1, "2.1"),
    ]
    assert of(found, "13").grade is EvaluationGrade.B
    assert sum(each.councils for each in read_evaluations(desk.pool, 2014, []).grades) == 0


async def test_a_target_stands_beside_what_came_into_being_and_who_may_not_see_it_sees_the_grade_alone(
    desk: Desk,
) -> None:
    """As of FY2015: 1,319 of 1,655 are 80 percent, here in small: 4 of 5, プレ再生 among them; 2 of 3 drastic ones."""
    story = Story()
    story.annual_plan("08", "2024-03-11", completions=9)
    story.annual_plan("08", "2024-03-25", completions=5, drastic=3)
    story.annual_plan("08", "2025-03-11", completions=50, drastic=30)
    plans(story, "08", 2, Method.RESCHEDULE, kind=PlanKind.PRE_PLAN)
    plans(story, "08", 1, Method.DDS, Method.RESCHEDULE)
    plans(story, "08", 1, Method.SECOND_COMPANY)
    plans(story, "13", 1, Method.RESCHEDULE)
    story.evaluation("08", "2025-10-15", 2024, EvaluationGrade.C)
    await desk.feed(story.envelopes, size=2)

    found = read_evaluations(desk.pool, 2024, ["08"])
    own = of(found, "08")
    assert own.completions is not None
    assert own.drastic is not None
    assert (own.completions.target, own.completions.result, str(own.completions.rate)) == (5, 4, "80.0")
    assert (own.drastic.target, own.drastic.result, str(own.drastic.rate)) == (3, 2, "66.7")
    assert (found.completions.target, found.completions.result) == (5, 5)
    assert of(found, "13").completions is None

    other = of(read_evaluations(desk.pool, 2024, ["13"]), "08")
    assert (other.grade, other.completions, other.drastic) == (EvaluationGrade.C, None, None)


@pytest.mark.parametrize("seed", range(5))
async def test_the_evaluations_equal_a_recount_from_the_raw_events(desk: Desk, seed: int) -> None:
    dice = random.Random(seed)
    story = Story()
    for _ in range(80):
        council, year = dice.choice(["08", "13", "44"]), dice.choice([2023, 2024])
        match dice.randrange(3):
            case 0:
                completions = dice.choice([None, 5, 9])
                story.annual_plan(council, f"{year}-03-0{dice.randrange(1, 9)}", completions, completions and 2)
            case 1:
                grade = dice.choice(list(EvaluationGrade))
                story.evaluation(council, f"{year + 1}-10-0{dice.randrange(1, 9)}", year, grade)
            case _:
                plans(story, council, dice.randrange(1, 4), dice.choice(list(Method)))
    await desk.feed(story.envelopes, size=dice.randrange(1, 20))
    for year in (2023, 2024):
        shown = {
            each.council: {
                "grade": each.grade,
                "completions": each.completions and each.completions.target,
                "completed": each.completions and each.completions.result,
                "drastic": each.drastic and each.drastic.target,
                "of them drastic": each.drastic and each.drastic.result,
            }
            for each in read_evaluations(desk.pool, year, CODES).councils
        }
        counted = evaluated(story.envelopes, year)
        assert counted
        assert {code: shown[code] for code in counted} == counted
        rest = [each for code, each in shown.items() if code not in counted]
        assert {(each["grade"], each["completions"], each["drastic"]) for each in rest} == {(None, None, None)}
