"""Identity numbers (brief G): check digits are reliability, facts are read, comparing tells siblings from slips."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing.standardise.documents import compare, curp_doubts, curp_letters, parse, parse_list


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
        ("CURP:HELJ100315HCSRPN06", "ok"),  # the digit can't tell homoclave 0 from A
        ("CURP:HELJ1OO3I5HC5RPNA6", "ok"),  # look-alikes where only a digit or a letter can stand
        ("CURP:HELJ100315HCSRPN", "fail"),
        ("DPI:1234 56789 1401", "ok"),
        ("CUI:l2345678 9 14O1", "ok"),
        ("DUI:0456789O-3", "ok"),
        ("NI-CEDULA:001-030305-1234h", "ok"),
        ("DO-CEDULA:00112345678", "fail"),
        ("CA-SIN:046 454 286", "ok"),
        ("CA-SIN:046 454 287", "fail"),
        ("PA-CEDULA:8-123-4567", "none"),
        ("PA-CEDULA:14-12-345", "fail"),
        ("CR-CEDULA:1-1234-0567", "none"),
        ("ANUMBER:A012345678", "none"),
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
        ("NI-CEDULA:281-150310-0001L", date(2010, 3, 15), None, "NI-LE"),
        ("CUI:12345678 9 1401", None, None, "GT-14"),
        ("HN-DNI:0801-2010-12345", None, None, "HN-FM"),  # the registry's own order of departments
        ("HN-DNI:0601-2010-12345", None, None, "HN-CH"),
        ("HN-DNI:1001-2010-12345", None, None, "HN-IN"),
        ("CURP:HELJ100315HCHRPNA6", date(2010, 3, 15), "M", "MX-CHH"),  # Chihuahua
        ("CURP:HELJ100315HCLRPNA6", date(2010, 3, 15), "M", "MX-COA"),  # Coahuila, not Colima
        ("CURP:HELJ100315HNERPNA6", date(2010, 3, 15), "M", None),  # born abroad
        ("CURP:HELJ101315HCSRPNA6", None, "M", "MX-CHP"),
        ("NI-CEDULA:001-030305-1234H", date(2005, 3, 3), None, "NI-MN"),
        ("NI-CEDULA:441-120708-0002A", date(2008, 7, 12), None, "NI-MT"),
        ("NI-CEDULA:601-150310-0001L", date(2010, 3, 15), None, None),
        ("NIT:0614-150375-101-1", date(1975, 3, 15), None, "SV-SS"),
        ("NIT:9450-150375-101-1", date(1975, 3, 15), None, None),
        ("CR-CEDULA:1-1234-0567", None, None, "CR-SJ"),
        ("CR-CEDULA:7-0123-0456", None, None, "CR-L"),
        ("CR-CEDULA:8-0123-0456", None, None, None),
        ("PA-CEDULA:13-123-456", None, None, "PA-10"),  # cédula 13 is Panamá Oeste, ISO PA-10
        ("PA-CEDULA:10-123-456", None, None, "PA-KY"),
        ("PA-CEDULA:12-123-456", None, None, "PA-NB"),
        ("PA-CEDULA:PE-12-345", None, None, None),
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


@pytest.mark.parametrize(
    ("text", "municipality", "flag"),
    [
        ("CUI:12345678 9 1401", "GT-14-01", None),
        ("CUI:12345678 9 1333", "GT-13-33", None),
        ("CUI:12345678 9 1434", None, "unknown_municipality"),
        ("CUI:12345678 9 2501", None, "unknown_department"),
        ("DNI:0801-2010-12345", "HN-FM-01", "year_is_registration"),
        ("DNI:0829-2010-12345", None, "unknown_municipality"),
        ("DNI:0801-2099-12345", "HN-FM-01", "implausible_year"),
        ("NIT:0614-150375-101-1", "SV-SS-14", "adults_only"),
        ("CURP:HELJ100315HCSRPN06", None, "implausible_century"),
        ("CURP:HELJ100315HNERPNA6", None, "born_abroad"),
        ("CR-CEDULA:8-0123-0456", None, "naturalised"),
        ("PA-CEDULA:E-8-12345", None, "foreigner"),
        ("PA-CEDULA:8AV-12-345", None, "before_register"),
        ("SIN:900 000 001", None, "temporary"),
        ("DNI:8.01201E+11", None, "excel_rounded"),
        ("DNI:801201012345.0", "HN-FM-01", "excel_zeros_restored"),
    ],
)
def test_municipalities_and_what_is_odd(text: str, municipality: str | None, flag: str | None) -> None:
    document = parse(text)
    assert document is not None
    assert document.municipality == municipality
    assert flag is None or flag in document.flags


@pytest.mark.parametrize(
    ("text", "country", "kind", "issuer", "number"),
    [
        ("HELJ100315HCSRPNA6", None, "CURP", "MX", "HELJ100315HCSRPNA6"),
        ("12345678 9 1401", None, "CUI", "GT", "1234567891401"),
        ("1234 56789 1401", None, "CUI", "GT", "1234567891401"),
        ("DPI 1234-56789-1401", None, "CUI", "GT", "1234567891401"),
        ("0801-2010-12345", None, "DNI", "HN", "0801201012345"),
        ("0801201012345", "HN", "DNI", "HN", "0801201012345"),
        ("00016297-5", None, "DUI", "SV", "000162975"),
        ("001-030305-1234H", None, "CEDULA", "NI", "0010303051234H"),
        ("402-1234567-8", None, "CEDULA", "DO", "40212345678"),
        ("cédula:402-1234567-8", "HN", "CEDULA", "DO", "40212345678"),
        ("CEDULA:1-1234-567", "CR", "CEDULA", "CR", "112340567"),
        ("CEDULA:0112340567", "CR", "CEDULA", "CR", "112340567"),
        ("CEDULA:08-0123-00456", "PA", "CEDULA", "PA", "8-123-456"),
        ("A-012-345-678", None, "ANUMBER", "US", "012345678"),
        ("A-NUMBER:A12345678", "HN", "ANUMBER", "US", "012345678"),
        ("Identidad:0801-2010-12345", None, "DNI", "HN", "0801201012345"),
        ("pasaporte:C123456", "HN", "PASSPORT", "HN", "C123456"),
        ("DUI:16297-5", None, "DUI", "SV", "000162975"),
    ],
)
def test_kind_and_form(text: str, country: str | None, kind: str, issuer: str, number: str) -> None:
    document = parse(text, country=country)
    assert document is not None
    assert (document.kind, document.country, document.number) == (kind, issuer, number)


def test_whose_number_it_is() -> None:
    mother, child = parse("DUI (madre):00016297-5"), parse("CURP:HELJ100315HCSRPNA6 (hijo)")
    assert mother is not None
    assert child is not None
    assert (mother.holder, child.holder) == ("parent", "child")


def test_a_number_does_not_show_in_a_repr() -> None:
    assert "00016297" not in repr(parse("DUI:00016297-5"))


@pytest.mark.parametrize(
    ("given", "first", "second", "letters"),
    [
        ("Juan", "Hernández", "López", ("HELJ", "RPN")),
        ("Luisa", "Pérez", "Hernández", ("PEHL", "RRS")),
        ("MARIA LUISA", "PEREZ", "HERNANDEZ", ("PEHL", "RRS")),
        ("María", "De la Cruz", "Muñoz", ("CUMM", "RXR")),
        ("J. Jesús", "Ñáñez", "Ponce de León", ("XAPJ", "XNS")),
        ("Ma. del Carmen", "Buenrostro", "Yáñez", ("BUYC", "NXR")),
        ("José", "Ureña", None, ("UEXJ", "RXS")),
        ("Ana", "Puente", "Tamayo", ("PXTA", "NMN")),  # an inconvenient word
    ],
)
def test_letters_a_curp_takes_from_a_name(
    given: str, first: str, second: str | None, letters: tuple[str, str]
) -> None:
    assert curp_letters(given, first, second) == letters


def test_a_curp_that_does_not_fit_is_doubted() -> None:
    document = parse("CURP:HELJ100315HCSRPNA6")
    assert document is not None
    fits = {"given": "Juan", "first_surname": "Hernández", "second_surname": "López"}
    assert curp_doubts(document, born=date(2010, 3, 15), sex="M", state="MX-CHP", **fits) == ()
    assert curp_doubts(document, given="Juan", first_surname="Hernández") == ()
    fits["given"] = "Pedro"
    assert curp_doubts(document, sex="F", **fits) == ("name", "sex")  # type: ignore[arg-type]
    assert curp_doubts(document, born=date(2011, 3, 15), state="MX-OAX") == ("birth", "state")


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
        ("HN-DNI:0801-2010-12345", "HN-DNI:0501-2011-12346", "different"),  # other registers
        ("CUI:12345678 9 1401", "CUI:12345678 9 1402", "one_digit"),
        ("CUI:12345678 9 1401", "CUI:12345678 8 1401", "one_digit"),
        ("DUI:04567890-3", "DUI:04567891-1", "consecutive"),
        ("DUI:00016297-5", "DUI:00061297-5", "transposed"),
        ("PASSPORT:G1234567", "PASSPORT:G1234568", "consecutive"),
        ("NI-CEDULA:281-150310-0001L", "NI-CEDULA:281-150310-0002M", "consecutive"),  # twins
        ("DNI:0801-2010-123??", "DNI:0801-2010-12345", "partial"),
        ("DNI:0801-2010-124??", "DNI:0801-2010-12345", "different"),
        ("DNI:8.01201E+11", "DNI:0801-2010-12345", "incomparable"),  # only place and year are left
        ("DNI:080120101234", "DNI:0801-2010-12345", "one_digit"),  # one left out
        ("OTHER:0801201012345", "DNI:0801-2010-12345", "same"),
        ("NUI:000162975", "DUI:00016297-5", "same"),
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
