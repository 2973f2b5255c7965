"""The host: organs, 職務代行規程, delegation, the recovery centre, the minister's measures."""

from __future__ import annotations

from typing import Any

import pytest
from council_events import Sealed
from council_events.deciding import Fact, Refused
from council_events.governance import (
    CertificationCancelled,
    DebtPurchaseEnded,
    DebtPurchaseStarted,
    DelegationEnded,
    HostCertified,
    ImprovementOrdered,
    OfficeAppointed,
    Organ,
    OrganEstablished,
    PowersDelegated,
    RecoveryCenterClosed,
    RecoveryCenterEstablished,
    SubstitutionRulesAdopted,
)
from council_events.values import Office, Power
from council_governance.commands import (
    AdoptSubstitutionRules,
    CloseRecoveryCenter,
    DelegatePowers,
    EndDebtPurchase,
    EndDelegation,
    EstablishOrgan,
    EstablishRecoveryCenter,
    RecordCancellation,
    RecordCertification,
    RecordImprovementOrder,
    StartDebtPurchase,
)
from council_governance.domain.organisation import Around
from council_governance.domain.organisation.state import Span
from council_governance.domain.person import INITIAL as NOBODY
from council_governance.domain.person import State as Person
from council_governance.domain.person import Term
from council_governance.domain.person import evolve as evolve_person
from council_governance.rules.host import the_head_is_not_of_the_center

from tests.services.governance.councils import Council, bureau, by, day, head, host, office, with_chair


def rules(from_: str, *substitutes: str, adopted_on: str = "2024-04-01") -> AdoptSubstitutionRules:
    return AdoptSubstitutionRules(
        adopted_on=day(adopted_on),
        in_force_from=day(from_),
        substitutes=substitutes or ("p45-vice",),
        procedure="長が書面で通知する。",
    )


def test_each_of_the_three_organs_is_set_up_once() -> None:
    """YR-2-1-1-1."""
    command = EstablishOrgan(organ=Organ.DEPARTMENT, established_on=day("2022-04-01"))
    council = Council()
    assert council.when(command, host("2022-04-01")) == [
        OrganEstablished(organ=Organ.DEPARTMENT, established_on=day("2022-04-01"))
    ]
    assert council.when(command, host("2022-04-02")) == []
    refusal = council.refused(command, head("2022-04-01"))
    assert (refusal.provision, refusal.forbidden) == ("YR-2-1-1-1", True)
    future = EstablishOrgan(organ=Organ.COMMITTEE, established_on=day("2022-04-02"))
    assert council.refused(future, host("2022-04-01")).field == "established_on"


def test_newer_rules_on_substitution_replace_the_older_from_their_first_day() -> None:
    """YR-2-1-1-5."""
    council = Council()
    [first] = council.when(rules("2024-04-01", "p45-vice"), host("2024-04-01"))
    assert isinstance(first, SubstitutionRulesAdopted)
    council.when(rules("2025-04-01", "p45-next", adopted_on="2025-03-01"), host("2025-03-01"))
    spans = [(each.begins_on, each.ends_on, each.substitutes) for each in council.state.host.rules]
    assert spans == [
        (day("2024-04-01"), day("2025-03-31"), ("p45-vice",)),
        (day("2025-04-01"), None, ("p45-next",)),
    ]
    backdated = council.refused(rules("2024-03-31"), host("2024-04-01"))
    assert (backdated.provision, backdated.field) == ("YR-2-1-1-5", "in_force_from")
    assert council.refused(rules("2024-04-01"), office("2024-04-01")).provision == "YR-2-1-1-5"


# ---- delegation to the 会長 by YR-2-1-2-2-2


def delegate(*powers: Power, begins_on: str = "2024-07-01", ends_on: str | None = None) -> DelegatePowers:
    last = day(ends_on) if ends_on else None
    return DelegatePowers(powers=powers, begins_on=day(begins_on), ends_on=last)


def test_the_head_of_the_host_delegates_the_powers_listed_to_the_chair_of_the_first_day() -> None:
    council = with_chair()
    [event] = council.when(delegate(Power.PLANNING, Power.CASES), host("2024-06-20"))
    assert event == PowersDelegated(chair="p45-cci", powers=(Power.CASES, Power.PLANNING), begins_on=day("2024-07-01"))
    assert council.when(delegate(Power.CASES, Power.PLANNING), host("2024-06-21")) == []


def test_nothing_is_delegated_without_a_chair_nor_by_the_chair() -> None:
    refusal = Council().refused(delegate(Power.CASES), host("2024-06-20"))
    assert (refusal.provision, refusal.field) == ("YR-2-1-2-2-2", "begins_on")
    assert with_chair().refused(delegate(Power.CASES), by("2024-07-01", Office.CHAIR)).forbidden


def test_what_was_delegated_is_taken_back() -> None:
    council = with_chair().given((delegate(Power.CASES), host("2024-06-20")))
    end = EndDelegation(ended_on=day("2025-03-31"))
    assert council.when(end, host("2025-03-31")) == [DelegationEnded(ended_on=day("2025-03-31"))]
    assert council.when(end, host("2025-04-01")) == []
    assert council.refused(EndDelegation(ended_on=day("2025-06-30")), host("2025-06-30")).field == "ended_on"
    assert Council().refused(end, host("2025-03-31")).provision == "YR-2-1-2-2-2"


# ---- 産業復興相談センター by YR24-2-1-4 and 債権買取支援業務 by YR24-2-1-3-2-2


def centre(established_on: str = "2024-05-01", conferred_on: str | None = "2024-04-20") -> EstablishRecoveryCenter:
    conferred = day(conferred_on) if conferred_on else None
    return EstablishRecoveryCenter(
        conferred_on=conferred, established_on=day(established_on), disaster="地震の被害", independence="人員を分ける"
    )


def with_centre() -> Council:
    return Council().given((centre(), host("2024-05-01")))


def test_a_centre_is_set_up_after_conferring_with_the_agency() -> None:
    council = Council()
    [event] = council.when(centre(), host("2024-05-01"))
    assert isinstance(event, RecoveryCenterEstablished)
    assert event.disaster == Sealed("地震の被害")
    again = council.refused(centre(), host("2024-06-01"))
    assert again.provision == "YR24-2-1-4"


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (centre(conferred_on=None), "conferred_on"),
        (centre(conferred_on="2024-05-02"), "conferred_on"),
        (centre("2024-03-31", "2024-03-01"), "established_on"),
        (centre("2024-05-11"), "established_on"),
    ],
    ids=["never conferred", "conferred afterwards", "before the edition of 2024", "in advance"],
)
def test_a_centre_is_not_set_up_when(command: EstablishRecoveryCenter, field: str) -> None:
    refusal = Council().refused(command, host("2024-05-10"))
    assert (refusal.provision, refusal.field) == ("YR24-2-1-4", field)


def test_only_the_head_of_the_host_sets_up_a_centre() -> None:
    assert Council().refused(centre(), head("2024-05-01")).forbidden


def test_claims_are_bought_by_a_centre_that_exists_and_once_at_a_time() -> None:
    start = StartDebtPurchase(started_on=day("2024-07-01"))
    assert Council().refused(start, host("2024-07-01")).provision == "YR24-2-1-4"
    council = with_centre()
    assert council.when(start, host("2024-07-01")) == [DebtPurchaseStarted(started_on=day("2024-07-01"))]
    assert council.refused(start, host("2024-07-02")).provision == "YR24-2-1-3-2-2"
    end = EndDebtPurchase(ended_on=day("2025-03-31"))
    assert council.when(end, host("2025-03-31")) == [DebtPurchaseEnded(ended_on=day("2025-03-31"))]
    assert council.when(end, host("2025-03-31")) == []
    assert council.refused(EndDebtPurchase(ended_on=day("2025-04-30")), host("2025-04-30")).field == "ended_on"


def in_offices(*terms: tuple[Office, str, str | None]) -> Person:
    state = NOBODY
    for held, begins_on, ends_on in terms:
        event = OfficeAppointed(
            person="p45-head",
            office=held,
            begins_on=day(begins_on),
            ends_on=day(ends_on) if ends_on else None,
            name=Sealed("氏名"),
        )
        state = evolve_person(state, Fact(event, day("2024-04-01"), "45", "p45-host"))
    return state


def test_claims_are_not_bought_while_the_head_is_of_the_centre() -> None:
    both = in_offices((Office.HEAD, "2022-04-01", None), (Office.CENTER_DEPUTY, "2024-05-01", None))
    start = StartDebtPurchase(started_on=day("2024-07-01"))
    refusal = with_centre().refused(start, host("2024-07-01"), Around(heads=(both,)))
    assert (refusal.provision, refusal.field) == ("YR24-2-1-3-2-2", "started_on")
    before = in_offices((Office.HEAD, "2022-04-01", "2024-06-30"), (Office.CENTER_DEPUTY, "2024-05-01", None))
    assert with_centre().when(start, host("2024-07-01"), Around(heads=(before,)))


def test_purchases_that_are_entered_late_do_not_reach_into_those_entered_before() -> None:
    council = with_centre().given((StartDebtPurchase(started_on=day("2025-04-16")), host("2024-12-17")))
    refusal = council.refused(StartDebtPurchase(started_on=day("2025-01-16")), host("2025-01-16"))
    assert refusal.provision == "YR24-2-1-3-2-2"


def test_a_head_who_left_before_the_purchases_begin_has_never_been_both_in_their_time() -> None:
    """YR24-2-1-3-2-2: what counts is days on which all three fall together."""
    term, centre_term = (
        Term(Office.HEAD, day("2024-04-01"), None),
        Term(Office.CENTER_HEAD, day("2024-05-01"), day("2024-06-30")),
    )
    buying = [Span(day("2024-07-01"))]
    the_head_is_not_of_the_center(Office.HEAD, term, [(Office.CENTER_HEAD, centre_term)], buying)
    longer = Term(Office.CENTER_HEAD, day("2024-05-01"), day("2024-07-01"))
    with pytest.raises(Refused) as refusal:
        the_head_is_not_of_the_center(Office.HEAD, term, [(Office.CENTER_HEAD, longer)], buying)
    assert refusal.value.provision == "YR24-2-1-3-2-2"
    earlier = in_offices((Office.HEAD, "2022-04-01", "2024-05-31"), (Office.CENTER_DEPUTY, "2024-05-01", None))
    start = StartDebtPurchase(started_on=day("2024-07-01"))
    assert with_centre().when(start, host("2024-07-01"), Around(heads=(earlier,)))


def test_a_centre_is_closed_and_its_purchases_end_with_it() -> None:
    council = with_centre().given((StartDebtPurchase(started_on=day("2024-07-01")), host("2024-07-01")))
    close = CloseRecoveryCenter(closed_on=day("2025-03-31"))
    assert council.when(close, host("2025-03-31")) == [RecoveryCenterClosed(closed_on=day("2025-03-31"))]
    assert council.when(close, host("2025-03-31")) == []
    assert council.state.host.purchases[0].ends_on == day("2025-03-31")
    assert council.refused(CloseRecoveryCenter(closed_on=day("2025-04-30")), host("2025-04-30"))
    assert council.when(centre("2025-06-01", "2025-05-01"), host("2025-06-01"))


# ---- 改善命令、認定の取消し by LAW-137


def cancel(on: str) -> RecordCancellation:
    return RecordCancellation(cancelled_on=day(on), ground="改善命令に従わない")


def test_an_order_is_recorded_by_the_bureau() -> None:
    command = RecordImprovementOrder(ordered_on=day("2024-08-01"), order="体制を改めること")
    council = Council()
    [event] = council.when(command, bureau("2024-08-02"))
    assert isinstance(event, ImprovementOrdered)
    assert council.when(command, bureau("2024-08-02")) == []
    refusal = council.refused(command, host("2024-08-02"))
    assert (refusal.provision, refusal.forbidden) == ("LAW-137", True)


def test_a_certification_is_cancelled_once_and_a_new_one_follows_later() -> None:
    council = Council()
    [event] = council.when(cancel("2024-09-01"), bureau("2024-09-02"))
    assert isinstance(event, CertificationCancelled)
    assert council.when(cancel("2024-09-01"), bureau("2024-09-02")) == []
    for twice in ("2024-08-01", "2024-10-01"):
        assert council.refused(cancel(twice), bureau("2024-11-01")).provision == "LAW-137"
    early = RecordCertification(certified_on=day("2024-09-01"))
    assert council.refused(early, bureau("2024-12-01")).field == "certified_on"
    anew = RecordCertification(certified_on=day("2024-12-01"))
    assert council.when(anew, bureau("2024-12-01")) == [HostCertified(certified_on=day("2024-12-01"))]
    assert council.refused(anew, bureau("2024-12-02")).provision == "LAW-137"
    assert council.when(cancel("2025-02-01"), bureau("2025-02-01"))


# ---- what comes next


def test_what_is_offered_follows_the_state_and_says_who_may_not() -> None:
    fresh = Council()
    assert "EndDelegation" not in fresh.steps(host("2024-04-01"))
    assert not fresh.steps(office("2024-04-01"))["AppointMember"].allowed
    assert fresh.steps(office("2024-04-01"))["AppointMember"].provision == "YR-2-1-2-1"
    assert fresh.steps(host("2024-04-01"))["AppointMember"].allowed
    grown = with_chair().given((delegate(Power.CASES), host("2024-06-20")), (centre(), host("2024-05-01")))
    offered: dict[str, Any] = grown.steps(host("2024-07-01"))
    assert {"EndDelegation", "ElectChair", "EndChair", "StartDebtPurchase", "CloseRecoveryCenter"} <= offered.keys()
    assert not {"EndObserver", "EndDebtPurchase", "RecordCertification", "EstablishRecoveryCenter"} & offered.keys()
