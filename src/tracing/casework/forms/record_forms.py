"""The forms of records: a child found, in full and quick; an inquiry. Their fields are columns of the file contract."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tracing.casework.forms.form import Field, Form, Kind, Section

__all__ = ["FOUND_CHILD", "FOUND_CHILD_QUICK", "INQUIRY"]

_RECORD_ID = Field(
    "record_id", Kind.TEXT, "Número de registro de la institución", "The agency's own reference", True,
    hint_es="Nunca un nombre: aparece en avisos y direcciones", hint_en="Never a name: it stands in notices and addresses",
)  # fmt: skip
_FULL_NAME = Field(
    "full_name", Kind.TEXT, "Nombre completo", "Whole name",
    hint_es="Como lo dice o está escrito, si no se sabe separar nombres y apellidos",
    hint_en="As said or written, where given names and surnames can't be told apart",
)  # fmt: skip
_ALIASES = Field(
    "aliases", Kind.TEXTS, "Otros nombres y apodos", "Other names and nicknames",
    hint_es="Apodo, «conocido por», nombre de otro registro", hint_en="Nickname, “known as”, earlier registration",
    most=50,
)  # fmt: skip
_NAMES = (
    Field("given_names", Kind.TEXT, "Nombres", "Given names"),
    Field("first_surname", Kind.TEXT, "Primer apellido", "First surname"),
    Field("second_surname", Kind.TEXT, "Segundo apellido", "Second surname"),
    _FULL_NAME,
    _ALIASES,
)
_SEX = Field("sex", Kind.CODE, "Sexo", "Sex", list="sex")
_BIRTH = (
    Field(
        "birth_date", Kind.BIRTH, "Fecha de nacimiento", "Date of birth",
        hint_es="Solo lo que se sabe: día, mes y año; o mes y año; o año",
        hint_en="Only what is known: day, month and year; or month and year; or the year",
    ),
    Field(
        "age", Kind.AGE, "Edad que dice tener", "Stated age",
        hint_es="En años, o «8 meses»; no la que parece", hint_en="In years, or “8 meses”; not how old the child looks",
        most=30,
    ),
    Field("age_date", Kind.DAY, "Día en que se dijo la edad", "Day on which the age was stated"),
)  # fmt: skip
_LANGUAGES = Field(
    "languages", Kind.CODES, "Idiomas que habla", "Languages spoken", list="languages", open=True, most=20,
    hint_es="Si es de una variante, escriba el municipio: «mam de Comitancillo»",
    hint_en="Of a variety write its place, too: “mam of Comitancillo”",
)  # fmt: skip
_ORIGIN = (
    Field("nationality", Kind.CODES, "Nacionalidad", "Nationality", list="countries", open=True, most=10),
    Field("origin_country", Kind.CODE, "País de origen", "Country of origin", list="countries", open=True),
    Field("origin_admin1", Kind.TEXT, "Departamento, estado o provincia", "Department, state or province", level="admin1"),
    Field("origin_admin2", Kind.TEXT, "Municipio o cantón", "Municipality or canton", level="admin2"),
    Field("origin_locality", Kind.TEXT, "Aldea, colonia o barrio", "Village or neighbourhood", level="locality"),
    Field(
        "origin_text", Kind.TEXT, "De dónde es, con sus palabras", "Where from, in the child's words",
        hint_es="Río, escuela, iglesia, mercado cercano también sirven",
        hint_en="A river, school, church or market nearby helps, too", most=500,
    ),
)  # fmt: skip
_FAMILY = (
    Field("mother_name", Kind.TEXT, "Nombre de la madre", "Mother's name"),
    Field("father_name", Kind.TEXT, "Nombre del padre", "Father's name"),
    Field("caregiver_name", Kind.TEXT, "Nombre de quien le cuidaba", "Name of who cared for the child"),
    Field("siblings", Kind.TEXTS, "Nombres de hermanas y hermanos", "Names of sisters and brothers", most=50),
    Field(
        "phones", Kind.TEXTS, "Teléfonos que conoce", "Telephones known", most=50,
        hint_es="No llame sin hablarlo con protección", hint_en="Don't call without asking protection first",
    ),
)  # fmt: skip
_DOCUMENTS = Field(
    "documents", Kind.TEXTS, "Documentos", "Documents",
    hint_es="Tipo y número: CUI:1234 56789 1401, HN-DNI:0801-2012-01234",
    hint_en="Kind and number: CUI:1234 56789 1401, HN-DNI:0801-2012-01234", most=50,
)  # fmt: skip
_MARKS = Field(
    "marks", Kind.LONG_TEXT, "Señas particulares", "Marks",
    hint_es="Cicatrices, lunares, discapacidad", hint_en="Scars, birthmarks, disability", most=2000,
)  # fmt: skip
_GROUP = Field(
    "group_id", Kind.TEXT, "Grupo", "Group",
    hint_es="El mismo número para quienes viajan o son buscados juntos",
    hint_en="The same number for those who travel or are sought together",
)  # fmt: skip
_NOTES = Field(
    "notes", Kind.LONG_TEXT, "Observaciones", "Notes", most=5000,
    hint_es="No escriba aquí nada sobre asilo o refugio", hint_en="Write nothing here about asylum",
)  # fmt: skip
_FOUND = (
    Field("event_date", Kind.DAY, "Día en que fue encontrada o encontrado", "Day on which the child was found"),
    Field("event_place", Kind.TEXT, "Lugar donde fue encontrada o encontrado", "Place where the child was found", most=500),
)  # fmt: skip


def _required(*fields: Field) -> tuple[Field, ...]:
    return tuple(replace(field, required=True) for field in fields)


_SIGNED = (
    ("Quien registra: nombre, cargo, fecha y firma", "Who registers: name, office, date and signature"),
    ("Intérprete: nombre y firma", "Interpreter: name and signature"),
)
_NAMED = ("given_names", "first_surname", "second_surname", "full_name", "aliases")

FOUND_CHILD: Final = Form(
    "found_child",
    "Registro de una niña, niño o adolescente encontrado",
    "Registration of a child found",
    "CRC 7, 8, 22; GC 6 §31; Inter-agency Guiding Principles on UASC (2004)",
    (
        Section("Registro", "Record", (_RECORD_ID, *_FOUND, _GROUP)),
        Section("Nombre", "Name", _NAMES),
        Section("Persona", "Person", (_SEX, *_BIRTH, _LANGUAGES)),
        Section("De dónde es", "Where from", _ORIGIN),
        Section("Familia", "Family", _FAMILY),
        Section("Documentos, señas y notas", "Documents, marks, notes", (_DOCUMENTS, _MARKS, _NOTES)),
    ),
    side="child",
    signed=_SIGNED,
)

FOUND_CHILD_QUICK: Final = Form(
    "found_child_quick",
    "Registro rápido de una niña, niño o adolescente encontrado",
    "Quick registration of a child found",
    "CRC 22; GC 6 §31, §80 (as soon as possible)",
    (
        Section(
            "Lo mínimo para empezar la búsqueda",
            "The least to begin tracing",
            (
                *_required(_RECORD_ID, *_FOUND, _SEX),
                *_BIRTH,
                _FULL_NAME,
                _ALIASES,
                _LANGUAGES,
                Field("mother_name", Kind.TEXT, "Nombre de la madre", "Mother's name"),
                Field("origin_country", Kind.CODE, "País de origen", "Country of origin", list="countries", open=True),
                _MARKS,
            ),
        ),
    ),
    side="child",
    any_of=(
        ("birth_date", "age"),
        # A child too small or too frightened to say a name has marks, or can say the mother's.
        ("full_name", "aliases", "mother_name", "marks"),
    ),
    signed=_SIGNED[:1],
)  # fmt: skip

INQUIRY: Final = Form(
    "inquiry",
    "Solicitud de búsqueda de una niña, niño o adolescente",
    "Inquiry for a child",
    "CRC 9, 10, 22; ICRC RFL code of conduct (2015)",
    (
        Section(
            "Quien busca",
            "Who asks",
            (
                _RECORD_ID,
                Field("inquirer_name", Kind.TEXT, "Nombre de quien busca", "Name of who asks"),
                Field(
                    "inquirer_relation", Kind.CODE, "Qué es de la niña o el niño", "Relation to the child",
                    list="inquirer_relations", open=True,
                ),
                Field("phones", Kind.TEXTS, "Teléfonos", "Telephones", most=50),
                _GROUP,
            ),
        ),
        Section("A quién busca: nombre", "Who is sought: name", _NAMES),
        Section("Persona", "Person", (_SEX, *_BIRTH, _LANGUAGES)),
        Section("De dónde es", "Where from", _ORIGIN),
        Section("Familia", "Family", tuple(f for f in _FAMILY if f.name != "phones")),
        Section(
            "Último contacto",
            "Last contact",
            (
                Field("event_date", Kind.DAY, "Día del último contacto", "Day of the last contact"),
                Field("event_place", Kind.TEXT, "Lugar del último contacto", "Place of the last contact", most=500),
            ),
        ),
        Section("Documentos, señas y notas", "Documents, marks, notes", (_DOCUMENTS, _MARKS, _NOTES)),
    ),
    side="inquiry",
    any_of=(_NAMED,),
    signed=(
        ("Quien busca: nombre, fecha y firma", "Who asks: name, date and signature"),
        _SIGNED[0],
    ),
)  # fmt: skip
