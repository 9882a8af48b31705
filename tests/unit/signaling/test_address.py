"""Who asks, and whether it is somebody on this machine."""

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from signaling.address import Addresses


class Transport:
    def __init__(self, peer: str) -> None:
        self._peer = peer

    def get_extra_info(self, name: str, default: object = None) -> object:
        return (self._peer, 40000) if name == "peername" else default


def request(headers: dict[str, str], peer: str = "127.0.0.1") -> web.Request:
    return make_mocked_request("POST", "/api/v1/rooms", headers=headers, transport=Transport(peer))


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "localhost", "[::1]"])
def test_a_program_on_this_machine_is_from_here(host: str) -> None:
    assert Addresses.of(()).is_from_here(request({"Host": host}))


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "madang.example"},
        {"Host": "127.0.0.1.madang.example"},
        {"Host": ""},
        {"Host": "localhost:80@madang.example"},
        {"Host": "localhost/madang.example"},
        {"Host": "localhost", "Forwarded": "for=192.0.2.1"},
        {"Host": "localhost", "X-Forwarded-For": "192.0.2.1"},
        {"Host": "localhost", "X-Real-IP": "192.0.2.1"},
    ],
)
def test_another_host_name_or_any_proxy_in_between_is_not(headers: dict[str, str]) -> None:
    assert not Addresses.of(()).is_from_here(request(headers))


def test_somebody_on_another_machine_is_not_from_here() -> None:
    assert not Addresses.of(()).is_from_here(request({"Host": "localhost"}, peer="192.0.2.9"))


def test_forwarding_headers_of_strangers_do_not_count() -> None:
    headers = {"Host": "a.example", "X-Forwarded-For": "198.51.100.1", "X-Forwarded-Host": "b.example"}
    addresses = Addresses.of(("10.0.0.0/8",))
    assert addresses.visitor(request(headers, peer="192.0.2.9")) == "192.0.2.9"
    assert addresses.origin(request(headers, peer="192.0.2.9")) == "http://a.example"


def test_what_a_visitor_claims_does_not_count_where_the_proxy_adds_a_line_of_its_own() -> None:
    claimed = CIMultiDict([("X-Forwarded-For", "203.0.113.4"), ("X-Forwarded-For", "198.51.100.1")])
    asked = make_mocked_request("POST", "/", headers=claimed, transport=Transport("10.0.0.5"))
    assert Addresses.of(("10.0.0.0/8",)).visitor(asked) == "198.51.100.1"


def test_all_ipv6_addresses_of_a_household_count_as_one_visitor() -> None:
    one, same, other = (
        Addresses.of(()).visitor(request({}, peer=peer))
        for peer in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
    )
    assert one == same != other


def test_a_trusted_proxy_tells_the_visitor_and_the_origin() -> None:
    headers = {
        "Host": "10.0.0.5:8080",
        "X-Forwarded-For": "203.0.113.4, 198.51.100.1, 10.0.0.7",
        "X-Forwarded-Host": "madang.example",
        "X-Forwarded-Proto": "https",
    }
    addresses = Addresses.of(("10.0.0.0/8",))
    assert addresses.visitor(request(headers, peer="10.0.0.5")) == "198.51.100.1"
    assert addresses.origin(request(headers, peer="10.0.0.5")) == "https://madang.example"
