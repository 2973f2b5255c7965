"""A subscription is asked for with its basis, examined and approved by two, and ends."""

import datetime as dt

import pytest
from council_events.deciding import Refused
from council_events.feed import (
    CredentialRotated,
    EndpointDisabled,
    EndpointStop,
    ReplayRequested,
    SubscriptionApproved,
    SubscriptionEnd,
    SubscriptionEnded,
    SubscriptionExamined,
    SubscriptionRefused,
    SubscriptionRenewed,
    SubscriptionRequested,
    TestRequested,
    TroubleKind,
)
from council_feed import commands as asked
from council_feed.domain.subscription import (
    INITIAL,
    About,
    Stage,
    decide,
    expired,
    notice,
    recovered,
    stop,
    valid_versions,
)
from council_feed.rules.subscriptions import REPLAY_AT_ONCE

from tests.services.feed.situations import FIRST, OWNER, SECOND, SUBSCRIPTION, TODAY, Told, approved, asking, request


def refused(told: Told, person: str, command: asked.Command) -> Refused:
    with pytest.raises(Refused) as caught:
        told.when(person, command)
    return caught.value


def test_a_request_is_recorded_with_its_basis_and_its_owner():
    [event] = Told().when(OWNER, request(councils=("14", "13", "13")))
    assert isinstance(event, SubscriptionRequested)
    assert (event.owner, event.councils, event.agreement) == (OWNER, ("13", "14"), "2026-11")


def test_two_officers_approve():
    told = approved()
    assert [type(event) for event in told.events[1:]] == [SubscriptionExamined, SubscriptionApproved]
    assert told.state.stage is Stage.ACTIVE


def test_who_examined_does_not_approve():
    told = Told()
    told.when(OWNER, request())
    told.when(FIRST, asked.ExamineRequest())
    assert refused(told, FIRST, asked.ApproveRequest()).forbidden


def test_nobody_approves_what_nobody_has_examined():
    told = Told()
    told.when(OWNER, request())
    assert refused(told, SECOND, asked.ApproveRequest())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": dt.date(2026, 3, 1)}, "ends_on"),
        ({"ends_on": dt.date(2029, 4, 1)}, "ends_on"),
        ({"agreement": None}, "agreement"),
        ({"legal_basis": "publication"}, "legal_basis"),
        ({"event_types": ("council.public.NoSuchThing.v1",)}, "event_types"),
    ],
)
def test_a_request_outside_the_rules_is_refused_with_its_field(changes, field):
    assert refused(Told(), OWNER, request(**changes)).field == field


def test_the_open_tier_needs_no_agreement():
    assert Told().when(OWNER, request(tier="open", legal_basis="publication", agreement=None))


def test_a_renewal_takes_four_eyes_too():
    told = approved()
    told.when(OWNER, asked.RequestRenewal(ends_on=dt.date(2029, 3, 31)), dt.date(2028, 3, 1))
    assert refused(told, SECOND, asked.ApproveRequest())
    told.when(SECOND, asked.ExamineRequest())
    assert refused(told, SECOND, asked.ApproveRequest()).forbidden
    [event] = told.when(FIRST, asked.ApproveRequest())
    assert isinstance(event, SubscriptionRenewed)
    assert told.state.ends_on == dt.date(2029, 3, 31)


def test_a_suspended_subscription_is_resumed():
    told = approved()
    told.when(FIRST, asked.SuspendSubscription(cause="security"))
    assert told.state.stage is Stage.SUSPENDED
    told.when(FIRST, asked.ResumeSubscription())
    assert told.state.stage is Stage.ACTIVE


def test_a_term_that_is_over_ends_it():
    told = approved()
    assert expired(told.state, SUBSCRIPTION, dt.date(2028, 3, 31)) == []
    [event] = expired(told.state, SUBSCRIPTION, dt.date(2028, 4, 1))
    assert event == SubscriptionEnded(subscription_id=SUBSCRIPTION, cause=SubscriptionEnd.TERM)


def test_nothing_is_done_with_an_ended_subscription():
    told = approved()
    told.when(OWNER, asked.GiveUpSubscription())
    assert refused(told, OWNER, asked.SendTestEvent())


def test_webhooks_go_over_tls_but_for_hosts_of_the_development():
    told = approved()
    assert refused(told, OWNER, asked.RegisterEndpoint(url="http://receiver.example.jp/")).field == "url"
    assert told.when(OWNER, asked.RegisterEndpoint(url="http://127.0.0.1:9000/events"))


@pytest.mark.parametrize(
    "url", ["https://me:pw@host/", "https://host/?key=1", "ftp://host/", "https://host/#x", "file:///etc"]
)
def test_an_address_with_a_user_a_query_or_another_scheme_is_none(url):
    with pytest.raises(ValueError, match="url"):
        asked.RegisterEndpoint(url=url)


def test_a_way_that_was_not_approved_is_not_set_up():
    told = approved(ways=("pull",))
    assert refused(told, OWNER, asked.RegisterEndpoint(url="https://receiver.example.jp/"))


def test_an_earlier_signing_key_ends_within_thirty_days():
    told = approved()
    assert refused(told, OWNER, asked.RotateSigningKey(earlier_until=TODAY + dt.timedelta(days=31))).field
    told.when(OWNER, asked.RotateSigningKey(earlier_until=TODAY + dt.timedelta(days=30)))
    assert (told.state.signing_version, told.state.earlier_until) == (2, TODAY + dt.timedelta(days=30))


def test_the_owner_is_told_of_each_trouble_once_and_that_it_is_over():
    told = approved()
    told.when(OWNER, asked.RegisterEndpoint(url="https://receiver.example.jp/"))
    for kind in TroubleKind:
        [event] = notice(told.state, SUBSCRIPTION, kind, TODAY)
        told.given(event)
        assert notice(told.state, SUBSCRIPTION, kind, TODAY) == []
    [event] = recovered(told.state, SUBSCRIPTION)
    told.given(event)
    assert recovered(told.state, SUBSCRIPTION) == []
    assert notice(told.state, SUBSCRIPTION, TroubleKind.FAILING, TODAY)


def test_an_endpoint_that_is_gone_is_disabled_until_the_owner_enables_it():
    told = approved()
    told.when(OWNER, asked.RegisterEndpoint(url="https://receiver.example.jp/"))
    assert refused(told, OWNER, asked.EnableEndpoint())
    [event] = stop(told.state, SUBSCRIPTION, EndpointStop.GONE)
    assert isinstance(event, EndpointDisabled)
    told.given(event)
    assert stop(told.state, SUBSCRIPTION, EndpointStop.GONE) == []
    told.when(OWNER, asked.EnableEndpoint())
    assert told.state.stopped is None


def test_what_was_never_asked_for_has_no_owner_and_is_not_acted_on():
    told = Told()
    assert told.state.owner == ""
    assert refused(told, FIRST, asked.ExamineRequest()).provision == "LAW-136"
    told.when(OWNER, request())
    assert told.state.owner == OWNER
    assert refused(told, OWNER, request()).provision == "LAW-136", "it is asked for once"
    assert refused(told, OWNER, asked.RequestRenewal(ends_on=dt.date(2029, 3, 31))), "nothing runs yet"


def test_law_136_2_another_owner_subscribes_under_another_name():
    with pytest.raises(Refused) as refusal:
        decide(INITIAL, request(), asking(OWNER), About(SUBSCRIPTION, owners=frozenset({"sys-owner-2"})))
    assert (refusal.value.provision, refusal.value.field) == ("LAW-136-2", "system")


def test_an_officer_refuses_a_request_and_nothing_that_runs():
    told = Told()
    told.when(OWNER, request())
    [event] = told.when(FIRST, asked.RefuseRequest())
    assert isinstance(event, SubscriptionRefused)
    assert told.state.stage is Stage.REFUSED
    assert refused(told, FIRST, asked.ExamineRequest())
    assert refused(approved(), FIRST, asked.RefuseRequest())


def test_what_runs_is_examined_again_only_for_a_renewal():
    told = approved()
    assert refused(told, FIRST, asked.ExamineRequest())
    told.when(OWNER, asked.RequestRenewal(ends_on=dt.date(2029, 3, 31)), dt.date(2028, 3, 1))
    assert told.when(FIRST, asked.ExamineRequest())
    shorter = asked.RequestRenewal(ends_on=dt.date(2028, 3, 31))
    assert told.when(OWNER, shorter) == [], "it ends no earlier already"


@pytest.mark.parametrize(
    ("command", "cause"),
    [
        (asked.GiveUpSubscription(), SubscriptionEnd.OWNER),
        (asked.EndSubscription(), SubscriptionEnd.HEADQUARTERS),
    ],
)
def test_the_end_says_who_ended_it(command, cause):
    told = approved()
    [event] = told.when(FIRST, command)
    assert event == SubscriptionEnded(subscription_id=SUBSCRIPTION, cause=cause)
    assert expired(told.state, SUBSCRIPTION, dt.date(2030, 1, 1)) == []


def test_only_what_runs_is_suspended_and_only_what_is_suspended_goes_on():
    told = approved()
    assert refused(told, FIRST, asked.ResumeSubscription())
    told.when(FIRST, asked.SuspendSubscription(cause="security"))
    assert refused(told, FIRST, asked.SuspendSubscription(cause="security"))


def test_a_credential_is_rotated_by_its_number():
    told = approved()
    [event] = told.when(OWNER, asked.RotateCredential())
    assert isinstance(event, CredentialRotated)
    assert told.state.credential_version == event.version == 2


def test_an_owner_stops_the_endpoint_once_and_tries_it_while_the_subscription_runs():
    told = approved()
    assert stop(told.state, SUBSCRIPTION, EndpointStop.GONE) == [], "none is registered"
    told.when(OWNER, asked.RegisterEndpoint(url="https://receiver.example.jp/"))
    [tried] = told.when(OWNER, asked.SendTestEvent())
    assert isinstance(tried, TestRequested)
    [stopped] = told.when(OWNER, asked.DisableEndpoint())
    assert stopped == EndpointDisabled(subscription_id=SUBSCRIPTION, cause=EndpointStop.OWNER)
    assert told.when(OWNER, asked.DisableEndpoint()) == []


def test_a_replay_is_a_range_of_the_log_of_bounded_length():
    told = approved()
    [event] = told.when(OWNER, asked.ReplayRange(first=1, last=REPLAY_AT_ONCE))
    assert isinstance(event, ReplayRequested)
    before = told.state
    told.given(event)
    assert told.state == before, "nothing that decisions look at"
    assert refused(told, OWNER, asked.ReplayRange(first=1, last=REPLAY_AT_ONCE + 1)).field == "last"
    assert refused(told, OWNER, asked.ReplayRange(first=2, last=1)).field == "last"


def test_an_earlier_key_holds_until_its_last_day():
    last = TODAY + dt.timedelta(days=30)
    assert valid_versions(1, None, TODAY) == [(1, None)]
    assert valid_versions(2, last, last) == [(2, None), (1, last)]
    assert valid_versions(2, last, last + dt.timedelta(days=1)) == [(2, None)]
