"""Versions of the vocabulary: the one in force comes out of the code lists, those before it stand frozen in files.

``data/terms.csv`` maps codes to the words that each country uses (brief I2, E4), each with where that is from, or "to be
checked"; whoever knows better corrects it there. A version is frozen when the program is released (``freeze``): until then
whatever is changed belongs to the next one, whose number it already has. The digest tells whether two speak of the same.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import Any, Final

from tracing.casework.codes import CODE_LISTS
from tracing.casework.vocabulary.regional import REGIONAL_LISTS
from tracing.casework.wording import Sentence

__all__ = ["Term", "Vocabulary", "freeze", "in_force", "versions"]

_SHORT: Final = 12


@dataclass(frozen=True, slots=True)
class Term:
    """What a country calls something. ``source``: the law or authority that calls it so, or that it is to be checked."""

    country: str
    list: str
    code: str
    term: str
    source: str


@dataclass(frozen=True)
class Vocabulary:
    """One version. ``name`` stands on paper and in forms: the number, and the beginning of the ``digest`` (SHA-256 of all
    that the lists and terms say)."""

    version: int
    lists: Mapping[str, tuple[Sentence, ...]] = field(repr=False)
    terms: tuple[Term, ...] = field(repr=False)
    digest: str

    @classmethod
    def of(cls, version: int, lists: Mapping[str, tuple[Sentence, ...]], terms: Iterable[Term]) -> Vocabulary:
        """Return a version with its digest."""
        kept = tuple(terms)
        return cls(version, lists, kept, _digest(lists, kept))

    @property
    def name(self) -> str:
        """The version as forms name it."""
        return f"{self.version}-{self.digest[:_SHORT]}"

    def term(self, country: str, list_name: str, code: str) -> str | None:
        """Return the word that a country uses for a code, None where none is known."""
        return _words_of(self.terms).get((country, list_name, code))

    def as_json(self) -> dict[str, Any]:
        """Return all of it as a document."""
        return {
            "version": self.version,
            "name": self.name,
            "digest": self.digest,
            "lists": _plain(self.lists),
            "terms": [
                {"country": t.country, "list": t.list, "code": t.code, "term": t.term, "source": t.source}
                for t in self.terms
            ],
        }

    def as_rows(self) -> list[tuple[str, ...]]:
        """Return all of it as a table with a header: a row for each code, and one for each country's term of it."""
        rows: list[tuple[str, ...]] = [
            ("vocabulary", "list", "code", "es", "en", "country", "term", "source")
        ]
        by_code: dict[tuple[str, str], list[Term]] = {}
        for term in self.terms:
            by_code.setdefault((term.list, term.code), []).append(term)
        for name, entries in self.lists.items():
            for entry in entries:
                said = (self.name, name, entry.code, entry.es, entry.en)
                rows.append((*said, "", "", entry.source))
                rows += [(*said, t.country, t.term, t.source) for t in by_code.get((name, entry.code), ())]
        return rows


@cache
def in_force() -> Vocabulary:
    """Return the version in force."""
    frozen = _frozen()
    last = frozen[max(frozen)]
    lists = {**REGIONAL_LISTS, **CODE_LISTS}
    made = Vocabulary.of(last.version + 1, lists, _terms())
    return last if made.digest == last.digest else made


def versions() -> dict[int, Vocabulary]:
    """Return all versions by number, the one in force last."""
    now = in_force()
    return {**_frozen(), now.version: now}


def freeze(folder: Path) -> Path | None:
    """Write the version in force into a folder of versions, unless it is frozen; return the file. Part of a release."""
    now = in_force()
    if now.version in _frozen():
        return None
    path = folder / f"{now.version}.json"
    path.write_text(json.dumps(now.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


@cache
def _frozen() -> dict[int, Vocabulary]:
    found = {}
    for file in resources.files("tracing.casework.vocabulary").joinpath("data", "versions").iterdir():
        document = json.loads(file.read_text(encoding="utf-8"))
        lists = {
            name: tuple(Sentence(e["code"], e["es"], e["en"], e.get("source", "")) for e in entries)
            for name, entries in document["lists"].items()
        }
        terms = (Term(t["country"], t["list"], t["code"], t["term"], t["source"]) for t in document["terms"])
        found[document["version"]] = Vocabulary.of(document["version"], lists, terms)
    return dict(sorted(found.items()))


@cache
def _terms() -> tuple[Term, ...]:
    file = resources.files("tracing.casework.vocabulary").joinpath("data", "terms.csv")
    with file.open(encoding="utf-8") as handle:
        return tuple(Term(**row) for row in csv.DictReader(handle))


@cache
def _words_of(terms: tuple[Term, ...]) -> dict[tuple[str, str, str], str]:
    return {(t.country, t.list, t.code): t.term for t in terms}


def _plain(lists: Mapping[str, tuple[Sentence, ...]]) -> dict[str, list[dict[str, str]]]:
    return {
        name: [{"code": e.code, "es": e.es, "en": e.en, "source": e.source} for e in entries]
        for name, entries in lists.items()
    }


def _digest(lists: Mapping[str, tuple[Sentence, ...]], terms: tuple[Term, ...]) -> str:
    said = chain(
        sorted((n, e.code, e.es, e.en, e.source) for n, entries in lists.items() for e in entries),
        sorted((t.country, t.list, t.code, t.term, t.source) for t in terms),
    )
    return hashlib.sha256(json.dumps(list(said), ensure_ascii=True).encode()).hexdigest()
