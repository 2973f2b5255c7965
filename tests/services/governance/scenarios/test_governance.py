"""The scenarios of governance.yaml, by their ids, on their dates and with their names."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from council_access import Action, Resource, authorize
from council_directory import bureau_of, council, fiscal_year
from council_events import Sealed
from council_events.deciding import Fact, Refused
from council_events.governance import (
    BodyCategory,
    CaseWorkerAssigned,
    ChairElected,
    InterestKind,
    ObserverKind,
    OfficeAppointed,
    PledgeReceived,
    Secondment,
    SubstituteDesignated,
    SubstitutionGround,
    WholeMeetingHeld,
)
from council_events.support import HostHeadConsulted, RestructuringStarted
from council_events.values import Office, Qualification
from council_governance.commands import (
    AdoptSubstitutionRules,
    AppointMember,
    AppointOffice,
    AssignCaseWorker,
    DeclareConflictOfInterest,
    DesignateSubstitute,
    ElectChair,
    ElectionMethod,
    HoldWholeMeeting,
    ReceivePledge,
    RecordBureauConsent,
    RegisterObserver,
)
from council_governance.domain import organisation
from council_governance.domain.organisation.duties import Staff
from council_governance.queries.organisation import year_of_councils
from council_intake.domain import INITIAL as NO_CONSULTATION
from council_support.commands.restructuring import (
    ConsultHostHead,
    DecideStart,
)
from council_support.domain import reports

from tests.services.governance.scenarios.playing import (
    CASE,
    GIFU,
    KAGAWA,
    MIYAZAKI,
    OTHER_CASE,
    Council,
    appoint,
    day,
    heard_creditors,
    may_not,
    propose,
    term,
)
from tests.services.intake.situations import reception
from tests.services.intake.situations import when as of_intake
from tests.services.support import situations


@pytest.mark.scenario("A-GOV-01")
def test_a_head_is_appointed_with_the_bureaus_consent_and_the_pledge_and_acts_from_the_effective_date() -> None:
    kagawa = Council(KAGAWA)
    who = "mitoyo"
    kagawa.when(who, propose(Office.HEAD, "三豊 渉"), kagawa.host("2025-03-10"))
    bureau = kagawa.asking("2025-03-19", Office.BUREAU_OFFICER, by="bur07-officer")
    kagawa.when(who, RecordBureauConsent(office=Office.HEAD, consented_on=day("2025-03-19")), bureau)
    kagawa.when(who, ReceivePledge(received_on=day("2025-03-26")), kagawa.host("2025-03-26"))
    [appointed] = kagawa.when(who, appoint(Office.HEAD, "2025-04-01"), kagawa.host("2025-03-27"))
    assert isinstance(appointed, OfficeAppointed)
    assert (appointed.office, appointed.begins_on) == (Office.HEAD, day("2025-04-01"))
    assert (appointed.bureau, council(KAGAWA).bureau) == (bureau_of(KAGAWA), "四国経済産業局")
    assert (appointed.bureau_consent_on, appointed.pledge_on) == (day("2025-03-19"), day("2025-03-26"))
    early = kagawa.standing(who, "2025-03-31", case=CASE)
    refusal = may_not(early, CASE, KAGAWA)
    assert refusal.provision == "YR-2-1-3-2-1"
    assert "2025年4月1日" in refusal.ja
    assert early.offices == frozenset()
    in_office = kagawa.standing(who, "2025-04-01", case=CASE)
    authorize(in_office, Action.WORK_CASE, Resource(CASE, KAGAWA))
    assert of_intake(NO_CONSULTATION, reception(prefecture=KAGAWA), in_office)


@pytest.mark.scenario("A-GOV-02")
def test_a_secondee_of_a_banks_subsidiary_is_barred_as_head_and_can_be_deputy() -> None:
    kagawa = Council(KAGAWA)
    who = "naoshima"
    from_the_card_company: dict[str, Any] = {
        "secondment": Secondment.FINANCIAL_SUBSIDIARY,
        "secondment_ends_on": day("2027-03-31"),
        "home_institution": "備讃海峡カード株式会社（架空）",
    }
    for office in (Office.HEAD, Office.DEPUTY):
        kagawa.when(who, propose(office, "直島 奏", **from_the_card_company), kagawa.host("2025-05-01"))
        consent = RecordBureauConsent(office=office, consented_on=day("2025-05-12"))
        kagawa.when(who, consent, kagawa.asking("2025-05-12", Office.BUREAU_OFFICER, by="bur07-officer"))
    kagawa.when(who, ReceivePledge(received_on=day("2025-05-14")), kagawa.host("2025-05-14"))
    refusal = kagawa.refused(who, appoint(Office.HEAD, "2025-06-02"), kagawa.host("2025-05-15"))
    assert refusal.provision == "YR-2-1-3-2-2"
    assert "了承があっても" in refusal.ja
    [appointed] = kagawa.when(who, appoint(Office.DEPUTY, "2025-06-02"), kagawa.host("2025-05-16"))
    assert isinstance(appointed, OfficeAppointed)
    assert (appointed.office, appointed.begins_on) == (Office.DEPUTY, day("2025-06-02"))
    assert appointed.home_institution == Sealed("備讃海峡カード株式会社（架空）")
    assert (appointed.secondment, appointed.secondment_ends_on) == (
        Secondment.FINANCIAL_SUBSIDIARY,
        day("2027-03-31"),
    )


@pytest.mark.scenario("A-GOV-03")
def test_no_deputy_is_appointed_before_the_bureaus_consent() -> None:
    gifu = Council(GIFU)
    who = "kakamigahara"
    qualified: dict[str, Any] = {"qualifications": (Qualification.SME_CONSULTANT,)}
    gifu.when(who, propose(Office.DEPUTY, "各務 梓", **qualified), gifu.host("2024-09-02"))
    gifu.when(who, ReceivePledge(received_on=day("2024-09-09")), gifu.host("2024-09-09"))
    refusal = gifu.refused(who, appoint(Office.DEPUTY, "2024-09-17"), gifu.host("2024-09-10"))
    assert refusal.provision == "YR-2-1-3-2-3"
    assert "了承を得た上で" in refusal.ja
    consent = RecordBureauConsent(office=Office.DEPUTY, consented_on=day("2024-09-18"))
    gifu.when(who, consent, gifu.asking("2024-09-18", Office.BUREAU_OFFICER, by="bur04-officer"))
    gifu.refused(who, appoint(Office.DEPUTY, "2024-09-17"), gifu.host("2024-09-20"))  # not even before the consent
    [appointed] = gifu.when(who, appoint(Office.DEPUTY, "2024-10-01"), gifu.host("2024-09-20"))
    assert isinstance(appointed, OfficeAppointed)
    assert (appointed.begins_on, appointed.bureau_consent_on) == (day("2024-10-01"), day("2024-09-18"))
    assert [e.begins_on for e in gifu.recorded if isinstance(e, OfficeAppointed)] == [day("2024-10-01")]


@pytest.mark.scenario("A-GOV-04")
def test_an_expert_without_a_pledge_joins_no_team_and_sees_no_paper() -> None:
    gifu = Council(GIFU)
    who = "yoro"
    commission = AppointOffice(
        office=Office.EXPERT,
        name="養老 誠",
        begins_on=day("2024-10-08"),
        qualifications=(Qualification.ACCOUNTANT,),
    )
    gifu.when(who, commission, gifu.host("2024-10-08"))
    head = gifu.asking("2024-10-09", Office.HEAD, by="head")
    refusal = gifu.refused(who, AssignCaseWorker(case_id=CASE, begins_on=day("2024-10-09")), head)
    assert refusal.provision == "YR24-2-1-5-2"
    assert "在職中・退任後を問わず" in refusal.ja
    gifu.when(who, ReceivePledge(received_on=day("2024-10-10")), gifu.host("2024-10-10"))
    later = gifu.asking("2024-10-11", Office.HEAD, by="head")
    [assigned] = gifu.when(who, AssignCaseWorker(case_id=CASE, begins_on=day("2024-10-11")), later)
    assert assigned == CaseWorkerAssigned(person=who, case_id=CASE, begins_on=day("2024-10-11"))
    authorize(gifu.standing(who, "2024-10-11", case=CASE), Action.READ_CASE, Resource(CASE, GIFU))
    may_not(gifu.standing(who, "2024-10-11", case=OTHER_CASE), OTHER_CASE, GIFU, Action.READ_CASE)
    for before in ("2024-10-08", "2024-10-09", "2024-10-10"):
        may_not(gifu.standing(who, before, case=CASE), CASE, GIFU, Action.READ_CASE)


@pytest.mark.scenario("A-GOV-05")
def test_a_host_head_with_a_special_tie_hands_over_to_the_substitute_named_in_the_rules() -> None:
    gifu = Council(GIFU)
    gifu.happened("2022-04-01", "host", term("host", Office.HOST_HEAD))
    gifu.happened(
        "2022-04-01", "head", term("head", Office.HEAD), PledgeReceived(person="head", received_on=day("2022-04-01"))
    )
    rules = AdoptSubstitutionRules(
        adopted_on=day("2024-04-01"),
        in_force_from=day("2024-04-01"),
        substitutes=("hashima",),
        procedure="専務理事が代行する。長は書面により通知する。",
    )
    gifu.organise(rules, gifu.host("2024-04-01"))
    tie = DeclareConflictOfInterest(
        case_id=CASE,
        kind=InterestKind.CREDITOR,
        detail="2024年6月28日から金華山信用金庫の非常勤理事。同金庫は貸付金の62％を有する",
    )
    gifu.when("host", tie, gifu.asking("2024-10-01", Office.HEAD, by="head"))
    case = heard_creditors("2024-10-01")
    with pytest.raises(Refused) as caught:
        case.when(
            ConsultHostHead(consulted_on=day("2024-10-03"), consulted="host"),
            gifu.standing("head", "2024-10-03", case=CASE),
        )
    assert caught.value.provision == "YR-2-1-1-4"
    assert "特別な関わり" in caught.value.ja
    hand_over = DesignateSubstitute(
        office=Office.HOST_HEAD,
        substitute="hashima",
        ground=SubstitutionGround.INTEREST,
        case_id=CASE,
        begins_on=day("2024-10-04"),
    )
    [designated] = gifu.when("host", hand_over, gifu.host("2024-10-04"))
    assert isinstance(designated, SubstituteDesignated)
    assert (designated.person, designated.substitute, designated.case_id) == ("host", "hashima", CASE)
    assert (designated.ground, designated.rules_on) == (SubstitutionGround.INTEREST, day("2024-04-01"))
    head = gifu.standing("head", "2024-10-07", case=CASE)
    [consulted] = case.when(ConsultHostHead(consulted_on=day("2024-10-07"), consulted="hashima"), head)
    assert isinstance(consulted, HostHeadConsulted)
    assert (consulted.consulted_on, consulted.consulted) == (day("2024-10-07"), "hashima")
    started = case.when(DecideStart(findings=situations.ALL_FINDINGS), head)
    [start] = [event for event in started if isinstance(event, RestructuringStarted)]
    owed = reports.evolve(reports.NONE, Fact(start, day("2024-10-07"), GIFU, "head"))
    assert [(report.kind.label, report.asked_on) for report in owed.values()] == [
        ("第二次対応開始報告書", day("2024-10-07"))
    ]
    assert case.state.started_on == day("2024-10-07")
    assert council(GIFU).bureau == "中部経済産業局"


@pytest.mark.scenario("A-GOV-06")
def test_the_stand_in_of_a_head_with_an_interest_comes_from_among_the_deputies() -> None:
    miyazaki = Council(MIYAZAKI)
    miyazaki.happened(
        "2022-04-01", "head", term("head", Office.HEAD), PledgeReceived(person="head", received_on=day("2022-04-01"))
    )
    for deputy in ("hyuga", "toi"):
        pledge = PledgeReceived(person=deputy, received_on=day("2022-04-01"))
        miyazaki.happened("2022-04-01", deputy, term(deputy, Office.DEPUTY), pledge)
    miyazaki.happened("2022-04-01", "kushima", term("kushima", Office.EXPERT))
    interest = DeclareConflictOfInterest(case_id=CASE, kind=InterestKind.COMPANY, detail="兄が取締役")
    miyazaki.when("head", interest, miyazaki.asking("2024-11-05", Office.HEAD, by="head"))

    def act(substitute: str, on: str) -> DesignateSubstitute:
        return DesignateSubstitute(
            office=Office.HEAD,
            substitute=substitute,
            ground=SubstitutionGround.INTEREST,
            case_id=CASE,
            begins_on=day(on),
        )

    refusal = miyazaki.refused("head", act("kushima", "2024-11-06"), miyazaki.host("2024-11-06"))
    assert refusal.provision == "YR-2-1-3-2-4"
    assert "統括責任者補佐のうちから" in refusal.ja
    [designated] = miyazaki.when("head", act("hyuga", "2024-11-07"), miyazaki.host("2024-11-07"))
    assert isinstance(designated, SubstituteDesignated)
    assert (designated.substitute, designated.case_id, designated.begins_on) == ("hyuga", CASE, day("2024-11-07"))
    for on in ("2024-11-05", "2024-11-20", "2025-11-20"):
        barred = may_not(miyazaki.standing("head", on, case=CASE), CASE, MIYAZAKI)
        assert barred.provision == "YR-2-1-3-2-4"
    acting = miyazaki.standing("hyuga", "2024-11-20", case=CASE)
    authorize(acting, Action.DECIDE_CASE, Resource(CASE, MIYAZAKI))
    assert Office.HEAD in acting.offices
    assert acting.on_behalf_of == "head"
    assert Office.HEAD not in miyazaki.standing("hyuga", "2024-11-20", case=OTHER_CASE).offices


NINE = {
    "miyazaki-cci": BodyCategory.CHAMBER,
    "shokokai": BodyCategory.CHAMBER,
    "shokochukin": BodyCategory.GOVERNMENT_FINANCE,
    "koko": BodyCategory.GOVERNMENT_FINANCE,
    "bank-1": BodyCategory.REGIONAL_FINANCE,
    "bank-2": BodyCategory.REGIONAL_FINANCE,
    "guarantee": BodyCategory.GUARANTEE_CORPORATION,
    "bar": BodyCategory.PROFESSIONS,
    "consultants": BodyCategory.PROFESSIONS,
}


@pytest.mark.scenario("A-GOV-07")
def test_the_chair_is_elected_by_the_members_and_the_whole_meeting_is_held_once_a_year() -> None:
    miyazaki = Council(MIYAZAKI)
    miyazaki.happened("2022-04-01", "miyazaki-cci", term("miyazaki-cci", Office.HOST_HEAD))
    for member, category in NINE.items():
        seat = AppointMember(member=member, name="氏名", category=category, body="機関", begins_on=day("2024-04-01"))
        miyazaki.organise(seat, miyazaki.host("2024-04-01"))
    for observer, kind in (("prefecture", ObserverKind.PREFECTURE), ("kyushu", ObserverKind.BUREAU)):
        register = RegisterObserver(observer=observer, name="氏名", kind=kind, body="機関", begins_on=day("2024-04-01"))
        miyazaki.organise(register, miyazaki.asking("2024-04-01", Office.SECRETARIAT, by="office"))
    office = miyazaki.asking("2024-06-11", Office.SECRETARIAT, by="office")

    def elect(chair: str, method: ElectionMethod) -> ElectChair:
        met = day("2024-06-11")
        return ElectChair(chair=chair, method=method, electors=tuple(NINE), elected_on=met, begins_on=met)

    for method in ElectionMethod:
        refusal = miyazaki.refused("", elect("prefecture", method), office)
        assert refusal.provision == "YR-2-1-2-2-1"
        assert "互選" in refusal.ja
    [elected] = miyazaki.organise(elect("miyazaki-cci", ElectionMethod.MUTUAL_VOTE), office)
    assert isinstance(elected, ChairElected)
    assert miyazaki.organisation.committee.chair(day("2024-06-11")) == "miyazaki-cci"
    assert miyazaki.of("miyazaki-cci").holds(Office.HOST_HEAD, day("2024-06-11"))
    meeting = HoldWholeMeeting(
        meeting_id=uuid4(),
        held_on=day("2024-06-11"),
        convened_by="miyazaki-cci",
        present=tuple(NINE),
        sums_up=True,
        reported_by="head",
        report="事前相談・窓口相談の対応状況と各種支援の実績",
        minutes="会長を互選し、年度の事業を総括した。",
    )
    [held] = miyazaki.organise(meeting, office)
    assert isinstance(held, WholeMeetingHeld)
    assert held.reported_by == "head"
    empty = organisation.INITIAL
    report = year_of_councils(
        2024, {MIYAZAKI: miyazaki.organisation, GIFU: empty}, {MIYAZAKI: Staff(1, 2)}, day("2025-04-01"), None
    )
    assert fiscal_year(held.held_on) == report.fiscal_year
    assert report.without_meeting == (GIFU,)
    [row] = [each for each in report.councils if each.council == MIYAZAKI]
    assert (row.whole_meetings, row.summed_up) == ((day("2024-06-11"),), True)
