"""The provisions on consultations: one small function each, judged on the business date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from council_directory import corporate_number_is_valid, provision_row
from council_events.deciding import Asking, Refused, provision
from council_events.intake import ConsultationKind, Edition, FactItem, FirstResponse, ReferralBody, Requester
from council_events.values import LegalForm, Office, SupportLine


@provision("YR-2-1-3-2-4", "YR-2-1-4-2", "YR24-2-1-5-2")
def may_act(asking: Asking) -> None:
    """Neither with an interest in the case, nor without the pledge of secrecy."""
    if asking.recused:
        raise Refused(
            "YR-2-1-3-2-4",
            "この案件に利害関係を申告しているため、関与できません。",
            "You have declared an interest in this case and cannot take part in it.",
            forbidden=True,
        )
    if not asking.pledged:
        raise Refused(
            "YR24-2-1-5-2" if provision_row("YR24-2-1-5-2").in_force(asking.on) else "YR-2-1-4-2",
            "守秘の誓約書を受領していないため、案件に関与できません。",
            "Your pledge of secrecy is not on file, so you cannot take part in cases.",
            forbidden=True,
        )


# ---- companies


@provision("STD-1")
def the_corporate_number_is_right(number: str | None, legal_form: LegalForm) -> None:
    """The check digit holds; a sole proprietor has none, and nobody must have one."""
    if number is None:
        return
    if legal_form is LegalForm.SOLE_PROPRIETOR:
        raise Refused(
            "STD-1",
            "個人事業主に法人番号はありません。",
            "A sole proprietor has no corporate number.",
            field="corporate_number",
        )
    if not corporate_number_is_valid(number):
        raise Refused(
            "STD-1",
            "法人番号の検査用数字（先頭の1桁）が合いません。入力を確かめてください。",
            "The check digit (the first) of the corporate number does not fit the other twelve.",
            field="corporate_number",
        )


# ---- reception


@provision("YR-2-1-3-3-1")
def kind_of(requester: Requester) -> ConsultationKind:
    """金融機関等 or 支援専門家 ask for a 事前相談; 相談企業 or 保証人 for a 窓口相談. No other combination exists."""
    if requester in (Requester.FINANCIAL_INSTITUTION, Requester.ADVISER):
        return ConsultationKind.PRELIMINARY
    return ConsultationKind.COUNTER


def _response_provision(kind: ConsultationKind) -> str:
    return "YR-2-2-2-1" if kind is ConsultationKind.PRELIMINARY else "YR-2-2-3-1"


@provision("YR-2-2-1", "YR-2-2-3-1-2")
def the_department_receives(asking: Asking) -> None:
    """統括責任者 and 統括責任者補佐 take what is asked. There is no rule by which a consultation itself is refused."""
    if not asking.holds(Office.HEAD, Office.DEPUTY):
        raise Refused(
            "YR-2-2-1",
            "相談の受付は、協議会の統括責任者又は統括責任者補佐が行います。",
            "A consultation is received by the council's 統括責任者 or a 統括責任者補佐.",
            forbidden=True,
        )


@provision("YR-2-2-2-1", "YR-2-2-3-1")
def a_deputy_or_the_head_responds(offices: Iterable[Office], kind: ConsultationKind) -> None:
    """統括責任者補佐（場合によっては統括責任者）が応対する。"""
    if not {Office.DEPUTY, Office.HEAD} & set(offices):
        raise Refused(
            _response_provision(kind),
            "応対者は統括責任者補佐（場合によっては統括責任者）から選んでください。",
            "A consultation is assigned to a 統括責任者補佐 or, at times, to the 統括責任者.",
            field="assigned_to",
        )


# ---- who acts in the case


@provision("YR-2-2-2-1", "YR-2-2-3-1")
def head_or_deputy(asking: Asking, kind: ConsultationKind) -> None:
    """統括責任者 and 統括責任者補佐 carry the consultation."""
    if not asking.holds(Office.HEAD, Office.DEPUTY):
        raise Refused(
            _response_provision(kind),
            "統括責任者又は統括責任者補佐が行います。",
            "This is done by the 統括責任者 or a 統括責任者補佐.",
            forbidden=True,
        )


@provision("YR-2-2-3-3", "YR-2-2-3-6", "YR-2-2-2-3", "YR-2-2-3-5", "YR24-2-2-R")
def only_the_head(asking: Asking, provision_id: str) -> None:
    """The 統括責任者 (or the 補佐 who acts in that office) decides."""
    if not asking.holds(Office.HEAD):
        raise Refused(
            provision_id,
            "統括責任者（職務を代理する者を含む。）が判断します。",
            "Only the 統括責任者, or whoever acts in that office, decides this.",
            forbidden=True,
        )


@provision("RP-1")
def it_goes_on(result: FirstResponse | None) -> None:
    """A finished first response has its one result; nothing is added to it."""
    if result is not None:
        raise Refused(
            "RP-1",
            f"この相談は終結しています（結果：{result.label}）。",
            f"This consultation is finished with the result {result.value}.",
        )


# ---- what was learned


def edition_of(on: dt.date) -> Edition:
    """The edition of the guideline that an act of this day follows."""
    return Edition.E2024 if provision_row("YR24-2-2-3-2").in_force(on) else Edition.E2022


@provision("YR-2-2-3-2", "YR24-2-2-3-2")
def items_of(requester: Requester, on: dt.date) -> tuple[FactItem, ...]:
    """Ten items of an SME's 窓口相談, eleven from 2024-04-01; none prescribed for a guarantor alone or a 事前相談."""
    if requester is not Requester.COMPANY:
        return ()
    return tuple(item for item in FactItem if item is not FactItem.TAX_ARREARS or edition_of(on) is Edition.E2024)


@provision("YR-2-2-3-2", "YR24-2-2-3-2")
def nothing_is_missing(missing: Sequence[FactItem], on: dt.date) -> None:
    """The fact-finding is complete when every item of the edition is on record."""
    if missing:
        raise Refused(
            "YR24-2-2-3-2" if edition_of(on) is Edition.E2024 else "YR-2-2-3-2",
            f"把握していない事項があります：{'、'.join(item.label for item in missing)}",
            f"Items are missing: {', '.join(item.value for item in missing)}",
        )


# ---- referral

_SINCE_2024: Final = {ReferralBody.YOROZU, ReferralBody.SUCCESSION_CENTER, ReferralBody.GUARANTEE_CORPORATION}


def referral_provision(kind: ConsultationKind, on: dt.date) -> str:
    """The provision on referrals in force on a day, for a kind of consultation."""
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


# ---- the way out


@provision("YR-2-2-3-3")
def a_counter_consultation_leads_to_a_line(kind: ConsultationKind) -> None:
    """Lines of support are considered for the company or guarantor who came; a 事前相談 leads to advice."""
    if kind is not ConsultationKind.COUNTER:
        raise Refused(
            "YR-2-2-3-3",
            "各種支援の検討は窓口相談から行います。企業又は保証人からの相談を受け付けてください。",
            "Support is considered on a 窓口相談: receive the company's or the guarantor's own consultation.",
        )


@provision("YR-2-2-3-6")
def a_company_came(kind: ConsultationKind) -> None:
    """The judgement on revival is made on a 窓口相談, where there is somebody to tell it to."""
    if kind is not ConsultationKind.COUNTER:
        raise Refused(
            "YR-2-2-3-6",
            "再生が極めて困難との判断は窓口相談について行います。",
            "The judgement that revival is extremely difficult belongs to a 窓口相談.",
        )


@provision("YR-2-2-3-6")
def the_company_is_told_of_the_judgement(
    told_on: dt.date | None, response: str | None, on: dt.date
) -> tuple[dt.date, str]:
    """The judgement goes with the telling and with the possible help. Gives the day and what was offered."""
    if told_on is None or told_on > on:
        raise Refused(
            "YR-2-2-3-6",
            "判断は相談企業に伝えたうえで記録します（伝えた日を入力してください）。",
            "The company is told of the judgement; give the day on which it was.",
            field="told_on",
        )
    if response is None:
        raise Refused(
            "YR-2-2-3-6",
            "再チャレンジ支援や弁護士の紹介など、提案した対応を入力してください。",
            "Give the help that was offered: re-challenge support, introduction of a lawyer, or other.",
            field="response",
        )
    return told_on, response


@provision("YR-2-2-2-1-3")
def the_role_was_explained(explained: bool) -> None:
    """No consultation is closed before the council's position and role have been explained."""
    if not explained:
        raise Refused(
            "YR-2-2-2-1-3",
            "協議会の立ち位置と役割を説明し、記録してから終結してください。",
            "Explain the council's position and role, and record it, before closing.",
        )


@provision("YR-2-2-3-6")
def the_difficult_judgement_was_told(judged: bool, told: bool) -> None:
    """A judgement that has not reached the company keeps the consultation open."""
    if judged and not told:
        raise Refused(
            "YR-2-2-3-6",
            "再生が極めて困難との判断を相談企業に伝え、対応を記録してから終結してください。",
            "Tell the company of the judgement and record the response before closing.",
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
