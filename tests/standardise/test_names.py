"""Names as registrars meet them (brief A, B). Given names and surnames of the best reading, parted by ``/``."""

from __future__ import annotations

import csv
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing.standardise import names
from tracing.standardise.placeholders import is_placeholder, strip_placeholders


def _read(parsed: names.ParsedName) -> list[str]:
    return [
        f"{'/'.join(u.text for u in r.given)} | {'/'.join(u.text for u in r.surnames)}"
        for r in parsed.readings
    ]


@pytest.mark.parametrize(
    ("name", "best"),
    [
        ("MARIA DE LOS ANGELES GARCIA", "MARIA DE LOS ANGELES | GARCIA"),
        ("SANTOS SANTOS", "SANTOS | SANTOS"),
        ("LUZ MARIA DEL CARMEN", "LUZ/MARIA DEL CARMEN | "),
        ("PONCE DE LEON RUIZ, JUAN", "JUAN | PONCE DE LEON/RUIZ"),
        ("Juan Carlos Hernández Mejía", "JUAN/CARLOS | HERNANDEZ/MEJIA"),
        ("Juan Pérez Pérez", "JUAN | PEREZ/PEREZ"),
        ("Ana López", "ANA | LOPEZ"),
        ("De la O, Ana", "ANA | DE LA O"),
        ("Menor Hernández", " | HERNANDEZ"),
        ("FNU ANA PEREZ", "ANA | PEREZ"),
        ("Don Juan Pérez", "JUAN | PEREZ"),
        ("Juan Pérez López h.", "JUAN | PEREZ/LOPEZ"),
    ],
)
def test_best_reading(name: str, best: str) -> None:
    assert _read(names.parse(name))[0] == best


@pytest.mark.parametrize(
    ("name", "readings"),
    [
        ("JUAN PASCUAL ANDRES", {"JUAN | PASCUAL/ANDRES", "JUAN/PASCUAL | ANDRES"}),
        ("JOSE DE LA CRUZ", {"JOSE | DE LA CRUZ", "JOSE DE LA CRUZ | "}),
        ("ANA CRUZ SANTOS REYES", {"ANA/CRUZ | SANTOS/REYES", "ANA | CRUZ/SANTOS/REYES"}),
    ],
)
def test_names_that_stay_open(name: str, readings: set[str]) -> None:
    assert readings <= set(_read(names.parse(name)))


@pytest.mark.parametrize(
    ("name", "widow"), [("ROSA LOPEZ DE PEREZ", False), ("ROSA LOPEZ VDA DE PEREZ", True)]
)
def test_married_women(name: str, widow: bool) -> None:
    parsed = names.parse(name, sex="F", adult=True)
    married = parsed.readings[0].married
    assert _read(parsed)[0] == "ROSA | LOPEZ"
    assert married is not None
    assert married.text == "PEREZ"
    assert parsed.widow is widow


@pytest.mark.parametrize(
    ("fields", "reading"),
    [
        (("ANA MARIA", "PEREZ LOPEZ", None), "ANA/MARIA | PEREZ/LOPEZ"),
        (("ANA MARIA", "PEREZ-LOPEZ", None), "ANA/MARIA | PEREZ/LOPEZ"),
        (("ANA MARIA", "PEREZLOPEZ", None), "ANA/MARIA | PEREZ/LOPEZ"),
        (("ANA PEREZ", "LOPEZ", None), "ANA | PEREZ/LOPEZ"),
        (("PEREZ", "ANA", None), "ANA | PEREZ"),
        (("FNU", "ANA MARIA PEREZ LOPEZ", None), "ANA/MARIA | PEREZ/LOPEZ"),
        (("ANA DE LA", "CRUZ", None), "ANA | DE LA CRUZ"),
        (("Ana", "Pérez", "LNU"), "ANA | PEREZ"),
        (("Ana", "MUÃ‘OZ", None), "ANA | MUNOZ"),
        (("Ana", "MU?OZ", None), "ANA | MUNOZ"),
        (("Ana", "Pérez", "Pérez"), "ANA | PEREZ/PEREZ"),
    ],
)
def test_what_forms_do_to_a_name(fields: tuple[str, str, str | None], reading: str) -> None:
    assert reading in _read(names.from_fields(*fields))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DE LA CRUZ", "DELACRUZ"),
        ("DE LA CRUZ", "CRUZ"),
        ("DEL CID", "DELCID"),
        ("SAN MARTIN", "SANMARTIN"),
        ("DE LEON", "DELEON"),
    ],
)
def test_one_surname_with_and_without_particle(one: str, other: str) -> None:
    assert names.surname_core(one) == names.surname_core(other)


def test_valle_is_not_vallejo() -> None:
    assert names.surname_core("VALLE") != names.surname_core("VALLEJO")


def _abbreviations() -> list[tuple[str, str, str]]:
    file = resources.files("tracing.standardise") / "data" / "names" / "abbreviations.csv"
    with file.open(encoding="utf-8") as handle:
        # Ign. alone in a field is "ignorado" (brief A5) before it is Ignacio.
        rows = [(r["kind"], r["short"], r["full"]) for r in csv.DictReader(handle)]
        return [row for row in rows if not is_placeholder(row[1])]


@pytest.mark.parametrize(("kind", "short", "full"), _abbreviations())
def test_every_abbreviation_of_the_table(kind: str, short: str, full: str) -> None:
    fields = (short, "Zelaya", None) if kind == "given" else ("Ana", short, None)
    reading = names.from_fields(*fields).readings[0]
    unit = reading.given[0] if kind == "given" else reading.surnames[0]
    assert set(full.split(";")) <= set(unit.alternatives)


@pytest.mark.parametrize(
    ("short", "full"), [("Rdrgz", "RODRIGUEZ"), ("Mrtnz", "MARTINEZ"), ("Dmngz", "DOMINGUEZ")]
)
def test_abbreviations_by_rule(short: str, full: str) -> None:
    assert full in names.from_fields("Ana", short, None).readings[0].surnames[0].alternatives


@pytest.mark.parametrize("short", ["Gz", "Rz", "Sz", "Lz", "Dz", "Cz"])
def test_one_letter_and_z_is_too_little(short: str) -> None:
    assert names.from_fields("Ana", short, None).readings[0].surnames[0].alternatives == (short.upper(),)


PLACEHOLDERS = ["FNU", "LNU", "MNU", "FNU-LNU", "UNK", "UNKN", "UNKNOWN", "NFN", "NLN", "NMN", "NMI", "NONAME", "N/A", "N.A.", "NN", "N.N.", "N/N", "S/N", "SN", "SINNOMBRE", "S/A", "S/D", "SD", "S/I", "ND", "N/D", "NR", "NS", "NC", "IGNORADO", "IGN", "DESCONOCIDO", "DESC", "N.I.", "NINGUNO", "NONE", "NULL", "X", "XX", "XXX", "XXXX", "--", "---", ".", "?", "¿?", "0", "000", "TBD", "TEST", "PRUEBA", "BABY", "BEBE", "RN", "R/N", "MENOR", "NIÑO", "NIÑA", "NNA", "NNAMNA", "UAC", "FULANO", "ZZZ", "ANONIMO", "INCONNU", "NO NAME", "SIN NOMBRE", "Sin Apellido", "sin datos", "Sin información", "no disponible", "No refiere",
    "no recuerda", "NO SABE", "no identificado", "NO APLICA", "RECIEN NACIDO", "HIJO DE", "BABY BOY", "JOHN DOE"]  # fmt: skip


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_placeholders_are_missing(text: str) -> None:
    assert is_placeholder(text)
    assert is_placeholder(text.lower())
    assert names.parse(text).readings == ()


@pytest.mark.parametrize(
    "text", ["Xo", "Us", "Nena", "Reina", "Rey", "Santos", "Segundo", "Primero", "Expósito", "Nina"]
)
def test_real_names_that_look_like_placeholders(text: str) -> None:
    assert not is_placeholder(text)


def test_a_placeholder_holds_the_mothers_name() -> None:
    assert names.parse("Hijo de Rosa Pérez").mother_hint == "ROSA PEREZ"


def test_placeholder_words_leave_a_name() -> None:
    assert strip_placeholders("Menor Hernández") == "Hernández"
    assert strip_placeholders("FNU ANA PEREZ") == "ANA PEREZ"


def test_known_as_is_an_alias() -> None:
    parsed = names.parse("Ana López Díaz c/p Ana Pérez")
    assert _read(parsed)[0] == "ANA | LOPEZ/DIAZ"
    assert parsed.aliases == ("Ana Pérez",)


@given(st.text(max_size=60))
def test_any_text_gives_readings_that_sum_to_one_or_none(text: str) -> None:
    parsed = names.parse(text)
    total = sum(r.weight for r in parsed.readings)
    assert not parsed.readings or abs(total - 1) < 1e-9


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_any_fields_are_read(a: str, b: str, c: str) -> None:
    parsed = names.from_fields(a, b, c)
    assert not parsed.readings or abs(sum(r.weight for r in parsed.readings) - 1) < 1e-9
