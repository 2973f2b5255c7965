"""The provisions on offices, pledges, interests and substitution: one small function each, judged on the business date.

`asking.offices` are the offices that the asking person holds for the council in question: a bureau officer holds that
office only towards the councils in the bureau's area.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, Protocol

from council_directory import provision_row
from council_directory.directory import HQ
from council_events import Sealed
from council_events.deciding import Asking, Refused, provision
from council_events.governance import Knowledge, Secondment
from council_events.values import Office

NEEDS_CONSENT: Final = frozenset({Office.HEAD, Office.DEPUTY, Office.DEPUTY_IMPROVEMENT})
"""Offices to which the bureau consents (YR-2-1-3-2-1, YR-2-1-3-2-3)."""
OF_THE_HOST: Final = NEEDS_CONSENT | {Office.SECRETARIAT, Office.EXPERT}
"""Offices that the head of the 認定支援機関 fills; all others are entered by an administrator."""
WORKS_ON_CASES: Final = OF_THE_HOST
"""Offices whose holders may be assigned to a case."""
PLEDGES_BEFORE_APPOINTMENT: Final = OF_THE_HOST - {Office.EXPERT}
"""Offices whose commission takes the pledge; an expert is commissioned without, and sees nothing until it is there
(A-GOV-04)."""


class Period(Protocol):
    """Days, both inclusive; `ends_on` None is an open end."""

    @property
    def begins_on(self) -> dt.date: ...
    @property
    def ends_on(self) -> dt.date | None: ...


def includes(period: Period, day: dt.date) -> bool:
    """Whether the day lies in the period."""
    return period.begins_on <= day and (period.ends_on is None or day <= period.ends_on)


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a day. A period that ends before it begins holds none."""
    if any(each.ends_on is not None and each.ends_on < each.begins_on for each in (one, other)):
        return False
    return (other.ends_on is None or one.begins_on <= other.ends_on) and (
        one.ends_on is None or other.begins_on <= one.ends_on
    )


_AUTHORITY: Final = {
    Office.HEAD: "YR-2-1-3-2-1",
    Office.DEPUTY: "YR-2-1-3-2-3",
    Office.DEPUTY_IMPROVEMENT: "YR-2-1-3-2-3",
    Office.HOST_HEAD: "YR-2-1-1-1",
    Office.BUREAU_OFFICER: "YR-2-1-2-1-2",
}


def authority(office: Office, on: dt.date) -> str:
    """The provision on which an office rests."""
    if office in (Office.SECRETARIAT, Office.EXPERT):
        return pledge_provision(on)
    return _AUTHORITY.get(office, "LAW-136")


def appointer(office: Office) -> Office:
    """Who fills an office: the host's head the council's, an administrator all others."""
    return Office.HOST_HEAD if office in OF_THE_HOST else Office.ADMINISTRATOR


@provision("YR-2-1-3-2-1", "YR-2-1-3-2-3", "YR-2-1-1-1")
def the_appointing_authority_acts(asking: Asking, office: Office) -> None:
    """The host's head appoints the council's people; an administrator enters the others."""
    by = appointer(office)
    if not asking.holds(by):
        raise Refused(
            authority(office, asking.on),
            f"{office.label}の選任・退任は{by.label}が行います。",
            f"Only the {by.value} appoints a {office.value} or records the end of the office.",
            forbidden=True,
        )


@provision("YR-2-1-3-2-1", "YR-2-1-3-2-3")
def the_host_proposes(asking: Asking) -> None:
    """Only the head of the 認定支援機関 proposes candidates to the bureau."""
    if not asking.holds(Office.HOST_HEAD):
        raise Refused(
            "YR-2-1-3-2-1",
            "候補者の提案は認定支援機関の長が行います。",
            "Only the head of the 認定支援機関 proposes a candidate.",
            forbidden=True,
        )


@provision("YR-2-1-3-2-1", "YR-2-1-3-2-3")
def the_office_needs_consent(office: Office, on: dt.date) -> None:
    """Proposals and consents exist only for 統括責任者 and 統括責任者補佐."""
    if office not in NEEDS_CONSENT:
        raise Refused(
            authority(office, on),
            f"{office.label}には経済産業局等の了承は要りません。",
            f"The office of {office.value} needs no consent of the bureau.",
            field="office",
        )


@provision("YR-2-1-3-2-1", "YR-2-1-3-2-3")
def the_bureau_consents_or_the_host_holds_its_paper(asking: Asking) -> None:
    """A bureau officer of the council's own bureau, or the host's head who holds the written consent."""
    if not asking.holds(Office.BUREAU_OFFICER, Office.HOST_HEAD):
        raise Refused(
            "YR-2-1-3-2-1",
            "了承は協議会を管轄する経済産業局等の職員、又は書面を受けた認定支援機関の長が記録します。",
            "Consent is recorded by an officer of the council's own bureau, or by the host's head who holds it in writing.",
            forbidden=True,
        )


@provision("YR-2-1-3-2-1", "YR-2-1-3-2-3")
def a_candidate_was_proposed(proposed: bool, office: Office) -> None:
    """Without a proposal there is nothing to consent to, and no knowledge and experience on record."""
    if not proposed:
        raise Refused(
            _AUTHORITY[office],
            f"{office.label}の候補者として提案されていません。先に候補者を提案してください。",
            f"The person has not been proposed as {office.value}; propose the candidate first.",
            field="office",
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


def the_paper_is_there(dated: dt.date, on: dt.date, provision_id: str, field: str) -> None:
    """A consent or a pledge is recorded once it has been given, not in advance."""
    if dated > on:
        raise Refused(
            provision_id,
            "まだ受けていない書面は記録できません（日付が発生日より後です）。",
            "A paper that has not been received yet cannot be recorded: its date lies after the business date.",
            field=field,
        )


@provision("YR-2-1-3-2-1", "YR-2-1-3-2-3")
def the_bureau_has_consented(consented_on: dt.date | None, office: Office, on: dt.date, begins_on: dt.date) -> None:
    """了承を得た上で: the consent is not later than the act of appointing and not later than its effect."""
    if consented_on is None or consented_on > min(on, begins_on):
        raise Refused(
            _AUTHORITY[office],
            f"経済産業局等の了承を得た上でなければ、{office.label}に選任できません。",
            f"The bureau's consent must be had before a {office.value} is appointed.",
            field="office",
        )


@provision("YR-2-1-3-2-1", "YR-2-1-3-2-3")
def knowledge_is_recorded(knowledge: Sequence[Knowledge], office: Office) -> None:
    """At least one of the listed fields of knowledge stands on the proposal."""
    if not knowledge:
        raise Refused(
            _AUTHORITY[office],
            f"{office.label}に求められる知見の分野が記録されていません。",
            f"No field of knowledge required of a {office.value} is on record.",
            field="office",
        )


@provision("YR-2-1-3-2-2")
def a_secondee_is_not_head(office: Office, secondment: Secondment, ends_on: dt.date | None, begins_on: dt.date) -> None:
    """A secondee of a 金融機関等 or of its subsidiary is barred as 統括責任者, whatever the bureau says."""
    of_a_bank = secondment in (Secondment.FINANCIAL_INSTITUTION, Secondment.FINANCIAL_SUBSIDIARY)
    ended = ends_on is not None and ends_on < begins_on
    if office is Office.HEAD and of_a_bank and not ended:
        raise Refused(
            "YR-2-1-3-2-2",
            "金融機関等及びその子会社からの出向者は統括責任者に選任できません（了承があっても同じです）。",
            "A secondee from a financial institution or its subsidiary may not be 統括責任者; the consent does not cure it.",
            field="office",
        )


def pledge_provision(on: dt.date) -> str:
    """The provision on the pledge of secrecy in force on a day."""
    return "YR24-2-1-5-2" if provision_row("YR24-2-1-5-2").in_force(on) else "YR-2-1-4-2"


@provision("YR-2-1-4-2", "YR24-2-1-5-2")
def the_pledge_is_on_file(pledge_on: dt.date | None, on: dt.date, begins_on: dt.date) -> None:
    """The written pledge names secrecy in office and after; it is taken at the commission and opens the file room."""
    if pledge_on is None or pledge_on > max(on, begins_on):
        raise Refused(
            pledge_provision(on),
            "在職中・退任後を問わず秘密を守る旨の誓約書を受領していません。",
            "The pledge of secrecy in office and after has not been received.",
        )


@provision("YR24-2-1-3-1", "YR-2-1-3-1")
def the_two_deputy_roles_are_apart(office: Office, others: Sequence[Office], on: dt.date) -> None:
    """Until 2024-03-31 one person could be both; since then 経営改善支援担当 gives 助言支援 only."""
    pair = {Office.DEPUTY, Office.DEPUTY_IMPROVEMENT}
    if provision_row("YR-2-1-3-1").in_force(on) or office not in pair:
        return
    if pair - {office} & set(others):
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


@provision("YR-2-1-4-2", "YR24-2-1-5-2")
def the_host_takes_the_pledge(asking: Asking) -> None:
    """The 認定支援機関 takes the pledge; of those whom an administrator enters, the administrator files it."""
    if not asking.holds(Office.HOST_HEAD, Office.ADMINISTRATOR):
        raise Refused(
            pledge_provision(asking.on),
            "誓約書は認定支援機関の長（システム管理者が登録する者についてはシステム管理者）が受領します。",
            "The pledge is taken by the host's head (by the administrator from those whom the administrator enters).",
            forbidden=True,
        )


@provision("YR-2-1-1-4", "YR-2-1-3-2-4")
def who_declares_an_interest(asking: Asking, person: str) -> None:
    """The person; or the head of host or department, who has learned of it."""
    if asking.person != person and not asking.holds(Office.HOST_HEAD, Office.HEAD):
        raise Refused(
            "YR-2-1-3-2-4",
            "利害関係は本人、認定支援機関の長又は統括責任者が申告します。",
            "An interest is declared by the person, the host's head or the 統括責任者.",
            forbidden=True,
        )


@provision("YR-2-1-1-4", "YR-2-1-3-2-4")
def who_lifts_an_interest(asking: Asking, person: str, is_host_head: bool) -> None:
    """Nobody frees himself: the host's head lifts others' bars, an administrator that of the host's head."""
    lifter = Office.ADMINISTRATOR if is_host_head else Office.HOST_HEAD
    if asking.person == person or not asking.holds(lifter):
        raise Refused(
            "YR-2-1-1-4" if is_host_head else "YR-2-1-3-2-4",
            f"利害関係の解消は、本人以外の{lifter.label}が記録します。",
            f"The end of an interest is recorded by the {lifter.value}, never by the person concerned.",
            forbidden=True,
        )


def substitution_provision(office: Office) -> str:
    """The provision on acting in another's place, by the office."""
    return "YR-2-1-3-2-4" if office is Office.HEAD else "YR-2-1-1-4"


@provision("YR-2-1-1-3", "YR-2-1-1-4", "YR-2-1-3-2-4")
def the_host_designates(asking: Asking, office: Office) -> None:
    """The head of the 認定支援機関 names who acts for himself or for the 統括責任者, and for nobody else."""
    if office not in (Office.HOST_HEAD, Office.HEAD):
        raise Refused(
            "YR-2-1-3-2-4",
            "職務代行者を定めるのは、認定支援機関の長と統括責任者についてのみです。",
            "A substitute is designated only for the host's head and the 統括責任者.",
            field="office",
        )
    if not asking.holds(Office.HOST_HEAD):
        raise Refused(
            substitution_provision(office),
            "職務代行者は認定支援機関の長が指名します。",
            "A substitute is designated by the head of the 認定支援機関.",
            forbidden=True,
        )


@provision("YR-2-1-3-2-4")
def the_acting_head_is_a_deputy(office: Office, substitute_is_deputy: bool) -> None:
    """The stand-in of a 統括責任者 comes from among the 統括責任者補佐."""
    if office is Office.HEAD and not substitute_is_deputy:
        raise Refused(
            "YR-2-1-3-2-4",
            "統括責任者の職務を代理する者は、統括責任者補佐のうちから定めます。",
            "Whoever acts for the 統括責任者 is chosen from among the 統括責任者補佐.",
            field="substitute",
        )


@provision("YR-2-1-1-4", "YR-2-1-3-2-4")
def the_substitute_is_suitable(office: Office, same_person: bool, has_interest: bool) -> None:
    """適切な者: somebody else, and without an interest of his own in the case."""
    if same_person or has_interest:
        raise Refused(
            substitution_provision(office),
            "本人、又は同じ案件に利害関係のある者を職務代行者にはできません。",
            "Neither the person nor somebody with an interest in the same case can be the substitute.",
            field="substitute",
        )


@provision("B2-2-3-1", "YR-2-1-3-2-4")
def the_head_assigns(asking: Asking) -> None:
    """The 統括責任者 puts people on a case."""
    if not asking.holds(Office.HEAD):
        raise Refused(
            "B2-2-3-1",
            "案件の担当者は統括責任者が定めます。",
            "Only the 統括責任者 assigns people to a case.",
            forbidden=True,
        )


@provision("B2-2-3-1")
def the_worker_holds_an_office(held: bool) -> None:
    """Only the department's own people and commissioned experts work on cases."""
    if not held:
        raise Refused(
            "B2-2-3-1",
            "開始日に協議会の職（統括責任者、同補佐、事務局員、外部専門家）にない者は担当になれません。",
            "Only a holder of an office of the council on the first day can be assigned to a case.",
        )


@provision("B2-2-3-2", "B2-2-3-3")
def the_worker_has_no_interest(recused: bool) -> None:
    """An interest in the company or a creditor bars from the case."""
    if recused:
        raise Refused(
            "B2-2-3-2",
            "この案件に利害関係を申告した者は担当になれません。",
            "Somebody with a declared interest in the case cannot be assigned to it.",
        )
