"""Webhooks: signed so that others verify them, tried again on a schedule, sent to public addresses only."""

import datetime as dt
import json
import socket
from base64 import b64decode
from uuid import UUID, uuid4

import pytest
from council_feed.delivery.keys import CursorError, Keys
from council_feed.delivery.webhooks.guard import BlockedAddressError, allow, guarded_socket, is_public
from council_feed.delivery.webhooks.schedule import (
    DELAYS,
    MOST_ATTEMPTS,
    delay_after,
    gives_up_at,
    notice_after,
    pause_after,
    retry_after,
)
from council_feed.delivery.webhooks.signing import signature_headers
from council_feed.domain.subscription import valid_versions
from nacl.signing import VerifyKey
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

KEYS = Keys(b"s" * 32)
SUBSCRIPTION, EVENT = UUID(int=7), uuid4()
NOW = dt.datetime.now(dt.UTC)
BODY = json.dumps({"id": str(EVENT)}).encode()


def signed(*versions: int) -> dict[str, str]:
    keys = [KEYS.signing(SUBSCRIPTION, version) for version in versions]
    return signature_headers(EVENT, int(NOW.timestamp()), BODY, keys)


@pytest.mark.parametrize("version", [1, 2])
def test_the_reference_library_verifies_the_shared_secret_of_either_key(version):
    headers = signed(2, 1)
    Webhook(KEYS.signing(SUBSCRIPTION, version).shared).verify(BODY.decode(), headers)


def test_the_reference_library_refuses_another_body_and_another_secret():
    with pytest.raises(WebhookVerificationError):
        Webhook(KEYS.signing(SUBSCRIPTION, 1).shared).verify(BODY.decode() + " ", signed(1))
    with pytest.raises(WebhookVerificationError):
        Webhook(KEYS.signing(SUBSCRIPTION, 3).shared).verify(BODY.decode(), signed(2, 1))


@pytest.mark.parametrize("version", [1, 2])
def test_an_independent_ed25519_verifies_the_public_key_of_either_key(version):
    headers = signed(2, 1)
    public = b64decode(KEYS.signing(SUBSCRIPTION, version).public.removeprefix("whpk_"))
    message = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + BODY
    signatures = [part.removeprefix("v1a,") for part in headers["webhook-signature"].split() if part.startswith("v1a,")]
    assert len(signatures) == 2
    verified = [
        VerifyKey(public).verify(message, b64decode(each)) for each in signatures if verifies(public, message, each)
    ]
    assert verified == [message]


def verifies(public: bytes, message: bytes, signature: str) -> bool:
    from nacl.exceptions import BadSignatureError

    try:
        VerifyKey(public).verify(message, b64decode(signature))
    except BadSignatureError:
        return False
    return True


def test_two_keys_hold_while_they_are_rotated():
    today = dt.date(2026, 8, 20)
    assert [version for version, _ in valid_versions(2, today, today)] == [2, 1]
    assert [version for version, _ in valid_versions(2, today - dt.timedelta(days=1), today)] == [2]
    assert [version for version, _ in valid_versions(1, None, today)] == [1]


def test_ten_attempts_take_some_75_hours():
    assert MOST_ATTEMPTS == 10
    assert sum(DELAYS) / 3600 == pytest.approx(75.6, abs=0.1)
    assert delay_after(MOST_ATTEMPTS, 0.5) is None
    assert gives_up_at(1, NOW) - NOW == dt.timedelta(seconds=sum(DELAYS))


@pytest.mark.parametrize("attempts", range(1, MOST_ATTEMPTS))
def test_a_delay_is_spread_by_a_tenth(attempts):
    lowest, highest = delay_after(attempts, 0.0), delay_after(attempts, 0.999)
    assert lowest == pytest.approx(0.9 * DELAYS[attempts - 1])
    assert highest == pytest.approx(1.1 * DELAYS[attempts - 1], rel=0.01)


def test_retry_after_is_honoured_up_to_a_day():
    assert delay_after(1, 0.5, 60.0) == 60.0
    assert delay_after(9, 0.5, 60.0) > 60.0
    assert delay_after(1, 0.5, 10.0**9) == 86_400.0


@pytest.mark.parametrize(("said", "seconds"), [("120", 120.0), ("", None), ("soon", None), (None, None)])
def test_retry_after_is_a_number_of_seconds(said, seconds):
    assert retry_after(said, NOW) == seconds


def test_retry_after_is_a_date():
    at = dt.datetime(2026, 8, 20, 12, 0, 30, tzinfo=dt.UTC)
    assert retry_after("Thu, 20 Aug 2026 12:01:00 GMT", at) == 30.0


def test_an_endpoint_is_spared_longer_and_longer():
    pauses = [pause_after(failures) for failures in range(1, 40)]
    assert pauses[:4] == [None] * 4
    assert pauses[4:7] == [30.0, 60.0, 120.0]
    assert pauses[-1] == 1800.0


def test_the_owner_is_told_before_sending_stops():
    assert [attempts for attempts in range(1, 11) if notice_after(attempts)] == [4, 9]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1%eth0", "fc00::1",
        "fd00:ec2::254", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::",
        "ff02::1", "2001:db8::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)  # fmt: skip
def test_private_loopback_metadata_and_reserved_addresses_are_refused(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["203.0.114.1", "8.8.8.8", "2404:6800:4004:80a::200e", "::ffff:8.8.8.8"])
def test_public_addresses_are_not(address):
    assert is_public(address)


def test_no_socket_is_made_for_an_address_that_is_not_public():
    place = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("169.254.169.254", 80))
    allow(private=False)
    with pytest.raises(BlockedAddressError):
        guarded_socket(place)
    allow(private=True)
    guarded_socket(place).close()
    allow(private=False)


def test_a_cursor_is_opaque_and_of_one_subscription():
    cursor = KEYS.cursor(SUBSCRIPTION, 12)
    assert KEYS.position(SUBSCRIPTION, cursor) == 12
    assert "12" not in cursor or len(cursor) > 20
    for wrong in (cursor[:-2], "A" * len(cursor), "%%%", ""):
        with pytest.raises(CursorError):
            KEYS.position(SUBSCRIPTION, wrong)
    with pytest.raises(CursorError):
        KEYS.position(UUID(int=8), cursor)


def test_event_ids_are_uuids_of_version_8_and_say_nothing_of_their_source():
    made = KEYS.event_id(SUBSCRIPTION, EVENT)
    assert (made.version, made.variant) == (8, "specified in RFC 4122")
    assert made == KEYS.event_id(SUBSCRIPTION, EVENT) != KEYS.event_id(UUID(int=8), EVENT)


def test_a_token_is_of_one_subscription_and_one_version():
    token = KEYS.token(SUBSCRIPTION, 1)
    assert KEYS.subscription_of(token) == SUBSCRIPTION
    assert KEYS.holds(token, SUBSCRIPTION, 1)
    assert not KEYS.holds(token, SUBSCRIPTION, 2)
    assert KEYS.subscription_of("feed_zz_x") is None


def test_a_secret_that_is_too_short_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        Keys(b"short")
