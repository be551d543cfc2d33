"""Forms as they are declared: columns of the file contract, lists that there are, two languages, a source."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tracing.casework.forms.all_forms import FORMS
from tracing.casework.forms.form import Form, Kind
from tracing.casework.law.files import shipped
from tracing.casework.law.sources import unresolved
from tracing.casework.vocabulary.edition import in_force
from tracing.records.schema import CHILD_COLUMNS, INQUIRY_COLUMNS, LIST_COLUMNS

EACH = pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))


def test_what_forms_there_are() -> None:
    assert list(FORMS) == [
        "found_child", "found_child_quick", "inquiry", "views_of_child", "consent", "placement", "handover", "complaint",
    ]  # fmt: skip


@pytest.mark.parametrize(("code", "columns"), [("found_child", CHILD_COLUMNS), ("inquiry", INQUIRY_COLUMNS)])
def test_the_full_forms_ask_for_all_that_the_file_contract_knows(code: str, columns: tuple[str, ...]) -> None:
    # The agency is known by who sends it.
    assert {field.name for field in FORMS[code].fields()} == set(columns) - {"agency"}


def test_the_quick_form_asks_for_little_and_nothing_that_the_full_one_doesnt_know() -> None:
    full = {field.name: field for field in FORMS["found_child"].fields()}
    quick = list(FORMS["found_child_quick"].fields())
    assert [f.name for f in quick if f.required] == ["record_id", "event_date", "event_place", "sex"]
    assert len(quick) <= 13
    for field in quick:
        assert replace(field, required=False) == replace(full[field.name], required=False)


@EACH
def test_every_field_stands_once_has_two_names_and_a_list_where_it_needs_one(form: Form) -> None:
    fields = list(form.fields())
    assert len({field.name for field in fields}) == len(fields)
    for field in fields:
        assert field.es.strip() != ""
        assert field.en.strip() != ""
        assert bool(field.hint_es) == bool(field.hint_en)
        assert (field.list != "") == (field.kind in (Kind.CODE, Kind.CODES))
        assert (field.parts != ()) == (field.kind is Kind.PARTS)
        assert len({part.name for part in field.parts}) == len(field.parts)
        assert not field.list or field.list in in_force().lists
        assert field.name != "vocabulary"
    assert form.source != ""
    assert {name for group in form.any_of for name in group} <= {field.name for field in form.sent()}


@EACH
def test_columns_that_hold_lists_are_lists_in_the_forms_of_records(form: Form) -> None:
    if form.side:
        several = {f.name for f in form.fields() if f.kind in (Kind.TEXTS, Kind.CODES)}
        assert several == {f.name for f in form.fields()} & set(LIST_COLUMNS)


@EACH
def test_what_asks_for_a_form_stands_in_the_register_of_law(form: Form) -> None:
    assert unresolved(shipped(), form.source) == ()


@EACH
def test_no_form_asks_about_asylum(form: Form) -> None:
    said = [text.lower() for f in form.fields() for text in (f.es, f.en)]
    assert not [text for text in said if "asil" in text or "asyl" in text or "refug" in text]
