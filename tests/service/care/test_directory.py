"""The directory as people search and correct it, and the authority that receives a child."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from tests.service.care.houses import Care
from tests.service.parties import agency, person
from tests.stages import staged
from tracing.casework.care.directory import DIRECTORY_RULES
from tracing.service.care.directory import (
    NewEntry,
    entry_versions,
    get_entry,
    list_entries,
    reception_authority,
    write_entry,
)
from tracing.service.context import Service
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound
from tracing.store.tables import directory_entries

# What an expert writes in 2027, after the shipped entries were checked.
PGN = NewEntry(
    1, "Procuraduría de la Niñez y la Adolescencia", "child_protection", ("notice", "reception"), "Decreto 27-2003",
    date(2027, 1, 15), "enlace de la institución, por teléfono", "nombre completo", ("child", "inquiry"), "PNA",
)  # fmt: skip


@staged
def care(service: Service) -> Care:
    made = Care(service)
    made.clock.now = made.clock.now.replace(year=2027)
    return made


def keys(care: Care, **asked: str) -> list[str]:
    return [seen.entry.key for seen in list_entries(care.service, care.family, **asked)]


def test_it_is_searched_by_country_kind_side_sub_unit_and_function(care: Care) -> None:
    assert keys(care, country="SV", kind="child_protection") == ["SV-CONAPINA", "SV-JUNTAS", "SV-PGR"]
    assert keys(care, country="CR", side="inquiry") == ["CR-PANI", "CR-RREE", "CR-TSE"]
    assert keys(care, country="GT", function="missing_alert") == ["GT-ALBA-KENETH"]
    assert "MX-PFPNNA" in keys(care, subdivision="MX-CHP")
    assert keys(care, country="FR") == []
    with pytest.raises(Invalid) as refused:
        keys(care, kind="police", side="both", function="x")
    assert [f.pointer for f in refused.value.fields] == ["query:kind", "query:side", "query:function"]


def test_who_gets_nothing_is_listed_so_that_everybody_sees_it(care: Care) -> None:
    found = {seen.entry.key: seen.entry for seen in list_entries(care.service, care.one, country="HN")}
    assert found["HN-INM"].firewalled
    assert found["HN-INM"].access == "nothing"
    assert not found["HN-SENAF"].firewalled


def test_a_correction_is_appended_and_counts_from_then_on(care: Care) -> None:
    assert write_entry(care.service, care.officer, "GT-PGN", PGN).body == {"key": "GT-PGN", "version": 2}
    now = get_entry(care.service, care.reviewer, "GT-PGN").entry
    assert (now.institution, now.checked_on, now.checked_by) == (
        PGN.institution,
        PGN.checked_on,
        PGN.checked_by,
    )
    shipped, corrected = entry_versions(care.service, care.family, "GT-PGN")
    assert (shipped.by_user, shipped.entry.version, corrected.entry.version) == (None, 1, 2)
    assert (corrected.by_user, corrected.reason) == (care.officer.person, "nombre completo")
    assert reception_authority(care.service, "GT").institution == PGN.institution


def test_an_institution_that_takes_over_receives_the_children(care: Care) -> None:
    new = replace(PGN, version=0, institution="Autoridad Nacional de la Niñez")
    assert write_entry(care.service, care.administrator, "GT-ANN", new).status == 201
    gone = replace(PGN, retired=True, reason="ya no existe")
    write_entry(care.service, care.officer, "GT-PGN", gone)
    assert reception_authority(care.service, "GT").key == "GT-ANN"
    assert "GT-PGN" not in keys(care, country="GT")
    assert "GT-PGN" in [s.entry.key for s in list_entries(care.service, care.one, country="GT", retired=True)]


def test_a_country_that_is_not_in_the_directory_has_no_authority_to_receive_a_child(care: Care) -> None:
    with pytest.raises(NotFound) as refused:
        reception_authority(care.service, "FR")
    assert "PUT /v1/directory" in refused.value.mend


def test_an_entry_goes_stale_until_somebody_checks_it_again(care: Care) -> None:
    write_entry(care.service, care.officer, "GT-PGN", PGN)
    assert not get_entry(care.service, care.one, "GT-PGN").stale
    care.clock.move(days=365)
    assert get_entry(care.service, care.one, "GT-PGN").stale
    again = replace(PGN, version=2, checked_on=care.clock.now.date(), reason="sigue igual")
    write_entry(care.service, care.officer, "GT-PGN", again)
    assert not get_entry(care.service, care.one, "GT-PGN").stale


def test_the_firewall_holds_against_experts_too(care: Care) -> None:
    border = replace(
        PGN,
        institution="Instituto Guatemalteco de Migración",
        kind="migration_border",
        functions=("enforcement",),
    )
    for new, codes in (
        (replace(PGN, institution="Unidad de niñez migrante"), ["firewall_by_name", "firewalled_stays"]),
        (replace(border, functions=("reception",), sides=()), ["function_not_of_kind"]),
        (replace(border, sides=("child",)), ["side_not_of_kind"]),
    ):
        with pytest.raises(Invalid) as refused:
            write_entry(care.service, care.officer, "GT-IGM", new)
        assert [f.reason for f in refused.value.fields] == [DIRECTORY_RULES[code].says.en for code in codes]
        assert all(fault.mend for fault in refused.value.fields)
    assert len(entry_versions(care.service, care.one, "GT-IGM")) == 1


def test_two_experts_do_not_overwrite_each_other(care: Care) -> None:
    write_entry(care.service, care.officer, "GT-PGN", PGN)
    for version in (0, 1, 3):
        with pytest.raises(Conflict) as refused:
            write_entry(care.service, care.administrator, "GT-PGN", replace(PGN, version=version))
        assert refused.value.code == "version_changed"


def test_the_same_correction_sent_again_is_one(care: Care) -> None:
    answers = [write_entry(care.service, care.officer, "GT-PGN", PGN, "clave-1") for _ in range(2)]
    assert [answer.repeated for answer in answers] == [False, True]
    assert len(entry_versions(care.service, care.one, "GT-PGN")) == 2


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"kind": "police"}, "/kind"),
        ({"functions": ("notice", "spying")}, "/functions"),
        ({"sides": ("state",)}, "/sides"),
        ({"institution": " "}, "/institution"),
        ({"source": "a\x00b"}, "/source"),
        ({"reason": "  "}, "/reason"),
        ({"checked_on": date(2030, 1, 1)}, "/checked_on"),
    ],
)
def test_what_cannot_be_written_names_its_field(care: Care, changed: dict[str, object], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        write_entry(care.service, care.officer, "GT-PGN", replace(PGN, **changed))  # type: ignore[arg-type]
    assert [fault.pointer for fault in refused.value.fields] == [pointer]


def test_an_officer_writes_the_institutions_of_their_own_country_alone(care: Care) -> None:
    at_home = person(care.service, agency(care.service, "GT-PGN"), "protection_officer")
    abroad = person(care.service, agency(care.service, "HN-SENAF"), "protection_officer")
    with pytest.raises(Forbidden) as refused:
        write_entry(care.service, abroad, "GT-PGN", PGN)
    assert refused.value.code == "other_country"
    assert write_entry(care.service, at_home, "GT-PGN", PGN).body["version"] == 2
    columns = [column for column in directory_entries.c if column.name not in ("id", "version", "by_user")]
    names = ", ".join(column.name for column in columns)
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        care.service.database.reading(abroad) as connection,
    ):
        connection.execute(
            sa.text(
                f"INSERT INTO casework.directory_entries (version, by_user, {names}) SELECT 3, :person, {names}"
                " FROM casework.directory_entries"
            ),
            {"person": abroad.person},
        )


def test_who_may_read_and_who_may_write(care: Care) -> None:
    for reader in (care.one, care.family, care.reviewer):
        with pytest.raises(Forbidden):
            write_entry(care.service, reader, "GT-PGN", PGN)
    with pytest.raises(NotFound):
        get_entry(care.service, care.one, "GT-NADIE")
    with pytest.raises(NotFound):
        get_entry(care.service, care.one, "\x00")
