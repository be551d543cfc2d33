"""Who may enter a version of an entry, what it must say, and when it takes a second person (brief I1, I6).

Protection officers enter law: those of the office that runs the program of every place, those of a child-protection authority of
their own country. A version counts at once unless on some day it protects the child less than what it stands before, or may; then
another officer must agree. Nothing is overwritten: a mistake is corrected by a later version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from tracing.casework.agencies import AgencyKind
from tracing.casework.competence import reach
from tracing.casework.law.entries import EVERYWHERE, Check, Entry, EntryState
from tracing.casework.law.register import Register
from tracing.casework.law.rules import Rule, figure_of, is_rule, value_fault
from tracing.casework.wording import PROGRAM, Sentence

__all__ = ["LAW_LACKS", "LONGEST", "Fault", "deciding_lack", "entering_faults", "is_place", "may_enter_for"]

LONGEST: Final = 1000
"""How many characters a source or a sentence may have."""

_LONGEST_CITE: Final = 120

LAW_LACKS: Final[Mapping[str, Sentence]] = {
    lack.code: lack
    for lack in (
        Sentence(
            "place_unknown",
            "No es un país, una subdivisión (ISO 3166) ni INT.",
            "It isn't a country, a subdivision (ISO 3166) or INT.",
        ),
        Sentence(
            "not_your_country",
            "La ley de otro país la registra la oficina del programa o la autoridad de ese país.",
            "Law of another country is entered by the office of the program, or by that country's authority.",
            PROGRAM,
        ),
        Sentence(
            "everywhere_only",
            "Esa cifra es una sola para todo el programa: regístrela para INT.",
            "That figure is one for the whole program: enter it for INT.",
            PROGRAM,
        ),
        Sentence("rule_unknown", "No es el nombre de una regla.", "It isn't the name of a rule."),
        Sentence(
            "value_wrong", "El valor no está escrito como debe.", "The value isn't written as it must be."
        ),
        Sentence(
            "ends_with_value",
            "Lo que termina no tiene valor.",
            "What ends a rule has no value.",
            PROGRAM,
        ),
        Sentence(
            "ends_nothing",
            "No hay otra regla por encima que se aplique en su lugar.",
            "There is no rule above that would be applied instead.",
            PROGRAM,
        ),
        Sentence("days_order", "El último día es anterior al primero.", "The last day is before the first."),
        Sentence(
            "source_missing",
            "Indique la ley y el artículo.",
            "Name the law and the article.",
            PROGRAM,
        ),
        Sentence(
            "sentence_missing",
            "Dígalo en una oración en español y otra en inglés.",
            "Say it in a sentence in Spanish and one in English.",
            PROGRAM,
        ),
        Sentence(
            "cite_wrong",
            "El nombre con el que se cita no puede ser ese.",
            "It can't be cited by that name.",
        ),
        Sentence(
            "check_incomplete",
            "Indique cuándo se comprobó, hasta hoy, y quién lo hizo (institución y función, sin nombres).",
            "Say when it was checked, up to today, and by whom (institution and function, no names).",
            PROGRAM,
        ),
        Sentence(
            "changes_nothing",
            "La versión dice lo mismo que la que ya se aplica.",
            "The version says the same as the one that is applied already.",
        ),
        Sentence(
            "own_entry",
            "Usted la registró: la segunda decisión es de otra persona.",
            "You entered it: the second decision is another person's.",
            PROGRAM,
        ),
        Sentence(
            "not_waiting",
            "Esa versión no espera una decisión.",
            "That version doesn't wait for a decision.",
        ),
        Sentence(
            "later_version",
            "Después se registró otra versión: decida sobre esa, o registre una nueva.",
            "A later version was entered: decide on that one, or enter a new one.",
            PROGRAM,
        ),
    )
}
"""Code → why a version of an entry can't be taken."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a version: the field of ``Entry``, the sentence, and how that field is written where it can be told."""

    field: str
    what: Sentence
    written: str = ""


def may_enter_for(kind: AgencyKind, country: str, place: str) -> bool:
    """Say whether officers of an agency may enter the law of a place."""
    known = reach(kind, country)
    return known is None or (place != EVERYWHERE and place.partition("-")[0] == known)


@lru_cache(maxsize=1024)
def is_place(place: str) -> bool:
    """Say whether a word is a place of the register: INT, a country or a subdivision by its ISO 3166 code."""
    if place == EVERYWHERE:
        return True
    # It takes long to load, and most never ask.
    import pycountry

    if not (place.isascii() and place.isupper() and len(place) <= 6):
        return False
    if len(place) == 2:
        return pycountry.countries.get(alpha_2=place) is not None
    return pycountry.subdivisions.get(code=place) is not None  # type: ignore[no-untyped-call]


def entering_faults(register: Register, entry: Entry, today: date) -> tuple[Fault, ...]:
    """Return what is wrong with a version before it is entered; nothing where it can be."""
    faults = []

    def fault(field: str, code: str, so: bool, written: str = "") -> None:
        if so:
            faults.append(Fault(field, LAW_LACKS[code], written))

    fault("place", "place_unknown", not is_place(entry.place))
    fault("rule", "rule_unknown", not is_rule(entry.rule))
    if faults:
        return tuple(faults)
    fault("place", "everywhere_only", figure_of(entry.rule).everywhere_only and entry.place != EVERYWHERE)
    wrong = None if entry.ends else value_fault(entry.rule, entry.value)
    fault("value", "value_wrong", wrong is not None, wrong or "")
    fault("value", "ends_with_value", entry.ends and entry.value is not None)
    above = entry.place == EVERYWHERE and entry.rule in set(Rule)
    fault("ends", "ends_nothing", entry.ends and above)
    order = entry.valid_from and entry.valid_until and entry.valid_until < entry.valid_from
    fault("valid_until", "days_order", bool(order))
    fault("source", "source_missing", not _is_text(entry.source))
    for field, text in (("es", entry.es), ("en", entry.en)):
        fault(field, "sentence_missing", not _is_text(text))
    fault("cite", "cite_wrong", bool(entry.cite) and not _is_name(entry.cite))
    done = entry.checked_on is not None
    fault("checked_on", "check_incomplete", done and not _is_text(entry.checked_by))
    late = entry.checked_on is not None and entry.checked_on > today
    fault("checked_on", "check_incomplete", late or (not done and bool(entry.checked_by)))
    fault("checked_on", "check_incomplete", (entry.check is Check.CHECKED) is not done and not late)
    if not faults:
        fault("value", "changes_nothing", _says_the_same(register, entry))
    return tuple({(f.field, f.what.code): f for f in faults}.values())


def deciding_lack(register: Register, entry: Entry, person: int) -> Sentence | None:
    """Return why a person can't decide on a version that waits; None where they can."""
    if entry.state is not EntryState.WAITS or entry.entered is None:
        return LAW_LACKS["not_waiting"]
    if entry.entered.person == person:
        return LAW_LACKS["own_entry"]
    later = [
        v for v in register.versions(entry.place, entry.rule) if not v.shipped and v.version > entry.version
    ]
    return LAW_LACKS["later_version"] if any(v.counts for v in later) else None


def _says_the_same(register: Register, entry: Entry) -> bool:
    versions = register.versions(entry.place, entry.rule)
    last = versions[-1] if versions else None
    if last is None or not last.counts:
        return False
    return _content(last) == _content(entry)


def _content(entry: Entry) -> tuple[object, ...]:
    return (
        entry.value, entry.ends, entry.es, entry.en, entry.source, entry.valid_from, entry.valid_until, entry.cite, entry.check,
        entry.checked_on, entry.checked_by,
    )  # fmt: skip


def _is_text(text: str) -> bool:
    # What begins with a sign would be a formula where the register is opened as a sheet.
    return 1 <= len(text) <= LONGEST and text == text.strip() and text.isprintable() and text[0] not in "=+-@"


def _is_name(text: str) -> bool:
    return _is_text(text) and len(text) <= _LONGEST_CITE
