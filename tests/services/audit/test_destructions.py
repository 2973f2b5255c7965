"""A case's content is destroyed after its period by a decision of two, never while it is held, and nobody brings it back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, get_args
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
    Subject,
    complete,
    decide_retention,
    destroy,
    evolve_retention,
    keeping_steps,
    may_be_carried_out,
)
from council_audit.rules.destructions import retained_until
from council_events import Event, read_envelope
from council_events.audit import (
    DestructionApproved,
    DestructionCompleted,
    DestructionProposed,
    DestructionWithdrawn,
    HoldGround,
    KeysDestroyed,
    LegalHoldLifted,
    LegalHoldPlaced,
    RetainedKind,
)
from council_events.deciding import Asking, Fact, Refused
from council_events.values import Office

from tests.machines import Life, play

CASE = Subject(RetainedKind.CASE, uuid4())
ENTRY = Subject(RetainedKind.COMPANY, uuid4())
ABOUT: dict[str, Any] = CASE._asdict()
LAST = dt.date(2024, 3, 31)
OVER = dt.date(2031, 4, 1)
KEPT = Kept(LAST, 7, investigated=False)
HEAD = Asking("p13-head", "13", OVER, frozenset({Office.HEAD}))
HOST = Asking("p13-host", "13", OVER, frozenset({Office.HOST_HEAD}))
PROPOSED = DestructionProposed(**ABOUT, last_recorded_on=LAST, retained_until=dt.date(2031, 3, 31))
APPROVED = DestructionApproved(**ABOUT)
HELD = LegalHoldPlaced(**ABOUT, ground=HoldGround.LITIGATION)
DESTROYED = KeysDestroyed(**ABOUT, keys=1, backups_expire_on=dt.date(2031, 5, 6))


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
    lifted = LegalHoldLifted(**ABOUT)
    assert decided(after(HELD), LiftLegalHold()) == [lifted]
    assert decided(after(HELD, lifted), ProposeDestruction()) == [PROPOSED]
    assert decided(after(HELD), PlaceLegalHold(ground=HoldGround.REQUEST)) == []
    assert decided(RETAINED, LiftLegalHold()) == []


def test_an_investigation_that_runs_forbids_it():
    kept = KEPT._replace(investigated=True)
    assert "under investigation" in refusal(RETAINED, ProposeDestruction(), kept=kept)
    assert "under investigation" in refusal(after(PROPOSED), ApproveDestruction(), HOST, kept)


def test_a_proposal_can_be_withdrawn_and_made_again():
    withdrawn = DestructionWithdrawn(**ABOUT)
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
    done = DestructionCompleted(**ABOUT)
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


# ---- a company's entry: the same mechanism, and what besides must be so

LEFT = KEPT._replace(cases_left=1)
KNOWN_ALONE = KEPT._replace(known_alone=True)
CLOSED = KEPT._replace(closed_on=OVER - dt.timedelta(days=1))


def test_an_entry_is_destroyed_by_the_same_two_and_its_events_name_it():
    (proposed,) = decide_retention(RETAINED, ENTRY, ProposeDestruction(), HEAD, KEPT)
    assert isinstance(proposed, DestructionProposed)
    assert (proposed.retained_kind, proposed.retained_id) == ENTRY
    (approved,) = decide_retention(after(proposed), ENTRY, ApproveDestruction(), HOST, KEPT)
    assert approved == DestructionApproved(**ENTRY._asdict())
    assert approved.subject == f"company:{ENTRY.retained_id}"


def test_a_case_with_content_keeps_the_entry_of_its_company():
    assert "after the last of them" in refusal(RETAINED, ProposeDestruction(), kept=LEFT)
    assert "after the last of them" in refusal(after(PROPOSED), ApproveDestruction(), HOST, LEFT)


def test_without_a_corporate_number_what_was_used_keeps_the_entry_while_the_limit_is_in_force():
    for state, command, asking in [
        (RETAINED, ProposeDestruction(), HEAD),
        (after(PROPOSED), ApproveDestruction(), HOST),
    ]:
        with pytest.raises(Refused) as refused:
            decided(state, command, asking, KNOWN_ALONE)
        assert refused.value.provision == "SUB-E-4"


def test_before_there_was_a_limit_nothing_kept_the_entry():
    before = Asking("p13-head", "13", dt.date(2023, 5, 1), frozenset({Office.HEAD}))
    assert decided(RETAINED, ProposeDestruction(), before, KNOWN_ALONE._replace(last_recorded_on=dt.date(2010, 3, 31)))


def test_a_hold_on_the_company_keeps_its_cases_and_the_entries_joined_to_it():
    held = KEPT._replace(company_held=True)
    assert "legal hold" in refusal(RETAINED, ProposeDestruction(), kept=held)
    assert "legal hold" in refusal(after(PROPOSED), ApproveDestruction(), HOST, held)
    assert offered(RETAINED, kept=held)["ProposeDestruction"] is False


@pytest.mark.parametrize(
    ("kept", "why"),
    [
        (KEPT, "day after it was closed"),
        (KEPT._replace(closed_on=OVER), "day after it was closed"),
        (CLOSED._replace(cases_left=1), "after the last of them"),
    ],
)
def test_the_keys_of_an_entry_wait_for_its_closing_and_for_a_case_that_began_meanwhile(kept: Kept, why: str):
    with pytest.raises(Refused, match=why):
        may_be_carried_out(ENTRY, kept, OVER)


def test_the_keys_of_a_closed_entry_and_of_any_case_go_at_once():
    may_be_carried_out(ENTRY, CLOSED, OVER)
    may_be_carried_out(CASE, KEPT, OVER)


def test_a_destruction_of_before_entries_could_be_destroyed_reads_as_one_of_a_case():
    old = (Path(__file__).parents[2] / "replay" / "events" / "council.audit.KeysDestroyed.v1.json").read_bytes()
    event = read_envelope(old).data
    assert isinstance(event, KeysDestroyed)
    assert event.subject == "case:018f5e1c-0000-7000-8000-000000000001"
    assert event.keys == 3


# ---- any sequence of commands


def lawful(before: Retention, event: Event, _after: Retention, asking: Asking) -> None:
    assert not before.is_decided, "what two have decided nobody changes"
    if isinstance(event, DestructionProposed | DestructionApproved):
        assert not before.held
        assert asking.on > dt.date(2031, 3, 31)
    if isinstance(event, DestructionApproved):
        assert asking.holds(Office.HOST_HEAD)
        assert before.keeping is Keeping.PROPOSED
        assert asking.person != before.proposed_by


def never_decided(state: Retention) -> None:
    assert not state.is_decided
    assert state.keeping is Keeping.KEPT


@pytest.mark.hypothesis
@pytest.mark.parametrize("of", [CASE, ENTRY])
@pytest.mark.parametrize("kept", [KEPT, LEFT, KNOWN_ALONE, KEPT._replace(investigated=True), KEPT._replace(years=None)])
def test_no_sequence_of_commands_destroys_what_is_held_or_by_one_alone(of: Subject, kept: Kept):
    play(
        Life(
            initial=RETAINED,
            evolve=evolve_retention,
            decide=lambda state, command, asking, _around: decide_retention(state, of, command, asking, kept),
            next_steps=lambda state, asking: keeping_steps(state, of, asking, kept),
            commands=get_args(DestructionCommand),
            events=[type(each) for each in (PROPOSED, APPROVED, HELD, DESTROYED)],
            offices=[frozenset({Office.HEAD, Office.HOST_HEAD}), frozenset({Office.DEPUTY})],
            council="13",
            people=("p13-head", "p13-host"),
            lawful=lawful,
            stands=(lambda _state: None) if kept is KEPT else never_decided,
            first_day=OVER,
        ),
        runs=20,
        steps=20,
    )


def test_the_keeping_is_a_stream_of_its_own_and_keys_are_named_after_what_is_kept() -> None:
    assert CASE.stream == Subject(*CASE).stream
    assert len({CASE.retained_id, CASE.stream, ENTRY.stream}) == 3
    assert (CASE.key, ENTRY.key) == (f"case:{CASE.retained_id}", f"company:{ENTRY.retained_id}")
