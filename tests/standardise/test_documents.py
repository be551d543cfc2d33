"""Identity numbers (brief G): check digits are reliability, facts are read, comparing tells siblings from slips."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing.standardise.documents import compare, parse, parse_list


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("CURP:HELJ100315HCSRPNA6", "ok"),
        ("CURP:HELJ100315HOCRPNA7", "ok"),
        ("CURP:PEHL051224MVZRRSA7", "ok"),
        ("CURP:HELJ100315HCSRPNA5", "fail"),
        ("CUI:12345678 9 1401", "ok"),
        ("CUI:23456789 9 1401", "ok"),
        ("CUI:30101010 2 1401", "ok"),
        ("CUI:12345678 8 1401", "fail"),
        ("DUI:00016297-5", "ok"),
        ("DUI:04567890-3", "ok"),
        ("DUI:04567890-0", "fail"),
        ("NI-CEDULA:001-030305-1234H", "ok"),
        ("NI-CEDULA:281-150310-0001L", "ok"),
        ("NI-CEDULA:441-120708-0002A", "ok"),
        ("NI-CEDULA:441-120708-0002B", "fail"),
        ("DO-CEDULA:402-1234567-8", "ok"),
        ("HN-DNI:0801-2010-12345", "none"),
        ("HN-DNI:1901-2010-12345", "fail"),
    ],
)
def test_check_digits(text: str, check: str) -> None:
    document = parse(text)
    assert document is not None
    assert document.check == check


@pytest.mark.parametrize(
    ("text", "born", "sex", "place"),
    [
        ("CURP:HELJ100315HCSRPNA6", date(2010, 3, 15), "M", "MX-CHP"),
        ("CURP:HELJ100315HCSRPN06", date(1910, 3, 15), "M", "MX-CHP"),  # the digit can't tell 0 from A
        ("CURP:PEHL051224MVZRRSA7", date(2005, 12, 24), "F", "MX-VER"),  # M is mujer
        ("CURP:HELJ100315HGTRPNA6", date(2010, 3, 15), "M", "MX-GUA"),  # Guanajuato, not Guatemala
        ("NI-CEDULA:281-150310-0001L", date(2010, 3, 15), None, None),
        ("CUI:12345678 9 1401", None, None, "GT-14"),
        ("HN-DNI:0801-2010-12345", None, None, "HN-FM"),  # the registry's own order of departments
    ],
)
def test_facts(text: str, born: date | None, sex: str | None, place: str | None) -> None:
    document = parse(text)
    assert document is not None
    assert (document.birth.earliest if document.birth else None, document.sex, document.place) == (
        born,
        sex,
        place,
    )


def test_impossible_serial_is_less_reliable_not_refused() -> None:
    document = parse("CUI:10000007 0 1401")
    assert document is not None
    assert "impossible_serial" in document.flags
    assert document.reliability < 0.5


def test_registration_year_is_no_birth_year() -> None:
    document = parse("DNI:0801-2010-12345")
    assert document is not None
    assert document.birth is None
    assert "year_is_registration" in document.flags


def test_zeros_that_a_spreadsheet_ate_come_back() -> None:
    assert parse("HN-DNI:801201012345") is not None
    assert compare(parse("HN-DNI:801201012345"), parse("HN-DNI:0801-2010-12345")) == "same"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        ("DUI:00016297-5", "DUI:000162975", "same"),
        ("DUI:04567890-0", "DUI:04567890-0", "same_failed_check"),
        ("HN-DNI:0801-2010-12345", "HN-DNI:0801-2010-12845", "one_digit"),
        ("HN-DNI:0801-2010-12345", "HN-DNI:0801-2010-12435", "transposed"),
        ("HN-DNI:0801-2010-12345", "HN-DNI:0801-2010-12346", "consecutive"),
        ("HN-DNI:0801-2010-12345", "HN-DNI:0501-2011-00017", "different"),
        ("DUI:00016297-5", "CURP:HELJ100315HCSRPNA6", "incomparable"),
        ("A:1", "A:1", None),
        ("ANUMBER:A12345678", "ANUMBER:A012345678", "same"),
    ],
)
def test_comparing(a: str, b: str, relation: str | None) -> None:
    one, other = parse(a), parse(b)
    if relation is None:
        assert one is None
        return
    assert one is not None
    assert other is not None
    assert compare(one, other) == compare(other, one) == relation


def test_a_list_leaves_placeholders_out() -> None:
    assert [d.kind for d in parse_list("DUI:00016297-5; OTHER:DESCONOCIDO; PASSPORT:000000")] == ["DUI"]


def test_masked_shows_two_characters() -> None:
    document = parse("CURP:HELJ100315HCSRPNA6")
    assert document is not None
    assert "HELJ" not in document.masked()


@given(st.text(max_size=30))
def test_any_text_is_read(text: str) -> None:
    document = parse(text)
    assert document is None or document.number
