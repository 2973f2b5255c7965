"""What holds for every history and every sequence of commands of one consultation."""

import datetime as dt
from uuid import UUID

from council_events import Event, Sealed, all_event_classes
from council_events.deciding import Asking, Fact, Refused
from council_events.governance import PledgeReceived
from council_events.intake import (
    AdviceGiven,
    AdvisedSupport,
    CaseDisclosed,
    CasePaper,
    Channel,
    CompanyRegistered,
    CompanyToldOfDifficulty,
    ConsultationClosed,
    ConsultationFactsRecorded,
    ConsultationKind,
    ConsultationOpened,
    ConsultationReportDrafted,
    ConsultationReportSubmitted,
    CopiesHandedOver,
    Edition,
    ExpertRole,
    FactFindingCompleted,
    FactItem,
    FirstResponse,
    FutureDayExplained,
    GuaranteeItem,
    GuaranteeResponse,
    ReferralBody,
    ReferralMade,
    Requester,
    RevivalJudgedDifficult,
    RoleExplained,
    Route,
    SupportLineChosen,
    SupportMeasure,
    WrittenConsentReceived,
    WrittenConsentWithdrawn,
)
from council_events.releases import ConsentGiver, DisclosureGround, RecipientKind
from council_events.values import Industry, LegalForm, Office, Qualification, SupportLine
from council_intake.commands import (
    AdviseOnSupport,
    AgreeCooperation,
    CaseCommand,
    ChooseSupportLine,
    CloseConsultation,
    CompleteFactFinding,
    Disclose,
    DraftReport,
    ExplainRole,
    ExplainSupport,
    GiveAdvice,
    HandOverPapers,
    IntroduceAgencies,
    IntroduceExpertCandidates,
    IntroduceMeasures,
    JudgeRevivalDifficult,
    LinkEarlierConsultation,
    MakeReferral,
    OpenConsultation,
    OpenGuaranteeConsultation,
    ReceiveWrittenConsent,
    RecordContact,
    RecordFacts,
    RecordGuaranteeFacts,
    RecordGuaranteeNeed,
    SubmitReport,
    SupportGuaranteeSettlement,
    WithdrawWrittenConsent,
)
from council_intake.domain import (
    INITIAL,
    Around,
    Stage,
    State,
    decide,
    evolve,
    next_steps,
)
from council_intake.rules.learning import items_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.replay.sample_events import sample

CASE = UUID(int=1)
DAYS = st.dates(dt.date(2024, 3, 1), dt.date(2024, 5, 31))
"""On both sides of the edition of 2024-04-01."""
TEXT = st.just(Sealed("文"))
THE_CASE = st.just(CASE)
FIRM = {"prefecture": "24", "legal_form": LegalForm.STOCK_COMPANY, "industry": Industry.OTHER, "employees": 3}
ITEMS = st.lists(st.sampled_from(FactItem), min_size=1, max_size=11, unique=True)

SAMPLES: st.SearchStrategy[Event] = st.sampled_from(
    [sample(event) for event in all_event_classes() if event.type_name.startswith("council.intake.")]
)
"""Whatever intake publishes, of any stream."""
EVENTS: st.SearchStrategy[Event] = SAMPLES | st.one_of(
    st.builds(
        ConsultationOpened,
        case_id=THE_CASE,
        kind=st.sampled_from(ConsultationKind),
        requester=st.sampled_from(Requester),
        route=st.sampled_from(Route),
        channel=st.sampled_from(Channel),
        assigned_to=st.just("p24-deputy"),
        **{name: st.just(value) for name, value in FIRM.items()},
    ),
    st.builds(RoleExplained, case_id=THE_CASE),
    st.builds(
        lambda items: ConsultationFactsRecorded(
            case_id=CASE, items=tuple(items), notes=tuple(Sealed("文") for _ in items)
        ),
        ITEMS,
    ),
    st.builds(FactFindingCompleted, case_id=THE_CASE, edition=st.sampled_from(Edition)),
    st.builds(AdviceGiven, case_id=THE_CASE, advice=TEXT),
    st.builds(ReferralMade, case_id=THE_CASE, body=st.sampled_from(ReferralBody), told_on=DAYS),
    st.builds(
        SupportLineChosen,
        case_id=THE_CASE,
        line=st.sampled_from(SupportLine),
        consulted_on=DAYS,
        **{name: st.just(value) for name, value in FIRM.items()},
    ),
    st.builds(RevivalJudgedDifficult, case_id=THE_CASE, reason=TEXT),
    st.builds(CompanyToldOfDifficulty, case_id=THE_CASE, told_on=DAYS, response=TEXT),
    st.builds(ConsultationClosed, case_id=THE_CASE, result=st.sampled_from(FirstResponse)),
    st.builds(FutureDayExplained, case_id=THE_CASE, reason=TEXT),
    st.builds(PledgeReceived, person=st.just("p24-head"), received_on=DAYS),
    st.builds(
        CompanyRegistered,
        company_id=THE_CASE,
        name=TEXT,
        prefecture=st.just("24"),
        legal_form=st.sampled_from(LegalForm),
        industry=st.sampled_from(Industry),
    ),
)

OPEN = st.builds(
    OpenConsultation,
    case_id=THE_CASE,
    requester=st.sampled_from([Requester.COMPANY, *Requester]),
    route=st.sampled_from(Route),
    assigned_to=st.sampled_from([None, "p24-other"]),
    **{name: st.just(value) for name, value in FIRM.items()},
)
CONSENTS = st.sampled_from([UUID(int=21), UUID(int=22)])
OTHERS: st.SearchStrategy[CaseCommand] = st.one_of(
    st.just(ExplainRole()),
    st.builds(lambda items: RecordFacts.model_validate({item.value: "記録" for item in items}), ITEMS),
    st.just(CompleteFactFinding()),
    st.just(GiveAdvice(advice="助言")),
    st.builds(MakeReferral, body=st.sampled_from(ReferralBody), told_on=st.none() | DAYS),
    st.builds(
        JudgeRevivalDifficult,
        reason=st.just("理由"),
        told_on=st.none() | DAYS,
        response=st.sampled_from([None, "弁護士の紹介"]),
    ),
    st.builds(ChooseSupportLine, line=st.sampled_from(SupportLine)),
    st.builds(CloseConsultation, result=st.sampled_from(FirstResponse)),
    st.just(ExplainSupport()),
    st.just(RecordContact()),
    st.builds(AdviseOnSupport, lines=st.just((AdvisedSupport.RECHALLENGE,)), addressee=st.sampled_from([None, "甲"])),
    st.builds(IntroduceMeasures, measures=st.just((SupportMeasure.PLAN_SUBSIDY,))),
    st.builds(IntroduceAgencies, requested_on=st.none() | DAYS, agencies=st.just(("甲",))),
    st.builds(IntroduceExpertCandidates, role=st.sampled_from(ExpertRole), candidates=st.just(("甲",))),
    st.just(SupportGuaranteeSettlement(support="説明")),
    st.builds(AgreeCooperation, necessity=st.just("必要"), cooperating=st.sampled_from(["24", "23"])),
    st.builds(LinkEarlierConsultation, earlier_case=st.just(str(UUID(int=9)))),
    st.builds(
        RecordGuaranteeNeed,
        reason=st.just("理由"),
        told_on=st.none() | DAYS,
        response=st.sampled_from(GuaranteeResponse),
    ),
    st.builds(
        lambda items: RecordGuaranteeFacts.model_validate({item.value: "記録" for item in items}),
        st.lists(st.sampled_from(GuaranteeItem), min_size=1, max_size=9, unique=True),
    ),
    st.builds(
        ReceiveWrittenConsent,
        consent_id=CONSENTS,
        in_writing=st.booleans(),
        given_by=st.sampled_from(ConsentGiver),
        recipient_kind=st.sampled_from(RecipientKind),
        recipient=st.sampled_from([None, "大村湾銀行（架空）"]),
        papers=st.sampled_from([(), (CasePaper.ACCOUNTS,), (CasePaper.ACCOUNTS, CasePaper.CASH_FLOW)]),
        dated_on=st.none() | DAYS,
    ),
    st.builds(WithdrawWrittenConsent, consent_id=CONSENTS),
    st.builds(
        HandOverPapers,
        consent_id=st.none() | CONSENTS,
        papers=st.sampled_from([(CasePaper.ACCOUNTS,), (CasePaper.CONSULTATION_SHEET,)]),
    ),
    st.builds(
        Disclose,
        ground=st.none() | st.sampled_from(DisclosureGround),
        recipient_kind=st.sampled_from(RecipientKind),
        recipient=st.just("提供先"),
        consent_id=st.none() | CONSENTS,
        scope=st.just("必要な範囲"),
    ),
    st.just(DraftReport()),
    st.builds(SubmitReport, bureau_on=st.none() | DAYS, headquarters_on=st.none() | DAYS),
)
OPEN_JOINTLY = st.builds(
    OpenGuaranteeConsultation,
    case_id=THE_CASE,
    requester_name=st.just("三国 汐"),
    adviser=st.sampled_from([None, "弁護士"]),
    adviser_qualification=st.sampled_from([None, Qualification.LAWYER]),
    received_on=st.none() | DAYS,
    **{name: st.just(value) for name, value in FIRM.items()},
)
COMMANDS: st.SearchStrategy[CaseCommand] = OPEN | OPEN_JOINTLY | OTHERS
OPENED_JOINTLY = st.just(
    OpenGuaranteeConsultation(
        case_id=CASE,
        requester_name="三国 汐",
        adviser="弁護士",
        adviser_qualification=Qualification.LAWYER,
        received_on=dt.date(2024, 3, 1),
        **FIRM,
    )
)
AFTER_THE_CLOSE = (
    WrittenConsentReceived,
    WrittenConsentWithdrawn,
    CopiesHandedOver,
    CaseDisclosed,
    ConsultationReportDrafted,
    ConsultationReportSubmitted,
)
ASKING = st.builds(
    Asking,
    person=st.sampled_from(["p24-head", "p24-deputy"]),
    council=st.just("24"),
    on=DAYS,
    offices=st.frozensets(st.sampled_from([Office.HEAD, Office.DEPUTY, Office.SECRETARIAT]), min_size=1),
    pledged=st.sampled_from([True, True, True, False]),
    recused=st.sampled_from([False, False, False, True]),
)
AROUND = st.frozensets(st.sampled_from([Office.DEPUTY, Office.EXPERT])).map(Around)


def fold(events: list[Event]) -> State:
    state = INITIAL
    for event in events:
        state = evolve(state, Fact(event, dt.date(2024, 4, 1), "24", "p24-deputy"))
    return state


@given(st.lists(EVENTS, max_size=25), DAYS)
def test_evolve_takes_every_history(events: list[Event], on: dt.date) -> None:
    state = fold(events)
    closed = any(isinstance(event, ConsultationClosed) for event in events)
    reported = any(isinstance(event, ConsultationReportSubmitted) for event in events)
    assert (state.stage in (Stage.CLOSED, Stage.REPORTED)) == (closed or reported)
    unknown = {item for item in state.missing(on) if isinstance(item, GuaranteeItem)}
    assert not unknown & state.guarantee_items
    missing = {item for item in state.missing(on) if isinstance(item, FactItem)}
    assert not missing & (state.items - {FactItem.FINANCES})


@given(st.lists(EVENTS, max_size=12), OTHERS, ASKING)
def test_what_the_next_steps_refuse_is_refused_with_any_details(
    events: list[Event], command: CaseCommand, asking: Asking
) -> None:
    state = fold(events)
    step = next((step for step in next_steps(state, asking) if step.command is type(command)), None)
    if step is None or step.allowed:
        return
    assert step.provision
    assert step.ja
    assert step.en
    try:
        decided = decide(state, command, asking)
    except Refused:
        return
    assert decided == [], "only an aim that is met already may differ"


@settings(max_examples=300)
@given(OPEN | OPENED_JOINTLY, st.lists(st.tuples(COMMANDS, ASKING, AROUND), min_size=5, max_size=40))
def test_no_sequence_of_commands_reaches_a_forbidden_state(
    first: OpenConsultation | OpenGuaranteeConsultation, commands: list[tuple[CaseCommand, Asking, Around]]
) -> None:
    received = Asking("p24-head", "24", dt.date(2024, 3, 1), frozenset({Office.HEAD}))
    state, history = INITIAL, []
    for command, asking, around in [(first, received, Around(frozenset({Office.DEPUTY}))), *commands]:
        try:
            events = decide(state, command, asking, around)
        except Refused:
            continue
        for event in events:
            assert not asking.recused
            assert asking.pledged
            assert state.result is None or isinstance(event, AFTER_THE_CLOSE), "its one result stands"
            state = evolve(state, Fact(event, asking.on, "24", asking.person))
            history.append(event)
            _is_lawful(event, state, asking)
    assert sum(isinstance(event, ConsultationOpened) for event in history) == 1
    assert sum(isinstance(event, ConsultationClosed) for event in history) <= 1
    assert state.judged_difficult == state.told


def _is_lawful(event: Event, state: State, asking: Asking) -> None:
    opened = state.opened
    assert opened is not None
    if isinstance(event, ConsultationClosed):
        assert state.role_explained
        assert event.result is not FirstResponse.DIFFICULT or state.told
        assert event.result is not FirstResponse.SECOND_STAGE or state.lines
    if isinstance(event, (SupportLineChosen, RevivalJudgedDifficult, ReferralMade)):
        assert asking.holds(Office.HEAD)
    if isinstance(event, RevivalJudgedDifficult):
        assert (opened.kind, opened.requester) == (ConsultationKind.COUNTER, Requester.COMPANY)
    if isinstance(event, SupportLineChosen):
        _is_open_to_the_requester(event, state)
    if isinstance(event, FactFindingCompleted) and opened.kind is not ConsultationKind.GUARANTEE:
        assert set(items_of(opened.requester, asking.on)) <= state.items
    if isinstance(event, FactFindingCompleted) and opened.kind is ConsultationKind.GUARANTEE:
        assert state.guarantee_items == set(GuaranteeItem)
    if isinstance(event, CopiesHandedOver):
        consent = state.releases.consents[event.consent_id]
        assert consent.dated_on <= asking.on
        assert consent.withdrawn_on is None or asking.on < consent.withdrawn_on
        assert set(event.papers) <= consent.papers
    if isinstance(event, CaseDisclosed) and event.ground is not DisclosureGround.CONSENT:
        assert event.recipient_kind not in (RecipientKind.AUTHORITY, RecipientKind.COUNCIL, RecipientKind.OTHER)
    if isinstance(event, ConsultationReportSubmitted):
        assert state.result is not None
        assert state.drafts == event.number
        assert event.bureau_on is not None
        assert event.headquarters_on is not None


def _is_open_to_the_requester(event: SupportLineChosen, state: State) -> None:
    opened = state.opened
    assert opened is not None
    if opened.kind is ConsultationKind.PRELIMINARY:
        assert event.line is SupportLine.RECHALLENGE
        assert event.requester is Requester.COMPANY
    if event.line is SupportLine.GUARANTEE:
        assert state.joint_request is not None
    if opened.requester is Requester.GUARANTOR:
        assert event.line in (SupportLine.GUARANTEE, SupportLine.RECHALLENGE)
    if event.line is SupportLine.RECHALLENGE:
        assert state.told or state.guarantor_told_on
    assert opened.prefecture == state.council or state.cooperating
