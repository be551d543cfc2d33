"""A profile in the form that comparisons read: names as words, dates as numbers, places as ids and vectors.

``Forms`` is one record, for the scalar definitions. ``SpelledForms`` is the same record with its words as they were
read, before anything is worked out of them: it is what passes between processes and into files
(``linkage.form_table``), and what ``linkage.columns`` packs into arrays.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

from tracing.linkage.fixed import to_units
from tracing.linkage.frequencies import Frequencies
from tracing.linkage.limits import ALTERNATIVES, GIVEN_WORDS, READINGS
from tracing.linkage.vocabulary import hash_text
from tracing.linkage.words import Spelling, Word, WordMaker, given_spellings, surname_spelling
from tracing.standardise import hypocorisms, phonetics
from tracing.standardise.dates import BirthDate
from tracing.standardise.documents import Document
from tracing.standardise.guarded import guarded
from tracing.standardise.names import ParsedName, Reading
from tracing.standardise.places import Origin
from tracing.standardise.profile import NOTHING_KNOWN, Profile
from tracing.standardise.text import tokens

__all__ = [
    "BirthForm",
    "FormMaker",
    "Forms",
    "NameForm",
    "NameForms",
    "OriginForm",
    "SpelledForms",
    "forms_or_nobody",
]

_EPOCH = date(1970, 1, 1).toordinal()

_SEX = {"F": 1, "M": 2}

_COMMON_LANGUAGES = frozenset({"spa", "eng"})

_ALIAS_COST = 1.5
"""Bits paid for reading a nickname or other name as the name itself."""

_MOST_COST = 6.0

_READINGS = 6


class _Named(Protocol):
    """What telling given names apart needs to know of a word, spelled or worked out."""

    @property
    def initial(self) -> bool: ...

    @property
    def common(self) -> bool: ...


W = TypeVar("W", bound=_Named)
F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class NameFormOf(Generic[W]):
    """One reading of a name; ``cost`` (units) is what taking it costs."""

    given: tuple[W, ...]
    surnames: tuple[W, ...]
    cost: int


@dataclass(frozen=True, slots=True)
class NameFormsOf(Generic[W]):
    """All readings of a name, and the region whose frequencies apply."""

    readings: tuple[NameFormOf[W], ...]
    region: int


@dataclass(frozen=True, slots=True)
class BirthForm:
    """Days since 1970, and the day (yyyymmdd) with its alternatives where it is known to the day."""

    earliest: int
    latest: int
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OriginForm:
    """Plausible places: ids of country, department, municipality, locality (-1 = not said) and unit vectors."""

    readings: tuple[tuple[tuple[int, int, int, int], tuple[float, float, float]], ...]
    locality_text: int


@dataclass(frozen=True, slots=True)
class FormsOf(Generic[W]):
    """One record as the comparisons read it; ``group`` is the hash of its group, 0 if it has none."""

    name: NameFormsOf[W]
    mother: NameFormsOf[W]
    father: NameFormsOf[W]
    caregiver: NameFormsOf[W]
    birth: BirthForm | None
    origin: OriginForm
    sex: int
    nationality: frozenset[int]
    languages: frozenset[int]
    any_language: bool
    phones: frozenset[int]
    aliases: frozenset[int]
    documents: tuple[Document, ...]
    marks_at: frozenset[int]
    marks: frozenset[int]
    own: tuple[W, ...]
    siblings: tuple[W, ...]
    event: tuple[int, int] | None
    group: int


NameForm = NameFormOf[Word]
NameForms = NameFormsOf[Word]
Forms = FormsOf[Word]
SpelledForms = FormsOf[Spelling]


def _telling(words: tuple[W, ...]) -> tuple[W, ...]:
    """The given names that tell children of one family apart; a lone María is better than none."""
    return tuple(w for w in words if not w.common and not w.initial) or words[:1]


def _birth(birth: BirthDate | None) -> BirthForm | None:
    if birth is None:
        return None
    days: tuple[int, ...] = ()
    if birth.precision == "day":
        ordered = sorted(birth.alternatives, key=lambda a: (-a[1], a[0]))[:ALTERNATIVES]
        days = tuple(d.year * 10000 + d.month * 100 + d.day for d, _ in ordered)
    return BirthForm(birth.earliest.toordinal() - _EPOCH, birth.latest.toordinal() - _EPOCH, days)


def _unit_vector(lat: float | None, lon: float | None) -> tuple[float, float, float]:
    if lat is None or lon is None:
        return (math.nan, math.nan, math.nan)
    phi, lam = math.radians(lat), math.radians(lon)
    return (math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi))


def _origin(origin: Origin) -> OriginForm:
    readings = []
    for place in origin.places[:READINGS]:
        ids = (
            hash_text(place.country),
            hash_text(place.admin1) if place.admin1 else -1,
            hash_text(place.admin2) if place.admin2 else -1,
            hash_text(place.id) if place.level == 4 else -1,
        )
        # A department's or a country's seat is no place a child is from: only what is smaller has a distance.
        near = place.level >= 2
        readings.append((ids, _unit_vector(place.lat if near else None, place.lon if near else None)))
    if not readings:
        readings.extend(
            ((hash_text(country), -1, -1, -1), (math.nan, math.nan, math.nan))
            for country in sorted(origin.countries)[:READINGS]
        )
    text = -1
    if origin.locality_text:
        words = (min(phonetics.keys(t, "surname").k1 or {t}) for t in tokens(origin.locality_text))
        text = hash_text(" ".join(words))
    return OriginForm(tuple(readings), text)


class FormMaker:
    """Turns profiles into forms; holds the words met so far, so that each spelling is worked out once."""

    def __init__(self, frequencies: Frequencies, generic: Mapping[str, frozenset[int]] | None = None) -> None:
        """``generic``: values of ``phones`` and ``documents`` that say nothing and are left out, as hashes."""
        self.generic = generic or {}
        self.words = WordMaker(frequencies)
        self.frequencies = frequencies

    def forms(self, profile: Profile) -> Forms:
        """Return the forms of one profile; depends on nothing but the profile and the frequencies."""
        return _Reader(self.frequencies, self.words.word, self.generic).forms(profile)

    def spelled(self, profile: Profile) -> SpelledForms:
        """Return the forms of one profile with its words as they were read, generic values and all: they depend on
        no matcher."""
        return _Reader(self.frequencies, _as_read, {}).forms(profile)


def forms_or_nobody(make: Callable[[Profile], F], profile: Profile | str) -> tuple[F, str]:
    """Return the forms of a profile, and what broke if something did (``fault_of``): already when the row was read, where
    ``profile`` is a text, or now. Then the forms say nothing to any comparison."""
    fault = profile if isinstance(profile, str) else ""
    known = NOTHING_KNOWN if isinstance(profile, str) else profile
    return guarded(lambda: (make(known), fault), lambda broke: (make(NOTHING_KNOWN), broke))


def _as_read(spelling: Spelling) -> Spelling:
    return spelling


class _Reader(Generic[W]):
    """Reads profiles, making of each word what ``make`` makes of its spelling."""

    def __init__(
        self,
        frequencies: Frequencies,
        make: Callable[[Spelling], W],
        generic: Mapping[str, frozenset[int]],
    ) -> None:
        self.frequencies = frequencies
        self.make = make
        self.generic = generic

    def forms(self, profile: Profile) -> FormsOf[W]:
        region = self._region(profile.origin, profile.nationality)
        name = self._names(profile.name, profile.aliases, region)
        own = tuple(dict.fromkeys(w for r in name.readings[:1] for w in _telling(r.given)))
        marks = [m for m in profile.marks if m.kind]
        return FormsOf(
            name=name,
            mother=self._names(profile.mother, (), region, married=True),
            father=self._names(profile.father, (), region),
            caregiver=self._names(profile.caregiver, (), region, married=True),
            birth=_birth(profile.birth),
            origin=_origin(profile.origin),
            sex=_SEX.get(profile.sex or "", 0),
            nationality=frozenset(map(hash_text, profile.nationality)),
            languages=frozenset(
                hash_text(lang.code)
                for lang in profile.languages
                if lang.code and lang.code not in _COMMON_LANGUAGES
            ),
            any_language=any(lang.code for lang in profile.languages),
            phones=frozenset(hash_text(p.tail) for p in profile.phones)
            - self.generic.get("phones", frozenset()),
            aliases=frozenset(
                hash_text(w)
                for alias in profile.aliases
                for w in tokens(alias.raw.upper())
                if len(w) > 2 and not hypocorisms.is_kin_word(w)
            ),
            documents=self._telling_documents(profile.documents),
            marks_at=frozenset(hash_text(f"{m.kind}|{m.site}|{m.side}") for m in marks if m.site),
            marks=frozenset(hash_text(f"{m.kind}|{m.site}") for m in marks),
            own=own,
            siblings=tuple(
                dict.fromkeys(
                    w for s in profile.siblings for r in self._readings(s)[:1] for w in _telling(r.given)[:1]
                )
            ),
            event=None
            if profile.event is None
            else (profile.event.earliest.toordinal() - _EPOCH, profile.event.latest.toordinal() - _EPOCH),
            group=hash_text(profile.group_id) if profile.group_id else 0,
        )

    def _telling_documents(self, documents: tuple[Document, ...]) -> tuple[Document, ...]:
        generic = self.generic.get("documents")
        return tuple(d for d in documents if hash_text(d.number) not in generic) if generic else documents

    def _region(self, origin: Origin, nationality: frozenset[str]) -> int:
        if origin.places:
            return self.frequencies.region(origin.places[0].country, origin.places[0].admin1)
        countries = sorted(origin.countries or nationality)
        return self.frequencies.region(countries[0], None) if len(countries) == 1 else 0

    def _readings(
        self, name: ParsedName | None, cost: float = 0.0, married: bool = False
    ) -> list[NameFormOf[W]]:
        if name is None or not name.readings:
            return []
        likeliest = name.readings[0].weight
        return [
            self._reading(r, cost + min(_MOST_COST, math.log2(likeliest / max(r.weight, 1e-6))), married)
            for r in name.readings
        ]

    def _reading(self, reading: Reading, cost: float, married: bool) -> NameFormOf[W]:
        given = [s for unit in reading.given for s in given_spellings(unit)][:GIVEN_WORDS]
        surnames = [surname_spelling(unit) for unit in reading.surnames[:2]]
        if married and reading.married is not None and len(surnames) < 2:
            surnames.append(surname_spelling(reading.married))
        return NameFormOf(
            tuple(map(self.make, given)), tuple(map(self.make, surnames)), to_units(max(0.0, cost))
        )

    def _names(
        self, name: ParsedName | None, aliases: tuple[ParsedName, ...], region: int, married: bool = False
    ) -> NameFormsOf[W]:
        readings = self._readings(name, married=married)
        main = readings[0].surnames if readings else ()
        for alias in aliases:
            if len(alias.raw) > 2 and hypocorisms.is_kin_word(alias.raw.upper()):
                continue
            for reading in self._readings(alias, _ALIAS_COST)[:1]:
                surnames = reading.surnames or main
                readings.append(NameFormOf(reading.given, surnames, reading.cost))
        return NameFormsOf(tuple(readings[:_READINGS]), region)
