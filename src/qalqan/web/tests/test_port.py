"""Two servers that start together never share a port, although granian would let them."""

import socket

from qalqan.web import serving


def test_a_claimed_port_is_passed_over_by_the_next() -> None:
    first, held = serving.claim_port("127.0.0.1", None, None)
    with held:
        second, other = serving.claim_port("127.0.0.1", None, None)
        other.close()
    assert first != second


def test_a_server_may_listen_on_a_port_claimed_for_it() -> None:
    port, held = serving.claim_port("127.0.0.1", None, None)
    with held, socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind(("127.0.0.1", port))
        server.listen()
        with socket.create_connection(("127.0.0.1", port), timeout=5) as reached:
            assert reached.getpeername()[1] == port
