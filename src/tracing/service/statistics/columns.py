"""The columns of the CSVs, and their description for programs and people: metadata as "CSV on the Web" has it (W3C, 2015)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from tracing.casework.statistics.durations import ROUNDED_TO
from tracing.casework.statistics.periods import CLOSES_AFTER
from tracing.casework.statistics.suppression import THRESHOLD, WIDTH
from tracing.casework.statistics.tables import AGENCIES, ORIGIN

__all__ = ["COLUMNS", "RULE", "VERSION", "Column", "metadata"]

VERSION: Final = "1"
"""Of columns and rule. Another number where either changes."""

RULE: Final[Mapping[str, str]] = {
    "es": f"Las celdas con menos de {THRESHOLD} están ocultas, también las que no cuentan a nadie, y además las que permitirían calcularlas: "
    f"de cada celda oculta, todo lo publicado deja abierto un intervalo de {WIDTH} o más. Nada se redondea, salvo los días (múltiplos de "
    f"{ROUNDED_TO}). Cada niña o niño cuenta una vez por medida. Los meses se cierran {CLOSES_AFTER.days} días después de terminar y no cambian.",
    "en": f"Cells below {THRESHOLD} are hidden, those that count nobody too, and so are cells from which they could be worked out: of each "
    f"hidden cell all that is published leaves an interval of {WIDTH} or more open. Nothing is rounded but days (to multiples of "
    f"{ROUNDED_TO}). A child counts once for each measure. Months are closed {CLOSES_AFTER.days} days after their end and don't change.",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, titles, type, what it says."""

    name: str
    es: str
    en: str
    datatype: str = "string"
    unit: Mapping[str, str] | None = None


_PEOPLE = {"es": "niñas y niños, o solicitudes", "en": "children, or inquiries"}
_DAYS = {"es": "días", "en": "days"}
_MEASURE = Column("measure", "Qué se cuenta (lista measures)", "What is counted (list measures)")

COLUMNS: Final[Mapping[str, Sequence[Column]]] = {
    ORIGIN: (
        _MEASURE,
        Column("country", "País de origen (ISO 3166-1)", "Country of origin (ISO 3166-1)"),
        Column("department", "Departamento, provincia o estado; vacío: todos", "Department, province or state; empty: all"),
        Column("department_name", "Nombre del departamento", "The department's name"),
        Column("municipality", "Municipio; vacío: todos", "Municipality; empty: all"),
        Column("municipality_name", "Nombre del municipio", "The municipality's name"),
        Column("sex", "Sexo (F, M, X); vacío: todos", "Sex (F, M, X); empty: all"),
        Column("age", "Edad en años ese día; vacío: todas", "Age in years on the day; empty: all"),
        Column("count", "Cuántos", "How many", "nonNegativeInteger", _PEOPLE),
        Column("status", "shown: se muestra; hidden: oculta", "shown, or hidden"),
    ),
    AGENCIES: (
        _MEASURE,
        Column("agency_country", "País de la institución que atiende; vacío: todos", "Country of the child's agency; empty: all"),
        Column("agency_kind", "Tipo de institución; vacío: todos", "Kind of agency; empty: all"),
        Column("ground", "Motivo del cierre; vacío: todos", "Ground of closing; empty: all"),
        Column("count", "Cuántos", "How many", "nonNegativeInteger", _PEOPLE),
        Column("days_quarter", "Días desde la solicitud, primer cuartil", "Days since the inquiry, first quartile", "nonNegativeInteger", _DAYS),
        Column("days_half", "Días desde la solicitud, mediana", "Days since the inquiry, median", "nonNegativeInteger", _DAYS),
        Column("days_three_quarters", "Días desde la solicitud, tercer cuartil", "Days since the inquiry, third quartile", "nonNegativeInteger", _DAYS),
    ),
}  # fmt: skip
"""Table → its columns."""

_TITLES = {
    ORIGIN: ("Por lugar de origen, sexo y edad", "By place of origin, sex and age"),
    AGENCIES: ("Resultados por institución que atiende", "Outcomes by the child's agency"),
}


def metadata(
    table: str, period: str, first_day: date, last_day: date, released_at: datetime
) -> dict[str, Any]:
    """Return the metadata document of a table's CSV."""
    es, en = _TITLES[table]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "es"}],
        "url": f"{table}.csv",
        "dc:title": [
            {"@value": f"{es}, {period}", "@language": "es"},
            {"@value": f"{en}, {period}", "@language": "en"},
        ],
        "dc:issued": {"@value": released_at.isoformat(), "@type": "xsd:dateTime"},
        "dc:temporal": f"{first_day.isoformat()}/{last_day.isoformat()}",
        "schema:version": VERSION,
        "rdfs:comment": [{"@value": text, "@language": language} for language, text in RULE.items()],
        "dialect": {"header": True, "encoding": "utf-8", "delimiter": ","},
        "tableSchema": {"columns": [_described(column) for column in COLUMNS[table]]},
    }


def _described(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "titles": {"es": column.es, "en": column.en},
        "datatype": column.datatype,
        "required": False,
    }
    if column.unit is not None:
        found["schema:unitText"] = [
            {"@value": text, "@language": language} for language, text in column.unit.items()
        ]
    return found
