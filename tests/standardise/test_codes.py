"""Telephones, languages, sex and marks (brief H2, H5)."""

from __future__ import annotations

import pytest

from tracing.standardise import languages, marks, phones, sex


@pytest.mark.parametrize(
    ("text", "country", "e164"),
    [
        ("9871-2345", "HN", "+50498712345"),
        ("+504 9871 2345", None, "+50498712345"),
        ("504-98712345", "US", "+50498712345"),
        ("55 1234 5678", "MX", "+525512345678"),
        ("+52 1 55 1234 5678", None, "+525512345678"),
        ("044 55 1234 5678", "MX", "+525512345678"),
        ("809-555-0142", "DO", "+18095550142"),
    ],
)
def test_telephones(text: str, country: str | None, e164: str) -> None:
    phone = phones.parse(text, country=country)
    assert phone is not None
    assert phone.e164 == e164


@pytest.mark.parametrize("text", ["0000", "99999999", "no tiene", "123", ""])
def test_no_telephone(text: str) -> None:
    assert phones.parse(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("mam", "mam"), ("Mam", "mam"), ("K'iche'", "quc"), ("quiché", "quc"), ("Q’eqchi’", "kek"), ("kekchí", "kek"),
        ("garífuna", "cab"), ("español", "spa"), ("castellano", "spa"), ("en", "eng"), ("miskito", "miq"),
        ("idioma Mam", "mam"), ("Popti'", "jac"),
    ],
)  # fmt: skip
def test_languages(text: str, code: str) -> None:
    language = languages.parse(text)
    assert language is not None
    assert language.code == code


@pytest.mark.parametrize("text", ["nah", "zap", "sum", "dialecto", "maya", "Mixteco", "lengua"])
def test_what_names_no_single_language_keeps_no_code(text: str) -> None:
    language = languages.parse(text)
    assert language is not None
    assert language.code is None
    assert language.text == text


def test_mix_is_only_one_of_the_mixtec_languages() -> None:
    language = languages.parse("mix")
    assert language is not None
    assert language.flags == ("only_mixtepec_mixtec",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("F", "F"),
        ("mujer", "F"),
        ("niña", "F"),
        ("M", "M"),
        ("H", "M"),
        ("Varón", "M"),
        ("X", "X"),
        ("?", None),
    ],
)
def test_sex(text: str, code: str | None) -> None:
    assert sex.parse(text) == code


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("cicatriz en la ceja izquierda", ("scar", "brow", "left")),
        ("scar on left eyebrow", ("scar", "brow", "left")),
        ("lunar mano der.", ("mole", "hand", "right")),
        ("tatuaje en el cuello", ("tattoo", "neck", None)),
    ],
)
def test_marks(text: str, mark: tuple[str, str, str | None]) -> None:
    (found,) = marks.parse(text)
    assert (found.kind, found.site, found.side) == mark
