"""What was understood of a record, in words that somebody at a desk reads."""

from __future__ import annotations

from datetime import date

import pytest

from tracing.service.understood import understood

TODAY = date(2026, 3, 31)

CASES = [
    # what is written, column, Spanish, English, whether it is doubtful
    (
        {"full_name": "Josué Caal Pop"}, "full_name",
        "Nombres: JOSUE · Primer apellido: CAAL · Segundo apellido: POP",
        "Given names: JOSUE · First surname: CAAL · Second surname: POP", False,
    ),
    (
        {"given_names": "Ana", "first_surname": "Caal Pop"}, "given_names",
        "Nombres: ANA · Primer apellido: CAAL · Segundo apellido: POP",
        "Given names: ANA · First surname: CAAL · Second surname: POP", False,
    ),
    ({"age": "14", "age_date": "2026-03-10"}, "age", "Fecha entre el 11 mar 2011 y el 10 mar 2012", "Date between 11 Mar 2011 and 10 Mar 2012", False),
    ({"birth_date": "3 de julio de 2012"}, "birth_date", "Nació el 3 jul 2012", "Born on 3 Jul 2012", False),
    ({"birth_date": "03/04/2012"}, "birth_date", "Se puede leer de dos maneras: 3 abr 2012 o 4 mar 2012", "Can be read in two ways: 3 Apr 2012 or 4 Mar 2012", True),
    ({"birth_date": "ayer"}, "birth_date", "No se entendió como fecha ni edad.", "Not understood as a date or an age.", True),
    ({"sex": "niña"}, "sex", "Femenino", "Female", False),
    ({"nationality": "hondureña"}, "nationality", "Honduras", "Honduras", False),
    ({"origin_text": "Chamelco, Alta Verapaz"}, "origin_text", "San Juan Chamelco, Alta Verapaz, Guatemala", "San Juan Chamelco, Alta Verapaz, Guatemala", False),
    ({"languages": "kek"}, "languages", "Q'eqchi'", "Q'eqchi'", False),
    ({"languages": "dialecto"}, "languages", "«dialecto»: no está claro qué idioma es; escriba también el municipio.", "“dialecto”: which language this is isn't clear; write its municipality as well.", True),
    ({"mother_name": "Ma. Matilde Pop Xol"}, "mother_name", "Nombres: MA (= MARIA) MATILDE · Primer apellido: POP · Segundo apellido: XOL", "Given names: MA (= MARIA) MATILDE · First surname: POP · Second surname: XOL", False),
    ({"siblings": "Elvin;Ana"}, "siblings", "2 hermanas o hermanos: ELVIN; ANA", "2 sisters or brothers: ELVIN; ANA", False),
    ({"phones": "+502 5555 0101"}, "phones", "+50255550101 (Guatemala)", "+50255550101 (Guatemala)", False),
    ({"phones": "5555 0101", "agency": "GT-PGN"}, "phones", "+50255550101 (Guatemala)", "+50255550101 (Guatemala)", False),
    ({"marks": "cicatriz en la frente"}, "marks", "Se reconoció: cicatriz", "Recognised: scar", False),
    ({"event_date": "2026-03-30"}, "event_date", "El 30 mar 2026", "On 30 Mar 2026", False),
]  # fmt: skip


@pytest.mark.parametrize(("row", "field", "es", "en", "doubtful"), CASES)
def test_what_is_written_is_said_as_it_was_understood(
    row: dict[str, str], field: str, es: str, en: str, doubtful: bool
) -> None:
    said = understood(row, TODAY)
    assert (said[0].field, said[0].told("es"), said[0].told("en"), said[0].doubtful) == (
        field,
        es,
        en,
        doubtful,
    )


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"birth_date": "01/01/2012"}, "Parece una fecha puesta por no saberse el día; se usa solo el año."),
        ({"birth_date": "2012-07-03", "age": "4", "age_date": "2026-03-10"}, "La edad y la fecha de nacimiento no concuerdan."),
        ({"documents": "CURP:GODE561231HDFRRN09"}, "CURP …09: el dígito de control no es correcto: compárelo con el papel; dice: nació el 31 dic 1956; Masculino"),
        ({"phones": "+502 0000 0101"}, "+502 0000 0101: no es un número válido de ningún país; escríbalo con su prefijo, como +504."),
        ({"phones": "123"}, "No se entendió ningún número de teléfono."),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_said_so(row: dict[str, str], says: str) -> None:
    assert says in [one.es for one in understood(row, TODAY) if one.doubtful]


def test_nothing_is_said_of_columns_that_the_row_doesn_t_hold() -> None:
    """Whoever is shown some of the columns learns nothing of the others."""
    row = {
        "full_name": "Josué Caal Pop hijo de Matilde Pop",
        "inquirer_name": "Matilde Pop",
        "inquirer_relation": "madre",
    }
    assert {one.field for one in understood(row, TODAY)} == {"full_name"}
    assert understood({}, TODAY) == []
    assert understood({"full_name": None, "notes": "nada"}, TODAY) == []


def test_the_words_of_a_document_don_t_repeat_its_number() -> None:
    (said,) = understood({"documents": "CURP:GODE561231HDFRRN09"}, TODAY)
    assert "GODE561231" not in said.es + said.en


@pytest.mark.parametrize("odd", ["\x00", "💥" * 50, "<b>", "a" * 5000, ";;;", "\u202e"])
def test_odd_values_break_nothing(odd: str) -> None:
    row = dict.fromkeys(
        (
            "full_name",
            "birth_date",
            "phones",
            "documents",
            "languages",
            "siblings",
            "origin_text",
            "marks",
            "sex",
        ),
        odd,
    )
    understood(row, TODAY)
