"""Who may take part: the firewall, and which records each kind of agency may hold (brief I2, I6)."""

from __future__ import annotations

import pytest

from tracing.casework.agencies import AgencyKind, Side, may_hold, refuse_kind

CHILD, INQUIRY = Side.CHILD, Side.INQUIRY


@pytest.mark.parametrize(
    "kind",
    [
        "migration", "Migración", "immigration_enforcement", "police", "POLICÍA", "policia nacional", "border_patrol",
        "Guardia Nacional", "military", "ejército", "aduana", "INM", "ICE", "CBP", "CBSA", "PNC", "detention centre",
        "fiscalía", "homeland security",
    ],
)  # fmt: skip
def test_migration_police_and_army_are_refused_by_any_word(kind: str) -> None:
    refusal = refuse_kind(kind)
    assert refusal is not None
    assert refusal.code == "firewall"
    assert "GC 22" in refusal.source
    assert "cortafuegos" in refusal.es
    assert "firewall" in refusal.en


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Instituto Nacional de Migración", "MX-X"),
        ("Dirección General de Migración y Extranjería", "CR-X"),
        ("Direccion de Migracion", "GT-X"),
        ("Policía Nacional Civil", "SV-X"),
        ("Royal Mounted Police", "CA-X"),
        ("U.S. Immigration and Customs Enforcement", "US-X"),
        ("Canada Border Services Agency", "CA-X"),
        ("Departamento de Seguridad, Guardia Nacional", "MX-X"),
        ("Oficina regional", "MX-INM"),
        ("Oficina regional", "HN-INM"),
        ("Oficina regional", "MX-INM-CHIAPAS"),
        ("Office", "US-CBP"),
        # By its short name in whatever it is called.
        ("INM", "MX-X"),
        ("inm", "MX-X"),
        ("I.N.M.", "MX-X"),
        ("Unidad de la Niñez, PNC", "SV-X"),
        ("CBP / OFO", "US-X"),
        ("DHS-ICE", "US-X"),
        ("ice", "US-X"),
    ],
)
def test_an_authority_behind_the_firewall_does_not_pass_under_another_kind(name: str, code: str) -> None:
    refusal = refuse_kind("consulate", name=name, code=code)
    assert refusal is not None
    assert refusal.code == "firewall"


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        ("child_protection", "Secretaría de Niñez, Adolescencia y Familia", "HN-SENAF"),
        ("child_protection", "Procuraduría Federal de Protección de NNA", "MX-PFPNNA"),
        ("child_protection", "Department of Human Services", "BZ-DHS"),
        ("civil_society", "Broken Ice Youth House", "US-BIYH"),
        ("civil_society", "Casa Inmaculada", "GT-CI"),
        ("international_organisation", "Organización Internacional para las Migraciones", "GT-OIM"),
        ("civil_society", "Servicio Jesuita a Migrantes", "MX-SJM"),
        ("civil_society", "Casa del Migrante", "GT-SCALABRINI"),
        ("consulate", "Consulado General de El Salvador", "SV-CONS-TAP"),
    ],
)
def test_agencies_that_work_with_migrants_are_taken(kind: str, name: str, code: str) -> None:
    assert refuse_kind(kind, name=name, code=code) is None


@pytest.mark.parametrize("kind", ["", "bank", "school", "Child_Protection"])
def test_a_kind_that_does_not_exist_is_refused_with_the_kinds_that_do(kind: str) -> None:
    refusal = refuse_kind(kind)
    assert refusal is not None
    assert refusal.code == "unknown_kind"
    assert all(known in refusal.es for known in AgencyKind)


@pytest.mark.parametrize(
    ("kind", "children", "inquiries"),
    [
        ("child_protection", True, True),
        ("shelter", True, False),
        ("family_tracing", False, True),
        ("tracing_office", False, False),
        ("consulate", False, True),
        ("international_organisation", True, True),
        ("civil_society", True, True),
        ("oversight", False, False),
    ],
)
def test_which_records_a_kind_may_hold(kind: str, children: bool, inquiries: bool) -> None:
    agency = AgencyKind(kind)
    assert may_hold(agency, [CHILD]) is children
    assert may_hold(agency, [INQUIRY]) is inquiries
    assert may_hold(agency, [CHILD, INQUIRY]) is (children and inquiries)
