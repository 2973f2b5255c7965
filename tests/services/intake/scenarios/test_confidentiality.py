"""The judged examples of tests/scenarios/confidentiality.yaml on copies, prescribed reports and disclosures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from council_directory import bureaus
from council_events import Sealed
from council_events.intake import (
    CaseDisclosed,
    CasePaper,
    ConsultationReportSubmitted,
    CopiesHandedOver,
    FirstResponse,
    RoleExplained,
    WrittenConsentWithdrawn,
)
from council_events.releases import ConsentGiver, DisclosureGround, RecipientKind, ReleaseMeans
from council_intake.commands import (
    CloseConsultation,
    Disclose,
    DraftReport,
    HandOverPapers,
    ReceiveWrittenConsent,
    SubmitReport,
    WithdrawWrittenConsent,
)
from council_intake.domain import Around, State

from tests.services.intake.situations import CASE, day, deputy, given, head, joint, only, opened, refused, then, when

NAGASAKI, OKAYAMA = "42", "33"
CONSENT = UUID(int=610)
BANK = "株式会社大村湾銀行（架空）"


def consulted(council: str, on: str) -> State:
    return given(opened(prefecture=council), RoleExplained(case_id=CASE), on=on, council=council)


def consent(**changes: Any) -> ReceiveWrittenConsent:
    return ReceiveWrittenConsent(
        consent_id=CONSENT,
        in_writing=True,
        given_by=ConsentGiver.COMPANY,
        recipient_kind=RecipientKind.FINANCIAL_INSTITUTION,
        recipient=BANK,
        papers=(CasePaper.ACCOUNTS,),
        dated_on=day("2024-06-10"),
    ).model_copy(update=changes)


def consented(state: State, on: str, council: str = NAGASAKI) -> State:
    by = deputy(on, council)
    return then(state, when(state, consent(), by), by)


@pytest.mark.scenario("A-CON-01")
def test_copies_go_only_to_addressees_approved_beforehand_in_writing() -> None:
    state = consulted(NAGASAKI, "2024-05-27")
    early = HandOverPapers(papers=(CasePaper.ACCOUNTS,), means=ReleaseMeans.FILE)
    refusal = refused(state, early, deputy("2024-06-05", NAGASAKI))
    assert refusal.provision == "YR-2-1-4-4"
    assert "electronic files included" in refusal.en

    state = consented(state, "2024-06-10")
    named = HandOverPapers(consent_id=CONSENT, papers=(CasePaper.ACCOUNTS,), means=ReleaseMeans.FILE)
    by = deputy("2024-06-11", NAGASAKI)
    copy = only(CopiesHandedOver, when(state, named, by))
    assert (copy.recipient, copy.papers, copy.consent_id) == (Sealed(BANK), (CasePaper.ACCOUNTS,), CONSENT)
    assert state.releases.consents[CONSENT].dated_on == day("2024-06-10")

    wider = named.model_copy(update={"papers": (CasePaper.ACCOUNTS, CasePaper.CONSULTATION_SHEET)})
    refusal = refused(state, wider, by)
    assert (refusal.provision, refusal.field) == ("YR-2-1-4-4", "papers")
    assert "相談票" in refusal.ja


@pytest.mark.scenario("A-CON-01")
def test_a_consent_that_was_taken_back_opens_nothing_from_that_day() -> None:
    state = consented(consulted(NAGASAKI, "2024-05-27"), "2024-06-10")
    by = deputy("2024-06-20", NAGASAKI)
    withdrawn = when(state, WithdrawWrittenConsent(consent_id=CONSENT), by)
    only(WrittenConsentWithdrawn, withdrawn)
    state = then(state, withdrawn, by)
    assert when(state, WithdrawWrittenConsent(consent_id=CONSENT), by) == []
    named = HandOverPapers(consent_id=CONSENT, papers=(CasePaper.ACCOUNTS,))
    assert refused(state, named, by).provision == "YR-2-1-4-4"
    only(CopiesHandedOver, when(state, named, deputy("2024-06-19", NAGASAKI)))  # an earlier day, recorded late


@pytest.mark.scenario("A-CON-01")
def test_in_a_guarantors_case_the_guarantor_consents() -> None:
    state = given(*joint(prefecture=NAGASAKI), RoleExplained(case_id=CASE), on="2024-08-28", council=NAGASAKI)
    by = deputy("2024-09-02", NAGASAKI)
    assert refused(state, consent(), by).provision == "B4-6"
    guarantors = consent(given_by=ConsentGiver.GUARANTOR)
    state = then(state, when(state, guarantors, by), by)
    only(CopiesHandedOver, when(state, HandOverPapers(consent_id=CONSENT, papers=(CasePaper.ACCOUNTS,)), by))


def finished() -> State:
    state = consented(consulted(NAGASAKI, "2024-05-27"), "2024-06-10")
    by = head("2024-07-08", NAGASAKI)
    for command in (CloseConsultation(result=FirstResponse.SOLVED), DraftReport()):
        state = then(state, when(state, command, by, Around(document="報告書")), by)
    return state


@pytest.mark.scenario("A-CON-02")
def test_the_prescribed_report_reaches_its_two_addressees_without_consent_and_nobody_else() -> None:
    state = finished()
    submit = SubmitReport(bureau_on=day("2024-07-10"), headquarters_on=day("2024-07-10"))
    report = only(ConsultationReportSubmitted, when(state, submit, head("2024-07-10", NAGASAKI)))
    assert {each.name for each in bureaus() if each.code == report.bureau} == {"九州経済産業局"}
    assert report.headquarters_on == day("2024-07-10")

    by = head("2024-07-11", NAGASAKI)
    prefecture = Disclose(
        recipient_kind=RecipientKind.AUTHORITY,
        recipient="長崎県の部局",
        scope="窓口相談対応報告書",
        means=ReleaseMeans.SYSTEM,
    )
    assert refused(state, prefecture, by).provision == "YR-2-1-4-4"
    for ground in (DisclosureGround.PRESCRIBED, DisclosureGround.EVALUATION):
        refusal = refused(state, prefecture.model_copy(update={"ground": ground}), by)
        assert (refusal.provision, refusal.field) == ("LAW-136-2", "recipient_kind")

    evaluation = Disclose(
        ground=DisclosureGround.EVALUATION,
        recipient_kind=RecipientKind.SMRJ,
        recipient="中小機構",
        scope="2024年度の評価に必要な案件の情報",
    )
    disclosed = only(CaseDisclosed, when(state, evaluation, by))
    assert (disclosed.ground, disclosed.scope) == (
        DisclosureGround.EVALUATION,
        Sealed("2024年度の評価に必要な案件の情報"),
    )


@pytest.mark.scenario("A-CON-06")
def test_another_host_is_told_only_for_the_brokering_of_a_hand_over() -> None:
    state = consulted(OKAYAMA, "2025-04-14")
    by = head("2025-04-16", OKAYAMA)
    brokering = Disclose(
        ground=DisclosureGround.BROKERING,
        recipient_kind=RecipientKind.HOST,
        recipient="広島県の認定支援機関",
        scope="充填ラインの引継ぎの仲介に必要な情報",
    )
    disclosed = only(CaseDisclosed, when(state, brokering, by))
    assert (disclosed.ground, disclosed.recipient_kind) == (DisclosureGround.BROKERING, RecipientKind.HOST)
    assert disclosed.consent_id is None

    learning = Disclose(recipient_kind=RecipientKind.COUNCIL, recipient="鳥取県の協議会", scope="案件の全体")
    assert refused(state, learning, by).provision == "YR-2-1-4-4"
    under_cover = learning.model_copy(update={"ground": DisclosureGround.BROKERING})
    assert refused(state, under_cover, by).provision == "LAW-136-2"


@pytest.mark.scenario("A-CON-06")
def test_with_the_companys_consent_its_recipient_is_told_and_no_other_kind_of_body() -> None:
    state = consented(consulted(NAGASAKI, "2024-05-27"), "2024-06-10")
    by = head("2024-06-11", NAGASAKI)
    told = Disclose(
        ground=DisclosureGround.CONSENT,
        recipient_kind=RecipientKind.FINANCIAL_INSTITUTION,
        recipient=BANK,
        consent_id=CONSENT,
        papers=(CasePaper.ACCOUNTS,),
        scope="決算書の内容",
    )
    assert only(CaseDisclosed, when(state, told, by)).consent_id == CONSENT
    other = told.model_copy(update={"recipient_kind": RecipientKind.COUNCIL})
    assert refused(state, other, by).provision == "YR-2-1-4-4"
    assert refused(state, told.model_copy(update={"consent_id": None}), by).provision == "YR-2-1-4-4"
    assert refused(state, told, deputy("2024-06-11", NAGASAKI)).forbidden
