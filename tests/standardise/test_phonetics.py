"""Phonetic keys (brief D): pairs that must be said the same, pairs that must not, pairs of dialect only."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing.standardise.phonetics import keys, share_k1, share_k2

Kind = Literal["surname", "given"]

SAME: dict[Kind, str] = {
    "surname": (
        "Hernández=Ernandes Hernández=Hernandes Gonsales=Gonzalez Vásquez=Bazquez Jiménez=Giménez "
        "Jimenez=Ximenez Mejía=Megia Vargas=Bargas Rivera=Ribera Zelaya=Selalla Zelaya=Celaya "
        "Ayala=Allala Murillo=Muriyo Trujillo=Truxillo Castillo=Castiyo Huezo=Güeso Argüello=Arguello "
        "Argüello=Arguéyo Agüero=Aguero Echeverría=Hecheberria Chávez=Chavez Chávez=Chabes "
        "Muñoz=Munioz Peña=Pena Peña=Penya Núñez=Nuñes Quiñónez=Kiñones Quintanilla=Kintaniya "
        "Zúniga=Suñiga Reyes=Rreyes Barrera=Barera Carranza=Karansa Campos=Canpos Zambrano=Sanbrano "
        "Umaña=Humania Baena=Bahena Sáenz=Saens Saravia=Zarabia Orellana=Oreyana Choc=Ch'ok Cuc=Kuk "
        "Tzoc=Tsoc Tzoc=Tz'ok Ixcoy=Ishcoy Ixcoy=Iscoy Tecún=Tekum Quej=Kej Quej=Queh Ajanel=Ahanel "
        "Us=Uz Tzunún=Tsunum Cholotío=Ch'olotio Ixchop=Ixch'op Quixtán=Kishtan Ajxup=Ajshup "
        "Tiul=Ti'ul Yat=Llat Xicay=Shicai Zacarías=Sacarias "
    ),
    "given": (
        "Yessica=Jessica Jésica=Yesika Jennifer=Yenifer Wilmer=Guilmer Kevin=Kebin Stiven=Estiven "
        "Steven=Esteven Jhon=Yon Yeimy=Yeimi Wendy=Güendi Walter=Gualter Ruth=Rut Elizabeth=Elisabet "
        "Ximena=Jimena Xiomara=Siomara Alexander=Aleksander Miriam=Myrian William=Wilian "
        "Mariela=Mariella Estela=Stella Ysabel=Isabel Calixto=Calisto Christian=Cristian Nohemí=Noemi "
        "Yolanda=Iolanda Joselyn=Yoselin Geovany=Jeovani Giovanni=Yovani Abraham=Abran "
        "Guadalupe=Wadalupe Deysi=Deisy Fany=Fanny Sulma=Zulma Eliseo=Elizeo Jonathan=Yonatan "
    ),
}

OTHER: dict[Kind, str] = {
    "surname": (
        "Martínez=Martín Ramos=Ramírez Gómez=Gámez López=Lobos Morán=Moreno Morales=Mora "
        "Castro=Castillo Rivas=Rivera Ruiz=Ríos Flores=Florián Ortiz=Ortega Chávez=Chacón "
        "Sánchez=Santos Guerra=Guerrero Vargas=Vega Reyes=Rey Soto=Sosa Lara=Lora Xol=Xoc Tzoc=Choc "
        "Choc=Chub Cuc=Cac Caal=Cajal Pop=Poc Quej=Quel Ixcoy=Ixchop Pineda=Pinto Salazar=Salas "
        "Peña=Pérez Muñoz=Muñiz Tecún=Tacón Xicay=Chicas "
    ),
    "given": (
        "Marta=María Juan=Juana José=Josefa Julio=Julia Luis=Luisa Carlos=Carla Hilda=Gilda "
        "Roxana=Rosana Ana=Ania Alfredo=Wilfredo Elmer=Wilmer Daniel=Daniela Ester=Estela "
        "Rosa=Rosario Luz=Lucía Mateo=Matías Elena=Elma Denis=Denise Karen=Karina Erick=Erica "
        "Melvin=Elvin "
    ),
}

DIALECT: dict[Kind, str] = {
    "surname": (
        "Hernández=Hernande Alvarado=Alvarao Martínez=Maltinez Escobar=Ecobal Portillo=Purtillo "
        "Hernández=Hernándiz "
    ),
    "given": (
        "David=Davi Trinidad=Trinida Víctor=Vitor Octavio=Otavio Alexander=Alesander Carmen=Calmen "
        "Felipe=Filipe Cecilia=Sicilia "
    ),
}


def _pairs(table: dict[Kind, str]) -> list[tuple[Kind, str, str]]:
    return [(kind, *pair.split("=", 1)) for kind, pairs in table.items() for pair in pairs.split()]  # type: ignore[misc]


@pytest.mark.parametrize(("kind", "one", "other"), _pairs(SAME))
def test_said_the_same(kind: Kind, one: str, other: str) -> None:
    assert share_k1(one, other, kind)


@pytest.mark.parametrize(("kind", "one", "other"), _pairs(OTHER))
def test_other_names(kind: Kind, one: str, other: str) -> None:
    assert not share_k1(one, other, kind)


@pytest.mark.parametrize(("kind", "one", "other"), _pairs(DIALECT))
def test_dialect_meets_in_k2_only(kind: Kind, one: str, other: str) -> None:
    assert not share_k1(one, other, kind)
    assert share_k2(one, other, kind)


@pytest.mark.parametrize(
    ("token", "kind", "expected"),
    [
        ("Hernández", "surname", "ERNANDES"), ("Muñoz", "surname", "MUNOS MUNIOS"), ("Argüello", "surname", "ARGEYO"),
        ("Güinac", "surname", "GINAK"), ("Ixcoy", "surname", "ISKOI"), ("Tzoc", "surname", "ZOK"),
        ("Xol", "surname", "SOL JOL"), ("Jennifer", "given", "JENIFER YENIFER"), ("Ximena", "given", "SIMENA JIMENA"),
        ("Guadalupe", "given", "GADALUPE"), ("Wilmer", "given", "GILMER"), ("Steven", "given", "ESTEBEN"),
        ("Zelaya", "surname", "SELAYA"), ("Quintanilla", "surname", "KINTANIYA"),
        ("Echeverría", "surname", "ECEBERIA"), ("Bahena", "surname", "BAENA BAJENA"),
    ],
)  # fmt: skip
def test_sample_keys(token: str, kind: Kind, expected: str) -> None:
    assert keys(token, kind).k1 == set(expected.split())


@pytest.mark.parametrize(
    "pair",
    [
        "Xol=Sol",
        "Huerta=Guerta",
        "Caro=Carro",
        "Cal=Caal",
        "Vaca=Baca",
        "Casa=Caza",
        "Haro=Aro",
        "Peral=Perral",
    ],
)
def test_accepted_collisions(pair: str) -> None:
    one, other = pair.split("=")
    assert share_k1(one, other, "surname")


tokens = st.text(alphabet="abcdefghijklmnñopqrstuvwxyzáéíóúü'-", min_size=1, max_size=14)
kinds = st.sampled_from(["surname", "given"])


@given(tokens, kinds)
def test_case_and_accents_do_not_matter(token: str, kind: Kind) -> None:
    assert keys(token, kind) == keys(token.upper(), kind)


@given(tokens, kinds)
def test_a_token_with_letters_has_keys_and_few(token: str, kind: Kind) -> None:
    found = keys(token, kind)
    if any(c.isalpha() and c != "h" for c in token):
        assert 1 <= len(found.k1) <= 16
    assert len(found.k2) <= len(found.k1)


@given(tokens, tokens, kinds)
def test_k1_implies_k2(one: str, other: str, kind: Kind) -> None:
    if share_k1(one, other, kind):
        assert share_k2(one, other, kind)
