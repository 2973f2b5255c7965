"""How a plan is put to its creditors and answered by all of them, the same in 別冊１, ２, ３ and ４. `cited`: where the annex says it."""

from __future__ import annotations

import datetime as dt

from council_events.deciding import Refused, provision


@provision("B2-2-7-1", "B4-4-7")
def every_creditor_is_invited(all_invited: bool, cited: str) -> None:
    """The meeting, or its circulation, is one of every 対象債権者."""
    if not all_invited:
        raise Refused(
            cited,
            "債権者会議（持ち回りを含む。）は全ての対象債権者について行います。",
            "Every creditor is invited to the meeting.",
            field="all_invited",
        )


@provision("B2-2-7-1", "B4-4-7")
def the_term_follows_the_meeting(held_on: dt.date, deadline: dt.date, cited: str) -> None:
    """The date until which each creditor states its mind is not before the meeting."""
    if deadline < held_on:
        raise Refused(
            cited,
            "同意・不同意の期限が開催日より前です。",
            "The term for consent lies before the meeting.",
            field="consent_deadline",
        )


@provision("B2-2-7-1", "B4-4-7")
def the_circle_is_closed_after_the_meeting(meeting_held: bool, cited: str) -> None:
    """A creditor listed after the meeting was not invited to it: the plan is revised first."""
    if meeting_held:
        raise Refused(
            cited,
            "債権者会議の開催後は対象債権者を変更できません。計画案を修正してから登録してください。",
            "After the meeting the creditors change only with a revised plan.",
        )


@provision("B2-2-7-5", "B3-8", "B4-4-7")
def the_version_is_the_one_at_vote(asked: int | None, current: int, cited: str) -> None:
    """Acts name the version of the plan that now stands before the creditors. None: that version."""
    if asked is not None and asked != current:
        raise Refused(
            cited,
            f"計画案は第{current}版に修正されています。",
            f"The plan before the creditors is version {current}.",
            field="plan_version",
        )


@provision("B2-2-7-2", "B4-4-7")
def a_consent_is_confirmed_in_writing(cited: str, *, oral: bool) -> None:
    """文書等: a consent by word of mouth is not recorded."""
    if oral:
        raise Refused(
            cited,
            "同意は文書等により確認します。口頭・電話による同意は記録できません。",
            "A consent is confirmed in writing or the like.",
            field="form",
        )


@provision("B2-2-7-2", "B4-4-7")
def a_consent_is_given_to_this_version(confirmed_on: dt.date, drafted_on: dt.date, on: dt.date, cited: str) -> None:
    """A consent is neither older than the version it is given to nor of a day to come."""
    if confirmed_on < drafted_on:
        raise Refused(
            cited,
            "同意を確認した日が、この版の計画案の作成日より前です。",
            "The consent is older than this version of the plan.",
            field="confirmed_on",
        )
    if confirmed_on > on:
        raise Refused(
            cited,
            "同意を確認した日が、記録する日より後です。",
            "The consent is dated later than the act that records it.",
            field="confirmed_on",
        )


@provision("B2-2-7-2", "B3-8", "B4-4-7")
def a_recorded_consent_is_withdrawn_first(consented: bool, cited: str) -> None:
    """Consents are never corrected: a refusal after a consent needs the withdrawal on record."""
    if consented:
        raise Refused(
            cited,
            "同意が記録されています。先に同意の撤回を記録してください。",
            "A consent is on record; record its withdrawal first.",
            field="creditor_id",
        )


@provision("B2-2-7-3", "B3-8", "B4-4-7-3")
def a_reason_is_asked_of_a_refusing_creditor(refused: bool, cited: str) -> None:
    """The 統括責任者 asks a creditor that refuses for its reason."""
    if not refused:
        raise Refused(
            cited,
            "この債権者の不同意は記録されていません。",
            "No refusal of this creditor is on record.",
            field="creditor_id",
        )


@provision("B2-2-7-2", "B3-8", "B4-4-7")
def a_withdrawal_takes_a_consent_back(consented: bool, cited: str) -> None:
    """Only a recorded consent can be withdrawn."""
    if not consented:
        raise Refused(
            cited,
            "この債権者の同意は記録されていません。",
            "No consent of this creditor is on record.",
            field="creditor_id",
        )


@provision("B2-2-7-2", "B3-8", "B4-4-7")
def everybody_has_consented(consented: int, creditors: int, cited: str) -> None:
    """100 %: no majority rule, no consent by silence."""
    if consented < creditors:
        raise Refused(
            cited,
            f"全ての対象債権者の文書等による同意が必要です（{consented}/{creditors}）。多数決はありません。",
            f"Every creditor's written consent is needed ({consented} of {creditors}); there is no majority rule.",
        )
