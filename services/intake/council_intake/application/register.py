"""The register of companies at work: find or register, change, join, and the nationwide question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from council_access import Action, Found, Resource, Service, Standing
from council_casework.days import business_day
from council_casework.desk import as_far_as_kept
from council_casework.entries import Entries, Mount, Records
from council_casework.nationwide import ledger_of_number
from council_directory.directory import HQ
from council_events.event import Envelope
from council_events.intake import CompanyEntryCorrected
from council_kit.clock import Clock
from council_kit.problems import NotVisible, field_problem
from council_kit.routes import Call
from council_kit.store import Acting, Model, ReactedTo, Saved, Store, folded
from council_kit.vault import Vault

from council_intake.commands import (
    AskNationwide,
    CloseEntry,
    CompanyCommand,
    JoinCompanies,
    MergeCompany,
    PartCompanies,
    RegisterCompany,
)
from council_intake.domain import NO_COMPANY, Company, CompanyAround, close, decide_company, evolve_company, register
from council_intake.queries import LABELS
from council_intake.queries.companies import Companies, CompaniesPaged, CompanyView, company_view
from council_intake.queries.terms import TermsView, terms_view
from council_intake.rules.asking import SYSTEM, may_mend_the_register
from council_intake.rules.terms import Terms

COMPANY: Final = Model(NO_COMPANY, evolve_company)


class Entry(NamedTuple):
    """A company's state and the envelopes that it was folded from."""

    company: Company
    raw: list[bytes]


class Register:
    """The commands and queries on companies, as api.py calls them."""

    def __init__(
        self,
        store: Store,
        service: Service,
        companies: Companies,
        vault: Vault,
        clock: Clock,
        terms: Terms,
    ) -> None:
        self._store = store
        self._service = service
        self._companies = companies
        self._vault = vault
        self._clock = clock
        self._terms = terms
        mount = Mount(lambda standing, _entry: may_mend_the_register(standing), CompanyEntryCorrected, None, LABELS)
        self.entries = Entries(
            service, Records(store, vault, clock, mount), self._history, lambda company_id: f"company:{company_id}"
        )

    def load(self, company_id: UUID) -> Company:
        """A company as it is now, of whatever council."""
        return self._store.load(company_id, COMPANY)[0]

    def register_company(self, call: Call[RegisterCompany]) -> Saved:
        """Find the company in the own council's register, or enter it: the answer names the entry either way."""
        known = self._found(call)
        company_id = call.command.company_id or known or uuid4()
        command = call.command.model_copy(update={"company_id": company_id})

        def save(standing: Standing, acting: Acting) -> Saved:
            return self._store.execute(
                company_id,
                COMPANY,
                lambda company: register(company, command, standing),
                acting,
                subject=f"company:{company_id}",
            )

        day = business_day(self._clock, command)
        return self._service.command(
            call, company_id, lambda: self._resource(company_id), save, opens=True, occurred_on=day
        )

    def _found(self, call: Call[RegisterCompany]) -> UUID | None:
        """The entry of this 法人番号, or of this name and address, in the council that was signed in for."""
        command, council = call.command, call.identity.council
        if command.company_id is not None:
            return None
        if command.corporate_number is not None:
            return self._companies.of_number(council, command.corporate_number)
        if command.address is None:
            return None
        return self._companies.of_name_and_address(council, command.name, command.address)

    def command(self, call: Call[CompanyCommand]) -> Saved:
        """Any command on the company of the path. 協議会事務局 may ask the nationwide question, and nothing else."""
        company_id: UUID = call.path["company_id"]
        command = call.command

        def save(standing: Standing, acting: Acting) -> Saved:
            around = self._around(company_id, command, standing)
            return self._store.execute(
                company_id,
                COMPANY,
                lambda company: decide_company(company, command, standing, around),
                acting,
                subject=f"company:{company_id}",
            )

        def of_the_council(standing: Standing, acting: Acting) -> Saved:
            found = self._resource(company_id)
            if found is None or found.council != standing.council:
                raise NotVisible
            return save(standing, acting)

        day = business_day(self._clock, command)
        if isinstance(command, AskNationwide):
            return self._service.act(call, of_the_council, action=Action.SEARCH, occurred_on=day)
        return self._service.command(call, company_id, lambda: self._resource(company_id), save, occurred_on=day)

    def close_entry(self, command: CloseEntry, envelope: Envelope[Any], reacted_to: ReactedTo) -> None:
        """The reaction to an approved destruction: its event, the row of the reaction and the offset are one transaction."""
        acting = Acting.reacting(SYSTEM, envelope)
        self._store.execute(
            command.company_id,
            COMPANY,
            lambda company: close(company, self._ledger_of(company)),
            acting,
            subject=f"company:{command.company_id}",
            reaction=reacted_to,
        )

    def _ledger_of(self, company: Company) -> UUID | None:
        """The ledger of its 法人番号, which the vault opens for its token alone."""
        (tokens,) = self._vault.blind_tokens([company.corporate_number], HQ)
        return ledger_of_number(tokens[0]) if tokens else None

    def _around(self, company_id: UUID, command: CompanyCommand, standing: Standing) -> CompanyAround:
        if isinstance(command, (JoinCompanies, PartCompanies)):
            return CompanyAround(other=self._own(command.same_as, standing.council, "same_as"))
        if isinstance(command, MergeCompany):
            return CompanyAround(other=self._own(command.into, standing.council, "into"))
        if isinstance(command, AskNationwide):
            past, counts = self._companies.past(company_id), self._terms.negotiation_counts
            return CompanyAround(past=past, negotiation_counts=counts)
        return CompanyAround()

    def _own(self, company_id: UUID, council: str, field: str) -> Company:
        company = self.load(company_id)
        if company.registered is None or company.council != council or company.is_closed:
            raise field_problem(
                field,
                "この企業番号の企業は登録されていません。",
                "No company is registered under this id.",
            )
        return company

    def _resource(self, company_id: UUID) -> Resource | None:
        company = self.load(company_id)
        return self._service.case(company_id, company.council) if company.registered else None

    # Queries

    def terms(self) -> TermsView:
        """What the sources leave open, as this deployment sets it."""
        return terms_view(self._terms)

    def _history(self, company_id: UUID) -> Found[Sequence[bytes]] | None:
        """What was recorded of a company, for those who correct it; of a closed entry nothing is corrected, whoever asks."""
        found = self.find(company_id)
        if found is None or found.content.company.is_closed:
            return None
        return Found(found.resource, found.version, found.content.raw)

    def find(self, company_id: UUID) -> Found[Entry] | None:
        """A company as its stream says, None where there is none."""
        raw = self._store.history(company_id)
        company = folded(raw, COMPANY)
        if company.registered is None:
            return None
        return Found(self._service.case(company_id, company.council), len(raw), Entry(company, raw))

    def view(self, standing: Standing, entry: Entry) -> CompanyView:
        """The company with what can be done next and its history."""
        company, registered = entry.company, entry.company.registered
        assert registered is not None, "the entry was found"
        return as_far_as_kept(
            self._vault,
            f"{company.council}/company:{registered.company_id}",
            lambda: company_view(standing, company, entry.raw, self._vault),
        )

    def search(self, words: str, *, after: str | None, limit: int) -> CompaniesPaged:
        """Companies of the own register, by part of a name or kana, former ones too, or by a whole number."""
        return CompaniesPaged(
            self._companies,
            lambda standing, scope: self._companies.search(scope, words, standing.council, after=after, limit=limit),
        )
