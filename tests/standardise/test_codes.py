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
        ("5512-3456", "GT", "+50255123456"),
        ("7012-3456", "SV", "+50370123456"),
        ("8888-1234", "NI", "+50588881234"),
        ("8888-1234", "CR", "+50688881234"),
        ("6123-4567", "PA", "+50761234567"),
        ("223-4567", "BZ", "+5012234567"),
        ("956-555-0142", "US", "+19565550142"),
        ("514 555 0142", "CA", "+15145550142"),
        ("1 956 555 0142", "HN", "+19565550142"),
        ("01 961 123 4567", "MX", "+529611234567"),
        ("00504 9871 2345", "GT", "+50498712345"),
        ("011 504 9871 2345", "US", "+50498712345"),
        ("+(502) 5512 3456", None, "+50255123456"),
        ("504.9871.2345", None, "+50498712345"),
        ("cel: 9871 2345 (mamá)", "HN", "+50498712345"),
        ("9871-2345 ext 12", "HN", "+50498712345"),
        ("9871-2345 / 9999-1234", "HN", "+50498712345"),
        ("98712345.0", "hn", "+50498712345"),
        ("5.0498712345E+10", "HN", "+50498712345"),
    ],
)
def test_telephones(text: str, country: str | None, e164: str) -> None:
    phone = phones.parse(text, country=country)
    assert phone is not None
    assert phone.e164 == e164


def test_several_telephones_in_one_cell() -> None:
    found = phones.parse_list("9871-2345 y 9999-1234; +502 5512 3456", country="HN")
    assert [p.e164 for p in found] == ["+50498712345", "+50499991234", "+50255123456"]


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


LISTED = """spa Spanish · eng English · fra French · hat Haitian Creole · bzj Belize Kriol · bzk Nicaragua Creole ·
cab Garífuna · miq Miskito · yan Mayangna · ulw Ulwa · rma Rama · pay Pech · jic Tol · len Lenca · mam Mam · quc K'iche' ·
kek Q'eqchi' · cak Kaqchikel · tzj Tz'utujil · kjb Q'anjob'al · knj Akateko · cac Chuj · jac Popti' · jac Jakalteko ·
ixl Ixil · poh Poqomchi' · poc Poqomam · caa Ch'orti' · acr Achi · usp Uspanteko · agu Awakateko · agu Chalchiteco ·
quv Sakapulteko · qum Sipakapense · ttc Tektiteko · itz Itza' · mop Mopan · yua Yucatec · toj Tojolab'al · tzh Tzeltal ·
tzo Tzotzil · ctu Ch'ol · chf Chontal · ppl Nawat · ppl Pipil · tsz Purépecha · ote Otomí · hch Huichol · tar Rarámuri ·
amu Amuzgo · top Totonac · cuk Guna · gym Ngäbere · sab Buglere · emp Emberá · noa Wounaan · tfr Naso · bzd Bribri ·
cjp Cabécar · gut Maléku · kek Quekchí · kjb kanjobal · hat criollo haitiano · bzk creole nicaragüense · jic jicaque ·
cuk dule · yua maya yucateco · mam lengua mam · trc triqui de Copala · chf Chontal de Tabasco · por portugués"""


@pytest.mark.parametrize("row", [" ".join(row.split()) for row in LISTED.split("·")])
def test_every_language_of_the_list(row: str) -> None:
    code, name = row.split(" ", 1)
    for text in (name, name.upper(), code):
        language = languages.parse(text)
        assert language is not None
        assert (language.code, language.flags) == (code, ())


@pytest.mark.parametrize(
    "code",
    [
        "mib",
        "mie",
        "mim",
        "mxb",
        "mxv",
        "xtn",
        "vmj",
        "nhn",
        "nhe",
        "nch",
        "ngu",
        "azz",
        "nhx",
        "nlv",
        "trc",
        "trs",
        "trq",
        "tos",
        "kvn",
    ],
)
def test_codes_of_single_languages_stand(code: str) -> None:
    language = languages.parse(code)
    assert language is not None
    assert (language.code, language.indigenous) == (code, True)


def test_the_place_of_a_variety_is_kept() -> None:
    for text in ("mam (Comitancillo)", "mam de Comitancillo"):
        language = languages.parse(text)
        assert language is not None
        assert (language.code, language.variety, language.text) == ("mam", "Comitancillo", text)


def test_creole_alone_may_be_three_languages() -> None:
    language = languages.parse("creole")
    assert language is not None
    assert (language.code, language.flags) == (None, ("ambiguous",))


def test_several_languages_in_one_cell() -> None:
    for cell in ("mam; español", "mam y español", "mam, español"):
        assert [language.code for language in languages.parse_list(cell)] == ["mam", "spa"]


@pytest.mark.parametrize(
    "text",
    [
        "nah",
        "zap",
        "sum",
        "dialecto",
        "maya",
        "Mixteco",
        "lengua",
        "idioma",
        "náhuatl",
        "zapoteco",
        "sumo",
        "triqui",
        "mixe",
        "mazateco",
    ],
)
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
