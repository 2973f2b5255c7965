"""Consents, copies and disclosures of a support case, whatever its line and stage."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest
from council_casework.releases import consents_told, release_pairs, tells_of_releases
from council_events import Event, Sealed
from council_events.deciding import Asking, Fact, Refused
from council_events.releases import ConsentGiver, DisclosureGround, RecipientKind
from council_events.support import CaseDisclosed, CopiesHandedOver, PaperKind, WrittenConsentReceived
from council_events.values import Office, SupportLine
from council_support.commands import Disclose, HandOverPapers, ReceiveWrittenConsent, WithdrawWrittenConsent
from council_support.domain import release_steps
from council_support.domain.case import Case
from council_support.domain.releases import decide

ON = dt.date(2024, 9, 2)
CASE, CONSENT = uuid4(), uuid4()
KIND = next(iter(PaperKind))


def by(*offices: Office, **more: Any) -> Asking:
    return Asking("p24", "24", ON, frozenset(offices), **more)


DEPUTY, HEAD = by(Office.DEPUTY), by(Office.HEAD)


def consent(**changes: Any) -> ReceiveWrittenConsent:
    return ReceiveWrittenConsent(
        consent_id=CONSENT,
        in_writing=True,
        given_by=ConsentGiver.COMPANY,
        recipient_kind=RecipientKind.FINANCIAL_INSTITUTION,
        recipient="大村湾銀行（架空）",
        papers=(KIND,),
        dated_on=ON,
    ).model_copy(update=changes)


def case(line: SupportLine, *events: Event) -> Case:
    held = Case(line, CASE, "24")
    releases = held.releases
    for event in events:
        releases = releases.evolve(Fact(event, ON, "24", "p24"))
    return Case(line, CASE, "24", releases=releases)


def decided(held: Case, command: Any, asking: Asking = DEPUTY) -> list[Event]:
    return decide(held.releases, CASE, held.line, command, asking)


def refused(held: Case, command: Any, asking: Asking = DEPUTY) -> Refused:
    with pytest.raises(Refused) as caught:
        decided(held, command, asking)
    return caught.value


@pytest.mark.parametrize("line", [line for line in SupportLine if line is not SupportLine.PLAN_SUBSIDY])
def test_in_every_line_the_entitled_person_consents(line: SupportLine) -> None:
    """YR-2-1-4-4; the guarantor's secret is the guarantor's (B4-6)."""
    guarantors = line is SupportLine.GUARANTEE
    right, wrong = (ConsentGiver.GUARANTOR, ConsentGiver.COMPANY)[:: 1 if guarantors else -1]
    assert refused(case(line), consent(given_by=wrong)).provision == ("B4-6" if guarantors else "YR-2-1-4-4")
    (event,) = decided(case(line), consent(given_by=right))
    assert isinstance(event, WrittenConsentReceived)
    assert refused(case(line), HandOverPapers(papers=(KIND,))).field == "consent_id"
    document: UUID = uuid4()
    (copy,) = decided(case(line, event), HandOverPapers(consent_id=CONSENT, papers=(KIND,), documents=(document,)))
    assert isinstance(copy, CopiesHandedOver)
    assert (copy.recipient, copy.documents) == (Sealed("大村湾銀行（架空）"), (document,))


def test_only_the_head_discloses_on_another_ground() -> None:
    brokering = Disclose(
        ground=DisclosureGround.BROKERING, recipient_kind=RecipientKind.HOST, recipient="他県の機関", scope="引継ぎ"
    )
    held = case(SupportLine.RESTRUCTURING)
    refusal = refused(held, brokering)
    assert (refusal.provision, refusal.forbidden) == ("LAW-136-2", True)
    (event,) = decided(held, brokering, HEAD)
    assert isinstance(event, CaseDisclosed)


@pytest.mark.parametrize(
    "asking",
    [
        by(Office.SECRETARIAT),
        by(Office.EXPERT),
        by(Office.DEPUTY, recused=True),
        by(Office.DEPUTY, pledged=False),
        by(),
    ],
    ids=["secretariat", "expert", "recused", "unpledged", "nobody"],
)
def test_who_is_not_of_the_department_or_is_barred_hands_out_nothing(asking: Asking) -> None:
    (event,) = decided(case(SupportLine.RESTRUCTURING), consent())
    held = case(SupportLine.RESTRUCTURING, event)
    assert refused(held, HandOverPapers(consent_id=CONSENT, papers=(KIND,)), asking).forbidden


def test_what_rests_on_a_consent_is_offered_once_there_is_one() -> None:
    empty = case(SupportLine.RESTRUCTURING)
    assert [step.command for step in release_steps(empty, DEPUTY)] == [ReceiveWrittenConsent, Disclose]
    (event,) = decided(empty, consent())
    steps = {step.command: step.allowed for step in release_steps(case(SupportLine.RESTRUCTURING, event), DEPUTY)}
    assert steps == {
        ReceiveWrittenConsent: True,
        WithdrawWrittenConsent: True,
        HandOverPapers: True,
        Disclose: False,
    }


def test_the_same_consent_again_records_nothing() -> None:
    (event,) = decided(case(SupportLine.RESTRUCTURING), consent())
    assert decided(case(SupportLine.RESTRUCTURING, event), consent()) == []


def test_a_copy_is_counted_and_its_consent_is_told_with_its_standing() -> None:
    (consented,) = decided(case(SupportLine.RESTRUCTURING), consent())
    held = case(SupportLine.RESTRUCTURING, consented)
    (copied,) = decided(held, HandOverPapers(consent_id=CONSENT, papers=(KIND,)))
    (withdrawn,) = decided(held, WithdrawWrittenConsent(consent_id=CONSENT))
    assert (held.releases.copies, case(SupportLine.RESTRUCTURING, consented, copied).releases.copies) == (0, 1)
    [told] = consents_told(held.releases)
    assert (told.consent_id, told.papers, told.dated_on, told.standing) == (CONSENT, KIND.label, ON, "有効")
    [after] = consents_told(case(SupportLine.RESTRUCTURING, consented, withdrawn).releases)
    assert after.standing == "取消し"


def test_what_a_release_shows_stays_sealed_and_says_to_whom() -> None:
    (consented,) = decided(case(SupportLine.RESTRUCTURING), consent())
    assert tells_of_releases(consented)
    shown = dict(release_pairs(consented))
    assert (shown["交付先・提供先"], shown["了承した者"]) == (Sealed("大村湾銀行（架空）"), ConsentGiver.COMPANY)
    assert CONSENT not in shown.values()
