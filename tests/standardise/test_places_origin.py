"""What a record says of where the child is from (brief F, H2)."""

from __future__ import annotations

import pytest

from tracing.standardise.places import origin


@pytest.mark.parametrize(
    ("columns", "countries", "places", "locality"),
    [
        (("HN", None, None, None, None), {"HN"}, [], None),
        ((None, None, None, None, "aldea El Rosario, Danlí"), {"HN"}, ["HN-EP-03"], "EL ROSARIO"),
        (("Honduras", "El Paraíso", "Danlí", "El Rosario", None), {"HN"}, ["HN-EP-03"], "EL ROSARIO"),
        (("HN", "HN-EP", "HN-EP-03", "Aldea El Rosario", None), {"HN"}, ["HN-EP-03"], "EL ROSARIO"),
        (("HN", "07", "0703", None, None), {"HN"}, ["HN-EP-03"], None),
        (("NI", "LE", None, None, None), {"NI"}, ["NI-LE"], None),
        (("SV", "La Libertad", "Santa Tecla", None, None), {"SV"}, ["SV-LI-11"], None),
        ((None, "Cortés", "San Pedro Sula", "Colonia La Paz", None), {"HN"}, ["HN-CR-01"], "LA PAZ"),
        (("DESCONOCIDO", None, "N/A", "NN", "---"), set(), [], None),
        ((None, None, None, None, None), set(), [], None),
        ((None, None, None, None, "Coatepeque"), {"GT", "SV"}, ["GT-09-20", "SV-SA-02"], None),
        (("HN", None, None, None, "Tapachula"), {"HN"}, [], None),
    ],
)
def test_columns_and_text(
    columns: tuple[str | None, str | None, str | None, str | None, str | None],
    countries: set[str],
    places: list[str],
    locality: str | None,
) -> None:
    found = origin(*columns)
    assert found.countries == countries
    assert [p.id for p in found.places] == places
    assert found.locality_text == locality


@pytest.mark.parametrize(
    "text", ["Tapachula", "El Amatillo", "Talismán–El Carmen", "Tijuana", "Casa Alianza, San Pedro Sula"]
)
def test_a_route_place_alone_is_no_origin(text: str) -> None:
    found = origin(None, None, None, None, text)
    assert (found.countries, found.places) == (frozenset(), ())
    assert "route_place" in found.flags


def test_a_route_town_is_an_origin_where_the_record_says_so() -> None:
    assert [p.id for p in origin("MX", "Chiapas", "Tapachula", None, None).places] == ["MX-CHP-089"]
    assert [p.id for p in origin("MX", None, None, None, "Tapachula").places] == ["MX-CHP-089"]


def test_the_head_town_beside_a_border_stays_an_origin() -> None:
    found = origin(None, None, None, None, "Danlí")
    assert [p.id for p in found.places] == ["HN-EP-03"]
    assert found.countries == {"HN"}


def test_nationality_narrows_a_shared_name() -> None:
    found = origin(None, None, None, None, "San Pedro", ("hondureña",))
    assert found.countries == {"HN"}
    assert {p.country for p in found.places} == {"HN"}
    assert origin(None, None, None, None, None, ("HN",)).countries == {"HN"}


def test_a_place_in_the_country_column_counts() -> None:
    found = origin("Comayagua", None, None, None, None)
    assert found.countries == {"HN"}
    assert found.places[0].id == "HN-CM-01"


def test_at_most_four_readings() -> None:
    assert len(origin(None, None, None, None, "San Marcos").places) == 4
