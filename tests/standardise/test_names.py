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
        # Compounds and particles (A2, A3).
        ("MARIA MAGDALENA LOPEZ", "MARIA MAGDALENA | LOPEZ"),
        ("Blanca Flor García López", "BLANCA FLOR | GARCIA/LOPEZ"),
        ("José María Díaz Soto", "JOSE MARIA | DIAZ/SOTO"),
        ("MARIA JOSE PEREZ", "MARIA JOSE | PEREZ"),
        ("María del Pilar Soto", "MARIA DEL PILAR | SOTO"),
        ("Dinora del Carmen Mejía", "DINORA DEL CARMEN | MEJIA"),
        ("JUAN DE DIOS PEREZ", "JUAN DE DIOS | PEREZ"),
        ("ANA DELA CRUZ LOPEZ", "ANA | DE LA CRUZ/LOPEZ"),
        ("ANA DE LACRUZ LOPEZ", "ANA | DE LA CRUZ/LOPEZ"),
        ("ANA DELACRUZ LOPEZ", "ANA | DE LA CRUZ/LOPEZ"),
        ("JUAN MONTES DEOCA", "JUAN | MONTES DE OCA"),
        ("Santiago Ramón y Cajal", "SANTIAGO | RAMON/CAJAL"),
        ("Pedro García e Ibarra", "PEDRO | GARCIA/IBARRA"),
        ("ANA DE LEON PEREZ", "ANA | DE LEON/PEREZ"),
        ("JUAN PONCE DE LEON RUIZ", "JUAN | PONCE DE LEON/RUIZ"),
        ("Ana De la O", "ANA | DE LA O"),
        ("Ana Sta. Cruz", "ANA | SANTA CRUZ"),
        ("Jean Mc Carthy", "JEAN | MC CARTHY"),
        ("Saint-Hilaire, Jean", "JEAN | SAINT HILAIRE"),
        ("Juan Us", "JUAN | US"),
        ("Pérez Pérez", "PEREZ | PEREZ"),
        ("Tzoc Tzoc", "TZOC | TZOC"),
        ("Juan Na", "JUAN | NA"),
        # Given names as surnames (A1): no dictionary can split these.
        ("Diego Francisco Pedro", "DIEGO | FRANCISCO/PEDRO"),
        ("Eulalia Mateo Juan", "EULALIA | MATEO/JUAN"),
        # Surname first, in rosters and machine-readable zones (A4, B).
        ("PEREZ LOPEZ ANA MARIA", "ANA/MARIA | PEREZ/LOPEZ"),
        ("HERNANDEZ MARTINEZ JUAN CARLOS", "JUAN/CARLOS | HERNANDEZ/MARTINEZ"),
        ("PEREZ<LOPEZ<<ANA<MARIA", "ANA/MARIA | PEREZ/LOPEZ"),
        ("P<GTMPEREZ<LOPEZ<<ANA<MARIA<<<<<<<<<<<<<<<<", "ANA/MARIA | PEREZ/LOPEZ"),
        ("Ana María, Pérez López", "ANA/MARIA | PEREZ/LOPEZ"),
        # Glued and shortened Marías (B).
        ("MAELENA GARCIA", "MARIA ELENA | GARCIA"),
        ("MAGUADALUPE LOPEZ", "MARIA GUADALUPE | LOPEZ"),
        ("MARIADELCARMEN LOPEZ PEREZ", "MARIA DEL CARMEN | LOPEZ/PEREZ"),
        ("Ma. de los Ángeles García", "MARIA DE LOS ANGELES | GARCIA"),
        ("Mª del Carmen Ruiz", "MARIA DEL CARMEN | RUIZ"),
        ("J. Jesús Pérez Ruiz", "JOSE DE JESUS | PEREZ/RUIZ"),
        ("Juan C. Pérez", "JUAN/C | PEREZ"),
        # A lost ñ (A4).
        ("Juan MU?OZ", "JUAN | MUNOZ"),
        ("Juan MU#OZ", "JUAN | MUNOZ"),
        ("Juan MU~NOZ", "JUAN | MUNOZ"),
        ("Juan MUÃ‘OZ", "JUAN | MUNOZ"),
        ("Juan MUÃƒâ€˜OZ", "JUAN | MUNOZ"),
        ("Juan MU&Ntilde;OZ", "JUAN | MUNOZ"),
        ("Juan MU OZ", "JUAN | MUNOZ"),
        ("Juan MU\ufffdOZ", "JUAN | MUNOZ"),
        ("Juan MUNXXOZ", "JUAN | MUNOZ"),
        ("Juan ARGUEELLO", "JUAN | ARGUELLO"),
        ("Juan ARGUXXELLO", "JUAN | ARGUELLO"),
        ("María Nu?ez Casta?eda", "MARIA | NUNEZ/CASTANEDA"),
        # Placeholders inside a name (A5).
        ("SN Pérez López", "PEREZ | LOPEZ"),
        ("NINGUNO Pérez", " | PEREZ"),
        ("Xx Pérez", " | PEREZ"),
        ("BABY BOY PEREZ", " | PEREZ"),
        ("Ana N/N", "ANA | "),
        ("Ana López Sin Apellido", "ANA | LOPEZ"),
        ("Segundo Pérez López", "SEGUNDO | PEREZ/LOPEZ"),
        ("Ana Expósito", "ANA | EXPOSITO"),
        ("Reina Santos", "REINA | SANTOS"),
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
        (("PEREZ LOPEZ", "ANA MARIA", None), "ANA/MARIA | PEREZ/LOPEZ"),
        (("FNU", "ANA PEREZ", None), "ANA | PEREZ"),
        (("ANA MARIA PEREZ LOPEZ", "LNU", None), "ANA/MARIA | PEREZ/LOPEZ"),
        ((None, "PEREZ, ANA MARIA", None), "ANA/MARIA | PEREZ"),
        (("ANA", "DELACRUZ", None), "ANA | DE LA CRUZ"),
        (("ANA", "DE LA", "CRUZ"), "ANA | DE LA CRUZ"),
        (("ANA", "DE", None), "ANA | "),
        (("Juan", "Pérez", "López (h)"), "JUAN | PEREZ/LOPEZ"),
        (("Juan", "NA", None), "JUAN | "),
        (("Juan", "Na", None), "JUAN | NA"),
        (("Ana", "Ramón", "y Cajal"), "ANA | RAMON/CAJAL"),
        (("Ana", "Nú ez", "Casta eda"), "ANA | NUNEZ/CASTANEDA"),
        (("Hijo de Rosa Pérez", "Pérez", None), " | PEREZ"),
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


@pytest.mark.parametrize(
    "spellings",
    [
        "DELACRUZ|DELA CRUZ|DE LACRUZ|DE LA CRUZ", "DELEON|DE LEON", "DELCID|DEL CID", "SANTACRUZ|SANTA CRUZ",
        "MONTESDEOCA|MONTES DE OCA|MONTES DEOCA", "SANMARTIN|SAN MARTIN", "SANJUAN|SAN JUAN",
        "MONTERROSA|MONTE ROSA", "VILLANUEVA|VILLA NUEVA", "DELAO|DE LA O|O", "DELOSSANTOS|DE LOS SANTOS",
        "PONCEDELEON|PONCE DE LEON", "DELAVEGA|DE LA VEGA|VEGA", "DEPAZ|DE PAZ|PAZ", "MCCARTHY|MC CARTHY",
    ],
)  # fmt: skip
def test_glued_and_split_spellings_have_one_key(spellings: str) -> None:
    assert len({names.surname_core(spelling) for spelling in spellings.split("|")}) == 1


@pytest.mark.parametrize("surname", ["DELGADO", "DENIS", "DERAS", "DELFIN", "MONTERROSO"])
def test_what_only_begins_like_a_particle_stays_whole(surname: str) -> None:
    assert names.surname_core(surname) == surname


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


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Fran.co", "FRANCISCO"), ("Fran.cº", "FRANCISCO"), ("Vicᵗᵉ", "VICENTE"), ("Manˡ", "MANUEL"), ("M?", "MARIA"),
        ("Mª.", "MARIA"), ("M.ª", "MARIA"), ("Ped.º", "PEDRO"), ("P.º", "PEDRO"), ("Ped.o", "PEDRO"),
        ("Lor.o", "LORENZO"), ("J. J.", "JOSE DE JESUS"), ("J.J.", "JOSE JESUS"), ("Ign.º", "IGNACIO"),
        ("Alf.º", "ALFREDO"), ("Xpoval", "CRISTOBAL"),
    ],
)  # fmt: skip
def test_given_names_with_dots_and_raised_letters(short: str, full: str) -> None:
    for text in (short, short.upper()):
        assert full in names.from_fields(text, "Zelaya", None).readings[0].given[0].alternatives
        assert full in names.parse(f"{text} Zelaya Mejía").readings[0].given[0].alternatives


@pytest.mark.parametrize(
    ("short", "best"), [("Ant.ª", "ANTONIA"), ("Ant.º", "ANTONIO"), ("Ju.ª", "JUANA"), ("Dom.ª", "DOMINGA")]
)
def test_the_raised_letter_tells_the_gender(short: str, best: str) -> None:
    assert names.from_fields(short, "Zelaya", None).readings[0].given[0].alternatives[0] == best


def test_a_bare_initial_is_no_abbreviation() -> None:
    assert names.parse("P. Zelaya").readings[0].given[0].initial


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Trrs", "TORRES"), ("Rbls", "ROBLES"), ("Rjs", "ROJAS"), ("Rodrigz", "RODRIGUEZ"), ("Rdriguez", "RODRIGUEZ"),
        ("Hrnandez", "HERNANDEZ"), ("Herndez", "HERNANDEZ"), ("Mtnez", "MARTINEZ"), ("Gutrz", "GUTIERREZ"),
        ("Vlzqz", "VELASQUEZ"), ("Mlndz", "MELENDEZ"), ("Bntz", "BENITEZ"), ("Snchz", "SANCHEZ"), ("Fnts", "FUENTES"),
        ("Cntrs", "CONTRERAS"), ("Mrqz", "MARQUEZ"), ("Vldz", "VALDEZ"), ("Qñnz", "QUINONEZ"),
    ],
)  # fmt: skip
def test_the_bones_of_a_surname_are_enough(short: str, full: str) -> None:
    assert full in names.from_fields("Ana", short, None).readings[0].surnames[0].alternatives
    assert full in names.parse(f"Ana {short} Mejía").readings[0].surnames[0].alternatives


@pytest.mark.parametrize(
    "surname",
    "Batz Tzuls Botz Ixcotz Cruz Paz Ruiz Uz Cuz Lux Us Tax Solís Garcés Flores Briones Sáenz Lorenz Norales".split(),  # noqa: SIM905
)
def test_whole_surnames_are_no_abbreviations(surname: str) -> None:
    unit = names.from_fields("Ana", surname, None).readings[0].surnames[0]
    assert unit.alternatives == (unit.text,)


@pytest.mark.parametrize(
    "name", ["Mariana", "Malena", "Martina", "Marina", "Marianela", "Matilde", "Mayra", "Mateo", "Marisol"]
)
def test_names_that_only_begin_like_maria(name: str) -> None:
    assert names.from_fields(name, "Zelaya", None).readings[0].given[0].text == name.upper()


@pytest.mark.parametrize("short", ["Gz", "Rz", "Sz", "Lz", "Dz", "Cz"])
def test_one_letter_and_z_is_too_little(short: str) -> None:
    assert names.from_fields("Ana", short, None).readings[0].surnames[0].alternatives == (short.upper(),)


PLACEHOLDERS = ["FNU", "LNU", "MNU", "FNU-LNU", "UNK", "UNKN", "UNKNOWN", "NFN", "NLN", "NMN", "NMI", "NONAME", "N/A", "N.A.", "NN", "N.N.", "N/N", "S/N", "SN", "SINNOMBRE", "S/A", "S/D", "SD", "S/I", "ND", "N/D", "NR", "NS", "NC", "IGNORADO", "IGN", "DESCONOCIDO", "DESC", "N.I.", "NINGUNO", "NONE", "NULL", "X", "XX", "XXX", "XXXX", "--", "---", ".", "?", "¿?", "0", "000", "TBD", "TEST", "PRUEBA", "BABY", "BEBE", "RN", "R/N", "MENOR", "NIÑO", "NIÑA", "NNA", "NNAMNA", "UAC", "FULANO", "ZZZ", "ANONIMO", "INCONNU", "NO NAME", "SIN NOMBRE", "Sin Apellido", "sin datos", "Sin información", "no disponible", "No refiere",
    "no recuerda", "NO SABE", "NA", "NI", "N I", "HIJA DE", "BABY GIRL", "JANE DOE", "SIN DATO", "NNA", "xxxxx",
    "DESCONOCIDO DESCONOCIDO", "FNU UNKNOWN", "no tiene", "no identificado", "NO APLICA", "RECIEN NACIDO", "HIJO DE", "BABY BOY", "JOHN DOE"]  # fmt: skip


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_placeholders_are_missing(text: str) -> None:
    assert is_placeholder(text)
    assert is_placeholder(text.lower())
    assert names.parse(text).readings == ()


@pytest.mark.parametrize(
    "text",
    [
        "Xo",
        "Us",
        "Na",
        "Nena",
        "Niña",
        "Reina",
        "Rey",
        "Santos",
        "Segundo",
        "Primero",
        "Tercero",
        "Expósito",
        "Nina",
        "Ign.º",
        "王芳",
    ],
)
def test_real_names_that_look_like_placeholders(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    ("text", "mother", "best"),
    [
        ("Hijo de Rosa Pérez", "ROSA PEREZ", None),
        ("hija de María López Díaz", "MARIA LOPEZ DIAZ", None),
        ("BEBE DE ROSA PEREZ", "ROSA PEREZ", None),
        ("RN de Rosa Pérez", "ROSA PEREZ", None),
        ("Juan, hijo de Rosa Pérez y Juan Soto", "ROSA PEREZ", "JUAN | "),
        ("Hijo de Juan Pérez", None, None),  # a father is no mother
    ],
)
def test_a_placeholder_holds_the_mothers_name(text: str, mother: str | None, best: str | None) -> None:
    parsed = names.parse(text)
    assert parsed.mother_hint == mother
    assert next(iter(_read(parsed)), None) == best


@pytest.mark.parametrize("text", ["Juan del", "Juan de la", "Juan De"])
def test_a_particle_at_the_end_is_a_name_cut_short(text: str) -> None:
    parsed = names.parse(text)
    assert _read(parsed) == ["JUAN | "]
    assert parsed.flags == ("truncated",)


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("Don Juan Pérez", ("Don",)), ("Doña Rosa Díaz", ("Doña",)), ("Sra. Rosa López", ("Sra.",)),
        ("Srita. Ana Díaz", ("Srita.",)), ("Lic. Juan Pérez", ("Lic.",)), ("Niña Rosa López", ("Niña",)),
        ("Hna. Rosa López", ("Hna.",)), ("Pbro. Juan Díaz", ("Pbro.",)), ("occiso Juan Pérez", ("occiso",)),
        ("Juan Pérez (difunto)", ("difunto",)), ("menor Juan Pérez", ("menor",)), ("Menor Hernández", ("Menor",)),
    ],
)  # fmt: skip
def test_titles_stand_beside_the_name(name: str, titles: tuple[str, ...]) -> None:
    parsed = names.parse(name)
    assert parsed.titles == titles
    assert not any(t.strip(".").upper() in _read(parsed)[0] for t in titles)


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("Juan Pérez (h)", "(h)"), ("Juan Pérez h.", "h."), ("Juan Pérez López hijo", "hijo"), ("Juan Pérez p.", "p."),
        ("Juan Pérez padre", "padre"), ("Juan Pérez (p)", "(p)"), ("Juan Pérez Jr.", "Jr."), ("Juan Pérez, Jr", "Jr"),
        ("Juan Pérez II", "II"), ("Juan Pérez III", "III"), ("Juan Pérez 2do", "2do"), ("Juan Pérez Sr.", "Sr."),
        ("Juan Pérez Junior", "Junior"), ("Junior Pérez", None), ("Carlos Junior López Díaz", None),
        ("Juan Pérez P.", None),
    ],
)  # fmt: skip
def test_suffixes_tell_namesakes_apart(name: str, suffix: str | None) -> None:
    assert names.parse(name).suffix == suffix


@pytest.mark.parametrize(
    "between",
    ["c/p", "conocido por", "conocida por", "alias", "(a)", "apodo", "t.c.c.", "c.c.", "k/a", "AKA", "a.k.a.",
     "también conocida como"],
)  # fmt: skip
def test_every_way_to_say_also_known_as(between: str) -> None:
    parsed = names.parse(f"Ana López Díaz {between} Ana Pérez")
    assert _read(parsed)[0] == "ANA | LOPEZ/DIAZ"
    assert parsed.aliases == ("Ana Pérez",)


def test_brackets_and_quotation_marks_hold_an_alias() -> None:
    assert names.parse("Juan (Chepe) Pérez").aliases == ("Chepe",)
    assert names.parse('Juan "Chepe" Pérez').aliases == ("Chepe",)


@pytest.mark.parametrize(
    ("name", "sex", "adult", "married"),
    [
        ("Rosa López Díaz de Pérez", "F", True, True),
        ("Rosa López Díaz de Pérez", None, False, True),
        ("Juan López Díaz de Pérez", None, False, False),  # a man's is a compound
        ("Ana López de Pérez", "F", False, False),  # a child's, too
        ("Ana López Díaz de León", "F", True, False),
        ("Ana Ponce de León", "F", True, False),
        ("Ana de León", "F", True, False),
    ],
)
def test_de_x_is_a_married_form_only_where_plausible(
    name: str, sex: str | None, adult: bool, married: bool
) -> None:
    best = names.parse(name, sex=sex, adult=adult).readings[0]
    assert (best.married is not None) is married


def test_a_married_form_keeps_the_compound_as_another_reading() -> None:
    assert _read(names.parse("ROSA LOPEZ DE PEREZ"))[:2] == ["ROSA | LOPEZ", "ROSA | LOPEZ/DE PEREZ"]


def test_placeholder_words_leave_a_name() -> None:
    assert strip_placeholders("Menor Hernández") == "Hernández"
    assert strip_placeholders("FNU ANA PEREZ") == "ANA PEREZ"


def test_known_as_is_an_alias() -> None:
    parsed = names.parse("Ana López Díaz c/p Ana Pérez")
    assert _read(parsed)[0] == "ANA | LOPEZ/DIAZ"
    assert parsed.aliases == ("Ana Pérez",)


_PIECES = [
    "de ",
    "la ",
    "y ",
    "vda. ",
    "h.",
    "c/p ",
    "(a) ",
    "hijo de ",
    "Ma. ",
    "ª",
    "º",
    "<",
    "?",
    "Hdz ",
    "ñ",
    ",",
    "'",
    "\u0301",
]


@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=4)), max_size=12).map("".join))
def test_odd_pieces_of_names_are_read(text: str) -> None:
    for parsed in (names.parse(text), names.from_fields(text, None, text, sex="F", adult=True)):
        assert not parsed.readings or abs(sum(r.weight for r in parsed.readings) - 1) < 1e-9
        assert all(r.given or r.surnames for r in parsed.readings)


@pytest.mark.parametrize(
    "piece", ["A", "de ", "Juan ", "ñ", "a,b ", "<", "Hdz ", "(a)", "X", "Ch'", "\u0301"]
)
def test_ten_thousand_characters_are_read(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    assert names.parse(text).raw == text
    assert names.from_fields(text, text, None).readings is not None


@given(st.text(max_size=60))
def test_any_text_gives_readings_that_sum_to_one_or_none(text: str) -> None:
    parsed = names.parse(text)
    total = sum(r.weight for r in parsed.readings)
    assert not parsed.readings or abs(total - 1) < 1e-9


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_any_fields_are_read(a: str, b: str, c: str) -> None:
    parsed = names.from_fields(a, b, c)
    assert not parsed.readings or abs(sum(r.weight for r in parsed.readings) - 1) < 1e-9
