"""Meeting, consents, exclusion, and the untrue disclosure (別冊４ 4(7) to 4(9), 経営者保証ガイドライン 7(3)⑤)."""

from __future__ import annotations

import datetime as dt

from council_events.deciding import Refused, provision

DAYS_OF_A_YEAR = 365
PER_CENT_OF_PER_CENT = 10_000


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
def a_consent_to_the_main_plan_counts(within_principal_plan: bool) -> None:
    """In 一体型 a consent to the 再生計画案 counts for the 弁済計画案 that it contains (B4Q Q46)."""
    if not within_principal_plan:
        raise Refused(
            "B4-4-7",
            "再生計画案への同意をもって同意とみなせるのは、弁済計画案が再生計画案に記載されている一体型に限ります。",
            "Only a plan that is part of the main debtor's plan is consented to with it.",
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
