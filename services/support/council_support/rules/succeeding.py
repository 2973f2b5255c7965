"""A case that leads to a further one of the same company: another line, or the same anew."""

from __future__ import annotations

from council_events.deciding import Refused, provision
from council_events.values import SupportLine

SECOND_STAGE = frozenset(SupportLine) - {SupportLine.PLAN_SUBSIDY}


@provision("BR-4", "YR-1-2-2")
def the_next_line_is_another_second_stage_line(line: SupportLine, present: SupportLine) -> None:
    """The support lines are the second stage; the subsidy programme stands beside them and begins with its own form."""
    if line not in SECOND_STAGE:
        raise Refused(
            "BR-4",
            f"{line.label}は第２次段階の支援ではありません。利用申請により始めます。",
            "The subsidy programme stands beside the support lines; it begins with an application.",
            field="line",
        )
    if line is present:
        raise Refused(
            "YR-1-2-2",
            f"この案件は既に{present.label}の案件です。",
            "The case is in this line of support already.",
            field="line",
        )


@provision("B4-0")
def a_guarantor_comes_of_its_own(line: SupportLine) -> None:
    """A guarantor's case begins with the guarantor's own 利用相談: no open link tells of it in the company's case."""
    if line is SupportLine.GUARANTEE:
        raise Refused(
            "B4-0",
            "保証債務の整理は、保証人及び保証人支援専門家の利用相談により、保証人ごとの案件として始めます。",
            "A settlement of guarantee debts begins with the guarantor's own consultation, as a case of its own.",
            field="line",
        )
