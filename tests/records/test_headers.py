"""Headers of registers in Spanish and English, and the column that each is taken for at first."""

from __future__ import annotations

import pytest

from tracing.records.errors import InputError
from tracing.records.headers import KEPT, LEFT_OUT, SYNONYMS, guess, put_under, written_like
from tracing.records.schema import INQUIRY_COLUMNS
from tracing.records.table import Table

CASES = [
    # header as written, column that is meant
    ("record_id", "record_id"),
    ("Folio", "record_id"),
    ("No. de expediente", "record_id"),
    ("NÚM. EXPEDIENTE", "record_id"),
    ("Número de registro", "record_id"),
    ("Case Number", "record_id"),
    ("Institución", "agency"),
    ("Nombre(s)", "full_name"),
    ("Nombre completo del NNA", "full_name"),
    ("Nombres y apellidos", "full_name"),
    ("Full Name", "full_name"),
    ("Apodo", "aliases"),
    ("Conocido por", "aliases"),
    ("Sexo", "sex"),
    ("GÉNERO", "sex"),
    ("Gender", "sex"),
    ("Fecha de nacimiento", "birth_date"),
    ("FECHA DE NACIMIENTO DEL NIÑO O LA NIÑA", "birth_date"),
    ("Fec. Nac.", "birth_date"),
    ("DOB", "birth_date"),
    ("D.O.B.", "birth_date"),
    ("dateOfBirth", "birth_date"),
    ("Birth Date", "birth_date"),
    ("Edad", "age"),
    ("Edad (años)", "age"),
    ("Nacionalidad", "nationality"),
    ("País de origen", "origin_country"),
    ("Departamento", "origin_admin1"),
    ("Entidad federativa", "origin_admin1"),
    ("Municipio de origen", "origin_admin2"),
    ("Aldea", "origin_locality"),
    ("Lugar de procedencia", "origin_text"),
    ("Lengua materna", "languages"),
    ("Languages spoken", "languages"),
    ("Nombre de la madre", "mother_name"),
    ("Mother's name", "mother_name"),
    ("Nombre del padre", "father_name"),
    ("Encargada", "caregiver_name"),
    ("Hermanos", "siblings"),
    ("Teléfono", "phones"),
    ("Teléfono 1", "phones"),
    ("telefono2", "phones"),
    ("Phone number", "phones"),
    ("Tel 2", "phones"),
    ("Hermano 3", "siblings"),
    ("Edad 2", None),
    ("CURP", "documents"),
    ("DPI/CUI", None),
    ("Número de documento", "documents"),
    ("Señas particulares", "marks"),
    ("Fecha de localización", "event_date"),
    ("Date found", "event_date"),
    ("Fecha del último contacto", "event_date"),
    ("Lugar de hallazgo", "event_place"),
    ("Grupo familiar", "group_id"),
    ("Nombre del solicitante", "inquirer_name"),
    ("Parentesco", "inquirer_relation"),
    ("Relationship to child", "inquirer_relation"),
    ("Observaciones", "notes"),
    # What nobody can tell is left to the person who sends the file.
    ("Fecha", None),
    ("Fecha de nacimiento del padre", None),
    ("Estatus migratorio", None),
    ("Josué Caal", None),
    ("column 5", None),
]


@pytest.mark.parametrize(("header", "column"), CASES)
def test_a_header_is_taken_for_the_column_it_means(header: str, column: str | None) -> None:
    assert guess([header], "inquiries") == [column]


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        (["Nombres", "Apellido paterno", "Apellido materno"], ["given_names", "first_surname", "second_surname"]),
        (["Nombre", "Primer apellido", "Segundo apellido"], ["given_names", "first_surname", "second_surname"]),
        (["First Name", "Middle Name", "Last Name"], ["given_names", "given_names", "first_surname"]),
        (["Name", "Last name"], ["given_names", "first_surname"]),
        (["Nombre completo", "Apellido"], ["full_name", "first_surname"]),
        (["Teléfono 1", "Teléfono 2"], ["phones", "phones"]),
        (["Folio", "ID"], ["record_id", None]),
        (["ID", "record_id"], [None, "record_id"]),
    ],
)  # fmt: skip
def test_headers_are_read_beside_each_other(headers: list[str], columns: list[str | None]) -> None:
    assert guess(headers, "inquiries") == columns


def test_a_child_has_no_inquirer() -> None:
    assert guess(["Solicitante", "Parentesco"], "children") == [None, None]


def test_no_header_means_two_columns() -> None:
    meant: dict[tuple[str, ...], set[str]] = {}
    for column, headers in SYNONYMS.items():
        for header in headers:
            meant.setdefault(written_like(header), set()).add(column)
    assert {words: columns for words, columns in meant.items() if len(columns) > 1} == {}


def test_every_column_has_its_headers() -> None:
    assert set(SYNONYMS) == set(INQUIRY_COLUMNS)


def table(header: list[str], *rows: list[str | None]) -> Table:
    return Table("the file", header, [list(cells) for cells in zip(*rows, strict=True)], [2, 3][: len(rows)])


def test_columns_are_put_under_their_names_kept_or_left_out() -> None:
    made = table(["Folio", "Nombre", "Migrante", "Estatus"], ["F-1", "Ana", "sí", "abierto"])
    put_under(made, {"Folio": "record_id", "Nombre": "full_name", "Migrante": LEFT_OUT, "Estatus": KEPT})
    assert (made.header, made.columns) == (
        ["record_id", "full_name", "Estatus"],
        [["F-1"], ["Ana"], ["abierto"]],
    )


def test_cells_of_one_list_in_two_columns_are_put_together() -> None:
    made = table(["Tel 1", "Tel 2"], ["5555 0101", "5555 0202"], [None, "5555 0303"])
    put_under(made, {"Tel 1": "phones", "Tel 2": "phones"})
    assert made.columns == [["5555 0101;5555 0202", "5555 0303"]]


def test_what_is_kept_and_not_used_isn_t_used_for_its_name() -> None:
    made = table(["record_id", "age"], ["F-1", "9"])
    put_under(made, {"record_id": "record_id", "age": KEPT})
    assert made.header == ["record_id", "age (not used)"]


def test_two_columns_for_one_value_are_refused() -> None:
    made = table(["DOB", "Nacimiento"], ["2012", "2012"])
    with pytest.raises(InputError, match="two columns of the file are to be birth_date"):
        put_under(made, {"DOB": "birth_date", "Nacimiento": "birth_date"})
