"""The 再生計画検討委員会, what it confirms, second meeting and consents (別冊３ 7 to 12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from council_directory import council
from council_directory.directory import HQ
from council_events import Event
from council_events.deciding import Refused, provision
from council_events.support import (
    CommitteeEstablished,
    CommitteeMember,
    CommitteeReported,
    ConfirmationPoint,
    SchemeConfirmed,
    StandstillNotified,
    TaxCheck,
    TaxForm,
)
from council_events.values import Qualification

from council_support.rules.years import period_end

DEBT_OF_THREE: Final = 1_000_000_000
"""Interest-bearing debt in yen from which three members are needed; strictly below it two suffice (別冊３ 7(2)①)."""
BASIC_CHECKS: Final = frozenset({TaxCheck.PROCEDURE, TaxCheck.STANDARD, TaxCheck.FAIR_VALUE, TaxCheck.WAIVER})
_FUND: Final = frozenset({TaxCheck.TWO_LENDERS_FUND, TaxCheck.FUND_PRICE})
_GIFT: Final = frozenset(
    {
        TaxCheck.GUARANTOR_PAID,
        TaxCheck.GUARANTOR_STILL_BOUND,
        TaxCheck.SMALL_DOMESTIC_COMPANY,
        TaxCheck.GUARANTOR_IS_DIRECTOR,
        TaxCheck.GIFT_SERVES_BUSINESS,
        TaxCheck.GIFT_IS_IN_USE,
    }
)
_RECOVERY_BODY: Final = frozenset(
    {TaxCheck.RECOVERY_BODY_WAIVES, TaxCheck.HARMED_BY_DISASTER, TaxCheck.CONFIRMERS_QUALIFY}
)
CHECKS: Final[Mapping[TaxForm, frozenset[TaxCheck]]] = {
    TaxForm.FORM_4: BASIC_CHECKS | _GIFT | {TaxCheck.TWO_LENDERS_WAIVE, TaxCheck.CONFIRMERS_QUALIFY},
    TaxForm.FORM_5: BASIC_CHECKS | _FUND | {TaxCheck.BLUE_RETURN_COMPANY},
    TaxForm.FORM_6: BASIC_CHECKS
    | {TaxCheck.TWO_LENDERS_WAIVE, TaxCheck.BLUE_RETURN_PERSON, TaxCheck.CONFIRMERS_QUALIFY},
    TaxForm.FORM_7: BASIC_CHECKS | _FUND | {TaxCheck.BLUE_RETURN_PERSON, TaxCheck.CONFIRMERS_QUALIFY},
    TaxForm.FORM_8: BASIC_CHECKS | _RECOVERY_BODY | {TaxCheck.BLUE_RETURN_PERSON},
    TaxForm.FORM_9: BASIC_CHECKS | _RECOVERY_BODY,
}
"""The checklist of each form (別冊３ 9 to 12)."""
_FORMS: Final[Mapping[type[Event], str]] = {CommitteeEstablished: "別紙様式１", SchemeConfirmed: "別紙様式２"}


@provision("B3-7-2")
def the_meeting_asked_for_the_committee(asked: bool, members_accepted: bool) -> None:
    """The first meeting asks for the committee and accepts the persons proposed."""
    if not (asked and members_accepted):
        raise Refused(
            "B3-7-2",
            "第１回債権者会議で、再生計画検討委員会の設置要請及び委員候補者の選定が決議されていません。",
            "The first meeting has not asked for the committee and accepted its members.",
        )


@provision("B3-7-2")
def the_committee_is_large_enough(members: int, interest_bearing_debt: int | None) -> None:
    """Three members or more, two where the debt (yen; None: not known) is strictly below 1,000,000,000."""
    below = interest_bearing_debt is not None and interest_bearing_debt < DEBT_OF_THREE
    needed = 2 if below else 3
    if members < needed:
        raise Refused(
            "B3-7-2",
            f"再生計画検討委員会は{needed}名以上の委員で構成します"
            "（利子の支払の基因となる債務の額が10億円に満たない場合は２名以上、その他は３名以上）。",
            f"The committee needs {needed} members or more (three from 1,000,000,000 yen of interest-bearing debt).",
            field="members",
        )


@provision("B3-7-2")
def the_committee_has_its_professions(members: Sequence[CommitteeMember]) -> None:
    """A 公認会計士 and a 弁護士 are always among the members."""
    professions = {member.qualification for member in members}
    if not {Qualification.ACCOUNTANT, Qualification.LAWYER} <= professions:
        raise Refused(
            "B3-7-2",
            "委員には公認会計士及び弁護士を含めます。",
            "The committee must include a certified public accountant and a lawyer.",
            field="members",
        )


@provision("B3-7-2")
def the_committee_is_neutral_and_accepted(members: Sequence[CommitteeMember], council_accepts: bool) -> None:
    """No member has an interest; besides the creditors the council (or 全国本部) accepts them."""
    if not all(member.no_interest_declared for member in members):
        raise Refused(
            "B3-7-2",
            "債務者及び対象債権者と利害関係を有する者は委員になれません。",
            "A member has an interest in debtor or creditors.",
            field="members",
        )
    if not council_accepts:
        raise Refused(
            "B3-7-2",
            "委員には協議会（全国本部が行う場合は全国本部）の承諾が必要です。",
            "The council (or 全国本部) accepts the members.",
            field="council_accepts",
        )


@provision("B3-7-2")
def all_members_agree(agreeing: int, members: int) -> None:
    """Resolutions of the committee are unanimous."""
    if agreeing != members:
        raise Refused(
            "B3-7-2",
            f"検討委員会の決議は委員の全会一致によります（{agreeing}/{members}）。",
            f"Resolutions of the committee are unanimous ({agreeing} of {members}).",
            field="agreeing",
        )


@provision("B3-7-3")
def all_four_conditions_are_met(met: Collection[ConfirmationPoint]) -> None:
    """The 確認書 is issued only when the committee has marked every condition as met."""
    missing = [point for point in ConfirmationPoint if point not in met]
    if missing:
        raise Refused(
            "B3-7-3",
            f"確認書（様式３）の要件を満たしていません：{'、'.join(point.label for point in missing)}",
            f"The confirmation's condition(s) not met: {', '.join(missing)}.",
        )


@provision("B3-7-3")
def the_report_reaches_everybody(to_all_creditors: bool) -> None:
    """The committee reports to every creditor ahead of the second meeting."""
    if not to_all_creditors:
        raise Refused(
            "B3-7-3",
            "調査報告書は対象債権者全員に提出します。",
            "The report is submitted to every creditor.",
            field="to_all_creditors",
        )


@provision("B3-7-3")
def notices(event: type[Event], council_code: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """What is sent because of an act: (paper, from, to), along the chain up to the bureau."""
    if event is StandstillNotified:
        names = "主要債権者・債務者・統括責任者の連名"
        return (("一時停止の通知（第１回債権者会議招集通知）", names, ("全対象債権者",)),)
    if event is CommitteeReported:
        return (("調査報告書", "再生計画検討委員会", ("全対象債権者",)),)
    form = _FORMS.get(event)
    if form is None:
        return ()
    confirmed = event is SchemeConfirmed
    letter = (("確認書（別紙様式３）", "再生計画検討委員会", ("債務者",)),) if confirmed else ()
    if council_code == HQ:
        return (*letter, (form, "委員長", ("中小機構",)))
    body = council(council_code)
    head = f"認定支援機関の長（{body.host}）"
    told = (("確認書の交付の報告", "委員長", ("全国本部",)),) if confirmed else ()
    return (
        *letter,
        *told,
        (form, "全国本部", (f"会長（{body.name}）", head)),
        ("報告", head, (f"{body.bureau}長",)),
    )


@provision("B3-9")
def headquarters_confirm_no_tax(council_code: str) -> None:
    """The further confirmations are never issued where 全国本部 runs the case."""
    if council_code == HQ:
        raise Refused(
            "B3-9",
            "全国本部が行う場合には、租税特別措置等の確認書（様式４～９）は交付しません。",
            "Where 全国本部 runs the case these confirmations are not issued.",
        )


@provision("B3-9")
def the_checklist_is_complete(form: TaxForm, checks: Collection[TaxCheck]) -> None:
    """Each form has its own list of conditions, all of which are confirmed."""
    missing = [check for check in TaxCheck if check in CHECKS[form] - set(checks)]
    if missing:
        raise Refused(
            "B3-9",
            f"{form.label}の要件が確認されていません：{'、'.join(check.label for check in missing)}",
            f"Not confirmed for this form: {', '.join(missing)}.",
            field="checks",
        )


@provision("B3-8")
def the_report_came_first(reported: bool) -> None:
    """The committee reports ahead of the second meeting."""
    if not reported:
        raise Refused(
            "B3-8",
            "検討委員会の調査結果が、第２回債権者会議に先立ち対象債権者全員に報告されていません。",
            "The committee's report comes before the second meeting.",
        )


@provision("B3-8", "B3-7-3")
def the_meeting_follows_the_report(held_on: dt.date, reported_on: dt.date) -> None:
    """The report has reached the creditors ahead of the meeting: not on a later day."""
    if held_on < reported_on:
        raise Refused(
            "B3-8",
            f"検討委員会の調査報告書の提出日（{reported_on.isoformat()}）より前に第２回債権者会議は開催できません。",
            f"The committee's report is of {reported_on.isoformat()}; the second meeting is not held before it.",
            field="held_on",
        )


@provision("B3-8")
def the_term_is_running(deadline: dt.date | None, on: dt.date, field: str | None = None) -> None:
    """When the term has passed without all consents the workout has ended; only an end is recorded then. None: not set."""
    if deadline is not None and on > deadline:
        raise Refused(
            "B3-8",
            f"同意・不同意の期限（{deadline.isoformat()}）が過ぎています。期限までに全員の同意が得られないときは終了します。",
            f"The term for written consent ended on {deadline.isoformat()}; without all consents the workout ends.",
            field=field,
        )


@provision("B3-8")
def the_second_meeting_is_of_all_and_sets_the_term(all_invited: bool, held_on: dt.date, deadline: dt.date) -> None:
    """Every creditor is invited; the term for written consent is not before the meeting (or its continuation)."""
    if not all_invited or deadline < held_on:
        raise Refused(
            "B3-8",
            "第２回債権者会議には対象債権者全員を招集し、書面により同意不同意を表明する期限を開催日以後に定めます。",
            "Every creditor is invited and the term lies on or after the day of the meeting.",
            field="consent_deadline",
        )


@provision("B3-8")
def the_circle_is_closed_after_the_notice(notified: bool) -> None:
    """A creditor listed after the notice was not called to the first meeting."""
    if notified:
        raise Refused(
            "B3-8",
            "一時停止の通知の後は対象債権者を変更できません。",
            "After the notice the creditors do not change.",
        )


@provision("B3-8")
def a_consent_is_a_paper(written: bool) -> None:
    """別冊３ asks for 書面, where 別冊２ is content with 文書等."""
    if not written:
        raise Refused(
            "B3-8",
            "別冊３では、同意する旨の書面の提出が必要です。",
            "Under 別冊３ a consent is filed on paper.",
            field="form",
        )


@provision("B3-8")
def a_consent_is_within_the_term(confirmed_on: dt.date, drafted_on: dt.date, deadline: dt.date, on: dt.date) -> None:
    """Filed after this version was made, within the term, and not on a day to come."""
    if not drafted_on <= confirmed_on <= on:
        raise Refused(
            "B3-8",
            "同意書面の提出日は、この版の計画案の作成日から記録する日までの日です。",
            "A consent is dated between the draft and the act that records it.",
            field="confirmed_on",
        )
    if confirmed_on > deadline:
        raise Refused(
            "B3-8",
            "同意書面の期限を過ぎています。期限までに全員の同意が得られないときは終了します。",
            "The term for written consent has passed; without all consents the workout ends.",
            field="confirmed_on",
        )


@provision("B3-8")
def the_term_has_passed(deadline: dt.date | None, on: dt.date) -> None:
    """The case ends when the term set (or continued) at the second meeting has passed, not before."""
    if deadline is None or on <= deadline:
        raise Refused(
            "B3-8",
            "同意・不同意の期限がまだ過ぎていません。",
            "The term for written consent has not passed yet.",
        )


@provision("B3-8")
def next_report_due(reported_to: dt.date, months: int) -> dt.date:
    """The last day of the next period to be reported on, `months` after the day reported to (at first 成立)."""
    return period_end(reported_to + dt.timedelta(days=1), months)


@provision("B3-8")
def the_creditors_are_reported_to(to_creditors: bool) -> None:
    """The company reports to the creditors (at regular meetings) as well as to the council."""
    if not to_creditors:
        raise Refused(
            "B3-8",
            "実施状況は、対象債権者（定期的な債権者会議等）及び協議会に報告します。",
            "The company reports to the creditors as well as to the council.",
            field="to_creditors",
        )


@provision("B3-8")
def the_reported_period_goes_on(period_to: dt.date, reported_to: dt.date, on: dt.date) -> None:
    """A report goes beyond the day reported to and not beyond the day of the act."""
    if not reported_to < period_to <= on:
        raise Refused(
            "B3-8",
            "対象期間の末日は、前回の報告（初回は成立の日）より後で、記録する日までの日です。",
            "The period ends after the last one reported on and not later than the act.",
            field="period_to",
        )
