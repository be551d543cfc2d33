"""Dates and ages as intervals: every row of brief E2, and how dates arrive (E1)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing.standardise.dates import DateError, is_minor, parse_birth, parse_event

TODAY = date(2026, 11, 24)
STATED = date(2026, 3, 10)


def _interval(text: str | None, **options: object) -> tuple[str, str]:
    birth = parse_birth(text, today=TODAY, **options)  # type: ignore[arg-type]
    assert birth is not None
    return birth.earliest.isoformat(), birth.latest.isoformat()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2012-07-03", "2012-07-03"),
        ("20120703", "2012-07-03"),
        ("3 de julio de 2012", "2012-07-03"),
        ("12-VII-2010", "2010-07-12"),
        ("12/jul/10", "2010-07-12"),
        ("Jul 12, 2010", "2010-07-12"),
        ("doce de julio de dos mil diez", "2010-07-12"),
        ("treinta y uno de agosto de mil novecientos noventa y nueve", "1999-08-31"),
        ("23/07/2012", "2012-07-23"),
        ("07/23/2012", "2012-07-23"),
        ("15 setiembre 2011", "2011-09-15"),
        ("2012-07-03T00:00:00", "2012-07-03"),
        ("41093", "2012-07-03"),
        ("46000", "2025-12-09"),
        ("41093.0", "2012-07-03"),
        ("120703", "2012-07-03"),  # YYMMDD of a machine-readable zone
        ("12.VII.10", "2010-07-12"),
        ("12 VII 2010", "2010-07-12"),
        ("23.07.2010", "2010-07-23"),
        ("23-07-10", "2010-07-23"),
        ("15/sept/2011", "2011-09-15"),
        ("3/mar/2012", "2012-03-03"),
        ("mar 12 2010", "2010-03-12"),
        ("martes 3 de julio de 2012", "2012-07-03"),
        ("mar 3 julio 2012", "2012-07-03"),
        ("3 de julio del 2012", "2012-07-03"),
        ("1º de mayo de 2011", "2011-05-01"),
        ("1ero de mayo de 2011", "2011-05-01"),
        ("3rd July 2012", "2012-07-03"),
        ("July 3rd, 2012", "2012-07-03"),
        ("Apr 5, 2011", "2011-04-05"),
        ("5 Aug 2011", "2011-08-05"),
        ("2012-Jul-03", "2012-07-03"),
        ("DOCE DE JULIO DEL AÑO DOS MIL DIEZ", "2010-07-12"),
        ("a los doce días del mes de julio de dos mil diez", "2010-07-12"),
        ("doce de julio de dos mil diez a las tres horas", "2010-07-12"),
        ("veinte y uno de septiembre de dos mil quince", "2015-09-21"),
        ("primero de marzo de dos mil once", "2011-03-01"),
        ("nació el 3 de julio de 2012", "2012-07-03"),
        ("2012\u20137\u20133", "2012-07-03"),
        ("2012-23-07", "2012-07-23"),
    ],
)
def test_one_sure_day(text: str, day: str) -> None:
    assert _interval(text) == (day, day)


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("2012-07", ("2012-07-01", "2012-07-31")),
        ("julio de 2012", ("2012-07-01", "2012-07-31")),
        ("2011", ("2011-01-01", "2011-12-31")),
        ("01/01/2011", ("2011-01-01", "2011-12-31")),
        ("15/06/2011", ("2011-01-01", "2011-12-31")),
        ("31/12/2011", ("2011-01-01", "2011-12-31")),
        ("29/02/2012", ("2012-02-29", "2012-03-01")),
        ("01/07/2011", ("2011-01-01", "2011-12-31")),
        ("1 de enero de 2011", ("2011-01-01", "2011-12-31")),
        ("36526", ("2000-01-01", "2000-12-31")),
        ("00/00/2010", ("2010-01-01", "2010-12-31")),
        ("xx/xx/2010", ("2010-01-01", "2010-12-31")),
        ("00/07/2010", ("2010-07-01", "2010-07-31")),
        ("2010-07-00", ("2010-07-01", "2010-07-31")),
        ("ago 2010", ("2010-08-01", "2010-08-31")),
        ("mar 2012", ("2012-03-01", "2012-03-31")),
        ("08/2010", ("2010-08-01", "2010-08-31")),
        ("entre 2010 y 2011", ("2010-01-01", "2011-12-31")),
        ("2010 o 2011", ("2010-01-01", "2011-12-31")),
        ("aproximadamente 2011", ("2011-01-01", "2011-12-31")),  # no April
        ("2011?", ("2011-01-01", "2011-12-31")),
        ("primavera 2010", ("2010-03-01", "2010-06-30")),
        ("finales de 2010", ("2010-09-01", "2010-12-31")),
    ],
)
def test_intervals(text: str, interval: tuple[str, str]) -> None:
    assert _interval(text) == interval


@pytest.mark.parametrize(
    ("age", "interval"),
    [
        ("14 años", ("2011-03-11", "2012-03-10")),
        ("14", ("2011-03-11", "2012-03-10")),
        ("entre 12 y 14", ("2011-03-11", "2014-03-10")),
        ("8 meses", ("2025-06-11", "2025-07-10")),
        ("16 ± 2", ("2007-03-11", "2012-03-10")),
        ("va a cumplir 15", ("2011-03-11", "2012-03-10")),
        ("14 para 15", ("2011-03-11", "2012-03-10")),
        ("casi 15", ("2011-03-11", "2012-03-10")),
        ("catorce años", ("2011-03-11", "2012-03-10")),
        ("treinta y cinco", ("1990-03-11", "1991-03-10")),
        ("12 a 14", ("2011-03-11", "2014-03-10")),
        ("doce y catorce", ("2011-03-11", "2014-03-10")),
        ("10 u 11", ("2014-03-11", "2016-03-10")),
        ("16 más o menos 2", ("2007-03-11", "2012-03-10")),
        ("16+-2", ("2007-03-11", "2012-03-10")),
        ("como 14", ("2010-03-11", "2013-03-10")),
        ("menor de 12", ("2014-03-11", "2026-03-10")),
        ("14 años y 3 meses", ("2011-11-11", "2011-12-10")),
        ("un año", ("2024-03-11", "2025-03-10")),
        ("18 meses", ("2024-08-11", "2024-09-10")),
        ("ocho meses", ("2025-06-11", "2025-07-10")),
        ("3 semanas", ("2026-02-11", "2026-03-10")),
        ("recién nacido", ("2026-02-11", "2026-03-10")),
        ("14 years", ("2011-03-11", "2012-03-10")),
    ],
)
def test_ages_stated_on_a_day(age: str, interval: tuple[str, str]) -> None:
    assert _interval(None, age=age, age_date=STATED) == interval


@pytest.mark.parametrize(
    ("stated", "age", "interval"),
    [
        (date(2024, 2, 29), "14", ("2009-03-01", "2010-03-01")),
        (
            date(2026, 2, 28),
            "14",
            ("2011-03-01", "2012-02-29"),
        ),  # a year older on the 28th already, by country
        (date(2026, 3, 1), "14", ("2011-03-02", "2012-03-01")),
        (date(2026, 1, 1), "0 años", ("2025-01-02", "2026-01-01")),
    ],
)
def test_ages_around_the_leap_day(stated: date, age: str, interval: tuple[str, str]) -> None:
    assert _interval(None, age=age, age_date=stated) == interval


def test_the_stated_day_of_an_age_is_read_in_the_usual_order() -> None:
    assert _interval(None, age="14", age_date="10/03/2026") == ("2011-03-11", "2012-03-10")
    assert _interval(None, age="14", age_date="03/10/2026", order="mdy") == ("2011-03-11", "2012-03-10")


@pytest.mark.parametrize(
    ("text", "role", "year"),
    [("23/07/26", "child", 2026), ("23/07/10", "child", 2010), ("23/07/27", "child", 1927), ("23/07/75", "adult", 1975),
     ("23/07/05", "adult", 2005), ("23/07/12", "adult", 1912)],
)  # fmt: skip
def test_the_pivot_of_two_digit_years_depends_on_the_role(text: str, role: str, year: int) -> None:
    birth = parse_birth(text, role=role, today=TODAY)  # type: ignore[arg-type]
    assert birth is not None
    assert birth.earliest.year == year


def test_year_first_is_read_where_the_source_writes_so() -> None:
    assert _interval("12/07/03", order="ymd") == ("2012-07-03", "2012-07-03")


def test_an_age_without_its_day_is_wider() -> None:
    birth = parse_birth(None, age="14", recorded_on=STATED, today=TODAY)
    assert birth is not None
    assert (birth.earliest, birth.latest, birth.basis) == (date(2010, 3, 11), date(2013, 3, 10), "imputed")


@pytest.mark.parametrize(("order", "first"), [("dmy", date(2012, 7, 3)), ("mdy", date(2012, 3, 7))])
def test_two_orders_are_kept_with_weights(order: str, first: date) -> None:
    birth = parse_birth("03/07/2012", order=order, today=TODAY)  # type: ignore[arg-type]
    assert birth is not None
    assert birth.alternatives[0] == (first, 0.9)
    assert {day for day, _ in birth.alternatives} == {date(2012, 7, 3), date(2012, 3, 7)}


def test_the_other_order_is_flagged() -> None:
    birth = parse_birth("07/23/2012", today=TODAY)
    assert birth is not None
    assert "mixed_order" in birth.flags


def test_a_documented_first_of_january_stays() -> None:
    assert _interval("2011-01-01", documented=True) == ("2011-01-01", "2011-01-01")


@pytest.mark.parametrize("text", ["1900-01-01", "9999-12-31", "1970-01-01", "DESCONOCIDO", "", None])
def test_missing(text: str | None) -> None:
    assert parse_birth(text, today=TODAY) is None


@pytest.mark.parametrize(
    "text", ["2012-13-45", "ayer", "31/02/2012", "hace mucho", "2027-01-05", "1850-05-05", "12x"]
)
def test_no_date(text: str) -> None:
    with pytest.raises(DateError) as error:
        parse_birth(text, today=TODAY)
    assert text not in str(error.value)


@pytest.mark.parametrize(
    ("text", "on", "majority", "minor"),
    [
        ("2008-11-24", TODAY, (18,), "no"),
        ("2008-11-25", TODAY, (18,), "yes"),
        ("2008", TODAY, (18,), "possible"),
        ("2008-06-03", TODAY, (19,), "yes"),
        ("2008-06-03", TODAY, (18, 19), "possible"),  # the place isn't known better
        ("2006-06-03", TODAY, (21,), "yes"),
        ("29/02/2008", date(2026, 2, 27), (18,), "yes"),
        ("29/02/2008", date(2026, 2, 28), (18,), "possible"),  # by country
        ("29/02/2008", date(2026, 3, 1), (18,), "no"),
    ],
)
def test_majority_is_three_valued(text: str, on: date, majority: tuple[int, ...], minor: str) -> None:
    birth = parse_birth(text, today=TODAY)
    assert birth is not None
    assert is_minor(birth, on, *majority) == minor


def test_age_that_contradicts_is_flagged() -> None:
    birth = parse_birth("2012-07-03", age="5", age_date=STATED, today=TODAY)
    assert birth is not None
    assert "age_contradicts" in birth.flags


@given(st.text(max_size=25))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    for read in (parse_birth, parse_event):
        try:
            found = read(text, today=TODAY)
        except DateError:
            continue
        assert found is None or found.earliest <= found.latest
