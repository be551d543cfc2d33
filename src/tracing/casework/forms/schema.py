"""A form as JSON Schema (2020-12), with the codes of a version of the vocabulary and their names in a language."""

from __future__ import annotations

from typing import Any, Final

from tracing.casework.forms.form import Field, Form, Kind
from tracing.casework.vocabulary.edition import Vocabulary
from tracing.casework.wording import Language

__all__ = ["DAY", "LINE", "LINES", "LONGEST_AGE", "MOMENT", "TIME", "VOCABULARY", "schema_of"]

# Read alike by Python and by ECMAScript: "$" would also stand before a last line break.
_END = r"(?![\s\S])"
LINE: Final = r"^(?=.*\S)[^\u0000-\u001f\u007f-\u009f\ud800-\udfff]+" + _END
"""A line with something in it."""
LINES: Final = r"^(?=[\s\S]*\S)[^\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff]+" + _END
"""Lines with something in them."""
DAY: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}" + _END
TIME: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]" + _END
MOMENT: Final = (
    DAY.removesuffix(_END)
    + r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
    + _END
)
VOCABULARY: Final = r"^[0-9]{1,5}(-[0-9a-f]{8,64})?" + _END
"""A version of the vocabulary as a form names it."""
LONGEST_AGE: Final = 30

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(form: Form, vocabulary: Vocabulary, language: Language) -> dict[str, Any]:
    """Return the schema of what is sent of a form. ``vocabulary`` in it names the version the form was filled in with."""
    properties: dict[str, Any] = {f.name: _property(f, vocabulary, language) for f in form.sent()}
    properties["vocabulary"] = {
        "type": "string",
        "pattern": VOCABULARY,
        "title": "Vocabulario" if language == "es" else "Vocabulary",
        "examples": [vocabulary.name],
    }
    schema: dict[str, Any] = {
        "$schema": _DIALECT,
        "$id": f"urn:tracing:form:{form.code}:{vocabulary.name}:{language}",
        "title": form.title(language),
        "description": form.source,
        "type": "object",
        "properties": properties,
        "required": [f.name for f in form.sent() if f.required],
        "additionalProperties": False,
    }
    if form.any_of:
        schema["allOf"] = [{"anyOf": [{"required": [name]} for name in group]} for group in form.any_of]
    return schema


def _property(field: Field, vocabulary: Vocabulary, language: Language) -> dict[str, Any]:
    said = {"title": field.label(language)}
    if field.hint(language):
        said["description"] = field.hint(language)
    return said | _value(field, vocabulary, language)


def _value(field: Field, vocabulary: Vocabulary, language: Language) -> dict[str, Any]:
    text = {"type": "string", "pattern": LINE, "maxLength": field.most}
    match field.kind:
        case Kind.LONG_TEXT:
            return {**text, "pattern": LINES}
        case Kind.TEXTS:
            return {"type": "array", "items": {**text, "maxLength": 200}, "maxItems": field.most}
        case Kind.DAY:
            return {"type": "string", "format": "date", "pattern": DAY}
        case Kind.TIME:
            return {"type": "string", "pattern": TIME}
        case Kind.MOMENT:
            return {"type": "string", "format": "date-time", "pattern": MOMENT}
        case Kind.YES_NO:
            return {"type": "boolean"}
        case Kind.PARTS:
            return {
                "type": "object",
                "properties": {part.name: _property(part, vocabulary, language) for part in field.parts},
                "required": [part.name for part in field.parts if part.required],
                "additionalProperties": False,
            }
        case Kind.NUMBER:
            return {"type": "integer", "minimum": 0, "maximum": field.most}
        case Kind.AGE:
            number = {"type": "integer", "minimum": 0, "maximum": 150}
            return {"anyOf": [number, {**text, "maxLength": LONGEST_AGE}]}
        case Kind.CODE:
            return _code(field, vocabulary, language)
        case Kind.CODES:
            items = _code(field, vocabulary, language)
            return {"type": "array", "items": items, "maxItems": field.most, "uniqueItems": True}
        case _:
            return text


def _code(field: Field, vocabulary: Vocabulary, language: Language) -> dict[str, Any]:
    entries = vocabulary.lists[field.list]
    codes = {"oneOf": [{"const": e.code, "title": e.told(language)} for e in entries]}
    if not field.open:
        return codes
    # What the list doesn't have may be written in words.
    return {"anyOf": [codes, {"type": "string", "pattern": LINE, "maxLength": 200}]}
