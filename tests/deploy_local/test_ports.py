"""Ports for servers that other processes' connections do not take first."""

import socket

from council_local.ports import free_base, free_port, is_free, outgoing_from


def test_a_chosen_port_is_none_that_the_system_gives_to_outgoing_connections():
    with socket.create_server(("127.0.0.1", 0)) as given:
        assert given.getsockname()[1] >= outgoing_from()
    assert all(free_port() < outgoing_from() for _ in range(20))
    assert free_base() + 92 < outgoing_from()


def test_a_preferred_port_is_taken_where_it_is_free():
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        assert not is_free(port)
        assert free_port(port) != port
    assert free_port(port) == port
