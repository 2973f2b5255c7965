"""The way out of a consultation: judgements, the line, the close."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from council_directory import provision_row
from council_events.deciding import Refused, provision
from council_events.intake import (
    ConsultationKind,
    DifficultyResponse,
    FirstResponse,
    GuaranteeResponse,
    Requester,
)
from council_events.values import SupportLine

GUARANTORS_LINES = frozenset({SupportLine.GUARANTEE, SupportLine.RECHALLENGE})


@provision("YR-2-2-3-6", "YR-2-6-2-1-1")
def there_is_a_company_to_tell(kind: ConsultationKind, requester: Requester, *, named: bool) -> None:
    """The judgement on revival is made on a company's 窓口相談, or on a 事前相談 about a company that is named: there must
    be somebody to tell it to (YR-2-6-2-1-1: 事前相談・窓口相談).
    """
    preliminary = kind is ConsultationKind.PRELIMINARY
    if preliminary and not named:
        raise Refused(
            "YR-2-6-2-1-1",
            "再生が極めて困難との判断は、対象の企業が分かる事前相談について行います。",
            "The judgement that revival is extremely difficult is made on a 事前相談 about a company that is named.",
        )
    if not preliminary and (kind is not ConsultationKind.COUNTER or requester is not Requester.COMPANY):
        raise Refused(
            "YR-2-2-3-6",
            "再生が極めて困難との判断は、相談企業の窓口相談について行います。",
            "The judgement that revival is extremely difficult belongs to a company's 窓口相談.",
        )


@provision("YR-2-2-3-6")
def the_company_is_told_of_the_judgement(
    told_on: dt.date | None, measures: Sequence[DifficultyResponse], response: str | None, on: dt.date
) -> tuple[dt.date, str]:
    """The judgement goes with the telling and with the possible help. Gives the day and what was offered."""
    if told_on is None or told_on > on:
        raise Refused(
            "YR-2-2-3-6",
            "判断は相談企業に伝えたうえで記録します（伝えた日を入力してください）。",
            "The company is told of the judgement; give the day on which it was.",
            field="told_on",
        )
    offered = response or "、".join(measure.label for measure in measures)
    if not offered:
        raise Refused(
            "YR-2-2-3-6",
            "再チャレンジ支援や弁護士の紹介など、提案した対応を入力してください。",
            "Give the help that was offered: re-challenge support, introduction of a lawyer, or other.",
            field="response",
        )
    return told_on, offered


@provision("YR-2-2-3-6")
def the_difficult_judgement_was_told(judged: bool, told: bool) -> None:
    """A judgement that has not reached the company keeps the consultation open."""
    if judged and not told:
        raise Refused(
            "YR-2-2-3-6",
            "再生が極めて困難との判断を相談企業に伝え、対応を記録してから終結してください。",
            "Tell the company of the judgement and record the response before closing.",
        )


@provision("YR-2-2-3-4")
def the_guarantor_was_told(told_on: dt.date | None, on: dt.date) -> dt.date:
    """Where guarantee debts need settling, the 保証人 is told so. Gives the day."""
    if told_on is None or told_on > on:
        raise Refused(
            "YR-2-2-3-4",
            "保証債務の整理が必要との判断は、保証人に伝えたうえで記録します（伝えた日を入力してください）。",
            "The guarantor is told that guarantee debts need settling; give the day.",
            field="told_on",
        )
    return told_on


@provision("YR-2-2-3-4")
def the_response_is_of_the_edition(response: GuaranteeResponse, on: dt.date) -> None:
    """再チャレンジ支援 is proposed; from 2024-04-01 it may be started."""
    if response is GuaranteeResponse.RECHALLENGE_STARTED and not provision_row("YR24-2-2-3-2").in_force(on):
        raise Refused(
            "YR-2-2-3-4",
            "2024年3月31日以前は、再チャレンジ支援を「提案する」対応です。",
            "Until 2024-03-31 re-challenge support is proposed, not started, here.",
            field="response",
        )


@provision("YR-2-2-3-3", "YR-2-2-3-4", "YR-2-2-3-6", "B4-3-1")
def the_line_is_open_to_the_requester(
    line: SupportLine, kind: ConsultationKind, requester: Requester, judged: bool, guarantor_told: bool
) -> None:
    """A guarantor's lines are 保証債務の整理 (by a 利用相談) and 再チャレンジ支援; a company's 再チャレンジ支援 follows the
    judgement that revival is extremely difficult, a guarantor's the finding that guarantee debts need settling. A
    事前相談 leads to no other line than 再チャレンジ支援 (YR-2-6-2-1-1): for those the company itself comes.
    """
    if kind is ConsultationKind.PRELIMINARY and line is not SupportLine.RECHALLENGE:
        raise Refused(
            "YR-2-2-3-3",
            "事前相談から選べる支援は再チャレンジ支援です。ほかの支援は、企業の窓口相談から選びます。",
            "A 事前相談 leads to 再チャレンジ支援 only; the other lines begin with the company's own 窓口相談.",
            field="line",
        )
    if line is SupportLine.GUARANTEE and kind is not ConsultationKind.GUARANTEE:
        raise Refused(
            "B4-3-1",
            "保証債務の整理は、保証人と保証人支援専門家の連名による利用相談から行います。",
            "Guarantee debts are settled from a 利用相談, asked for jointly by the guarantor and an adviser.",
            field="line",
        )
    if requester is Requester.GUARANTOR and line not in GUARANTORS_LINES:
        raise Refused(
            "YR-2-2-3-3",
            f"{line.label}は相談企業についての支援です。保証人には再チャレンジ支援等を検討してください。",
            f"{line.value} is support for a company, not for a guarantor.",
            field="line",
        )
    if line is SupportLine.RECHALLENGE:
        _rechallenge_follows_its_judgement(requester, judged, guarantor_told)


def _rechallenge_follows_its_judgement(requester: Requester, judged: bool, guarantor_told: bool) -> None:
    if requester is not Requester.GUARANTOR and not judged:
        raise Refused(
            "YR-2-2-3-6",
            "相談企業の再チャレンジ支援は、再生の余地を検討し、再生が極めて困難と判断して伝えたうえで選びます。",
            "Re-challenge support of a company follows the judgement that revival is extremely difficult.",
            field="line",
        )
    if requester is Requester.GUARANTOR and not guarantor_told:
        raise Refused(
            "YR-2-2-3-4",
            "保証人の再チャレンジ支援は、保証債務の整理が必要と判断し、保証人に伝えたうえで選びます。",
            "Re-challenge support of a guarantor follows the finding that guarantee debts need settling.",
            field="line",
        )


@provision("YR-2-2-2-1-3")
def the_role_was_explained(explained: bool) -> None:
    """No consultation is closed before the council's position and role have been explained."""
    if not explained:
        raise Refused(
            "YR-2-2-2-1-3",
            "協議会の立ち位置と役割を説明し、記録してから終結してください。",
            "Explain the council's position and role, and record it, before closing.",
        )


@provision("YR-2-2-2-2")
def the_support_was_explained(kind: ConsultationKind, explained: bool, answered: bool) -> None:
    """A 事前相談 is answered: advice or an introduction, and 各種支援 and 経営改善計画策定支援事業 explained."""
    if kind is not ConsultationKind.PRELIMINARY:
        return
    if not explained:
        raise Refused(
            "YR-2-2-2-2",
            "事前相談では、各種支援と経営改善計画策定支援事業を説明し、記録してから終結してください。",
            "In a 事前相談 the kinds of support and the plan-subsidy programme are explained before closing.",
        )
    if not answered:
        raise Refused(
            "YR-2-2-2-2",
            "事前相談では、助言又は支援施策・支援機関の紹介を記録してから終結してください。",
            "A 事前相談 is answered by advice or an introduction before it is closed.",
        )


@provision("RP-1", "YR-2-2-3-3", "YR-2-2-3-6", "YR-2-2-3-1-2")
def the_result_fits(result: FirstResponse, lines: Sequence[SupportLine], judged: bool) -> None:
    """二次支援へ移行 follows the choice of a line, 困難 the judgement of the 統括責任者: nobody is sent away without."""
    if result is FirstResponse.SECOND_STAGE and not lines:
        raise Refused(
            "YR-2-2-3-3",
            "二次支援への移行には、統括責任者による支援の種類の選定が必要です。",
            "The second stage needs a line of support chosen by the 統括責任者.",
            field="result",
        )
    if result is FirstResponse.DIFFICULT and not judged:
        raise Refused(
            "YR-2-2-3-1-2",
            "相談を拒むことはできません。「困難」とするには、統括責任者の判断と相談企業への伝達が必要です。",
            "No consultation is turned away: this result needs the judgement of the 統括責任者, told to the company.",
            field="result",
        )
