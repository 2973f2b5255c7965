"""Who asks for an investigation of secrecy, who carries it out, and when it ends (要領 守秘義務 (3), B4-6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from council_directory import provision_row
from council_directory.directory import HQ
from council_events.audit import Entitled
from council_events.deciding import Asking, Refused, provision
from council_events.values import Office


@dataclass(frozen=True, slots=True)
class KnownCase:
    """What the ledger knows of a case that a request names. `council`: who holds it; `councils`: all that acted in it.

    `entitled`: whose secret it is, None for a case that somebody else brought (a bank's 事前相談). `company_id`: the company
    of the register, None where the case is of a guarantor or names none. `acted`: everybody who recorded something.
    """

    case_id: UUID
    councils: frozenset[str]
    entitled: Entitled | None
    company_id: UUID | None = None
    acted: frozenset[str] = frozenset()


def secrecy_provision(entitled: Entitled) -> str:
    """The provision on doubts about secrecy, by whose secret it is."""
    return "B4-6" if entitled is Entitled.GUARANTOR else "YR-2-1-4-3"


@provision("YR-2-1-4-3", "B4-6")
def only_the_investigating_body(concerned: str, area: Collection[str], asking: Asking, entitled: Entitled) -> None:
    """The 経済産業局等 in whose area the council lies; 中小機構 where 全国本部 ran the case."""
    by = Office.HQ_OFFICER if concerned == HQ else Office.BUREAU_OFFICER
    if not asking.holds(by) or (concerned != HQ and concerned not in area):
        raise Refused(
            secrecy_provision(entitled),
            "守秘に関する調査は、その協議会を所管する経済産業局等（全国本部が実施した案件は中小機構）が行います。",
            "Secrecy is investigated by the bureau of the council's prefecture, by 中小機構 where 全国本部 ran the case.",
            forbidden=True,
        )


@provision("YR-2-1-4-3", "B4-6")
def the_cases_are_the_askers_own(
    named: Sequence[UUID], known: Collection[KnownCase], entitled: Entitled, concerned: str
) -> None:
    """Only cases of the council whose entitled person asks; whatever else there is, is as unknown as what never was."""
    fit = {
        case.case_id
        for case in known
        if case.entitled is entitled and concerned in case.councils and case.case_id in named
    }
    if fit != set(named) or not _of_one_person(known, entitled):
        raise Refused(
            secrecy_provision(entitled),
            "この番号の案件は、申し出た者の案件としては見つかりません。番号と申し出た者の別を確かめてください。",
            "No such case of the person who asks is found under these numbers.",
            field="cases",
        )


def _of_one_person(known: Collection[KnownCase], entitled: Entitled) -> bool:
    """Each guarantor's case stands alone; a company's cases bear one entry of the register, and without one stand alone."""
    if len(known) <= 1:
        return True
    companies = {case.company_id for case in known}
    return entitled is Entitled.COMPANY and len(companies) == 1 and None not in companies


@provision("YR-2-1-4-3", "B4-6")
def nobody_investigates_himself(person: str, known: Collection[KnownCase], entitled: Entitled) -> None:
    """Whoever has acted in one of the cases is no investigator of it."""
    if any(person in case.acted for case in known):
        raise Refused(
            secrecy_provision(entitled),
            "この案件に関わった者は、その守秘に関する調査を行えません。ほかの担当者が行ってください。",
            "Whoever has acted in the case does not investigate it.",
            forbidden=True,
        )


@provision("YR-2-1-4-3")
def the_period_is_past(since: dt.date, until: dt.date, on: dt.date, entitled: Entitled) -> None:
    """What is looked into lies behind the day of the request."""
    if since > until or until > on:
        raise Refused(
            secrecy_provision(entitled),
            "調べる期間は、初日から末日の順で、申し出の日までとしてください。",
            "The period runs from its first to its last day, and ends on the day of the request at the latest.",
            field="until" if until > on else "since",
        )


@provision("YR-2-1-4-3")
def it_was_opened(is_open: bool, entitled: Entitled) -> None:
    """Findings, openings and hearings belong to an investigation that has begun and has not ended."""
    if not is_open:
        raise Refused(
            secrecy_provision(entitled),
            "調査を始めてから行ってください。結果を確定した後は行えません。",
            "Begin the investigation first; once the result is settled nothing more is added.",
        )


@provision("YR-2-1-4-3")
def the_case_is_looked_into(within: bool, entitled: Entitled) -> None:
    """Content is opened only of the cases that were asked about."""
    if not within:
        raise Refused(
            secrecy_provision(entitled),
            "この調査の対象でない案件の内容は開封できません。",
            "Only content of the cases asked about is opened.",
            field="opened_case",
        )


@provision("YR-2-1-4-3")
def the_council_was_heard(times: int, entitled: Entitled) -> None:
    """The facts are not settled before the council could say what it did."""
    if times == 0:
        raise Refused(
            secrecy_provision(entitled),
            "調査結果を確定する前に、協議会から聴取してください。",
            "Hear the council before the result is settled.",
        )


@provision("YR-2-1-4-3", "B4-6")
def the_result_is_settled(settled: bool, entitled: Entitled) -> None:
    """What is reported is a result; the report alone ends the investigation."""
    if not settled:
        raise Refused(
            secrecy_provision(entitled),
            "報告する調査結果がまだ確定していません。",
            "There is no result to report yet.",
        )


@provision("YR-2-1-4-3")
def no_investigation_runs(running: bool, entitled: Entitled) -> None:
    """While facts are being looked into, the log is not given out: the report of the result comes first."""
    if running:
        raise Refused(
            secrecy_provision(entitled),
            "この案件について調査が行われているため、閲覧記録は結果の報告の後に提供します。",
            "An investigation of these cases runs; the access log is given after its result was reported.",
        )


def _in_force(provision_id: str, on: dt.date) -> bool:
    return provision_row(provision_id).in_force(on)


@provision("YR-2-1-4-1", "YR24-2-1-5-1")
def bound_by_secrecy(office: Office, on: dt.date) -> str | None:
    """The provision by which whoever holds or held this office keeps its secrets for ever; None for other offices.

    From 2024-04-01 センター長, センター長補佐 and 外部専門家補佐人 are named too.
    """
    if _in_force("YR24-2-1-5-1", on):
        return "YR24-2-1-5-1" if office in _BOUND | _BOUND_SINCE_2024 else None
    return "YR-2-1-4-1" if office in _BOUND else None


_BOUND = frozenset(
    {
        Office.HOST_HEAD,
        Office.HEAD,
        Office.DEPUTY,
        Office.DEPUTY_IMPROVEMENT,
        Office.SECRETARIAT,
        Office.EXPERT,
        Office.CHAIR,
        Office.COMMITTEE_MEMBER,
    }
)
_BOUND_SINCE_2024 = frozenset({Office.CENTER_HEAD, Office.CENTER_DEPUTY, Office.EXPERT_ASSISTANT})
