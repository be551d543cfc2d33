"""Many records as arrays: what the columnar comparisons and the blocking join read.

Both sides are encoded by one ``Encoder``, so that a word has one number on both. Memory grows with the records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.comparisons.birth import ALTERNATIVES, NO_DAY, BirthColumns
from tracing.linkage.comparisons.names import GIVEN_WORDS, NameColumns
from tracing.linkage.comparisons.origin import READINGS, OriginColumns
from tracing.linkage.features import FormMaker, NameForms
from tracing.linkage.keys import part_values
from tracing.linkage.vocabulary import Csr, Lexicon
from tracing.linkage.words import Word, lexicon
from tracing.standardise.documents import Document
from tracing.standardise.profile import Profile

__all__ = ["Columns", "Encoder"]


@dataclass(frozen=True, slots=True)
class Columns:
    """One side, encoded. ``names`` holds the child's, mother's, father's and carer's names."""

    size: int
    names: dict[str, NameColumns]
    birth: BirthColumns
    origin: OriginColumns
    sex: NDArray[np.int8]
    event: NDArray[np.int32]
    any_language: NDArray[np.bool_]
    sets: dict[str, Csr]
    documents: Sequence[Sequence[Document]]
    has_documents: NDArray[np.bool_]
    parts: dict[str, Csr]


class _List:
    """Grows a Csr row by row."""

    def __init__(self) -> None:
        self.start = [0]
        self.values: list[int] = []

    def add(self, row: Iterable[int]) -> None:
        self.values.extend(row)
        self.start.append(len(self.values))

    def csr(self) -> Csr:
        return Csr(np.array(self.start, dtype=np.int64), np.array(self.values, dtype=np.int64))


class _Names:
    """Grows NameColumns row by row."""

    def __init__(self) -> None:
        self.start = [0]
        self.cost: list[int] = []
        self.given: list[list[int]] = []
        self.surname: list[list[int]] = []
        self.region: list[int] = []

    def columns(self) -> NameColumns:
        return NameColumns(
            np.array(self.start, dtype=np.int64),
            np.array(self.cost, dtype=np.int32),
            np.array(self.given, dtype=np.int32).reshape(-1, GIVEN_WORDS),
            np.array(self.surname, dtype=np.int32).reshape(-1, 2),
            np.array(self.region, dtype=np.int32),
        )


class _Words:
    """Numbers words; holds on to them, so that identity is enough to tell them apart."""

    def __init__(self) -> None:
        self.ids: dict[int, int] = {}
        self.words: list[Word] = []

    def id(self, word: Word) -> int:
        number = self.ids.get(id(word))
        if number is None:
            number = self.ids[id(word)] = len(self.words)
            self.words.append(word)
        return number


_RELATIVES = ("mother", "father", "caregiver")
_SETS = ("phones", "nationality", "aliases", "languages", "marks_at", "marks")


class Encoder:
    """Encodes both sides of a linkage with one numbering of words."""

    def __init__(self, maker: FormMaker, parts: Sequence[str]) -> None:
        self.maker = maker
        self.parts = tuple(dict.fromkeys(parts))
        self._given = _Words()
        self._surname = _Words()

    def encode(self, profiles: Iterable[Profile], side: str) -> Columns:
        """Encode one side; profiles are read once and not kept."""
        names = {who: _Names() for who in ("child", *_RELATIVES)}
        sets = {name: _List() for name in (*_SETS, "own", "siblings")}
        parts = {name: _List() for name in self.parts}
        births: list[tuple[int, int]] = []
        days: list[tuple[int, ...]] = []
        origin_ids: list[NDArray[np.int64]] = []
        origin_xyz: list[NDArray[np.float64]] = []
        texts: list[int] = []
        sex: list[int] = []
        events: list[tuple[int, int]] = []
        any_language: list[bool] = []
        documents: list[tuple[Document, ...]] = []
        for profile in profiles:
            forms = self.maker.forms(profile)
            self._add_names(names["child"], forms.name)
            for who in _RELATIVES:
                self._add_names(names[who], getattr(forms, who))
            birth = forms.birth
            births.append((1, 0) if birth is None else (birth.earliest, birth.latest))
            known = () if birth is None else birth.days
            days.append((known + (NO_DAY,) * ALTERNATIVES)[:ALTERNATIVES])
            ids = np.full((READINGS, 4), -1, dtype=np.int64)
            xyz = np.full((READINGS, 3), np.nan)
            for i, (place, vector) in enumerate(forms.origin.readings):
                ids[i], xyz[i] = place, vector
            origin_ids.append(ids)
            origin_xyz.append(xyz)
            texts.append(forms.origin.locality_text)
            sex.append(forms.sex)
            events.append(forms.event or (1, 0))
            any_language.append(forms.any_language)
            documents.append(forms.documents)
            for name in _SETS:
                sets[name].add(sorted(getattr(forms, name)))
            sets["own"].add(self._given.id(w) for w in forms.own)
            sets["siblings"].add(self._given.id(w) for w in forms.siblings)
            for part in self.parts:
                parts[part].add(part_values(part, forms, side))
        birth_array = np.array(births, dtype=np.int32).reshape(-1, 2)
        return Columns(
            size=len(sex),
            names={who: rows.columns() for who, rows in names.items()},
            birth=BirthColumns(
                birth_array[:, 0].copy(),
                birth_array[:, 1].copy(),
                np.array(days, dtype=np.int32).reshape(-1, ALTERNATIVES),
            ),
            origin=OriginColumns(
                np.array(origin_ids, dtype=np.int64).reshape(-1, READINGS, 4),
                np.array(origin_xyz, dtype=np.float64).reshape(-1, READINGS, 3),
                np.array(texts, dtype=np.int64),
            ),
            sex=np.array(sex, dtype=np.int8),
            event=np.array(events, dtype=np.int32).reshape(-1, 2),
            any_language=np.array(any_language, dtype=np.bool_),
            sets={name: rows.csr() for name, rows in sets.items()},
            documents=documents,
            has_documents=np.array([bool(d) for d in documents], dtype=np.bool_),
            parts={name: rows.csr() for name, rows in parts.items()},
        )

    def lexicons(self) -> tuple[Lexicon, Lexicon]:
        """Return the given names and the surnames met so far."""
        regions = len(self.maker.frequencies.regions)
        return lexicon(self._given.words, regions), lexicon(self._surname.words, regions)

    def _add_names(self, rows: _Names, names: NameForms) -> None:
        for reading in names.readings:
            given = [self._given.id(w) for w in reading.given]
            surnames = [self._surname.id(w) for w in reading.surnames]
            rows.given.append((given + [-1] * GIVEN_WORDS)[:GIVEN_WORDS])
            rows.surname.append([*surnames, -1, -1][:2])
            rows.cost.append(reading.cost)
        rows.start.append(len(rows.cost))
        rows.region.append(names.region)
