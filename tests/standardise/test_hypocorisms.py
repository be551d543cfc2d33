"""Short forms, diminutives and equivalent spellings of given names (brief C)."""

from __future__ import annotations

import csv
import math
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing.standardise.hypocorisms import Edge, agreement, is_kin_word, nodes


def rows(file: str) -> list[dict[str, str]]:
    path = resources.files("tracing.standardise") / "data" / "hypocorisms" / file
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


SHORT_FORMS = rows("short_forms.csv")
EQUIVALENTS = rows("equivalents.csv")
FUSED = rows("fused.csv")
KIN_WORDS = rows("kin_words.csv")
NOT_EQUIVALENT = rows("not_equivalent.csv")
UNEXPANDED = {row["word"] for row in KIN_WORDS if not row["expands"]}


def edge(name: str, node: str, sex: str | None = None) -> Edge | None:
    return next((e for e in nodes(name, sex) if e.node == node), None)


def pairs(text: str) -> list[tuple[str, str]]:
    """Split ``a=b c=d`` into test parameters."""
    return [(a, b) for a, b in (pair.split("=") for pair in text.split())]


def test_every_short_form_reaches_its_canonicals_discounted_by_their_number() -> None:
    degree: dict[str, set[str]] = {}
    for row in SHORT_FORMS:
        degree.setdefault(row["short"], set()).add(row["canonical"])
    for row in SHORT_FORMS:
        if row["short"] in UNEXPANDED:
            continue
        found = edge(row["short"], row["canonical"], row["sex"])
        assert found is not None, row
        least = min(0.8, 0.8 / math.log2(1 + len(degree[row["short"]])))
        # A diminutive of its own canonical may be worth more than its place in the table.
        assert found.factor >= least - 1e-9, row
        assert found.factor < 1


def test_table_keeps_country_sex_and_shared_mark() -> None:
    by_pair = {(row["canonical"], row["short"], row["sex"]): row for row in SHORT_FORMS}
    assert set(by_pair["JOSE", "CHEPE", "M"]["country"].split()) == {"GT", "SV", "HN", "NI", "CR"}
    assert "shared" in by_pair["ROBERTO", "BETO", "M"]["note"]
    assert ("VICENTE", "CHENTE", "M") in by_pair
    assert ("INOCENCIO", "CHENTE", "M") not in by_pair
    assert ("GILBERTO", "RIGO", "M") not in by_pair
    assert ("FRANCISCO", "KIKO", "M") in by_pair
    assert all(row["sex"] in ("M", "F") and row["short"] == row["short"].strip() for row in SHORT_FORMS)


def test_every_equivalent_reaches_its_set() -> None:
    for row in EQUIVALENTS:
        found = edge(row["name"], "~" + row["set"], row["sex"] or None)
        assert found is not None, row
        assert found.factor == (0.9 if row["kind"] == "equivalent" else 0.4), row
        assert found.kind == row["kind"], row


@pytest.mark.parametrize(
    ("a", "b"),
    pairs(
        "José=Joseph María=Mery Juan=Jhonny Esteban=Stiven Bryan=Brayan Kevin=Quevin Wilmer=Güilmer Yessica=Llésica "
        "Yeimi=Jamie Katherine=Katerin Jennifer=Yeni Kimberly=Quimberly Michael=Maichel Jonathan=Yonatan "
        "Deysi=Daisy Naomi=Noemí Nohemí=Noemí Cinthia=Sintia Marta=Martha Ester=Esther Ruth=Rut Josué=Joshua"
    ),
)
def test_equivalent_spellings_agree_nearly_in_full(a: str, b: str) -> None:
    found = agreement(a, b)
    assert found is not None
    assert found.kind == "equivalent"
    assert found.factor == 0.9


@pytest.mark.parametrize(
    ("a", "b"), pairs("Catalina=Katherine Miguel=Michael Antonio=Anthony Cristóbal=Christopher")
)
def test_weak_equivalents_agree_weakly(a: str, b: str) -> None:
    found = agreement(a, b)
    assert found is not None
    assert (found.kind, found.factor) == ("weak", 0.4)


@pytest.mark.parametrize("row", NOT_EQUIVALENT, ids=lambda row: f"{row['name']}-{row['other']}")
def test_pairs_that_only_look_equivalent(row: dict[str, str]) -> None:
    assert agreement(row["name"], row["other"]) is None
    assert agreement(row["other"], row["name"]) is None


@pytest.mark.parametrize(
    ("a", "b"), pairs("Cindy=Cinthia Kevin=Kelvin Elvin=Melvin Isaí=Isaías Josué=José Ana=Ania")
)
def test_sets_stay_apart(a: str, b: str) -> None:
    assert agreement(a, b) is None


@pytest.mark.parametrize(
    ("short", "full"),
    pairs(
        "Marquitos=Marcos Blanquita=Blanca Huguito=Hugo Lucecita=Luz Lucita=Luz Beatricita=Beatriz Carmencita=Carmen "
        "Oscarito=Óscar Miguelito=Miguel Juanillo=Juan Estebancito=Esteban Paquito=Paco Paquito=Francisco "
        "Juanito=Juan Luisito=Luis Chepito=José Chepito=Chepe Dieguito=Diego Quiquito=Enrique Robertito=Roberto "
        "Amparito=Amparo Rosarito=Rosario Milagritos=Milagros Guadalupita=Guadalupe Marito=Mario Joselito=José "
        "Danielito=Daniel Lupita=Lupe Lupita=Guadalupe Albertico=Alberto Migue­lito=Miguel Cruzito=Cruz"
    ),
)
def test_diminutives_are_undone(short: str, full: str) -> None:
    found = agreement(short, full)
    assert found is not None
    assert 0.3 <= found.factor <= 0.8


@pytest.mark.parametrize("name", ["Anita", "Juanita", "Lolita", "Conchita", "Rosita"])
def test_diminutives_that_are_legal_names_equal_with_a_discount(name: str) -> None:
    base = {"Anita": "Ana", "Juanita": "Juana", "Lolita": "Dolores", "Conchita": "Concha", "Rosita": "Rosa"}[
        name
    ]
    found = agreement(name, base)
    assert found is not None
    assert found.factor < 1


@pytest.mark.parametrize(
    "name",
    [
        "Rita",
        "Benito",
        "Margarita",
        "Paquita",
        "Tito",
        "Benita",
        "Evita",
        "Carlota",
        "Marcelina",
        "Josefina",
        "Agustín",
        "Joaquín",
        "Fermín",
        "Martín",
        "Valentín",
        "Benjamín",
        "Agripina",
        "Cristina",
        "Paulina",
        "Carolina",
        "Catalina",
        "Felicitas",
        "Federico",
        "Verónica",
        "Angelina",
    ],
)
def test_names_that_only_look_diminutive_stay_whole(name: str) -> None:
    assert not [e for e in nodes(name) if e.kind == "diminutive"]


@pytest.mark.parametrize(
    ("short", "full"), pairs("Leoba=Leobardo Rigob=Rigoberto Pina=Josefina Ferna=Fernando")
)
def test_cut_names_are_weak(short: str, full: str) -> None:
    found = agreement(short, full)
    assert found is not None
    assert (found.kind, found.factor) == ("weak", 0.4)


@pytest.mark.parametrize(
    ("short", "full"),
    pairs(
        "Concha=Concepción Chente=Vicente Chila=Cecilia Chayo=Rosario Chela=Graciela Goyo=Gregorio Pepa=Josefa "
        "Nando=Fernando Mauri=Mauricio Meme=Manuel Lalo=Eduardo Lola=Dolores Kike=Enrique Pepe=José Chepe=Joseph"
    ),
)
def test_palatal_cut_and_doubled_forms(short: str, full: str) -> None:
    assert agreement(short, full) is not None


def test_fused_double_names_reach_both_parts() -> None:
    for row in FUSED:
        found = edge(row["name"], row["part"], row["sex"] or None)
        assert found is not None, row
        assert found.factor >= 0.6, row
    assert edge("MARISOL", "SOLEDAD") == Edge("SOLEDAD", "fused", 0.6)
    assert edge("MARISOL", "MARIA") == Edge("MARIA", "fused", 0.6)
    sisters = agreement("Marisol", "Maribel")
    assert sisters is not None
    assert sisters.factor < 0.4


@pytest.mark.parametrize("word", [row["word"] for row in KIN_WORDS])
def test_kin_words_are_known(word: str) -> None:
    assert is_kin_word(word)
    assert is_kin_word(word.lower())


@pytest.mark.parametrize("word", sorted(UNEXPANDED))
def test_kin_words_are_never_expanded(word: str) -> None:
    assert nodes(word) == (Edge(word, "self", 1.0),)


def test_names_are_no_kin_words() -> None:
    assert not any(is_kin_word(name) for name in ("José", "Lupita", "Rosa", ""))


def test_sex_keeps_out_the_other_sex() -> None:
    assert edge("CHUS", "JESUSA", "F")
    assert edge("CHUS", "JESUSA", "M") is None
    assert edge("CHUS", "JESUS", "M")
    assert edge("JAIME", "~YEIMI", "M") is None
    assert edge("JAIME", "~YEIMI", "F")
    assert edge("PEPE", "JOSEFA") is None
    assert {e.node for e in nodes("CHUS")} == {e.node for s in ("F", "M") for e in nodes("CHUS", s)}


def test_shared_short_forms_are_worth_little() -> None:
    beto, pepe = agreement("Beto", "Roberto"), agreement("Pepe", "José")
    assert beto is not None
    assert pepe is not None
    assert beto.factor < 0.3 < pepe.factor == 0.8
    assert len([e for e in nodes("BETO") if e.kind == "hypocorism" and not e.node.startswith("~")]) >= 11


def test_unlike_names_share_nothing() -> None:
    for a, b in pairs("José=María Pepe=Paco Ana=Rosa Xquilwq=Roberto"):
        assert agreement(a, b) is None
    assert agreement("", "") is None
    assert nodes("") == ()


given_names = st.one_of(
    st.sampled_from(sorted({r["short"] for r in SHORT_FORMS} | {r["name"] for r in EQUIVALENTS + FUSED})),
    st.text(alphabet="ABCDEFGHILMNOPRSTUVYZ", min_size=1, max_size=9),
)


@given(given_names, given_names)
def test_agreement_is_symmetric(a: str, b: str) -> None:
    assert agreement(a, b) == agreement(b, a)


@given(given_names, st.sampled_from((None, "M", "F")))
def test_a_name_is_its_own_first_node_and_nodes_are_distinct(name: str, sex: str | None) -> None:
    found = nodes(name, sex)
    assert found[0] == Edge(name, "self", 1.0)
    assert len({e.node for e in found}) == len(found)
    assert all(0 < e.factor < 1 for e in found[1:])
    assert agreement(name, name) == found[0]


@given(given_names)
def test_case_and_accents_do_not_matter(name: str) -> None:
    assert nodes(name.lower()) == nodes(name) == nodes(name.translate(str.maketrans("AEIO", "ÁÉÍÓ")))


MADE_BY_RULE = """
Paquito=Paco Marquitos=Marcos Blanquita=Blanca Huguito=Hugo Lucita=Luz Lucecita=Luz Beatricita=Beatriz Juanito=Juan
Luisito=Luis Carmencita=Carmen Miguelito=Miguel Oscarito=Óscar Martica=Marta Robertico=Roberto Rubencito=Rubén
Mercedita=Mercedes Isabelita=Isabel Crucita=Cruz Florecita=Flor Nicolasito=Nicolás Brayancito=Brayan Pedrucho=Pedro
Carlín=Carlos Felipillo=Felipe Joaquincito=Joaquín Mauri=Mauricio Nando=Fernando Chente=Vicente Pina=Josefina
"""
FUSED_BY_RULE = """
Marisol=Soledad Maribel=Isabel Marilú=Luisa Marité=Teresa Maricarmen=Carmen Maricruz=Cruz Marielena=Elena
Marielos=Ángeles Mariángeles=Ángeles Maru=Eugenia Maripaz=Paz Analú=Ana Anabel=Isabel Juanca=Carlos Juanjo=José
Josema=María Chemary=María Luisfer=Fernando Joseluis=Luis Toñoluis=Antonio Carlosfer=Carlos
"""


@pytest.mark.parametrize(("a", "b"), pairs(MADE_BY_RULE + FUSED_BY_RULE))
def test_short_forms_made_by_rule(a: str, b: str) -> None:
    assert agreement(a, b) is not None


def test_names_with_many_canonicals_are_worth_least() -> None:
    canonicals = {
        n: [e for e in nodes(n) if e.kind == "hypocorism" and e.node[0] != "~"] for n in ("BETO", "TITO")
    }
    assert len(canonicals["BETO"]) >= 12
    assert len(canonicals["TITO"]) >= 30
    assert canonicals["TITO"][0].factor < canonicals["BETO"][0].factor < 0.23


@pytest.mark.parametrize(
    ("a", "b"),
    pairs(
        "Kevin=Kelvin Elvin=Melvin Melvin=Elmer Elmer=Wilmer Marvin=Mervin Denis=Denise Erick=Erica Josué=José Isaí=Isaías "
        "Daniel=Danilo Rosa=Rosario Juan=Johana Ana=Ania Kebin=Kelvin Erik=Erica"
    ),
)
def test_every_pair_that_only_looks_equivalent(a: str, b: str) -> None:
    assert agreement(a, b) is None
    assert agreement(b, a) is None
