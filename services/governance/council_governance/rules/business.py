"""The provisions on the business: 協議 with the host's head, open requests, grounds of the bureau."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

from council_directory import fiscal_year_end, provision_row
from council_events.deciding import Refused, provision
from council_events.governance import EvaluationGrade, ImprovementGround

from council_governance.rules.authority import improvement_provision


@provision("YR-2-1-3-3-7")
def the_guideline_is_followed(follows: bool) -> None:
    """別途中小企業庁が定める行動指針を踏まえ."""
    if not follows:
        raise Refused(
            "YR-2-1-3-3-7",
            "事業計画は、中小企業庁が定める行動指針を踏まえて作成します。",
            "The annual plan follows the guideline of 中小企業庁.",
            field="follows_guideline",
        )


@provision("YR-2-1-3-3-7")
def the_targets_fit(completions: int | None, drastic: int | None) -> None:
    """Drastic plans are some of all plans."""
    if drastic is not None and (completions is None or drastic > completions):
        raise Refused(
            "YR-2-1-3-3-7",
            "抜本再生の目標は、再生計画の成立の目標の内数です。",
            "The target of drastic plans is part of that of all plans.",
            field="drastic_target",
        )


@provision("LAW-140-4")
def the_year_was_evaluated(fiscal_year: int, published_on: dt.date) -> None:
    """A year is evaluated when it is over."""
    if published_on <= fiscal_year_end(fiscal_year):
        raise Refused(
            "LAW-140-4",
            f"{fiscal_year}年度の評価は、その年度が終わってから公表されます。",
            "A year's evaluation is published after its end.",
            field="published_on",
        )


@provision("YR-2-1-3-3-7", "YR-2-1-1-3", "YR-2-1-1-4")
def the_host_head_was_conferred_with(conferred_with: str, may: Collection[str], provision_id: str) -> None:
    """認定支援機関の長と協議のうえ: with the head, who acts in that place, or the 会長 with the power delegated."""
    if conferred_with not in may:
        raise Refused(
            provision_id,
            "協議の相手は、その日に認定支援機関の長の職にある者、その職務を代行する者、又は委任を受けた会長です。",
            "The 協議 is held with the head of the host, with who acts in that place, or with the 会長 so empowered.",
            field="conferred_with",
        )


@provision("YR24-2-1-3-3-10")
def the_ground_is_known_then(ground: ImprovementGround, on: dt.date) -> None:
    """The evaluation is a ground since the edition of 2024-04-01; before, 必要に応じて."""
    if ground is ImprovementGround.EVALUATION and not provision_row("YR24-2-1-3-3-10").in_force(on):
        raise Refused(
            improvement_provision(on),
            "評価の結果を事由とする要請は、2024年4月1日からの基本要領によるものです。",
            "The evaluation is a ground from 2024-04-01 on.",
            field="ground",
        )


@provision("YR-2-1-3-3-10-2", "YR24-2-1-3-3-10")
def the_request_is_open(is_open: bool, on: dt.date) -> None:
    """A plan answers a request that is still open."""
    if not is_open:
        raise Refused(
            improvement_provision(on),
            "その要請はないか、既に計画が提出されています。",
            "There is no such open request.",
            field="request_id",
        )


@provision("YR-2-1-3-3-10")
def the_opinion_waits_for_an_inquiry(received_on: dt.date | None) -> dt.date:
    """The day on which the opinion came; `received_on` None: there is none that waits."""
    if received_on is None:
        raise Refused(
            "YR-2-1-3-3-10",
            "その意見等はないか、既に調査の結果が記録されています。",
            "There is no such opinion that waits for an inquiry.",
            field="opinion_id",
        )
    return received_on


@provision("YR-2-1-3-3-10")
def the_inquiry_follows_the_opinion(inquired_on: dt.date, received_on: dt.date) -> None:
    """意見等があった場合などに: first the opinion, then the inquiry."""
    if inquired_on < received_on:
        raise Refused(
            "YR-2-1-3-3-10",
            "調査の日は、意見等の受付の日以後としてください。",
            "The inquiry follows the opinion.",
            field="inquired_on",
        )


_BEST_FIRST: Final = tuple(EvaluationGrade)


@provision("YR24-2-1-3-3-10-2")
def misses_the_standard(grade: EvaluationGrade, worst_that_meets: EvaluationGrade | None) -> bool:
    """Whether an evaluation lies below the 基準. The 基準 was not found: without a setting none does, and requests are by hand."""
    return worst_that_meets is not None and _BEST_FIRST.index(grade) > _BEST_FIRST.index(worst_that_meets)


@provision("YR-2-1-3-3-8")
def there_is_a_chair_to_report_to(chair: str | None) -> None:
    """会長に対し: somebody must be 会長."""
    if chair is None:
        raise Refused("YR-2-1-3-3-8", "その日に会長がいません。", "Nobody is 会長 on that day.", field="reported_on")


def the_candidate_is_listed(listed: bool, provision_id: str) -> None:
    """Only a candidate on the register is taken off it."""
    if not listed:
        raise Refused(
            provision_id,
            "その候補者は登録されていません。",
            "There is no such candidate on the register.",
            field="specialist_id",
        )
