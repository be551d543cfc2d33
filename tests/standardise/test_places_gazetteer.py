"""The gazetteer holds what the brief counts (brief F1)."""

from __future__ import annotations

import csv
from collections import Counter
from importlib.resources import files

import pytest

from tracing.standardise.places import resolve
from tracing.standardise.places.gazetteer import gazetteer
from tracing.standardise.places.place import Place


def places(country: str, level: int) -> list[Place]:
    g = gazetteer()
    found = (g.place(i) for i in g.ids() if not i.startswith("geonames:"))
    return [p for p in found if p is not None and p.country == country and p.level == level]


@pytest.mark.parametrize(
    ("country", "first", "second"),
    [("GT", 22, 340), ("HN", 18, 298), ("SV", 14, 262 + 44), ("NI", 17, 153), ("CR", 7, 84), ("BZ", 6, 0)],
)
def test_divisions_per_country(country: str, first: int, second: int) -> None:
    assert (len(places(country, 1)), len(places(country, 2))) == (first, second)


@pytest.mark.parametrize(("country", "least"), [("MX", 2457), ("PA", 76), ("DO", 157)])
def test_divisions_where_the_source_lags(country: str, least: int) -> None:
    assert len(places(country, 2)) >= least


@pytest.mark.parametrize(("country", "number"), [("MX", 32), ("PA", 13), ("DO", 32), ("US", 57), ("CA", 13)])
def test_states_and_provinces(country: str, number: int) -> None:
    assert len(places(country, 1)) == number


def test_guatemala_per_department() -> None:
    per = Counter(p.admin1 for p in places("GT", 2))
    expected = [17, 8, 16, 16, 14, 14, 19, 8, 24, 21, 9, 30, 33, 21, 8, 17, 14, 5, 11, 11, 7, 17]
    assert [per[f"GT-{d:02}"] for d in range(1, 23)] == expected


def test_honduras_per_department_in_the_registry_order() -> None:
    per = Counter((p.official_code or "")[:2] for p in places("HN", 2))
    expected = [8, 10, 21, 23, 12, 16, 19, 28, 6, 17, 4, 19, 28, 16, 23, 28, 9, 11]
    assert [per[f"{d:02}"] for d in range(1, 19)] == expected


def test_el_salvador_old_and_new() -> None:
    order = ["AH", "SA", "SO", "CH", "LI", "SS", "CU", "PA", "CA", "SV", "US", "SM", "MO", "UN"]
    old = Counter(p.admin1 for p in places("SV", 2) if p.kind == "distrito")
    new = Counter(p.admin1 for p in places("SV", 2) if p.kind == "municipio_2024")
    expected_old = [12, 13, 16, 33, 22, 19, 16, 22, 9, 13, 23, 20, 26, 18]
    assert [old[f"SV-{d}"] for d in order] == expected_old
    assert [new[f"SV-{d}"] for d in order] == [3, 4, 4, 3, 6, 5, 2, 3, 2, 2, 3, 3, 2, 2]


def test_every_district_belongs_to_a_municipio_of_2024() -> None:
    new = {p.id for p in places("SV", 2) if p.kind == "municipio_2024"}
    assert {p.municipio_2024 for p in places("SV", 2)} == new


@pytest.mark.parametrize("table", ["aliases.csv", "route_places.csv", "handover_places.csv", "codes.csv"])
def test_tables_name_places_that_exist(table: str) -> None:
    text = files("tracing.standardise").joinpath("data/places", table).read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert [r for r in rows if r["place_id"] and gazetteer().place(r["place_id"]) is None] == []


def test_a_district_below_the_municipality_knows_its_line() -> None:
    place = gazetteer().place("DO-21-02-01")
    assert place is not None
    assert (place.level, place.admin1, place.admin2) == (3, "DO-21", "DO-21-02")


COUNTRIES = ["BZ", "CA", "CR", "DO", "SV", "GT", "HN", "MX", "NI", "PA", "US"]


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_state_is_found_by_name_and_code(country: str) -> None:
    missed = [
        p.id
        for p in places(country, 1)
        for said in (p.name, p.name.upper(), p.id, p.id[3:])
        if p.id not in [r.id for r in resolve("", country=country, admin1=said).places[:1]]
    ]
    assert missed == []


# Two municipalities of one name in one state: only the district tells them apart.
TWINS = {"MX-OAX-209", "MX-OAX-319"}


@pytest.mark.parametrize("country", ["CR", "DO", "SV", "GT", "HN", "MX", "NI", "PA"])
def test_every_municipality_is_found_in_its_columns(country: str) -> None:
    g = gazetteer()
    missed = []
    for place in places(country, 2):
        above = g.place(place.admin1 or "")
        assert above is not None
        found = resolve("", country=country, admin1=above.name, admin2=place.name.upper()).places
        if place.id not in TWINS and (not found or found[0].id != place.id):
            missed.append(place.id)
    assert missed == []


@pytest.mark.parametrize("country", ["CR", "SV", "GT", "HN", "NI", "PA"])
def test_every_municipality_is_found_in_a_text(country: str) -> None:
    g = gazetteer()
    missed: list[str] = []
    for place in places(country, 2):
        above = g.place(place.admin1 or "")
        assert above is not None
        texts = (f"{place.name}, {above.name}", f"aldea Las Pilitas, {place.name}, {above.name}")
        missed.extend(text for text in texts if [p.id for p in resolve(text).places[:1]] != [place.id])
    # La Paz is also what people call Zacatecoluca, in another La Paz.
    assert [text for text in missed if "La Paz, La Paz" not in text] == []


@pytest.mark.parametrize("country", ["SV", "GT", "HN", "MX"])
def test_every_municipality_is_found_by_its_code(country: str) -> None:
    missed = [
        p.id
        for p in places(country, 2)
        if p.official_code and [r.id for r in resolve(p.official_code, country=country).places] != [p.id]
    ]
    assert missed == []
