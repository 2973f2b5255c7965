"""Advice and introductions: who is told first, who has asked, and that no loan is brokered."""

from __future__ import annotations

import datetime as dt
from typing import Final

from council_directory import provision_row
from council_events.deciding import Refused, provision
from council_events.intake import (
    ConsultationKind,
    Edition,
    ExpertRole,
    ReferralBody,
    ReferralSubject,
    Requester,
)

from council_intake.rules.learning import edition_of

_SINCE_2024: Final = {ReferralBody.YOROZU, ReferralBody.SUCCESSION_CENTER, ReferralBody.GUARANTEE_CORPORATION}
_HELP: Final = {
    ReferralBody.GOVERNMENT_BANK: frozenset({ReferralSubject.PUBLIC_FINANCE, ReferralSubject.CONSULTATION}),
    ReferralBody.BAR_ASSOCIATION: frozenset({ReferralSubject.LAWYER, ReferralSubject.CONSULTATION}),
}
_USUAL_HELP: Final = frozenset({ReferralSubject.CONSULTATION, ReferralSubject.EXPERT_DISPATCH, ReferralSubject.OTHER})


def referral_provision(kind: ConsultationKind, on: dt.date) -> str:
    """The provision on referrals in force on a day, for a kind of consultation."""
    if kind is ConsultationKind.GUARANTEE:
        return "B4-3-2"
    if provision_row("YR24-2-2-R").in_force(on):
        return "YR24-2-2-R"
    return "YR-2-2-2-3" if kind is ConsultationKind.PRELIMINARY else "YR-2-2-3-5"


@provision("YR24-2-2-R", "YR-2-2-2-3", "YR-2-2-3-5")
def the_body_is_named_by_the_edition(body: ReferralBody, kind: ConsultationKind, on: dt.date) -> None:
    """よろず支援拠点, 引継ぎ支援センター and 信用保証協会 stand on the list from 2024-04-01."""
    if body in _SINCE_2024 and edition_of(on) is Edition.E2022:
        raise Refused(
            referral_provision(kind, on),
            f"{body.label}への紹介は2024年4月1日版からです。",
            f"{body.value} is a body to refer to from the edition of 2024-04-01 on.",
            field="body",
        )


@provision("BR-9", "YR24-2-2-R", "YR-2-2-2-3", "YR-2-2-3-5")
def the_help_is_the_bodys_own(
    body: ReferralBody, subject: ReferralSubject, kind: ConsultationKind, on: dt.date
) -> None:
    """個別相談 and 専門家派遣 of the support bodies, 公的金融支援 of a government bank alone: no loan is brokered."""
    if subject not in _HELP.get(body, _USUAL_HELP):
        brokered = subject is ReferralSubject.PUBLIC_FINANCE and provision_row("BR-9").in_force(on)
        raise Refused(
            "BR-9" if brokered else referral_provision(kind, on),
            "協議会では融資のあっせんをしていません。公的金融支援等は政府系金融機関への紹介に限ります。"
            if brokered
            else f"{body.label}への紹介で「{subject.label}」は選べません。",
            "A council brokers no loan; public financial support is asked of a government bank."
            if brokered
            else f"{subject.value} is no help that {body.value} gives.",
            field="subject",
        )


@provision("YR24-2-2-R", "YR-2-2-2-3", "YR-2-2-3-5")
def the_requester_was_told_first(told_on: dt.date | None, kind: ConsultationKind, on: dt.date) -> dt.date:
    """The referral follows the telling, on the same day at the earliest. Gives the day of the telling."""
    if told_on is None or told_on > on:
        raise Refused(
            referral_provision(kind, on),
            "紹介の前に、その旨を相談者に伝えてください（伝えた日を入力してください）。",
            "Tell the requester before the referral, and give the day on which you did.",
            field="told_on",
        )
    return told_on


@provision("YR24-2-2-3-2")
def the_checklist_is_of_2024(used: bool, on: dt.date) -> None:
    """Advice with the ガバナンス体制の整備支援に関するチェックシート belongs to the edition of 2024-04-01."""
    if used and edition_of(on) is Edition.E2022:
        raise Refused(
            "YR24-2-2-3-2",
            "「ガバナンス体制の整備支援に関するチェックシート」を用いた助言は2024年4月1日版からです。",
            "Advice with the governance checklist belongs to the edition of 2024-04-01.",
            field="governance_checklist",
        )


@provision("YR-2-1-3-3-2")
def somebody_was_advised(addressee: str | None, requester_is_named: bool) -> None:
    """It is on record to which 金融機関等 or 支援専門家 the support was advised."""
    if addressee is None and not requester_is_named:
        raise Refused(
            "YR-2-1-3-3-2",
            "どの金融機関等又は支援専門家に助言したかを入力してください。",
            "Say which bank or adviser was advised.",
            field="addressee",
        )


@provision("YR-2-4-2-1-2")
def the_company_has_asked(requester: Requester, requested_on: dt.date | None, on: dt.date) -> dt.date:
    """認定経営革新等支援機関 are introduced at the company's request. Gives the day of the request."""
    if requester is not Requester.COMPANY or requested_on is None or requested_on > on:
        raise Refused(
            "YR-2-4-2-1-2",
            "認定経営革新等支援機関の紹介は、相談企業から求めがある場合に行います（求めのあった日を入力してください）。",
            "認定経営革新等支援機関 are introduced at the company's request: give the day of the request.",
            field="requested_on",
        )
    return requested_on


def candidates_provision(_kind: ConsultationKind, on: dt.date) -> str:
    """The provision on third-party experts in force on a day."""
    return "YR24-2-1-3-3-9" if provision_row("YR24-2-1-3-3-9").in_force(on) else "YR-2-1-3-3-9"


@provision("YR-2-1-3-3-9", "YR24-2-1-3-3-9", "B4-3-1")
def candidates_for(role: ExpertRole, kind: ConsultationKind, requester: Requester, on: dt.date) -> None:
    """第三者支援専門家 are named to 金融機関等, 支援専門家 or 中小企業者, a 保証人支援専門家 to the guarantor."""
    if (role is ExpertRole.GUARANTOR) != (requester is Requester.GUARANTOR):
        raise Refused(
            "B4-3-1" if role is ExpertRole.GUARANTOR else candidates_provision(kind, on),
            "保証人支援専門家の候補者は保証人に、第三者支援専門家の候補者は金融機関等・支援専門家・中小企業者に紹介します。",
            "A guarantor's adviser is named to a guarantor, a third-party expert to a bank, an adviser or a company.",
            field="role",
        )


@provision("YR24-2-1-3-3-9")
def settling_guarantees_is_supported_since_2024(on: dt.date) -> None:
    """保証債務整理の支援 as an activity of its own stands in the edition of 2024-04-01."""
    if not provision_row("YR24-2-1-3-3-9").in_force(on):
        raise Refused(
            "YR24-2-1-3-3-9",
            "経営者保証ガイドラインの浸透・定着のための保証債務整理の支援は2024年4月1日版からです。",
            "Support for settling guarantee debts as an activity of its own begins with the edition of 2024-04-01.",
        )
