"""`Standing`: everything about the asker that decides what may be seen and done, looked up in one round trip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from council_directory import councils_of
from council_directory.directory import HQ
from council_events.deciding import Asking
from council_events.values import Office, Power, Purpose

PLEDGING: Final = frozenset(
    {
        Office.HEAD,
        Office.DEPUTY,
        Office.DEPUTY_IMPROVEMENT,
        Office.SECRETARIAT,
        Office.EXPERT,
        Office.EXPERT_ASSISTANT,
        Office.CENTER_HEAD,
        Office.CENTER_DEPUTY,
    }
)
"""Offices whose holder signs a pledge of secrecy (YR24-2-1-5-2: since 2022 YR-2-1-4-2); the
host's head and the committee are bound by law alone (LAW-136)."""
COUNCIL_OFFICES: Final = PLEDGING | {Office.HOST_HEAD, Office.CHAIR, Office.COMMITTEE_MEMBER}
"""Offices in a council; the others are national and hold no right to a case."""
EXPERTS: Final = frozenset({Office.EXPERT, Office.EXPERT_ASSISTANT})
"""Offices whose holders see the cases that they were put on, and no other."""
SUPPORT_STAFF: Final = frozenset({Office.HOST_HEAD, Office.HEAD, Office.DEPUTY, Office.DEPUTY_IMPROVEMENT})
SECOND_STAGE_STAFF: Final = SUPPORT_STAFF - {Office.DEPUTY_IMPROVEMENT}
"""統括責任者補佐（経営改善支援担当）gives 助言支援 only, and has no part in the support lines (YR24-2-1-3-1)."""
"""支援業務部門 and the head of its host: they see the council's cases, of the subsidy programme too."""
HEADS: Final = frozenset({Office.HOST_HEAD, Office.HEAD})
"""Offices in whose place somebody may act in one case (YR-2-1-1-4, YR-2-1-3-2-4)."""
CASE_PURPOSES: Final = frozenset({Purpose.CASE_WORK, Purpose.SUPERVISION, Purpose.SUBSIDY_WORK})
"""Purposes for which case content is shown (LAW-136)."""

_OFFICES: Final = {office.value: office for office in Office}
_POWERS: Final = {power.value: power for power in Power}


@dataclass(frozen=True, slots=True)
class Standing(Asking):
    """An `Asking` with what access is decided by, all towards `council`.

    `offices` (of Asking) are those of the business date `on`; `offices_now` those of today, which alone open anything.
    `former`: held an office in the council once and holds none today. `area`: councils of the person's bureau.
    `recusals`, `assigned`, `substituted`: cases; `assigned` in full only for experts. `emergency`: opened in an
    emergency within the last two hours. `on_behalf_of`: whose office is
    exercised. `upcoming`: the next office in the council and its first day, for whom holds none there today. `stale`:
    the rights are older than the service may rely on.
    """

    purpose: Purpose = Purpose.CASE_WORK
    offices_now: frozenset[Office] = frozenset()
    former: bool = False
    area: frozenset[str] = frozenset()
    recusals: frozenset[UUID] = frozenset()
    assigned: frozenset[UUID] = frozenset()
    substituted: frozenset[UUID] = frozenset()
    emergency: frozenset[UUID] = frozenset()
    on_behalf_of: str | None = None
    upcoming: tuple[Office, dt.date] | None = None
    stale: bool = False

    @property
    def in_council(self) -> bool:
        """Whether an office in the council is held or exercised today."""
        return not self.offices_now.isdisjoint(COUNCIL_OFFICES) or bool(self.substituted)

    @property
    def office(self) -> Office | None:
        """The office that stands on the record of a read: the first one held, in the order of the code list."""
        return next((office for office in Office if office in self.offices_now), None)


@dataclass(frozen=True, slots=True)
class Term:
    """An office in a council from `begins_on` to `ends_on`, both inclusive; an open end is None."""

    council: str
    office: Office
    begins_on: dt.date
    ends_on: dt.date | None = None
    bureau: str | None = None

    def includes(self, day: dt.date) -> bool:
        """Whether the office is held on the day."""
        return self.begins_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Substitution:
    """`person`'s office exercised by the asker, in one case or (None) in all."""

    person: str
    office: Office
    case_id: UUID | None
    begins_on: dt.date
    ends_on: dt.date | None = None

    def includes(self, day: dt.date) -> bool:
        """Whether it holds on the day."""
        return self.begins_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Delegation:
    """Powers of the host's head that the 会長 exercises (YR-2-1-2-2-2)."""

    chair: str
    powers: frozenset[Power]
    begins_on: dt.date
    ends_on: dt.date | None = None

    def includes(self, day: dt.date) -> bool:
        """Whether it holds on the day."""
        return self.begins_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class HostDuty:
    """Somebody who may act as the head of the host (or the 会長) in the case in question, unless `recused` from it."""

    person: str
    begins_on: dt.date
    ends_on: dt.date | None = None
    recused: bool = False
    office: Office = Office.HOST_HEAD

    def includes(self, day: dt.date) -> bool:
        """Whether it holds on the day."""
        return self.begins_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Uncertified:
    """Days on which the host of the council holds no certification (LAW-137); `certified_on` None: none again yet."""

    cancelled_on: dt.date
    certified_on: dt.date | None = None

    def includes(self, day: dt.date) -> bool:
        """Whether the host opens no cases on the day."""
        return self.cancelled_on <= day and (self.certified_on is None or day < self.certified_on)


@dataclass(frozen=True, slots=True)
class Known:
    """What the rights tables say of one person: terms everywhere, the rest towards one council.

    `lawyers`: the council's 統括責任者補佐 of the business date who are registered as lawyers, whoever asks.
    """

    terms: tuple[Term, ...] = ()
    substitutions: tuple[Substitution, ...] = ()
    pledged_on: dt.date | None = None
    recusals: frozenset[UUID] = frozenset()
    assigned: frozenset[UUID] = frozenset()
    delegations: tuple[Delegation, ...] = ()
    uncertified: tuple[Uncertified, ...] = ()
    host_duty: tuple[HostDuty, ...] = ()
    lawyers: frozenset[str] = frozenset()
    emergency: frozenset[UUID] = frozenset()

    @classmethod
    def of_row(cls, row: Sequence[Any]) -> Known:
        """From the one row of the look-up (rights.py)."""
        (
            terms,
            substitutions,
            pledged_on,
            recusals,
            assigned,
            delegations,
            uncertified,
            host_duty,
            lawyers,
            emergency,
        ) = row
        return cls(
            terms=tuple(
                Term(each["council"], _OFFICES[each["office"]], _day(each["begins_on"]), _end(each), each["bureau"])
                for each in terms
            ),
            substitutions=tuple(
                Substitution(
                    each["person"],
                    _OFFICES[each["office"]],
                    UUID(each["case_id"]) if each["case_id"] else None,
                    _day(each["begins_on"]),
                    _end(each),
                )
                for each in substitutions
            ),
            pledged_on=pledged_on,
            recusals=frozenset(recusals),
            assigned=frozenset(assigned),
            delegations=tuple(
                Delegation(
                    each["chair"],
                    frozenset(_POWERS[power] for power in each["powers"]),
                    _day(each["begins_on"]),
                    _end(each),
                )
                for each in delegations
            ),
            uncertified=tuple(
                Uncertified(_day(each["cancelled_on"]), _day(each["certified_on"]) if each["certified_on"] else None)
                for each in uncertified
            ),
            host_duty=tuple(
                HostDuty(each["person"], _day(each["begins_on"]), _end(each), each["recused"], _OFFICES[each["office"]])
                for each in host_duty
            ),
            lawyers=frozenset(lawyers),
            emergency=frozenset(emergency),
        )


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _end(each: dict[str, Any]) -> dt.date | None:
    return _day(each["ends_on"]) if each["ends_on"] else None


@dataclass(frozen=True, slots=True)
class Question:
    """What a standing is asked for. `member_of`: the council that the person signed in for.

    `council`: the one in question, the same except for national offices. `today` decides rights, `on` is the business
    date of the act (JST).
    """

    person: str
    purpose: Purpose
    member_of: str
    council: str
    today: dt.date
    on: dt.date
    case_id: UUID | None = None
    bootstrap: bool = False
    stale: bool = False


def standing_of(question: Question, known: Known) -> Standing:
    """What the tables say, for one council, case and day. Pure."""
    today, on = question.today, question.on
    area = frozenset(
        council
        for term in known.terms
        if term.office is Office.BUREAU_OFFICER and term.includes(today) and term.bureau
        for council in councils_of(term.bureau)
    )
    substitutions = known.substitutions if question.council == question.member_of else ()
    current = [each for each in substitutions if each.includes(today)]
    general = [each for each in current if each.case_id in (None, question.case_id)]
    own = _offices(question, known.terms, today)
    offices_now = own | {each.office for each in general if each.case_id is None}
    then = _offices(question, known.terms, on) | {
        each.office for each in substitutions if each.includes(on) and each.case_id in (None, question.case_id)
    }
    chairs = {each.person for each in substitutions if each.office is Office.CHAIR and each.includes(on)} | {
        question.person
    }
    substituted = frozenset(each.case_id for each in current if each.case_id is not None and each.office in HEADS)
    once = any(_of_council(term, question) and term.begins_on <= today for term in known.terms)
    held = not offices_now.isdisjoint(COUNCIL_OFFICES) or bool(substituted)
    has_pledged = known.pledged_on is not None and known.pledged_on <= today
    return Standing(
        person=question.person,
        council=question.council,
        on=on,
        offices=frozenset(then),
        case_worker=question.case_id is not None and question.case_id in known.assigned,
        pledged=has_pledged or offices_now.isdisjoint(PLEDGING),
        recused=question.case_id is not None and question.case_id in known.recusals,
        powers=_powers(known.delegations, chairs, on) if Office.CHAIR in then else frozenset(),
        uncertified=any(each.includes(on) for each in known.uncertified),
        host_duty=_duty(known.host_duty, Office.HOST_HEAD, on) if question.case_id is not None else None,
        chair_duty=_chair_duty(known.host_duty, on),
        lawyers=known.lawyers,
        purpose=question.purpose,
        offices_now=frozenset(offices_now),
        former=once and not held,
        area=area,
        recusals=known.recusals,
        assigned=known.assigned,
        substituted=substituted,
        emergency=known.emergency if held else frozenset(),
        on_behalf_of=next((each.person for each in general if each.office not in own), None),
        upcoming=None if held else _upcoming(question, known.terms),
        stale=question.stale,
    )


def _duty(known: Iterable[HostDuty], office: Office, on: dt.date) -> frozenset[str]:
    return frozenset(each.person for each in known if each.office is office and each.includes(on) and not each.recused)


def _chair_duty(known: Iterable[HostDuty], on: dt.date) -> frozenset[str] | None:
    """None where no 会長 is on record on that day: then nobody's interest is known either."""
    chairs = [each for each in known if each.office is Office.CHAIR and each.includes(on)]
    return _duty(chairs, Office.CHAIR, on) if chairs else None


def _powers(delegations: Iterable[Delegation], chairs: Collection[str], on: dt.date) -> frozenset[Power]:
    return frozenset(
        power for each in delegations if each.chair in chairs and each.includes(on) for power in each.powers
    )


def _upcoming(question: Question, terms: Iterable[Term]) -> tuple[Office, dt.date] | None:
    """The first office in the council that begins after today."""
    later = [
        (term.begins_on, term.office)
        for term in terms
        if _of_council(term, question)
        and term.begins_on > question.today
        and (term.ends_on is None or term.ends_on >= term.begins_on)
    ]
    return min(later)[::-1] if later else None


def _of_council(term: Term, question: Question) -> bool:
    """Whether the term is an office in the council in question, for which the person has signed in."""
    return term.office in COUNCIL_OFFICES and term.council == question.council == question.member_of


def _offices(question: Question, terms: Iterable[Term], day: dt.date) -> set[Office]:
    """Offices towards the council in question: its own, national ones, and a bureau's where the council is in its area."""
    held = {Office.ADMINISTRATOR} if question.bootstrap else set()
    for term in terms:
        if not term.includes(day):
            continue
        if term.office is Office.BUREAU_OFFICER:
            national = question.council == HQ or question.council in _councils_of(term.bureau)
        else:
            national = term.office not in COUNCIL_OFFICES
        if national or _of_council(term, question):
            held.add(term.office)
    return held


def _councils_of(bureau: str | None) -> Collection[str]:
    return councils_of(bureau) if bureau else ()
