"""A broker's address: one string that says where it is and who signs in."""

import pytest
from council_kit.broker import AddressError, BrokerAddress


def test_a_bare_address_names_nobody():
    address = BrokerAddress.of("kafka-0:9092,kafka-1:9092")
    assert address.client() == {"bootstrap_servers": "kafka-0:9092,kafka-1:9092"}
    assert address.native() == {"bootstrap.servers": "kafka-0:9092,kafka-1:9092"}
    assert address.credentials() is None
    assert str(address) == "kafka-0:9092,kafka-1:9092"


def test_an_address_says_who_signs_in_and_how():
    address = BrokerAddress.of("scram://council-intake:p%40ss%2Fw%3Ard@kafka-0:9092,kafka-1:9092")
    assert address.servers == "kafka-0:9092,kafka-1:9092"
    assert address.client() == {
        "bootstrap_servers": "kafka-0:9092,kafka-1:9092",
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "council-intake",
        "sasl_plain_password": "p@ss/w:rd",
        "ssl_context": None,
    }
    assert address.native()["sasl.password"] == "p@ss/w:rd"
    assert BrokerAddress.of("plain://administrator:a@kafka:9092").mechanism == "PLAIN"


def test_over_tls_the_named_authority_counts(tmp_path):
    authority = tmp_path / "ca.crt"
    address = BrokerAddress.of(f"scram+tls://council-intake:a@kafka:9093?ca={authority}")
    assert (address.protocol, address.authority) == ("SASL_SSL", authority)
    assert address.native()["ssl.ca.location"] == str(authority)
    with pytest.raises(FileNotFoundError):
        address.client()
    assert BrokerAddress.of("scram+tls://council-intake:a@kafka:9093").client()["ssl_context"] is not None


def test_another_signs_in_at_the_same_broker():
    administrator = BrokerAddress.of("plain://administrator:a@kafka:9092")
    assert str(administrator.signed_in_as("council-intake", "b/c")) == "scram://council-intake:b%2Fc@kafka:9092"
    assert str(BrokerAddress.of("kafka:9092").signed_in_as("council-intake", "b")) == "kafka:9092"


@pytest.mark.parametrize(
    "text",
    [
        "scram://council-intake:geheim@kafka:9092",
        "scram+tls://council-intake:geheim@kafka:9093?ca=/etc/kafka/ca.crt",
        "plain://administrator:ge%40heim@kafka:9092",
    ],
)
def test_an_address_is_written_as_it_was_read_and_never_shown_with_its_password(text):
    address = BrokerAddress.of(text)
    assert str(address) == text
    assert "heim" not in repr(address)


@pytest.mark.parametrize(
    "text",
    [
        "kafka",
        "kafka:",
        "sasl://user:geheim@kafka:9092",
        "scram://user@kafka:9092",
        "scram://:geheim@kafka:9092",
        "scram+ssl://user:geheim@kafka:9092",
        "scram://user:geheim@kafka",
        "scram://user:geheim@kafka:9092/topic",
    ],
)
def test_what_is_no_address_is_refused_without_being_shown(text):
    with pytest.raises(AddressError) as refused:
        BrokerAddress.of(text)
    assert "geheim" not in str(refused.value)
