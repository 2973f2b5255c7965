"""The register of 認定経営革新等支援機関 (SUB-P-2): standing data with effective dates."""

from dataclasses import replace
from typing import Any

import pytest
from council_directory.directory import HQ
from council_events.deciding import Asking, Fact, Refused
from council_events.subsidy import (
    AgencyCertified,
    AgencyKind,
    BankKind,
    BankTie,
    BankTieEnded,
    CertificationRenewed,
    FeePaid,
)
from council_events.values import Office
from council_subsidy.commands.agencies import (
    AgencyCommand,
    EndBankTie,
    RecordBankTie,
    RenameAgency,
    RenewCertification,
    WithdrawCertification,
)
from council_subsidy.domain import (
    INITIAL,
    UNKNOWN_AGENCY,
    agency_steps,
    evolve,
    evolve_agency,
    stream_of,
)
from council_subsidy.queries.agencies import standing_of
from council_subsidy.rules.agencies import Period, renewal_due, usual_last_day

from tests.replay.sample_events import sample
from tests.services.subsidy.register import Entry, a_bank, day
from tests.services.subsidy.situations import (
    AMANE,
    HAKATA,
    NOTOMA,
    Case,
    application,
    secretary,
)

ON = "2024-04-01"


def test_sub_p_2_a_certification_is_valid_for_five_years_from_its_day() -> None:
    agency = Entry().certified("2022-04-01").agency
    assert agency.periods == (Period(day("2022-04-01"), day("2027-03-31")),)
    assert [agency.is_certified_on(day(on)) for on in ("2022-03-31", "2022-04-01", "2027-03-31", "2027-04-01")] == [
        False,
        True,
        True,
        False,
    ]
    assert usual_last_day(day("2013-02-01")) == day("2023-07-08"), "validity is counted from 2018-07-09 at the earliest"
    assert renewal_due(day("2027-03-31")) == day("2027-03-01")


@pytest.mark.parametrize("last", ["2022-04-01", "2022-03-31", "2027-04-02"])
def test_sub_p_2_no_notice_names_a_validity_of_more_than_five_years_or_of_none(last: str) -> None:
    with pytest.raises(Refused) as caught:
        Entry().certified("2022-04-01", last)
    assert (caught.value.provision, caught.value.field) == ("SUB-P-2", "expires_on")
    for within in ("2022-04-02", "2027-04-01"):
        assert Entry().certified("2022-04-01", within).agency.expires_on == day(within)


def test_sub_p_2_a_renewal_goes_on_without_a_gap_and_a_lapsed_agency_is_certified_anew() -> None:
    entry = Entry().certified("2019-05-01")
    renewed = Entry().certified("2019-05-01").when(RenewCertification(renewed_on=day("2024-04-30"))).agency
    assert renewed.periods == (Period(day("2019-05-01"), day("2029-04-30")),)
    late = entry.refused(RenewCertification(renewed_on=day("2024-05-01")))
    assert (late.provision, late.field) == ("SUB-P-2", "renewed_on")
    longer = RenewCertification(renewed_on=day("2024-04-30"), expires_on=day("2029-05-02"))
    assert entry.refused(longer).field == "expires_on"

    anew = entry.certified("2024-09-02").agency
    assert not anew.is_certified_on(day("2024-06-01"))
    assert anew.is_certified_on(day("2024-09-02"))


def test_sub_p_2_a_valid_certification_is_renewed_and_not_begun_anew() -> None:
    entry = Entry().certified("2022-04-01")
    for overlapping in ("2024-04-01", "2021-04-01"):
        with pytest.raises(Refused) as caught:
            entry.certified(overlapping)
        assert (caught.value.provision, caught.value.field) == ("SUB-P-2", "certified_on")
    assert entry.certified("2017-01-05", "2022-03-31").agency.periods[0].first == day("2017-01-05"), "an older one"


def test_what_is_entered_again_for_the_same_day_replaces_it_and_the_same_again_is_nothing() -> None:
    entry = Entry().certified("2022-04-01")
    assert entry.certified("2022-04-01").events == []
    assert entry.certified("2022-04-01", "2027-03-30").agency.periods == (Period(day("2022-04-01"), day("2027-03-30")),)
    assert entry.certified("2022-04-01", "2027-03-30", kind=AgencyKind.OTHER).agency.kind is AgencyKind.OTHER


def test_a_withdrawn_certification_ends_the_day_before_and_is_not_renewed() -> None:
    entry = Entry().certified("2022-04-01")
    entry.when(WithdrawCertification(withdrawn_on=day("2025-06-10"), reason="業務の廃止"))
    assert entry.agency.is_certified_on(day("2025-06-09"))
    assert not entry.agency.is_certified_on(day("2025-06-10"))
    for command in (
        RenewCertification(renewed_on=day("2025-06-09")),
        WithdrawCertification(withdrawn_on=day("2025-06-12"), reason="再度"),
    ):
        assert entry.refused(command).provision == "SUB-P-2"
    assert entry.certified("2025-09-01").agency.withdrawn_on is None, "certified anew"
    assert len(entry.agency.periods) == 2


def test_no_day_of_the_register_lies_ahead() -> None:
    entry = Entry().certified("2022-04-01")
    ahead = day("2026-01-06")
    commands: list[tuple[AgencyCommand, str]] = [
        (RenewCertification(renewed_on=ahead), "renewed_on"),
        (WithdrawCertification(withdrawn_on=ahead, reason="廃業"), "withdrawn_on"),
        (
            RecordBankTie(tie=BankTie.GROUP, bank_kind=BankKind.PRIVATE, institution="銀行", begins_on=ahead),
            "begins_on",
        ),
    ]
    assert [entry.refused(command).field for command, _ in commands] == [field for _, field in commands]
    with pytest.raises(Refused):
        Entry().certified("2026-01-06")


def test_a_tie_to_a_bank_has_its_days() -> None:
    agency = a_bank()
    assert [agency.is_private_bank_on(day(on)) for on in ("2022-03-31", "2022-04-01", "2030-01-01")] == [
        False,
        True,
        True,
    ]
    entry = Entry(HAKATA)
    entry.agency = agency
    early_end = entry.refused(EndBankTie(tie=BankTie.ITSELF, ends_on=day("2022-03-31")))
    assert early_end.field == "ends_on"
    entry.when(EndBankTie(tie=BankTie.ITSELF, ends_on=day("2024-03-31")))
    assert entry.agency.is_bank_on(day("2024-03-31"))
    assert not entry.agency.is_bank_on(day("2024-04-01"))
    assert entry.when(EndBankTie(tie=BankTie.ITSELF, ends_on=day("2024-03-31"))).events == []
    assert not a_bank(kind=BankKind.GOVERNMENT).is_private_bank_on(day(ON))
    assert a_bank(kind=BankKind.GOVERNMENT).is_bank_on(day(ON))
    assert not a_bank(tie=BankTie.GROUP).is_bank_on(day(ON)), "a subsidiary is no bank"


def test_only_ties_of_the_kind_end_that_still_go_on() -> None:
    entry = Entry().certified("2022-04-01")
    for tie in (BankTie.GROUP, BankTie.SECONDED):
        entry.when(RecordBankTie(tie=tie, bank_kind=BankKind.PRIVATE, institution="銀行", begins_on=day("2023-04-01")))
    entry.when(EndBankTie(tie=BankTie.GROUP, ends_on=day("2024-03-31")))
    assert [tie.ends_on for tie in entry.agency.ties] == [day("2024-03-31"), None]
    entry.when(EndBankTie(tie=BankTie.SECONDED, ends_on=day("2025-03-31")))
    assert [tie.ends_on for tie in entry.agency.ties] == [day("2024-03-31"), day("2025-03-31")]


def test_the_register_is_kept_by_the_secretariats_and_the_headquarters() -> None:
    entry, rename = Entry().certified("2022-04-01"), RenameAgency(name="あまね会計事務所（架空）")
    headquarters = Asking("hq-1", HQ, day(ON), frozenset({Office.HQ_OFFICER}))
    assert entry.when(rename, by=headquarters).agency.name is not None
    for by in (
        replace(secretary(ON), offices=frozenset({Office.HEAD})),
        replace(secretary(ON), council=HQ),
        replace(headquarters, offices=frozenset({Office.AUDITOR})),
    ):
        assert entry.refused(rename, by=by).forbidden
        assert {step.allowed for step in agency_steps(entry.agency, by)} == {False}
    assert Entry().refused(rename).provision == "SUB-P-2", "it was never entered"


def test_steps_of_an_entry_follow_its_standing() -> None:
    entry = Entry().certified("2022-04-01")

    def offered() -> set[type[Any]]:
        return {step.command for step in agency_steps(entry.agency, secretary(ON)) if step.allowed}

    assert offered() == {RenewCertification, WithdrawCertification, RenameAgency, RecordBankTie}
    entry.when(
        RecordBankTie(tie=BankTie.GROUP, bank_kind=BankKind.PRIVATE, institution="銀行", begins_on=day("2023-04-01"))
    )
    assert EndBankTie in offered()
    entry.when(WithdrawCertification(withdrawn_on=day("2025-06-10"), reason="業務の廃止"))
    assert offered() == {RenameAgency, RecordBankTie, EndBankTie}


def test_a_number_has_one_entry_in_all_councils_and_an_unknown_event_changes_nothing() -> None:
    assert stream_of(AMANE) == stream_of(AMANE) != stream_of(NOTOMA)
    agency = Entry().certified("2022-04-01").agency
    [filed, _] = Case().ask("2024-04-15", application())
    assert evolve_agency(agency, Fact(filed, day(ON), "17", "p17-secretariat")) is agency
    ended = BankTieEnded(agency_id=AMANE, tie=BankTie.GROUP, ends_on=day(ON))
    assert evolve_agency(agency, Fact(ended, day(ON), "17", "p17-secretariat")).ties == ()


def test_screens_say_how_a_certification_stands() -> None:
    def told(last: str | None, *, withdrawn: bool = False) -> str:
        return standing_of(None if last is None else day(last), withdrawn=withdrawn, today=day("2026-01-05"))

    assert [told("2026-01-04"), told("2026-01-05"), told("2026-07-04"), told("2026-07-05"), told(None)] == [
        "失効",
        "有効（まもなく期限）",
        "有効（まもなく期限）",
        "有効",
        "失効",
    ]
    assert told("2030-01-01", withdrawn=True) == "取消し・廃止"


def test_an_entry_carries_what_its_notice_says() -> None:
    [event] = Entry().certified("2022-04-01").events
    assert isinstance(event, AgencyCertified)
    assert (event.agency_id, event.kind, event.certified_on) == (AMANE, AgencyKind.TAX_ACCOUNTANT, day("2022-04-01"))
    assert event.name.clear == "税理士法人あまね会計（架空）"


def test_a_renewal_or_a_payment_of_what_is_not_on_record_changes_nothing() -> None:
    """`evolve` never argues with what happened."""
    renewed = CertificationRenewed(agency_id=AMANE, renewed_on=day(ON), expires_on=day("2027-03-31"))
    assert evolve_agency(UNKNOWN_AGENCY, Fact(renewed, day(ON), "17", "p17-secretariat")).periods == ()
    assert evolve(INITIAL, Fact(sample(FeePaid), day(ON), "17", "p17-secretariat")) == INITIAL
