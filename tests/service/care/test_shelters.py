"""Shelters: who enters them, who sees a secret address, who counts places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from tests.service.care.houses import GIRLS, TODAY, Care
from tests.service.parties import agency, person
from tests.stages import staged
from tracing.service.care.shelters import (
    MOST_NIGHTS,
    count_places,
    list_shelters,
    shelter_versions,
    write_shelter,
)
from tracing.service.context import Service
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound
from tracing.store.database import Reader

SECRET = {"kind": "trafficking", "confidential": True, "confidential_by": "Protocolo de Palermo, art. 6"}


@staged
def care(service: Service) -> Care:
    return Care(service)


def codes(care: Care, reader: Reader, **asked: Any) -> list[str]:
    return [one.code for one in list_shelters(care.service, reader, **asked)]


def test_it_is_found_by_country_sub_unit_kind_sex_and_age(care: Care) -> None:
    care.house()
    care.house("CASA-2", sexes=("M",), least_age=6, most_age=11, subdivision="MX-OAX")
    assert codes(care, care.two) == ["CASA-1", "CASA-2"]
    assert codes(care, care.officer, country="MX", subdivision="MX-OAX") == ["CASA-2"]
    assert codes(care, care.one, sex="F", age=14) == ["CASA-1"]
    assert codes(care, care.one, age=12, sex="M") == []
    assert codes(care, care.one, kind="trafficking") == []
    with pytest.raises(Invalid):
        codes(care, care.one, kind="prison")


def test_a_secret_address_is_seen_by_its_own_workers_and_protection_officers(care: Care) -> None:
    care.house(**SECRET)
    care.house("CASA-2")
    seen = {}
    for name, reader in (("own", care.one), ("another agency's", care.two), ("officer", care.officer)):
        seen[name] = [
            (one.name is not None, one.address is not None) for one in list_shelters(care.service, reader)
        ]
    whole, hidden = (True, True), (False, False)
    assert seen == {"own": [whole, whole], "another agency's": [hidden, whole], "officer": [whole, whole]}
    # What it is for is seen: a place must be found for a child.
    assert list_shelters(care.service, care.two)[0].facts.places == GIRLS.places


def test_an_address_that_became_secret_was_so_before(care: Care) -> None:
    care.house()
    later = replace(GIRLS, version=1, confidential=True, confidential_by="amenazas", reason="amenazas")
    write_shelter(care.service, care.one, "MX-ALBERGUE", "CASA-1", later)
    assert [v.address for v in shelter_versions(care.service, care.two, "MX-ALBERGUE", "CASA-1")] == [
        None,
        None,
    ]
    assert None not in [v.address for v in shelter_versions(care.service, care.one, "MX-ALBERGUE", "CASA-1")]


def test_the_asking_side_and_reviewers_learn_of_no_shelter(care: Care) -> None:
    care.house()
    for reader in (care.family, care.reviewer, care.administrator):
        with pytest.raises(Forbidden):
            list_shelters(care.service, reader)
        with pytest.raises(Forbidden):
            count_places(care.service, reader, "MX-ALBERGUE", "CASA-1", TODAY, TODAY)


def test_neither_name_nor_address_lies_open_in_the_database(care: Care) -> None:
    care.house()
    with care.service.database.working() as connection:
        rows = [
            str(row)
            for table in ("shelters", "shelter_versions", "shelter_addresses")
            for row in connection.execute(sa.text(f"SELECT t\\:\\:text FROM casework.{table} t")).scalars()
        ]
    assert len(rows) == 3
    assert not [row for row in rows if "Volcanes" in row or "calle" in row]


def test_places_are_counted_for_its_own_agency_and_protection_officers(care: Care) -> None:
    care.house()
    care.child("A-1")
    care.child("D-1", care.two)
    care.place("A-1", 21)
    care.place("D-1", 22, care.two)
    for reader in (care.one, care.officer):
        nights = count_places(
            care.service, reader, "MX-ALBERGUE", "CASA-1", date(2026, 3, 20), date(2026, 3, 22)
        )
        # Both children, though one is another agency's whom the shelter's workers don't see.
        assert [(n.places, n.taken, n.free) for n in nights] == [(2, 0, 2), (2, 1, 1), (2, 2, 0)]
    with pytest.raises(Forbidden) as refused:
        count_places(care.service, care.two, "MX-ALBERGUE", "CASA-1", TODAY, TODAY)
    assert refused.value.code == "not_your_shelter"


def test_places_are_counted_by_the_capacity_of_each_day(care: Care) -> None:
    care.house()
    fewer = replace(GIRLS, version=1, places=1, valid_from=date(2026, 3, 22), reason="goteras")
    write_shelter(care.service, care.one, "MX-ALBERGUE", "CASA-1", fewer)
    nights = count_places(
        care.service, care.one, "MX-ALBERGUE", "CASA-1", date(2026, 3, 21), date(2026, 3, 22)
    )
    assert [night.places for night in nights] == [2, 1]


@pytest.mark.parametrize("last", [TODAY - timedelta(days=1), TODAY + timedelta(days=MOST_NIGHTS)])
def test_a_count_has_an_end(care: Care, last: date) -> None:
    care.house()
    with pytest.raises(Invalid):
        count_places(care.service, care.one, "MX-ALBERGUE", "CASA-1", TODAY, last)
    with pytest.raises(NotFound):
        count_places(care.service, care.one, "MX-ALBERGUE", "CASA-9", TODAY, TODAY)


def test_a_correction_is_appended_with_its_reason(care: Care) -> None:
    care.house()
    with pytest.raises(Invalid) as refused:
        write_shelter(care.service, care.one, "MX-ALBERGUE", "CASA-1", replace(GIRLS, version=1, places=30))
    assert [fault.pointer for fault in refused.value.fields] == ["/reason"]
    more = replace(GIRLS, version=1, places=30, reason="nueva ala")
    assert write_shelter(care.service, care.one, "MX-ALBERGUE", "CASA-1", more).body["version"] == 2
    first, second = shelter_versions(care.service, care.one, "MX-ALBERGUE", "CASA-1")
    assert (first.facts.places, second.facts.places, second.reason) == (2, 30, "nueva ala")
    assert shelter_versions(care.service, care.two, "MX-ALBERGUE", "CASA-1")[1].reason is None
    for version in (0, 1, 3):
        with pytest.raises(Conflict):
            write_shelter(care.service, care.one, "MX-ALBERGUE", "CASA-1", replace(more, version=version))


def test_only_its_own_agency_and_protection_officers_write_it(care: Care) -> None:
    with pytest.raises(Forbidden):
        care.house(worker=care.two)
    with pytest.raises(NotFound):
        care.house(agency="GT-OFICINA", worker=care.officer)
    care.house(worker=care.officer)
    care.house("CASA-1", worker=care.two, agency="MX-DIF")
    assert [(one.agency, one.code) for one in list_shelters(care.service, care.one)] == [
        ("MX-ALBERGUE", "CASA-1"),
        ("MX-DIF", "CASA-1"),
    ]


def test_an_officer_abroad_neither_writes_it_nor_counts_its_places(care: Care) -> None:
    care.house(worker=person(care.service, agency(care.service, "MX-PFPNNA"), "protection_officer"))
    abroad = person(care.service, agency(care.service, "HN-SENAF"), "protection_officer")
    for code in ("CASA-1", "CASA-2"):
        with pytest.raises(Forbidden) as refused:
            care.house(code, worker=abroad, version=0 if code == "CASA-2" else 1, reason="nueva ala")
        assert refused.value.code == "not_your_shelter"
    with pytest.raises(Forbidden):
        count_places(care.service, abroad, "MX-ALBERGUE", "CASA-1", TODAY, TODAY)
    (seen,) = list_shelters(care.service, abroad)
    assert not seen.own
    # The database holds it, whatever a use case forgets.
    for rows in (
        "INSERT INTO casework.shelters (agency_id, code, entered_by) SELECT agency_id, 'CASA-9', :person FROM casework.shelters",
        "INSERT INTO casework.shelter_versions SELECT shelter_id, 2, country, subdivision, kind, least_age, most_age, sexes, places,"
        " accessibility, languages, confidential, confidential_by, open, valid_from, checked_on, 'x', :person, at"
        " FROM casework.shelter_versions",
    ):
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            care.service.database.reading(abroad) as connection,
        ):
            connection.execute(sa.text(rows), {"person": abroad.person})


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"kind": "prison"}, "/kind"),
        ({"name": ""}, "/name"),
        ({"address": "a\x00"}, "/address"),
        ({"languages": ("maya",)}, "/languages"),
        ({"accessibility": ("lift",)}, "/accessibility"),
        ({"checked_on": date(2026, 4, 1)}, "/checked_on"),
        ({"kind": "high_risk"}, "/confidential"),
        ({"name": "Estación Migratoria Siglo XXI"}, "/name"),
        ({"least_age": 17, "most_age": 3}, "/most_age"),
    ],
)
def test_what_cannot_be_entered_names_its_field_and_nothing_is_stored(
    care: Care, changed: dict[str, object], pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        care.house(**changed)
    assert [fault.pointer for fault in refused.value.fields] == [pointer]
    assert list_shelters(care.service, care.officer) == []


def test_languages_are_kept_as_codes(care: Care) -> None:
    care.house(languages=("español", "Mam", "spa"))
    assert list_shelters(care.service, care.one)[0].facts.languages == ("spa", "mam")
