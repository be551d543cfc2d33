"""Whatever the service refuses is said in Spanish as well: every literal text of a refusal is found in the sources and looked up
in the catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from tracing.casework.mends import mend_of
from tracing.casework.missing import LACKS
from tracing.service.errors import Conflict, FieldFault, Invalid, NotYet
from tracing.web.refusals import failed, remarked, say, translated
from tracing.web.texts import catalogue, texts_in

SOURCES = Path(str(resources.files("tracing")))
REFUSALS = {
    "Conflict", "FieldFault", "Forbidden", "Invalid", "NotFound", "NotYet", "Refused", "TooLarge", "TooMany", "Unknown", "Unserved",
}  # fmt: skip
"""What a use case or a route refuses with."""
MADE_BY = {
    "DateError", "InputError", "NestedError", "Refusal", "_BadLineError", "_Remark", "_bad", "_invalid", "_refused", "doubt", "fault",
    "refuse", "remark_of", "repeat",
}  # fmt: skip
"""What else makes a refusal of texts, or a remark on a file, where files come in."""
WHERE_FILES_COME_IN = [
    *(SOURCES / "records" / f"{name}.py" for name in ("decode", "delimited", "headers", "jsonl", "judge", "open", "read", "schema")),
    *(SOURCES / "records" / f"{name}.py" for name in ("table", "xlsx")),
    *(SOURCES / "service" / f"{name}.py" for name in ("api_keys", "imports", "judging", "provenance", "users")),
    *sorted((SOURCES / "standardise" / "dates").glob("*.py")),
    *(SOURCES / "standardise" / f"{name}.py" for name in ("guarded", "record")),
    SOURCES / "api" / "bodies.py",
]  # fmt: skip
SAYS = re.compile(r"[^\W\d_]{2,}")


def python(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from sorted((SOURCES / room).rglob("*.py"))


def called(call: ast.Call) -> str:
    made = call.func
    return made.id if isinstance(made, ast.Name) else made.attr if isinstance(made, ast.Attribute) else ""


def text_of(node: ast.expr) -> Iterator[str]:
    """Yield a literal text as the catalogue has it: what is filled in by the program is ``%(a)s``, ``%(b)s``, ..."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from text_of(node.body)
        yield from text_of(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        places = iter("abcdefghij")
        yield "".join(
            str(part.value).replace("%", "%%") if isinstance(part, ast.Constant) else f"%({next(places)})s"
            for part in node.values
        )


def literals(call: ast.Call, first: int) -> Iterator[str]:
    for node in [
        *call.args[first:],
        *(one.value for one in call.keywords if one.arg in ("text", "reason", "mend")),
    ]:
        for text in text_of(node):
            if is_said(text):
                yield text


def is_said(text: str) -> bool:
    """Say whether something is a text: a code, a pointer, or nothing but what is filled in, isn't."""
    return bool(SAYS.search(re.sub(r"%\(\w\)s", "", text))) and (" " in text.strip() or text.endswith("."))


def said_by_the_service() -> dict[str, str]:
    """Return every literal text of a refusal, and where it stands."""
    found: dict[str, str] = {}
    for file in python("service", "records", "api", "web"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and called(call) in REFUSALS:
                for text in literals(call, 2 if called(call) == "Unserved" else 1):
                    found.setdefault(text, f"{file.name}:{call.lineno}")
    for file in WHERE_FILES_COME_IN:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and called(call) in MADE_BY:
                for text in literals(call, 0):
                    found.setdefault(text, f"{file.name}:{call.lineno}")
        for name in ast.walk(tree):
            if isinstance(name, ast.Assign) and [t.id for t in name.targets if isinstance(t, ast.Name)] in (
                ["reason"],
                ["mend"],
            ):
                for text in filter(is_said, text_of(name.value)):
                    found.setdefault(text, f"{file.name}:{name.lineno}")
    return found


def test_every_refusal_is_there_in_spanish() -> None:
    missing = {text: where for text, where in said_by_the_service().items() if text not in catalogue()}
    assert missing == {}


def test_what_the_service_says_in_english_is_english() -> None:
    """Of a text that stands in the catalogue as its own Spanish readers of English would be told the Spanish."""
    spanish = {said for texts in catalogue().values() for said in texts if is_said(said)}
    assert {text: where for text, where in said_by_the_service().items() if text in spanish} == {}
    # A mend in both languages has the English first; an accent that was encoded twice is what one text is about.
    english = {text.partition(" · ")[0] for text in catalogue() if "Ã" not in text}
    assert {text for text in english if re.search("[áéíóúñ¿¡]", text)} == set()


SPANISH, ENGLISH = texts_in("es"), texts_in("en")


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("The body is longer than 1,000,000 bytes.", "Lo enviado tiene más de 1,000,000 bytes."),
        ("The record has changed since it was read: its version is 2.", "El registro cambió desde que se leyó: su versión es 2."),
        # What stands in a place is looked up in turn.
        (
            "not a date; expected a date such as 2012-07-03, 2012-07, 2012, 03/07/2012 or 3 de julio de 2012",
            "no es una fecha; se esperaba una fecha como 2012-07-03, 2012-07, 2012, 03/07/2012 o 3 de julio de 2012",
        ),
        ("A field can't be taken: its name has more than 100 characters.", "Un campo no se puede aceptar: su nombre tiene más de 100 caracteres."),
        # What nobody has translated is said as it is.
        ("Something that no catalogue has.", "Something that no catalogue has."),
        ("", ""),
    ],
)  # fmt: skip
def test_a_text_made_of_parts_is_found_by_its_pattern(english: str, spanish: str) -> None:
    assert translated(english, SPANISH) == spanish
    assert translated(english, ENGLISH) == english


def test_every_pattern_finds_its_own_text() -> None:
    """No pattern takes what another was made for."""
    place = re.compile(r"%\((\w+)\)s")
    for english, (spanish, *_) in catalogue().items():
        if len(re.findall(r"[^\W\d_]", place.sub("", english))) >= 4 and place.search(english):
            numbers = {name: str(1000 + at) for at, name in enumerate(dict.fromkeys(place.findall(english)))}
            assert translated(english % numbers, SPANISH) == spanish % numbers, english


def test_names_that_stand_in_a_text_stay_as_they_are() -> None:
    odd = "the columns 1 ('%(a)s') and 2 ('Menu.*') have the same name"
    assert translated(f"the file: {odd}.", SPANISH).count("%(a)s") == 1


def test_a_refusal_is_said_with_its_fields() -> None:
    refusal = Invalid("invalid_record", "The record can't be taken as it is.", "Mend the fields named.", [
        FieldFault("/record_id", "the row has no record_id", "Give each row the agency's own reference."),
    ])  # fmt: skip
    said = say(refusal, SPANISH)
    assert said.text == "El registro no se puede tomar así."
    assert said.faults == (
        ("/record_id", "la fila no tiene número de registro", "Dé a cada fila el número de registro de su institución."),
    )  # fmt: skip
    assert say(refusal, ENGLISH).text == refusal.text


@pytest.mark.parametrize("lack", LACKS.values(), ids=str)
def test_a_rule_is_said_in_one_language_alone(lack: object) -> None:
    refusal = NotYet.of(lack)  # type: ignore[arg-type]
    spanish, english = say(refusal, SPANISH), say(refusal, ENGLISH)
    assert spanish.text == lack.es  # type: ignore[attr-defined]
    assert english.text == lack.en  # type: ignore[attr-defined]
    assert " · " not in spanish.mend + english.mend
    assert lack.es not in english.mend  # type: ignore[attr-defined]
    assert not english.mend or english.mend in mend_of(lack)  # type: ignore[arg-type]


def test_a_mend_in_both_languages_is_said_in_one() -> None:
    refusal = Conflict("x", "The record can't be taken as it is.", "Answer it. · Respóndalo.")
    assert (say(refusal, SPANISH).mend, say(refusal, ENGLISH).mend) == ("Respóndalo.", "Answer it.")


def test_what_is_wrong_with_a_file_is_said_without_calling_it_the_file() -> None:
    kept = "this is a JSON array. Expected JSON Lines: one object per line, without brackets and commas around them."
    assert (
        failed(kept, SPANISH)
        == "es una lista JSON. Se esperaba JSON Lines: un objeto por línea, sin corchetes ni comas alrededor."
    )
    assert failed("it couldn't be stored; send it again", SPANISH) == "no se pudo guardar; envíelo de nuevo"
    assert failed(kept, ENGLISH) == kept


def test_a_remark_on_a_row_is_said_with_how_to_mend_it() -> None:
    told = remarked(
        "the record_id already stands in line 7", "Give each record its own, or remove one row.", SPANISH
    )
    assert told == (
        "el número de registro ya está en la línea 7",
        "Dé a cada registro el suyo, o quite una fila.",
    )
