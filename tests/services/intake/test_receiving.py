"""Who receives and registers, for whom, with what number; and what a registered company brings to the reception."""

from uuid import UUID

import pytest
from council_events import Sealed
from council_events.deciding import Fact, Refused
from council_events.intake import (
    CompanyRegistered,
    ConsultationOpened,
    Requester,
    RoleExplained,
)
from council_events.values import Industry, LegalForm, Office
from council_intake.commands import (
    OpenConsultation,
    RegisterCompany,
)
from council_intake.domain import (
    INITIAL,
    NO_COMPANY,
    Around,
    Company,
    evolve_company,
    register,
)
from pydantic import ValidationError

from tests.services.intake.situations import (
    CASE,
    MIE,
    asking,
    day,
    deputy,
    given,
    head,
    opened,
    reception,
    refused,
    when,
)

TEA = UUID("018f5e1c-0000-7000-8000-0000000000c1")
TEA_NUMBER = "2999901000121"


# ---- reception: who, to whom, with what number


def test_a_consultation_is_assigned_to_a_deputy_or_the_head() -> None:
    to_secretariat = reception(assigned_to="p24-office")
    around = Around(assignee_offices=frozenset({Office.SECRETARIAT}))
    refusal = refused(INITIAL, to_secretariat, deputy("2024-05-14"), around)
    assert (refusal.provision, refusal.field) == ("YR-2-2-3-1", "assigned_to")
    bank = reception(Requester.ADVISER, assigned_to="p24-office")
    assert refused(INITIAL, bank, deputy("2024-05-14"), around).provision == "YR-2-2-2-1"


def test_a_head_may_receive_for_a_deputy() -> None:
    around = Around(assignee_offices=frozenset({Office.DEPUTY}))
    (event,) = when(INITIAL, reception(assigned_to="p24-deputy"), head("2024-05-14"), around)
    assert isinstance(event, ConsultationOpened)
    assert event.assigned_to == "p24-deputy"


@pytest.mark.parametrize("office", [Office.EXPERT, Office.SECRETARIAT, Office.DEPUTY_IMPROVEMENT, Office.HOST_HEAD])
def test_nobody_else_receives_or_registers(office: Office) -> None:
    by = asking("2024-05-14", office)
    assert refused(INITIAL, reception(), by).forbidden
    with pytest.raises(Refused, match="YR-2-2-1"):
        register(NO_COMPANY, REGISTER, by)


def test_a_consultation_opened_again_changes_nothing() -> None:
    assert when(given(opened()), reception(), deputy("2024-05-14")) == []


def test_a_wrong_check_digit_is_refused_at_the_field() -> None:
    refusal = refused(INITIAL, reception(corporate_number="1999901000121"), deputy("2024-05-14"))
    assert (refusal.provision, refusal.field) == ("STD-1", "corporate_number")
    assert when(INITIAL, reception(corporate_number=TEA_NUMBER), deputy("2024-05-14"))


@pytest.mark.parametrize("number", ["２９９９９０１０００１２１", "299990100012", "29999010001211", "2999901-00121"])
def test_a_number_that_is_not_thirteen_half_width_digits_is_malformed(number: str) -> None:
    with pytest.raises(ValidationError):
        OpenConsultation.model_validate(reception().model_dump() | {"corporate_number": number})


# ---- companies


REGISTER = RegisterCompany(
    company_id=TEA,
    name="伊勢宮川製茶株式会社（架空）",
    kana="イセミヤガワセイチャ",
    corporate_number=TEA_NUMBER,
    legal_form=LegalForm.STOCK_COMPANY,
    industry=Industry.MANUFACTURING,
    prefecture="24",
    address="三重県伊勢市",
)


def test_a_company_is_registered_and_its_number_is_sealed_like_its_name() -> None:
    (event,) = register(NO_COMPANY, REGISTER, deputy("2024-05-14"))
    assert isinstance(event, CompanyRegistered)
    assert event.corporate_number == Sealed(TEA_NUMBER)
    known = evolve_company(NO_COMPANY, Fact(event, day("2024-05-14"), MIE, "p24-deputy"))
    assert register(known, REGISTER, deputy("2024-05-14")) == []
    assert evolve_company(known, Fact(RoleExplained(case_id=CASE), day("2024-05-14"), MIE, "p24-deputy")) == known


def test_a_sole_proprietor_is_registered_without_a_number_and_never_with_one() -> None:
    farm = REGISTER.model_copy(update={"legal_form": LegalForm.SOLE_PROPRIETOR})
    with pytest.raises(Refused, match="STD-1"):
        register(NO_COMPANY, farm, deputy("2024-05-14"))
    assert register(NO_COMPANY, farm.model_copy(update={"corporate_number": None}), deputy("2024-05-14"))


def test_a_registered_company_brings_its_name_and_number_to_the_reception() -> None:
    (registered,) = register(NO_COMPANY, REGISTER, deputy("2024-05-14"))
    company = evolve_company(NO_COMPANY, Fact(registered, day("2024-05-14"), MIE, "p24-deputy"))
    (event,) = when(INITIAL, reception(company_id=TEA), deputy("2024-05-14"), Around(company=company))
    assert isinstance(event, ConsultationOpened)
    assert isinstance(registered, CompanyRegistered)
    assert (event.company_name, event.corporate_number) == (registered.name, registered.corporate_number)
    assert event.company_phone is None


def test_company_fields_given_at_the_reception_are_sealed_under_the_companys_key() -> None:
    command = reception(company_id=TEA, company_name="伊勢宮川製茶", company_phone="0596-00-0000")
    (event,) = when(INITIAL, command, deputy("2024-05-14"), Around(company=Company()))
    assert isinstance(event, ConsultationOpened)
    assert event.company_name is not None
    assert event.company_name.subject == f"company:{TEA}"
    assert event.requester_name is None
