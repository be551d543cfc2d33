"""Short forms and equivalent spellings (brief C)."""

from __future__ import annotations

import pytest

from tracing.standardise.hypocorisms import agreement, is_kin_word, nodes


@pytest.mark.parametrize(
    ("short", "names"),
    [
        ("BETO", "ALBERTO ROBERTO GILBERTO HERIBERTO HUMBERTO NORBERTO RIGOBERTO"),
        ("TITO", "ALBERTO ROBERTO ERNESTO"),
        ("CHON", "ENCARNACION ASUNCION CONCEPCION"),
        ("CHEPE", "JOSE"), ("PACO", "FRANCISCO"), ("LUPITA", "GUADALUPE"), ("CHUS", "JESUS"), ("NACHO", "IGNACIO"),
        ("MEMO", "GUILLERMO"), ("QUIQUE", "ENRIQUE"), ("LENCHO", "LORENZO"), ("CHABELA", "ISABEL"),
        ("CHAYO", "ROSARIO"), ("MINCHO", "BENJAMIN"), ("NANDO", "FERNANDO"), ("LALO", "EDUARDO GERARDO"),
        ("CHENTE", "VICENTE"), ("CHAGO", "SANTIAGO"), ("TERE", "TERESA"), ("CHELA", "GRACIELA MARCELA"),
    ],
)  # fmt: skip
def test_short_forms_reach_every_name_they_stand_for(short: str, names: str) -> None:
    for name in names.split():
        assert agreement(short, name) is not None, name


@pytest.mark.parametrize(
    ("diminutive", "name"),
    [
        ("PAQUITO", "PACO"), ("MARQUITOS", "MARCOS"), ("BLANQUITA", "BLANCA"), ("HUGUITO", "HUGO"), ("LUCITA", "LUZ"),
        ("LUCECITA", "LUZ"), ("BEATRICITA", "BEATRIZ"), ("JUANITO", "JUAN"), ("LUISITO", "LUIS"),
        ("CARMENCITA", "CARMEN"), ("MIGUELITO", "MIGUEL"), ("OSCARITO", "OSCAR"), ("ANITA", "ANA"), ("ROSITA", "ROSA"),
        ("CARLITOS", "CARLOS"), ("PEDRITO", "PEDRO"), ("CHEPITO", "JOSE"),
    ],
)  # fmt: skip
def test_diminutives_by_rule(diminutive: str, name: str) -> None:
    assert agreement(diminutive, name) is not None


@pytest.mark.parametrize(
    "name", ["RITA", "BENITO", "MARGARITA", "CRISTINA", "JOSEFINA", "AGUSTIN", "JOAQUIN", "MARTIN"]
)
def test_names_that_only_look_like_diminutives(name: str) -> None:
    assert all(edge.kind != "diminutive" for edge in nodes(name))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("YESSICA", "JESSICA"), ("BRAYAN", "BRYAN"), ("STIVEN", "ESTEBAN"), ("JENNIFER", "YENIFER"), ("JHON", "JUAN"),
        ("MARTA", "MARTHA"), ("ESTER", "ESTHER"), ("RUTH", "RUT"), ("NAOMI", "NOEMI"), ("MAYCOL", "MICHAEL"),
    ],
)  # fmt: skip
def test_spellings_of_one_name(one: str, other: str) -> None:
    edge = agreement(one, other)
    assert edge is not None
    assert edge.factor >= 0.85


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KEVIN", "KELVIN"), ("ELVIN", "MELVIN"), ("ELMER", "WILMER"), ("DENIS", "DENISE"), ("ERICK", "ERICA"),
        ("JOSUE", "JOSE"), ("ISAI", "ISAIAS"), ("DANIEL", "DANILO"), ("ROSA", "ROSARIO"), ("ANA", "ANIA"),
    ],
)  # fmt: skip
def test_names_that_only_look_alike(one: str, other: str) -> None:
    assert agreement(one, other) is None


def test_a_short_form_of_many_counts_less() -> None:
    many, few = agreement("BETO", "ROBERTO"), agreement("CHEPE", "JOSE")
    assert many is not None
    assert few is not None
    assert many.factor < few.factor < 1


@pytest.mark.parametrize(("one", "other"), [("BETO", "ROBERTO"), ("LUPITA", "LUPE"), ("JUANITO", "JHON")])
def test_agreement_is_symmetric(one: str, other: str) -> None:
    assert agreement(one, other) == agreement(other, one)


def test_kin_words_are_no_names() -> None:
    assert is_kin_word("NENA")
    assert not is_kin_word("ELENA")
