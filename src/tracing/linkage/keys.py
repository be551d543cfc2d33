"""The values that blocking rules are made of: one named function for each part of a key (design, "Blocking").

A rule joins parts (``surname`` + ``given`` + ``birth_year``); two records are compared if they share one value of
each part. Values are numbers that stand for themselves on every machine, so keys can be stored and looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from tracing.linkage.features import Forms, NameForms
from tracing.linkage.vocabulary import hash_text
from tracing.linkage.words import Word

__all__ = ["PARTS", "part_values"]

Side = str
_EPOCH = date(1970, 1, 1)
_WIDEST = 4
"""Ages vaguer than four years give no key: they would meet everybody."""


def _given(names: NameForms) -> set[int]:
    values: set[int] = set()
    for reading in names.readings:
        telling = [w for w in reading.given if not w.initial and not w.common]
        for word in telling or [w for w in reading.given if not w.initial]:
            values |= word.k2
            values.update(node for node, _ in word.nodes)
    return values


def _surname(names: NameForms) -> set[int]:
    return {key for reading in names.readings for word in reading.surnames for key in word.k2}


def _pairs(first: Word, second: Word) -> Iterable[int]:
    for x in first.k2:
        for y in second.k2:
            low, high = (x, y) if x <= y else (y, x)
            yield hash_text(f"{low}+{high}")


def _surname_pair(names: NameForms) -> set[int]:
    return {
        key
        for reading in names.readings
        if len(reading.surnames) == 2
        for key in _pairs(reading.surnames[0], reading.surnames[1])
    }


def given(forms: Forms, side: Side) -> set[int]:
    """Each given name but María and José, by sound and by the names it may stand for."""
    return _given(forms.name)


def surname(forms: Forms, side: Side) -> set[int]:
    """Each surname by sound (K2)."""
    return _surname(forms.name)


def surname_pair(forms: Forms, side: Side) -> set[int]:
    """Both surnames by sound, in either order."""
    return _surname_pair(forms.name)


def mother_given(forms: Forms, side: Side) -> set[int]:
    """Each given name of the mother."""
    return _given(forms.mother)


def mother_surname(forms: Forms, side: Side) -> set[int]:
    """Each surname of the mother by sound."""
    return _surname(forms.mother)


def father_given(forms: Forms, side: Side) -> set[int]:
    """Each given name of the father."""
    return _given(forms.father)


def _years(forms: Forms, widen: int) -> set[int]:
    if forms.birth is None:
        return set()
    first = (_EPOCH + timedelta(forms.birth.earliest)).year
    last = (_EPOCH + timedelta(forms.birth.latest)).year
    if last - first >= _WIDEST:
        return set()
    return set(range(first - widen, last + widen + 1))


def birth_year(forms: Forms, side: Side) -> set[int]:
    """The years in which the child may have been born, if they are four at most."""
    return _years(forms, 0)


def birth_year_near(forms: Forms, side: Side) -> set[int]:
    """As ``birth_year``, a year wider on the asking side, whose ages are off by one."""
    return _years(forms, 1 if side == "inquiries" else 0)


def birth_day(forms: Forms, side: Side) -> set[int]:
    """The day of birth, also read with day and month swapped."""
    if forms.birth is None:
        return set()
    values = set(forms.birth.days)
    for day in forms.birth.days:
        if day % 100 <= 12:
            values.add(day // 10000 * 10000 + day % 100 * 100 + day // 100 % 100)
    return values


def _level(forms: Forms, level: int) -> set[int]:
    return {ids[level] for ids, _ in forms.origin.readings if ids[level] >= 0}


def department(forms: Forms, side: Side) -> set[int]:
    """Department of origin."""
    return _level(forms, 1)


def municipality(forms: Forms, side: Side) -> set[int]:
    """Municipality of origin."""
    return _level(forms, 2)


def locality(forms: Forms, side: Side) -> set[int]:
    """Village of origin, by gazetteer or by sound."""
    return _level(forms, 3) | ({forms.origin.locality_text} if forms.origin.locality_text >= 0 else set())


def phone(forms: Forms, side: Side) -> set[int]:
    """Each telephone number."""
    return set(forms.phones)


def document(forms: Forms, side: Side) -> set[int]:
    """Each document number, of whatever kind."""
    return {hash_text(d.number) for d in forms.documents if len(d.number) >= 5}


def language(forms: Forms, side: Side) -> set[int]:
    """Each language but Spanish and English."""
    return set(forms.languages)


PARTS: dict[str, Callable[[Forms, Side], set[int]]] = {
    part.__name__: part
    for part in (
        given,
        surname,
        surname_pair,
        mother_given,
        mother_surname,
        father_given,
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


def part_values(part: str, forms: Forms, side: Side) -> list[int]:
    """Return the values of a part, in order, so that keys come out the same everywhere."""
    return sorted(PARTS[part](forms, side))
