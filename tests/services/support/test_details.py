"""What another system may fetch of a case by `dataref`: decided on consents and exceptions, nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from council_casework.releases import Releases
from council_casework.releases.systems import disclose, openings
from council_events import Event, Sealed
from council_events.deciding import Fact, Refused
from council_events.releases import DisclosureGround, RecipientKind, ReleaseMeans
from council_events.support import CaseDisclosed, PaperKind
from council_events.values import Office, SupportLine
from council_support.commands import Disclose, WithdrawWrittenConsent
from council_support.domain.releases import EVENTS

from tests.services.support.test_releases import CASE, CONSENT, HEAD, ON, by, case, consent, decided, refused

SYSTEM = "statistics"
PLAN, TAX = PaperKind.PLAN, PaperKind.TAX_RETURNS


def consented(**changes: Any) -> Event:
    [event] = decided(case(SupportLine.RESTRUCTURING), consent(subscriber=SYSTEM, papers=(PLAN,), **changes))
    return event


def exempted(papers: tuple[PaperKind, ...] = (TAX,), **changes: Any) -> Event:
    command = Disclose(
        ground=DisclosureGround.EVALUATION,
        recipient_kind=RecipientKind.SMRJ,
        recipient="中小機構",
        papers=papers,
        scope="評価に必要な申告書",
        means=ReleaseMeans.SYSTEM,
        subscriber=SYSTEM,
    ).model_copy(update=changes)
    [event] = decided(case(SupportLine.RESTRUCTURING), command, HEAD)
    return event


def after(*events: Event, actor: str = "p24", on: dt.date = ON) -> Releases:
    releases = case(SupportLine.RESTRUCTURING).releases
    for event in events:
        releases = releases.evolve(Fact(event, on, "24", actor))
    return releases


def fetched(releases: Releases, papers: Any = None, *, system: str = SYSTEM, on: dt.date = ON) -> list[Event]:
    return disclose(openings(releases, system, on), CASE, system, EVENTS, papers)


def test_a_consent_that_names_the_system_opens_its_papers_and_no_others() -> None:
    [event] = fetched(after(consented()))
    assert isinstance(event, CaseDisclosed)
    assert (event.ground, event.consent_id, event.papers) == (DisclosureGround.CONSENT, CONSENT, (PLAN,))
    assert (event.means, event.subscriber, event.recipient) == (
        ReleaseMeans.SYSTEM,
        SYSTEM,
        Sealed("大村湾銀行（架空）"),
    )
    assert fetched(after(consented()), [PLAN]) == [event]
    assert fetched(after(consented()), [TAX]) == []


def test_no_other_system_and_no_earlier_day_is_opened() -> None:
    releases = after(consented())
    assert fetched(releases, system="others") == []
    assert fetched(releases, on=ON - dt.timedelta(days=1)) == []
    assert fetched(after(decided(case(SupportLine.RESTRUCTURING), consent())[0])) == []


def test_from_the_day_that_a_consent_is_withdrawn_nothing_is_opened() -> None:
    releases = after(consented())
    held = case(SupportLine.RESTRUCTURING, consented())
    [withdrawn] = decided(held, WithdrawWrittenConsent(consent_id=CONSENT))
    assert fetched(releases.evolve(Fact(withdrawn, ON, "24", "p24"))) == []


def test_an_exception_on_record_opens_its_papers_until_the_next_one() -> None:
    [event] = fetched(after(exempted()))
    assert isinstance(event, CaseDisclosed)
    assert (event.ground, event.papers) == (DisclosureGround.EVALUATION, (TAX,))
    assert fetched(after(exempted()), on=ON - dt.timedelta(days=1)) == []
    assert fetched(after(exempted(), exempted(papers=()))) == []


def test_what_a_system_fetches_opens_nothing_more() -> None:
    releases = after(exempted())
    [read] = fetched(releases)
    again = releases.evolve(Fact(read, ON + dt.timedelta(days=9), "24", f"subscriber:{SYSTEM}"))
    assert again.exempted == releases.exempted
    assert again.disclosures == releases.disclosures + 1


def test_each_ground_that_covers_a_fetch_is_named() -> None:
    events = fetched(after(consented(), exempted()))
    assert [event.ground for event in events if isinstance(event, CaseDisclosed)] == [
        DisclosureGround.CONSENT,
        DisclosureGround.EVALUATION,
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"means": ReleaseMeans.FILE}, "means"), ({"recipient_kind": RecipientKind.OTHER}, "recipient_kind")],
)
def test_an_exception_for_a_system_is_reached_by_its_interface_and_names_whom_the_statute_names(
    changes: dict[str, Any], field: str
) -> None:
    command = Disclose(
        ground=DisclosureGround.ADVICE,
        recipient_kind=RecipientKind.SMRJ,
        recipient="中小機構",
        papers=(TAX,),
        scope="助言に必要な申告書",
        means=ReleaseMeans.SYSTEM,
        subscriber=SYSTEM,
    ).model_copy(update=changes)
    refusal = refused(case(SupportLine.RESTRUCTURING), command, HEAD)
    assert (refusal.provision, refusal.field) == ("LAW-136-2", field)


def test_under_consent_it_is_the_consent_that_names_the_system() -> None:
    held = case(SupportLine.RESTRUCTURING, consented())
    command = Disclose(
        ground=DisclosureGround.CONSENT,
        recipient_kind=RecipientKind.FINANCIAL_INSTITUTION,
        recipient="大村湾銀行（架空）",
        consent_id=CONSENT,
        papers=(PLAN,),
        scope="計画書",
        means=ReleaseMeans.SYSTEM,
        subscriber="others",
    )
    assert refused(held, command, HEAD).field == "subscriber"


def test_only_the_head_records_an_exception_for_a_system() -> None:
    with pytest.raises(Refused):
        decided(
            case(SupportLine.RESTRUCTURING),
            Disclose(
                ground=DisclosureGround.ADVICE,
                recipient_kind=RecipientKind.SMRJ,
                recipient="中小機構",
                papers=(TAX,),
                scope="助言",
                means=ReleaseMeans.SYSTEM,
                subscriber=SYSTEM,
            ),
            by(Office.DEPUTY),
        )


def test_an_exception_that_names_no_system_opens_nothing() -> None:
    assert fetched(after(exempted(subscriber=None))) == []
