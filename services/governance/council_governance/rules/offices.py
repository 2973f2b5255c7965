"""The provisions on who fills an office, of whom there is one, and how an office ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from council_directory import provision_row
from council_directory.directory import HQ
from council_events import Sealed
from council_events.deciding import Asking, Refused, provision
from council_events.values import Office, Power, Qualification

from council_governance.rules.authority import exercises
from council_governance.rules.periods import Period, overlap, shared
from council_governance.rules.pledges import pledge_provision

NEEDS_CONSENT: Final = frozenset({Office.HEAD, Office.DEPUTY, Office.DEPUTY_IMPROVEMENT})
"""Offices to which the bureau consents (YR-2-1-3-2-1, YR-2-1-3-2-3)."""
OF_THE_CENTER: Final = frozenset({Office.CENTER_HEAD, Office.CENTER_DEPUTY})
"""センター長 and センター長補佐: they work apart from the 支援業務部門 (YR24-2-1-4)."""
EXPERTS: Final = frozenset({Office.EXPERT, Office.EXPERT_ASSISTANT})
"""外部専門家 and 外部専門家補佐人."""
OF_THE_HOST: Final = NEEDS_CONSENT | {Office.SECRETARIAT} | EXPERTS | OF_THE_CENTER
"""Offices that the head of the 認定支援機関 fills; the pledge of secrecy is taken from each (YR24-2-1-5-2)."""
OF_THE_COMMITTEE: Final = frozenset({Office.CHAIR, Office.COMMITTEE_MEMBER})
"""Offices that the committee's own record fills."""
WORKS_ON_CASES: Final = OF_THE_HOST - OF_THE_CENTER
"""Offices whose holders may be assigned to a case."""
PLEDGES_BEFORE_APPOINTMENT: Final = OF_THE_HOST - EXPERTS
"""Offices whose commission takes the pledge; an expert is commissioned without, and sees nothing until it is there
(A-GOV-04)."""
AUTHORITY: Final = {
    Office.HEAD: "YR-2-1-3-2-1",
    Office.DEPUTY: "YR-2-1-3-2-3",
    Office.DEPUTY_IMPROVEMENT: "YR-2-1-3-2-3",
    Office.HOST_HEAD: "YR-2-1-1-1",
    Office.BUREAU_OFFICER: "YR-2-1-2-1-2",
    Office.CENTER_HEAD: "YR24-2-1-4",
    Office.CENTER_DEPUTY: "YR24-2-1-4",
    Office.CHAIR: "YR-2-1-2-2-1",
    Office.COMMITTEE_MEMBER: "YR-2-1-2-1",
}


def authority(office: Office, on: dt.date) -> str:
    """The provision on which an office rests."""
    if office is Office.SECRETARIAT or office in EXPERTS:
        return pledge_provision(on)
    return AUTHORITY.get(office, "LAW-136")


def appointer(office: Office) -> Office:
    """Who fills an office: the host's head the council's, an administrator all others."""
    return Office.HOST_HEAD if office in OF_THE_HOST else Office.ADMINISTRATOR


@provision("YR-2-1-2-1", "YR-2-1-2-2-1")
def the_committee_fills_its_own_offices(office: Office, on: dt.date) -> None:
    """Members are appointed, and the 会長 elected, in the committee's own record, not as a person's office."""
    if office in OF_THE_COMMITTEE:
        raise Refused(
            authority(office, on),
            f"{office.label}は、組織の画面で委員の選任・会長の互選として記録します。",
            f"A {office.value} is entered in the committee's record: appointed as a member, elected as 会長.",
            field="office",
        )


@provision("YR-2-1-3-2-1", "YR-2-1-3-2-3", "YR-2-1-1-1", "YR-2-1-2-2-2")
def the_appointing_authority_acts(asking: Asking, office: Office) -> None:
    """The host's head (or the 会長, so empowered) appoints the council's people; an administrator enters the others."""
    by = appointer(office)
    if not (exercises(asking, Power.STAFF) if by is Office.HOST_HEAD else asking.holds(by)):
        raise Refused(
            authority(office, asking.on),
            f"{office.label}の選任・退任は{by.label}が行います。",
            f"Only the {by.value} appoints a {office.value} or records the end of the office.",
            forbidden=True,
        )


def the_office_exists_there(office: Office, asking: Asking) -> None:
    """A council has its host's head and that head's people; bureau, 全国本部, audit and administration are national."""
    national = office not in OF_THE_HOST and office is not Office.HOST_HEAD
    if national != (asking.council == HQ):
        raise Refused(
            authority(office, asking.on),
            f"{office.label}は{'全国の登録（協議会コード hq）' if national else '各協議会'}に登録します。",
            f"A {office.value} is entered {'under the council code hq' if national else 'in a council, not under hq'}.",
            field="council",
        )


def the_bureau_is_named(office: Office, bureau: str | None) -> None:
    """A bureau officer belongs to one of the nine 経済産業局等; nobody else is entered with one."""
    if (office is Office.BUREAU_OFFICER) != (bureau is not None):
        raise Refused(
            "YR-2-1-2-1-2",
            "経済産業局等は、経済産業局等の職員についてのみ、必ず指定してください。",
            "Name the bureau for a bureau officer, and for nobody else.",
            field="bureau",
        )


def the_name_is_known(name: Sealed[str] | None, office: Office, on: dt.date) -> Sealed[str]:
    """The name given now, or on the proposal or an earlier appointment (still sealed)."""
    if name is None:
        raise Refused(
            authority(office, on), "氏名を入力してください。", "The name of the person is not known yet.", field="name"
        )
    return name


@provision("BR-3")
def display_name(office: Office) -> str:
    """As the programme's leaflet calls them: the 統括責任者 is the ＰＭ, a 統括責任者補佐 an ＳＭ."""
    short = {Office.HEAD: "ＰＭ", Office.DEPUTY: "ＳＭ"}.get(office)
    return f"{office.label}（{short}）" if short else office.label


@provision("YR-2-1-3-3-3-2")
def an_expert_has_a_qualification(office: Office, qualifications: Sequence[Qualification]) -> None:
    """外部専門家とは…弁護士、公認会計士、税理士、中小企業診断士等: commissioned as what the register says they are."""
    if office is Office.EXPERT and not qualifications:
        raise Refused(
            "YR-2-1-3-3-3-2",
            "外部専門家は、資格（弁護士、公認会計士、税理士、中小企業診断士等）を記録して委嘱してください。",
            "An outside expert is commissioned with the professional qualification on record.",
            field="qualifications",
        )


@provision("YR24-2-1-3-1", "YR-2-1-3-1")
def the_two_deputy_roles_are_apart(
    office: Office, term: Period, others: Sequence[tuple[Office, Period]], on: dt.date
) -> None:
    """Until 2024-03-31 one person could be both; since then 経営改善支援担当 gives 助言支援 only.

    What counts is the days on which both would be held. Who was given both before the rule, without an end, is left
    to the change that the rule asked for: an appointment is judged by what was in force when it was made.
    """
    pair = {Office.DEPUTY, Office.DEPUTY_IMPROVEMENT}
    since = provision_row("YR24-2-1-3-1").effective_from
    both = [shared(term, other) for each, other in others if {office, each} == pair]
    if any(
        days is not None and (days.ends_on is None or days.ends_on >= since) and max(days.begins_on, on) >= since
        for days in both
    ):
        raise Refused(
            "YR24-2-1-3-1",
            "統括責任者補佐（経営改善支援担当）は助言支援のみを行う者であり、統括責任者補佐と兼ねることはできません。",
            "The deputy for improvement advice does nothing else: the two deputy roles are not held together.",
            field="office",
        )


def one_head_provision(on: dt.date) -> str:
    """The provision that places one 統括責任者 in the department, in force on a day."""
    return "YR-2-1-3-1" if provision_row("YR-2-1-3-1").in_force(on) else "YR24-2-1-3-1"


@provision("YR-2-1-3-1", "YR24-2-1-3-1")
def there_is_one_head(office: Office, term: Period, heads: Sequence[Period], on: dt.date) -> None:
    """The department has one 統括責任者 on any day; a successor begins after the predecessor's last day."""
    if office is Office.HEAD and any(overlap(term, other) for other in heads):
        raise Refused(
            one_head_provision(on),
            "その期間には既に統括責任者がいます。先に前任者の退任を記録してください。",
            "Another 統括責任者 is in office in that period; record the end of that office first.",
            field="begins_on",
        )


def the_office_is_not_held_already(term: Period, held: Sequence[Period], office: Office, on: dt.date) -> None:
    """Terms of one office of one person do not overlap: a change of term is an end and a new appointment."""
    if any(overlap(term, other) for other in held):
        raise Refused(
            authority(office, on),
            f"その期間には既に{office.label}の職にあります。",
            f"The person is already {office.value} in that period.",
            field="begins_on",
        )


def the_office_is_held(held: bool, office: Office, on: dt.date) -> None:
    """Only an office that is held, or will be, can end."""
    if not held:
        raise Refused(
            authority(office, on),
            f"{office.label}の職にありません。",
            f"The person does not hold the office of {office.value}.",
            field="office",
        )
