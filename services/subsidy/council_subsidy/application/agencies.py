"""The register of 認定経営革新等支援機関 at work: entered, renewed, withdrawn; found and read, each read on record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from council_access import Action, Reader, Service, Standing
from council_casework.days import business_day
from council_events import Event, access
from council_kit.answers import Page
from council_kit.clock import Clock
from council_kit.problems import NotVisible
from council_kit.routes import Call
from council_kit.store import Acting, Model, Saved, Store, folded
from council_kit.vault import Vault

from council_subsidy.commands.agencies import AgencyCommand, CertifyAgency
from council_subsidy.domain import (
    UNKNOWN_AGENCY,
    Agency,
    agency_steps,
    certify_agency,
    decide_agency,
    evolve_agency,
    stream_of,
)
from council_subsidy.queries import Agencies, AgencyItem, AgencyView, agency_view

AGENCY: Final = Model(UNKNOWN_AGENCY, evolve_agency)


def known_agencies(store: Store, agency_ids: Iterable[str]) -> dict[str, Agency]:
    """Those of the agencies that stand in the register, by their numbers, in one round trip."""
    streams = {stream_of(agency_id): agency_id for agency_id in agency_ids}
    return {streams[stream]: agency for stream, agency in store.load_many(list(streams), AGENCY).items()}


class AgencyRegister:
    """The commands and queries on agencies, as api.py calls them."""

    def __init__(self, store: Store, service: Service, agencies: Agencies, vault: Vault, clock: Clock) -> None:
        self._store = store
        self._service = service
        self._agencies = agencies
        self._vault = vault
        self._clock = clock

    def certify(self, call: Call[CertifyAgency]) -> Saved:
        """Enter an agency, or a new certification of one. Raises Refused, and the store's errors."""
        command = call.command
        return self._give(call, command.agency_id, lambda agency, standing: certify_agency(agency, command, standing))

    def command(self, call: Call[AgencyCommand]) -> Saved:
        """Any command on the agency of the path; raises what `certify` raises."""
        command = call.command
        return self._give(call, call.path["agency"], lambda agency, standing: decide_agency(agency, command, standing))

    def _give(self, call: Call[Any], agency_id: str, decide: Callable[[Agency, Standing], Sequence[Event]]) -> Saved:
        def save(standing: Standing, acting: Acting) -> Saved:
            return self._store.execute(
                stream_of(agency_id),
                AGENCY,
                lambda agency: decide(agency, standing),
                acting,
                subject=f"agency:{agency_id}",
            )

        day = business_day(self._clock, call.command)
        return self._service.act(call, save, action=Action.KEEP_AGENCIES, occurred_on=day)

    def view(self, reader: Reader, agency_id: str) -> AgencyView:
        """One agency with its periods, ties, next steps and history; raises NotVisible for one that is not there."""

        def build(standing: Standing) -> AgencyView:
            history = self._store.history(stream_of(agency_id))
            if not history:
                raise NotVisible
            agency = folded(history, AGENCY)
            return agency_view(agency, history, agency_steps(agency, standing), self._clock.today(), self._vault)

        return self._service.read(
            *reader, Action.READ_AGENCIES, access.View.LIST, build, fields=("name", "periods", "ties", "timeline")
        )

    def search(self, reader: Reader, *, words: str | None, after: str | None, limit: int) -> Page[AgencyItem]:
        """Agencies by part of the name or by the whole number; without words those whose certification runs out first."""
        today = self._clock.today()
        return self._service.read(
            *reader,
            Action.READ_AGENCIES,
            access.View.SEARCH,
            lambda _standing: self._agencies.page(words, today, after=after, limit=limit),
            fields=("name", "expires_on"),
        )
