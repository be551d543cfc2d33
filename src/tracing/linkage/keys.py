"""The values that blocking rules are made of: one named function for each part of a key (design, "Blocking").

A rule joins parts (``surname`` + ``given`` + ``birth_year``); two records are compared if they share one value of
each part. Values are numbers that stand for themselves on every machine, so keys can be stored and looked up.

Each value comes with what sharing it says, in units (1/256 bit): how rare it is among all records. A rule's
``at_least`` leaves out keys that say less, so that *Juan Hernández* alone is no key and *Eulalia Ixcoy* is. Names are as
rare as the matcher's frequencies say; for other parts the number of values there are decides.

These are the definitions; ``linkage.key_columns`` is their columnar form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from tracing.linkage.comparisons.documents import SHORTEST
from tracing.linkage.features import Forms, NameForms
from tracing.linkage.fixed import to_units
from tracing.linkage.vocabulary import hash_text, pair_hash
from tracing.linkage.words import Word

__all__ = ["PARTS", "UNITS", "WIDEST_YEARS", "part_values"]

Side = str
Values = dict[int, int]

_EPOCH = date(1970, 1, 1)

WIDEST_YEARS = 4
"""Ages vaguer than four years give no key: they would meet everybody."""

UNITS: Mapping[str, int] = {
    "birth_year": to_units(4.1),  # children are born in 17 years
    "birth_year_near": to_units(2.5),  # three of them
    "birth_day": to_units(12.6),  # of 365 days in 17 years
    "department": to_units(4.5),  # about 22 in a country
    "municipality": to_units(8.0),  # cities hold far more people than villages do
    "locality": to_units(11.0),
    "phone": to_units(20.0),
    "document": to_units(20.0),
    "language": to_units(5.0),
}
"""What sharing a value says, for parts whose values are about equally rare."""


def _valued(words: Iterable[Word]) -> Values:
    return {key: units for word in words for key, units in word.keys}


def _given(names: NameForms) -> Values:
    values: Values = {}
    for reading in names.readings:
        telling = [w for w in reading.given if not w.initial and not w.common]
        values |= _valued(telling or [w for w in reading.given if not w.initial])
    return values


def _surname(names: NameForms) -> Values:
    return _valued(word for reading in names.readings for word in reading.surnames)


def _surname_pair(names: NameForms) -> Values:
    return {
        pair_hash(min(x, y), max(x, y)): units_x + units_y
        for reading in names.readings
        if len(reading.surnames) == 2
        for x, units_x in reading.surnames[0].keys
        for y, units_y in reading.surnames[1].keys
    }


def given(forms: Forms, side: Side) -> Values:
    """Each given name but María and José, by sound and by the names it may stand for."""
    return _given(forms.name)


def surname(forms: Forms, side: Side) -> Values:
    """Each surname by sound (K2)."""
    return _surname(forms.name)


def surname_pair(forms: Forms, side: Side) -> Values:
    """Both surnames by sound, in either order."""
    return _surname_pair(forms.name)


def mother_given(forms: Forms, side: Side) -> Values:
    """Each given name of the mother."""
    return _given(forms.mother)


def mother_surname(forms: Forms, side: Side) -> Values:
    """Each surname of the mother by sound."""
    return _surname(forms.mother)


def father_given(forms: Forms, side: Side) -> Values:
    """Each given name of the father."""
    return _given(forms.father)


def father_surname(forms: Forms, side: Side) -> Values:
    """Each surname of the father by sound."""
    return _surname(forms.father)


def _worth(part: str, values: Iterable[int]) -> Values:
    return dict.fromkeys(values, UNITS[part])


def _years(forms: Forms, widen: int) -> range:
    if forms.birth is None:
        return range(0)
    first = (_EPOCH + timedelta(forms.birth.earliest)).year
    last = (_EPOCH + timedelta(forms.birth.latest)).year
    if last - first >= WIDEST_YEARS:
        return range(0)
    return range(first - widen, last + widen + 1)


def birth_year(forms: Forms, side: Side) -> Values:
    """The years in which the child may have been born, if they are four at most."""
    return _worth("birth_year", _years(forms, 0))


def birth_year_near(forms: Forms, side: Side) -> Values:
    """As ``birth_year``, a year wider on the asking side, whose ages are off by one."""
    return _worth("birth_year_near", _years(forms, 1 if side == "inquiries" else 0))


def birth_day(forms: Forms, side: Side) -> Values:
    """The day of birth, also read with day and month swapped."""
    if forms.birth is None:
        return {}
    values = set(forms.birth.days)
    for day in forms.birth.days:
        if day % 100 <= 12:
            values.add(day // 10000 * 10000 + day % 100 * 100 + day // 100 % 100)
    return _worth("birth_day", values)


def _level(forms: Forms, level: int) -> set[int]:
    return {ids[level] for ids, _ in forms.origin.readings if ids[level] >= 0}


def department(forms: Forms, side: Side) -> Values:
    """Department of origin."""
    return _worth("department", _level(forms, 1))


def municipality(forms: Forms, side: Side) -> Values:
    """Municipality of origin."""
    return _worth("municipality", _level(forms, 2))


def locality(forms: Forms, side: Side) -> Values:
    """Village of origin, by gazetteer or by sound."""
    text = forms.origin.locality_text
    return _worth("locality", _level(forms, 3) | ({text} if text >= 0 else set()))


def phone(forms: Forms, side: Side) -> Values:
    """Each telephone number."""
    return _worth("phone", forms.phones)


def document(forms: Forms, side: Side) -> Values:
    """Each document number, of whatever kind."""
    return _worth("document", (hash_text(d.number) for d in forms.documents if len(d.number) >= SHORTEST))


def language(forms: Forms, side: Side) -> Values:
    """Each language but Spanish and English."""
    return _worth("language", forms.languages)


PARTS: dict[str, Callable[[Forms, Side], Values]] = {
    part.__name__: part
    for part in (
        given,
        surname,
        surname_pair,
        mother_given,
        mother_surname,
        father_given,
        father_surname,
        birth_year,
        birth_year_near,
        birth_day,
        department,
        municipality,
        locality,
        phone,
        document,
        language,
    )
}


def part_values(part: str, forms: Forms, side: Side) -> list[tuple[int, int]]:
    """Return the values of a part and the units of each, in order, so that keys come out the same everywhere."""
    return sorted(PARTS[part](forms, side).items())
