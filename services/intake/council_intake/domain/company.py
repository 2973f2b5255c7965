"""A company of the register: state, `evolve_company`, `register`, `decide_company`, its next steps. Pure.

An entry is never rewritten: each change is an event of its own, duplicates are joined and parted again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from council_events import Event, Sealed
from council_events.deciding import Asking, Fact, Refused, Step, step_of
from council_events.intake import (
    CompaniesJoined,
    CompaniesParted,
    CompanyEntryClosed,
    CompanyMerged,
    CompanyMoved,
    CompanyRegistered,
    CompanyRenamed,
    NationwideAnswerGiven,
    ProprietorIncorporated,
)
from council_events.values import Code, LegalForm, Office

from council_intake.commands import (
    AskNationwide,
    CompanyCommand,
    IncorporateProprietor,
    JoinCompanies,
    MergeCompany,
    MoveCompany,
    PartCompanies,
    RegisterCompany,
    RenameCompany,
)
from council_intake.rules import asking as who
from council_intake.rules import companies

TITLE = "企業の登録"


class Stage(Code):
    """Whether an entry still stands for its company."""

    NONE = "none", "未登録"
    REGISTERED = "registered", "登録済み"
    JOINED = "joined", "他の登録に統合"
    MERGED = "merged", "合併により消滅"
    CLOSED = "closed", "閉鎖（内容の廃棄）"


@dataclass(frozen=True, slots=True)
class Company:
    """A company of the register, its fields sealed, as they are now; `registered` None where there is no such company."""

    registered: CompanyRegistered | None = None
    council: str = ""
    stage: Stage = Stage.NONE
    name: Sealed[str] | None = None
    kana: Sealed[str] | None = None
    phone: Sealed[str] | None = None
    address: Sealed[str] | None = None
    corporate_number: Sealed[str] | None = None
    prefecture: str = ""
    legal_form: LegalForm | None = None
    joined_to: tuple[UUID, ...] = ()
    merged_into: UUID | None = None

    @property
    def is_closed(self) -> bool:
        """Whether nothing is recorded in it any more, since what it says is destroyed, or about to be."""
        return self.stage is Stage.CLOSED


INITIAL = NO_COMPANY = Company()

STAGE_AFTER: dict[type[Event], tuple[Stage, bool]] = {
    # event -> (stage, exact): an exact event sets the stage
    CompanyRegistered: (Stage.REGISTERED, True),
    CompaniesJoined: (Stage.JOINED, True),
    CompaniesParted: (Stage.REGISTERED, True),
    CompanyMerged: (Stage.MERGED, True),
    CompanyEntryClosed: (Stage.CLOSED, True),
}


class CompanyAround(NamedTuple):
    """What a decision must know besides the entry: the other entry that is named, what all councils' cases say of the
    company, and whether 金融機関交渉費用 counts towards the lifetime limit (SUB-E-4-2).
    """

    other: Company = NO_COMPANY
    past: companies.Past = companies.Past()
    negotiation_counts: bool = True


NOTHING_AROUND = CompanyAround()


# ---- evolve


def evolve_company(company: Company, fact: Fact) -> Company:
    """The company after one more fact; an event of no meaning here leaves it as it is."""
    fold = _FOLDS.get(type(fact.event))
    company = fold(company, fact) if fold else company
    stage, _ = STAGE_AFTER.get(type(fact.event), (company.stage, True))
    return company if stage is company.stage else replace(company, stage=stage)


evolve = evolve_company


def _registered(_: Company, fact: Fact) -> Company:
    event: Any = fact.event
    return Company(
        registered=event,
        council=fact.council,
        name=event.name,
        kana=event.kana,
        phone=event.phone,
        address=event.address,
        corporate_number=event.corporate_number,
        prefecture=event.prefecture,
        legal_form=event.legal_form,
    )


def _moved(company: Company, fact: Fact) -> Company:
    event: Any = fact.event
    phone = event.phone or company.phone
    return replace(company, prefecture=event.prefecture, address=event.address, phone=phone)


def _incorporated(company: Company, fact: Fact) -> Company:
    event: Any = fact.event
    return replace(
        company, name=event.name, corporate_number=event.corporate_number, legal_form=event.legal_form, kana=None
    )


def _parted(company: Company, fact: Fact) -> Company:
    event: Any = fact.event
    return replace(company, joined_to=tuple(each for each in company.joined_to if each != event.same_as))


_FOLDS: dict[type[Event], Callable[[Company, Any], Company]] = {
    CompanyRegistered: _registered,
    CompanyRenamed: lambda c, f: replace(c, name=f.event.name, kana=f.event.kana),
    CompanyMoved: _moved,
    ProprietorIncorporated: _incorporated,
    CompanyMerged: lambda c, f: replace(c, merged_into=f.event.into),
    CompaniesJoined: lambda c, f: replace(c, joined_to=(*c.joined_to, f.event.same_as)),
    CompaniesParted: _parted,
}


# ---- decide


def register(company: Company, command: RegisterCompany, asking: Asking) -> list[Event]:
    """The events of a registration, [] when the company is in the register already; raises Refused."""
    who.may_act(asking)
    who.the_department_receives(asking)
    if company.registered is not None:
        return []
    companies.the_corporate_number_is_right(command.corporate_number, command.legal_form)
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


def _sealed(text: str | None) -> Sealed[str] | None:
    return None if text is None else Sealed(text)


def decide_company(
    company: Company, command: CompanyCommand, asking: Asking, around: CompanyAround = NOTHING_AROUND
) -> list[Event]:
    """The events of one command on an entry, [] when its aim is met already; raises Refused."""
    behaviour = BEHAVIOURS[type(command)]
    behaviour.may_ask(asking)
    if company.registered is None:
        raise Refused("RP-3", "登録された企業がありません。", "No such company is registered.")
    if behaviour.met(company, command):
        return []
    companies.the_entry_stands(company.stage in behaviour.stages)
    return behaviour.events(company, company.registered.company_id, command, asking, around)


decide = decide_company


def close(company: Company, ledger_id: UUID | None) -> list[Event]:
    """The entry is closed; [] where it is already, or where there is none. `ledger_id`: of its 法人番号."""
    if company.registered is None or company.is_closed:
        return []
    return [CompanyEntryClosed(company_id=company.registered.company_id, ledger_id=ledger_id)]


def _rename(_: Company, company_id: UUID, command: RenameCompany, _a: Asking, _r: CompanyAround) -> list[Event]:
    return [CompanyRenamed(company_id=company_id, name=Sealed(command.name), kana=_sealed(command.kana))]


def _move(_: Company, company_id: UUID, command: MoveCompany, _a: Asking, _r: CompanyAround) -> list[Event]:
    return [
        CompanyMoved(
            company_id=company_id,
            prefecture=command.prefecture,
            address=Sealed(command.address),
            phone=_sealed(command.phone),
        )
    ]


def _incorporate(
    company: Company, company_id: UUID, command: IncorporateProprietor, _a: Asking, _r: CompanyAround
) -> list[Event]:
    companies.a_proprietor_becomes_a_corporation(company.legal_form or LegalForm.SOLE_PROPRIETOR, command.legal_form)
    companies.the_corporate_number_is_right(command.corporate_number, command.legal_form)
    return [
        ProprietorIncorporated(
            company_id=company_id,
            name=Sealed(command.name),
            corporate_number=Sealed(command.corporate_number),
            legal_form=command.legal_form,
        )
    ]


def _merge(_: Company, company_id: UUID, command: MergeCompany, _a: Asking, around: CompanyAround) -> list[Event]:
    companies.the_other_is_another(company_id, command.into, _leads_to(around.other), "into")
    return [CompanyMerged(company_id=company_id, into=command.into)]


def _join(_: Company, company_id: UUID, command: JoinCompanies, _a: Asking, around: CompanyAround) -> list[Event]:
    companies.the_other_is_another(company_id, command.same_as, _leads_to(around.other), "same_as")
    return [CompaniesJoined(company_id=company_id, same_as=command.same_as, reason=Sealed(command.reason))]


def _leads_to(other: Company) -> tuple[UUID, ...]:
    return other.joined_to if other.merged_into is None else (*other.joined_to, other.merged_into)


def _part(company: Company, company_id: UUID, command: PartCompanies, _a: Asking, _r: CompanyAround) -> list[Event]:
    companies.they_were_joined(command.same_as, company.joined_to)
    return [CompaniesParted(company_id=company_id, same_as=command.same_as, reason=Sealed(command.reason))]


def _answer(_: Company, company_id: UUID, command: AskNationwide, asking: Asking, around: CompanyAround) -> list[Event]:
    on: dt.date = command.accepted_on or asking.on
    found = companies.nationwide(command.question, around.past, on, negotiation_counts=around.negotiation_counts)
    return [
        NationwideAnswerGiven(
            company_id=company_id,
            question=command.question,
            answer=found.answer,
            remaining=found.remaining,
            provision=found.provision,
        )
    ]


def _never(_company: Company, _command: Any) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One command on an entry: at which stages, by whom, and what follows."""

    events: Callable[[Company, UUID, Any, Asking, CompanyAround], list[Event]]
    stages: frozenset[Stage] = frozenset({Stage.REGISTERED})
    secretariat: bool = False
    met: Callable[[Company, Any], bool] = _never

    def may_ask(self, asking: Asking) -> None:
        """Head and deputies keep the register; 協議会事務局 may ask the nationwide question for its programme."""
        who.may_act(asking)
        if not (self.secretariat and asking.holds(Office.SECRETARIAT)):
            who.the_department_receives(asking)


BEHAVIOURS: dict[type, Behaviour] = {
    RegisterCompany: Behaviour(
        lambda c, _i, command, asking, _r: register(c, command, asking), frozenset({Stage.NONE})
    ),
    RenameCompany: Behaviour(_rename),
    MoveCompany: Behaviour(_move),
    IncorporateProprietor: Behaviour(_incorporate),
    MergeCompany: Behaviour(_merge, met=lambda company, command: company.merged_into == command.into),
    JoinCompanies: Behaviour(_join, met=lambda company, command: command.same_as in company.joined_to),
    PartCompanies: Behaviour(_part, frozenset({Stage.JOINED})),
    AskNationwide: Behaviour(_answer, frozenset({Stage.REGISTERED, Stage.JOINED}), secretariat=True),
}
"""Every command, in the order of an entry's life."""


def company_steps(company: Company, asking: Asking) -> list[Step]:
    """What can be done with the entry, with why not where the asker may not."""
    found = []
    for command, behaviour in BEHAVIOURS.items():
        if company.stage not in behaviour.stages or command is RegisterCompany:
            continue
        if command is IncorporateProprietor and company.legal_form is not LegalForm.SOLE_PROPRIETOR:
            continue
        found.append(step_of(command, partial(behaviour.may_ask, asking)))
    return found


next_steps = company_steps
