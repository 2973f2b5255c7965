"""A case's content is destroyed after its period by a decision of two, never while it is held, and nobody brings it back."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from council_audit.commands.destructions import (
    ApproveDestruction,
    DestructionCommand,
    LiftLegalHold,
    PlaceLegalHold,
    ProposeDestruction,
    WithdrawDestruction,
)
from council_audit.domain.destructions import (
    RETAINED,
    Keeping,
    Kept,
    Retention,
    complete,
    decide_retention,
    destroy,
    evolve_retention,
    keeping_steps,
)
from council_audit.rules.destructions import retained_until
from council_events import Event
from council_events.audit import (
    DestructionApproved,
    DestructionCompleted,
    DestructionProposed,
    DestructionWithdrawn,
    HoldGround,
    KeysDestroyed,
    LegalHoldLifted,
    LegalHoldPlaced,
)
from council_events.deciding import Asking, Fact, Refused
from council_events.values import Office

CASE = uuid4()
LAST = dt.date(2024, 3, 31)
OVER = dt.date(2031, 4, 1)
KEPT = Kept(LAST, 7, investigated=False)
HEAD = Asking("p13-head", "13", OVER, frozenset({Office.HEAD}))
HOST = Asking("p13-host", "13", OVER, frozenset({Office.HOST_HEAD}))
PROPOSED = DestructionProposed(retained_case=CASE, last_recorded_on=LAST, retained_until=dt.date(2031, 3, 31))
APPROVED = DestructionApproved(retained_case=CASE)
HELD = LegalHoldPlaced(retained_case=CASE, ground=HoldGround.LITIGATION)
DESTROYED = KeysDestroyed(retained_case=CASE, keys=1, backups_expire_on=dt.date(2031, 5, 6))


def after(*events: Event, actor: str = "p13-head") -> Retention:
    state = RETAINED
    for event in events:
        state = evolve_retention(state, Fact(event, OVER, "13", actor))
    return state


def decided(state: Retention, command: DestructionCommand, asking: Asking = HEAD, kept: Kept = KEPT) -> list[Event]:
    return decide_retention(state, CASE, command, asking, kept)


def refusal(state: Retention, command: DestructionCommand, asking: Asking = HEAD, kept: Kept = KEPT) -> str:
    with pytest.raises(Refused) as refused:
        decided(state, command, asking, kept)
    assert refused.value.provision == "YR-2-1-4-4-2"
    return refused.value.en


def test_after_the_period_the_head_proposes_and_the_hosts_head_approves():
    assert decided(RETAINED, ProposeDestruction()) == [PROPOSED]
    assert decided(after(PROPOSED), ApproveDestruction(), HOST) == [APPROVED]
    assert decided(after(PROPOSED), ProposeDestruction()) == []
    assert decided(after(PROPOSED, APPROVED), ApproveDestruction(), HOST) == []


def test_without_a_period_nothing_is_ever_destroyed():
    assert "No retention period" in refusal(RETAINED, ProposeDestruction(), kept=KEPT._replace(years=None))


@pytest.mark.parametrize(("last", "until"), [((2024, 3, 31), (2031, 3, 31)), ((2024, 2, 29), (2031, 3, 1))])
def test_the_period_is_counted_in_whole_years_from_the_last_record(last: tuple[int, int, int], until: tuple[int, int, int]):  # fmt: skip
    assert retained_until(dt.date(*last), 7) == dt.date(*until)


def test_on_the_last_day_of_the_period_it_is_still_kept():
    early = Asking("p13-head", "13", dt.date(2031, 3, 31), frozenset({Office.HEAD}))
    assert "runs until 2031-03-31" in refusal(RETAINED, ProposeDestruction(), early)


def test_a_record_made_after_the_proposal_forbids_the_approval():
    late = Kept(dt.date(2031, 3, 1), 7, investigated=False)
    assert "runs until" in refusal(after(PROPOSED), ApproveDestruction(), HOST, late)


def test_only_the_head_proposes_and_only_the_hosts_head_approves():
    assert "head proposes" in refusal(RETAINED, ProposeDestruction(), HOST)
    assert "head of the host" in refusal(after(PROPOSED), ApproveDestruction(), HEAD)


def test_nobody_approves_what_he_proposed_himself():
    both = Asking("p13-head", "13", OVER, frozenset({Office.HEAD, Office.HOST_HEAD}))
    assert "Somebody else" in refusal(after(PROPOSED), ApproveDestruction(), both)


def test_a_legal_hold_forbids_proposal_and_approval_until_it_is_lifted():
    assert "legal hold" in refusal(after(HELD), ProposeDestruction())
    assert "legal hold" in refusal(after(PROPOSED, HELD), ApproveDestruction(), HOST)
    lifted = LegalHoldLifted(retained_case=CASE)
    assert decided(after(HELD), LiftLegalHold()) == [lifted]
    assert decided(after(HELD, lifted), ProposeDestruction()) == [PROPOSED]
    assert decided(after(HELD), PlaceLegalHold(ground=HoldGround.REQUEST)) == []
    assert decided(RETAINED, LiftLegalHold()) == []


def test_an_investigation_that_runs_forbids_it():
    kept = KEPT._replace(investigated=True)
    assert "under investigation" in refusal(RETAINED, ProposeDestruction(), kept=kept)
    assert "under investigation" in refusal(after(PROPOSED), ApproveDestruction(), HOST, kept)


def test_a_proposal_can_be_withdrawn_and_made_again():
    withdrawn = DestructionWithdrawn(retained_case=CASE)
    assert decided(after(PROPOSED), WithdrawDestruction()) == [withdrawn]
    assert "No destruction is proposed" in refusal(after(PROPOSED, withdrawn), ApproveDestruction(), HOST)
    assert "No destruction is proposed" in refusal(RETAINED, WithdrawDestruction())
    assert decided(after(PROPOSED, withdrawn), ProposeDestruction()) == [PROPOSED]


@pytest.mark.parametrize("command", [PlaceLegalHold(ground=HoldGround.REQUEST), ProposeDestruction(), WithdrawDestruction()])  # fmt: skip
def test_what_two_have_decided_nobody_stops_alone(command: DestructionCommand):
    assert "destroyed" in refusal(after(PROPOSED, APPROVED), command)


def test_the_keys_are_destroyed_once_and_only_after_the_approval():
    expire_on = dt.date(2031, 5, 6)
    assert destroy(after(PROPOSED), CASE, 1, expire_on) == []
    assert destroy(after(PROPOSED, APPROVED), CASE, 1, expire_on) == [DESTROYED]
    assert destroy(after(PROPOSED, APPROVED, DESTROYED), CASE, 0, expire_on) == []


def test_it_is_complete_when_the_last_backup_of_the_vault_has_expired():
    state = after(PROPOSED, APPROVED, DESTROYED)
    with pytest.raises(Refused):
        complete(state, CASE, dt.date(2031, 5, 5))
    done = DestructionCompleted(retained_case=CASE)
    assert complete(state, CASE, dt.date(2031, 5, 6)) == [done]
    assert complete(after(PROPOSED, APPROVED, DESTROYED, done), CASE, dt.date(2031, 5, 7)) == []
    assert after(PROPOSED, APPROVED, DESTROYED, done).keeping is Keeping.COMPLETE


def offered(state: Retention, asking: Asking = HEAD, kept: Kept = KEPT) -> dict[str, bool]:
    return {step.command.__name__: step.allowed for step in keeping_steps(state, CASE, asking, kept)}


def test_the_steps_that_are_offered_are_those_that_would_be_taken():
    assert offered(RETAINED) == {"ProposeDestruction": True, "PlaceLegalHold": True}
    assert offered(RETAINED, HOST)["ProposeDestruction"] is False
    assert offered(RETAINED, kept=KEPT._replace(years=None))["ProposeDestruction"] is False
    assert offered(after(HELD)) == {"ProposeDestruction": False, "LiftLegalHold": True}
    proposed = after(PROPOSED)
    assert offered(proposed) == {"ApproveDestruction": False, "WithdrawDestruction": True, "PlaceLegalHold": True}
    assert offered(proposed, HOST)["ApproveDestruction"]
    assert offered(after(PROPOSED, APPROVED), HOST) == {}


def test_a_step_that_is_barred_names_the_provision_and_the_reason():
    (proposal, _) = keeping_steps(after(HELD), CASE, HEAD, KEPT)
    assert (proposal.provision, proposal.allowed) == ("YR-2-1-4-4-2", False)
    assert proposal.ja
    assert proposal.en
