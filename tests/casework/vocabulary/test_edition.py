"""The vocabulary: every code list, each country's own words, in versions that stay as they were."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from tracing.casework.codes import CODE_LISTS
from tracing.casework.vocabulary import edition
from tracing.casework.vocabulary.edition import Term, Vocabulary, freeze, in_force, versions
from tracing.casework.vocabulary.regional import REGIONAL_LISTS
from tracing.casework.wording import Sentence

COUNTRIES = {"BZ", "CA", "CR", "DO", "SV", "GT", "HN", "MX", "NI", "PA", "US"}
DIGESTS = {1: "0f0631597b88560ddd5db14b04411c44e8d9f5895cd3d714e3d4e2be45435123"}
"""Of every version that was frozen: what has been printed on paper and named by forms may not change."""


def test_it_holds_every_code_list_and_those_of_the_file_contract() -> None:
    lists = in_force().lists
    assert {name: lists[name] for name in CODE_LISTS} == CODE_LISTS
    assert {"sex", "inquirer_relations", "document_kinds", "languages", "countries"} <= set(lists)
    assert [entry.code for entry in lists["sex"]] == ["F", "M", "X"]


@pytest.mark.parametrize(
    ("country", "list_name", "code", "word"),
    [
        ("MX", "institution_kinds", "child_protection", "Procuraduría de Protección"),
        ("HN", "institution_kinds", "child_protection", "SENAF"),
        ("SV", "institution_kinds", "child_protection", "CONAPINA"),
        ("GT", "institution_kinds", "child_protection", "PGN"),
        ("CR", "persons", "child", "persona menor de edad"),
        ("DO", "persons", "child", "NNA"),
        ("GT", "persons", "representative", "PGN"),
        ("PA", "persons", "guardian", "curador"),
        ("MX", "placement_kinds", "shelter", "Centro de Asistencia Social"),
        ("GT", "placement_kinds", "shelter", "hogar"),
        ("SV", "document_kinds", "DUI", "Documento Único de Identidad"),
        ("GT", "document_kinds", "CUI", "DPI"),
        ("CR", "place_levels", "admin2", "cantón"),
        ("PA", "place_levels", "admin1", "comarca"),
    ],
)
def test_each_country_has_words_of_its_own(country: str, list_name: str, code: str, word: str) -> None:
    term = in_force().term(country, list_name, code)
    assert term is not None
    assert word in term


def test_no_country_is_forgotten_and_every_word_says_where_it_is_from() -> None:
    terms = in_force().terms
    assert {t.country for t in terms} == COUNTRIES
    for country in COUNTRIES:
        assert in_force().term(country, "institution_kinds", "child_protection")
    assert [t for t in terms if not t.term.strip() or not t.source.strip()] == []
    assert len({(t.country, t.list, t.code) for t in terms}) == len(terms)


def test_words_are_of_codes_that_there_are() -> None:
    codes = {(name, entry.code) for name, entries in in_force().lists.items() for entry in entries}
    assert [t for t in in_force().terms if (t.list, t.code) not in codes] == []


def test_a_code_is_unique_in_its_list_and_has_two_sentences() -> None:
    for entries in in_force().lists.values():
        assert len({entry.code for entry in entries}) == len(entries)
        assert all(entry.es.strip() and entry.en.strip() for entry in entries)


def test_versions_that_were_frozen_are_as_they_were() -> None:
    folder = files("tracing.casework.vocabulary").joinpath("data", "versions")
    found = {}
    for file in folder.iterdir():
        document = json.loads(file.read_text(encoding="utf-8"))
        assert file.name == f"{document['version']}.json"
        version = versions()[document["version"]]
        assert (version.digest, version.name) == (document["digest"], document["name"])
        found[version.version] = version.digest
    assert found == DIGESTS


def test_the_one_in_force_is_the_last_and_numbers_have_no_gap() -> None:
    assert list(versions()) == list(range(1, in_force().version + 1))
    assert versions()[in_force().version] is in_force()


def test_the_digest_is_of_all_that_is_said_and_of_nothing_else() -> None:
    one = {"sex": (Sentence("F", "Femenino", "Female"),)}
    term = Term("GT", "sex", "F", "mujer", "to be checked")
    made = Vocabulary.of(3, one, [term])
    assert made.digest == Vocabulary.of(4, one, [term]).digest
    assert made.name == f"3-{made.digest[:12]}"
    for lists, terms in [
        ({"sex": (Sentence("F", "Mujer", "Female"),)}, [term]),
        ({"sex": (Sentence("F", "Femenino", "Female", "CRC 7"),)}, [term]),
        ({"sexo": one["sex"]}, [term]),
        (one, []),
        (one, [Term("GT", "sex", "F", "mujer", "RENAP")]),
    ]:
        assert Vocabulary.of(3, lists, terms).digest != made.digest


def test_as_a_table_it_says_the_same() -> None:
    header, *rows = in_force().as_rows()
    assert header == ("vocabulary", "list", "code", "es", "en", "country", "term", "source")
    assert {len(row) for row in rows} == {len(header)}
    assert {row[0] for row in rows} == {in_force().name}
    assert sum(1 for row in rows if not row[5]) == sum(len(entries) for entries in in_force().lists.values())
    assert {(row[5], row[1], row[2], row[6]) for row in rows if row[5]} == {
        (t.country, t.list, t.code, t.term) for t in in_force().terms
    }


def test_a_release_freezes_what_is_in_force_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lists = {"sex": (Sentence("F", "Femenino", "Female"),)}
    made = Vocabulary.of(9, lists, [])
    monkeypatch.setattr(edition, "in_force", lambda: made)
    file = freeze(tmp_path)
    assert file == tmp_path / "9.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    assert document["digest"] == made.digest
    assert document["lists"]["sex"][0]["es"] == "Femenino"
    monkeypatch.setattr(edition, "_frozen", lambda: {9: made})
    assert freeze(tmp_path) is None


def test_no_list_stands_in_two_places() -> None:
    assert set(REGIONAL_LISTS) & set(CODE_LISTS) == set()
