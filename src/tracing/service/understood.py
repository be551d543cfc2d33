"""What the program understood of what was written into a record, column by column, in words: so that whoever wrote it, or
reads it, sees where it was read otherwise than it was meant.

The words hold values of the person: they belong where the columns themselves may be read, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as of_class
from datetime import date
from typing import Final

from babel.dates import format_date

from tracing.casework.vocabulary.edition import in_force
from tracing.casework.wording import Language, Sentence
from tracing.standardise.dates import BirthDate, Day
from tracing.standardise.documents import Document
from tracing.standardise.guarded import profile_or_fault
from tracing.standardise.languages import Language as Spoken
from tracing.standardise.marks import Mark
from tracing.standardise.names import ParsedName, Reading, Unit
from tracing.standardise.phones import Phone
from tracing.standardise.places import Place
from tracing.standardise.places.gazetteer import gazetteer
from tracing.standardise.profile import Profile
from tracing.standardise.record import birth_of

__all__ = ["Understood", "understood"]


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of a column (``field``: its name), in Spanish and English. ``doubtful``: it may not be what was
    meant."""

    field: str
    es: str = of_class(repr=False)
    en: str = of_class(repr=False)
    doubtful: bool = False

    def told(self, language: Language) -> str:
        """Return it in a language."""
        return self.es if language == "es" else self.en


_LIKELY: Final = 0.6
"""A name whose best reading is less likely than this can be read in two ways."""

_MARKS: Final[Mapping[str, tuple[str, str]]] = {
    "scar": ("cicatriz", "scar"), "mole": ("lunar", "mole or birthmark"), "burn": ("quemadura", "burn"),
    "tattoo": ("tatuaje", "tattoo"), "spot": ("mancha", "spot"), "amputation": ("amputación", "amputation"),
    "fracture": ("fractura", "fracture"), "hearing": ("oído", "hearing"), "sight": ("vista", "sight"),
    "limp": ("cojera", "limp"), "cleft_lip": ("labio hendido", "cleft lip"), "piercing": ("perforación", "piercing"),
}  # fmt: skip

_CHECKS: Final[Mapping[str, tuple[str, str]]] = {
    "ok": ("el dígito de control es correcto", "its check digit is right"),
    "fail": ("el dígito de control no es correcto: compárelo con el papel", "its check digit is wrong: compare it with the paper"),
    "none": ("no tiene dígito de control que se pueda comprobar", "it has no check digit to go by"),
}  # fmt: skip

_LOCALES: Final[Mapping[Language, str]] = {"es": "es_MX", "en": "en_GB"}


def understood(row: Mapping[str, str | None], today: date) -> list[Understood]:
    """Return what was understood of a row of the file contract, in the order of its columns. The row may hold any of the
    columns; nothing is said of one that it doesn't hold, and nothing where the program fails at the row."""
    cells = {name: text for name, text in row.items() if text and text.strip()}
    found = profile_or_fault({**cells})
    if isinstance(found, str):
        return []
    said: list[Understood] = []
    for columns, say in _SAYERS.items():
        of = next((name for name in columns if name in cells), None)
        if of is not None:
            said += say(of, cells, found, today)
    return said


def _name(of: str, parsed: ParsedName | None) -> Iterator[Understood]:
    if parsed is None or not parsed.readings:
        yield Understood(of, "No se entendió ningún nombre.", "No name was understood.", True)
        return
    best = parsed.readings[0]
    yield Understood(of, *_both(_reading(best, es) for es in (True, False)))
    if best.weight < _LIKELY and len(parsed.readings) > 1:
        other = parsed.readings[1]
        yield Understood(
            of,
            f"No es seguro dónde terminan los nombres; también se compara: {_reading(other, True)}",
            f"Where the given names end isn't certain; compared as well: {_reading(other, False)}",
            True,
        )


def _reading(reading: Reading, es: bool) -> str:
    parts = []
    if reading.given:
        parts.append(f"{'Nombres' if es else 'Given names'}: {_units(reading.given)}")
    for place, unit in enumerate(reading.surnames[:2]):
        label = ("Primer apellido", "Segundo apellido") if es else ("First surname", "Second surname")
        parts.append(f"{label[place]}: {_unit(unit)}")
    if reading.married is not None:
        parts.append(f"{'De casada' if es else 'Married name'}: {_unit(reading.married)}")
    return " · ".join(parts)


def _units(units: tuple[Unit, ...]) -> str:
    return " ".join(map(_unit, units))


def _unit(unit: Unit) -> str:
    # An abbreviation says what it stands for: Mª = MARIA.
    full = unit.alternatives[0] if unit.alternatives else unit.text
    return unit.raw if full == unit.text else f"{unit.raw} (= {full})"


def _both(texts: Iterator[str]) -> tuple[str, str]:
    es, en = texts
    return es, en


def _child_name(of: str, cells: Mapping[str, str], found: Profile, today: date) -> Iterator[Understood]:
    yield from _name(of, found.name)


def _adult(which: Callable[[Profile], ParsedName | None]) -> Sayer:
    def say(of: str, cells: Mapping[str, str], found: Profile, today: date) -> Iterator[Understood]:
        yield from _name(of, which(found))

    return say


def _siblings(of: str, cells: Mapping[str, str], found: Profile, today: date) -> Iterator[Understood]:
    names = [name for name in found.siblings if name.readings]
    listed = "; ".join(_units((*name.readings[0].given, *name.readings[0].surnames)) for name in names)
    if names:
        one = len(names) == 1
        yield Understood(
            of,
            f"{len(names)} {'hermana o hermano' if one else 'hermanas o hermanos'}: {listed}",
            f"{len(names)} {'sister or brother' if one else 'sisters or brothers'}: {listed}",
        )


def _birth(of: str, cells: Mapping[str, str], found: Profile, today: date) -> Iterator[Understood]:
    birth = birth_of(dict(cells), today)
    if birth is None:
        yield Understood(
            of, "No se entendió como fecha ni edad.", "Not understood as a date or an age.", True
        )
        return
    yield Understood(of, *_between(birth), len(birth.alternatives) > 1)
    flags = birth.flags
    if any(flag.startswith("imputed") for flag in flags):
        yield Understood(
            of,
            "Parece una fecha puesta por no saberse el día; se usa solo el año.",
            "Looks filled in because the day isn't known; the year alone is used.",
            True,
        )
    if "age_contradicts" in flags:
        yield Understood(
            of,
            "La edad y la fecha de nacimiento no concuerdan.",
            "Age and date of birth contradict each other.",
            True,
        )


def _between(birth: BirthDate) -> tuple[str, str]:
    if len(birth.alternatives) > 1:
        es, en = (
            (" o " if language == "es" else " or ").join(_day(day, language) for day, _ in birth.alternatives)
            for language in _LOCALES
        )
        return f"Se puede leer de dos maneras: {es}", f"Can be read in two ways: {en}"
    if birth.earliest == birth.latest:
        return f"Nació el {_day(birth.earliest, 'es')}", f"Born on {_day(birth.earliest, 'en')}"
    return (
        f"Fecha entre el {_day(birth.earliest, 'es')} y el {_day(birth.latest, 'es')}",
        f"Date between {_day(birth.earliest, 'en')} and {_day(birth.latest, 'en')}",
    )


def _event(of: str, cells: Mapping[str, str], found: Profile, today: date) -> Iterator[Understood]:
    event: Day | None = found.event
    if event is None:
        yield Understood(of, "No se entendió como fecha.", "Not understood as a date.", True)
    elif event.earliest == event.latest:
        yield Understood(of, f"El {_day(event.earliest, 'es')}", f"On {_day(event.earliest, 'en')}")
    else:
        yield Understood(
            of,
            f"Entre el {_day(event.earliest, 'es')} y el {_day(event.latest, 'es')}",
            f"Between {_day(event.earliest, 'en')} and {_day(event.latest, 'en')}",
        )


def _day(day: date, language: Language) -> str:
    # The month in letters: 03/04 is read as March here and as April there.
    return format_date(day, "d MMM y", locale=_LOCALES[language])


def _sex(of: str, cells: Mapping[str, str], found: Profile, today: date) -> Iterator[Understood]:
    said = None if found.sex is None else _code("sex", found.sex)
    if said is None:
        yield Understood(of, "No se entendió; escriba F, M o X.", "Not understood; write F, M or X.", True)
    else:
        yield Understood(of, said.es, said.en)


def _code(list_name: str, code: str) -> Sentence | None:
    return next((one for one in in_force().lists[list_name] if one.code == code), None)


def _codes(list_name: str, codes: list[str]) -> tuple[str, str]:
    said = [_code(list_name, code) or Sentence(code, code, code) for code in codes]
    return ", ".join(one.es for one in said), ", ".join(one.en for one in said)


def _nationality(of: str, cells: Mapping[str, str], found: Profile, today: date) -> Iterator[Understood]:
    if not found.nationality:
        yield Understood(of, "No se conoce un país con ese nombre.", "No country is known by this.", True)
    else:
        yield Understood(of, *_codes("countries", sorted(found.nationality)))


def _origin(of: str, cells: Mapping[str, str], found: Profile, today: date) -> Iterator[Understood]:
    places = found.origin.places
    if not places:
        yield Understood(
            of,
            "No se conoce un lugar con ese nombre; se compara como está escrito.",
            "No place is known by this; it is compared as written.",
            True,
        )
        return
    yield Understood(of, *_both(_place(places[0], language) for language in _LOCALES))
    if len(places) > 1:
        es, en = _both("; ".join(_place(place, language) for place in places[1:]) for language in _LOCALES)
        yield Understood(of, f"También puede ser: {es}", f"It may also be: {en}", True)
    if found.origin.locality_text:
        yield Understood(
            of,
            f"Además, como está escrito: {found.origin.locality_text}",
            f"Besides, as written: {found.origin.locality_text}",
        )


def _place(place: Place, language: Language) -> str:
    above = [
        parent.name
        for above in (place.admin2, place.admin1)
        if above is not None and above != place.id and (parent := gazetteer().place(above)) is not None
    ]
    country = _code("countries", place.country)
    names = [place.name, *above]
    if country is None:
        names.append(place.country)
    elif country.told(language) not in names:
        names.append(country.told(language))
    return ", ".join(names)


def _languages(of: str, cells: Mapping[str, str], found: Profile, today: date) -> Iterator[Understood]:
    clear: list[Spoken] = [one for one in found.languages if one.code]
    if clear:
        yield Understood(of, *_codes("languages", [one.code or "" for one in clear]))
    for one in found.languages:
        if not one.code:
            yield Understood(
                of,
                f"«{one.text}»: no está claro qué idioma es; escriba también el municipio.",
                f"“{one.text}”: which language this is isn't clear; write its municipality as well.",
                True,
            )


def _phones(of: str, cells: Mapping[str, str], found: Profile, today: date) -> Iterator[Understood]:
    if not found.phones:
        yield Understood(
            of, "No se entendió ningún número de teléfono.", "No telephone number was understood.", True
        )
    for phone in found.phones:
        yield _phone(of, phone)


def _phone(of: str, phone: Phone) -> Understood:
    if not phone.valid:
        return Understood(
            of,
            f"{phone.raw}: no es un número válido de ningún país; escríbalo con su prefijo, como +504.",
            f"{phone.raw}: no valid number of any country; write it with its country code, such as +504.",
            True,
        )
    es, en = _codes("countries", [phone.country or "?"])
    return Understood(of, f"{phone.e164} ({es})", f"{phone.e164} ({en})")


def _documents(of: str, cells: Mapping[str, str], found: Profile, today: date) -> Iterator[Understood]:
    if not found.documents:
        yield Understood(
            of,
            "No se reconoció ningún documento; escriba tipo y número, como CURP:…",
            "No document was recognised; write kind and number, such as CURP:…",
            True,
        )
    for document in found.documents:
        es, en = _CHECKS[document.check]
        more = _of_document(document)
        yield Understood(
            of,
            "; ".join([f"{document.masked()}: {es}", *(told.es for told in more)]),
            "; ".join([f"{document.masked()}: {en}", *(told.en for told in more)]),
            document.check == "fail",
        )


def _of_document(document: Document) -> list[Sentence]:
    """Return what the number itself says."""
    more = []
    if document.birth is not None:
        es, en = _between(document.birth)
        more.append(Sentence("birth", f"dice: {es[0].lower()}{es[1:]}", f"says: {en[0].lower()}{en[1:]}"))
    sex = None if document.sex is None else _code("sex", document.sex)
    if sex is not None:
        more.append(sex)
    return more


def _marks(of: str, cells: Mapping[str, str], found: Profile, today: date) -> Iterator[Understood]:
    kinds = list(dict.fromkeys(mark.kind for mark in found.marks if _known(mark)))
    if kinds:
        es, en = (", ".join(_MARKS[kind][place] for kind in kinds if kind) for place in (0, 1))
        yield Understood(of, f"Se reconoció: {es}", f"Recognised: {en}")


def _known(mark: Mark) -> bool:
    return mark.kind in _MARKS


Sayer = Callable[[str, Mapping[str, str], Profile, date], Iterator[Understood]]

_SAYERS: Final[Mapping[tuple[str, ...], Sayer]] = {
    ("given_names", "first_surname", "second_surname", "full_name"): _child_name,
    ("sex",): _sex,
    ("birth_date", "age"): _birth,
    ("nationality",): _nationality,
    ("origin_locality", "origin_text", "origin_admin2", "origin_admin1", "origin_country"): _origin,
    ("languages",): _languages,
    ("mother_name",): _adult(lambda found: found.mother),
    ("father_name",): _adult(lambda found: found.father),
    ("caregiver_name",): _adult(lambda found: found.caregiver),
    ("siblings",): _siblings,
    ("phones",): _phones,
    ("documents",): _documents,
    ("marks",): _marks,
    ("event_date",): _event,
}
"""Columns that say something together → who says what was understood; it is said of the first of them that is filled in."""
