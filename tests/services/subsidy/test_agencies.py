"""The register of 認定経営革新等支援機関 (SUB-P-2): standing data with effective dates, and what cases may rest on it for."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from council_directory.directory import HQ
from council_events.deciding import Asking, Fact, Refused
from council_events.subsidy import AgencyCertified, AgencyKind, BankKind, BankTie, BankTieEnded, BankTrack
from council_events.values import Office
from council_subsidy import commands as c
from council_subsidy.commands.agencies import (
    AgencyCommand,
    CertifyAgency,
    EndBankTie,
    RecordBankTie,
    RenameAgency,
    RenewCertification,
    WithdrawCertification,
)
from council_subsidy.domain import (
    UNKNOWN_AGENCY,
    Agency,
    agency_steps,
    certify_agency,
    decide_agency,
    evolve_agency,
    stream_of,
)
from council_subsidy.queries.agencies import standing_of
from council_subsidy.rules.agencies import Period, renewal_due, usual_last_day
from council_subsidy.rules.terms import Terms
from pydantic import ValidationError

from tests.services.subsidy.situations import (
    AMANE,
    CHECKED,
    EXPLAINED,
    HAKATA,
    LINES,
    MONITORING_EXPLAINED,
    NOTOMA,
    REPORT_CHECKED,
    Case,
    accompaniment,
    agencies,
    application,
    cost,
    early,
    plan_claim,
    secretary,
)

ON = "2024-04-01"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class Entry:
    """An agency of the register that is told command by command."""

    def __init__(self, agency_id: str = AMANE) -> None:
        self.agency: Agency = UNKNOWN_AGENCY
        self.agency_id = agency_id

    def certified(self, certified_on: str, expires_on: str | None = None, **changes: Any) -> "Entry":
        command = CertifyAgency(
            agency_id=self.agency_id,
            name="税理士法人あまね会計（架空）",
            kind=AgencyKind.TAX_ACCOUNTANT,
            certified_on=day(certified_on),
            expires_on=None if expires_on is None else day(expires_on),
        )
        self.events = certify_agency(self.agency, command.model_copy(update=changes), secretary("2026-01-05"))
        return self._taken("2026-01-05")

    def when(self, command: AgencyCommand, on: str = "2026-01-05", by: Asking | None = None) -> "Entry":
        self.events = decide_agency(self.agency, command, by or secretary(on))
        return self._taken(on)

    def _taken(self, on: str) -> "Entry":
        for event in self.events:
            self.agency = evolve_agency(self.agency, Fact(event, day(on), "17", "p17-secretariat"))
        return self

    def refused(self, command: AgencyCommand, on: str = "2026-01-05", by: Asking | None = None) -> Refused:
        with pytest.raises(Refused) as caught:
            decide_agency(self.agency, command, by or secretary(on))
        return caught.value


def a_bank(agency_id: str = HAKATA, kind: BankKind = BankKind.PRIVATE, tie: BankTie = BankTie.ITSELF) -> Agency:
    entry = Entry(agency_id).certified("2022-04-01")
    return entry.when(
        RecordBankTie(tie=tie, bank_kind=kind, institution="能登銀行（架空）", begins_on=day("2022-04-01"))
    ).agency


# ---- the register


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


# ---- what cases rest on


def registered(*entries: Entry) -> Mapping[str, Agency]:
    return {entry.agency_id: entry.agency for entry in entries}


VALID = registered(Entry().certified("2022-04-01"), Entry(NOTOMA).certified("2022-04-01"))
KEPT = Terms(agencies_registered_from=day("2024-04-01"))


def test_sub_p_2_an_application_with_a_lapsed_agency_is_refused_at_filing_and_at_acceptance() -> None:
    lapsed = registered(Entry().certified("2019-04-01"))  # to 2024-03-31
    case = Case()
    case.register = lapsed
    refused = case.refusal("2024-04-01", application())
    assert (refused.provision, refused.field) == ("SUB-P-2", "agencies")
    assert case.ask("2024-03-29", application(registry_certificate_on=day("2024-03-01")))
    case.advised("2024-04-01", EXPLAINED)
    assert case.refusal("2024-04-01", c.AcceptApplication()).provision == "SUB-P-2"
    assert case.ask("2024-03-31", c.AcceptApplication())


def test_sub_p_2_from_the_day_of_the_register_an_agency_must_stand_in_it() -> None:
    for register, days in (({}, ("2024-04-01", "2024-04-02")), (VALID, ())):
        case = Case(terms=KEPT)
        case.register = register
        for on in days:
            assert case.refusal(on, application()).field == "agencies"
        assert case.ask("2024-03-31", application()), "before, the notice of certification is enough"
    without = Case(terms=Terms(agencies_registered_from=None))
    assert without.ask("2030-04-01", application()), "a deployment may keep none"
    unknown = Case(terms=KEPT)
    unknown.register = VALID
    unknown.ask("2024-03-31", application(agencies=agencies(AMANE, HAKATA)))
    unknown.advised("2024-04-01", EXPLAINED)
    assert HAKATA in unknown.refusal("2024-04-01", c.AcceptApplication()).ja


def test_yr_1_2_1_a_host_of_a_council_is_no_agency() -> None:
    """認定支援機関 and 認定経営革新等支援機関 are certified under two acts (YR-1-2-1)."""
    for code in ("17", "hq", "BUR-04"):
        with pytest.raises(ValidationError):
            agencies(code)
    case = Case(terms=KEPT)
    case.register = VALID
    assert case.refusal("2024-04-15", application(agencies=agencies(HAKATA))).provision == "SUB-P-2"


PLAN = cost(AMANE, LINES.PLAN, 1_200_000)


def accepted() -> Case:
    case = Case()
    case.register = VALID
    filed = application(PLAN, cost(AMANE, LINES.ACCOMPANIMENT, 150_000), registry_certificate_on=day("2024-07-01"))
    return case.accepted(filed, "2024-07-16")


@pytest.mark.parametrize(
    ("certified_on", "expires_on", "paid"),
    [
        ("2022-04-01", "2024-09-30", True),  # the plan was completed on this day
        ("2022-04-01", "2024-09-29", False),
        ("2024-07-16", "2029-07-15", True),  # the work began on this day
        ("2024-07-17", "2029-07-16", False),
    ],
)
def test_sub_p_2_work_outside_the_validity_is_not_claimed(certified_on: str, expires_on: str, paid: bool) -> None:
    case = accepted()
    case.register = registered(Entry().certified(certified_on, expires_on))
    if paid:
        assert case.ask("2024-10-15", plan_claim(PLAN))
    else:
        refused = case.refusal("2024-10-15", plan_claim(PLAN))
        assert (refused.provision, refused.field) == ("SUB-P-2", "worked_from")


def test_sub_p_2_work_across_a_renewal_is_covered_and_across_a_gap_it_is_not() -> None:
    case = accepted()
    over = Entry().certified("2019-09-01")  # to 2024-08-31
    case.register = registered(over.when(RenewCertification(renewed_on=day("2024-08-30"))))
    assert case.ask("2024-10-15", plan_claim(PLAN))
    touching = Entry().certified("2019-08-15").certified("2024-08-15")
    gap = Entry().certified("2019-08-15").certified("2024-08-16")
    other = accepted()
    other.register = registered(gap)
    assert "2024-08-15" in other.refusal("2024-10-15", plan_claim(PLAN)).ja
    other.register = registered(touching)
    assert other.ask("2024-10-15", plan_claim(PLAN))


def test_sub_p_2_the_payment_is_decided_by_what_the_register_says_then() -> None:
    case = accepted()
    case.ask("2024-10-15", plan_claim(PLAN))
    case.advised("2024-10-15", CHECKED)
    case.advised("2024-10-15", MONITORING_EXPLAINED)
    withdrawn = Entry().certified("2022-04-01")
    case.register = registered(
        withdrawn.when(WithdrawCertification(withdrawn_on=day("2024-08-01"), reason="認定の取消し"))
    )
    assert case.refusal("2024-10-16", c.DecidePlanFee()).provision == "SUB-P-2"
    case.register = VALID
    assert case.ask("2024-10-16", c.DecidePlanFee())


def test_sub_p_2_accompaniment_is_paid_to_an_agency_that_is_certified_at_the_end_of_its_period() -> None:
    report = accompaniment(cost(AMANE, LINES.ACCOMPANIMENT, 150_000))  # to 2025-03-31
    for last, fine in (("2025-03-30", False), ("2025-03-31", True)):
        case = accepted()
        case.decided("2024-10-15", plan_claim(PLAN))
        case.register = registered(Entry().certified("2022-04-01", last))
        if fine:
            case.ask("2025-06-10", report)
            case.advised("2025-06-10", REPORT_CHECKED)
            assert case.ask("2025-06-11", c.DecideAccompaniment())
        else:
            refused = case.refusal("2025-06-10", report)
            assert (refused.provision, refused.field) == ("SUB-P-2", "period_to")


def test_sub_e_9_the_bank_track_is_a_private_banks_that_the_register_knows_as_one() -> None:
    filed = early(
        cost(HAKATA, LINES.PLAN, 150_000),
        agencies=agencies(HAKATA),
        interim_requested=False,
        by_private_bank=True,
        bank_is_main=True,
        zero_zero_balance=15_000_000,
        bank_total_lending=20_000_000,
    )
    case = Case()
    for agency, provision in (
        (Entry(HAKATA).certified("2022-04-01").agency, "SUB-E-9"),
        (a_bank(kind=BankKind.GOVERNMENT), "SUB-E-9"),
        (a_bank(tie=BankTie.GROUP), "SUB-E-9"),
    ):
        case.register = {HAKATA: agency}
        refused = case.refusal("2025-04-01", filed)
        assert (refused.provision, refused.field) == (provision, "by_private_bank")
    assert case.refusal("2024-04-01", filed).provision == "SUB-E-8"
    case.register = {HAKATA: a_bank()}
    [event, *_] = case.ask("2025-04-01", filed)
    assert event.bank == BankTrack(main_bank=True, zero_zero_balance=15_000_000, total_lending=20_000_000)  # type: ignore[attr-defined]
    unknown = Case()
    assert unknown.ask("2025-04-01", filed), "what the register does not know it does not refuse"


def test_sub_p_5_a_main_bank_signs_as_an_agency() -> None:
    signed = application(agencies=agencies(AMANE, HAKATA), main_bank_signed=True)
    case = Case()
    case.register = registered(Entry().certified("2022-04-01"), Entry(HAKATA).certified("2022-04-01"))
    refused = case.refusal("2024-04-15", signed)
    assert (refused.provision, refused.field) == ("SUB-P-5", "main_bank_signed")
    assert case.ask("2024-04-15", signed.model_copy(update={"main_bank_signed": False}))
    case = Case()
    case.register = registered(Entry().certified("2022-04-01"))
    assert case.ask("2024-04-15", signed), "of the other agency the register knows nothing"
    case = Case()
    case.register = {**registered(Entry().certified("2022-04-01")), HAKATA: a_bank(kind=BankKind.GOVERNMENT)}
    assert case.ask("2024-04-15", signed)


def test_a_claim_from_before_its_days_were_told_is_held_against_its_acceptance() -> None:
    case = accepted()
    case.ask("2024-10-15", plan_claim(PLAN))
    assert case.state.claim is not None
    case.state = replace(
        case.state, claim=case.state.claim.model_copy(update={"worked_from": None, "plan_completed_on": None})
    )
    case.advised("2024-10-15", CHECKED)
    case.advised("2024-10-15", MONITORING_EXPLAINED)
    case.register = registered(Entry().certified("2024-07-17"))
    assert case.refusal("2024-10-16", c.DecidePlanFee()).provision == "SUB-P-2"
    case.register = registered(Entry().certified("2024-07-16"))
    assert case.ask("2024-10-16", c.DecidePlanFee())


def test_an_entry_carries_what_its_notice_says() -> None:
    [event] = Entry().certified("2022-04-01").events
    assert isinstance(event, AgencyCertified)
    assert (event.agency_id, event.kind, event.certified_on) == (AMANE, AgencyKind.TAX_ACCOUNTANT, day("2022-04-01"))
    assert event.name.clear == "税理士法人あまね会計（架空）"
