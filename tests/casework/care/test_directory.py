"""The directory as it is shipped, what an expert may not write, and who receives a child (brief I2)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tracing.casework.agencies import Side, refuse_kind
from tracing.casework.care.directory import (
    Entry,
    entry_faults,
    is_stale,
    matches,
    named,
    reception,
    shipped_entries,
)
from tracing.casework.care.institutions import FIREWALLED, Access, Function, InstitutionKind

COUNTRIES = ["BZ", "CA", "CR", "DO", "SV", "GT", "HN", "MX", "NI", "PA", "US"]
TODAY = date(2026, 12, 1)

PANI = Entry(
    "CR-PANI", 1, "CR", "Patronato Nacional de la Infancia", InstitutionKind.CHILD_PROTECTION,
    (Function.RECEPTION, Function.CUSTODY), (Side.CHILD, Side.INQUIRY), "Código de la Niñez", "ley", TODAY, "enlace",
)  # fmt: skip
DGME = replace(
    PANI, key="CR-PUESTO", institution="Dirección General de Migración y Extranjería",
    kind=InstitutionKind.MIGRATION_BORDER, functions=(Function.ENFORCEMENT,), sides=(),
)  # fmt: skip


def test_every_shipped_entry_keeps_the_rules_that_experts_are_held_to() -> None:
    assert {
        key: [r.code for r in entry_faults(entry, TODAY)] for key, entry in shipped_entries().items()
    } == {key: [] for key in shipped_entries()}


@pytest.mark.parametrize("country", COUNTRIES)
def test_each_country_has_a_child_protection_authority_and_shows_who_gets_nothing(country: str) -> None:
    kinds = Counter(e.kind for e in shipped_entries().values() if e.country == country)
    assert kinds[InstitutionKind.CHILD_PROTECTION]
    assert kinds[InstitutionKind.MIGRATION_BORDER]
    assert kinds[InstitutionKind.CONSULAR]


# Who receives a child who returns: child protection, not police and not the border (CRM Regional Guidelines 2009).
@pytest.mark.parametrize(
    ("country", "authority"),
    [
        ("BZ", "BZ-DHS"),
        ("CA", "CA-PROVINCES"),
        ("CR", "CR-PANI"),
        ("DO", "DO-CONANI"),
        ("GT", "GT-PGN"),
        ("HN", "HN-SENAF"),
        ("MX", "MX-PFPNNA"),
        ("NI", "NI-MIFAN"),
        ("PA", "PA-SENNIAF"),
        ("SV", "SV-CONAPINA"),
        ("US", "US-STATE-WELFARE"),
        ("FR", None),
    ],
)
def test_who_receives_a_child_who_returns(country: str, authority: str | None) -> None:
    found = reception(shipped_entries().values(), country)
    assert (found and found.key) == authority


def test_the_sub_units_own_authority_receives_before_the_countrys() -> None:
    chiapas = replace(PANI, key="MX-PPNNA-CHP", country="MX", subdivision="MX-CHP")
    nation = replace(PANI, key="MX-PFPNNA", country="MX")
    found = [reception([nation, chiapas], "MX", place) for place in ("MX-CHP", "MX-OAX", "")]
    assert [one and one.key for one in found] == ["MX-PPNNA-CHP", "MX-PFPNNA", "MX-PFPNNA"]
    assert reception([replace(nation, retired=True)], "MX") is None


def test_inm_is_two_institutions_of_two_countries_and_neither_gets_anything() -> None:
    both = [entry for entry in shipped_entries().values() if entry.short == "INM"]
    assert {entry.country for entry in both} == {"MX", "HN"}
    assert all(entry.firewalled and entry.access is Access.NOTHING and not entry.sides for entry in both)


def test_nobody_behind_the_firewall_has_a_function_in_protection() -> None:
    behind = [entry for entry in shipped_entries().values() if entry.kind in FIREWALLED]
    assert {f for entry in behind for f in entry.functions} == {Function.ENFORCEMENT, Function.ASYLUM}


def test_no_authority_that_may_get_data_is_one_that_could_not_be_entered_as_an_agency() -> None:
    open_ones = [entry for entry in shipped_entries().values() if not entry.firewalled]
    assert [e.key for e in open_ones if refuse_kind("child_protection", name=e.institution, code=e.key)] == []


@pytest.mark.parametrize(
    ("said", "country", "key"),
    [
        ("MX-INM", "", "MX-INM"),
        ("inm", "HN", "HN-INM"),
        ("IRCC", "", "CA-IRCC"),
        ("Immigration Department", "", "BZ-IMMIGRATION"),
        ("patronato nacional de la infancia", "", "CR-PANI"),
        ("PGN", "GT", "GT-PGN"),
        # Of the country it is said to be in it is none, so it is the other.
        ("SENAFRONT", "GT", "PA-SENAFRONT"),
        ("DHS", "BZ", "BZ-DHS"),
        ("Casa Azul", "MX", None),
        ("", "MX", None),
    ],
)
def test_an_authority_is_found_by_whatever_it_is_called(said: str, country: str, key: str | None) -> None:
    found = named(shipped_entries().values(), said, country)
    assert (found and found.key) == key


def test_of_namesakes_the_one_that_gets_nothing_is_meant() -> None:
    other = replace(PANI, key="CR-AAA", institution="Otra", short="DGME")
    behind = replace(DGME, short="DGME", retired=True)
    assert named([other, behind], "DGME", "CR") == behind
    assert named([replace(other, retired=True), replace(other, key="CR-BBB")], "DGME") == replace(
        other, key="CR-BBB"
    )


@pytest.mark.parametrize(("days", "stale"), [(0, False), (365, False), (366, True)])
def test_an_entry_goes_stale(days: int, stale: bool) -> None:
    assert is_stale(PANI, TODAY + timedelta(days=days)) is stale


# What an expert writes: the entry before, the one that is written, and the rule that refuses it.
REFUSED = [
    ("a correction", PANI, replace(PANI, institution="PANI, Patronato"), None),
    ("a new institution", None, replace(PANI, key="CR-OIJ-NINEZ", functions=(Function.NOTICE,)), None),
    (
        "a migration institute as child protection", None,
        replace(PANI, key="HN-INM", country="HN", institution="Instituto Nacional de Migración"), "firewall_by_name",
    ),
    ("the same by its code alone", None, replace(PANI, key="SV-PNC", country="SV", institution="Unidad de niñez"), "firewall_by_name"),
    ("the same by its short name", None, replace(PANI, key="SV-UNIDAD", country="SV", institution="Unidad de niñez", short="PNC"), "firewall_by_name"),
    ("the border turned into child protection", DGME, replace(PANI, key="CR-PUESTO", institution="Unidad de Niñez"), "firewalled_stays"),
    ("the border that receives children", DGME, replace(DGME, functions=(Function.RECEPTION,)), "function_not_of_kind"),
    ("the border on the side of the child", DGME, replace(DGME, sides=(Side.CHILD,)), "side_not_of_kind"),
    ("a consulate that receives children", None, replace(PANI, kind=InstitutionKind.CONSULAR, sides=(), functions=(Function.RECEPTION,)), "function_not_of_kind"),
    ("an institution for nothing", PANI, replace(PANI, functions=()), "no_function"),
    ("checked tomorrow", PANI, replace(PANI, checked_on=TODAY + timedelta(days=1)), "checked_in_future"),
    ("checked before the last check", PANI, replace(PANI, checked_on=TODAY - timedelta(days=1)), "checked_backwards"),
    ("a province of another country", PANI, replace(PANI, subdivision="MX-CHP"), "not_of_country"),
    ("the key of another country", None, replace(PANI, key="MX-PANI"), "not_of_country"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "rule"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_an_expert_may_write(before: Entry | None, after: Entry, rule: str | None) -> None:
    assert [broken.code for broken in entry_faults(after, TODAY, before)] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"country": "CR"}, True),
        ({"country": "PA"}, False),
        ({"kind": InstitutionKind.CHILD_PROTECTION, "side": Side.CHILD}, True),
        ({"kind": InstitutionKind.COURT}, False),
        ({"function": Function.RECEPTION}, True),
        ({"function": Function.ASYLUM}, False),
        # Who answers for the whole country answers for its provinces.
        ({"subdivision": "CR-SJ"}, True),
        ({"subdivision": "MX-CHP"}, False),
    ],
)
def test_an_entry_is_found_by_what_it_says(asked: dict[str, object], found: bool) -> None:
    assert matches(PANI, **asked) is found  # type: ignore[arg-type]
