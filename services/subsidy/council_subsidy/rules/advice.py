"""助言支援: what must be on record before the council goes on (YR-2-4-*)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Final

from council_directory import provision_row
from council_events.deciding import Refused, provision
from council_events.subsidy import AdviceItem, AdviceStage, Advised, SubsidyAdviceGiven, Track

COMPANY, AGENCY, MAIN_BANK, BANK = Advised.COMPANY, Advised.AGENCY, Advised.MAIN_BANK, Advised.BANK
ADVISED_FROM: Final = provision_row("YR-2-4-2-2").effective_from


@provision("YR-2-4-2-2", "YR24-2-4-2")
def the_track_is_advised(track: Track, on: dt.date) -> None:
    """Plans under the guideline (中小版GL枠) are outside advice stages 2 to 5."""
    if track is Track.GUIDELINE:
        raise Refused(
            "YR24-2-4-2" if provision_row("YR24-2-4-2").in_force(on) else "YR-2-4-2-2",
            "中小企業版ガイドラインに基づく計画（中小版GL枠）は、助言支援の対象外です。",
            "Plans under the guideline are outside the council's 助言支援.",
        )


@provision("YR-2-4-2-1-1")
def preliminary_advice_is_for_agencies_and_banks(advised: Collection[Advised]) -> None:
    """Stage 1 serves 認定経営革新等支援機関 and 金融機関等."""
    if not set(advised) <= {AGENCY, BANK, MAIN_BANK}:
        raise Refused(
            "YR-2-4-2-1-1",
            "事前相談の助言の相手方は、認定経営革新等支援機関及び金融機関等です。",
            "Preliminary advice is for agencies and banks.",
            field="advised",
        )


@provision("YR-2-4-2-3")
def something_was_done(items: Collection[AdviceItem]) -> None:
    """Advice while the plan is made is a progress check, advice on the plan, or advice to move to another line."""
    if not items:
        raise Refused(
            "YR-2-4-2-3",
            "進捗状況の確認、計画に関する助言、他の支援策への移行等に関する助言のいずれを行ったかを記録してください。",
            "Say which was done: progress check, advice on the plan, or advice to move to another line.",
            field="progress_checked",
        )


@provision("YR-2-4-1")
def the_agencies_are_of_the_case(advised: Collection[str], agencies: Collection[str]) -> None:
    """Advice beside a case goes to the agencies that make its plan."""
    if not set(advised) <= set(agencies):
        raise Refused(
            "YR-2-4-1",
            "助言の相手方は、この案件の認定経営革新等支援機関とします。",
            "Advice goes to the agencies of the case.",
            field="agency_ids",
        )


@provision("YR-2-4-2-2")
def the_points_were_explained(track: Track, given: Sequence[SubsidyAdviceGiven], on: dt.date) -> None:
    """Before acceptance: the points to observe were explained to company and agency."""
    if _exempt(track, on):
        return
    told = _told(given, AdviceItem.POINTS_EXPLAINED)
    if not {COMPANY, AGENCY} <= told:
        raise Refused(
            "YR-2-4-2-2",
            "利用申請時の留意事項を、中小企業・小規模事業者と認定経営革新等支援機関の双方に説明した記録が必要です。",
            "The points to observe must have been explained to the company and its agency.",
        )


@provision("YR-2-4-2-4-1")
def the_points_were_checked_at_the_claim(track: Track, given: Sequence[SubsidyAdviceGiven], on: dt.date) -> None:
    """Before the payment decision: how the points given at the application were dealt with."""
    checked = any(each.stage is AdviceStage.CLAIM and AdviceItem.POINTS_CHECKED in each.items for each in given)
    if not checked and not _exempt(track, on):
        raise Refused(
            "YR-2-4-2-4-1",
            "支払申請時に、留意事項への取組状況を確認した記録が必要です。",
            "A check of how the points were dealt with must be on record at the claim.",
        )


@provision("YR-2-4-2-4-2")
def monitoring_was_explained(track: Track, given: Sequence[SubsidyAdviceGiven], on: dt.date, *, lenders: int) -> None:
    """Before the payment decision: the points of monitoring were explained to company, agency and main bank.

    The text says 認定支援機関 where 認定経営革新等支援機関 is meant. A company without loans has no main bank.
    """
    if _exempt(track, on):
        return
    needed = {COMPANY, AGENCY, MAIN_BANK} if lenders else {COMPANY, AGENCY}
    if not needed <= _told(given, AdviceItem.MONITORING_EXPLAINED):
        raise Refused(
            "YR-2-4-2-4-2",
            "モニタリングの留意事項を、中小企業・小規模事業者、認定経営革新等支援機関及び主要金融機関に説明した記録が必要です。",
            "The points of monitoring must have been explained to company, agency and main bank.",
        )


@provision("YR-2-4-2-5")
def the_points_were_checked_at_monitoring(
    track: Track, given: Sequence[SubsidyAdviceGiven], number: int, on: dt.date
) -> None:
    """On every monitoring report: how the points were dealt with. `number`: of the accompaniment claim."""
    checked = any(each.stage is AdviceStage.MONITORING and each.number == number for each in given)
    if not checked and not _exempt(track, on):
        raise Refused(
            "YR-2-4-2-5",
            f"モニタリングの報告（第{number}回）について、留意事項の取組状況を確認した記録が必要です。",
            f"The check of the points at monitoring report {number} must be on record.",
        )


@provision("YR-2-4-2-3-2")
def the_company_asked_for_coordination(
    requested_on: dt.date | None, request: str | None, on: dt.date
) -> tuple[dt.date, str]:
    """金融調整 support only with a recorded request of the company, never by itself: gives its day and words."""
    if requested_on is None or request is None or requested_on > on:
        raise Refused(
            "YR-2-4-2-3-2",
            "金融調整に向けたサポートは、中小企業・小規模事業者からの求めがあった場合に限ります。求めのあった日と内容を記録してください。",
            "Support with bank co-ordination needs a recorded request of the company.",
            field="requested_on" if requested_on is None or requested_on > on else "request",
        )
    return requested_on, request


def _exempt(track: Track, on: dt.date) -> bool:
    """中小版GL枠, and acts before the councils advised (2022-04-01)."""
    return track is Track.GUIDELINE or on < ADVISED_FROM


def _told(given: Sequence[SubsidyAdviceGiven], item: AdviceItem) -> set[Advised]:
    return {party for each in given if item in each.items for party in each.advised}
