"""Blank forms on paper: every field and code stands there, and on each page which form and vocabulary it is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

import pytest
from pypdf import PdfReader

from tracing.casework.forms.all_forms import FORMS
from tracing.casework.forms.form import Form
from tracing.casework.vocabulary.edition import in_force
from tracing.casework.wording import Language
from tracing.service.forms.blank import blank_sheet
from tracing.service.paper import Paper

MADE = datetime(2026, 3, 31, tzinfo=UTC)
EACH = pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))


@cache
def pages_of(code: str, language: Language, paper: Paper, country: str) -> list[str]:
    made = blank_sheet(FORMS[code], in_force(), language, paper, MADE, country)
    # Lines break where the page ends, so space doesn't count.
    return [re.sub(r"\s+", "", page.extract_text()) for page in PdfReader(BytesIO(made)).pages]


def pages(form: Form, language: Language = "es", paper: Paper = "letter", country: str = "") -> list[str]:
    return pages_of(form.code, language, paper, country)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@EACH
@pytest.mark.parametrize("language", ["es", "en"])
def test_it_asks_for_every_field_and_has_a_box_for_every_code(form: Form, language: Language) -> None:
    said = "".join(pages(form, language))
    for section in form.sections:
        assert squeezed(section.label(language)) in said
    for field in (one for whole in form.fields() for one in (whole, *whole.parts)):
        assert squeezed(field.label(language)) in said, field.name
        for entry in in_force().lists[field.list] if field.list else ():
            assert squeezed(f"{entry.told(language)}({entry.code})") in said, entry.code
    for es, en in form.signed:
        assert squeezed(es if language == "es" else en) in said


@EACH
@pytest.mark.parametrize("paper", ["A4", "letter"])
def test_every_page_names_form_vocabulary_and_number(form: Form, paper: Paper) -> None:
    found = pages(form, "es", paper)
    for number, page in enumerate(found, start=1):
        assert f"{form.code}·vocabulario{in_force().name}" in page
        assert f"Página{number}de{len(found)}·Page{number}of{len(found)}" in page


def test_a_country_finds_its_own_words() -> None:
    said = "".join(pages(FORMS["found_child"], country="CR"))
    assert squeezed("Municipio o cantón: cantón") in said
    assert "·CR" in said
    placement = "".join(pages(FORMS["placement"], country="GT"))
    assert squeezed(": hogar de protección") in placement
    assert squeezed("hogar de protección") not in "".join(pages(FORMS["placement"], country="MX"))


def test_the_quick_form_fits_on_the_two_sides_of_one_sheet() -> None:
    for paper in ("A4", "letter"):
        assert len(pages(FORMS["found_child_quick"], "es", paper)) <= 2  # type: ignore[arg-type]


def test_what_is_required_and_which_of_several_is_said() -> None:
    said = "".join(pages(FORMS["found_child_quick"]))
    assert squeezed("Sexo (obligatorio)") in said
    assert squeezed("Llene al menos uno de estos: Fecha de nacimiento · Edad que dice tener") in said
