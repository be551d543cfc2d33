"""The code lists as data, and that the database knows the same codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files

import pytest

from tracing.casework.agencies import AgencyKind, Side
from tracing.casework.codes import CODE_LISTS
from tracing.casework.decisions import DecisionKind
from tracing.casework.law.files import shipped
from tracing.casework.law.sources import unresolved
from tracing.casework.roles import Role

SCHEMA = files("tracing.store").joinpath("migrations/sql/0001_up.sql").read_text(encoding="utf-8")


def _allowed(table: str, column: str) -> set[str]:
    """Return the values that a CHECK of the schema allows in a column."""
    definition = SCHEMA.split(f"CREATE TABLE casework.{table} (")[1].split("\n);")[0]
    found = re.search(rf"CHECK \({column} (?:IN|<@ ARRAY) ?[(\[](.*?)[)\]]", definition, re.DOTALL)
    assert found is not None
    return set(re.findall(r"'(\w+)'", found[1]))


@pytest.mark.parametrize(
    ("table", "column", "codes"),
    [
        ("agencies", "kind", AgencyKind),
        ("agencies", "sides", Side),
        ("records", "side", Side),
        ("users", "role", set(Role) - {Role.AGENCY}),
        ("decisions", "kind", DecisionKind),
    ],
)
def test_the_database_allows_the_same_codes(table: str, column: str, codes: Iterable[str]) -> None:
    assert _allowed(table, column) == set(codes)


@pytest.mark.parametrize("name", CODE_LISTS)
def test_every_code_has_a_sentence_in_both_languages(name: str) -> None:
    entries = CODE_LISTS[name]
    assert entries
    assert len({entry.code for entry in entries}) == len(entries)
    for entry in entries:
        assert re.fullmatch(r"[a-z0-9_:]+", entry.code)
        assert entry.es.strip() == entry.es != ""
        assert entry.en.strip() == entry.en != ""


def test_the_two_languages_are_two() -> None:
    same = [e.code for entries in CODE_LISTS.values() for e in entries if e.es == e.en]
    assert same == []


def test_every_source_stands_in_the_register_of_law() -> None:
    """Where this fails: cite the instrument as casework/law/shipped/instruments.csv does, or add a line there that others can
    look up and an expert can check."""
    unknown = {
        f"{name}/{entry.code}": unresolved(shipped(), entry.source)
        for name, entries in CODE_LISTS.items()
        for entry in entries
    }
    assert {code: citations for code, citations in unknown.items() if citations} == {}


@pytest.mark.parametrize(
    "name",
    [
        *("missing", "hold_kinds", "dues", "decision_missing", "review_refusals"),
        *("placement_rules", "placement_warnings", "shelter_rules", "directory_rules"),
    ],
)
def test_every_refusal_hold_and_deadline_names_the_rule_it_rests_on(name: str) -> None:
    assert [entry.code for entry in CODE_LISTS[name] if not entry.source] == []
