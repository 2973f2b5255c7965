"""What holds for every history and every sequence of commands of one person in one council."""

import datetime as dt
from itertools import chain
from uuid import UUID

from council_events import Event, Sealed
from council_events.deciding import Asking, Fact, Refused
from council_events.governance import (
    BureauConsentRecorded,
    CandidateProposed,
    CaseWorkerAssigned,
    ConflictOfInterestDeclared,
    ConflictOfInterestLifted,
    FutureDayExplained,
    InterestKind,
    Knowledge,
    OfficeAppointed,
    OfficeEnded,
    OfficeEndReason,
    PledgeReceived,
    Secondment,
    SubstituteDesignated,
    SubstitutionGround,
)
from council_events.intake import RoleExplained
from council_events.values import Office
from council_governance.commands import (
    AppointOffice,
    AssignCaseWorker,
    DeclareConflictOfInterest,
    DesignateSubstitute,
    EndOffice,
    LiftConflictOfInterest,
    PersonCommand,
    ProposeCandidate,
    ReceivePledge,
    RecordBureauConsent,
)
from council_governance.domain.person import INITIAL, About, State, decide, evolve, next_steps
from council_governance.rules.offices import NEEDS_CONSENT, PLEDGES_BEFORE_APPOINTMENT
from council_governance.rules.periods import overlap
from hypothesis import given, settings
from hypothesis import strategies as st

PERSON = "p37-mitoyo"
CASES = [UUID(int=1), UUID(int=2)]
DAYS = st.dates(dt.date(2023, 10, 1), dt.date(2025, 9, 30))
"""On both sides of the edition of 2024-04-01."""
OFFICES = st.sampled_from([Office.HEAD, Office.HEAD, Office.DEPUTY, Office.DEPUTY, *Office])
"""Every office, those with the most rules more often."""
TEXT = st.just(Sealed("文"))


def period(builder: object, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    ends = st.none() | st.integers(0, 700).map(dt.timedelta)
    return st.builds(
        lambda begins_on, length, **rest: builder(  # type: ignore[operator]  # an event or command class
            begins_on=begins_on, ends_on=None if length is None else begins_on + length, **rest
        ),
        DAYS,
        ends,
        **fields,
    )


EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        CandidateProposed,
        person=st.just(PERSON),
        office=OFFICES,
        name=TEXT,
        career=TEXT,
        knowledge=st.lists(st.sampled_from(Knowledge), max_size=2).map(tuple),
        secondment=st.sampled_from(Secondment),
        secondment_ends_on=st.none() | DAYS,
    ),
    st.builds(
        BureauConsentRecorded, person=st.just(PERSON), office=OFFICES, bureau=st.just("BUR-07"), consented_on=DAYS
    ),
    st.builds(PledgeReceived, person=st.just(PERSON), received_on=DAYS),
    period(OfficeAppointed, person=st.just(PERSON), office=OFFICES, name=TEXT),
    st.builds(
        OfficeEnded, person=st.just(PERSON), office=OFFICES, ended_on=DAYS, reason=st.sampled_from(OfficeEndReason)
    ),
    st.builds(
        ConflictOfInterestDeclared,
        person=st.just(PERSON),
        case_id=st.sampled_from(CASES),
        kind=st.sampled_from(InterestKind),
    ),
    st.builds(ConflictOfInterestLifted, person=st.just(PERSON), case_id=st.sampled_from(CASES)),
    period(
        SubstituteDesignated,
        person=st.just(PERSON),
        office=OFFICES,
        substitute=st.just("p37-other"),
        ground=st.sampled_from(SubstitutionGround),
        case_id=st.sampled_from([None, *CASES]),
    ),
    st.builds(CaseWorkerAssigned, person=st.just(PERSON), case_id=st.sampled_from(CASES), begins_on=DAYS),
    st.builds(FutureDayExplained, person=st.just(PERSON), reason=TEXT),
    st.builds(RoleExplained, case_id=st.sampled_from(CASES)),
)

COMMANDS: st.SearchStrategy[PersonCommand] = st.one_of(
    st.builds(
        ProposeCandidate,
        office=OFFICES,
        name=st.just("氏名"),
        career=st.just("経歴"),
        knowledge=st.lists(st.sampled_from(Knowledge), max_size=2).map(tuple),
        secondment=st.sampled_from(Secondment),
        secondment_ends_on=st.none() | DAYS,
    ),
    st.builds(RecordBureauConsent, office=OFFICES, consented_on=DAYS),
    st.builds(ReceivePledge, received_on=DAYS),
    period(
        AppointOffice, office=OFFICES, name=st.sampled_from([None, "氏名"]), bureau=st.sampled_from([None, "BUR-07"])
    ),
    st.builds(EndOffice, office=OFFICES, ended_on=DAYS, reason=st.sampled_from(OfficeEndReason)),
    st.builds(DeclareConflictOfInterest, case_id=st.sampled_from(CASES), kind=st.sampled_from(InterestKind)),
    st.builds(LiftConflictOfInterest, case_id=st.sampled_from(CASES)),
    period(
        DesignateSubstitute,
        office=OFFICES,
        substitute=st.sampled_from([PERSON, "p37-other"]),
        ground=st.sampled_from(SubstitutionGround),
        case_id=st.sampled_from([None, *CASES]),
    ),
    st.builds(AssignCaseWorker, case_id=st.sampled_from(CASES), begins_on=DAYS),
)

ASKING = st.builds(
    Asking,
    person=st.sampled_from([PERSON, "p37-host"]),
    council=st.sampled_from(["37", "37", "hq"]),
    on=DAYS,
    offices=st.frozensets(st.sampled_from([Office.HOST_HEAD, Office.HEAD, Office.ADMINISTRATOR]), max_size=2),
)
MIGHTY = st.builds(
    Asking,
    person=st.just("p37-host"),
    council=st.just("37"),
    on=DAYS,
    offices=st.just(frozenset({Office.HOST_HEAD, Office.HEAD, Office.ADMINISTRATOR})),
)
"""Whom no rule on authority stops, so that long sequences meet the other rules."""


@st.composite
def appointments(draw: st.DrawFn) -> list[tuple[PersonCommand, Asking]]:
    """The usual way to an office, with days and a secondment that may spoil it."""
    office, council = draw(OFFICES), "37"
    days = draw(st.lists(DAYS, min_size=5, max_size=5).map(lambda some: some if some[0].day % 4 == 0 else sorted(some)))
    by = [Asking("p37-host", council, on, frozenset({Office.HOST_HEAD, Office.ADMINISTRATOR})) for on in days]
    proposal = ProposeCandidate(
        office=office,
        name="氏名",
        career="経歴",
        knowledge=(Knowledge.SME,),
        secondment=draw(st.sampled_from(Secondment)),
        secondment_ends_on=draw(st.none() | DAYS),
    )
    steps: list[PersonCommand] = [
        proposal,
        RecordBureauConsent(office=office, consented_on=days[1]),
        ReceivePledge(received_on=days[2]),
        AppointOffice(office=office, name="氏名", begins_on=days[4]),
    ]
    return list(zip(steps, by, strict=False))


def fold(events: list[Event], on: dt.date = dt.date(2024, 4, 1)) -> State:
    state = INITIAL
    for event in events:
        state = evolve(state, Fact(event, on, "37", "p37-host"))
    return state


@given(st.lists(EVENTS, max_size=25))
def test_evolve_takes_every_history(events: list[Event]) -> None:
    state = fold(events)
    assert len(state.terms) == sum(isinstance(event, OfficeAppointed) for event in events)


@given(st.lists(EVENTS, max_size=12), COMMANDS, ASKING)
def test_what_the_next_steps_refuse_is_refused_with_any_details(
    events: list[Event], command: PersonCommand, asking: Asking
) -> None:
    state = fold(events)
    steps = {step.command: step for step in next_steps(state, asking, PERSON)}
    step = steps.get(type(command))
    if step is None or step.allowed:
        return
    assert step.provision
    assert step.ja
    assert step.en
    try:
        decided = decide(state, command, asking, About(PERSON))
    except Refused:
        return
    raise AssertionError(f"refused as a next step, decided as {decided}")


@settings(max_examples=300)
@given(st.lists(appointments() | st.tuples(COMMANDS, MIGHTY | ASKING).map(lambda one: [one]), max_size=20))
def test_no_sequence_of_commands_reaches_a_forbidden_state(commands: list[list[tuple[PersonCommand, Asking]]]) -> None:
    state, history = INITIAL, []
    for command, asking in chain.from_iterable(commands):
        try:
            events = decide(state, command, asking, About(PERSON))
        except Refused:
            continue
        for event in events:
            state = evolve(state, Fact(event, asking.on, asking.council, asking.person))
            history.append((event, asking.on))
    for event, on in history:
        if isinstance(event, OfficeAppointed):
            _is_lawful(event, on, [past for past, _ in history])
        if isinstance(event, CaseWorkerAssigned):
            assert state.pledge_on is not None
    for one in state.terms:
        assert not any(overlap(one, other) for other in state.of(one.office) if other is not one)


def _is_lawful(event: OfficeAppointed, on: dt.date, history: list[Event]) -> None:
    before = history[: history.index(event)]
    if event.office in NEEDS_CONSENT:
        assert event.bureau_consent_on is not None
        assert event.bureau_consent_on <= min(on, event.begins_on)
        proposal = [e for e in before if isinstance(e, CandidateProposed) and e.office is event.office][-1]
        assert proposal.knowledge
        of_a_bank = proposal.secondment in (Secondment.FINANCIAL_INSTITUTION, Secondment.FINANCIAL_SUBSIDIARY)
        ended = proposal.secondment_ends_on is not None and proposal.secondment_ends_on < event.begins_on
        assert event.office is not Office.HEAD or not of_a_bank or ended
    if event.office in PLEDGES_BEFORE_APPOINTMENT:
        assert event.pledge_on is not None
