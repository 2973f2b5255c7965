"""Meeting, consents, exclusion, and the untrue disclosure (別冊４ 4(7) to 4(9), 経営者保証ガイドライン 7(3)⑤)."""

from __future__ import annotations

import datetime as dt

from council_events.deciding import Refused, provision

DAYS_OF_A_YEAR = 365
PER_CENT_OF_PER_CENT = 10_000


@provision("B4-4-7")
def every_creditor_is_invited(all_invited: bool) -> None:
    """The meeting, or its circulation, is one of every creditor."""
    if not all_invited:
        raise Refused(
            "B4-4-7",
            "債権者会議（持ち回りを含む。）は全ての対象債権者について行います。",
            "Every creditor is invited to the meeting.",
            field="all_invited",
        )


@provision("B4-4-7")
def the_term_follows_the_meeting(held_on: dt.date, deadline: dt.date) -> None:
    """The date until which each creditor states its mind is not before the meeting."""
    if deadline < held_on:
        raise Refused(
            "B4-4-7",
            "意見を表明する期限が開催日より前です。",
            "The term lies before the meeting.",
            field="consent_deadline",
        )


@provision("B4-4-7")
def the_circle_is_closed_after_the_meeting(meeting_held: bool) -> None:
    """A creditor listed after the meeting was not invited to it: the plan is revised first."""
    if meeting_held:
        raise Refused(
            "B4-4-7",
            "債権者会議の開催後は対象債権者を変更できません。弁済計画案を修正してから登録してください。",
            "After the meeting the creditors change only with a revised plan.",
        )


@provision("B4-4-7")
def the_version_is_the_one_at_vote(asked: int | None, current: int) -> None:
    """Acts name the version that now stands before the creditors. None: that version."""
    if asked is not None and asked != current:
        raise Refused(
            "B4-4-7",
            f"弁済計画案は第{current}版に修正されています。",
            f"The plan before the creditors is version {current}.",
            field="plan_version",
        )


@provision("B4-4-7")
def the_creditor_is_in_the_plan(in_plan: bool) -> None:
    """A creditor below the limit, or one whose rights the plan leaves as they are, has nothing to consent to."""
    if not in_plan:
        raise Refused(
            "B4-4-7",
            "この債権者は弁済計画の対象ではありません。",
            "This creditor is outside the plan.",
            field="creditor_id",
        )


@provision("B4-4-7")
def a_consent_is_confirmed_in_writing(oral: bool) -> None:
    """文書等: a consent by word of mouth is not recorded."""
    if oral:
        raise Refused(
            "B4-4-7",
            "同意は文書等により確認します。口頭・電話による同意は記録できません。",
            "A consent is confirmed in writing or the like.",
            field="form",
        )


@provision("B4-4-7")
def a_consent_is_given_to_this_version(confirmed_on: dt.date, drafted_on: dt.date, on: dt.date) -> None:
    """A consent is neither older than the version it is given to nor of a day to come."""
    if not drafted_on <= confirmed_on <= on:
        raise Refused(
            "B4-4-7",
            "同意を確認した日は、この版の弁済計画案の作成日から記録する日までの日です。",
            "A consent is dated between the draft and the act that records it.",
            field="confirmed_on",
        )


@provision("B4-4-7")
def a_consent_to_the_main_plan_counts(within_principal_plan: bool) -> None:
    """In 一体型 a consent to the 再生計画案 counts for the 弁済計画案 that it contains (B4Q Q46)."""
    if not within_principal_plan:
        raise Refused(
            "B4-4-7",
            "再生計画案への同意をもって同意とみなせるのは、弁済計画案が再生計画案に記載されている一体型に限ります。",
            "Only a plan that is part of the main debtor's plan is consented to with it.",
        )


@provision("B4-4-7")
def a_recorded_consent_is_withdrawn_first(consented: bool) -> None:
    """Consents are never corrected: a refusal after a consent needs the withdrawal on record."""
    if consented:
        raise Refused(
            "B4-4-7",
            "同意が記録されています。先に同意の撤回を記録してください。",
            "A consent is on record; record its withdrawal first.",
            field="creditor_id",
        )


@provision("B4-4-7")
def a_withdrawal_takes_a_consent_back(consented: bool) -> None:
    """Only a recorded consent can be withdrawn."""
    if not consented:
        raise Refused(
            "B4-4-7",
            "この債権者の同意は記録されていません。",
            "No consent of this creditor is on record.",
            field="creditor_id",
        )


@provision("B4-4-7")
def everybody_has_consented(consented: int, creditors: int) -> None:
    """100 %: no majority rule, no consent by silence."""
    if consented < creditors:
        raise Refused(
            "B4-4-7",
            f"全ての対象債権者の文書等による同意が必要です（{consented}/{creditors}）。多数決はありません。",
            f"Every creditor's written consent is needed ({consented} of {creditors}); there is no majority rule.",
        )


@provision("B4-4-7-3")
def a_reason_is_asked_of_a_refusing_creditor(refused: bool) -> None:
    """The 統括責任者 asks a creditor that refuses for its reason."""
    if not refused:
        raise Refused(
            "B4-4-7-3",
            "この債権者の不同意は記録されていません。",
            "No refusal of this creditor is on record.",
            field="creditor_id",
        )


@provision("B4-4-7-3")
def only_a_refusing_creditor_is_left_out(explained: bool, grounds: str | None) -> None:
    """A plan may leave out a creditor that refused and was asked why, if it can be carried out without it."""
    if not explained:
        raise Refused(
            "B4-4-7-3",
            "除外できるのは、不同意で、その理由の説明を求めた対象債権者に限ります。",
            "Only a creditor that refused and was asked for its reason can be left out.",
            field="excluded",
        )
    if not grounds:
        raise Refused(
            "B4-4-7-3",
            "除外しても弁済計画の実行上影響が無いと判断した理由を記入してください。",
            "Say why the plan can be carried out without this creditor.",
            field="exclusion_grounds",
        )


@provision("B4-Q39")
def overdue_interest(released: int, annual_rate: int, released_on: dt.date, found_on: dt.date) -> int:
    """Yen, rounded down: `annual_rate` in 0.01 % of the released debt for the days of release, 365 to the year."""
    days = max(0, (found_on - released_on).days)
    return released * annual_rate * days // (DAYS_OF_A_YEAR * PER_CENT_OF_PER_CENT)


@provision("B4-Q39")
def additional_payment(gross: bool, revived: int, interest: int, found_assets: int) -> int:
    """With intent or gross negligence all that was released with interest, otherwise only the asset found (yen)."""
    return revived + interest if gross else found_assets
