"""A consultation and a registered company: states, `evolve`, `decide`, `next_steps`. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

from council_events import Event, Sealed
from council_events.deciding import Asking, Fact, Refused
from council_events.intake import (
    AdviceGiven,
    CompanyRegistered,
    CompanyToldOfDifficulty,
    ConsultationClosed,
    ConsultationFactsRecorded,
    ConsultationOpened,
    FactFindingCompleted,
    FactItem,
    FirstResponse,
    ReferralMade,
    RevivalJudgedDifficult,
    RoleExplained,
    SupportLineChosen,
)
from council_events.values import Code, Office, SupportLine

from council_intake import rules
from council_intake.commands import (
    CaseCommand,
    ChooseSupportLine,
    CloseConsultation,
    CompleteFactFinding,
    ExplainRole,
    GiveAdvice,
    JudgeRevivalDifficult,
    MakeReferral,
    OpenConsultation,
    RecordFacts,
    RegisterCompany,
)


class Stage(Code):
    """How far a consultation is (council-notes §1.1)."""

    RECEIVED = "received", "受付"
    FACT_FINDING = "fact_finding", "把握中"
    FACTS_COMPLETE = "facts_complete", "把握済"
    CONSIDERING = "considering", "支援検討"
    DIFFICULT = "difficult", "再生困難"
    CLOSED = "closed", "終結"


@dataclass(frozen=True, slots=True)
class State:
    """One consultation. `opened` keeps the reception with its fields still sealed; `council` acted first."""

    opened: ConsultationOpened | None = None
    opened_on: dt.date | None = None
    council: str = ""
    role_explained: bool = False
    items: frozenset[FactItem] = frozenset()
    complete: bool = False
    lines: tuple[SupportLine, ...] = ()
    judged_difficult: bool = False
    told: bool = False
    result: FirstResponse | None = None

    @property
    def stage(self) -> Stage:
        """The stage that screens show; the furthest reached."""
        reached = [
            (self.result is not None, Stage.CLOSED),
            (self.judged_difficult, Stage.DIFFICULT),
            (bool(self.lines), Stage.CONSIDERING),
            (self.complete, Stage.FACTS_COMPLETE),
            (bool(self.items), Stage.FACT_FINDING),
        ]
        return next((stage for is_so, stage in reached if is_so), Stage.RECEIVED)

    def missing(self, on: dt.date) -> list[FactItem]:
        """The items of the edition of this day that are not on record, in the order of the programme."""
        if self.opened is None:
            return []
        return [item for item in rules.items_of(self.opened.requester, on) if item not in self.items]


INITIAL = State()


@dataclass(frozen=True, slots=True)
class Company:
    """A company of the register, its fields sealed; `registered` is None where there is no such company."""

    registered: CompanyRegistered | None = None
    council: str = ""


NO_COMPANY = Company()


class Around(NamedTuple):
    """What a reception must know besides the case: the offices of the person assigned, and the registered company."""

    assignee_offices: frozenset[Office] = frozenset()
    company: Company = NO_COMPANY


NOTHING = Around()


class Step(NamedTuple):
    """A command that can come next, or why it cannot."""

    command: type[Any]
    allowed: bool
    provision: str | None = None
    ja: str | None = None
    en: str | None = None


# ---- evolve: history is never argued with


def evolve(state: State, fact: Fact) -> State:
    """The consultation after one more fact; an unknown event leaves it as it is."""
    fold = _FOLDS.get(type(fact.event))
    return fold(state, fact) if fold else state


_FOLDS: dict[type[Event], Callable[[State, Any], State]] = {
    ConsultationOpened: lambda s, f: replace(s, opened=f.event, opened_on=f.on, council=f.council),
    RoleExplained: lambda s, _: replace(s, role_explained=True),
    ConsultationFactsRecorded: lambda s, f: replace(s, items=s.items | set(f.event.items)),
    FactFindingCompleted: lambda s, _: replace(s, complete=True),
    SupportLineChosen: lambda s, f: replace(s, lines=(*s.lines, f.event.line)),
    RevivalJudgedDifficult: lambda s, _: replace(s, judged_difficult=True),
    CompanyToldOfDifficulty: lambda s, _: replace(s, told=True),
    ConsultationClosed: lambda s, f: replace(s, result=f.event.result),
}


def evolve_company(company: Company, fact: Fact) -> Company:
    """The company after one more fact."""
    if isinstance(fact.event, CompanyRegistered):
        return Company(fact.event, fact.council)
    return company


# ---- decide: companies


def register(company: Company, command: RegisterCompany, asking: Asking) -> list[Event]:
    """The events of a registration, [] when the company is in the register already; raises Refused."""
    rules.may_act(asking)
    rules.the_department_receives(asking)
    if company.registered is not None:
        return []
    rules.the_corporate_number_is_right(command.corporate_number, command.legal_form)
    return [
        CompanyRegistered(
            company_id=command.company_id,
            name=Sealed(command.name),
            kana=_sealed(command.kana),
            corporate_number=_sealed(command.corporate_number),
            address=_sealed(command.address),
            phone=_sealed(command.phone),
            prefecture=command.prefecture,
            legal_form=command.legal_form,
            industry=command.industry,
        )
    ]


def _sealed(text: str | None, subject: str | None = None) -> Sealed[str] | None:
    return None if text is None else Sealed(text, subject)


# ---- decide: consultations


def decide(state: State, command: CaseCommand, asking: Asking, around: Around = NOTHING) -> list[Event]:
    """The events of one command, [] when its aim is met already; raises Refused."""
    rules.may_act(asking)
    if isinstance(command, OpenConsultation):
        return _open(state, command, asking, around)
    if state.opened is None:
        raise Refused("YR-2-2-1", "受け付けた相談がありません。", "No consultation has been received.")
    events: list[Event] = _DECISIONS[type(command)](state, state.opened, command, asking)
    return events


def _open(state: State, command: OpenConsultation, asking: Asking, around: Around) -> list[Event]:
    """The application has named the case where the caller has not."""
    rules.the_department_receives(asking)
    if state.opened is not None:
        return []
    kind = rules.kind_of(command.requester)
    to_self = command.assigned_to in (None, asking.person)
    rules.a_deputy_or_the_head_responds(asking.offices if to_self else around.assignee_offices, kind)
    rules.the_corporate_number_is_right(command.corporate_number, command.legal_form)
    known = around.company.registered
    subject = None if command.company_id is None else f"company:{command.company_id}"
    return [
        ConsultationOpened(
            case_id=command.case_id,
            kind=kind,
            requester=command.requester,
            route=command.route,
            channel=command.channel,
            assigned_to=command.assigned_to or asking.person,
            company_id=command.company_id,
            company_name=_sealed(command.company_name, subject) or (known and known.name),
            company_kana=_sealed(command.company_kana, subject) or (known and known.kana),
            company_phone=_sealed(command.company_phone, subject) or (known and known.phone),
            corporate_number=_sealed(command.corporate_number, subject) or (known and known.corporate_number),
            requester_name=_sealed(command.requester_name),
            story=_sealed(command.story),
            prefecture=command.prefecture,
            legal_form=command.legal_form,
            industry=command.industry,
            employees=command.employees,
            capital=command.capital,
            sales=command.sales,
            interest_bearing_debt=command.interest_bearing_debt,
            wishes=command.wishes,
        )
    ]


def _explain(state: State, opened: ConsultationOpened, _: ExplainRole, asking: Asking) -> list[Event]:
    rules.head_or_deputy(asking, opened.kind)
    if state.role_explained:
        return []
    rules.it_goes_on(state.result)
    return [RoleExplained(case_id=opened.case_id)]


def _record(state: State, opened: ConsultationOpened, command: RecordFacts, asking: Asking) -> list[Event]:
    _may_record(state, opened, asking)
    notes = command.notes()
    return [
        ConsultationFactsRecorded(
            case_id=opened.case_id, items=tuple(notes), notes=tuple(Sealed(note) for note in notes.values())
        )
    ]


def _complete(state: State, opened: ConsultationOpened, _: CompleteFactFinding, asking: Asking) -> list[Event]:
    rules.head_or_deputy(asking, opened.kind)
    if state.complete:
        return []
    rules.it_goes_on(state.result)
    rules.nothing_is_missing(state.missing(asking.on), asking.on)
    return [FactFindingCompleted(case_id=opened.case_id, edition=rules.edition_of(asking.on))]


def _advise(state: State, opened: ConsultationOpened, command: GiveAdvice, asking: Asking) -> list[Event]:
    _may_record(state, opened, asking)
    return [AdviceGiven(case_id=opened.case_id, advice=Sealed(command.advice))]


def _refer(state: State, opened: ConsultationOpened, command: MakeReferral, asking: Asking) -> list[Event]:
    _may_refer(state, opened, asking)
    rules.the_body_is_named_by_the_edition(command.body, opened.kind, asking.on)
    told_on = rules.the_requester_was_told_first(command.told_on, opened.kind, asking.on)
    return [ReferralMade(case_id=opened.case_id, body=command.body, told_on=told_on, note=_sealed(command.note))]


def _judge(state: State, opened: ConsultationOpened, command: JudgeRevivalDifficult, asking: Asking) -> list[Event]:
    rules.only_the_head(asking, "YR-2-2-3-6")
    if state.judged_difficult and state.told:
        return []
    _may_judge(state, opened, asking)
    told_on, response = rules.the_company_is_told_of_the_judgement(command.told_on, command.response, asking.on)
    told = CompanyToldOfDifficulty(case_id=opened.case_id, told_on=told_on, response=Sealed(response))
    if state.judged_difficult:
        return [told]
    return [RevivalJudgedDifficult(case_id=opened.case_id, reason=Sealed(command.reason)), told]


def _choose(state: State, opened: ConsultationOpened, command: ChooseSupportLine, asking: Asking) -> list[Event]:
    rules.only_the_head(asking, "YR-2-2-3-3")
    if command.line in state.lines:
        return []
    _may_choose(state, opened, asking)
    return [
        SupportLineChosen(
            case_id=opened.case_id,
            line=command.line,
            consulted_on=state.opened_on or asking.on,
            company_id=opened.company_id,
            company_name=opened.company_name,
            company_kana=opened.company_kana,
            company_phone=opened.company_phone,
            corporate_number=opened.corporate_number,
            prefecture=opened.prefecture,
            legal_form=opened.legal_form,
            industry=opened.industry,
            employees=opened.employees,
            capital=opened.capital,
            sales=opened.sales,
            interest_bearing_debt=opened.interest_bearing_debt,
        )
    ]


def _close(state: State, opened: ConsultationOpened, command: CloseConsultation, asking: Asking) -> list[Event]:
    rules.head_or_deputy(asking, opened.kind)
    if state.result is command.result:
        return []
    _may_close(state, opened, asking)
    rules.the_result_fits(command.result, state.lines, state.judged_difficult)
    return [ConsultationClosed(case_id=opened.case_id, result=command.result)]


_DECISIONS: dict[type[Any], Callable[[State, ConsultationOpened, Any, Asking], list[Event]]] = {
    ExplainRole: _explain,
    RecordFacts: _record,
    CompleteFactFinding: _complete,
    GiveAdvice: _advise,
    MakeReferral: _refer,
    JudgeRevivalDifficult: _judge,
    ChooseSupportLine: _choose,
    CloseConsultation: _close,
}


# ---- what the rules say before the details of a command are known; `decide` says the same


def _may_explain(state: State, opened: ConsultationOpened, asking: Asking) -> None:
    rules.head_or_deputy(asking, opened.kind)
    rules.it_goes_on(state.result)


_may_record = _may_explain


def _may_complete(state: State, opened: ConsultationOpened, asking: Asking) -> None:
    _may_record(state, opened, asking)
    rules.nothing_is_missing(state.missing(asking.on), asking.on)


def _may_refer(state: State, opened: ConsultationOpened, asking: Asking) -> None:
    rules.only_the_head(asking, rules.referral_provision(opened.kind, asking.on))
    rules.it_goes_on(state.result)


def _may_judge(state: State, opened: ConsultationOpened, asking: Asking) -> None:
    rules.only_the_head(asking, "YR-2-2-3-6")
    rules.it_goes_on(state.result)
    rules.a_company_came(opened.kind)


def _may_choose(state: State, opened: ConsultationOpened, asking: Asking) -> None:
    rules.only_the_head(asking, "YR-2-2-3-3")
    rules.it_goes_on(state.result)
    rules.a_counter_consultation_leads_to_a_line(opened.kind)


def _may_close(state: State, opened: ConsultationOpened, asking: Asking) -> None:
    rules.head_or_deputy(asking, opened.kind)
    rules.it_goes_on(state.result)
    rules.the_role_was_explained(state.role_explained)
    rules.the_difficult_judgement_was_told(state.judged_difficult, state.told)


_CHECKS: dict[type[Any], Callable[[State, ConsultationOpened, Asking], None]] = {
    ExplainRole: _may_explain,
    RecordFacts: _may_record,
    CompleteFactFinding: _may_complete,
    GiveAdvice: _may_record,
    MakeReferral: _may_refer,
    ChooseSupportLine: _may_choose,
    JudgeRevivalDifficult: _may_judge,
    CloseConsultation: _may_close,
}


def next_steps(state: State, asking: Asking) -> list[Step]:
    """Every command that can come next, in the usual order; none once the consultation is closed."""
    if state.opened is None or state.result is not None:
        return []
    done: dict[type[Any], bool] = {
        ExplainRole: state.role_explained,
        CompleteFactFinding: state.complete,
        JudgeRevivalDifficult: state.judged_difficult and state.told,
    }
    return [
        _step(command, partial(_checked, check, state, state.opened, asking))
        for command, check in _CHECKS.items()
        if not done.get(command, False)
    ]


def _checked(
    check: Callable[[State, ConsultationOpened, Asking], None],
    state: State,
    opened: ConsultationOpened,
    asking: Asking,
) -> None:
    rules.may_act(asking)
    check(state, opened, asking)


def _step(command: type[Any], check: Callable[[], None]) -> Step:
    try:
        check()
    except Refused as refused:
        return Step(command, False, refused.provision, refused.ja, refused.en)
    return Step(command, True)
