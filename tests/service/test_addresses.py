"""Which addresses the service can be made to call, however they are written."""

from __future__ import annotations

import pytest

from tracing.service.addresses import NotCallableError, check_url, is_public, pinned, resolve

PUBLIC = [
    "93.184.215.14",
    "8.8.8.8",
    "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
    "64:ff9b::808:808",
    "2002:808:808::1",
]

NOT_PUBLIC = [
    # This machine, however it is written.
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "::1", "::", "::ffff:127.0.0.1", "::ffff:7f00:1", "::127.0.0.1",
    "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe",
    # The same network, a provider's.
    "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "fc00::1", "fd12:3456::1", "::ffff:10.0.0.1",
    "64:ff9b::a00:1", "fec0::1",
    # The link, where a cloud's metadata answer.
    "169.254.169.254", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1", "100.100.100.200", "192.0.0.192",
    # Nobody, everybody, documentation.
    "224.0.0.1", "255.255.255.255", "240.0.0.1", "ff02::1", "198.18.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1",
    "2001:db8::1", "64:ff9b:1::1",
    # What is no address.
    "", "localhost", "2130706433", "0x7f.1", "127.1",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_that_are_not_called(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org", "https://example.org/", "https://Example.ORG:8443/a/b?c=d", "https://a-b.c1.example.co/x",
        "https://xn--nio-8ma.example/aviso",
    ],
)  # fmt: skip
def test_urls_that_can_be_registered(url: str) -> None:
    assert check_url(url) == ""


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.org/", "https"),
        ("ftp://example.org/", "https"),
        ("file:///etc/passwd", "https"),
        ("gopher://example.org/", "https"),
        ("//example.org/", "https"),
        ("example.org", "https"),
        ("", "https"),
        ("https://", "no host"),
        ("https:///path", "no host"),
        ("https://localhost/", "domain name"),
        ("https://server/", "domain name"),
        ("https://127.0.0.1/", "domain name"),
        ("https://127.1/", "domain name"),
        ("https://2130706433/", "domain name"),
        ("https://0x7f000001/", "domain name"),
        ("https://0x7f.0.0.1/", "domain name"),
        ("https://0177.0.0.1/", "domain name"),
        ("https://1.2.3.4./", "domain name"),
        ("https://[::1]/", "domain name"),
        ("https://[::ffff:127.0.0.1]/", "domain name"),
        ("https://[fe80::1%25eth0]/", "domain name"),
        ("https://example.org./", "domain name"),
        ("https://-a.example.org/", "domain name"),
        ("https://exa_mple.org/", "domain name"),
        ("https://user:password@example.org/", "user"),
        ("https://example.org@127.0.0.1/", "user"),
        ("https://example.org\\@127.0.0.1/", "user"),
        ("https://example.org/\\x", "backslash"),
        ("https://example.org/#x", "fragment"),
        ("https://example.org/a b", "characters"),
        ("https://example.org/\r\nX: y", "characters"),
        ("https://ejemplo.ñ/", "characters"),
        ("https://①②⑦.0.0.1/", "characters"),
        ("https://example.org:0/", "port"),
        ("https://example.org:99999/", "URL"),
        ("https://[::1/", "URL"),
        ("https://example.org/" + "x" * 500, "longer"),
    ],
)
def test_urls_that_can_not(url: str, reason: str) -> None:
    assert reason in check_url(url)


def _answers(*addresses: str) -> object:
    return lambda host, port: list(addresses)


def test_a_name_is_pinned_to_the_address_that_was_judged() -> None:
    to = pinned("https://Example.org/aviso?a=1", look_up=_answers("93.184.215.14"))  # type: ignore[arg-type]
    assert (to.url, to.host, to.named) == (
        "https://93.184.215.14:443/aviso?a=1",
        "example.org",
        "example.org",
    )
    to = pinned("https://example.org:8443", look_up=_answers("2606:2800::1"))  # type: ignore[arg-type]
    assert (to.url, to.named) == ("https://[2606:2800::1]:8443/", "example.org:8443")


@pytest.mark.parametrize(
    ("addresses", "code"),
    [
        ([], "no_address"),
        (["127.0.0.1"], "refused_address"),
        (["::1"], "refused_address"),
        (["169.254.169.254"], "refused_address"),
        # One is enough.
        (["93.184.215.14", "10.0.0.1"], "refused_address"),
        (["10.0.0.1", "93.184.215.14"], "refused_address"),
        (["not an address"], "refused_address"),
    ],
)
def test_a_name_that_leads_elsewhere_is_not_called(addresses: list[str], code: str) -> None:
    with pytest.raises(NotCallableError, match=code):
        pinned("https://example.org/", look_up=_answers(*addresses))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "url", ["http://example.org/", "https://127.0.0.1/", "https://2130706433/", "https://localhost/"]
)
def test_what_could_not_be_registered_is_not_called_either(url: str) -> None:
    with pytest.raises(NotCallableError, match="refused_address"):
        pinned(url, look_up=_answers("93.184.215.14"))  # type: ignore[arg-type]


def test_the_system_reads_numbers_in_many_ways_and_all_are_judged_as_addresses() -> None:
    for host in ("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "::1"):
        found = resolve(host, 80)
        assert not any(is_public(address) for address in found)
    assert resolve("127.1", 80) == ["127.0.0.1"]
    assert resolve("nothing.invalid", 80) == []
    assert resolve("x" * 300, 80) == []


def test_the_setting_for_tests_lets_this_machine_be_called() -> None:
    assert pinned("http://127.0.0.1:8080/x", anywhere=True).url == "http://127.0.0.1:8080/x"
    assert check_url("gopher://127.0.0.1/", anywhere=True)
