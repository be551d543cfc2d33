"""Headers as registers write them, in Spanish and English → the contract's columns: a guess that a person confirms, and a
table put under the columns that were confirmed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from tracing.records.errors import InputError
from tracing.records.schema import INQUIRY_COLUMNS, LIST_COLUMNS, Side, columns_of
from tracing.records.table import Table

__all__ = ["JOINED", "KEPT", "LEFT_OUT", "SYNONYMS", "guess", "put_under", "written_like"]

LEFT_OUT = ""
"""In the place of a column: what stands under this header isn't taken in."""

KEPT = "="
"""In the place of a column: what stands under this header is kept with the record as it is, and not used."""

_NOT_USED = " (not used)"

JOINED: Mapping[str, str] = {
    **dict.fromkeys(LIST_COLUMNS, ";"),
    "given_names": " ",
    "notes": "\n",
    "marks": "; ",
}
"""Columns that several of a file's may be put under, and what stands between their cells then."""

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "record_id": (
        "record id", "id", "folio", "folio id", "expediente", "número de expediente", "no. de expediente", "núm. expediente",
        "número de registro", "no. de registro", "registro", "número de caso", "caso", "código", "código de registro", "clave",
        "referencia", "número", "número de solicitud", "solicitud", "case", "case id", "case number", "case no.", "file number",
        "file no.", "reference", "reference number", "ref", "record number", "registration number", "identifier",
    ),
    "agency": (
        "agency", "institución", "agencia", "dependencia", "organización", "código de institución", "organisation",
        "organization", "agency code", "institution",
    ),
    "given_names": (
        "given names", "nombres", "nombre", "nombre de pila", "primer nombre", "segundo nombre", "nombre 1", "nombre 2",
        "first name", "first names", "given name", "forename", "forenames", "middle name", "second name", "name given",
    ),
    "first_surname": (
        "first surname", "primer apellido", "apellido paterno", "apellido 1", "apellido", "apellidos", "paterno", "ape paterno",
        "ap. paterno", "last name", "surname", "surnames", "family name", "last names", "father surname", "paternal surname",
        "first last name",
    ),
    "second_surname": (
        "second surname", "segundo apellido", "apellido materno", "apellido 2", "materno", "ape materno", "ap. materno",
        "maternal surname", "mother surname", "second last name",
    ),
    "full_name": (
        "full name", "nombre completo", "nombre y apellidos", "nombres y apellidos", "apellidos y nombres",
        "nombre y apellido", "apellido y nombre", "name", "complete name", "whole name", "name and surname", "child name",
    ),
    "aliases": (
        "aliases", "alias", "apodo", "apodos", "sobrenombre", "conocido por", "conocida por", "también conocido como",
        "otros nombres", "otro nombre", "known as", "nickname", "nicknames", "other names", "aka",
    ),
    "sex": ("sex", "sexo", "género", "gender", "sexo o género"),
    "birth_date": (
        "birth date", "fecha de nacimiento", "fecha nac", "f. nac.", "fec. nac.", "f. nacimiento", "fec. nacimiento", "fdn",
        "nacimiento", "nació", "date of birth", "dob", "d.o.b.", "birthdate", "birthday", "born", "born on", "birth",
        "año de nacimiento", "year of birth",
    ),
    "age": ("age", "edad", "edad declarada", "edad en años", "años", "stated age", "age in years", "years old"),
    "age_date": (
        "age date", "fecha de la edad", "fecha en que dijo la edad", "date age stated", "date of age", "día de la edad",
    ),
    "nationality": (
        "nationality", "nacionalidad", "nacionalidades", "nationalities", "citizenship", "ciudadanía", "país de nacionalidad",
    ),
    "origin_country": (
        "origin country", "país de origen", "país", "country", "country of origin", "país de nacimiento", "country of birth",
        "procedencia país", "home country",
    ),
    "origin_admin1": (
        "origin admin 1", "departamento", "departamento de origen", "estado", "estado de origen", "provincia",
        "provincia de origen", "entidad", "entidad federativa", "state", "province", "department", "state of origin",
        "admin 1", "region", "región",
    ),
    "origin_admin2": (
        "origin admin 2", "municipio", "municipio de origen", "cantón", "alcaldía", "distrito", "municipality", "county",
        "district", "canton", "admin 2",
    ),
    "origin_locality": (
        "origin locality", "localidad", "aldea", "colonia", "barrio", "comunidad", "caserío", "pueblo", "localidad de origen",
        "comunidad de origen", "village", "town", "neighbourhood", "neighborhood", "locality", "community",
    ),
    "origin_text": (
        "origin text", "lugar de origen", "procedencia", "lugar de procedencia", "origen", "lugar de nacimiento", "de dónde es",
        "de dónde viene", "place of origin", "origin", "where from", "place of birth", "birthplace", "home place",
    ),
    "languages": (
        "languages", "idioma", "idiomas", "lengua", "lenguas", "idioma que habla", "idiomas que habla", "lengua materna",
        "lengua indígena", "language", "language spoken", "languages spoken", "mother tongue", "spoken languages",
    ),
    "mother_name": (
        "mother name", "madre", "nombre de la madre", "nombre completo de la madre", "mamá", "nombre de la mamá", "mother",
        "mother full name", "name of mother",
    ),
    "father_name": (
        "father name", "padre", "nombre del padre", "nombre completo del padre", "papá", "nombre del papá", "father",
        "father full name", "name of father",
    ),
    "caregiver_name": (
        "caregiver name", "cuidador", "cuidadora", "nombre del cuidador", "tutor", "tutora", "nombre del tutor", "encargado",
        "encargada", "persona a cargo", "caregiver", "guardian", "guardian name", "carer",
    ),
    "siblings": (
        "siblings", "hermanos", "hermanas", "hermano", "hermana", "sibling", "hermanos y hermanas", "nombres de hermanos", "sibling names", "brothers",
        "sisters", "brothers and sisters", "names of siblings",
    ),
    "phones": (
        "phones", "teléfono", "teléfonos", "tel", "tel.", "celular", "móvil", "número de teléfono", "teléfono de contacto",
        "número de contacto", "teléfono 1", "teléfono 2", "teléfono de la madre", "teléfono del padre", "whatsapp", "phone",
        "phone number", "telephone", "mobile", "cell phone", "contact number", "telephone number",
    ),
    "documents": (
        "documents", "documento", "documentos", "número de documento", "documento de identidad", "identificación", "curp", "cui",
        "dpi", "dni", "dui", "cédula", "pasaporte", "acta de nacimiento", "partida de nacimiento", "document",
        "document number", "id document", "identity document", "passport", "passport number", "birth certificate",
        "alien number",
    ),
    "marks": (
        "marks", "señas", "señas particulares", "señas físicas", "cicatrices", "lunares", "marcas", "rasgos",
        "características físicas", "discapacidad", "distinguishing marks", "scars", "physical marks", "disability",
        "identifying marks",
    ),
    "event_date": (
        "event date", "fecha de localización", "fecha de hallazgo", "fecha de encuentro", "fecha en que fue encontrado",
        "fecha de rescate", "fecha de ingreso", "fecha de aseguramiento", "fecha del último contacto", "último contacto",
        "fecha de desaparición", "fecha de último contacto", "date found", "found on", "date of last contact", "last contact",
        "date last seen", "last seen", "date of apprehension", "date of encounter", "missing since",
    ),
    "event_place": (
        "event place", "lugar de localización", "lugar de hallazgo", "lugar donde fue encontrado", "lugar de encuentro",
        "lugar de rescate", "lugar de aseguramiento", "lugar del último contacto", "lugar de desaparición", "place found",
        "where found", "place of last contact", "place last seen", "place of encounter",
    ),
    "group_id": (
        "group id", "grupo", "número de grupo", "grupo familiar", "grupo de viaje", "group", "group number", "family group",
        "travel group",
    ),
    "inquirer_name": (
        "inquirer name", "solicitante", "nombre del solicitante", "nombre de quien busca", "quien busca", "quien solicita",
        "familiar que busca", "nombre del familiar", "inquirer", "requester", "requester name", "enquirer", "applicant",
        "name of inquirer", "searching relative",
    ),
    "inquirer_relation": (
        "inquirer relation", "parentesco", "relación", "vínculo", "parentesco con el menor", "relación con la niña o el niño",
        "relationship", "relation", "relation to child", "relationship to child", "kinship",
    ),
    "notes": (
        "notes", "observaciones", "notas", "comentarios", "comentario", "observación", "remarks", "comments", "comment",
        "observations",
    ),
}  # fmt: skip
"""Contract column → headers that mean it. Case, accents, signs, small words and the order of words don't count, and neither
does whose it is where that is the child: ``Fecha de nacimiento del niño`` is ``fecha nacimiento``."""

_SMALL = frozenset(
    """a al como con de del e el en es fue la las le lo los o para por que se su sus u un una y
    and as at for from in is of on or s the to was
    nino nina ninos ninas nna menor adolescente persona child children minor person""".split()  # noqa: SIM905
)
_SPELT = {"num": "no", "nro": "no", "numero": "no", "number": "no", "nombres": "nombre", "names": "name"}


def written_like(header: str) -> tuple[str, ...]:
    """Return the words of a header that tell, in the order of the alphabet: what two spellings of one header share."""
    parted = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])|(?<=[^\W\d_])(?=\d)", " ", header)
    plain = unicodedata.normalize("NFKD", parted.casefold())
    words = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split()
    told = [word for word in words if word not in _SMALL]
    # A header of small words alone ("No.", "Niño") says what they say.
    return tuple(sorted({_SPELT.get(word, word) for word in told or words}))


@cache
def _meant() -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for column, headers in SYNONYMS.items():
        for header in (column, *headers):
            found.setdefault(written_like(header), column)
    return found


def _column(name: str) -> str | None:
    words = written_like(name)
    column = _meant().get(words)
    if column is None:
        # Tel 1, Tel 2: the number counts columns whose cells stand together.
        column = _meant().get(tuple(word for word in words if not word.isdecimal()))
        column = column if column in JOINED else None
    return column


def guess(header: Sequence[str], side: Side) -> list[str | None]:
    """Return for each header of a file which column it most likely means, None where that can't be told. No column is guessed
    twice, but those whose cells can stand together (``JOINED``)."""
    known = set(columns_of(side))
    found: list[str | None] = [name if name in known else None for name in header]
    for place, name in enumerate(header):
        column = _column(name)
        if found[place] is None and column in known and (column not in found or column in JOINED):
            found[place] = column
    # "Nombre" beside "Apellidos" are the given names; alone it is the whole name.
    surnames = {"first_surname", "second_surname"} & set(found)
    if (
        "given_names" in found
        and not surnames
        and "full_name" not in found
        and found.count("given_names") == 1
    ):
        found[found.index("given_names")] = "full_name"
    if "full_name" in found and surnames and "given_names" not in found:
        place = found.index("full_name")
        if written_like(header[place]) == ("name",):
            found[place] = "given_names"
    return found


def put_under(table: Table, columns: Mapping[str, str]) -> None:
    """Put a table's columns under others' names, in place. ``columns``: header → column of the contract, ``KEPT`` or
    ``LEFT_OUT``; headers that it doesn't name stay as they are. Raises InputError where two headers mean a column that holds
    one value."""
    header: list[str] = []
    cells: list[list[str | None]] = []
    for name, column in zip(table.header, table.columns, strict=True):
        target = columns.get(name, name)
        if target == LEFT_OUT:
            continue
        if target == KEPT:
            target = name + _NOT_USED if name in INQUIRY_COLUMNS else name
        if target not in header:
            header.append(target)
            cells.append(column)
            continue
        if target not in JOINED:
            raise InputError(
                f"{table.source}: two columns of the file are to be {target}. Choose one of them, and leave the other as it is."
            )
        place = header.index(target)
        both = zip(cells[place], column, strict=True)
        cells[place] = [JOINED[target].join(filter(None, pair)) or None for pair in both]
    table.header, table.columns = header, cells
