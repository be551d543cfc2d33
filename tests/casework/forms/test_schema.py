"""Forms as JSON Schema, held to the standard's own judge; and our own checking says the same as the schema."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tracing.casework.forms.all_forms import FORMS
from tracing.casework.forms.check import check
from tracing.casework.forms.form import Field, Form, Kind
from tracing.casework.forms.schema import schema_of
from tracing.casework.vocabulary.edition import in_force

EACH = pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
NOW = in_force()


def validator(form: Form) -> Draft202012Validator:
    schema = schema_of(form, NOW, "es")
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


@EACH
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_form_is_a_schema_of_2020_12(form: Form, language: Any) -> None:
    schema = schema_of(form, NOW, language)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)
    assert schema["title"] == form.title(language)
    assert set(schema["properties"]) == {field.name for field in form.sent()} | {"vocabulary"}
    for field in form.sent():
        assert schema["properties"][field.name]["title"] == field.label(language)
    assert schema["properties"]["vocabulary"]["examples"] == [NOW.name]


@EACH
def test_codes_stand_in_it_with_their_names(form: Form) -> None:
    schema = schema_of(form, NOW, "en")
    parts = [(schema["properties"][field.name], part) for field in form.sent() for part in field.parts]
    for whole, field in [*((schema, field) for field in form.sent()), *parts]:
        if field.list and not field.open:
            value = whole["properties"][field.name]
            options = (value["items"] if field.kind is Kind.CODES else value)["oneOf"]
            assert [(o["const"], o["title"]) for o in options] == [
                (e.code, e.en) for e in NOW.lists[field.list]
            ]


JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 400), st.floats(allow_nan=False), st.text(max_size=12),
    st.sampled_from(["2026-02-30", "2026-03-31", "24:00", "14:30", "F", "yes", "mam", "\n", " ", "x\n", "a\tb", "é" * 300,
                     "٢٠٢٦-٠٣-٠٣"]),
    st.lists(st.sampled_from(["mam", "F", "tracing", "identity_document", "otro", "", 3, None]), max_size=4),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)  # fmt: skip


def good(field: Field) -> st.SearchStrategy[Any]:
    codes = st.sampled_from([e.code for e in NOW.lists[field.list]] if field.list else [""])
    return {
        Kind.TEXTS: st.lists(st.just("Josué"), max_size=3),
        Kind.DAY: st.dates().map(lambda day: day.isoformat()),
        Kind.TIME: st.just("09:05"),
        Kind.NUMBER: st.integers(0, min(field.most, 9)),
        Kind.AGE: st.sampled_from([9, "8 meses"]),
        Kind.CODE: codes,
        Kind.CODES: st.lists(codes, unique=True, max_size=3),
        Kind.MOMENT: st.sampled_from(["2026-04-20T10:00:00-06:00", "2026-04-20T16:00:00Z"]),
        Kind.YES_NO: st.booleans(),
        Kind.PARTS: st.fixed_dictionaries({}, optional={part.name: good(part) for part in field.parts}),
    }.get(field.kind, st.sampled_from(["Chepe", "K’iche’", "2012-07"]))


@st.composite
def filled(draw: st.DrawFn) -> tuple[Form, dict[str, Any]]:
    """A form filled in, mostly well: some fields left out, some with anything at all, perhaps one that it doesn't have."""
    form = draw(st.sampled_from(list(FORMS.values())))
    answers = {}
    for field in form.sent():
        how = draw(st.sampled_from(["good"] * 12 + ["out", "junk"]))
        if how != "out":
            answers[field.name] = draw(good(field) if how == "good" else JUNK)
    if draw(st.integers(0, 9)) == 0:
        answers[draw(st.text(min_size=1, max_size=5))] = 1
    return form, answers


@settings(max_examples=300, deadline=None)
@given(filled())
def test_our_check_and_the_schema_agree(case: tuple[Form, dict[str, Any]]) -> None:
    form, answers = case
    faults = check(form, answers, NOW)
    errors = [(list(e.absolute_path), e.message[:100]) for e in validator(form).iter_errors(answers)]
    assert bool(faults) == bool(errors), (faults, errors)


@EACH
def test_a_form_filled_in_well_is_taken_by_both(form: Form) -> None:
    answers = {field.name: sample(field) for field in form.sent()}
    assert check(form, answers, NOW) == []
    assert list(validator(form).iter_errors({**answers, "vocabulary": NOW.name})) == []


def sample(field: Field) -> Any:
    """Return what may be written into a field."""
    code = NOW.lists[field.list][0].code if field.list else ""
    return {
        Kind.TEXTS: ["uno", "dos"], Kind.DAY: "2026-03-31", Kind.TIME: "14:30", Kind.NUMBER: 1, Kind.AGE: 9, Kind.CODE: code,
        Kind.CODES: [code], Kind.LONG_TEXT: "una línea\notra", Kind.MOMENT: "2026-04-20T10:00:00-06:00", Kind.YES_NO: True,
        Kind.PARTS: {part.name: sample(part) for part in field.parts},
    }.get(field.kind, "texto")  # fmt: skip
